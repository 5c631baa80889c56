"""The patient's questionnaires: what is asked, answering one question at a time, help first, and what was answered.

Every answer is a form of its own, so that it is kept at once, on a phone and on a desk, with and without JavaScript.
"""

from __future__ import annotations

import contextlib
import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from clew.practice import asking, consents
from clew.practice.access import Chart
from clew.practice.actions import answering as actions
from clew.practice.consents import Purpose
from clew.practice.contacts import hours_of
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Alert, Answering, Ask, AuditEvent, Session
from clew.practice.readings import questionnaires as reading
from clew.practice.readings.questionnaires import Filling
from clew.practice.roles import May
from clew.therapy import measures
from clew.therapy.errors import TherapyError
from clew.therapy.measures import DECLINED, NOT_APPLICABLE, Instrument
from clew.therapy.measures.asking import (
    AFTER_EACH_SESSION,
    danger_items,
    holds_for,
    is_positive,
    may_be_kept,
    plain_name,
    recall_words,
)
from clew.therapy.safety.panel import BEFORE_QUESTIONS, Cover, cover_at, hours_in_words
from clew.web.pages import new_key, on_own_record, say
from clew.web.patient.frame import open_page, own_page
from clew.web.patient.panel import panel

HERE = "own_questionnaires"


def _page(
    request: HttpRequest, template: str, chart: Chart, *, status: int = 200, **context: Any
) -> HttpResponse:
    return own_page(request, template, chart, here=HERE, status=status, **context)


@on_own_record(to=May.READ_OWN, view="own_questionnaires")
@open_page
def questionnaires(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what is asked of the patient, and what they answered."""
    agreed = consents.given(chart, Purpose.QUESTIONNAIRES)
    filled = reading.filled_in(chart)
    return _page(
        request,
        "patient/questionnaires.html",
        chart,
        agreed=agreed,
        asked=reading.asked_now(chart, timezone.now()),
        filled=filled,
        kept=[one for one in filled if one.may_be_kept and one.choice != "now"],
    )


# -- Before the first question --------------------------------------------------------------------------------------------


@on_own_record(to=May.WRITE_OWN, view="own_ask")
@open_page
def asked(request: HttpRequest, chart: Chart, ask_id: uuid.UUID) -> HttpResponse:
    """Say what it is for, who reads it and when, before anything is asked; then begin."""
    ask = chart.row(Ask, ask_id, to=May.READ_OWN)
    ask.patient = chart.patient  # as it is open already, with its practice
    now = timezone.now()
    form = measures.instrument(ask.instrument)
    problem = ""
    if request.method == "POST":
        try:
            return _to(actions.begin(chart=chart, what=ask, key=request.POST.get("key") or None))
        except AlreadyDone as done:
            return _to_that_of(chart, done.event)
        except PracticeError as refused:
            problem = str(refused)
    each = ask.every_days == AFTER_EACH_SESSION
    sessions = list(chart.rows(Session, to=May.READ_OWN).filter(course=ask.course_id)) if each else []
    answerings = list(chart.rows(Answering, to=May.READ_OWN).filter(ask=ask))
    standing = asking.stands(ask, answerings, sessions, now)
    if standing.begun and request.method == "GET" and ask.withdrawn_at is None:
        return _to(standing.begun)
    return _page(
        request,
        "patient/questionnaire_before.html",
        chart,
        status=422 if problem else 200,
        standing=standing,
        agreed=consents.given(chart, Purpose.QUESTIONNAIRES),
        problem=problem,
        key=new_key(),
        until=now + holds_for(form),
        **_about(chart, form, now),
    )


def _about(chart: Chart, form: Instrument, now: datetime) -> dict[str, Any]:
    """What is said about a questionnaire before its first question."""
    offer = asking.offer(chart, form, now)
    hours = hours_of(chart.patient.practice)
    return {
        "form": form,
        "title": plain_name(form),
        "recall": recall_words(form),
        "offer": offer,
        "hours": hours_in_words(hours) if hours else "",
        "danger": _before(form, offer.cover),
        "cover": offer.cover,
        "kept": may_be_kept(form),
        "help": None if offer.cover in (None, Cover.STAFFED) else panel(chart, now),
    }


def _meanwhile(chart: Chart, form: Instrument, now: datetime) -> dict[str, Any]:
    """What stands beside the questions of a filling-in that was begun."""
    cover = cover_at(now, hours_of(chart.patient.practice)) if danger_items(form) else None
    return {
        "form": form,
        "title": plain_name(form),
        "danger": _before(form, cover),
        "cover": cover,
        "kept": may_be_kept(form),
        "help": None if cover in (None, Cover.STAFFED) else panel(chart, now),
    }


def _before(form: Instrument, cover: Cover | None) -> str:
    """What is said before questions about danger: that they come, and whether anybody reads the answers now."""
    if cover is None:
        return ""
    words = BEFORE_QUESTIONS[cover]
    if len(danger_items(form)) > 1 or cover is Cover.NONE:
        return words
    return (
        "One of the questions is about thoughts of death or of hurting yourself."
        + words[words.index(".") + 1 :]
    )


def _to(answering: Answering, place: int | None = None) -> HttpResponse:
    address = reverse("own_answering", args=[answering.pk])
    return redirect(address if place is None else f"{address}?question={place + 1}#question-{place + 1}")


def _to_that_of(chart: Chart, event: AuditEvent) -> HttpResponse:
    """Lead to the filling-in that an event began."""
    found = chart.rows(Answering, to=May.READ_OWN).filter(event=event).first()
    return _to(found) if found else redirect(HERE)


# -- Answering ------------------------------------------------------------------------------------------------------------


@on_own_record(to=May.WRITE_OWN, view="own_answering")
@open_page
def answering(request: HttpRequest, chart: Chart, answering_id: uuid.UUID) -> HttpResponse:
    """Show one filling-in where it stands: help first, else the question that comes next, else what was answered."""
    one = chart.row(Answering, answering_id, to=May.READ_OWN)
    problem = ""
    if request.method == "POST":
        try:
            return _DOES.get(request.POST.get("do", ""), _nothing)(request, chart, one)
        except AlreadyDone:
            return _to(one)
        except (PracticeError, TherapyError) as refused:
            problem = str(refused)
            if _was_positive(request, one):
                return _unheard(request, chart, problem)
    found = reading.filling(chart, one)
    now = timezone.now()
    status = 422 if problem else 200
    if found.help_first:
        return _help_first(request, chart, found, now, status=status)
    if found.ended:
        return _answered(request, chart, found, problem, status=status)
    if not asking.holds(one, now):
        return _page(
            request,
            "patient/questionnaire_lapsed.html",
            chart,
            status=status,
            found=found,
            title=plain_name(found.form),
            problem=problem,
        )
    return _questions(request, chart, found, now, problem, status=status)


def _questions(
    request: HttpRequest, chart: Chart, found: Filling, now: datetime, problem: str, *, status: int
) -> HttpResponse:
    here = _place(request, found)
    places = [one.place for one in found.questions]
    at = places.index(here) if here is not None else len(places)
    return _page(
        request,
        "patient/questionnaire.html",
        chart,
        status=status,
        found=found,
        shown=here,
        earlier=places[at - 1] if at else None,
        later=places[at + 1] if at + 1 < len(places) else None,
        problem=problem,
        keys={one.place: new_key() for one in found.questions},
        key=new_key(),
        agreed=consents.given(chart, Purpose.QUESTIONNAIRES),
        until=found.answering.began_at + holds_for(found.form),
        choices=_choices(),
        **_meanwhile(chart, found.form, now),
    )


def _place(request: HttpRequest, found: Filling) -> int | None:
    """Return which question is shown where one is shown at a time; None for the end."""
    places = [one.place for one in found.questions]
    wanted = request.GET.get("question") or request.POST.get("question", "")
    if wanted == "end":
        return None
    if wanted.isdecimal() and int(wanted) - 1 in places:
        return int(wanted) - 1
    return found.open_questions[0].place if found.open_questions else None


def _read(request: HttpRequest, one: Answering) -> tuple[int, int | str | None]:
    """Return which question a form answers, and how."""
    place, answer = request.POST.get("question", ""), request.POST.get("answer", "")
    if not place.isdecimal():
        raise TherapyError("Choose an answer to one of the questions.")
    if answer in (DECLINED, NOT_APPLICABLE):
        return int(place) - 1, answer
    return int(place) - 1, int(answer) if answer.isdecimal() else None


def _give(request: HttpRequest, chart: Chart, one: Answering) -> HttpResponse:
    place, answer = _read(request, one)
    if answer is None:
        raise TherapyError("Choose an answer, or go on to the next question.")
    with contextlib.suppress(AlreadyDone):
        actions.give(
            chart=chart, answering=one, item=place, answer=answer, key=request.POST.get("key") or None
        )
    found = reading.filling(chart, one)
    if found.form.key == actions.SECOND_STAGE and not found.open_questions:
        return _finish(request, chart, one)
    after = found.next_after(place)
    if found.help_first:
        return _to(one)
    if after is None:
        return redirect(reverse("own_answering", args=[one.pk]) + "?question=end#end")
    return _to(one, after)


def _finish(request: HttpRequest, chart: Chart, one: Answering) -> HttpResponse:
    choice = request.POST.get("visibility")
    with contextlib.suppress(AlreadyDone):
        actions.finish(chart=chart, answering=one, visibility=choice or None)
    return _on(request, chart, one)


def _stop(request: HttpRequest, chart: Chart, one: Answering) -> HttpResponse:
    actions.stop(chart=chart, answering=one, key=request.POST.get("key") or None)
    return _on(request, chart, one)


def _on(request: HttpRequest, chart: Chart, one: Answering) -> HttpResponse:
    """Where it goes on after an end: to help, where it comes first; back to what led here; else to what was answered."""
    one.refresh_from_db()
    if one.after is None or reading.filling(chart, one).help_first:
        return _to(one)
    return _to(one.after)


def _read_help(request: HttpRequest, chart: Chart, one: Answering) -> HttpResponse:
    """The help was read: the second stage comes next where it may be put, then the rest."""
    with contextlib.suppress(AlreadyDone):
        actions.read_help(chart=chart, answering=one, key=request.POST.get("key") or None)
    if one.after is not None:
        return _to(one if asking.is_open(one) else one.after)
    try:
        return _to(actions.begin(chart=chart, what=one))
    except AlreadyDone as done:
        return _to_that_of(chart, done.event)
    except PracticeError:  # it is not put now; the alert stands, and the rest goes on
        return _to(one)


def _share(request: HttpRequest, chart: Chart, one: Answering) -> HttpResponse:
    if one.administration is None:
        raise PracticeError("This is not finished yet.")
    choice = request.POST.get("visibility", "")
    actions.choose_visibility(chart=chart, administration=one.administration, choice=choice)
    say(request, _SHARED.get(choice, ""))
    return _to(one)


def _nothing(request: HttpRequest, chart: Chart, one: Answering) -> HttpResponse:
    raise PracticeError("Choose an answer, or go on to the next question.")


_DOES = {"answer": _give, "finish": _finish, "stop": _stop, "read": _read_help, "share": _share}

_SHARED = {
    "now": "Your clinician can see it from now on.",
    "later": "Your clinician does not see it. You can share it whenever you like.",
    "not": "You keep it for yourself. Your clinician sees only that there is one.",
}


def _choices() -> list[tuple[str, str, str]]:
    return [
        ("now", "Share it now", "Your clinician can read it before you next meet."),
        ("later", "Share it later", "It waits here until you share it."),
        ("not", "Keep it for myself", "Your clinician sees only that there is one."),
    ]


# -- What is shown in place of the questions ------------------------------------------------------------------------------


def _was_positive(request: HttpRequest, one: Answering) -> bool:
    """Whether what could not be kept was an answer that means danger."""
    if request.POST.get("do") != "answer":
        return False
    try:
        place, answer = _read(request, one)
    except TherapyError:
        return False
    return is_positive(measures.instrument(one.instrument), place, answer)


def _unheard(request: HttpRequest, chart: Chart, problem: str) -> HttpResponse:
    """Help first of all, where an answer that means danger could not be kept: nobody was told."""
    now = timezone.now()
    return _page(
        request,
        "patient/questionnaire_help.html",
        chart,
        status=422,
        help=panel(chart, now, with_plan=True),
        unheard=problem,
        told=None,
    )


def _help_first(
    request: HttpRequest, chart: Chart, found: Filling, now: datetime, *, status: int
) -> HttpResponse:
    return _page(
        request,
        "patient/questionnaire_help.html",
        chart,
        status=status,
        help=panel(chart, now, with_plan=True),
        told=found.told,
        seen=found.told is not None and found.told.state != Alert.State.OPEN,
        key=new_key(),
    )


def _answered(
    request: HttpRequest, chart: Chart, found: Filling, problem: str, *, status: int
) -> HttpResponse:
    one = found.answering
    row = one.administration
    choice = row.visibility.choice if row is not None and hasattr(row, "visibility") else ""
    return _page(
        request,
        "patient/questionnaire_answered.html",
        chart,
        status=status,
        found=found,
        title=plain_name(found.form),
        kept=row is not None and may_be_kept(found.form),
        choice=choice,
        choices=_choices(),
        problem=problem,
    )


urls = [
    path("me/questionnaires/", questionnaires, name="own_questionnaires"),
    path("me/questionnaires/asked/<uuid:ask_id>/", asked, name="own_ask"),
    path("me/questionnaires/<uuid:answering_id>/", answering, name="own_answering"),
]
