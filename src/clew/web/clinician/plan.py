"""The plan: the frame, what it is about, goals, medication, what happens in life, and what is worth a look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import plan as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Course, Goal, LifeEvent, Medication, Session
from clew.practice.readings.prompts import prompts
from clew.practice.roles import May
from clew.therapy.course import review
from clew.web.pages import new_key, on_record, record_page, say


def _day(label: str, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


def _words(label: str, *, rows: int = 3, said: bool = False, **kwargs: Any) -> forms.CharField:
    attrs = {"rows": rows} | ({"class": "said"} if said else {})
    return forms.CharField(label=label, widget=forms.Textarea(attrs=attrs), **kwargs)


class Keyed(forms.Form):
    """A form that saves once, however often it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class OpenForm(Keyed):
    """A new course of treatment."""

    starts_on = _day("First meeting on")
    kind = forms.ChoiceField(label="Frame", choices=Course.Kind.choices)
    stage = forms.ChoiceField(label="Stage", choices=Course.Stage.choices)
    agreed_sessions = forms.IntegerField(
        label="Sessions agreed",
        required=False,
        min_value=1,
        max_value=1000,
        help_text="If an end was agreed.",
    )
    planned_end = _day("Agreed end", required=False)
    minutes = forms.IntegerField(label="Minutes a session", min_value=10, max_value=240, initial=50)
    weekly_rate = forms.FloatField(
        label="Sessions a week", min_value=0.1, max_value=7, initial=1, help_text="0.5 is every other week."
    )
    setting = forms.CharField(
        label="Setting", max_length=40, required=False, help_text="Such as face to face, or online."
    )
    referral = _words("Who sent them, and why", required=False)
    reason = _words("What brings them", required=False)
    focus = _words("The focus, in the patient's words", required=False, said=True)


class StageForm(forms.Form):
    """Where the course stands."""

    stage = forms.ChoiceField(label="Stage", choices=Course.Stage.choices)


class FocusForm(forms.Form):
    """What the two work on."""

    focus = _words("The focus, in the patient's words", required=False, said=True)


class GoalForm(Keyed):
    """What the patient wants from it."""

    patient_words = _words("In the patient's words", said=True)
    clinician_words = _words("In yours", required=False, rows=2)
    kind = forms.ChoiceField(label="About", choices=Goal.Kind.choices)
    agreed_on = _day("Agreed on")


class MedicationForm(Keyed):
    """A medicine that is taken."""

    name = forms.CharField(label="Medicine", max_length=120)
    dose = forms.CharField(
        label="Dose", max_length=120, help_text="As it is taken, such as 50 mg in the morning."
    )
    from_date = _day("From")
    to_date = _day("To", required=False, help_text="Leave empty while it goes on.")


class EndForm(forms.Form):
    """The last day of a medicine."""

    medication = forms.UUIDField(widget=forms.HiddenInput)
    to_date = _day("Last day")


class EventForm(Keyed):
    """Something that happened."""

    text = _words("What happened", rows=2)
    kind = forms.ChoiceField(label="Kind", choices=LifeEvent.Kind.choices)
    on = _day("On")


def _end(chart: Chart, course: Course, medication: Any, to_date: Any) -> None:
    row = chart.row(Medication, medication, to=May.PRESCRIBE)
    actions.end_medication(chart=chart, medication=row, to_date=to_date)


# What can be done on this page: the form, who may, the action, and what is said when it is done.
ACTS: dict[str, tuple[type[forms.Form], May, Callable[..., object], str]] = {
    "open": (
        OpenForm,
        May.PLAN,
        lambda chart, course, **given: actions.open_course(chart=chart, **given),
        "The course is open.",
    ),
    "stage": (
        StageForm,
        May.PLAN,
        lambda chart, course, **given: actions.change_course(chart=chart, course=course, **given),
        "The stage is saved.",
    ),
    "focus": (
        FocusForm,
        May.PLAN,
        lambda chart, course, **given: actions.change_course(chart=chart, course=course, **given),
        "The focus is saved.",
    ),
    "goal": (
        GoalForm,
        May.PLAN,
        lambda chart, course, **given: actions.agree_goal(chart=chart, course=course, **given),
        "The goal is saved.",
    ),
    "medication": (
        MedicationForm,
        May.PRESCRIBE,
        lambda chart, course, **given: actions.record_medication(chart=chart, course=course, **given),
        "The medicine is saved.",
    ),
    "end": (EndForm, May.PRESCRIBE, _end, "The last day is saved."),
    "event": (
        EventForm,
        May.PLAN,
        lambda chart, course, **given: actions.note_event(chart=chart, course=course, **given),
        "What happened is saved.",
    ),
}


@on_record(to=May.SEE_COURSE, view="plan")
def plan(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the plan."""
    return _page(request, chart)


@on_record(to=May.SEE_COURSE, view="plan")
def act(request: HttpRequest, chart: Chart, what: str) -> HttpResponse:
    """Do one of `ACTS`."""
    form_class, needed, action, done = ACTS[what]
    chart.require(needed)
    if request.method != "POST":
        return redirect("plan", chart.patient.pk)
    course = chart.course
    if course is None and what != "open":
        raise PracticeError("Open a course of treatment first.")
    form = form_class(request.POST, prefix=what)
    if form.is_valid():
        try:
            action(chart, course, **form.cleaned_data)
        except AlreadyDone:
            return redirect("plan", chart.patient.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            say(request, done)
            return redirect("plan", chart.patient.pk)
    return _page(request, chart, sent={what: form}, status=422)


def _course(chart: Chart) -> Course | None:
    """Return the latest course with how many of its sessions were held and how many are planned."""
    held = Q(sessions__attendance__in=[Session.Attendance.ATTENDED, Session.Attendance.LATE])
    planned = Q(sessions__attendance=Session.Attendance.PLANNED)
    courses = chart.rows(Course, to=May.SEE_COURSE).annotate(
        held=Count("sessions", filter=held), planned=Count("sessions", filter=planned)
    )
    return courses.order_by("-starts_on").first()


def _page(
    request: HttpRequest, chart: Chart, *, sent: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    course, sent = _course(chart), sent or {}
    today = timezone.localdate()
    plans, prescribes = chart.can(May.PLAN), chart.can(May.PRESCRIBE)

    def form(what: str, **initial: Any) -> forms.Form:
        return sent.get(what) or ACTS[what][0](prefix=what, initial={"key": new_key(), **initial})

    if course is None:
        opening = form("open", starts_on=today) if plans else None
        return record_page(
            request, "clinician/plan_none.html", chart, tab="plan", form=opening, status=status
        )
    focus = chart.text(course, "focus")
    found = prompts(chart, course, today=today) if chart.can(May.READ_MEASURES) else []
    return record_page(
        request,
        "clinician/plan.html",
        chart,
        tab="plan",
        course=course,
        focus=focus,
        reason=chart.text(course, "reason"),
        referral=chart.text(course, "referral"),
        goals=[
            (goal, chart.text(goal, "patient_words"), chart.text(goal, "clinician_words"))
            for goal in chart.rows(Goal, to=May.SEE_COURSE).filter(course=course)
        ],
        medicines=[
            (medicine, chart.text(medicine, "name"), chart.text(medicine, "dose"))
            for medicine in chart.rows(Medication, to=May.SEE_COURSE).filter(course=course)
        ],
        happenings=[
            (event, chart.text(event, "text"))
            for event in chart.rows(LifeEvent, to=May.SEE_COURSE).filter(course=course).order_by("-on")
        ],
        now=[prompt for prompt in found if not prompt.past],
        past=[prompt for prompt in found if prompt.past],
        review=review,
        today=today,
        plans=plans,
        prescribes=prescribes,
        forms={
            "stage": form("stage", stage=course.stage),
            "focus": form("focus", focus=focus),
            "goal": form("goal", agreed_on=today),
            "medication": form("medication", from_date=today),
            "event": form("event", on=today),
        },
        sent=next(iter(sent), ""),
        refused=next(iter(sent.values()), None),
        status=status,
    )


urls = [
    path("patients/<uuid:patient_id>/plan/", plan, name="plan"),
    *(
        path(f"patients/<uuid:patient_id>/plan/{what}/", act, {"what": what}, name=f"plan_{what}")
        for what in ACTS
    ),
]
