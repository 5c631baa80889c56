"""Moments: the places that every claim about a person rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError


class MomentKind(StrEnum):
    """What a moment points at."""

    TURNS = "turns"  # a span of turns in a session's transcript
    NOTE = "note"  # a line of a progress note
    ANSWER = "answer"  # one answer in a questionnaire
    ATTENDANCE = "attendance"  # that a session was attended, late, cancelled or missed
    EVENT = "event"  # a life event or a change of treatment
    JOURNAL = "journal"  # an entry the patient wrote
    MESSAGE = "message"  # a message between patient and clinician


class Place(StrEnum):
    """Where in a person's life a moment belongs: the corners of Malan's triangle of person."""

    PAST = "past"  # people of the past, often parents
    OUTSIDE = "outside"  # people in the current life outside therapy
    ROOM = "room"  # the clinician, here and now


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` up to but not including ``stop`` of one turn's text."""

    start: int
    stop: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop:
            raise TherapyError(
                f"A span must start at 0 or later and end after its start, not {self.start}-{self.stop}."
            )

    def of(self, text: str) -> str:
        """Return the words of ``text`` that the span covers."""
        if self.stop > len(text):
            raise TherapyError(f"A span ends at {self.stop}, but the text has {len(text)} characters.")
        return text[self.start : self.stop]


@dataclass(frozen=True, slots=True)
class Moment:
    """Anything that can be pointed at.

    ``ref`` names the thing (a session, a note, a set of answers) in the caller's own terms. For turns,
    ``first`` and ``last`` are turn indices from 0, both included, and ``span`` may narrow a single turn to
    some of its words. For an answer, ``first`` is the item's position from 0.
    """

    kind: MomentKind
    ref: str
    first: int | None = None
    last: int | None = None
    span: Span | None = None

    def __post_init__(self) -> None:
        if not self.ref:
            raise TherapyError("A moment must say which session, note or questionnaire it is in.")
        if self.kind is MomentKind.TURNS:
            if self.first is None or self.last is None or not 0 <= self.first <= self.last:
                raise TherapyError(
                    "A moment in a transcript needs a first turn and a last turn that is not before it."
                )
            if self.span is not None and self.first != self.last:
                raise TherapyError("A moment can mark words in one turn only.")
