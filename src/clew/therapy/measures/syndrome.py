"""The PHQ-9 read as a pattern of symptoms, as its manual describes it beside the sum. Never a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.definition import Instrument
from clew.therapy.measures.scoring import Answer, Answers, read_answers


class Syndrome(StrEnum):
    """A pattern of PHQ-9 answers, in the words of its manual. It is never a diagnosis and never printed as one."""

    MAJOR = "major depressive syndrome"
    OTHER = "other depressive syndrome"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class SyndromeVerdict:
    """The pattern, or None when missing answers leave it open, and the counts it rests on."""

    pattern: Syndrome | None
    why: str
    tag: Tag = Tag.KNOWN
    source: str = "Kroenke 2001; Clew clinical specification, measures 7.3"


def phq9_syndrome(instrument: Instrument, answers: Answers) -> SyndromeVerdict:
    """Read the PHQ-9 as a pattern of symptoms rather than a sum.

    A symptom counts from "more than half the days" on, thoughts of death or self-harm from "several days" on.
    Major: five or more count, among them interest or mood. Other: two to four, among them interest or mood. With
    answers missing, the pattern is given only if it would be the same whatever they were.
    """
    if instrument.key != "phq-9":
        raise TherapyError(f"The pattern is defined for the PHQ-9, not for {instrument.title}.")
    given = read_answers(instrument, answers)
    at_least = [_symptom(given[item.key], item.key, missing=False) for item in instrument.scored_items]
    at_most = [_symptom(given[item.key], item.key, missing=True) for item in instrument.scored_items]
    lowest, highest = _pattern(at_least), _pattern(at_most)
    why = f"{sum(at_least)} of 9 symptoms count"
    if lowest is highest:
        return SyndromeVerdict(lowest, f"{why}.")
    return SyndromeVerdict(None, f"{why}, but the missing answers could change the pattern.")


def _symptom(answer: Answer, key: str, *, missing: bool) -> bool:
    if not isinstance(answer, int):
        return missing
    return answer >= (1 if key == "self_harm" else 2)


def _pattern(counts: Sequence[bool]) -> Syndrome:
    core, number = counts[0] or counts[1], sum(counts)
    if core and number >= 5:
        return Syndrome.MAJOR
    return Syndrome.OTHER if core and number >= 2 else Syndrome.NEITHER
