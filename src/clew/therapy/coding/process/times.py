"""When they talk: how soon one answers the other, and where nobody speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from clew.therapy.coding.process.limits import Limits
from clew.therapy.coding.process.talk import Talk, names_silence, notes_in
from clew.therapy.transcripts.turns import Role, Turn

_LONG = re.compile(r"\b(\d{1,4}(?:[.,]\d{1,2})?) ?-?(s|secs?|seconds?|m|mins?|minutes?)\b", re.IGNORECASE)
_NOTHING = re.compile(r"[\W_]*")


def _gap(before: Turn, after: Turn) -> float | None:
    """Return the seconds from the end of one turn to the start of the next; None where the times do not say it."""
    if before.end is None or after.start is None:
        return None
    if before.start is not None and after.start < before.start:
        return None  # not in the order of time, so nothing follows on anything
    return round(after.start - before.end, 3)


def _changes(before: Turn, after: Turn) -> bool:
    return (before.role, before.speaker) != (after.role, after.speaker)


def _times_tell(talk: Talk) -> bool:
    """Return whether the times leave any gap or overlap: some programs end each turn where the next begins."""
    return any(_gap(before, after) for before, after in pairwise(talk.turns))


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """How soon one role answers. ``exchanges`` is how often another speaker's turn came before one of its own.

    ``measured`` holds turn and seconds of those that have times; below 0 the two speak at once.
    """

    role: Role
    exchanges: int
    measured: tuple[tuple[int, float], ...]

    @property
    def median(self) -> float | None:
        """The median of the seconds; None where nothing was measured."""
        return median(seconds for _, seconds in self.measured) if self.measured else None

    @property
    def overlaps(self) -> tuple[int, ...]:
        """The turns that begin before the other has ended."""
        return tuple(turn for turn, seconds in self.measured if seconds < 0)

    @property
    def longest(self) -> tuple[int, float] | None:
        """The turn with the longest gap before it, and its seconds; None where nothing was measured."""
        return max(self.measured, key=lambda one: (one[1], -one[0])) if self.measured else None


def response_times(talk: Talk) -> tuple[ResponseTimes, ...]:
    """Measure start of a turn - end of the turn before, where another speaker follows and both are known (Clew, D).

    One for each role that follows on somebody. Where no turn of the transcript leaves a gap or overlaps, nothing is
    measured: such times tell where a turn ends, not when a voice does.
    """
    tell = _times_tell(talk)
    found = []
    for role in Role:
        pairs = [(a, b) for a, b in pairwise(talk.turns) if b.role is role and _changes(a, b)]
        gaps = [(after.index, _gap(before, after)) for before, after in pairs]
        measured = tuple((turn, seconds) for turn, seconds in gaps if tell and seconds is not None)
        if pairs:
            found.append(ResponseTimes(role, len(pairs), measured))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Silence:
    """A place where nobody speaks.

    It lies in ``turn``, or between it and the turn before (``between``). ``seconds`` is measured or written down, else
    None. ``marked`` says that the transcript names it. ``before`` spoke last, ``after`` speaks next, where somebody does.
    """

    turn: int
    between: bool
    seconds: float | None
    marked: bool
    before: Role | None
    after: Role | None


def silences(talk: Talk, limits: Limits | None = None) -> tuple[Silence, ...]:
    """Return the silences in order: notes that name one, and gaps of at least ``silence_seconds`` (Clew, D).

    A note at the edge of such a gap belongs to it. Notes side by side, with no word between them, are one silence.
    """
    limits = limits or Limits()
    found: list[Silence] = []
    for turn in talk.turns:
        marks = _marks(turn.text)
        if turn.index:
            before = talk.turns[turn.index - 1]
            gap = _gap(before, turn)
            if gap is not None and gap >= limits.silence_seconds:
                named = False
                if found and found[-1].turn == before.index and not found[-1].between and _ends(before.text):
                    named = found.pop().marked
                if marks and marks[0][0] in ("start", "all"):
                    named = True
                    marks = marks[1:]
                found.append(Silence(turn.index, True, gap, named, before.role, turn.role))
        for place, seconds in marks:
            found.append(
                Silence(
                    turn.index,
                    False,
                    seconds,
                    True,
                    _role(talk, turn.index - 1) if place in ("start", "all") else turn.role,
                    _role(talk, turn.index + 1) if place in ("end", "all") else turn.role,
                )
            )
    return tuple(found)


def _role(talk: Talk, index: int) -> Role | None:
    return talk.turns[index].role if 0 <= index < len(talk.turns) else None


def _ends(text: str) -> bool:
    marks = _marks(text)
    return bool(marks) and marks[-1][0] in ("end", "all")


def _marks(text: str) -> list[tuple[str, float | None]]:
    """Return each silence that a text names: whether it stands at its start, its end, inside, or is all of it."""
    notes = notes_in(text)
    named = [note for note in notes if names_silence(note[0])]
    found: list[tuple[str, float | None]] = []
    last = None
    bare = list(text)
    for note in notes:
        bare[note.start() : note.end()] = " " * (note.end() - note.start())
    plain = "".join(bare)
    for note in named:
        seconds = _seconds(note[0])
        if last is not None and _NOTHING.fullmatch(plain, last, note.start()):
            place, earlier = found.pop()
            both = None if seconds is None and earlier is None else (seconds or 0) + (earlier or 0)
            found.append((place, both))
        else:
            found.append(("inside", seconds))
            first = _NOTHING.fullmatch(plain, 0, note.start()) is not None
            if first:
                found[-1] = ("start", seconds)
        last = note.end()
        if _NOTHING.fullmatch(plain, last, len(plain)):
            place, seconds = found.pop()
            found.append(("all" if place == "start" else "end", seconds))
    return found


def _seconds(note: str) -> float | None:
    """Return how long a note says that a silence was."""
    match = _LONG.search(note)
    if match is None:
        return None
    value = float(match[1].replace(",", "."))
    return value * 60 if match[2].lower().startswith("m") else value
