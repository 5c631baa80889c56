"""The internet programme on a record: giving it, arranging it, reading what was written, answering, ending it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.actions import guidance as actions
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import ChatSlot, Enrolment
from clew.practice.programmes import programmes
from clew.practice.readings import guidance as reading
from clew.practice.roles import May
from clew.therapy.course.online import FACTS
from clew.therapy.errors import TherapyError
from clew.therapy.programmes.way import changed
from clew.web.clinician.plan import Keyed, day_field, words_field
from clew.web.pages import new_key, no_course, on_record, record_page, say

PAGE, MODULE = "programme", "programme_module"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CHANGES = (
    ("earlier", "Earlier"),
    ("later", "Later"),
    ("hide", "Leave out"),
    ("show", "Bring back"),
    ("unlock", "Open now"),
    ("lock", "Open on its day"),
)


class EnrolForm(Keyed):
    """Which programme, and from when."""

    programme = forms.ChoiceField(label="Programme")
    starts_on = day_field("First day of the first week")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.slug, f"{one.title} ({one.weeks} weeks)") for one in programmes().values()]
        self.fields["programme"].choices = offered  # type: ignore[attr-defined]


class FeedbackForm(Keyed):
    """What is written to the patient about a module."""

    text = words_field("To the patient", rows=12, said=True)
    minutes = forms.IntegerField(
        label="Minutes it took",
        min_value=1,
        max_value=actions.MOST_MINUTES,
        help_text="Reading what was written, and answering it.",
    )


class SlotForm(Keyed):
    """The weekly live chat."""

    weekday = forms.TypedChoiceField(label="Day", coerce=int, choices=list(enumerate(WEEKDAYS)))
    at = forms.TimeField(label="Time", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=240, initial=30)
    from_on = day_field("From")


class EndForm(Keyed):
    """How the programme ends."""

    end = forms.ChoiceField(
        label="How it ends",
        choices=[(one.value, one.label) for one in (Enrolment.End.FINISHED, Enrolment.End.STOPPED)],
    )


@on_record(to=May.READ_SHARED, view=PAGE)
def programme(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the patient's way through a programme, or what is needed before one begins."""
    return _page(request, chart)


def _page(request: HttpRequest, chart: Chart, *, sent: forms.Form | None = None) -> HttpResponse:
    today = timezone.localdate()
    every = reading.enrolments(chart)
    now = next((one.enrolment.course for one in every if one.goes_on), None)
    course = chart.earlier or now or chart.course
    if course is None:
        return no_course(request, chart, PAGE)
    every = [one for one in every if one.enrolment.course_id == course.pk]
    shown = every[0] if every else None
    found = reading.guidance(chart, shown, today=today) if shown else None
    guides = chart.can(May.WRITE_TO_PATIENT)
    goes_on = shown is not None and shown.goes_on
    slot = reading.chat_slot(chart, course, today=today) if shown else None

    def form(kind: Callable[..., forms.Form], **initial: Any) -> forms.Form:
        return sent if isinstance(sent, kind) else kind(initial={"key": new_key(), **initial})  # type: ignore[arg-type]

    context: dict[str, Any] = {}
    if guides and not goes_on and course.ended_on is None:
        context["unsettled"] = actions.still_open(chart, course)
        context["enrol_form"] = form(EnrolForm, starts_on=today)
    if guides and goes_on:
        context["end_form"] = form(EndForm)
    if guides and shown and course.ended_on is None:
        ahead = {"weekday": slot.weekday, "at": slot.at, "minutes": slot.minutes} if slot else {}
        context["slot_form"] = form(SlotForm, from_on=today, **ahead)
    return record_page(
        request,
        "clinician/programme.html",
        chart,
        tab="plan",
        sub=PAGE,
        course=course,
        found=found,
        goes_on=goes_on,
        week=found.week(today) if found else 0,
        weeks=_weeks(found) if found else [],
        rows=_rows(found) if found and guides and goes_on else [],
        others=[one.enrolment for one in every if one is not shown],
        agreed=shown is not None and consents.given(chart, consents.Purpose.PROGRAMME),
        offered=programmes().values(),
        trial=FACTS["adolescents"],
        trial_of_adults=FACTS["adults_guided"],
        guides=guides,
        slot=slot,
        weekday=WEEKDAYS[slot.weekday] if slot else "",
        arranging="arrange" in request.GET,
        key=new_key(),
        today=today,
        sent=sent,
        status=422 if sent is not None else 200,
        **context,
    )


def _weeks(found: reading.Guidance) -> list[tuple[int, str, int]]:
    """Return each week of the guidance: its number, its first day, and its minutes."""
    return [
        (n, date_format(found.enrolment.starts_on + timedelta(weeks=n - 1), "j F"), minutes)
        for n, minutes in enumerate(found.weeks, 1)
    ]


def _rows(found: reading.Guidance) -> list[tuple[reading.Done, list[tuple[str, str]]]]:
    """Return each module that the patient has not begun, with the changes that are possible with it now."""
    order = tuple(one.placed.place for one in found.modules)
    rows = []
    for done in (one for one in found.modules if one.opened_at is None):
        place, can = done.placed.place, []
        for change, label in CHANGES:
            skip = {"hide": place.hidden, "show": not place.hidden, "lock": not place.unlocked}
            if skip.get(change) or (
                change == "unlock" and (place.unlocked or place.hidden or done.placed.open)
            ):
                continue
            try:
                changed(order, place.module, change)
            except TherapyError:
                continue
            can.append((change, label))
        rows.append((done, can))
    return rows


def _enrolment(chart: Chart, pk: UUID) -> Enrolment:
    return chart.row(Enrolment, pk, to=May.WRITE_TO_PATIENT)


def _do(request: HttpRequest, done: str, act: Callable[[], object]) -> None:
    """Take one step and say so; say why where it cannot be taken. The same step sent twice is taken once."""
    try:
        act()
    except AlreadyDone:
        return
    except (PracticeError, TherapyError) as problem:
        say(request, str(problem))
    else:
        say(request, done)


def _saved(
    request: HttpRequest, chart: Chart, form: forms.Form, done: str, act: Callable[..., object]
) -> HttpResponse:
    """Save one form of the page; show it again with what is wrong."""
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except AlreadyDone:
            return redirect(PAGE, chart.patient.pk)
        except (PracticeError, TherapyError) as problem:
            form.add_error(None, str(problem))
        else:
            say(request, done)
            return redirect(PAGE, chart.patient.pk)
    return _page(request, chart, sent=form)


@on_record(to=May.WRITE_TO_PATIENT, view=PAGE)
def enrol(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Give the patient a programme."""
    if request.method != "POST" or chart.course is None:
        return redirect(PAGE, chart.patient.pk)
    course = chart.course
    return _saved(
        request,
        chart,
        EnrolForm(request.POST),
        "The programme is given. It opens on the patient's page when they have agreed to it there.",
        lambda **given: actions.enrol(chart=chart, course=course, **given),
    )


@on_record(to=May.WRITE_TO_PATIENT, view=PAGE, thing="enrolment_id")
def arrange(request: HttpRequest, chart: Chart, enrolment_id: UUID) -> HttpResponse:
    """Change one module of the arrangement, or take the last change back."""
    enrolment = _enrolment(chart, enrolment_id)
    key = request.POST.get("key") or None
    if "undo" in request.POST:
        _do(
            request,
            "The last change is taken back.",
            lambda: actions.undo_arrangement(chart=chart, enrolment=enrolment, key=key),
        )
    elif "change" in request.POST:
        change, _, module = request.POST["change"].partition(":")
        _do(
            request,
            "The modules are arranged anew.",
            lambda: actions.arrange(chart=chart, enrolment=enrolment, module=module, change=change, key=key),
        )
    answer = redirect(PAGE, chart.patient.pk)
    answer["Location"] += "?arrange#arrange"
    return answer


@on_record(to=May.WRITE_TO_PATIENT, view=PAGE, thing="enrolment_id")
def end(request: HttpRequest, chart: Chart, enrolment_id: UUID) -> HttpResponse:
    """End the programme."""
    enrolment = _enrolment(chart, enrolment_id)
    if request.method != "POST":
        return redirect(PAGE, chart.patient.pk)
    return _saved(
        request,
        chart,
        EndForm(request.POST),
        "The programme has ended. You can take that back below.",
        lambda **given: actions.end_enrolment(chart=chart, enrolment=enrolment, **given),
    )


@on_record(to=May.WRITE_TO_PATIENT, view=PAGE, thing="enrolment_id")
def resume(request: HttpRequest, chart: Chart, enrolment_id: UUID) -> HttpResponse:
    """Take back that the programme was ended."""
    enrolment = _enrolment(chart, enrolment_id)
    if request.method == "POST":
        key = request.POST.get("key") or None
        _do(
            request,
            "The programme goes on.",
            lambda: actions.resume_enrolment(chart=chart, enrolment=enrolment, key=key),
        )
    return redirect(PAGE, chart.patient.pk)


@on_record(to=May.WRITE_TO_PATIENT, view=PAGE)
def set_slot(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Set the weekly time of the live chat."""
    if request.method != "POST" or chart.course is None:
        return redirect(PAGE, chart.patient.pk)
    course = chart.course
    return _saved(
        request,
        chart,
        SlotForm(request.POST),
        "The weekly time is set, and stands on the patient's page.",
        lambda **given: actions.set_chat_slot(chart=chart, course=course, **given),
    )


@on_record(to=May.WRITE_TO_PATIENT, view=PAGE, thing="chat_slot_id")
def end_slot(request: HttpRequest, chart: Chart, chat_slot_id: UUID) -> HttpResponse:
    """End the weekly time of the live chat."""
    slot = chart.row(ChatSlot, chat_slot_id, to=May.WRITE_TO_PATIENT)
    if request.method == "POST":
        key = request.POST.get("key") or None
        _do(
            request,
            "The weekly time has ended.",
            lambda: actions.end_chat_slot(chart=chart, slot=slot, key=key),
        )
    return redirect(PAGE, chart.patient.pk)


@on_record(to=May.READ_SHARED, view=MODULE, thing="enrolment_id")
def module(request: HttpRequest, chart: Chart, enrolment_id: UUID, module: str) -> HttpResponse:
    """Read what the patient wrote in one module, and answer it."""
    taken = reading.enrolment(chart, enrolment_id)
    enrolment = taken.enrolment
    found = reading.guidance(chart, taken, today=timezone.localdate())
    read = reading.read_module(chart, found, module)
    form = FeedbackForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST":
        chart.require(May.WRITE_TO_PATIENT)
        if form.is_valid():
            try:
                actions.give_feedback(chart=chart, enrolment=enrolment, module=module, **form.cleaned_data)
            except AlreadyDone:
                return redirect(MODULE, chart.patient.pk, enrolment.pk, module)
            except (PracticeError, TherapyError) as problem:
                form.add_error(None, str(problem))
            else:
                say(request, "Your answer is sent.")
                return redirect(MODULE, chart.patient.pk, enrolment.pk, module)
    at = next(n for n, one in enumerate(found.modules) if one.module.slug == module)
    agreed = consents.given(chart, consents.Purpose.PROGRAMME)
    answers = chart.can(May.WRITE_TO_PATIENT) and enrolment.ended_at is None
    return record_page(
        request,
        "clinician/programme_module.html",
        chart,
        tab="plan",
        sub=PAGE,
        found=found,
        read=read,
        done=read.done,
        before=found.modules[at - 1] if at else None,
        after=found.modules[at + 1] if at + 1 < len(found.modules) else None,
        agreed=agreed,
        form=form,
        answers=answers,
        may_answer=answers and agreed and read.done.opened_at is not None,
        status=422 if form.errors else 200,
    )


_HERE = "patients/<uuid:patient_id>/plan/programme/"
urls = [
    path(_HERE, programme, name="programme"),
    path(f"{_HERE}give/", enrol, name="programme_enrol"),
    path(f"{_HERE}chat/", set_slot, name="programme_chat"),
    path(f"{_HERE}chat/<uuid:chat_slot_id>/end/", end_slot, name="programme_chat_end"),
    path(f"{_HERE}<uuid:enrolment_id>/arrange/", arrange, name="programme_arrange"),
    path(f"{_HERE}<uuid:enrolment_id>/end/", end, name="programme_end"),
    path(f"{_HERE}<uuid:enrolment_id>/go-on/", resume, name="programme_resume"),
    path(f"{_HERE}<uuid:enrolment_id>/modules/<slug:module>/", module, name="programme_module"),
]
