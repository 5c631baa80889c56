"""Turns and speakers: what every transcript becomes, whatever wrote it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from clew.therapy.errors import TherapyError


class Role(StrEnum):
    """Who a speaker is in the session."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    COMPANION = "companion"  # a partner, a relative, another member of a group
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted talk.

    ``index`` counts from 0; ``start`` and ``end`` are seconds from the beginning of the recording, or None
    where the source has no times; ``speaker`` is the label the source used, which may be a name, and is ""
    where the source does not say who spoke.
    """

    index: int
    speaker: str
    role: Role
    text: str
    start: float | None = None
    end: float | None = None

    def __post_init__(self) -> None:
        if self.index < 0:
            raise TherapyError(f"Turns are counted from 0, so there is no turn {self.index}.")
        if not self.text.strip():
            raise TherapyError(f"Turn {self.index} has no words.")
        for at in (self.start, self.end):
            if at is not None and not 0 <= at < math.inf:
                raise TherapyError(
                    f"Turn {self.index} has a time that no recording has; times are seconds from 0."
                )
        if self.start is not None and self.end is not None and self.end < self.start:
            raise TherapyError(f"Turn {self.index} ends at {self.end} s, before its start at {self.start} s.")


@dataclass(frozen=True, slots=True)
class Transcript:
    """The turns of one session in order, and the name of the format they were read from."""

    turns: tuple[Turn, ...]
    format: str

    def __post_init__(self) -> None:
        if not self.turns:
            raise TherapyError("A transcript needs at least one turn.")
        for expected, turn in enumerate(self.turns):
            if turn.index != expected:
                raise TherapyError(f"Turn {turn.index} stands where turn {expected} belongs.")

    @property
    def speakers(self) -> tuple[str, ...]:
        """The speaker labels in the order in which they first speak."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    @property
    def roles(self) -> dict[str, Role]:
        """The role of each speaker label."""
        return {turn.speaker: turn.role for turn in self.turns}

    def with_roles(self, roles: Mapping[str, Role]) -> Transcript:
        """Return the same transcript with each speaker's role set; speakers left out keep theirs."""
        unknown = set(roles) - set(self.speakers)
        if unknown:
            raise TherapyError(f"No speaker in this transcript is labelled {sorted(unknown)[0]!r}.")
        return replace(self, turns=tuple(replace(t, role=roles.get(t.speaker, t.role)) for t in self.turns))
