"""The numbers that the counting uses, together, so that a caller may change one."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import process as known


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What each parameter of `clew.therapy.knowledge.process` is set to. All defaults are tagged D, not validated.

    Raises:
        TherapyError: a number is negative or none at all, a share is above 1, or a count of at least one is below it.
    """

    silence_seconds: float = known.SILENCE_SECONDS.value
    minimal_words: float = known.MINIMAL_WORDS.value
    minimal_run: float = known.MINIMAL_RUN.value
    topic_asked: float = known.TOPIC_ASKED.value
    topic_answered: float = known.TOPIC_ANSWERED.value
    topic_cohesion: float = known.TOPIC_COHESION.value
    topic_reach: float = known.TOPIC_REACH.value
    marker_reach: float = known.MARKER_REACH.value
    marker_least: float = known.MARKER_LEAST.value
    repair_reach: float = known.REPAIR_REACH.value
    insight_reach: float = known.INSIGHT_REACH.value
    lateness_turns: float = known.LATENESS_TURNS.value

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value >= 0):
                raise TherapyError(f"{field.name} is a number from 0 up, so {value} is none.")
        if self.topic_cohesion > 1:
            raise TherapyError(f"topic_cohesion is a share from 0 to 1, so {self.topic_cohesion} is none.")
        for name in ("minimal_run", "topic_asked", "topic_answered", "marker_least"):
            if getattr(self, name) < 1:
                raise TherapyError(f"{name} is at least 1, so {getattr(self, name)} is none.")
        if self.silence_seconds == 0:
            raise TherapyError(
                "silence_seconds is more than 0: otherwise every change of speaker is a silence."
            )
