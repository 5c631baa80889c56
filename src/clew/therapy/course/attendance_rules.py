"""The rules of attendance with their cases, for the manual and for the test that runs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from clew.therapy.course.attendance import (
    CANCELLATIONS,
    LATE_MINUTES,
    LATE_WITHIN,
    LATES,
    NOTICE_HOURS,
    UNEXPLAINED,
    Answer,
    Appointment,
    Outcome,
    Prompt,
    after_difficulty,
    cancelled,
    in_danger,
    last_risk,
    late,
    unexplained,
)
from clew.therapy.course.rule import Case, Rule
from clew.therapy.knowledge.base import Parameter, Tag
from clew.therapy.measures.scoring import Risk

_Rule: TypeAlias = Callable[[Sequence[Appointment]], tuple[Prompt, ...]]


def _ask(rule: _Rule, given: str) -> str:
    """Ask a rule about words such as "came, 12 minutes late, cancelled 3 hours before, not come"."""
    row = [_told(number, words) for number, words in enumerate(given.split(", "), 1)]
    here = [prompt for prompt in rule(row) if prompt.at == row[-1].ref]
    return here[0].answer.value if here else "nothing"


def _ask_risk(risk: Risk | None, days: int | None) -> str:
    return last_risk(risk, days).words


def _told(number: int, words: str) -> Appointment:
    count = next((int(word) for word in words.split() if word.isdecimal()), None)
    outcome = next((outcome for start, outcome in _TOLD.items() if start in words), Outcome.ATTENDED)
    return Appointment(
        ref=str(number),
        number=number,
        outcome=outcome,
        late_minutes=count if outcome is Outcome.LATE else None,
        notice_hours=count if outcome is Outcome.CANCELLED else None,
        explained="illness" in words,
        ruptured="a flag" in words,
        difficult="difficult" in words,
        in_danger="a level stood" in words,
    )


_TOLD = {"not come": Outcome.NO_SHOW, "cancelled": Outcome.CANCELLED, "late": Outcome.LATE}


def _cases(rule: _Rule, answer: Answer, given: tuple[str, ...], nothing: tuple[str, ...]) -> tuple[Case, ...]:
    listed = [*((one, answer.value) for one in given), *((one, "nothing") for one in nothing)]
    return tuple(Case(given=one, ask=partial(_ask, rule, one), answer=says) for one, says in listed)


def _rule(slug: str, name: str, definition: str, cases: tuple[Case, ...], *defaults: Parameter) -> Rule:
    return Rule(
        slug=slug,
        name=name,
        definition=definition,
        source="Clew",
        tag=Tag.DEFAULT,
        cases=cases,
        defaults=defaults,
    )


_FROM = "The last score is from"

RULES = (
    _rule(
        "attendance_late",
        "Late again",
        "Two starts more than ten minutes late among four appointments in a row are worth asking about.",
        _cases(
            late,
            Answer.EXPLORE,
            (
                "11 minutes late, 12 minutes late",
                "11 minutes late, came, cancelled, 15 minutes late",
            ),
            (
                "10 minutes late, 12 minutes late",
                "11 minutes late, came, came, came, 15 minutes late",
                "15 minutes late, late and nobody wrote by how much",
                "15 minutes late, 15 minutes late, came",
            ),
        ),
        LATE_MINUTES,
        LATES,
        LATE_WITHIN,
    ),
    _rule(
        "attendance_cancelled",
        "Cancelled at short notice again",
        "Two cancellations with less than a day's notice are worth asking about.",
        _cases(
            cancelled,
            Answer.EXPLORE,
            (
                "cancelled 23 hours before, cancelled 0 hours before",
                "cancelled 3 hours before, came, came, came, came, cancelled 2 hours before",
            ),
            (
                "cancelled 24 hours before, cancelled 3 hours before",
                "cancelled 3 hours before, cancelled and nobody wrote when",
                "cancelled 3 hours before, came",
            ),
        ),
        NOTICE_HOURS,
        CANCELLATIONS,
    ),
    _rule(
        "attendance_after_difficulty",
        "Not come after a difficult session",
        "One absence after a session with a flag of the alliance, or in which something difficult was touched, is "
        "worth asking about.",
        _cases(
            after_difficulty,
            Answer.EXPLORE,
            (
                "came and a flag rests on it, not come",
                "came and something difficult was touched, cancelled 30 hours before, not come",
            ),
            (
                "came, not come",
                "came and a flag rests on it, came, not come",
                "not come",
                "came and a flag rests on it, cancelled 3 hours before",
            ),
        ),
    ),
    _rule(
        "attendance_unexplained",
        "Twice not come",
        "Two absences for which no practical cause is known start the attempts at contact, with a look at risk in the "
        "last score.",
        _cases(
            unexplained,
            Answer.CONTACT,
            ("not come, not come", "not come, came, came, not come"),
            ("not come", "not come for an illness, not come", "not come, not come, came"),
        ),
        UNEXPLAINED,
    ),
    _rule(
        "attendance_in_danger",
        "Not come while a level stands",
        "One absence for which no practical cause is known starts the attempts at contact while a level above none stands. "
        "The specification names two absences; one in danger is Clew's own reading on the side of safety.",
        _cases(
            in_danger,
            Answer.CONTACT,
            ("not come and a level stood", "came, not come and a level stood"),
            (
                "not come",
                "not come for an illness and a level stood",
                "came and a level stood",
                "not come and a level stood, came",
            ),
        ),
    ),
    _rule(
        "attendance_last_risk",
        "Risk in the last score",
        "What the last score says about risk when somebody stays away. Not asked is not a no, and an earlier no says "
        "nothing about the time since.",
        tuple(
            Case(given=given, ask=partial(_ask_risk, risk, days), answer=answer)
            for given, risk, days, answer in (
                (
                    "risk raised, two days ago",
                    Risk.RAISED,
                    2,
                    f"{_FROM} 2 days ago. It raised thoughts of death or self-harm: follow the safety procedure now.",
                ),
                (
                    "not raised, yesterday",
                    Risk.NOT_RAISED,
                    1,
                    f"{_FROM} yesterday. It raised no thoughts of death, which tells nothing of the time since.",
                ),
                (
                    "left blank, today",
                    Risk.NOT_ASKED,
                    0,
                    f"{_FROM} today. The question about thoughts of death was left blank, which is not a no: ask.",
                ),
                (
                    "no score",
                    None,
                    None,
                    "No score is here, so nothing is known about risk from scores. Ask.",
                ),
            )
        ),
    ),
)
"""The rules of attendance, for the manual."""
