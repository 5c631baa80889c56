"""Being treated together, as one person's record shows it: with how many, their own meetings, their own focus."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import together as actions
from clew.practice.actions.endings import OVER
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Course, Joint
from clew.practice.readings import entries
from clew.practice.readings import together as reading
from clew.practice.roles import May
from clew.therapy.course.together import Stand
from clew.web.pages import new_key, on_record, record_page, say


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


class BeginForm(forms.Form):
    """Who is treated together, as what, and in which frame."""

    kind = forms.ChoiceField(label="As what", choices=Joint.Kind.choices, widget=forms.RadioSelect)
    others = forms.MultipleChoiceField(
        label="Together with",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one other person."},
    )
    starts_on = day_field("First meeting on")
    agreed_sessions = forms.IntegerField(
        label="Meetings agreed",
        required=False,
        min_value=1,
        max_value=400,
        help_text="If an end was agreed.",
    )
    minutes = forms.IntegerField(label="Minutes", min_value=10, max_value=240, initial=50)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class EndForm(forms.Form):
    """Why and when somebody's part ends."""

    reason = forms.ChoiceField(label="Why", choices=Course.EndReason.choices)
    on = day_field("Last day")


@on_record(to=May.SEE_COURSE, view="together")
def together(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show with whom the person is treated, as far as the reader treats the others too."""
    return _page(request, chart)


def _page(
    request: HttpRequest, chart: Chart, *, leaving: EndForm | None = None, status: int = 200
) -> HttpResponse:
    course = chart.course
    beside = reading.beside(chart, course)
    today = timezone.localdate()
    return record_page(
        request,
        "clinician/together.html",
        chart,
        tab="plan",
        sub="together",
        course=course,
        beside=beside,
        over=course is not None and (course.ended_on is not None or course.stage in OVER),
        sessions=reading.own_sessions(chart, course) if beside and course else [],
        own=reading.own(chart, course) if course else None,
        stop=Stand.STOP,
        writes=entries.may_write(chart, "joint_focus"),
        asks=entries.may_write(chart, "joint_safety"),
        plans=chart.can(May.PLAN),
        reads_sessions=chart.can(May.READ_SESSIONS),
        leaving=leaving or EndForm(initial={"on": today, "reason": Course.EndReason.PATIENT_CHOICE}),
        left=leaving is not None,
        status=status,
    )


@on_record(to=May.PLAN, view="begin together")
def begin(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Begin to treat this person together with others."""
    choices = reading.could_join(chart)
    initial = {"key": new_key(), "starts_on": timezone.localdate(), "minutes": 50, "kind": Joint.Kind.COUPLE}
    form = BeginForm(request.POST or None, initial=initial)
    form.fields["others"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        others = [
            access.open_record(request.user, pk, to=May.PLAN, view="begin together") for pk in given["others"]
        ]
        try:
            joint = actions.begin_joint(
                charts=[chart, *others],
                kind=given["kind"],
                starts_on=given["starts_on"],
                agreed_sessions=given["agreed_sessions"],
                minutes=given["minutes"],
                key=given["key"],
            )
        except AlreadyDone:
            return redirect("together", chart.patient.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            say(request, "They are treated together from now on. Plan the first meeting.")
            return redirect("joint", joint.pk)
    return record_page(
        request,
        "clinician/together_begin.html",
        chart,
        tab="plan",
        sub="together",
        form=form,
        choices=choices,
        free=reading.free(chart),
        status=422 if form.errors else 200,
    )


@on_record(to=May.PLAN, view="leave together")
def leave(request: HttpRequest, chart: Chart) -> HttpResponse:
    """End this person's part; the others go on."""
    course = chart.course
    if request.method != "POST":
        return redirect("together", chart.patient.pk)
    if course is None or course.joint is None:
        raise PracticeError("This person is not treated together with anybody.")
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.leave_joint(chart=chart, joint=course.joint, **form.cleaned_data)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            say(request, "This person's part has ended; the others go on. The page of all can take it back.")
            return redirect("together", chart.patient.pk)
    return _page(request, chart, leaving=form, status=422)


def names_of(charts: list[Chart]) -> dict[UUID, str]:
    """Return the name of each of several people whose records are open."""
    return {chart.patient.pk: chart.identity["name"] for chart in charts}


_HERE = "patients/<uuid:patient_id>/together/"
urls = [
    path(_HERE, together, name="together"),
    path(f"{_HERE}begin/", begin, name="begin_together"),
    path(f"{_HERE}leave/", leave, name="leave_together"),
]
