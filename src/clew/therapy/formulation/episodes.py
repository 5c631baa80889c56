"""Relationship episodes and their components: what every theme is counted from.

An episode is one told or enacted piece of interaction between the patient and one other person. Inside it
stand components: a wish (W), a response of the other (RO), a response of the self (RS). Each carries the
moment it rests on; there is no way to make one without.

Source: LuborskyCC1998 (a key of `clew.therapy.knowledge.SOURCES`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import OTHERS, entry
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, MomentKind, Place

LOWEST_COMPLETENESS, HIGHEST_COMPLETENESS = 1.0, 5.0
LOWEST_INTENSITY, HIGHEST_INTENSITY = 1, 5


class Valence(StrEnum):
    """Whether a response meets the wish (or leaves it free) or stands in its way. Wishes have none."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Occurrence(StrEnum):
    """Whether the other's response happened or was only expected."""

    ACTUAL = "actual"
    EXPECTED = "expected"


class Telling(StrEnum):
    """Whether the patient told the episode or lived it with the clinician in the session."""

    TOLD = "told"
    ENACTED = "enacted"


@dataclass(frozen=True, slots=True)
class Component:
    """One W, RO or RS inside an episode, with the moment it rests on.

    It is named by a standard category (``category``, a slug of `CATEGORIES`), a cluster (``cluster``, a slug
    of `CLUSTERS`), the rater's ``own_words``, or several of these; at least one. ``second_cluster`` is the one that
    came close, where the rater said so; it is never counted. ``valence`` belongs to RO and RS and may be open (None);
    ``occurrence`` belongs to RO; ``intensity`` runs from 1 to 5.

    Raises:
        TherapyError: when nothing names it, a slug is unknown, or a field does not belong to its kind.
    """

    kind: ComponentKind
    moment: Moment
    category: str | None = None
    own_words: str | None = None
    cluster: str | None = None
    valence: Valence | None = None
    occurrence: Occurrence | None = None
    intensity: int | None = None
    second_cluster: str | None = None

    def __post_init__(self) -> None:
        if not (self.category or self.own_words or self.cluster):
            raise TherapyError(f"A {self.kind} needs a category, a cluster or the rater's own words.")
        if self.category is not None:
            entry(self.kind, self.category)
        if self.cluster is not None:
            entry(f"{self.kind}_cluster", self.cluster)
        if self.second_cluster is not None:
            if self.cluster in (None, self.second_cluster):
                raise TherapyError("A second-best cluster comes after another that is the best.")
            entry(f"{self.kind}_cluster", self.second_cluster)
        if self.kind is ComponentKind.WISH and self.valence is not None:
            raise TherapyError("A wish is neither positive nor negative; leave its valence out.")
        if self.kind is not ComponentKind.RESPONSE_OF_OTHER and self.occurrence is not None:
            raise TherapyError("Only a response of other is actual or expected; leave it out for W and RS.")
        if self.intensity is not None and not LOWEST_INTENSITY <= self.intensity <= HIGHEST_INTENSITY:
            raise TherapyError(f"Intensity runs from 1 to 5, so {self.intensity} is none.")


@dataclass(frozen=True, slots=True)
class Episode:
    """One relationship episode, told or enacted in one session.

    ``other`` is the kind of person (a slug of the kinds of other) and ``name`` the role code that tells
    distinct people apart ("mother", "older sister"), never a real name. ``session`` counts from 1;
    ``completeness`` runs from 1 (least) to 5 (wish, both responses, words and acts, outcome). ``when`` is
    when it happened, as the patient put it. ``moment`` spans the turns in which it was told.

    Raises:
        TherapyError: when a field is out of range, the kind of other is unknown, or a component does not
            lie inside the episode.
    """

    key: str
    session: int
    other: str
    name: str
    place: Place
    completeness: float
    moment: Moment
    components: tuple[Component, ...] = ()
    telling: Telling = Telling.TOLD
    date: datetime.date | None = None
    when: str = ""

    def __post_init__(self) -> None:
        if not self.key or not self.name:
            raise TherapyError("An episode needs a key and a role code for the other person.")
        if self.session < 1:
            raise TherapyError(f"Sessions are counted from 1, so there is no session {self.session}.")
        entry("other", self.other)
        if not LOWEST_COMPLETENESS <= self.completeness <= HIGHEST_COMPLETENESS:
            raise TherapyError(f"Completeness runs from 1 to 5, so {self.completeness} is none.")
        for component in self.components:
            if not within(component.moment, self.moment):
                raise TherapyError(f"A {component.kind} of episode {self.key!r} lies outside the episode.")

    @property
    def identity(self) -> tuple[str, str]:
        """What tells it apart from every other episode of the same patient: where it is told, and its key."""
        return self.moment.ref, self.key

    @property
    def about_self(self) -> bool:
        """Whether this is an episode with oneself, which is logged but counted apart."""
        return OTHERS[self.other].kept_apart


def distinct_others(episodes: Iterable[Episode]) -> tuple[str, ...]:
    """Return the distinct other people of these episodes, by role code, in the order they first come."""
    return tuple(dict.fromkeys(episode.name for episode in episodes))


def by_place(episodes: Iterable[Episode]) -> dict[Place, int]:
    """Return the number of these episodes in the past, outside and in the room; 0 where there are none."""
    places = [episode.place for episode in episodes]
    return {place: places.count(place) for place in Place}


def within(inner: Moment, outer: Moment) -> bool:
    """Whether a moment lies in another: the same turns or fewer; outside a transcript, the same thing."""
    return _same_thing(inner, outer) and _turns(inner) <= _turns(outer)


def overlap(one: Moment, other: Moment) -> bool:
    """Whether two moments share a turn; outside a transcript, whether they are in the same thing."""
    return _same_thing(one, other) and (not _turns(one) or not _turns(one).isdisjoint(_turns(other)))


def _same_thing(one: Moment, other: Moment) -> bool:
    return (one.kind, one.ref) == (other.kind, other.ref)


def _turns(moment: Moment) -> frozenset[int]:
    """The turns a moment spans; none outside a transcript, where only the whole note or entry is meant."""
    if moment.kind is not MomentKind.TURNS or moment.first is None or moment.last is None:
        return frozenset()
    return frozenset(range(moment.first, moment.last + 1))
