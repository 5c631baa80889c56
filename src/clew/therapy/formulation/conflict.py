"""A conflict as a clinician states it: hidden feeling, anxiety, defense, toward whom, and the moments it rests on.

It is written down, never computed: a part of a CCRT is not turned into a corner. Until a moment speaks for it, it is a
sketch: shown as one, and counted nowhere.

Source: Menninger1958, Malan1979 (keys of `clew.therapy.knowledge.SOURCES`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import DEFENSES, Tag
from clew.therapy.knowledge.ccrt import CORNERS
from clew.therapy.moments import Moment, MomentKind


class State(StrEnum):
    """What a conflict is so far."""

    SKETCH = "sketch"
    PART = "part"  # moments speak for it, and a corner is open
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One triangle of conflict in the clinician's words, each corner as it completes a sentence; "" while it is open.

    ``feeling`` and ``anxiety`` are noun phrases ("anger at being left", "the fear of being a burden"); ``defense`` is a
    slug of `DEFENSES`. ``belief`` says whether a cultural, religious or political belief is part of it,
    ``supervised`` whether that was taken to supervision (rule I14).

    Raises:
        TherapyError: it names nothing, or an unknown defense.
    """

    key: str
    feeling: str = ""
    anxiety: str = ""
    defense: str = ""
    moments: tuple[Moment, ...] = ()
    belief: bool = False
    supervised: bool = False

    def __post_init__(self) -> None:
        if not (self.feeling or self.anxiety or self.defense):
            raise TherapyError("A conflict needs at least one corner: a feeling, an anxiety or a defense.")
        if self.defense and self.defense not in DEFENSES:
            raise TherapyError(f"There is no defense {self.defense!r}.")

    @property
    def open_corners(self) -> tuple[str, ...]:
        """The corners (slugs of `CORNERS`) of which nothing is said yet."""
        said = {"defense": self.defense, "anxiety": self.anxiety, "hidden_feeling": self.feeling}
        return tuple(slug for slug in CORNERS if slug in said and not said[slug])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a conflict is so far, and what is missing."""

    state: State
    reasons: tuple[Reason, ...]


def conflict_state(conflict: Conflict) -> Verdict:
    """Say whether a conflict is a sketch, stands in part, or stands whole."""
    reasons = []
    if not conflict.moments:
        reasons.append(
            _reason("No moment speaks for it yet, so it is a sketch. Choose one from the sessions.")
        )
    open_ = [CORNERS[slug].name for slug in conflict.open_corners]
    if open_:
        reasons.append(_reason(f"Still open: {', '.join(open_)}."))
    if not conflict.moments:
        return Verdict(State.SKETCH, tuple(reasons))
    return Verdict(State.PART if open_ else State.WHOLE, tuple(reasons))


def _reason(words: str) -> Reason:
    return Reason(rule="conflict_rests_on_moments", words=words, source="Clew", tag=Tag.DEFAULT)


def _case(given: str, answer: str, *, moments: int = 0, **corners: str) -> Case:
    found: Sequence[Moment] = [Moment(MomentKind.TURNS, "a session", n, n) for n in range(moments)]
    return Case(
        given=given,
        ask=lambda: conflict_state(Conflict(key="one", moments=tuple(found), **corners)).state.value,  # type: ignore[arg-type]
        answer=answer,
    )


RULES = (
    Rule(
        slug="conflict_rests_on_moments",
        name="A triangle of conflict rests on moments",
        definition="A conflict without a moment that speaks for it is a sketch. With one it stands in part, and whole "
        "once the defense, the anxiety and the hidden feeling are all named.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _case(
                "all three corners, no moment",
                "sketch",
                feeling="anger at being left",
                anxiety="the fear of being a burden",
                defense="humor",
            ),
            _case("a feeling only, one moment", "part", moments=1, feeling="anger at being left"),
            _case(
                "all three corners, one moment",
                "whole",
                moments=1,
                feeling="anger at being left",
                anxiety="the fear of being a burden",
                defense="humor",
            ),
        ),
    ),
)
"""The rule about conflicts."""
