"""Coding a session twice: asking, the blind sheet, the two codings side by side, settling, and what waits for oneself."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import double_coding as actions
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import CoderPart, User
from clew.practice.readings import double_coding as reading
from clew.practice.readings import sessions as about
from clew.practice.roles import CARE_RELATIONS, ROLES, May
from clew.practice.schemes import schemes
from clew.therapy.coding.comparing import Given
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Span
from clew.web.clinician.margin import span_of
from clew.web.pages import new_key, on_record, record_page, say


def _address(chart: Chart, one: reading.Listed, name: str = "coding") -> str:
    return reverse(name, args=[chart.patient.pk, one.coding.pk])


# -- Lists -------------------------------------------------------------------------------------------------------------


def my_codings(request: HttpRequest) -> HttpResponse:
    """List the sessions that one is asked to code."""
    user = request.user
    held = {role for roles in access.roles_of(user).values() for role in roles}
    if not isinstance(user, User) or not any(
        May.CODE_TWICE in ROLES[role].on_record for role in held & set(CARE_RELATIONS)
    ):
        raise NotFound
    parts = reading.waiting_for(user)
    patients = {part.patient_id: part.patient for part in parts}
    who = access.names(patients.values(), user, why="my_codings") if patients else {}
    return render(
        request,
        "clinician/my_codings.html",
        {"here": "caseload", "tasks": [task(part, who[part.patient_id]["name"]) for part in parts]},
    )


def task(part: CoderPart, name: str) -> dict[str, Any]:
    """What a list shows of one session that waits to be coded."""
    return {
        "name": name,
        "session": part.coding.transcript.session,
        "scheme": reading.named(part.coding),
        "asked_by": part.coding.asked_by,
        "asked_at": part.coding.asked_at,
        "own": part.coding.asked_by_id == part.coder_id,
        "address": reverse("coding_sheet", args=[part.patient_id, part.coding_id]),
    }


@on_record(to=May.CODE_TWICE, view="codings")
def codings(request: HttpRequest, chart: Chart) -> HttpResponse:
    """List the sessions of the record that are coded twice."""
    return record_page(
        request,
        "clinician/codings.html",
        chart,
        tab="sessions",
        sub="codings",
        listed=reading.listed(chart),
    )


# -- Asking ------------------------------------------------------------------------------------------------------------


class AskForm(forms.Form):
    """Who codes a session, by what, beside whose codes."""

    scheme = forms.ChoiceField(label="Scheme", widget=forms.RadioSelect)
    coder = forms.ChoiceField(label="Who codes it without seeing other codes")
    beside = forms.ChoiceField(label="Compared with", widget=forms.RadioSelect, initial="margin")
    why = forms.CharField(
        label="What it is for",
        required=False,
        max_length=actions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The person asked reads it. Name no code.",
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, coders: list[User], by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["scheme"]).choices = [
            (key, one.name) for key, one in schemes().items()
        ]
        cast(forms.ChoiceField, self.fields["coder"]).choices = [
            (str(user.pk), f"{user} (yourself)" if user == by else str(user))
            for user in sorted(coders, key=lambda user: (user == by, str(user)))
        ]
        cast(forms.ChoiceField, self.fields["beside"]).choices = [
            ("margin", "The accepted codes in the margin, as they stand when the other is done"),
            ("person", "A coding of your own, which you make without seeing other codes either"),
            ("machine", "Clew's proposals"),
        ]


@on_record(to=May.CODE_TWICE, view="ask_coding", thing="session_id")
def ask_coding(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Ask somebody to code a session a second time."""
    found = about.opened(chart, session_id)
    session, transcript = found.session, found.transcript
    coders = access.coders(chart)
    form = AskForm(
        request.POST or None,
        coders=coders,
        by=cast(User, chart.by),
        initial={"key": new_key(), "scheme": next(iter(schemes()))},
    )
    if request.method == "POST" and transcript is not None and form.is_valid():
        given = form.cleaned_data
        coder = next(user for user in coders if str(user.pk) == given["coder"])
        try:
            coding = actions.ask(
                chart=chart,
                transcript=transcript,
                scheme=given["scheme"],
                coder=coder,
                beside=given["beside"],
                why=given["why"],
                key=given["key"],
            )
        except AlreadyDone:
            return redirect("codings", chart.patient.pk)
        except (PracticeError, TherapyError) as problem:
            form.add_error(None, str(problem))
        else:
            say(request, f"{coder} is asked." if coder != chart.by else "It waits for you.")
            return redirect("coding", chart.patient.pk, coding.pk)
    return record_page(
        request,
        "clinician/ask_coding.html",
        chart,
        tab="sessions",
        sub="codings",
        session=session,
        transcript=transcript,
        form=form,
        schemes=list(schemes().values()),
        earlier=reading.listed(chart, session.pk),
        status=422 if form.errors else 200,
    )


@on_record(to=May.CODE_TWICE, view="withdraw_coding")
def withdraw_coding(request: HttpRequest, chart: Chart, coding_id: UUID) -> HttpResponse:
    """Take back that a session is to be coded, or undo that. Only who asked for it does."""
    one = reading.opened(chart, coding_id)
    if one.coding.asked_by != chart.by:
        return redirect(_address(chart, one))
    if request.method == "POST" and "restore" in request.POST:
        actions.restore(chart=chart, coding=one.coding)
        say(request, "It is asked for again.")
    elif request.method == "POST":
        actions.withdraw(chart=chart, coding=one.coding)
        say(request, "It is taken back. What was coded is kept, and nobody sees it.")
    return redirect(_address(chart, one))


# -- The blind sheet ---------------------------------------------------------------------------------------------------


@on_record(to=May.CODE_TWICE, view="coding_sheet", thing="coding_id")
def coding_sheet(request: HttpRequest, chart: Chart, coding_id: UUID) -> HttpResponse:
    """Code a session without seeing anybody's codes: the transcript, and the codes of the scheme at its side."""
    part = reading.going_on(chart, coding_id)
    if part is None:
        return redirect(_address(chart, reading.opened(chart, coding_id)))
    base = reverse("coding_sheet", args=[chart.patient.pk, coding_id])
    asked = request.POST.get("turn", request.GET.get("turn", ""))
    turn = int(asked) if asked.isdecimal() and len(asked) < 7 else None
    touched, told, status = [turn] if turn is not None else [], "", 200
    if request.method == "POST":
        try:
            touched, told = _step(request, chart, part, turn)
        except (PracticeError, TherapyError) as problem:
            told, status = str(problem), 422
        if not request.htmx and status == 200:  # type: ignore[attr-defined]
            say(request, told)
            at = touched[0] if touched else 0
            return redirect(f"{base}?turn={at}#turn-{at}")
    sheet = reading.sheet(chart, part)
    coded = [line.turn.index for line in sheet.lines if line.coded]
    context = {
        "coding": part.coding,
        "part": part,
        "sheet": sheet,
        "told": told,
        "here": turn if turn in coded else next(iter(coded), 0),
        "base": base,
        "why": chart.text(part.coding, "why"),
    }
    if request.method == "POST" and request.htmx:  # type: ignore[attr-defined]
        lines = [line for line in sheet.lines if line.turn.index in touched]
        return record_page(
            request, "clinician/coding_changed.html", chart, tab="sessions", lines=lines, **context
        )
    return record_page(
        request,
        "clinician/coding_sheet.html",
        chart,
        tab="sessions",
        sub="codings",
        session=part.coding.transcript.session,
        status=status,
        **context,
    )


def _step(request: HttpRequest, chart: Chart, part: CoderPart, turn: int | None) -> tuple[list[int], str]:
    """Give or take off one code, or undo the last step; return the turns that it touched, and one sentence."""
    if "undo" in request.POST:
        turns = actions.undo(chart=chart, part=part)
        return turns, f"Undone, turn {turns[0] + 1}."
    scheme = actions.scheme_of(part.coding)
    code = scheme.code(request.POST.get("code", ""))
    if turn is None:
        raise PracticeError("Choose a turn first.")
    span = _span(request, chart, part, turn)
    stands = actions.give(chart=chart, part=part, turn=turn, code=code.slug, span=span)
    return [turn], f"{code.name}: {'given to' if stands else 'taken off'} turn {turn + 1}."


def _span(request: HttpRequest, chart: Chart, part: CoderPart, turn: int) -> Span | None:
    """Return which words are meant: a place that the sheet sent, or words that stand in the turn."""
    start, stop = request.POST.get("start", ""), request.POST.get("stop", "")
    if start.isdecimal() and stop.isdecimal():
        return Span(int(start), int(stop))
    turns = read_turns(chart, part.coding.transcript).turns
    return span_of(turns[turn].text if turn < len(turns) else "", request.POST.get("words", ""))


@on_record(to=May.CODE_TWICE, view="coding_done", thing="coding_id")
def coding_done(request: HttpRequest, chart: Chart, coding_id: UUID) -> HttpResponse:
    """Say that one is done with a blind coding, or go on after all."""
    one = reading.opened(chart, coding_id)
    if request.method != "POST" or one.mine is None:
        return redirect(_address(chart, one))
    if "reopen" in request.POST:
        actions.reopen(chart=chart, part=one.mine)
        return redirect(_address(chart, one, "coding_sheet"))
    if one.mine.done_at is not None:  # sent twice
        return redirect(_address(chart, one))
    if actions.finish(chart=chart, part=one.mine):
        say(request, "Everybody is done. Here is what each of you gave.")
    else:
        say(request, "You are done. You see what the other gave when they are done too.")
    return redirect(_address(chart, one))


# -- Side by side ------------------------------------------------------------------------------------------------------


@on_record(to=May.CODE_TWICE, view="coding", thing="coding_id")
def coding(request: HttpRequest, chart: Chart, coding_id: UUID) -> HttpResponse:
    """Show how far two codings agree and where they differ; until both are done, who is missing."""
    one = reading.opened(chart, coding_id)
    context: dict[str, Any] = {
        "one": one,
        "session": one.coding.transcript.session,
        "part": one.mine if one.mine is not None and one.mine.done_at is None else None,
        "why": chart.text(one.coding, "why"),
        "asked": one.coding.asked_by == chart.by,
    }
    if one.coding.closed_at is not None and one.readable:
        context |= _compared(request, chart, one)
    return record_page(request, "clinician/coding.html", chart, tab="sessions", sub="codings", **context)


PAIRS = {"01": (0, 1), "02": (0, 2), "12": (1, 2)}


def _compared(request: HttpRequest, chart: Chart, one: reading.Listed) -> dict[str, Any]:
    pair = request.GET.get("pair", "01")
    if pair not in PAIRS or max(PAIRS[pair]) >= len(one.parts):
        pair = "01"
    beside = reading.side_by_side(chart, one, PAIRS[pair])
    code, open_only = request.GET.get("code", ""), "open" in request.GET
    shown = [
        line
        for line in beside.differing
        if (not code or code in line.codes) and (not open_only or line.settled is None)
    ]
    return {
        "beside": beside,
        "pair": pair,
        "pairs": [
            (name, f"{reading.called(one.parts[a])} and {reading.called(one.parts[b])}")
            for name, (a, b) in PAIRS.items()
            if max(a, b) < len(one.parts)
        ],
        "first": reading.called(beside.first),
        "second": reading.called(beside.second),
        "shown": shown,
        "code": code,
        "open_only": open_only,
        "named": [(one_code, beside.scheme.by_slug[one_code.code]) for one_code in beside.found.codes],
        "settles": chart.can(May.CODE) and one.coding.transcript.current,
        "unit": "letters" if beside.scheme.unit == "words" else "turns",
        "key": new_key(),
    }


@on_record(to=May.CODE, view="settle_turn", thing="coding_id")
def settle_turn(request: HttpRequest, chart: Chart, coding_id: UUID, number: int) -> HttpResponse:
    """Settle what one turn shows."""
    one = reading.opened(chart, coding_id)
    if one.coding.closed_at is None or not one.coding.transcript.current:
        return redirect(_address(chart, one))
    found = reading.one_turn(chart, one, number)
    scheme = actions.scheme_of(one.coding)
    problem = ""
    if request.method == "POST":
        try:
            actions.settle(
                chart=chart,
                coding=one.coding,
                turn=number,
                codes=_chosen(request, found),
                reason=request.POST.get("reason", ""),
                key=request.POST.get("key") or None,
            )
        except AlreadyDone:
            return redirect(_next(chart, one, number))
        except (PracticeError, TherapyError) as wrong:
            problem = str(wrong)
        else:
            say(request, f"Turn {number + 1} is settled.")
            return redirect(_next(chart, one, number))
    return record_page(
        request,
        "clinician/settle_turn.html",
        chart,
        tab="sessions",
        sub="codings",
        one=one,
        session=one.coding.transcript.session,
        found=found,
        number=number + 1,
        scheme=scheme,
        words_too=scheme.unit == "words",
        choice=request.POST.get("choice", ""),
        codes=request.POST.getlist("codes"),
        reason=request.POST.get("reason", ""),
        words=request.POST.get("words", ""),
        key=request.POST.get("key") or new_key(),
        problem=problem,
        status=422 if problem else 200,
    )


def _next(chart: Chart, one: reading.Listed, number: int) -> str:
    """Return where to go on: the list of differences, at the turn after the one that was settled."""
    return f"{_address(chart, one)}?open#after-{number}"


def _chosen(request: HttpRequest, found: reading.OneTurn) -> list[Given]:
    """Return the codes that a form settles on."""
    choice, turn = request.POST.get("choice", ""), found.turn.index
    if choice == "none":
        return []
    if choice == "other":
        span = span_of(found.turn.text, request.POST.get("words", ""))
        codes = request.POST.getlist("codes")
        if not codes:
            raise PracticeError("Choose the code that it is, or choose that it is none.")
        return [Given(turn, code, span) for code in codes]
    sides = {"first": (0,), "second": (1,), "both": (0, 1), "third": (2,)}.get(choice)
    if sides is None or max(sides) >= len(found.sides):
        raise PracticeError("Choose what it is to be.")
    return list(
        dict.fromkeys(
            Given(
                turn, one.code.slug, Span(one.start, one.stop) if one.start is not None and one.stop else None
            )
            for side in sides
            for one in found.sides[side][1]
        )
    )


@on_record(to=May.CODE, view="settle_agreed", thing="coding_id")
def settle_agreed(request: HttpRequest, chart: Chart, coding_id: UUID) -> HttpResponse:
    """Take over what both gave alike."""
    one = reading.opened(chart, coding_id)
    if request.method == "POST":
        try:
            turns = actions.settle_agreed(chart=chart, coding=one.coding, key=request.POST.get("key") or None)
        except AlreadyDone:
            return redirect(_address(chart, one))
        say(request, f"{turns} turn{'' if turns == 1 else 's'} on which both agree: taken over.")
    return redirect(_address(chart, one))


_CODING = "patients/<uuid:patient_id>/codings/<uuid:coding_id>/"
urls = [
    path("codings/", my_codings, name="my_codings"),
    path("patients/<uuid:patient_id>/codings/", codings, name="codings"),
    path("patients/<uuid:patient_id>/sessions/<uuid:session_id>/twice/", ask_coding, name="ask_coding"),
    path(_CODING, coding, name="coding"),
    path(f"{_CODING}sheet/", coding_sheet, name="coding_sheet"),
    path(f"{_CODING}done/", coding_done, name="coding_done"),
    path(f"{_CODING}withdraw/", withdraw_coding, name="withdraw_coding"),
    path(f"{_CODING}turns/<int:number>/", settle_turn, name="settle_turn"),
    path(f"{_CODING}agreed/", settle_agreed, name="settle_agreed"),
]
