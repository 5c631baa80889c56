"""The plan: what it is about, goals, the frame, medication, what happens in life, and what is worth a look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import plan as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Course, Goal, LifeEvent, Medication
from clew.practice.readings import alliance
from clew.practice.readings import plan as reading
from clew.practice.readings.courses import chosen
from clew.practice.readings.prompts import prompts
from clew.practice.roles import May
from clew.therapy.course import review
from clew.therapy.course.frame import FEWEST, MOST, USUAL
from clew.therapy.course.online import FACTS as ONLINE_FACTS
from clew.therapy.course.online import NEEDS, Need
from clew.therapy.course.reviewing import usual_reviews
from clew.therapy.errors import TherapyError
from clew.therapy.forms import Line
from clew.therapy.forms.frame import EMPHASES
from clew.web.pages import new_key, on_record, record_page, say


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """Return a field for a day, with the browser's own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


def words_field(label: str, *, rows: int = 3, said: bool = False, **kwargs: Any) -> forms.CharField:
    """Return a field for some lines, set in the patient's voice if it holds their words."""
    attrs = {"rows": rows} | ({"class": "said"} if said else {})
    return forms.CharField(label=label, widget=forms.Textarea(attrs=attrs), **kwargs)


class Keyed(forms.Form):
    """A form that saves once, however often it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class OpenForm(Keyed):
    """A new course of treatment."""

    starts_on = day_field("First meeting on")
    kind = forms.ChoiceField(label="Frame", choices=Course.Kind.choices)
    stage = forms.ChoiceField(label="Stage", choices=Course.Stage.choices)
    agreed_sessions = forms.IntegerField(
        label="Sessions agreed",
        required=False,
        min_value=1,
        max_value=1000,
        help_text=f"If an end was agreed; usually {USUAL.value:g}, from {FEWEST.value:g} to {MOST.value:g}.",
    )
    planned_end = day_field("Agreed end", required=False)
    minutes = forms.IntegerField(label="Minutes a session", min_value=10, max_value=240, initial=50)
    weekly_rate = forms.FloatField(
        label="Sessions a week", min_value=0.1, max_value=7, initial=1, help_text="0.5 is every other week."
    )
    format = forms.ChoiceField(
        label="Who meets",
        choices=Course.Format.choices,
        required=False,
        initial=Course.Format.INDIVIDUAL,
    )
    setting = forms.CharField(
        label="Setting", max_length=40, required=False, help_text="Such as face to face, or online."
    )
    emphasis = forms.ChoiceField(
        label="Emphasis that is planned",
        required=False,
        choices=[("", "Not decided yet"), *((one.slug, one.label) for one in EMPHASES)],
    )
    review_weeks = forms.IntegerField(
        label="Weeks between reviews",
        required=False,
        min_value=1,
        max_value=104,
        help_text="If you agreed on it.",
    )
    referred_on = day_field("Referred on", required=False)
    referral = words_field("Who sent them, and why", required=False)
    reason = words_field("What brings them", required=False)
    focus = words_field("The focus, in the patient's words", required=False, said=True)


class StageForm(forms.Form):
    """Where the course stands."""

    stage = forms.ChoiceField(label="Stage", choices=Course.Stage.choices)


class FocusForm(forms.Form):
    """What the two work on."""

    focus = words_field("The focus, in the patient's words", required=False, said=True)


class GoalForm(Keyed):
    """What the patient wants from it."""

    patient_words = words_field("In the patient's words", said=True)
    clinician_words = words_field("In yours", required=False, rows=2)
    kind = forms.ChoiceField(label="About", choices=Goal.Kind.choices)
    agreed_on = day_field("Agreed on")


class MedicationForm(Keyed):
    """A medicine that is taken."""

    name = forms.CharField(label="Medicine", max_length=120)
    dose = forms.CharField(
        label="Dose", max_length=120, help_text="As it is taken, such as 50 mg in the morning."
    )
    from_date = day_field("From")
    to_date = day_field("To", required=False, help_text="Leave empty while it goes on.")


class EndForm(forms.Form):
    """The last day of a medicine."""

    medication = forms.UUIDField(widget=forms.HiddenInput)
    to_date = day_field("Last day")


class EventForm(Keyed):
    """Something that happened."""

    text = words_field("What happened", rows=2)
    kind = forms.ChoiceField(
        label="Kind", choices=[one for one in LifeEvent.Kind.choices if one[0] != LifeEvent.Kind.BREAK]
    )
    on = day_field("On")


class TakeOverForm(Keyed):
    """A goal or a life event of an older version of Clew that is to be changed."""

    row = forms.UUIDField(widget=forms.HiddenInput)


def _open(chart: Chart, course: Course | None, **given: Any) -> None:
    given["format"] = given["format"] or Course.Format.INDIVIDUAL
    actions.open_course(chart=chart, **given)


def _end(chart: Chart, course: Course, medication: Any, to_date: Any) -> None:
    row = chart.row(Medication, medication, to=May.PRESCRIBE)
    actions.end_medication(chart=chart, medication=row, to_date=to_date)


def _take_over(chart: Chart, course: Course, row: Any, key: str) -> None:
    found = chart.rows(Goal, to=May.PLAN).filter(pk=row).first()
    actions.take_over(chart=chart, row=found or chart.row(LifeEvent, row, to=May.PLAN), key=key)


# What can be done on this page: the form, who may, the action, and what is said when it is done.
ACTS: dict[str, tuple[type[forms.Form], May, Callable[..., object], str]] = {
    "open": (
        OpenForm,
        May.PLAN,
        _open,
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
    "take_over": (TakeOverForm, May.PLAN, _take_over, "You can change it now."),
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
        except (PracticeError, TherapyError) as problem:
            form.add_error(None, str(problem))
        else:
            say(request, done)
            return redirect("plan", chart.patient.pk)
    return _page(request, chart, sent={what: form}, status=422)


def _page(
    request: HttpRequest, chart: Chart, *, sent: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    sent, today = sent or {}, timezone.localdate()
    picked = chosen(chart, request.GET.get("course"))
    course = picked.course
    plans = chart.can(May.PLAN) and not picked.earlier
    prescribes = chart.can(May.PRESCRIBE) and not picked.earlier

    def form(what: str, **initial: Any) -> forms.Form:
        return sent.get(what) or ACTS[what][0](prefix=what, initial={"key": new_key(), **initial})

    if course is None:
        opening = form("open", starts_on=today) if plans else None
        return record_page(
            request, "clinician/plan_none.html", chart, tab="plan", form=opening, status=status
        )
    focus = chart.text(course, "focus")
    plan = reading.plan(chart, course, *alliance.FORMS)
    asks = chart.can(May.READ_MEASURES) and not picked.earlier
    found = prompts(chart, course, today=today, written=plan.found) if asks else []
    return record_page(
        request,
        "clinician/plan.html",
        chart,
        tab="plan",
        picked=picked,
        course=course,
        plan=plan,
        usual_reviews=usual_reviews(
            time_limited=course.kind == Course.Kind.TIME_LIMITED, agreed_sessions=course.agreed_sessions
        ),
        online=_online(course, plan),
        online_facts=ONLINE_FACTS.values(),
        notes=reading.frame_notes(course),
        emphases={one.slug: one.label for one in EMPHASES},
        focus=focus,
        reason=chart.text(course, "reason"),
        referral=chart.text(course, "referral"),
        medicines=[
            (medicine, chart.text(medicine, "name"), chart.text(medicine, "dose"))
            for medicine in plan.medicines
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
            "take_over": form("take_over"),
        },
        sent=next(iter(sent), ""),
        refused=next(iter(sent.values()), None),
        status=status,
    )


def _online(course: Course, plan: reading.Plan) -> list[tuple[Need, Line | None]]:
    """Return what meeting online needs, what is open first, where the two meet online or wrote about it."""
    if course.format != Course.Format.ONLINE and plan.online is None:
        return []
    noted = {line.field.slug: line for line in plan.online.lines} if plan.online else {}
    return sorted(
        ((need, noted.get(slug)) for slug, need in NEEDS.items()), key=lambda one: one[1] is not None
    )


urls = [
    path("patients/<uuid:patient_id>/plan/", plan, name="plan"),
    *(
        path(f"patients/<uuid:patient_id>/plan/{what}/", act, {"what": what}, name=f"plan_{what}")
        for what in ACTS
    ),
]
