"""The care team and how it works together: who takes part, the shared log, tasks and medicines."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart, colleagues, team_of
from clew.practice.actions import people
from clew.practice.actions import team as actions
from clew.practice.deputies import DEPUTY
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Entry, Medication
from clew.practice.readings import absences
from clew.practice.readings import team as reading
from clew.practice.roles import CARE_RELATIONS, ROLES, May, RoleName
from clew.therapy.course import combined
from clew.therapy.knowledge.sources import SOURCES
from clew.web.pages import new_key, no_course, on_record, record_page, say


class JoinForm(forms.Form):
    """Who joins, as what."""

    user = forms.ChoiceField(label="Person")
    relation = forms.ChoiceField(
        label="As", choices=[("", "Choose"), *((r.value, r.value) for r in CARE_RELATIONS)]
    )


def _form(chart: Chart, data: object = None) -> JoinForm:
    form = JoinForm(data)  # type: ignore[arg-type]
    found = [(str(u.pk), f"{u} ({', '.join(roles)})") for u, roles in colleagues(chart)]
    form.fields["user"].choices = [("", "Choose"), *found]  # type: ignore[attr-defined]
    return form


@on_record(to=May.SEE_COURSE, view="team")
def team(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show who works with the patient; add somebody."""
    form = _form(chart) if chart.can(May.MANAGE_TEAM) else None
    if request.method == "POST":
        chart.require(May.MANAGE_TEAM)
        form = _form(chart, request.POST)
        if form.is_valid():
            user = next(u for u, _ in colleagues(chart) if str(u.pk) == form.cleaned_data["user"])
            try:
                people.join_team(chart=chart, user=user, relation=RoleName(form.cleaned_data["relation"]))
            except PracticeError as problem:
                form.add_error("relation", str(problem))
            else:
                say(request, f"{user} joined the care team.")
                return redirect("team", chart.patient.pk)
    members = [(m, ROLES[RoleName(m.relation)]) for m in team_of(chart)]
    clinicians = [m for m, role in members if role.name is RoleName.CLINICIAN]
    return record_page(
        request,
        "clinician/team.html",
        chart,
        tab="team",
        members=members,
        responsible=min(clinicians, key=lambda m: m.pk) if clinicians else None,
        away=absences.of_team(chart.patient.practice, [m.user for m in clinicians]),
        deputy=chart.role == DEPUTY,
        form=form,
        manages_team=chart.can(May.MANAGE_TEAM),
        status=422 if form and form.errors else 200,
    )


@on_record(to=May.MANAGE_TEAM, view="team")
def leave(request: HttpRequest, chart: Chart, member_id: int) -> HttpResponse:
    """End somebody's part in the care team."""
    member = next((m for m in team_of(chart) if m.pk == member_id), None)
    if member is None or request.method != "POST":
        raise NotFound
    people.leave_team(chart=chart, member=member)
    say(request, f"{member.user} left the care team.")
    return redirect("team", chart.patient.pk)


@on_record(to=May.SEE_COURSE, view="working_together")
def working_together(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what the team shares: the agreement, contacts that are due, tasks, the log, medicines."""
    found = reading.together(chart, today=timezone.localdate())
    if found is None:
        return no_course(request, chart, "working_together")
    return record_page(
        request,
        "clinician/working_together.html",
        chart,
        tab="team",
        sub="working_together",
        found=found,
        facts=[(fact, SOURCES[fact.source]) for fact in combined.FACTS.values()],
        opens=_opens(chart, found),
        otherwise=found.otherwise,
        overrides=chart.can(May.WRITE_FORMULATION),
        writes=chart.can(May.WRITE_TO_TEAM),
        prescribes=chart.can(May.PRESCRIBE),
        today=timezone.localdate(),
    )


_OPENS = {"alert": "alert", "measure": "measure_entry"}


def _opens(chart: Chart, found: reading.Together) -> dict[str, str]:
    """Return the address that shows what a contact is due for, by what the reason rests on."""
    refs = {ref for one in found.due for reason in one.reasons for ref in reason.rests_on}
    split = {ref: ref.partition(":") for ref in refs}
    return {ref: reverse(_OPENS[kind], args=[chart.patient.pk, pk]) for ref, (kind, _, pk) in split.items()}


@on_record(to=May.WRITE_TO_TEAM, view="task", thing="task_id")
def act_on_task(request: HttpRequest, chart: Chart, task_id: UUID, what: str) -> HttpResponse:
    """Say that a task is done, or that it is not after all."""
    task = chart.row(Entry, task_id, to=May.WRITE_TO_TEAM)
    if request.method == "POST" and what == "finish":
        actions.finish_task(
            chart=chart, task=task, on=timezone.localdate(), outcome=request.POST.get("outcome", "")
        )
        say(request, "Done. It stands below, with what came of it, and can be opened again there.")
    elif request.method == "POST":
        actions.reopen_task(chart=chart, task=task)
        say(request, "The task is open again.")
    answer = redirect("working_together", chart.patient.pk)
    answer["Location"] += f"#entry-{task.first_id or task.pk}"
    return answer


class DoseForm(forms.Form):
    """Another dose from a day on, and why."""

    dose = forms.CharField(label="Dose from then on", max_length=120)
    on = forms.DateField(label="From", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    why = forms.CharField(label="Why", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    expected = forms.CharField(
        label="What is expected of it, and when", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    watched = forms.CharField(
        label="Side effects that are watched for", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


@on_record(to=May.PRESCRIBE, view="change_dose", thing="medication_id")
def change_dose(request: HttpRequest, chart: Chart, medication_id: UUID) -> HttpResponse:
    """Change the dose of a medicine; the list and the reason are written together."""
    row = chart.row(Medication, medication_id, to=May.PRESCRIBE)
    form = DoseForm(request.POST or None, initial={"on": timezone.localdate(), "key": new_key()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_dose(
                chart=chart, course=chart.course or row.course, medication=row, **form.cleaned_data
            )
        except AlreadyDone:
            return redirect("working_together", chart.patient.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            say(request, "The new dose is in the list, with the reason beside it.")
            return redirect("working_together", chart.patient.pk)
    return record_page(
        request,
        "clinician/change_dose.html",
        chart,
        tab="team",
        sub="working_together",
        form=form,
        medicine=chart.text(row, "name"),
        dose=chart.text(row, "dose"),
        since=row.from_date,
        status=422 if form.errors else 200,
    )


urls = [
    path("patients/<uuid:patient_id>/team/", team, name="team"),
    path("patients/<uuid:patient_id>/team/<int:member_id>/leave/", leave, name="leave_team"),
    path("patients/<uuid:patient_id>/working-together/", working_together, name="working_together"),
    path(
        "patients/<uuid:patient_id>/tasks/<uuid:task_id>/done/",
        act_on_task,
        {"what": "finish"},
        name="finish_task",
    ),
    path(
        "patients/<uuid:patient_id>/tasks/<uuid:task_id>/open/",
        act_on_task,
        {"what": "reopen"},
        name="reopen_task",
    ),
    path("patients/<uuid:patient_id>/medication/<uuid:medication_id>/dose/", change_dose, name="change_dose"),
]
