"""What became of the treatments of a practice: response, remission, reliable change, recovery and drop-out, kept apart.

Everything is counted over a table of `Treatment`s. Who has no score is counted and shown, never taken as unchanged.
Two groups are counted side by side: everybody with a first score, and those who completed; the second always looks
better, because who gets worse is more likely to stay away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clew.therapy.course.intervals import wilson
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Parameter, Tag
from clew.therapy.measures.change import (
    SUSTAINED_DAYS,
    Reading,
    baseline_of,
    recovery,
    reliable_change,
    remission,
    response,
)
from clew.therapy.measures.instruments.phq import PHQ_9

END_WINDOW = Parameter(
    slug="outcome_end_window",
    name="Days after the end that the last score may be taken",
    definition="A score that is taken later belongs to the follow-up, not to the treatment.",
    source="Clew",
    tag=Tag.DEFAULT,
    value=14,
)
SMALLEST = Parameter(
    slug="outcome_smallest_cell",
    name="Smallest number that is told",
    definition="A count made of fewer people could point at somebody, and is not told to who does not treat them.",
    source="Clew",
    tag=Tag.DEFAULT,
    value=5,
)


class End(StrEnum):
    """How a treatment ended, as far as it is written down."""

    GOING_ON = "still going on"
    COMPLETED = "completed"
    DROPPED_OUT = "dropped out"
    OTHERWISE = "ended otherwise"
    NOT_SAID = "how it ended is not written down"


_COMPLETED = ("goals_reached", "planned_limit")
_OTHERWISE = ("not_feasible", "impasse", "referred_on")


def how_ended(reason: str, *, agreed: int | None, held: int) -> End:
    """Say how a treatment that is over ended.

    Args:
        reason: the slug of the reason that is written down (course.md 8.8); empty where there is none.
        agreed: the number of sessions agreed on; None where none was.
        held: how many were held.

    A patient's own choice to stop before the agreed number is a drop-out here, and so is lost contact. Studies define
    it in many ways; this one is a default, not validated.
    """
    if reason in _COMPLETED:
        return End.COMPLETED
    if reason in _OTHERWISE:
        return End.OTHERWISE
    if reason == "lost":
        return End.DROPPED_OUT
    if reason == "patient_choice":
        return End.DROPPED_OUT if agreed is not None and held < agreed else End.COMPLETED
    if reason:
        raise TherapyError(f"There is no reason {reason!r} for an end; choose one of course.md 8.8.")
    return End.NOT_SAID


class Question(StrEnum):
    """What is asked of a treatment: six things that are not the same."""

    RESPONSE = "response"
    REMISSION = "remission"
    IMPROVED = "reliable improvement"
    DETERIORATED = "reliable deterioration"
    RECOVERY = "recovery"
    DROP_OUT = "drop-out"


OF_SCORES = tuple(question for question in Question if question is not Question.DROP_OUT)
"""The questions that scores answer."""

MEANS: Mapping[Question, str] = {
    Question.RESPONSE: "at least half of the first PHQ-9 score is gone; asked of who began at 10 or more",
    Question.REMISSION: "the last PHQ-9 score is below 5",
    Question.IMPROVED: "the PHQ-9 fell by 6 points or more",
    Question.DETERIORATED: "the PHQ-9 rose by 6 points or more",
    Question.RECOVERY: f"remission that lasted {SUSTAINED_DAYS.value:g} days or more, follow-up included",
    Question.DROP_OUT: "contact was lost, or the patient stopped before the agreed number of sessions",
}
"""Each question in words."""


class Group(StrEnum):
    """Of whom it is asked."""

    ALL = "everybody with a first score"
    COMPLETERS = "who completed, with a first and a last score"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One treatment: how it ended, the patient's PHQ-9 scores, and the day of its end, from the start (day 0).

    Raises `TherapyError` when one that is over has no last day, or one that goes on has.
    """

    end: End
    readings: tuple[Reading, ...] = ()
    last_day: int | None = None

    def __post_init__(self) -> None:
        if (self.end is End.GOING_ON) != (self.last_day is None):
            raise TherapyError("A treatment that is over has a last day, and one that goes on has none.")

    @property
    def first(self) -> Reading | None:
        """The first score at or before the start."""
        return baseline_of(self.readings)

    def last(self, window: int = int(END_WINDOW.value)) -> Reading | None:
        """The last score after the first one, taken by the end or within `window` days after it."""
        if self.first is None or self.last_day is None:
            return None
        until = self.last_day + window
        later = [reading for reading in self.readings if self.first.day < reading.day <= until]
        return max(later, key=lambda reading: reading.day, default=None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of those of whom something could be said. `missing`: a score is lacking; `unasked`: began below 10."""

    yes: int = 0
    of: int = 0
    missing: int = 0
    unasked: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.yes <= self.of or self.missing < 0 or self.unasked < 0:
            raise TherapyError("A tally counts some of those asked; no part of it is below zero.")

    @property
    def share(self) -> float | None:
        """The share, from 0 to 1; None where nobody could be asked."""
        return self.yes / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share; None where nobody could be asked."""
        return wilson(self.yes, self.of) if self.of else None

    def plus(self, verdict: bool | None, *, unasked: bool = False) -> Tally:
        """Return the tally with one more treatment in it."""
        if verdict is None:
            return Tally(self.yes, self.of, self.missing + (not unasked), self.unasked + unasked)
        return Tally(self.yes + verdict, self.of + 1, self.missing, self.unasked)

    def without(self, part: Tally) -> Tally:
        """Return what is left when some of those counted are taken out."""
        return Tally(
            self.yes - part.yes,
            self.of - part.of,
            self.missing - part.missing,
            self.unasked - part.unasked,
        )


def few(count: int, smallest: int = int(SMALLEST.value)) -> bool:
    """Whether a count is made of somebody, but of too few to be told."""
    return 0 < count < smallest


def may_be_told(rest: Tally, smallest: int = int(SMALLEST.value)) -> bool:
    """Whether a tally can be told to somebody for whom `rest` of it is about people they do not treat.

    Those who count and those who do not must each be enough, and so must those who are missing, if any are. It keeps
    a reader from pointing at somebody; it is no proof against every calculation with several tables.
    """
    if not (rest.of or rest.missing or rest.unasked):
        return True
    apart = not (few(rest.missing, smallest) or few(rest.unasked, smallest))
    return apart and (rest.of == 0 or min(rest.yes, rest.of - rest.yes) >= smallest)


def judge(treatment: Treatment, question: Question) -> bool | None:
    """Answer one question of scores for one treatment; None where a score is lacking or the question is not asked.

    Recovery is unknown, not absent, where the last score is in remission and nobody has asked for long enough.
    """
    first, last = treatment.first, treatment.last()
    if first is None or last is None:
        return None
    if question is Question.RESPONSE:
        return response(PHQ_9, first.total, last.total).holds
    if question is Question.REMISSION:
        return remission(PHQ_9, last.total).holds
    if question is Question.IMPROVED:
        return reliable_change(PHQ_9, first.total, last.total).improved
    if question is Question.DETERIORATED:
        return reliable_change(PHQ_9, first.total, last.total).deteriorated
    if question is Question.RECOVERY:
        later = [reading for reading in treatment.readings if reading.day > first.day]
        lasted = recovery(PHQ_9, later)
        if lasted.holds is False and remission(PHQ_9, max(later, key=lambda r: r.day).total).holds:
            return None
        return lasted.holds
    raise TherapyError("Drop-out is no question of scores; `outcome` counts it.")


def _unasked(treatment: Treatment, question: Question) -> bool:
    """Whether the question does not arise: response is asked of who began as a case."""
    case = PHQ_9.case_cut_off()
    first = treatment.first
    return (
        question is Question.RESPONSE
        and first is not None
        and treatment.last() is not None
        and case is not None
        and not case.reached(first.total.value)
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some treatments. `tallies` by group and question; drop-out is asked of all that are over."""

    ends: Mapping[End, int]
    no_first: int
    no_last: int
    cases: int
    first_sum: float
    first_scores: int
    tallies: Mapping[tuple[Group, Question], Tally] = field(default_factory=dict)

    @property
    def treatments(self) -> int:
        """How many treatments there are, going on or over."""
        return sum(self.ends.values())

    @property
    def over(self) -> int:
        """How many are over."""
        return self.treatments - self.ends.get(End.GOING_ON, 0)

    @property
    def first_mean(self) -> float | None:
        """The mean of the first scores of those that are over."""
        return self.first_sum / self.first_scores if self.first_scores else None

    def tally(self, group: Group, question: Question) -> Tally:
        """Return one tally; an empty one where nothing was counted."""
        return self.tallies.get((group, question), Tally())

    @property
    def ends_may_be_told(self) -> bool:
        """Whether how they ended, and who lacks a score, can be told to who treats none of them."""
        return not any(map(few, (*self.ends.values(), self.no_first, self.no_last)))

    def without(self, part: Outcome) -> Outcome:
        """Return what is left when some of the treatments are taken out."""
        return Outcome(
            {end: self.ends.get(end, 0) - part.ends.get(end, 0) for end in End},
            self.no_first - part.no_first,
            self.no_last - part.no_last,
            self.cases - part.cases,
            self.first_sum - part.first_sum,
            self.first_scores - part.first_scores,
            {
                (group, question): self.tally(group, question).without(part.tally(group, question))
                for group in Group
                for question in Question
            },
        )


def outcome(treatments: Iterable[Treatment]) -> Outcome:
    """Count what became of some treatments."""
    ends = dict.fromkeys(End, 0)
    tallies = {(group, question): Tally() for group in Group for question in Question}
    no_first = no_last = cases = first_scores = 0
    first_sum = 0.0
    case = PHQ_9.case_cut_off()
    for one in treatments:
        ends[one.end] += 1
        if one.end is End.GOING_ON:
            continue
        dropped = None if one.end is End.NOT_SAID else one.end is End.DROPPED_OUT
        every = (Group.ALL, Question.DROP_OUT)
        tallies[every] = tallies[every].plus(dropped)
        first, last = one.first, one.last()
        if first is None:
            no_first += 1
            continue
        first_scores += 1
        first_sum += first.total.value
        if case is not None and case.reached(first.total.value):
            cases += 1
        no_last += last is None
        groups = [Group.ALL] + [Group.COMPLETERS] * (one.end is End.COMPLETED and last is not None)
        for question in OF_SCORES:
            verdict, unasked = judge(one, question), _unasked(one, question)
            for group in groups:
                tallies[group, question] = tallies[group, question].plus(verdict, unasked=unasked)
    return Outcome(ends, no_first, no_last, cases, first_sum, first_scores, tallies)
