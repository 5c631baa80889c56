"""The end of a course and the time after it: what is gone through, ending and taking it back, check-ins, coming back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart, team_of
from clew.practice.actions import endings as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Course
from clew.practice.readings import plan as plans_of
from clew.practice.readings.after import After, Checked, near_the_end
from clew.practice.readings.after import after as reading
from clew.practice.readings.attendance import risk_in_last_score
from clew.practice.readings.courses import chosen
from clew.practice.readings.entries import Written
from clew.practice.roles import May, RoleName
from clew.therapy.course.continuing import Agreed, CheckIn, follow_ups, months_of, next_due, why
from clew.therapy.course.ending import CHECKLIST, completeness, unplanned
from clew.therapy.course.months import add_months
from clew.therapy.course.relapse import FACTS, HIGH, RISE, SIGN_COUNT, SIGN_WEEKS
from clew.therapy.course.reviewing import ending_talk
from clew.therapy.errors import TherapyError
from clew.therapy.forms import Line
from clew.therapy.forms import form as form_of
from clew.web.clinician.course import addresses
from clew.web.clinician.plan import Keyed, day_field, words_field
from clew.web.pages import new_key, no_course, on_record, record_page, say


class EndForm(Keyed):
    """Why and when a course ended."""

    reason = forms.ChoiceField(label="Why it ended", choices=Course.EndReason.choices)
    on = day_field("Last day")
    continuing_care = forms.BooleanField(
        label="Continuing care",
        required=False,
        initial=True,
        help_text="Questionnaires and follow-up go on, so that the return of signs is seen.",
    )
    cancel_planned = forms.BooleanField(
        label="Cancel the sessions that are still planned",
        required=False,
        initial=True,
        help_text="They stay in the list as cancelled and can be planned again; regular times end too.",
    )


class FollowUpsForm(Keyed):
    """Which of the usual follow-ups are agreed, and how."""

    months = forms.TypedMultipleChoiceField(
        label="After the end", coerce=int, widget=forms.CheckboxSelectMultiple(attrs={"class": "steps"})
    )
    how = forms.ChoiceField(
        label="How",
        required=False,
        choices=[
            ("", "Not said"),
            *((one.slug, one.label) for one in form_of("follow_up").field("how").options),
        ],
    )

    def __init__(self, *args: Any, days: Iterable[tuple[int, date]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].choices = [
            (number, f"{number} month{'s' if number > 1 else ''}: {day.day} {day:%B %Y}")
            for number, day in days
        ]


class ReturnForm(Keyed):
    """Somebody comes back."""

    starts_on = day_field("First meeting on")
    reason = words_field("What brings them now", required=False)


@on_record(to=May.SEE_COURSE, view="ending")
def ending(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what is gone through before the end, and end the course."""
    return _ending(request, chart)


def _ending(
    request: HttpRequest, chart: Chart, sent: forms.Form | None = None, asked: forms.Form | None = None
) -> HttpResponse:
    picked = chosen(chart, request.GET.get("course"))
    course, today = picked.course, timezone.localdate()
    if course is None:
        return no_course(request, chart, "ending")
    plans = chart.can(May.PLAN) and not picked.earlier
    found = reading(chart, course, "contact_attempt", "goal", "goal_review", today=today)
    reason = course.end_reason or (found.ending.get("reason") if found.ending else "")
    early = bool(reason) and unplanned(reason)
    noted = {slug for slug in found.ending.values if slug in CHECKLIST} if found.ending else set()
    noted |= {"relapse_plan"} if found.plan else set()
    talk = ending_talk(starts_on=course.starts_on, planned_end=course.planned_end)
    in_sight = min(
        (day for day in (talk.on if talk else None, found.begun_on) if day),
        default=None,
    )
    came_back = near_the_end(found, ending_from=in_sight)
    refs = came_back.rests_on if came_back else ()
    initial = {
        "key": new_key(),
        "on": course.planned_end if course.planned_end and course.planned_end < today else today,
        "reason": reason or Course.EndReason.PLANNED_LIMIT,
        "continuing_care": found.agreed is not Agreed.NONE,
    }
    return record_page(
        request,
        "clinician/ending.html",
        chart,
        tab="plan",
        sub="ending",
        picked=picked,
        course=course,
        found=found,
        early=early,
        done=_done(found.ending, completeness(noted, early=early)),
        talk=talk,
        begun=found.ending is not None,
        came_back=came_back,
        risk=risk_in_last_score(found.in_use, today=today)
        if early and chart.can(May.READ_MEASURES)
        else None,
        contacts=found.found["contact_attempt"] if early else (),
        goals=plans_of.goals_of(chart, course, found.found["goal"], found.found["goal_review"]),
        prescribers=_prescribers(chart) if plans else (),
        coming=course.ended_on is None and course.stage not in (Course.Stage.ENDING, *actions.OVER),
        follow_up_days=_usual_days(course),
        ask=_ask(course, found, asked) if plans else None,
        facts=FACTS.values(),
        opens=addresses(chart, refs),
        form=_end_form(sent or EndForm(initial=initial), picked.planned)
        if plans and course.joint_id is None
        else None,
        plans=plans,
        attempts=chart.can(May.WRITE_NOTES) and not picked.earlier,
        today=today,
        status=422 if sent or asked else 200,
    )


def _end_form(form: forms.Form, planned: int) -> forms.Form:
    """Return the form of an end, which asks about planned sessions only where there are any."""
    if not planned:
        form.fields.pop("cancel_planned", None)
    return form


def _usual_days(course: Course) -> tuple[tuple[int, date], ...]:
    """Return when the two usually meet again or write, if a last day is known."""
    end = course.ended_on or course.planned_end
    return follow_ups(end) if end else ()


def _prescribers(chart: Chart) -> list[str]:
    """Return who prescribes beside the therapist: they are told of the end."""
    members = list(team_of(chart))
    treating = {one.user_id for one in members if one.relation == RoleName.CLINICIAN.value}
    return [
        str(one.user)
        for one in members
        if one.relation == RoleName.PRESCRIBER.value and one.user_id not in treating
    ]


_ABOUT = timedelta(days=14)  # a follow-up within two weeks of a usual day counts as that one


def _ask(course: Course, found: After, asked: forms.Form | None) -> forms.Form | None:
    """Return the form for the usual follow-ups, without those that are agreed for about the same day."""
    if asked is not None:
        return asked
    agreed = [date.fromisoformat(one.get("due_on")) for one in found.follow_ups]
    days = [
        (number, day) for number, day in _usual_days(course) if all(abs(day - one) > _ABOUT for one in agreed)
    ]
    if not days:
        return None
    initial = {"key": new_key(), "months": [number for number, _ in days]}
    return FollowUpsForm(prefix="follow", initial=initial, days=days)


@on_record(to=May.PLAN, view="ending")
def plan_follow_ups(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Agree on the usual follow-ups in one step."""
    course = chart.course
    if request.method != "POST" or course is None:
        return redirect("ending", chart.patient.pk)
    back = redirect("after" if course.ended_on else "ending", chart.patient.pk)
    form = FollowUpsForm(request.POST, prefix="follow", days=_usual_days(course))
    if form.is_valid():
        try:
            made = actions.plan_follow_ups(chart=chart, course=course, **form.cleaned_data)
        except AlreadyDone:
            return back
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            count = "One follow-up is" if len(made) == 1 else f"{len(made)} follow-ups are"
            say(request, f"{count} agreed. Each can be changed or taken back.")
            return back
    return _ending(request, chart, asked=form)


def _done(ending: Written | None, found: Any) -> list[tuple[Any, Line | None, bool]]:
    """Return each item that is asked, with its note if there is one and whether it is still open."""
    lines = {line.field.slug: line for line in ending.lines} if ending else {}
    still = {item.slug for item in found.open}
    return [(item, lines.get(item.slug), item.slug in still) for item in (*found.open, *found.done)]


@on_record(to=May.PLAN, view="ending")
def end_course(request: HttpRequest, chart: Chart) -> HttpResponse:
    """End the course."""
    course = chart.course
    if request.method != "POST" or course is None:
        return redirect("ending", chart.patient.pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_course(chart=chart, course=course, **form.cleaned_data)
        except AlreadyDone:
            return redirect("after", chart.patient.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            say(
                request,
                "The course has ended. The door stays open; you can take this back on the page of the ending.",
            )
            return redirect(
                "after" if course.stage == Course.Stage.CONTINUING_CARE else "ending", chart.patient.pk
            )
    return _ending(request, chart, form)


@on_record(to=May.PLAN, view="ending")
def reopen_course(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Take back that the course was ended."""
    course = chart.course
    if request.method == "POST" and course is not None:
        actions.reopen_course(chart=chart, course=course)
        say(request, "The end is taken back; the course goes on where it was.")
    return redirect("ending", chart.patient.pk)


@on_record(to=May.SEE_COURSE, view="after")
def after(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what came in after the end, what is due, and what is worth asking about."""
    return _after(request, chart)


def _after(request: HttpRequest, chart: Chart, sent: forms.Form | None = None) -> HttpResponse:
    picked = chosen(chart, request.GET.get("course"))
    course, today = picked.course, timezone.localdate()
    if course is None:
        return no_course(request, chart, "after")
    found = reading(chart, course, "otherwise", "contact_attempt", today=today)
    plans = chart.can(May.PLAN) and not picked.earlier
    coming = next_due(found.check_ins)
    over = course.ended_on is not None or course.stage in actions.OVER
    refs = {ref for prompt in found.prompts for ref in prompt.reason.rests_on}
    return record_page(
        request,
        "clinician/after.html",
        chart,
        tab="plan",
        sub="after",
        picked=picked,
        course=course,
        over=over,
        found=found,
        planned=_planned(found),
        with_the_end=_with_the_end(found),
        coming=coming,
        coming_why=why(coming) if coming else None,
        opens=addresses(chart, refs),
        otherwise={"relapse": [one for one in found.found["otherwise"] if one.get("rule") == "relapse"]},
        scored=chart.can(May.READ_MEASURES),
        enters=chart.can(May.ENTER_MEASURES) and not picked.earlier,
        overrides=chart.can(May.WRITE_FORMULATION) and not picked.earlier,
        plans=plans,
        contacts=[
            one
            for one in reversed(found.found["contact_attempt"])
            if found.ended_on is not None and one.entry.on > found.ended_on
        ],
        attempts=chart.can(May.WRITE_NOTES) and not picked.earlier,
        follow_up_days=_usual_days(course) if course.ended_on else (),
        ask=_ask(course, found, None) if plans and course.ended_on else None,
        numbers=(HIGH, RISE, SIGN_COUNT, SIGN_WEEKS),
        preview=_preview(found, course),
        form=(sent or ReturnForm(initial={"key": new_key(), "starts_on": today})) if plans and over else None,
        today=today,
        status=422 if sent else 200,
    )


def _planned(found: After) -> list[tuple[CheckIn, list[Checked]]]:
    """Return each planned check-in with what came in for it."""
    by_ref = {str(one.reading.administration.pk): one for one in found.checked}
    return [(one, [by_ref[came.ref] for came in one.came]) for one in found.check_ins]


def _with_the_end(found: After) -> list[Checked]:
    """Return what came so soon after the end, or so far from every day, that it belongs to none of those planned."""
    counted = {came.ref for one in found.check_ins for came in one.came}
    return [one for one in reversed(found.checked) if str(one.reading.administration.pk) not in counted]


def _preview(found: After, course: Course) -> list[tuple[int, date]]:
    """Return when questionnaires would be due if the course ended as it was agreed."""
    end = course.planned_end
    return [(months, add_months(end, months)) for months in months_of(found.agreed)] if end else []


@on_record(to=May.PLAN, view="after")
def return_to_care(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Open a new course for somebody who comes back."""
    course = chart.course
    if request.method != "POST" or course is None:
        return redirect("after", chart.patient.pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            actions.return_to_care(chart=chart, course=course, **form.cleaned_data)
        except AlreadyDone:
            return redirect("plan", chart.patient.pk)
        except (PracticeError, TherapyError) as problem:
            form.add_error(None, str(problem))
        else:
            say(
                request,
                "A new course is open. The frame of the earlier one is filled in to begin with; the earlier course stays to read.",
            )
            return redirect("plan", chart.patient.pk)
    return _after(request, chart, form)


_HERE = "patients/<uuid:patient_id>/plan/"
urls = [
    path(f"{_HERE}ending/", ending, name="ending"),
    path(f"{_HERE}ending/end/", end_course, name="end_course"),
    path(f"{_HERE}ending/reopen/", reopen_course, name="reopen_course"),
    path(f"{_HERE}follow-ups/", plan_follow_ups, name="plan_follow_ups"),
    path(f"{_HERE}after/", after, name="after"),
    path(f"{_HERE}after/return/", return_to_care, name="return_to_care"),
]
