"""The rules by which a practice counts what became of its treatments, each with cases that anybody can check."""

from __future__ import annotations

from collections.abc import Sequence

from clew.therapy.course.outcome import (
    END_WINDOW,
    SMALLEST,
    End,
    Question,
    Tally,
    Treatment,
    how_ended,
    judge,
    may_be_told,
)
from clew.therapy.course.rule import Case, Rule
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.change import Reading
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.scoring import Total


def _tell_end(reason: str, agreed: int | None, held: int) -> str:
    return how_ended(reason, agreed=agreed, held=held).value


def _tell(rest: Tally) -> str:
    return "told" if may_be_told(rest) else "not told"


def _counted(*scores: tuple[int, int], last_day: int, question: Question) -> str:
    readings = tuple(Reading(day, Total(value, PHQ_9.key, PHQ_9.version or "")) for day, value in scores)
    found = judge(Treatment(End.COMPLETED, readings, last_day), question)
    return {None: "cannot be told", True: "yes", False: "no"}[found]


def _rule_cases() -> Sequence[Case]:
    return (
        Case(
            given="first score 16, at the end 8",
            ask=lambda: _counted((0, 16), (112, 8), last_day=112, question=Question.RESPONSE),
            answer="yes",
        ),
        Case(
            given="response: first score 9, at the end 2",
            ask=lambda: _counted((0, 9), (112, 2), last_day=112, question=Question.RESPONSE),
            answer="cannot be told",
        ),
        Case(
            given="remission: first score 16, at the end 5",
            ask=lambda: _counted((0, 16), (112, 5), last_day=112, question=Question.REMISSION),
            answer="no",
        ),
        Case(
            given="reliable improvement: from 16 to 11",
            ask=lambda: _counted((0, 16), (112, 11), last_day=112, question=Question.IMPROVED),
            answer="no",
        ),
        Case(
            given="reliable improvement: from 16 to 10",
            ask=lambda: _counted((0, 16), (112, 10), last_day=112, question=Question.IMPROVED),
            answer="yes",
        ),
        Case(
            given="reliable deterioration: from 10 to 16",
            ask=lambda: _counted((0, 10), (112, 16), last_day=112, question=Question.DETERIORATED),
            answer="yes",
        ),
        Case(
            given="the only later score 15 days after the end",
            ask=lambda: _counted((0, 16), (127, 4), last_day=112, question=Question.REMISSION),
            answer="cannot be told",
        ),
        Case(
            given="recovery: remission at the end, and nobody asked again",
            ask=lambda: _counted((0, 16), (112, 4), last_day=112, question=Question.RECOVERY),
            answer="cannot be told",
        ),
        Case(
            given="recovery: 4 at the end and 3 half a year later",
            ask=lambda: _counted((0, 16), (112, 4), (294, 3), last_day=112, question=Question.RECOVERY),
            answer="yes",
        ),
        Case(
            given="recovery: 4 at the end and 12 half a year later",
            ask=lambda: _counted((0, 16), (112, 4), (294, 12), last_day=112, question=Question.RECOVERY),
            answer="no",
        ),
    )


RULES: tuple[Rule, ...] = (
    Rule(
        slug="how_a_treatment_ended",
        name="Completed, or dropped out",
        definition="Sorts a treatment that is over by the reason that is written down, for the counts of a practice.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            Case(
                given="the goals are reached",
                ask=lambda: _tell_end("goals_reached", 16, 12),
                answer="completed",
            ),
            Case(
                given="the agreed number is over",
                ask=lambda: _tell_end("planned_limit", 16, 16),
                answer="completed",
            ),
            Case(
                given="contact was lost",
                ask=lambda: _tell_end("lost", None, 30),
                answer="dropped out",
            ),
            Case(
                given="the patient chose to end after 9 of 16",
                ask=lambda: _tell_end("patient_choice", 16, 9),
                answer="dropped out",
            ),
            Case(
                given="the patient chose to end; no number was agreed",
                ask=lambda: _tell_end("patient_choice", None, 9),
                answer="completed",
            ),
            Case(given="a move", ask=lambda: _tell_end("not_feasible", 16, 9), answer="ended otherwise"),
            Case(
                given="no reason is written down",
                ask=lambda: _tell_end("", 16, 16),
                answer="how it ended is not written down",
            ),
        ),
    ),
    Rule(
        slug="outcome_of_a_treatment",
        name="Outcome of one treatment, for the counts of a practice",
        definition="Answers each question from the first score by the start, the last score by the end, and for recovery the follow-up.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=tuple(_rule_cases()),
        defaults=(END_WINDOW,),
    ),
    Rule(
        slug="small_cells",
        name="Numbers made of too few people",
        definition="A count over people whom the reader does not treat is told only where each part of it is made of enough.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            Case(given="5 of 10", ask=lambda: _tell(Tally(5, 10)), answer="told"),
            Case(given="4 of 10", ask=lambda: _tell(Tally(4, 10)), answer="not told"),
            Case(given="6 of 10", ask=lambda: _tell(Tally(6, 10)), answer="not told"),
            Case(given="5 of 10, 2 missing", ask=lambda: _tell(Tally(5, 10, 2)), answer="not told"),
            Case(given="nobody but the reader's own patients", ask=lambda: _tell(Tally()), answer="told"),
        ),
        defaults=(SMALLEST,),
    ),
)
