"""How severe a depression reads, from the PHQ-9, in two vocabularies; and what in the answers speaks for medication.

A band is no diagnosis. The total is always kept beside the words, and what was not answered is never taken as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.indication import (
    NEUROVEGETATIVE_ANSWER,
    NEUROVEGETATIVE_ITEMS,
    NICE_MORE_SEVERE,
)
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.scoring import Total

NEUROVEGETATIVE = {"sleep": "sleep", "energy": "energy", "appetite": "appetite"}
"""The items of the PHQ-9 on sleep, energy and appetite (3, 4 and 5), with their words."""

SELF_HARM = "self_harm"
"""Item 9 of the PHQ-9."""


class Nice(StrEnum):
    """The two groups of NICE."""

    LESS = "less severe"
    MORE = "more severe"


@dataclass(frozen=True, slots=True)
class Severity:
    """A total of the PHQ-9 (0 to 27) in the words of its authors and of NICE."""

    total: float
    band: str
    nice: Nice


def severity(total: Total) -> Severity:
    """Return what a total reads as, in both vocabularies.

    Raises:
        TherapyError: the total is not one of the PHQ-9, or is outside 0 to 27.
    """
    if total.instrument != PHQ_9.key:
        raise TherapyError(f"Severity is read from a PHQ-9; this is a total of {total.instrument}.")
    if PHQ_9.total is None or PHQ_9.bands is None or not PHQ_9.total.holds(total.value):
        raise TherapyError("A total of the PHQ-9 lies between 0 and 27.")
    nice = Nice.MORE if total.value >= NICE_MORE_SEVERE.value else Nice.LESS
    return Severity(total.value, PHQ_9.bands.label(total.value), nice)


@dataclass(frozen=True, slots=True)
class Modifier:
    """Whether something that speaks for medication is there. `present` is None where it cannot be said."""

    slug: str
    present: bool | None
    reason: Reason


def neurovegetative(answers: Mapping[str, int | None], rests_on: tuple[str, ...] = ()) -> Modifier:
    """Return whether sleep, energy and appetite are clearly reduced, from the answers to items 3, 4 and 5 (0 to 3).

    An item that was not answered may or may not count, so that without it the rule may have to stay silent.
    """
    known = {item: answers.get(item) for item in NEUROVEGETATIVE}
    count = sum(1 for value in known.values() if value is not None and value >= NEUROVEGETATIVE_ANSWER.value)
    unknown = [words for item, words in NEUROVEGETATIVE.items() if known[item] is None]
    present: bool | None
    if count >= NEUROVEGETATIVE_ITEMS.value:
        present = True
    elif count + len(unknown) < NEUROVEGETATIVE_ITEMS.value:
        present = False
    else:
        present = None
    words = f"Sleep, energy and appetite in the PHQ-9: {count} of 3 items at {NEUROVEGETATIVE_ANSWER.value:g} or above"
    if unknown:
        words += f"; not answered: {', '.join(unknown)}"
    reason = Reason(
        rule=NEUROVEGETATIVE_RULE, words=words + ".", source="UTD", tag=Tag.DEFAULT, rests_on=rests_on
    )
    return Modifier("neurovegetative_symptoms", present, reason)


def self_harm(answer: int | None, rests_on: tuple[str, ...] = ()) -> Modifier:
    """Return what item 9 of the PHQ-9 (0 to 3) opens. Not answered is "not asked", never zero.

    Any answer above zero opens the safety pathway first; how serious it is a clinician assesses, in talk.
    """
    if answer is None:
        words, present = "Item 9 of the PHQ-9 was not asked.", None
    elif answer == 0:
        words, present = "Item 9 of the PHQ-9 was answered with 0; this alone says little.", False
    else:
        words = f"Item 9 of the PHQ-9 was answered with {answer}: safety first, and then whether to add medication."
        present = True
    reason = Reason(rule=SELF_HARM_RULE, words=words, source="UTD", tag=Tag.STATED, rests_on=rests_on)
    return Modifier("suicidal_ideation", present, reason)


NEUROVEGETATIVE_RULE = "neurovegetative_symptoms_in_phq_9"
SELF_HARM_RULE = "item_9_opens"


def _said(value: float) -> str:
    found = severity(Total(value, PHQ_9.key, PHQ_9.version or ""))
    return f"{found.band}; {found.nice.value}"


def _there(modifier: Modifier) -> str:
    return {True: "raised", False: "not raised", None: "cannot be said"}[modifier.present]


def _vegetative(sleep: int | None, energy: int | None, appetite: int | None) -> str:
    return _there(neurovegetative({"sleep": sleep, "energy": energy, "appetite": appetite}))


RULES = (
    Rule(
        slug="severity_in_two_vocabularies",
        name="Severity from the PHQ-9",
        definition="A total reads as a band of the PHQ-9 and as one of the two groups of NICE; both are shown with it.",
        source="Kroenke2001",
        tag=Tag.KNOWN,
        defaults=(NICE_MORE_SEVERE,),
        cases=tuple(
            Case(given=f"PHQ-9 {total}", ask=partial(_said, total), answer=answer)
            for total, answer in (
                (0, "minimal; less severe"),
                (4, "minimal; less severe"),
                (5, "mild; less severe"),
                (9, "mild; less severe"),
                (10, "moderate; less severe"),
                (14, "moderate; less severe"),
                (15, "moderately severe; less severe"),
                (16, "moderately severe; more severe"),
                (19, "moderately severe; more severe"),
                (20, "severe; more severe"),
                (27, "severe; more severe"),
            )
        ),
    ),
    Rule(
        slug=NEUROVEGETATIVE_RULE,
        name="Neurovegetative symptoms in the PHQ-9",
        definition="Two or more of the items on sleep, energy and appetite at 2 or above speak for adding medication. The "
        "items on sleep and appetite do not tell too little from too much; that is asked.",
        source="UTD",
        tag=Tag.DEFAULT,
        defaults=(NEUROVEGETATIVE_ANSWER, NEUROVEGETATIVE_ITEMS),
        cases=(
            Case(given="2, 2 and 0", ask=lambda: _vegetative(2, 2, 0), answer="raised"),
            Case(given="3, 1 and 1", ask=lambda: _vegetative(3, 1, 1), answer="not raised"),
            Case(given="2, 1 and 1", ask=lambda: _vegetative(2, 1, 1), answer="not raised"),
            Case(given="2, not answered, 1", ask=lambda: _vegetative(2, None, 1), answer="cannot be said"),
            Case(given="1, not answered, 1", ask=lambda: _vegetative(1, None, 1), answer="not raised"),
            Case(given="2, 2, not answered", ask=lambda: _vegetative(2, 2, None), answer="raised"),
            Case(given="none answered", ask=lambda: _vegetative(None, None, None), answer="cannot be said"),
        ),
    ),
    Rule(
        slug=SELF_HARM_RULE,
        name="What item 9 opens",
        definition="Any answer above zero opens the safety pathway first, then the question of medication.",
        source="UTD",
        tag=Tag.STATED,
        cases=(
            Case(given="item 9 = 0", ask=lambda: _there(self_harm(0)), answer="not raised"),
            Case(given="item 9 = 1", ask=lambda: _there(self_harm(1)), answer="raised"),
            Case(given="item 9 = 3", ask=lambda: _there(self_harm(3)), answer="raised"),
            Case(given="item 9 not answered", ask=lambda: _there(self_harm(None)), answer="cannot be said"),
        ),
    ),
)
"""The rules of this module, with cases that anybody can check."""
