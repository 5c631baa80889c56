"""Who is in my care, and adding a patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import people, plan
from clew.practice.errors import AlreadyDone
from clew.practice.models import Course, Patient, User
from clew.practice.readings import caseload as reading
from clew.practice.readings.double_coding import waiting_for
from clew.practice.readings.messages import with_unread
from clew.practice.readings.programme_dues import PROGRAMME_WAITS
from clew.practice.readings.unwritten import of_today
from clew.practice.roles import ROLES, May, RoleName
from clew.therapy.charts.course_picture import sparkline
from clew.therapy.charts.scene import svg
from clew.therapy.course.today import RULE, Place, Why
from clew.web.clinician.calendar import with_names
from clew.web.clinician.double_coding import task
from clew.web.pages import new_key

PAGE = 50

HEADINGS = {
    Place.DANGER: ("Danger", "An open alert. Somebody must assess it."),
    Place.LOOK: ("Worth a look", "Seen by a rule in the scores. A prompt to ask, not a finding."),
    Place.DUE: ("Due", "A day has come that the frame or somebody set."),
    Place.GREY: ("Cannot judge", "Too little is known to say anything. That is not the same as being well."),
    Place.REST: ("The rest", "No rule asks for a look today. That is no proof of being well."),
}


# The page of the record that tells more about a rule; what is not here is looked at in the course picture.
_PAGES = {
    **dict.fromkeys(("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "baseline", "expected"), "monitoring"),
    "attendance_unexplained": "sessions",
    "attendance_in_danger": "sessions",
    "reviews": "phases",
    "check_ins": "after",
    "relapse": "after",
    RULE: "plan",
    PROGRAMME_WAITS: "programme",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One patient in the list."""

    patient: Patient
    who: dict[str, str]
    glance: reading.Glance
    sparkline: str
    latest: str
    waits: str
    stands_in_for: str
    unread: int  # messages that nobody has opened

    @property
    def whys(self) -> list[tuple[Why, str]]:
        """Why the patient stands there, each with the address of what to open."""
        return [(why, self._opens(why)) for why in self.glance.look.whys]

    def _opens(self, why: Why) -> str:
        if why.ref:
            return reverse("entry", args=[self.patient.pk, why.ref])
        return reverse(_PAGES.get(why.rule, "course"), args=[self.patient.pk])

    @property
    def stage(self) -> str:
        """The stage in words."""
        return self.glance.course.get_stage_display() if self.glance.course else "no course yet"


def _line(glance: reading.Glance, patient: Patient, who: dict[str, str], absent: str, today: date) -> Line:
    symptoms = glance.symptoms
    title = f"PHQ-9 of {who['name']}"
    picture = svg(sparkline(symptoms, 0, 27, title=title), name=f"spark-{patient.number}")
    return Line(
        patient,
        who,
        glance,
        picture if symptoms else "",
        f"{symptoms[-1]:g}" if symptoms else "",
        waiting_words(glance.course.referred_on, today) if glance.course and glance.waits else "",
        absent,
        getattr(patient, "unread", None) or 0,
    )


def waiting_words(since: date | None, today: date) -> str:
    """Say how long somebody has been waiting since they were referred; in weeks, as waiting is told."""
    if since is None:
        return "the day of the referral is not written down"
    weeks = (today - since).days // 7
    return f"waiting {weeks} week{'' if weeks == 1 else 's'}" if weeks > 0 else "waiting less than a week"


def caseload(request: HttpRequest) -> HttpResponse:
    """List the patients whose record the person may open: who needs a look today first."""
    user = cast(User, request.user)
    held = list(access.held_by(user).order_by("pk"))
    request.held = held  # type: ignore[attr-defined]  # the frame of the page needs them too
    zone = ZoneInfo(held[0].practice.time_zone) if held else timezone.get_default_timezone()
    now = timezone.now()
    today = now.astimezone(zone).date()
    open_to = access.caseload(user, held=held)
    whole = reading.caseload(user, open_to, held, now=now, zone=zone)
    stage, words = request.GET.get("stage", ""), request.GET.get("q", "").strip()
    glances: Sequence[reading.Glance] = whole.at(stage) if stage in Course.Stage.values else whole.today
    if words:
        glances = _named(user, open_to, glances if stage else whole.glances, words)
    page = Paginator(glances, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    listed = open_to.filter(pk__in=[glance.patient for glance in shown])
    treated = access.caseload(user, relation=RoleName.CLINICIAN, held=held)
    patients = {patient.pk: patient for patient in with_unread(listed, treated)}
    shown = [glance for glance in shown if glance.patient in patients]
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    notes, older = of_today(user, open_to, now=now, midnight=midnight)
    patients_of_notes = {session.patient_id: session.patient for one in notes for session in one.sessions}
    parts = waiting_for(user, held) if whole.glances else []
    everybody = patients_of_notes | {part.patient_id: part.patient for part in parts} | patients
    who = access.names(everybody.values(), user, why="caseload") if everybody else {}
    foreign = [patients[glance.patient] for glance in shown if not glance.on_team]
    absent = access.stands_in(user, foreign) if foreign else {}
    lines = [_line(g, patients[g.patient], who[g.patient], absent.get(g.patient, ""), today) for g in shown]
    by_place = not stage and not words
    groups = [
        (place.value, *(HEADINGS[place] if by_place else ("", "")), of_place)
        for place in (Place if by_place else [Place.REST])
        if (of_place := [line for line in lines if not by_place or line.glance.look.place is place])
    ]
    admits = any(May.ADMIT_PATIENT in ROLES[RoleName(one.role)].in_practice for one in held)
    with timezone.override(zone):
        return render(
            request,
            "clinician/caseload.html",
            {
                "groups": groups,
                "page": page,
                "stages": [(slug, label, whole.stages.get(slug, 0)) for slug, label in Course.Stage.choices],
                "stage": stage if stage in Course.Stage.values else "",
                "stage_words": dict(Course.Stage.choices).get(stage, ""),
                "all": len(whole.glances),
                "of_today": len(whole.today),
                "words": words,
                "today": today,
                "here": "caseload",
                "admits": admits,
                "notes": with_names(notes, {pk: one["name"] for pk, one in who.items()}),
                "older_notes": older,
                "to_code": [task(part, who[part.patient_id]["name"]) for part in parts],
            },
        )


def _named(
    user: User, open_to: QuerySet[Patient], glances: Sequence[reading.Glance], words: str
) -> list[reading.Glance]:
    """Return those in whose name every word occurs, or whose number it is. Names are encrypted, so each is opened."""
    if words.isdecimal():
        return [glance for glance in glances if str(glance.number) == words]
    who = access.names(open_to, user, why="caseload search")
    wanted = words.casefold().split()
    return [
        glance
        for glance in glances
        if glance.patient in who and all(word in who[glance.patient]["name"].casefold() for word in wanted)
    ]


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
                by=cast(User, request.user),
                clinician=cast(User, request.user),
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
