"""Who is in my care, and adding a patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import people, plan
from clew.practice.errors import AlreadyDone
from clew.practice.models import Course, Patient
from clew.practice.readings import caseload as reading
from clew.practice.roles import May, RoleName
from clew.therapy.charts.course_picture import sparkline
from clew.therapy.charts.scene import svg
from clew.web.pages import new_key


@dataclass(frozen=True, slots=True)
class Line:
    """One patient in the list."""

    patient: Patient
    who: dict[str, str]
    stage: str
    sparkline: str
    latest: str
    next_session: datetime | None
    alerts: int


def caseload(request: HttpRequest) -> HttpResponse:
    """List the patients whose record the person may open."""
    patients = list(access.caseload(request.user))
    who = access.names(patients, request.user, why="caseload") if patients else {}
    glances = reading.glances(patients, request.user, now=timezone.now())
    lines = []
    for patient in patients:
        glance = glances[patient.pk]
        name = who[patient.pk]["name"]
        picture = svg(
            sparkline(glance.symptoms, 0, 27, title=f"PHQ-9 of {name}"), name=f"spark-{patient.number}"
        )
        lines.append(
            Line(
                patient,
                who[patient.pk],
                glance.stage,
                picture if glance.symptoms else "",
                f"{glance.symptoms[-1]:g}" if glance.symptoms else "",
                glance.next_session,
                glance.alerts,
            )
        )
    lines.sort(key=lambda line: (-line.alerts, line.who["name"]))
    admits = any(
        May.ADMIT_PATIENT in access.ROLES[role].in_practice
        for roles in access.roles_of(request.user).values()
        for role in roles
    )
    return render(request, "clinician/caseload.html", {"lines": lines, "here": "caseload", "admits": admits})


class AdmitForm(forms.Form):
    """What is needed to open a record."""

    name = forms.CharField(label="Name", max_length=150, help_text="A pseudonym will do.")
    born = forms.DateField(label="Born on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    pronouns = forms.CharField(label="Pronouns", max_length=40, required=False)
    starts_on = forms.DateField(label="First meeting on", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="Frame", choices=Course.Kind.choices)
    agreed_sessions = forms.IntegerField(
        label="Sessions agreed", required=False, min_value=1, max_value=400, help_text="If an end was agreed."
    )
    reason = forms.CharField(label="What brings them", required=False, widget=forms.Textarea)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


def admit(request: HttpRequest) -> HttpResponse:
    """Add a patient and open a course. Who does not treat adds a patient without anything clinical."""
    practice = access.practice_for(request.user, to=May.ADMIT_PATIENT)
    if RoleName.CLINICIAN not in access.roles_of(request.user).get(practice.pk, set()):
        return redirect("practice_admit")
    form = AdmitForm(
        request.POST or None, initial={"key": new_key(), "starts_on": timezone.now().date().isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            patient = people.admit_patient(
                practice=practice,
                name=given["name"],
                born=given["born"],
                pronouns=given["pronouns"],
                fictional=practice.demonstration,
                by=request.user,
                clinician=request.user,
                key=given["key"],
            )
        except AlreadyDone:
            return redirect("caseload")
        chart = access.open_record(request.user, patient.pk, to=May.PLAN, view="admit")
        plan.open_course(
            chart=chart,
            starts_on=given["starts_on"],
            kind=given["kind"],
            agreed_sessions=given["agreed_sessions"],
            reason=given["reason"],
        )
        return redirect("course", patient.pk)
    return render(request, "clinician/admit.html", {"form": form, "here": "caseload"})


urls = [path("caseload/", caseload, name="caseload"), path("patients/new/", admit, name="admit")]
