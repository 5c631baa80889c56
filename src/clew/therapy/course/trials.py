"""What published trials found, to stand beside a practice's own numbers; never a target."""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.course.outcome import Question
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.evidence import EVIDENCE
from clew.therapy.knowledge.sources import SOURCES, Source


@dataclass(frozen=True, slots=True)
class TrialFigure:
    """One published figure: a share, or a range of shares, from 0 to 1, and of whom it was found."""

    question: Question
    low: float
    high: float
    words: str
    source: str
    tag: Tag

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1 or not self.words:
            raise TherapyError("A figure of a trial is a share from 0 to 1, with words.")
        if self.source not in SOURCES:
            raise TherapyError(f"A figure names the source {self.source!r}; add it to SOURCES first.")

    @property
    def percent(self) -> str:
        """The figure as people write it."""
        low, high = f"{100 * self.low:.0f}", f"{100 * self.high:.0f}"
        return f"{low} %" if low == high else f"{low} to {high} %"

    @property
    def citation(self) -> Source:
        """Where it stands."""
        return SOURCES[self.source]


def _trial(question: Question, slug: str) -> TrialFigure:
    """One of the trials that are told of as evidence: the share is that of psychodynamic therapy."""
    told = EVIDENCE[slug]
    share = told.outcome.shares[0] / 100
    return TrialFigure(question, share, share, f"{told.name}: {told.definition}", told.source, told.tag)


FIGURES: tuple[TrialFigure, ...] = (
    _trial(Question.RESPONSE, "evidence_cognitive"),
    _trial(Question.REMISSION, "evidence_cbt"),
    _trial(Question.REMISSION, "evidence_placebo"),
    _trial(Question.REMISSION, "evidence_fluoxetine"),
    TrialFigure(
        Question.DETERIORATED,
        0.05,
        0.10,
        "Adults in psychotherapy of any kind who got worse.",
        "Lambert2015",
        Tag.KNOWN,
    ),
    TrialFigure(
        Question.DROP_OUT,
        0.20,
        0.20,
        "Psychotherapy studies of any kind, about; psychodynamic therapy was similar to others in comparative trials.",
        "SwiftGreenberg2012",
        Tag.KNOWN,
    ),
)
"""The figures of indication-and-suitability.md 1.2 and course.md 8.3 that answer one of the questions."""

CAVEAT = (
    "A trial and a practice do not treat the same people. Trials choose whom they take, measure with instruments and "
    "cut-offs of their own, and keep to one dose; a practice takes who comes. How ill people were at the start, what "
    "else they had, and who never filled in a last questionnaire can move these numbers more than the treatment "
    "does. So a number above or below a trial's says neither that a practice is good nor that it is bad."
)


def figures(question: Question) -> tuple[TrialFigure, ...]:
    """Return what was published on one question; nothing where Clew's sources have no figure."""
    return tuple(figure for figure in FIGURES if figure.question is question)


HONESTLY = (
    "In the large outpatient trials about one in four or five remitted by the end of 16 to 20 sessions."
)
"""How indication-and-suitability.md 1.2 asks that remission be told."""
