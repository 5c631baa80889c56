"""Hypotheses with their moments for and against, and how well each is supported."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Course, Hypothesis, HypothesisMoment, Note, Transcript
from clew.practice.readings.cited import Citations, Cited, ranges
from clew.practice.readings.evidence import Evidence
from clew.practice.roles import May
from clew.therapy.formulation import hypotheses as claimed
from clew.therapy.knowledge import HYPOTHESES
from clew.therapy.moments import Moment, MomentKind, Span


@dataclass(frozen=True, slots=True)
class Sided:
    """A moment and the side it is on."""

    against: bool
    moment: Moment


@dataclass(frozen=True, slots=True)
class Stated:
    """A hypothesis with its moments and how well it is supported."""

    row: Hypothesis
    statement: str
    name: str
    speaks_for: tuple[Cited, ...]
    speaks_against: tuple[Cited, ...]
    support: claimed.Support | None

    @property
    def refs(self) -> str:
        """The numbers of the moments for it on paper."""
        return ranges(cited.number for cited in self.speaks_for)

    @property
    def refs_against(self) -> str:
        """The numbers of the moments against it on paper."""
        return ranges(cited.number for cited in self.speaks_against)


def all_of(chart: Chart, course: Course) -> list[tuple[Hypothesis, list[Sided]]]:
    """Return the hypotheses of a course with their moments, by date; rejected ones stand last. One query.

    A hypothesis is stored only together with a moment, so each stands in a row of its moments. A moment in a
    transcript whose speakers were corrected is returned as it stands in the corrected version. One in a transcript
    that was taken back, or in a private note, is left out.
    """
    rows = list(
        chart.rows(HypothesisMoment, to=May.READ_FORMULATION)
        .filter(hypothesis__course=course)
        .select_related("hypothesis__author", "transcript", "note")
        .defer("transcript__turns", "note__text")
        .order_by("hypothesis__at", "pk")
    )
    current = _current(chart, [row.transcript for row in rows if row.transcript is not None])
    found: dict[uuid.UUID, tuple[Hypothesis, list[Sided]]] = {}
    for row in rows:
        _, moments = found.setdefault(row.hypothesis_id, (row.hypothesis, []))
        private = row.note is not None and row.note.kind == Note.Kind.PROCESS
        moment = None if private else _moment(row, current)
        if moment is not None:
            moments.append(Sided(row.against, moment))
    return sorted(found.values(), key=lambda one: (one[0].status == Hypothesis.Status.REJECTED, one[0].at))


def moments_of(chart: Chart, course: Course) -> dict[uuid.UUID, list[Sided]]:
    """Return the moments of all hypotheses of a course, by hypothesis."""
    return {row.pk: moments for row, moments in all_of(chart, course) if moments}


def _current(chart: Chart, transcripts: Sequence[Transcript]) -> dict[uuid.UUID, uuid.UUID]:
    """Return for each transcript its version in force, where there is one."""
    in_force = {row.pk: row.pk for row in transcripts if row.current}
    older = [row for row in transcripts if not row.current]
    if older:
        renewed = {
            (row.session_id, row.source_digest): row.pk
            for row in chart.rows(Transcript, to=May.READ_FORMULATION)
            .filter(session__in={row.session_id for row in older}, current=True)
            .defer("turns")
        }
        for row in older:
            if (row.session_id, row.source_digest) in renewed:
                in_force[row.pk] = renewed[row.session_id, row.source_digest]
    return in_force


def _moment(row: HypothesisMoment, current: Mapping[uuid.UUID, uuid.UUID]) -> Moment | None:
    at = row.position
    if row.transcript_id is not None:
        span = Span(row.start, row.stop) if row.start is not None and row.stop is not None else None
        ref = current.get(row.transcript_id)
        return Moment(MomentKind.TURNS, str(ref), at, at, span) if ref else None
    if row.note_id is not None:
        return Moment(MomentKind.NOTE, str(row.note_id), at, at)
    return Moment(MomentKind.ANSWER, str(row.administration_id), at, at)


def stated(
    chart: Chart,
    row: Hypothesis,
    moments: Sequence[Sided],
    evidence: Evidence,
    citations: Citations,
) -> Stated:
    """Return one hypothesis as the page shows it, its moments cited in order, those for it first."""
    statement = chart.text(row, "statement")
    sides: dict[bool, list[Moment]] = {False: [], True: []}
    cited: dict[bool, list[Cited]] = {False: [], True: []}
    for one in sorted(moments, key=lambda one: (one.against, citations.order(one.moment))):
        if found := citations.cite(one.moment, evidence.about(one.moment)):
            sides[one.against].append(one.moment)
            cited[one.against].append(found)
    support = None
    if sides[False]:
        claim = claimed.Hypothesis(
            statement=statement,
            moments_for=tuple(sides[False]),
            moments_against=tuple(sides[True]),
            author=str(row.author),
            at=row.at,
            status=claimed.Status(row.status),
        )
        support = claimed.support(claim, evidence.accepted, evidence.latest)
    named = next((known.name for known in HYPOTHESES.values() if known.code == row.code), "")
    return Stated(row, statement, named, tuple(cited[False]), tuple(cited[True]), support)
