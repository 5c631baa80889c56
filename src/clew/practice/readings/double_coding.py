"""Sessions that are coded twice: what waits for whom, one's own blind sheet, and the two codings side by side."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions.double_coding import codes_of, opened_by, scheme_of
from clew.practice.actions.sessions import read_turns
from clew.practice.errors import NotFound
from clew.practice.models import (
    Code,
    CoderPart,
    DoubleCoding,
    GivenCode,
    Membership,
    Outcome,
    Transcript,
    User,
)
from clew.practice.readings.session import pieces
from clew.practice.roles import May
from clew.practice.schemes import schemes
from clew.therapy.coding.comparing import Comparison, Given, compare
from clew.therapy.coding.schemes import CodingScheme, SchemeCode, Unit
from clew.therapy.moments import Span
from clew.therapy.transcripts import Role, Turn
from clew.therapy.transcripts import Transcript as Said

SEED = 5  # of the resamples, so that one coding always has one interval
RESAMPLES = 500  # enough for two decimals, and a page that does not keep anybody waiting


def waiting_for(user: User, held: Iterable[Membership] | None = None) -> list[CoderPart]:
    """Return what a person is asked to code and has not finished, the longest waiting first; one query and the caseload's."""
    parts = CoderPart.objects.filter(
        coder=user,
        done_at=None,
        coding__withdrawn_at=None,
        coding__transcript__current=True,
        patient__in=access.caseload(user, held=held).order_by().values("pk"),
    )
    return list(
        parts.select_related(
            "patient__key__master", "coding__transcript__session", "coding__asked_by"
        ).order_by("coding__asked_at", "pk")
    )


def named(coding: DoubleCoding) -> str:
    """Return what the scheme of a coding is called; its key where this installation has it no more."""
    found = schemes().get(coding.scheme)
    return found.name if found is not None else coding.scheme


def blind_parts(chart: Chart, transcript: Any) -> QuerySet[CoderPart]:
    """Return the parts that the reader codes blind in a transcript; as long as there is one they see no margin of it."""
    return chart.rows(CoderPart, to=May.READ_SESSIONS).filter(
        kind=CoderPart.Kind.PERSON,
        coder=chart.by,
        coding__transcript=transcript,
        coding__closed_at=None,
        coding__withdrawn_at=None,
    )


def is_blind(chart: Chart, transcript: Transcript) -> bool:
    """Whether the reader codes a transcript blind at present."""
    return blind_parts(chart, transcript).exists()


# -- Lists -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """One coding in a list. `parts` come in their order, `mine` is the reader's own."""

    coding: DoubleCoding
    scheme: str
    parts: Sequence[CoderPart]
    mine: CoderPart | None
    settled: int
    readable: bool

    @property
    def coders(self) -> str:
        """Who codes: the first two, as they are compared."""
        return " and ".join(called(part) for part in self.parts[:2])

    @property
    def missing(self) -> list[str]:
        """Who is not done yet."""
        return [
            called(part) for part in self.parts if part.kind == CoderPart.Kind.PERSON and part.done_at is None
        ]


def called(part: CoderPart) -> str:
    """Return whose codes they are."""
    if part.kind == CoderPart.Kind.MARGIN:
        return "the margin"
    return "Clew" if part.kind == CoderPart.Kind.MACHINE else str(part.coder)


def listed(chart: Chart, session: uuid.UUID | None = None) -> list[Listed]:
    """Return the codings of a record, or of one of its sessions, the latest first."""
    rows = _codings(chart).filter(withdrawn_at=None)
    if session is not None:
        rows = rows.filter(transcript__session=session)
    return [_listed(chart, row) for row in _whole(rows)]


def _codings(chart: Chart) -> QuerySet[DoubleCoding]:
    """Return the codings of a record, but of no transcript that was taken back: it may be another person's.

    A version from before its speakers were corrected is of the same file as the one that is current.
    """
    here = chart.rows(Transcript, to=May.CODE_TWICE).filter(
        current=True,
        session=OuterRef("transcript__session"),
        source_digest=OuterRef("transcript__source_digest"),
    )
    return chart.rows(DoubleCoding, to=May.CODE_TWICE).filter(Exists(here))


def _whole(rows: QuerySet[DoubleCoding]) -> QuerySet[DoubleCoding]:
    """Return codings with all that a list shows of them, in two queries."""
    parts = Prefetch("parts", CoderPart.objects.select_related("coder").order_by("place"))
    return (
        rows.select_related("transcript__session", "asked_by")
        .annotate(turns_settled=Count("outcomes__turn", distinct=True))
        .prefetch_related(parts)
        .order_by("-asked_at")
    )


def _listed(chart: Chart, row: DoubleCoding) -> Listed:
    parts = list(row.parts.all())
    return Listed(
        row,
        named(row),
        parts,
        next((part for part in parts if part.coder_id is not None and part.coder == chart.by), None),
        getattr(row, "turns_settled", 0),
        row.scheme in schemes() and schemes()[row.scheme].version == row.scheme_version,
    )


def opened(chart: Chart, coding_id: uuid.UUID) -> Listed:
    """Return one coding. Raises `NotFound` when it is none of this record's or was taken back by somebody else."""
    rows = _codings(chart).filter(pk=coding_id)
    row = _whole(rows).first()
    if row is None or (row.withdrawn_at is not None and row.asked_by != chart.by):
        raise NotFound
    return _listed(chart, row)


# -- The blind sheet ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """One code as it stands at a turn."""

    code: SchemeCode
    words: str
    start: int | None
    stop: int | None
    key: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One turn of a blind sheet: whether it is coded by the scheme, and what one has given."""

    turn: Turn
    coded: bool
    given: Sequence[Standing]

    @property
    def number(self) -> int:
        """The turn as people count, from 1."""
        return self.turn.index + 1

    @property
    def who(self) -> str:
        """Who speaks."""
        known = self.turn.role in (Role.CLINICIAN, Role.PATIENT)
        return self.turn.role.value.capitalize() if known else self.turn.speaker or "Somebody"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One's own blind coding of a session."""

    scheme: CodingScheme
    lines: Sequence[SheetLine]
    units: int
    touched: int

    @property
    def words(self) -> bool:
        """Whether words within a turn are coded."""
        return self.scheme.unit is Unit.WORDS


def going_on(chart: Chart, coding_id: uuid.UUID) -> CoderPart | None:
    """Return the reader's own part of a coding as long as it goes on."""
    parts = chart.rows(CoderPart, to=May.CODE_TWICE).filter(
        coding=coding_id,
        coder=chart.by,
        done_at=None,
        coding__withdrawn_at=None,
        coding__transcript__current=True,
    )
    return parts.select_related("coding__transcript__session", "coding__asked_by").first()


def sheet(chart: Chart, part: CoderPart) -> Sheet:
    """Return a blind sheet. Nothing of anybody else's is read for it."""
    scheme = scheme_of(part.coding)
    said = read_turns(chart, part.coding.transcript)
    by_turn: dict[int, list[Standing]] = {}
    key_of = {code.slug: key for key, code in scheme.keys.items()}
    for one in codes_of(part):
        by_turn.setdefault(one.turn, []).append(_standing(scheme, said, one, key_of))
    lines = [
        SheetLine(turn, turn.role in scheme.who, tuple(by_turn.get(turn.index, ()))) for turn in said.turns
    ]
    return Sheet(scheme, lines, sum(line.coded for line in lines), len(by_turn))


def _standing(scheme: CodingScheme, said: Said, one: Given, key_of: dict[str, str]) -> Standing:
    code = scheme.by_slug.get(one.code) or SchemeCode(one.code, one.code.replace("_", " "))
    words = one.span.of(said.turns[one.turn].text) if one.span else ""
    start, stop = (one.span.start, one.span.stop) if one.span else (None, None)
    return Standing(code, words, start, stop, key_of.get(one.code, ""))


# -- Side by side ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Differing:
    """One turn that the two coded differently, and what was settled about it."""

    turn: Turn
    first: Sequence[Standing]
    second: Sequence[Standing]
    codes: frozenset[str]
    settled: Settled | None

    @property
    def number(self) -> int:
        """The turn as people count, from 1."""
        return self.turn.index + 1


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled about a turn: by whom, why, and how often it was settled differently before."""

    codes: Sequence[Standing]
    outcome: Outcome
    reason: str
    before: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two codings of one session beside each other.

    `agreed` turns have the same codes from both, `agreed_open` of them are not settled. `not_blind` are those who had
    opened the session with its margin before they were asked.
    """

    listed: Listed
    scheme: CodingScheme
    first: CoderPart
    second: CoderPart
    found: Comparison
    differing: Sequence[Differing]
    agreed: int
    agreed_open: int
    not_blind: Sequence[str]


def side_by_side(chart: Chart, one: Listed, places: tuple[int, int] = (0, 1)) -> SideBySide:
    """Compare two parts of a coding that is closed.

    Raises:
        NotFound: it is not closed, or has no such parts.
    """
    if one.coding.closed_at is None or len(set(places)) < 2 or max(places) >= len(one.parts):
        raise NotFound
    first, second = (one.parts[place] for place in places)
    scheme = scheme_of(one.coding)
    said = read_turns(chart, one.coding.transcript)
    given = _given(chart, one.coding)
    left, right = given.get(first.pk, []), given.get(second.pk, [])
    found = compare(scheme, said.turns, left, right, random.Random(SEED), RESAMPLES)  # noqa: S311  no secret
    settled = _settled(chart, one.coding, scheme, said)
    key_of = {code.slug: key for key, code in scheme.keys.items()}

    def side(codes: Sequence[Given]) -> list[Standing]:
        return [_standing(scheme, said, one, key_of) for one in codes]

    differing = [
        Differing(
            said.turns[difference.turn],
            side(difference.first),
            side(difference.second),
            difference.codes,
            settled.get(difference.turn),
        )
        for difference in found.differences
    ]
    apart = {difference.turn for difference in found.differences}
    both = {g.turn for g in left} - apart
    had_opened = opened_by(one.coding, until=one.coding.asked_at)
    return SideBySide(
        listed=one,
        scheme=scheme,
        first=first,
        second=second,
        found=found,
        differing=differing,
        agreed=len(both),
        agreed_open=len(both - set(settled)),
        not_blind=[called(part) for part in one.parts if part.coder_id in had_opened],
    )


def _given(chart: Chart, coding: DoubleCoding) -> dict[uuid.UUID, list[Given]]:
    """Return the codes that stand in each part of a coding, in one query."""
    standing: dict[uuid.UUID, dict[Given, bool]] = {}
    rows = chart.rows(GivenCode, to=May.CODE_TWICE).filter(part__coding=coding).order_by("event")
    for part, turn, start, stop, code, given in rows.values_list(
        "part", "turn", "start", "stop", "code", "given"
    ):
        span = Span(start, stop) if start is not None and stop is not None else None
        standing.setdefault(part, {})[Given(turn, code, span)] = given
    return {part: [one for one, given in found.items() if given] for part, found in standing.items()}


def _settled(chart: Chart, coding: DoubleCoding, scheme: CodingScheme, said: Said) -> dict[int, Settled]:
    """Return what was settled last about each turn."""
    key_of = {code.slug: key for key, code in scheme.keys.items()}
    by_turn: dict[int, list[Outcome]] = {}
    rows = chart.rows(Outcome, to=May.CODE_TWICE).filter(coding=coding).select_related("by").order_by("event")
    for row in rows:
        by_turn.setdefault(row.turn, []).append(row)
    return {
        turn: Settled(
            [
                _standing(
                    scheme, said, Given(turn, code, Span(start, stop) if start is not None else None), key_of
                )
                for code, start, stop in of_turn[-1].codes
            ],
            of_turn[-1],
            chart.text(of_turn[-1], "reason"),
            len(of_turn) - 1,
        )
        for turn, of_turn in by_turn.items()
    }


@dataclass(frozen=True, slots=True)
class OneTurn:
    """All that is needed to settle one turn: what stands around it, what each gave, what was settled, newest first."""

    turn: Turn
    before: Sequence[Turn]
    after: Sequence[Turn]
    sides: Sequence[tuple[str, Sequence[Standing]]]
    history: Sequence[Settled]
    text: Sequence[object]


def one_turn(chart: Chart, one: Listed, number: int) -> OneTurn:
    """Return it. Raises `NotFound` when the coding is not closed or has no such turn."""
    said = read_turns(chart, one.coding.transcript)
    if one.coding.closed_at is None or number >= len(said.turns):
        raise NotFound
    scheme = scheme_of(one.coding)
    key_of = {code.slug: key for key, code in scheme.keys.items()}
    given = _given(chart, one.coding)
    sides = [
        (
            called(part),
            [_standing(scheme, said, g, key_of) for g in given.get(part.pk, []) if g.turn == number],
        )
        for part in one.parts
    ]
    spans = [
        (s.start, s.stop, place + 1)
        for place, (_, standing) in enumerate(sides)
        for s in standing
        if s.start is not None and s.stop is not None
    ]
    rows = chart.rows(Outcome, to=May.CODE_TWICE).filter(coding=one.coding, turn=number)
    history = []
    for row in rows.select_related("by").order_by("-event"):
        codes = [
            _standing(scheme, said, Given(number, c, Span(a, b) if a is not None else None), key_of)
            for c, a, b in row.codes
        ]
        history.append(Settled(codes, row, chart.text(row, "reason"), 0))
    turn = said.turns[number]
    return OneTurn(
        turn,
        said.turns[max(0, number - 2) : number],
        said.turns[number + 1 : number + 3],
        sides,
        history,
        pieces(turn.text, spans),
    )


def settled_by(chart: Chart, code: Code) -> Outcome | None:
    """Return the settling that put a code into the margin, or accepted it there; None where none did."""
    events = [code.event_id, *code.decisions.values_list("event", flat=True)]
    return (
        chart.rows(Outcome, to=May.READ_SESSIONS)
        .filter(event__in=events, turn=code.turn, coding__transcript=code.transcript_id)
        .select_related("by")
        .order_by("-event")
        .first()
    )
