"""Hypotheses about what drives a depression, and how well a hypothesis or theme is supported.

A hypothesis without a moment that speaks for it cannot be made. `support` gathers the episodes behind a claim
and says, with reasons, whether there are enough of them to offer the claim to the patient as a possibility.
The rule is I3 of `INTERPRETATION_RULES`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.ccrt import Counted, kept
from clew.therapy.formulation.episodes import Episode, by_place, distinct_others, overlap
from clew.therapy.knowledge import HYPOTHESES, Parameter, Tag
from clew.therapy.knowledge.interventions import (
    GATE_EPISODES,
    GATE_OTHERS,
    GATE_RECENT,
    INTERPRETATION_RULES,
)
from clew.therapy.moments import Moment, Place

# The rule asks for a recent episode without saying how recent; three sessions is how far back the alliance
# rules look for a session's predecessor.
RECENT_SESSIONS = Parameter(
    slug="recent_sessions",
    name="Sessions that count as recent",
    definition="An episode is recent when it was told in one of the last so many sessions.",
    value=3,
    source="Clew",
    tag=Tag.DEFAULT,
)

_UNSEEN = {
    Place.PAST: "not yet seen with people of the past",
    Place.OUTSIDE: "not yet seen with people outside",
    Place.ROOM: "not yet seen in the room",
}


class Status(StrEnum):
    """What the clinician thinks of a hypothesis."""

    HYPOTHESIS = "hypothesis"
    SUPPORTED = "supported"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A statement about what drives the depression, with the moments for and against it.

    ``code`` is an aetiological hypothesis of the knowledge base (E1 ...), if it fits one; ``author`` says
    who made it, ``at`` when (with a time zone).

    Raises:
        TherapyError: when nothing speaks for it, or a field is missing or unknown.
    """

    statement: str
    moments_for: tuple[Moment, ...]
    author: str
    at: datetime.datetime
    code: str | None = None
    status: Status = Status.HYPOTHESIS
    moments_against: tuple[Moment, ...] = ()

    def __post_init__(self) -> None:
        if not self.statement.strip():
            raise TherapyError("A hypothesis needs a statement.")
        if not self.moments_for:
            raise TherapyError("A hypothesis needs at least one moment that speaks for it; add one.")
        if not self.author.strip():
            raise TherapyError("A hypothesis needs the person who made it.")
        if self.at.tzinfo is None:
            raise TherapyError("The time of a hypothesis needs its time zone.")
        if self.code is not None and self.code not in {known.code for known in HYPOTHESES.values()}:
            raise TherapyError(f"There is no aetiological hypothesis {self.code!r}; use E1 to E11 or none.")


@dataclass(frozen=True, slots=True)
class Gate:
    """How much evidence a claim needs before it is offered: default, not validated; a clinic may change it.

    At least ``episodes`` episodes with at least ``others`` distinct people, at least ``recent`` of them told
    in the last ``recent_sessions`` sessions. The rule it follows is `GATE_RULE`.
    """

    episodes: int = int(GATE_EPISODES.value)
    others: int = int(GATE_OTHERS.value)
    recent: int = int(GATE_RECENT.value)
    recent_sessions: int = int(RECENT_SESSIONS.value)

    def __post_init__(self) -> None:
        if min(self.episodes, self.others, self.recent_sessions) < 1 or self.recent < 0:
            raise TherapyError(
                "The evidence gate asks for at least 1 of each; only recent episodes may be 0."
            )


GATE_RULE = INTERPRETATION_RULES["evidence_first"]
"""The rule behind the gate, with its source and tag (D: default, not validated)."""

DEFAULT_GATE = Gate()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the gate: whether it is met, and the sentence that says so."""

    met: bool
    words: str


@dataclass(frozen=True, slots=True)
class Support:
    """The evidence behind a claim: the kept episodes that show it, the moments, and the gate's conditions.

    The gate looks at evidence only. Whether now is the time (no open rupture, no open risk alert) is asked
    elsewhere.
    """

    episodes: tuple[Episode, ...]
    moments_for: tuple[Moment, ...]
    moments_against: tuple[Moment, ...]
    conditions: tuple[Condition, ...]
    gate: Gate

    @property
    def others(self) -> tuple[str, ...]:
        """The distinct other people of the episodes, by role code."""
        return distinct_others(self.episodes)

    @property
    def places(self) -> dict[Place, int]:
        """The number of episodes in the past, outside and in the room; 0 where there are none."""
        return by_place(self.episodes)

    @property
    def ready(self) -> bool:
        """Whether every condition is met, so that it may be offered, as a possibility."""
        return all(condition.met for condition in self.conditions)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there yet: the conditions not met, then the places it was not yet seen in."""
        unmet = [condition.words for condition in self.conditions if not condition.met]
        return (*unmet, *(_UNSEEN[place] for place, count in self.places.items() if not count))


def support(
    claim: Hypothesis | Counted,
    episodes: Iterable[Episode],
    session: int | None = None,
    gate: Gate = DEFAULT_GATE,
) -> Support:
    """Say how well a hypothesis or a counted category is supported by a patient's accepted episodes.

    An episode supports a category it contains, and a hypothesis when a moment for the hypothesis lies in it.
    Only episodes that count (`ccrt.kept`) are used. ``session`` is the number of the latest session; left
    out, the latest in which any of the episodes was told.

    Raises:
        TherapyError: when an episode is given twice.
    """
    episodes = tuple(episodes)
    counting = kept(episodes)
    latest = max((e.session for e in episodes), default=1) if session is None else session
    if isinstance(claim, Counted):
        showing = tuple(e for e in counting if claim.mentions(e))
        moments_for = tuple(dict.fromkeys(c.moment for e in showing for c in claim.mentions(e)))
        moments_against: tuple[Moment, ...] = ()
        rejected = False
    else:
        showing = tuple(e for e in counting if any(overlap(m, e.moment) for m in claim.moments_for))
        moments_for, moments_against = claim.moments_for, claim.moments_against
        rejected = claim.status is Status.REJECTED
    return Support(
        showing, moments_for, moments_against, conditions(showing, latest, gate, rejected=rejected), gate
    )


def conditions(
    showing: tuple[Episode, ...], latest: int, gate: Gate = DEFAULT_GATE, *, rejected: bool = False
) -> tuple[Condition, ...]:
    """Return the conditions of the gate for some episodes that show one thing; ``latest`` is the last session."""
    others = len(distinct_others(showing))
    recent = sum(episode.session > latest - gate.recent_sessions for episode in showing)
    found = [
        Condition(
            len(showing) >= gate.episodes,
            f"{_number(len(showing), 'episode')} of at least {gate.episodes}",
        ),
        Condition(
            others >= gate.others,
            f"{_number(others, 'other person', 'other people')} of at least {gate.others}",
        ),
        Condition(
            recent >= gate.recent,
            f"{_number(recent, 'episode')} of at least {gate.recent} told in the last "
            f"{_number(gate.recent_sessions, 'session')}",
        ),
    ]
    if rejected:
        found.append(Condition(False, "rejected by the clinician"))
    return tuple(found)


def _number(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
