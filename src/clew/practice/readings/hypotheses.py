"""Hypotheses with their moments for and against, and how well each is supported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Course, Hypothesis, HypothesisMoment, Note
from clew.practice.readings.cited import Citations, Cited, ranges
from clew.practice.readings.evidence import Evidence
from clew.practice.roles import May
from clew.therapy.formulation import hypotheses as claimed
from clew.therapy.knowledge import HYPOTHESES
from clew.therapy.moments import Moment, MomentKind, Span


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


def hypothesis_rows(chart: Chart, course: Course) -> dict[Hypothesis, list[HypothesisMoment]]:
    """Return the hypotheses with their moments; rejected ones stand last. Private notes are left out."""
    rows = list(
        chart.rows(Hypothesis, to=May.READ_FORMULATION).filter(course=course).select_related("author")
    )
    moments: dict[object, list[HypothesisMoment]] = {row.pk: [] for row in rows}
    for moment in (
        chart.rows(HypothesisMoment, to=May.READ_FORMULATION)
        .filter(hypothesis__course=course)
        .exclude(note__kind=Note.Kind.PROCESS)
    ):
        moments[moment.hypothesis_id].append(moment)
    rows.sort(key=lambda row: (row.status == Hypothesis.Status.REJECTED, row.at))
    return {row: moments[row.pk] for row in rows}


def moment_of(row: HypothesisMoment) -> Moment:
    """Return a stored moment as `therapy` knows it."""
    span = Span(row.start, row.stop) if row.start is not None and row.stop is not None else None
    if row.transcript_id is not None:
        return Moment(MomentKind.TURNS, str(row.transcript_id), row.position, row.position, span)
    if row.note_id is not None:
        return Moment(MomentKind.NOTE, str(row.note_id), row.position, row.position)
    return Moment(MomentKind.ANSWER, str(row.administration_id), row.position, row.position)


def stated(
    chart: Chart,
    row: Hypothesis,
    moments: Sequence[HypothesisMoment],
    evidence: Evidence,
    citations: Citations,
) -> Stated:
    """Return one hypothesis as the page shows it, its moments cited in order, those for it first."""
    statement = chart.text(row, "statement")
    sides: dict[bool, list[Moment]] = {False: [], True: []}
    cited: dict[bool, list[Cited]] = {False: [], True: []}
    sided = [(one.against, moment_of(one)) for one in moments]
    for against, moment in sorted(sided, key=lambda pair: (pair[0], citations.order(pair[1]))):
        if found := citations.cite(moment, evidence.about(moment)):
            sides[against].append(moment)
            cited[against].append(found)
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
