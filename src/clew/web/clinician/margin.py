"""The margin of a session: deciding about proposals, codes and episodes of one's own, and undo.

Each answer to htmx holds the turns that changed and what counts them; without it the page comes back at the turn.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse

from clew.practice.access import Chart
from clew.practice.actions import coding, episodes, undo
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Code, Decision, Episode, Transcript
from clew.practice.readings import margin as words
from clew.practice.readings import session as reading
from clew.practice.readings.double_coding import is_blind, settled_by
from clew.practice.readings.supervision import comments_on
from clew.practice.roles import May
from clew.therapy.charts.scene import svg
from clew.therapy.charts.session_map import session_map
from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import FAMILIES, Entry, entry
from clew.therapy.moments import Span
from clew.therapy.transcripts import Role, Turn
from clew.therapy.transcripts import Transcript as Said
from clew.web.clinician.episode_form import EpisodeForm
from clew.web.pages import new_key, on_record, record_page, say

VERDICTS = {
    "accept": Decision.Verdict.ACCEPTED,
    "reject": Decision.Verdict.REJECTED,
    "reopen": Decision.Verdict.REOPENED,
}
_SAID = {"accept": "accepted", "reject": "rejected", "reopen": "open again"}

# Which schemes are offered for whose turn. Where it is not known who speaks, all are.
_OF_CLINICIAN = (Scheme.INTERVENTION, Scheme.REPAIR)
_OF_PATIENT = (Scheme.DEFENSE, Scheme.AFFECT, Scheme.RUPTURE, Scheme.RISK)


def _transcript(chart: Chart, session_id: uuid.UUID) -> Transcript:
    rows = chart.rows(Transcript, to=May.CODE).filter(session=session_id, current=True)
    found = rows.select_related("session").first()
    if found is None:
        raise NotFound
    _not_blind(chart, found)
    return found


def _not_blind(chart: Chart, transcript: Transcript) -> None:
    """Raise `PracticeError` for who codes the session blind: nothing of its margin is theirs to see yet."""
    if is_blind(chart, transcript):
        raise PracticeError(
            "You code this session blind. Its margin opens when everybody who codes it is done."
        )


def _claim(chart: Chart, transcript: Transcript, ref: str) -> Code | Episode:
    """Return the code or episode that a button names, as `code:ID` or `episode:ID`."""
    kind, _, pk = ref.partition(":")
    claim: Code | Episode
    if kind == "code":
        claim = chart.row(Code, pk, to=May.CODE)
    elif kind == "episode":
        claim = chart.row(Episode, pk, to=May.CODE)
    else:
        raise NotFound
    if claim.transcript_id != transcript.pk:
        raise NotFound
    return claim


def _turns_of(claim: Code | Episode) -> range:
    if isinstance(claim, Code):
        return range(claim.turn, claim.turn + 1)
    return range(claim.first, claim.last + 1)


def _called(claim: Code | Episode) -> str:
    return words.name_of(claim.scheme, claim.code) if isinstance(claim, Code) else "The episode"


def _base(chart: Chart, transcript: Transcript) -> str:
    return reverse("session", args=[chart.patient.pk, transcript.session_id])


def exploring(request: HttpRequest) -> bool:
    """Whether the page shows what the coder is less sure of; only its address remembers that."""
    if "explore" in request.GET or "explore" in request.POST:
        return True
    shown = request.htmx.current_url if request.htmx else None  # type: ignore[attr-defined]
    return shown is not None and "explore" in parse_qs(urlsplit(shown).query, keep_blank_values=True)


def kept(request: HttpRequest) -> str:
    """Return what an address of the same page takes along, to stand after another parameter."""
    return "&explore=1" if exploring(request) else ""


def map_of(said: Said, found: words.Margins, base: str, window: range, kept: str = "") -> str:
    """Return the session map as SVG; a stretch outside the window opens its own window."""
    scene = session_map(reading.picture_of(said, found))
    links = {}
    for turn in range(len(said.turns)):
        inside = turn in window
        links[f"turn:{turn}"] = f"#turn-{turn}" if inside else f"{base}?turn={turn}{kept}#turn-{turn}"
    return svg(scene, links=links, name="map")


def _stay(answer: HttpResponse) -> HttpResponse:
    """Keep the session's address: htmx shows the address of what it boosts, whatever hx-push-url says."""
    answer["HX-Push-Url"] = "false"
    return answer


def changed(
    request: HttpRequest, chart: Chart, transcript: Transcript, turns: Iterable[int], told: str
) -> HttpResponse:
    """Answer a change: the turns as they are now, the counts, the map, and one sentence that says what happened."""
    touched = sorted(set(turns))
    base = _base(chart, transcript)
    if not request.htmx:  # type: ignore[attr-defined]
        say(request, told)
        if touched:
            return redirect(f"{base}?turn={touched[0]}{kept(request)}#turn-{touched[0]}")
        return redirect(f"{base}?explore=1" if exploring(request) else base)
    said, found = read_turns(chart, transcript), reading.margins(chart, transcript)
    first = touched[0] - touched[0] % reading.WINDOW if touched else 0
    window = range(first, min(first + reading.WINDOW, len(said.turns)))
    shared = {
        "chart": chart,
        "base": base,
        "codes": chart.can(May.CODE),
        "found": found,
        "comments": comments_on(chart, transcript),
        "exploring": exploring(request),
        "kept": kept(request),
        "swap": True,
    }
    further = reading.further(chart, said, found) if exploring(request) and touched else ()
    parts = [
        render_to_string("clinician/turn.html", {**shared, "line": line}, request)
        for line in reading.lines(said, found, [t for t in touched if t in window], further)
    ]
    picture = map_of(said, found, base, window, kept(request))
    parts.append(render_to_string("clinician/counts.html", {**shared, "told": told, "map": picture}, request))
    # Everything is swapped where it belongs by its id; nothing goes where the request came from.
    return _stay(HttpResponse("".join(parts), headers={"HX-Reswap": "none"}))


@on_record(to=May.CODE, view="session margin", thing="session_id")
def decide(request: HttpRequest, chart: Chart, session_id: uuid.UUID) -> HttpResponse:
    """Accept or reject a code or an episode, or open it again."""
    transcript = _transcript(chart, session_id)
    verdict = next((word for word in VERDICTS if word in request.POST), None)
    if request.method != "POST" or verdict is None:
        raise NotFound
    if request.POST[verdict].startswith("further:"):
        return _decide_further(request, chart, transcript, verdict)
    claim = _claim(chart, transcript, request.POST[verdict])
    coding.decide(chart=chart, claim=claim, verdict=VERDICTS[verdict])
    return changed(request, chart, transcript, _turns_of(claim), f"{_called(claim)}: {_SAID[verdict]}.")


def _decide_further(request: HttpRequest, chart: Chart, transcript: Transcript, verdict: str) -> HttpResponse:
    """Accept or reject what the coder is less sure of, named as `further:TURN:SCHEME:CODE`."""
    _, number, scheme, code = (request.POST[verdict].split(":") + [""] * 3)[:4]
    if not number.isdecimal() or int(number) >= transcript.turn_count:
        raise NotFound
    turn = int(number)
    try:
        row = coding.decide_further(
            chart=chart,
            transcript=transcript,
            turn=turn,
            scheme=scheme,
            code=code,
            verdict=VERDICTS[verdict],
        )
    except PracticeError as problem:
        return changed(request, chart, transcript, [turn], str(problem))
    return changed(request, chart, transcript, [turn], f"{_called(row)}: {_SAID[verdict]}.")


@on_record(to=May.CODE, view="session margin", thing="session_id")
def take_back(request: HttpRequest, chart: Chart, session_id: uuid.UUID) -> HttpResponse:
    """Undo one's own last step."""
    transcript = _transcript(chart, session_id)
    if request.method != "POST":
        raise NotFound
    try:
        claims = undo.undo(chart=chart, transcript=transcript)
    except PracticeError as problem:
        return changed(request, chart, transcript, [], str(problem))
    turns = [turn for claim in claims for turn in _turns_of(claim)]
    names = sorted({_called(claim) for claim in claims})
    told = f"Undone: {', '.join(names)}, turn {min(turns) + 1}." if turns else "Undone."
    return changed(request, chart, transcript, turns, told)


@on_record(to=May.CODE, view="session margin", thing="session_id")
def kinds(request: HttpRequest, chart: Chart, session_id: uuid.UUID) -> HttpResponse:
    """List the kinds of proposals that wait; accept all of one kind after a look at three of them."""
    transcript = _transcript(chart, session_id)
    if request.method == "POST":
        scheme, _, code = request.POST.get("kind", "").partition(":")
        try:
            entry(scheme, code)
            claims = coding.accept_all(
                chart=chart, transcript=transcript, scheme=scheme, code=code, at_least=words.UNSURE_BELOW
            )
        except (PracticeError, TherapyError) as problem:
            return changed(request, chart, transcript, [], str(problem))
        told = f"{words.name_of(scheme, code)}: {len(claims)} more accepted."
        return changed(request, chart, transcript, [claim.turn for claim in claims], told)
    found = reading.margins(chart, transcript)
    looked_at = coding.looked_at(chart=chart, transcript=transcript)
    waiting = reading.kinds(found, looked_at)
    return _sheet(
        request,
        "clinician/kinds.html",
        chart,
        transcript,
        kinds=[(kind, max(0, coding.LOOK_AT_FIRST - kind.looked_at)) for kind in waiting],
        first=coding.LOOK_AT_FIRST,
    )


def _sheet(
    request: HttpRequest, template: str, chart: Chart, transcript: Transcript, **context: Any
) -> HttpResponse:
    """Draw something that lies over the page, or is a page of its own where there is no script."""
    frame = "clinician/sheet.html" if request.htmx else "clinician/record.html"  # type: ignore[attr-defined]
    answer = record_page(
        request,
        template,
        chart,
        tab="sessions",
        frame=frame,
        base=_base(chart, transcript),
        session=transcript.session,
        **context,
    )
    return _stay(answer)


def _turn(chart: Chart, transcript: Transcript, number: int) -> Turn:
    """Return a turn by its number from 0."""
    turns = read_turns(chart, transcript).turns
    if number >= len(turns):
        raise NotFound
    return turns[number]


def _families(role: Role) -> list[tuple[str, list[Entry]]]:
    schemes = {Role.CLINICIAN: _OF_CLINICIAN, Role.PATIENT: _OF_PATIENT}.get(role, tuple(Scheme))
    return [(scheme.value, list(FAMILIES[scheme].values())) for scheme in schemes]


@on_record(to=May.CODE, view="session margin", thing="session_id")
def mark_turn(request: HttpRequest, chart: Chart, session_id: uuid.UUID, number: int) -> HttpResponse:
    """Add a code of one's own to a turn or to some words of it, or keep it for supervision."""
    transcript = _transcript(chart, session_id)
    turn = _turn(chart, transcript, number)
    given = request.POST.get("words", "").strip()
    problem = ""
    if request.method == "POST":
        scheme, _, code = request.POST.get("add", "").partition(":")
        try:
            added = coding.add(
                chart=chart,
                transcript=transcript,
                turn=number,
                scheme=scheme,
                code=code,
                span=span_of(turn.text, given),
            )
        except (PracticeError, TherapyError) as wrong:
            problem = str(wrong)
            if scheme == words.MOMENT:
                return changed(request, chart, transcript, [number], problem)
        else:
            return changed(
                request, chart, transcript, [number], f"{_called(added)}: added to turn {number + 1}."
            )
    return _sheet(
        request,
        "clinician/mark.html",
        chart,
        transcript,
        turn=turn,
        number=number + 1,
        families=[(words.family_of(s), s, entries) for s, entries in _families(turn.role)],
        given=given,
        problem=problem,
        status=422 if problem else 200,
    )


def span_of(text: str, given: str) -> Span | None:
    """Return where some words stand in a turn; no words mean the whole turn."""
    given = given.strip()
    if not given:
        return None
    start = text.find(given)
    if start < 0:
        raise PracticeError(
            "These words do not stand in the turn so. Copy them from it, or leave the field empty."
        )
    return Span(start, start + len(given))


@on_record(to=May.READ_SESSIONS, view="session margin", thing="session_id")
def code(request: HttpRequest, chart: Chart, session_id: uuid.UUID, code_id: uuid.UUID) -> HttpResponse:
    """Say what a code means, who or what gave it and what was decided; change it to another of its scheme."""
    row = chart.row(Code, code_id, to=May.READ_SESSIONS)
    if row.transcript.session_id != session_id:
        raise NotFound
    _not_blind(chart, row.transcript)
    problem = ""
    if request.method == "POST":
        chart.require(May.CODE)
        try:
            fresh = coding.change(chart=chart, code=row, to=request.POST.get("to", ""))
        except (PracticeError, TherapyError) as wrong:
            problem = str(wrong)
        else:
            told = f"{_called(row)}: changed to {_called(fresh)}."
            return changed(request, chart, row.transcript, [row.turn], told)
    known = FAMILIES[row.scheme].get(row.code) if row.scheme in FAMILIES else None
    return _sheet(
        request,
        "clinician/code.html",
        chart,
        row.transcript,
        code=row,
        name=words.name_of(row.scheme, row.code),
        family=words.family_of(row.scheme),
        known=known,
        sure=words.sure(row.confidence),
        turn=_turn(chart, row.transcript, row.turn),
        decisions=row.decisions.select_related("by").order_by("event"),
        settled=settled_by(chart, row),
        others=[e for e in FAMILIES.get(row.scheme, {}).values() if e.slug != row.code],
        codes=chart.can(May.CODE) and row.transcript.current,
        problem=problem,
        status=422 if problem else 200,
    )


@on_record(to=May.CODE, view="session margin", thing="session_id")
def mark_episode(request: HttpRequest, chart: Chart, session_id: uuid.UUID, number: int) -> HttpResponse:
    """Mark a relationship episode that begins at a turn."""
    transcript = _transcript(chart, session_id)
    if number >= transcript.turn_count:
        raise NotFound
    return _episode(request, chart, transcript, EpisodeForm.blank(number, transcript.turn_count), None)


@on_record(to=May.CODE, view="session margin", thing="session_id")
def episode(request: HttpRequest, chart: Chart, session_id: uuid.UUID, episode_id: uuid.UUID) -> HttpResponse:
    """Mend an episode: the mended one takes the place of the earlier."""
    transcript = _transcript(chart, session_id)
    row = _claim(chart, transcript, f"episode:{episode_id}")
    told = next(t for t in reading.margins(chart, transcript).told if t.id == row.pk)
    return _episode(request, chart, transcript, EpisodeForm.of(told, transcript.turn_count), row)


def _episode(
    request: HttpRequest, chart: Chart, transcript: Transcript, form: EpisodeForm, row: Any
) -> HttpResponse:
    if request.method == "POST":
        form = form.filled(request.POST)
        draft = form.draft()
        if draft is not None:
            before = _turns_of(row) if row is not None else range(0)
            try:
                if row is None:
                    stored = episodes.mark_episode(
                        chart=chart, transcript=transcript, draft=draft, key=request.POST.get("key") or None
                    )
                else:
                    stored = episodes.change_episode(chart=chart, episode=row, draft=draft)
            except AlreadyDone:
                return changed(request, chart, transcript, [draft.first], "The episode is marked.")
            except (PracticeError, TherapyError) as problem:
                form.add_error(None, str(problem))
            else:
                turns = [*before, *_turns_of(stored)]
                return changed(request, chart, transcript, turns, "The episode is marked.")
    return _sheet(
        request,
        "clinician/episode.html",
        chart,
        transcript,
        form=form,
        row=row,
        key=request.POST.get("key") or new_key(),
        vocabulary=[(kind, list(FAMILIES[kind].values())) for kind in ("W", "RO", "RS")],
        status=422 if form.errors else 200,
    )


_SESSION = "patients/<uuid:patient_id>/sessions/<uuid:session_id>/"
urls = [
    path(f"{_SESSION}decide/", decide, name="decide"),
    path(f"{_SESSION}undo/", take_back, name="undo_coding"),
    path(f"{_SESSION}kinds/", kinds, name="session_kinds"),
    path(f"{_SESSION}turns/<int:number>/", mark_turn, name="mark_turn"),
    path(f"{_SESSION}turns/<int:number>/episode/", mark_episode, name="mark_episode"),
    path(f"{_SESSION}codes/<uuid:code_id>/", code, name="code"),
    path(f"{_SESSION}episodes/<uuid:episode_id>/", episode, name="episode"),
]
