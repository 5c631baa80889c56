"""From relationship episodes to the Core Conflictual Relationship Theme (CCRT).

Categories are counted by episodes, never by mentions: a category counts once in an episode however often it
is said there. The theme is the most frequent wish, the most frequent response of other and the most frequent
response of self, whatever their valence; how many responses are positive or negative is a separate number.

Source: LuborskyCC1998 (a key of `clew.therapy.knowledge.SOURCES`); the order of ties is Clew's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.episodes import Component, Episode, Valence, by_place, distinct_others
from clew.therapy.knowledge import COMPLETENESS_THRESHOLD, STABLE_THEME_EPISODES
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, Place


class Naming(StrEnum):
    """What is counted: standard categories, or the clusters that the rater chose."""

    CATEGORY = "category"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` episodes out of ``of``; a share of nothing is None, not zero."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise TherapyError(f"A share of {self.count} out of {self.of} cannot be.")

    @property
    def percent(self) -> float | None:
        """The share in per cent, 0 to 100; None when there is nothing to take a share of."""
        return 100.0 * self.count / self.of if self.of else None

    @property
    def words(self) -> str:
        """The share as it is read out: "9 of 12 episodes"."""
        return f"{self.count} of {self.of} {'episode' if self.of == 1 else 'episodes'}"


@dataclass(frozen=True, slots=True)
class Counted:
    """One category and the kept episodes it occurs in (``episodes``), out of ``of`` kept episodes."""

    kind: ComponentKind
    slug: str
    naming: Naming
    episodes: tuple[Episode, ...]
    of: int

    def __post_init__(self) -> None:
        if not self.episodes:
            raise TherapyError(f"The theme {self.slug!r} needs at least one episode that shows it.")
        if not all(self.mentions(episode) for episode in self.episodes):
            raise TherapyError(f"An episode given for {self.slug!r} does not show it.")

    def mentions(self, episode: Episode) -> tuple[Component, ...]:
        """Return the components of an episode that show this category; empty when it does not."""
        return tuple(
            component
            for component in episode.components
            if component.kind is self.kind and name_of(component, self.naming) == self.slug
        )

    @property
    def frequency(self) -> int:
        """In how many kept episodes it occurs."""
        return len(self.episodes)

    @property
    def share(self) -> Share:
        """Its pervasiveness: the share of the kept episodes in which it occurs."""
        return Share(self.frequency, self.of)

    @property
    def others(self) -> tuple[str, ...]:
        """The distinct other people of these episodes, by role code, in the order they first come."""
        return distinct_others(self.episodes)

    @property
    def places(self) -> dict[Place, int]:
        """The number of these episodes in the past, outside and in the room; 0 where there are none."""
        return by_place(self.episodes)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """Every place where it is said, in the order of the episodes."""
        mentions = (component.moment for e in self.episodes for component in self.mentions(e))
        return tuple(dict.fromkeys(mentions))

    @property
    def intensity(self) -> float | None:
        """The mean, over the episodes that were rated, of the strongest rating (1-5); None if none was."""
        strongest = [
            max(ratings)
            for episode in self.episodes
            if (ratings := [c.intensity for c in self.mentions(episode) if c.intensity is not None])
        ]
        return sum(strongest) / len(strongest) if strongest else None

    @property
    def words(self) -> str:
        """The count as it is read out: "in 9 of 12 episodes, 4 people"."""
        people = len(self.others)
        return f"in {self.share.words}, {people} {'person' if people == 1 else 'people'}"


@dataclass(frozen=True, slots=True)
class Balance:
    """Positive and negative responses, each counted once per episode; ``open`` ones were not rated."""

    positive: int
    negative: int
    open: int

    @property
    def positive_percent(self) -> float | None:
        """Positive responses in per cent of those rated; None when none was."""
        return Share(self.positive, self.positive + self.negative).percent

    @property
    def negative_percent(self) -> float | None:
        """Negative responses in per cent of those rated; None when none was."""
        return Share(self.negative, self.positive + self.negative).percent


@dataclass(frozen=True, slots=True)
class Ccrt:
    """The counts behind a theme. ``wishes``, ``of_other`` and ``of_self`` are sorted, most frequent first.

    ``kept`` were counted; ``left_out`` were told too incompletely; ``about_self`` are episodes with oneself,
    which are kept apart; ``unnamed`` components have only the rater's own words yet and could not be counted.
    Ties stand in the order of mean intensity (unrated ones last), then of the number of distinct others
    (D: default, not validated), then of the alphabet.
    """

    naming: Naming
    kept: tuple[Episode, ...]
    left_out: tuple[Episode, ...]
    about_self: tuple[Episode, ...]
    wishes: tuple[Counted, ...]
    of_other: tuple[Counted, ...]
    of_self: tuple[Counted, ...]
    unnamed: int

    def counted(self, kind: ComponentKind) -> tuple[Counted, ...]:
        """Return every category of one component, most frequent first."""
        return {
            ComponentKind.WISH: self.wishes,
            ComponentKind.RESPONSE_OF_OTHER: self.of_other,
            ComponentKind.RESPONSE_OF_SELF: self.of_self,
        }[kind]

    def theme(self, kind: ComponentKind, chosen: str | None = None) -> tuple[Counted, ...]:
        """Return the most frequent categories of one component: all of them when several are tied.

        The clinician chooses among tied ones (``chosen``, a slug); until then the first is only the
        suggestion. A choice that is no longer among the most frequent is passed over. Empty when no
        component was named.
        """
        counted = self.counted(kind)
        tied = tuple(one for one in counted if one.frequency == counted[0].frequency)
        return tuple(one for one in tied if one.slug == chosen) or tied

    def balance(self, kind: ComponentKind) -> Balance:
        """Return how many responses of one component are positive and how many negative."""
        return balance(self.kept, kind)

    @property
    def provisional(self) -> bool:
        """Whether there are fewer episodes than a stable theme needs."""
        return bool(self.label)

    @property
    def label(self) -> str:
        """ "provisional (n = x)" while the theme is provisional, else ""."""
        return provisional_label(len(self.kept))


def provisional_label(episodes: int) -> str:
    """Return "provisional (n = x)" for fewer episodes than a stable theme needs, else ""."""
    return f"provisional (n = {episodes})" if episodes < STABLE_THEME_EPISODES.value else ""


def name_of(component: Component, naming: Naming) -> str | None:
    """Return what a component counts as; None while it has only the rater's own words."""
    return component.category if naming is Naming.CATEGORY else component.cluster


def kept(episodes: Iterable[Episode]) -> tuple[Episode, ...]:
    """Return the episodes that count: told completely enough, and not with oneself.

    Raises:
        TherapyError: when an episode is given twice, which would count it twice.
    """
    episodes = tuple(episodes)
    if len({episode.identity for episode in episodes}) != len(episodes):
        raise TherapyError("The same episode was given twice; each episode counts once, so give it once.")
    return tuple(e for e in episodes if e.completeness >= COMPLETENESS_THRESHOLD.value and not e.about_self)


def ccrt(episodes: Iterable[Episode], naming: Naming = Naming.CATEGORY) -> Ccrt:
    """Count the themes of these episodes; they should be all the accepted episodes of one patient.

    Raises:
        TherapyError: when an episode is given twice.
    """
    episodes = tuple(episodes)
    counting = kept(episodes)
    return Ccrt(
        naming=naming,
        kept=counting,
        left_out=tuple(
            e for e in episodes if e.completeness < COMPLETENESS_THRESHOLD.value and not e.about_self
        ),
        about_self=tuple(e for e in episodes if e.about_self),
        wishes=_count(counting, ComponentKind.WISH, naming),
        of_other=_count(counting, ComponentKind.RESPONSE_OF_OTHER, naming),
        of_self=_count(counting, ComponentKind.RESPONSE_OF_SELF, naming),
        unnamed=sum(name_of(c, naming) is None for e in counting for c in e.components),
    )


def _count(episodes: tuple[Episode, ...], kind: ComponentKind, naming: Naming) -> tuple[Counted, ...]:
    containing: dict[str, list[Episode]] = {}
    for episode in episodes:
        names = (name_of(c, naming) for c in episode.components if c.kind is kind)
        for slug in dict.fromkeys(name for name in names if name is not None):
            containing.setdefault(slug, []).append(episode)
    counted = [Counted(kind, slug, naming, tuple(where), len(episodes)) for slug, where in containing.items()]
    return tuple(
        sorted(counted, key=lambda c: (-c.frequency, -(c.intensity or 0.0), -len(c.others), c.slug)),
    )


def balance(episodes: Iterable[Episode], kind: ComponentKind) -> Balance:
    """Return how many responses of other (RO) or of self (RS) are positive, negative, or not rated.

    The same response with the same valence counts once in an episode; a response known only in the rater's
    own words is told apart by those words.

    Raises:
        TherapyError: for wishes, which have no valence.
    """
    if kind is ComponentKind.WISH:
        raise TherapyError("Wishes are neither positive nor negative; ask for RO or RS.")
    valences = [
        valence
        for episode in episodes
        for _, valence in {
            (c.category or c.cluster or c.own_words, c.valence) for c in episode.components if c.kind is kind
        }
    ]
    return Balance(valences.count(Valence.POSITIVE), valences.count(Valence.NEGATIVE), valences.count(None))
