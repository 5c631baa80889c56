"""What is asked of the patient on their own page: asking, withdrawing, and what came of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import answering as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Ask
from clew.practice.readings.courses import chosen
from clew.practice.readings.entries import may_write
from clew.practice.readings.questionnaires import asked_page
from clew.practice.roles import May
from clew.therapy.measures import INSTRUMENTS
from clew.therapy.measures.asking import AFTER_EACH_SESSION, may_be_asked
from clew.web.pages import new_key, no_course, on_record, record_page, say

ONCE = "once"

_OFTEN = (
    (ONCE, "Once"),
    ("7", "Every week"),
    ("14", "Every two weeks"),
    ("28", "Every four weeks"),
    (str(AFTER_EACH_SESSION), "After each session"),
)


@dataclass(frozen=True, slots=True)
class Template:
    """What is asked most often, for one press."""

    words: str
    instrument: str
    often: str


TEMPLATES = (
    Template("PHQ-9 every week", "phq-9", "7"),
    Template("PHQ-9 once", "phq-9", ONCE),
    Template("GAD-7 every four weeks", "gad-7", "28"),
    Template("Check-in after each session", "alliance-check-in", str(AFTER_EACH_SESSION)),
)
"""What measures.md 7.6 plans (default, not validated)."""


class AskForm(forms.Form):
    """What to ask, how often, from when and by when."""

    instrument = forms.ChoiceField(
        label="Questionnaire",
        choices=[(form.key, form.title) for form in INSTRUMENTS.values() if may_be_asked(form)],
    )
    often = forms.ChoiceField(label="How often", choices=_OFTEN)
    from_on = forms.DateField(
        label="From",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="From today unless you say otherwise.",
    )
    due_on = forms.DateField(
        label="Wanted by",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Only if that matters.",
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


def often_words(every_days: int | None) -> str:
    """Say how often something is asked."""
    if every_days is None:
        return "once"
    return dict(_OFTEN).get(str(every_days), f"Every {every_days} days").lower()


@on_record(to=May.READ_MEASURES, view="asked")
def asked(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what is asked, what is unfinished, and what was answered."""
    picked = chosen(chart, request.GET.get("course"))
    if picked.course is None:
        return no_course(request, chart, "asked")
    page = asked_page(chart, picked.course, timezone.now())
    return record_page(
        request,
        "clinician/asked.html",
        chart,
        tab="measures",
        sub="asked",
        picked=picked,
        course=picked.course,
        page=page,
        standing=[(one, form, often_words(one.ask.every_days)) for one, form in page.standing],
        templates=[(one, new_key()) for one in TEMPLATES],
        asks=chart.can(May.WRITE_TO_PATIENT) and not picked.earlier,
        agrees=may_write(chart, "own_course_agreement") and not picked.earlier,
    )


@on_record(to=May.WRITE_TO_PATIENT, view="ask")
def ask(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Ask a questionnaire of the patient."""
    form = AskForm(request.POST or None, initial={"often": ONCE, "key": new_key()})
    if request.method == "POST" and form.is_valid():
        try:
            _ask(chart, form.cleaned_data)
        except AlreadyDone:
            return redirect("asked", chart.patient.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            title = INSTRUMENTS[form.cleaned_data["instrument"]].title
            say(request, f"{title} is asked now, {dict(_OFTEN)[form.cleaned_data['often']].lower()}.")
            return redirect("asked", chart.patient.pk)
    return record_page(
        request,
        "clinician/ask.html",
        chart,
        tab="measures",
        sub="asked",
        form=form,
        status=422 if form.errors else 200,
    )


def _ask(chart: Chart, given: dict[str, Any]) -> Ask:
    course = chart.course
    if course is None:
        raise PracticeError("Open a course of treatment first, so that the questionnaire has a place.")
    from_on: date | None = given["from_on"]
    return actions.ask(
        chart=chart,
        course=course,
        instrument=given["instrument"],
        from_on=from_on,
        due_on=given["due_on"],
        every_days=None if given["often"] == ONCE else int(given["often"]),
        key=given["key"],
    )


@on_record(to=May.WRITE_TO_PATIENT, view="withdraw_ask", thing="ask_id")
def withdraw_ask(request: HttpRequest, chart: Chart, ask_id: uuid.UUID) -> HttpResponse:
    """Ask it no longer."""
    return _change(request, chart, ask_id, withdraw=True)


@on_record(to=May.WRITE_TO_PATIENT, view="restore_ask", thing="ask_id")
def restore_ask(request: HttpRequest, chart: Chart, ask_id: uuid.UUID) -> HttpResponse:
    """Take back that it was withdrawn."""
    return _change(request, chart, ask_id, withdraw=False)


def _change(request: HttpRequest, chart: Chart, ask_id: uuid.UUID, *, withdraw: bool) -> HttpResponse:
    if request.method != "POST":
        return redirect("asked", chart.patient.pk)
    row = chart.row(Ask, ask_id, to=May.WRITE_TO_PATIENT)
    title = INSTRUMENTS[row.instrument].title
    try:
        if withdraw:
            actions.withdraw_ask(chart=chart, ask=row)
            say(request, f"{title} is not asked any more. You can ask it again below.")
        else:
            actions.restore_ask(chart=chart, ask=row)
            say(request, f"{title} is asked again.")
    except PracticeError as problem:
        say(request, str(problem))
    return redirect("asked", chart.patient.pk)


_HERE = "patients/<uuid:patient_id>/asked/"
urls = [
    path(_HERE, asked, name="asked"),
    path(f"{_HERE}ask/", ask, name="ask"),
    path(f"{_HERE}<uuid:ask_id>/withdraw/", withdraw_ask, name="withdraw_ask"),
    path(f"{_HERE}<uuid:ask_id>/restore/", restore_ask, name="restore_ask"),
]
