"""Phrases of a list in what was said: words of insight, and talk of being late."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clew.therapy.coding.process.limits import Limits
from clew.therapy.coding.process.talk import Talk
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.process import LATENESS_WORDS


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a list, found in a turn; a turn may hold it more than once."""

    turn: int
    words: str


def pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of some phrases as whole words, the longest first."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first))})(?!\S)")


_LATE = pattern_of(LATENESS_WORDS)


def phrases_in(talk: Talk, turn: int, pattern: re.Pattern[str]) -> list[Phrase]:
    """Return the phrases in one turn, in order."""
    return [Phrase(turn, found[0]) for found in pattern.finditer(" ".join(talk.words[turn]))]


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the session began, in minutes, if that is known, and what was said about it at the beginning."""

    minutes: float | None
    said: tuple[Phrase, ...]


def minutes_late(planned: datetime, started: datetime) -> float:
    """Return by how many minutes a session began after its planned time; 0 if it began no later.

    Raises:
        TherapyError: one of the two has a time zone and the other has none.
    """
    if (planned.tzinfo is None) is not (started.tzinfo is None):
        raise TherapyError("Give both times with a time zone, or both without.")
    return max(0.0, (started - planned).total_seconds() / 60)


def lateness(talk: Talk, *, minutes: float | None = None, limits: Limits | None = None) -> Lateness:
    """Return what is known and said of a late beginning; who was late is not told by it (Clew, D).

    Args:
        talk: the session.
        minutes: real start - planned start, if known (`minutes_late`), or what the record says; never inferred.
        limits: in how many turns at the beginning phrases are looked for.

    Raises:
        TherapyError: the minutes are negative.
    """
    if minutes is not None and not minutes >= 0:
        raise TherapyError(f"A session begins 0 or more minutes late, so {minutes} is none.")
    first = range(min(len(talk.turns), int((limits or Limits()).lateness_turns)))
    return Lateness(minutes, tuple(found for turn in first for found in phrases_in(talk, turn, _LATE)))
