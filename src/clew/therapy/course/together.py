"""Whether what one person said alone speaks against meeting together with others, and what comes first then.

It is asked of each person alone, and it looks at one person's answers only: what somebody said alone must not show in
what is said about the others, nor on a page of all, which may lie open while everybody is in the room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clew.therapy.course.red_flags import LEVEL
from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.indication import CAUTIONS, RED_FLAGS

RULE = "together_safely"

YES, UNCLEAR, NO = "yes", "unclear", "no"
_ANSWERS = (YES, UNCLEAR, NO)


class Stand(StrEnum):
    """What one person's answers say about meeting together. None of them says that somebody is safe."""

    ASK = "Ask this person alone first"
    STOP = "Worth stopping the meetings together"
    SILENT = "Nothing was told that speaks against meeting together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one person answered on one day.

    Attributes:
        on: the day.
        alone: whether nobody else was there.
        without_fear: "yes", "unclear" or "no": whether they can speak before the others without fear of what happens at home.
        violence: the same of violence at home that goes on; None where it was not asked.
        ref: the id of where it is written down.
    """

    on: date
    alone: bool
    without_fear: str
    violence: str | None = None
    ref: str = ""

    def __post_init__(self) -> None:
        if self.without_fear not in _ANSWERS or self.violence not in (*_ANSWERS, None):
            raise TherapyError("What was asked alone is answered with yes, unclear or no.")

    @property
    def danger(self) -> bool:
        """Whether it says that somebody is afraid, or that there is violence; whoever was there when it was asked."""
        return self.without_fear == NO or self.violence == YES


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands out, with its reasons. A clinician decides."""

    stand: Stand
    reasons: tuple[Reason, ...]


def meet_together(asked: Asked | None) -> Verdict:
    """Say whether one person's last answers speak against meeting together; None where it was never asked."""
    if asked is None:
        words = (
            "Nobody has written down yet whether this person can speak before the others without fear of what happens "
            "at home. It is asked alone, before the first meeting and again later."
        )
        return Verdict(Stand.ASK, (_reason(words),))
    refs = (asked.ref,) if asked.ref else ()
    if asked.danger:
        return Verdict(Stand.STOP, _dangers(asked, refs))
    when = f"{asked.on.day} {asked.on:%B %Y}"
    if not asked.alone:
        words = (
            f"On {when} it was asked with others there. An answer given before the others can be one to them."
        )
        return Verdict(Stand.ASK, (_reason(words, refs),))
    if UNCLEAR in (asked.without_fear, asked.violence):
        words = f"What was said alone on {when} leaves it unclear. An unclear answer is treated like none."
        return Verdict(Stand.ASK, (_reason(words, refs),))
    words = f"Asked alone on {when}. It can change from one week to the next, and is no promise: ask again."
    return Verdict(Stand.SILENT, (_reason(words, refs),))


def _dangers(asked: Asked, refs: tuple[str, ...]) -> tuple[Reason, ...]:
    found = []
    if asked.without_fear == NO:
        words = (
            "This person is afraid of what happens at home after speaking before the others. A meeting can bring that "
            "about, so that stopping the meetings comes before any work in them."
        )
        found.append(_reason(words, refs))
    if asked.violence == YES:
        caution = CAUTIONS["antisocial_or_violent"]
        words = f"Violence at home that goes on. What is usual then: {caution.handling[0].lower()}{caution.handling[1:]}"
        found.append(Reason(rule=RULE, words=words, source=caution.source, tag=caution.tag, rests_on=refs))
    flag = RED_FLAGS["someone_at_risk"]
    words = f"Worth asking who else lives there. {flag.name}: then the safety check comes next, and the law of the place says what must be told to whom."
    found.append(Reason(rule=RULE, words=words, source=flag.source, tag=flag.tag, rests_on=refs))
    words = (
        f"An alert of the level {LEVEL.value} was raised with the answer, in this record alone: help for the person "
        "first, then your own assessment. The sources name no level; this one is the most urgent, and you may change it."
    )
    found.append(_reason(words, refs))
    return tuple(found)


def _reason(words: str, refs: tuple[str, ...] = ()) -> Reason:
    return Reason(rule=RULE, words=words, source="Clew", tag=Tag.DEFAULT, rests_on=refs)


def read(values: Mapping[str, object], on: date, ref: str = "") -> Asked:
    """Read the answers to the form `joint_safety`. What is not answered is unclear, never safe."""
    violence = values.get("violence")
    return Asked(
        on=on,
        alone=values.get("asked") == "alone",
        without_fear=str(values.get("without_fear", UNCLEAR)),
        violence=None if violence is None else str(violence),
        ref=ref,
    )


def _case(given: str, answer: Stand, asked: Asked | None) -> Case:
    return Case(given=given, ask=lambda: meet_together(asked).stand.value, answer=answer.value)


_ON = date(2026, 3, 2)

RULES: tuple[Rule, ...] = (
    Rule(
        slug=RULE,
        name="Meeting together safely",
        definition="From one person's own answers: asks alone first, or says that stopping the meetings of a couple, a "
        "family or a group is worth it. Fear or violence raises an alert in that person's record; the records and pages "
        "of the others say nothing of it.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            _case("never asked", Stand.ASK, None),
            _case(
                "asked alone: can speak without fear, no violence",
                Stand.SILENT,
                Asked(on=_ON, alone=True, without_fear=YES, violence=NO),
            ),
            _case(
                "asked alone: can speak without fear; violence not asked",
                Stand.SILENT,
                Asked(on=_ON, alone=True, without_fear=YES),
            ),
            _case(
                "the same, asked with the others there",
                Stand.ASK,
                Asked(on=_ON, alone=False, without_fear=YES, violence=NO),
            ),
            _case("asked alone: unclear", Stand.ASK, Asked(on=_ON, alone=True, without_fear=UNCLEAR)),
            _case(
                "can speak without fear; violence unclear",
                Stand.ASK,
                Asked(on=_ON, alone=True, without_fear=YES, violence=UNCLEAR),
            ),
            _case("asked alone: afraid", Stand.STOP, Asked(on=_ON, alone=True, without_fear=NO)),
            _case(
                "afraid, said with the others there",
                Stand.STOP,
                Asked(on=_ON, alone=False, without_fear=NO),
            ),
            _case(
                "can speak without fear, and there is violence",
                Stand.STOP,
                Asked(on=_ON, alone=True, without_fear=YES, violence=YES),
            ),
        ),
    ),
)
"""The rule of meeting together."""
