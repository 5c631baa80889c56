"""Who talks: words, thirds of the session, turn lengths, short answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import mean, median

from clew.therapy.coding.process.limits import Limits
from clew.therapy.errors import TherapyError
from clew.therapy.transcripts.turns import Role, Turn

_BRACKETS = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|\([^()]*\)")
_SILENT = re.compile(r"\b(?:silen(?:ce|ces|t)|paus(?:e|es|ed|ing))\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
THIRDS = 3


def notes_in(text: str) -> list[re.Match[str]]:
    """Return what a transcriber put between the words: all square and angle brackets, and round ones about a silence."""
    return [found for found in _BRACKETS.finditer(text) if found[0][0] != "(" or _SILENT.search(found[0])]


def names_silence(note: str) -> bool:
    """Return whether a note in brackets names a silence or a pause."""
    return _SILENT.search(note) is not None


def spoken(text: str) -> str:
    """Return a turn's text in small letters without what a transcriber put in brackets."""
    for note in reversed(notes_in(text)):
        text = f"{text[: note.start()]} {text[note.end() :]}"
    return text.casefold().replace("’", "'")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a turn: runs of letters and digits, with the apostrophes and hyphens inside them."""
    return tuple(_WORD.findall(spoken(text)))


@dataclass(frozen=True, slots=True)
class Talk:
    """The turns of a session with the words of each, read once. There may be no turn.

    ``middles`` holds where the middle of each turn lies, above 0 and below 1, counted in words said; a turn without
    words counts as one.
    """

    turns: tuple[Turn, ...]
    words: tuple[tuple[str, ...], ...]
    middles: tuple[float, ...]

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> Talk:
        """Read turns.

        Raises:
            TherapyError: a turn does not stand in its place.
        """
        if any(turn.index != place for place, turn in enumerate(turns)):
            raise TherapyError("Turns are given all and in order, counted from 0; one is not in its place.")
        words = tuple(words_of(turn.text) for turn in turns)
        sizes = [max(1, len(found)) for found in words]
        ends = list(accumulate(sizes))
        middles = [(end - size / 2) / ends[-1] for end, size in zip(ends, sizes, strict=True)]
        return cls(tuple(turns), words, tuple(middles))

    def third(self, turn: int) -> int:
        """Return in which third of the session the middle of a turn lies: 0, 1 or 2."""
        return int(self.middles[turn] * THIRDS)

    def by_third(self, turns: Sequence[int]) -> tuple[int, int, int]:
        """Return how many of some turns lie in each third."""
        places = [self.third(turn) for turn in turns]
        return places.count(0), places.count(1), places.count(2)


@dataclass(frozen=True, slots=True)
class TalkShare:
    """Words by role in the whole session, and in each third. A role that nobody has is not in it."""

    whole: Mapping[Role, int]
    thirds: tuple[Mapping[Role, int], ...]

    def share(self, role: Role) -> float | None:
        """Return the share of a role in all words, from 0 to 1; None where nobody has it or there are no words."""
        return _share(self.whole, role)

    def shares(self, role: Role) -> tuple[float | None, ...]:
        """Return the share of a role in each third; None for a third without words."""
        if role not in self.whole:
            return (None,) * THIRDS
        return tuple(_share({role: 0, **third}, role) for third in self.thirds)


def _share(words: Mapping[Role, int], role: Role) -> float | None:
    every = sum(words.values())
    return words[role] / every if role in words and every else None


def talk_share(talk: Talk) -> TalkShare:
    """Count words by role: words of one role / words of all, in the whole and in each third (Clew, D)."""
    whole = {role: 0 for role in Role if any(turn.role is role for turn in talk.turns)}
    thirds: tuple[dict[Role, int], ...] = ({}, {}, {})
    for turn, words in zip(talk.turns, talk.words, strict=True):
        whole[turn.role] += len(words)
        third = thirds[talk.third(turn.index)]
        third[turn.role] = third.get(turn.role, 0) + len(words)
    return TalkShare(whole, thirds)


@dataclass(frozen=True, slots=True)
class TurnLength:
    """How long the turns of one role are, in words. ``longest`` is the first turn of the greatest length."""

    role: Role
    turns: int
    mean: float
    median: float
    longest: int
    most: int


def turn_lengths(talk: Talk) -> tuple[TurnLength, ...]:
    """Return mean and median words of the turns that have any, for each role in the order of `Role` (Clew, D)."""
    found = []
    for role in Role:
        sizes = {
            turn.index: len(words)
            for turn, words in zip(talk.turns, talk.words, strict=True)
            if turn.role is role and words
        }
        if sizes:
            longest = max(sizes, key=lambda index: (sizes[index], -index))
            lengths = list(sizes.values())
            found.append(
                TurnLength(role, len(sizes), mean(lengths), median(lengths), longest, sizes[longest])
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class MinimalResponses:
    """The patient's short answers. ``answers`` is how many answers there are, ``runs`` the runs, each by its turns."""

    answers: int
    short: tuple[int, ...]
    runs: tuple[tuple[int, ...], ...]

    @property
    def share(self) -> float | None:
        """Short answers / all answers; None where there is no answer."""
        return len(self.short) / self.answers if self.answers else None


def minimal_responses(talk: Talk, limits: Limits | None = None) -> MinimalResponses:
    """Count answers of at most ``minimal_words`` words, and runs of at least ``minimal_run`` of them (Clew, D).

    An answer is a turn of the patient, with words, directly after a turn of the clinician.
    """
    limits = limits or Limits()
    answers = [
        turn.index
        for before, turn in pairwise(talk.turns)
        if before.role is Role.CLINICIAN and turn.role is Role.PATIENT and talk.words[turn.index]
    ]
    runs: list[list[int]] = [[]]
    for answer in answers:
        if len(talk.words[answer]) <= limits.minimal_words:
            runs[-1].append(answer)
        else:
            runs.append([])
    short = tuple(answer for run in runs for answer in run)
    return MinimalResponses(
        len(answers), short, tuple(tuple(run) for run in runs if len(run) >= limits.minimal_run)
    )
