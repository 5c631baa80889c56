"""One session as its page shows it: its turns with their margins, its map, and the kinds of proposals that wait."""

from __future__ import annotations

import itertools
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from clew.practice import coder_tuning
from clew.practice.access import Chart
from clew.practice.models import Claim, Code, Component, Episode, Transcript
from clew.practice.readings.margin import (
    Bracket,
    Further,
    Line,
    Margins,
    Mark,
    Part,
    Piece,
    Told,
    family_of,
    name_of,
)
from clew.practice.roles import May
from clew.therapy.charts.session_map import MEANINGS, MapEpisode, MapMark, MapTurn, SessionMap
from clew.therapy.coding.further import further as less_sure
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.transcripts import Transcript as Said

WINDOW = 200  # turns on one page; a session of 5,000 is read in windows
_COLUMNS = ("id", "turn", "start", "stop", "scheme", "code", "status", "confidence", "model", "coder__name")


def margins(chart: Chart, transcript: Transcript) -> Margins:
    """Return what stands in the margin of a transcript, in two queries."""
    return Margins(_marks(chart, transcript), _told(chart, transcript))


def _marks(chart: Chart, transcript: Transcript) -> tuple[Mark, ...]:
    rows = chart.rows(Code, to=May.READ_SESSIONS).filter(transcript=transcript)
    found = []
    for row in rows.order_by("turn", "scheme", "-confidence", "pk").values_list(*_COLUMNS):
        pk, turn, start, stop, scheme, code, status, confidence, model, coder = row
        span = (start, stop) if start is not None and stop is not None else None
        found.append(Mark(pk, turn, span, scheme, code, status, confidence, model or coder or ""))
    coders = {mark.by for mark in found if mark.confidence is not None}
    return tuple(replace(mark, one_of_several=True) for mark in found) if len(coders) > 1 else tuple(found)


def further(chart: Chart, said: Said, found: Margins) -> tuple[Further, ...]:
    """Return what the coder is less sure of, made anew from what was said; nothing that stands in the margin."""
    there = {(mark.turn, mark.scheme, mark.code) for mark in found.marks}
    tuning = coder_tuning.in_use(chart.patient.practice)
    return tuple(
        Further(p.turn, (p.span.start, p.span.stop), p.scheme.value, p.code, p.confidence)
        for p in less_sure(said, there, tuning).proposals
    )


_OF_EPISODE = ("id", "first", "last", "kind", "place", "completeness", "enacted", "other_name", "when")
_OF_CLAIM = ("status", "confidence", "model")
_OF_PART = ("id", "kind", "category", "cluster", "own_words", "valence", "expected", "intensity", "turn")
_OF_SPAN = ("start", "stop")


def _told(chart: Chart, transcript: Transcript) -> tuple[Told, ...]:
    """Read the episodes with their parts in one query: each row is an episode with one of its parts, or with none."""
    own, of_part = (*_OF_EPISODE, *_OF_CLAIM), (*_OF_PART, *_OF_SPAN)
    rows = (
        chart.rows(Episode, to=May.READ_SESSIONS)
        .filter(transcript=transcript)
        .order_by("first", "-last", "pk")
        .values_list(*own, "coder__name", *(f"components__{name}" for name in of_part))
    )
    found = []
    for _, group in itertools.groupby(rows, lambda row: row[0]):
        of_one = list(group)
        episode = Episode(patient=chart.patient, **dict(zip(own, of_one[0], strict=False)))
        parts = [
            Component(patient=chart.patient, **dict(zip(of_part, row[len(own) + 1 :], strict=True)))
            for row in of_one
            if row[len(own) + 1] is not None
        ]
        found.append(_one_told(chart, episode, parts, by=of_one[0][len(own)]))
    return tuple(found)


def _one_told(chart: Chart, row: Episode, parts: Sequence[Component], *, by: str | None) -> Told:
    other = chart.text(row, "other_name") or row.kind
    order = list(ComponentKind)
    return Told(
        id=row.pk,
        first=row.first,
        last=row.last,
        other=other,
        kind=row.kind,
        place=row.place,
        completeness=row.completeness,
        enacted=row.enacted,
        when=chart.text(row, "when"),
        status=row.status,
        confidence=row.confidence,
        by=row.model or by or "",
        parts=tuple(
            _part(chart, row, part, other)
            for part in sorted(parts, key=lambda c: (c.turn, order.index(ComponentKind(c.kind)), c.pk))
        ),
    )


def _part(chart: Chart, episode: Episode, row: Component, other: str) -> Part:
    return Part(
        kind=row.kind,
        category=row.category,
        cluster=row.cluster,
        own_words=chart.text(row, "own_words"),
        valence=row.valence,
        expected=row.expected,
        intensity=row.intensity,
        turn=row.turn,
        span=(row.start, row.stop) if row.start is not None and row.stop is not None else None,
        other=other,
        proposed=episode.status == Claim.Status.PROPOSED,
    )


T = TypeVar("T", Mark, Part, Further)


def lines(said: Said, found: Margins, wanted: Iterable[int], further: Iterable[Further] = ()) -> list[Line]:
    """Return some turns with their margins, in the order in which they are wanted."""
    by_turn: dict[int, Line] = {index: Line(said.turns[index]) for index in wanted}
    for mark in found.marks:
        line = by_turn.get(mark.turn)
        if line is not None:
            _place(line, mark)
    lanes = _lanes(found.told)
    for told in found.told:
        _place_told(by_turn, told, lanes)
    for one in further:
        if one.turn in by_turn:
            by_turn[one.turn].further.append(one)
    for line in by_turn.values():
        _tie(line)
    return list(by_turn.values())


def _place(line: Line, mark: Mark) -> None:
    if mark.status == Claim.Status.REJECTED:
        line.rejected.append(mark)
    elif mark.folded:
        line.unsure.append(mark)
    else:
        line.marks.append(mark)


def _place_told(by_turn: dict[int, Line], told: Told, lanes: dict[uuid.UUID, int]) -> None:
    head = by_turn.get(told.first)
    if told.status == Claim.Status.REJECTED:
        if head is not None:
            head.told_rejected.append(told)
        return
    if head is not None:
        (head.told_unsure if told.folded else head.told).append(told)
    if told.id in lanes:
        for part in told.parts:
            if part.turn in by_turn:
                by_turn[part.turn].parts.append(part)
        for index in range(told.first, told.last + 1):
            if index in by_turn:
                ends = (index == told.first, index == told.last)
                by_turn[index].brackets.append(Bracket(told, lanes[told.id], *ends))


def _lanes(episodes: Sequence[Told]) -> dict[uuid.UUID, int]:
    """Give each episode that is drawn a lane, so that brackets over the same turns stand side by side."""
    ends: list[int] = []
    lanes = {}
    for told in episodes:
        if told.status == Claim.Status.REJECTED or told.folded:
            continue
        free = next((lane for lane, end in enumerate(ends) if end < told.first), len(ends))
        if free == len(ends):
            ends.append(told.last)
        ends[free] = told.last
        lanes[told.id] = free
    return lanes


def _tie(line: Line) -> None:
    """Number what stands beside a turn and cut its text where the words it rests on begin and end."""
    spans: list[tuple[int, int, int]] = []
    line.marks = [_numbered(mark, spans) for mark in line.marks]
    line.unsure = [_numbered(mark, spans) for mark in line.unsure]
    line.further = [_numbered(one, spans) for one in line.further]
    line.parts = [_numbered(part, spans) for part in line.parts]
    line.pieces = pieces(line.turn.text, spans)


def _numbered(thing: T, spans: list[tuple[int, int, int]]) -> T:
    if thing.span is None:
        return thing
    spans.append((thing.span[0], thing.span[1], len(spans) + 1))
    return replace(thing, n=len(spans))


def pieces(text: str, spans: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """Cut a text at the bounds of spans (start, stop, number); each piece names the spans that cover it."""
    inside = [s for s in spans if 0 <= s[0] < s[1] <= len(text)]
    cuts = sorted({0, len(text), *(s[0] for s in inside), *(s[1] for s in inside)})
    return [
        Piece(text[a:b], " ".join(str(n) for start, stop, n in inside if start <= a and b <= stop))
        for a, b in itertools.pairwise(cuts)
    ]


def picture_of(said: Said, found: Margins) -> SessionMap:
    """Return what the session map shows. What was rejected is not on it, nor what lies folded."""
    turns = tuple(MapTurn(turn.role, len(turn.text.split())) for turn in said.turns)
    marks = tuple(
        MapMark(mark.turn, mark.look, not mark.proposed)
        for mark in found.marks
        if mark.look in MEANINGS and mark.status != Claim.Status.REJECTED and not mark.folded
    )
    episodes = tuple(
        MapEpisode(told.first, told.last, not told.proposed)
        for told in found.told
        if told.status != Claim.Status.REJECTED and not told.folded
    )
    return SessionMap(turns, marks, episodes)


@dataclass(frozen=True, slots=True)
class Kind:
    """The open proposals of one kind in a session."""

    scheme: str
    code: str
    name: str
    family: str
    waiting: int
    unsure: int
    looked_at: int
    turn: int

    @property
    def sure_waiting(self) -> int:
        """How many wait in plain sight."""
        return self.waiting - self.unsure


def kinds(found: Margins, looked_at: dict[tuple[str, str], int]) -> list[Kind]:
    """Return the kinds of which proposals wait, the most frequent first."""
    waiting = Counter((m.scheme, m.code) for m in found.marks if m.proposed)
    unsure = Counter((m.scheme, m.code) for m in found.marks if m.folded)
    first = {(m.scheme, m.code): m.turn for m in reversed(found.marks) if m.proposed}
    return [
        Kind(*key, name_of(*key), family_of(key[0]), n, unsure[key], looked_at.get(key, 0), first[key])
        for key, n in waiting.most_common()
    ]


def themes_touched(found: Margins) -> list[tuple[str, list[str]]]:
    """Return the wishes and responses of the accepted episodes, each with the number of episodes it is in."""
    accepted = [told for told in found.told if told.status == Claim.Status.ACCEPTED]
    touched = []
    for kind in ComponentKind:
        counted = Counter(
            words for told in accepted for words in {p.words for p in told.parts if p.kind == kind}
        )
        if counted:
            touched.append(
                (kind.label, [f"{words} ({n})" if n > 1 else words for words, n in counted.most_common(6)])
            )
    return touched
