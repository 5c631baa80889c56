"""A theme that the episodes of a course may show, before people have looked at all of them.

Proposed and accepted episodes are counted by the same rules as accepted ones alone (`ccrt`); what comes of it is a
proposal, apart from every count, until a person takes it as a draft or sets it aside.

Source: LuborskyCC1998 (a key of `clew.therapy.knowledge.SOURCES`); from how many episodes on a part is proposed is
Clew's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clew.therapy.formulation.ccrt import Counted, Naming, ccrt, provisional_label
from clew.therapy.formulation.episodes import Component, Episode
from clew.therapy.knowledge import CATEGORIES, CLUSTERS, PROPOSED_THEME_EPISODES
from clew.therapy.knowledge import Component as ComponentKind


@dataclass(frozen=True, slots=True)
class ProposedPart:
    """The most frequent categories and clusters of one component, all of those that are tied; empty where none recurs."""

    kind: ComponentKind
    categories: tuple[Counted, ...]
    clusters: tuple[Counted, ...]

    @property
    def counted(self) -> tuple[Counted, ...]:
        """The categories, then the clusters."""
        return (*self.categories, *self.clusters)


@dataclass(frozen=True, slots=True)
class ProposedTheme:
    """A theme to look at. ``kept`` episodes were counted, of which nobody has reviewed the ``unreviewed``."""

    parts: tuple[ProposedPart, ...]
    kept: tuple[Episode, ...]
    unreviewed: tuple[Episode, ...]

    @property
    def rests_on(self) -> tuple[Episode, ...]:
        """The episodes that show any part of it, in their order."""
        showing = {e.identity for part in self.parts for one in part.counted for e in one.episodes}
        return tuple(episode for episode in self.kept if episode.identity in showing)

    def is_unreviewed(self, episode: Episode) -> bool:
        """Whether nobody has reviewed an episode."""
        return any(episode is one for one in self.unreviewed)

    def mentions(self, episode: Episode) -> tuple[Component, ...]:
        """Return what in an episode shows any part of the theme, each once."""
        found = (c for part in self.parts for one in part.counted for c in one.mentions(episode))
        return tuple({id(component): component for component in found}.values())

    @property
    def label(self) -> str:
        """ "provisional (n = x)" while there are fewer episodes than a stable theme needs, else ""."""
        return provisional_label(len(self.kept))

    @property
    def source(self) -> str:
        """What it was counted from: "proposed from 7 unreviewed episodes and 3 accepted ones"."""
        waiting, accepted = len(self.unreviewed), len(self.kept) - len(self.unreviewed)
        words = f"proposed from {waiting} unreviewed {'episode' if waiting == 1 else 'episodes'}"
        return f"{words} and {accepted} accepted {'one' if accepted == 1 else 'ones'}" if accepted else words

    @property
    def words(self) -> str:
        """The theme in one line, by which it is known again: ties with "or", a part that does not recur as "open"."""
        return "; ".join(
            f"{part.kind.label}: {' or '.join(name(one) for one in part.counted) or 'open'}"
            for part in self.parts
        )


def name(counted: Counted) -> str:
    """Return a category's or a cluster's name; a cluster says that it is one."""
    if counted.naming is Naming.CLUSTER:
        return f"{CLUSTERS[counted.kind][counted.slug].name} (cluster)"
    return CATEGORIES[counted.kind][counted.slug].name


def proposed_theme(accepted: Iterable[Episode], proposed: Iterable[Episode]) -> ProposedTheme | None:
    """Return the theme that all episodes of a course together may show.

    None where no part recurs in an episode that nobody has reviewed, and where every part is what the accepted episodes
    show by themselves: then it is the theme itself, and there is nothing to propose.

    Raises:
        TherapyError: when an episode is given twice.
    """
    accepted, proposed = tuple(accepted), tuple(proposed)
    by_category, by_cluster = (ccrt((*accepted, *proposed), naming) for naming in Naming)
    parts = tuple(
        ProposedPart(kind, _recurring(by_category.theme(kind)), _recurring(by_cluster.theme(kind)))
        for kind in ComponentKind
    )
    # In the order in which they were told, whoever has looked at them.
    kept = tuple(sorted(by_category.kept, key=lambda e: (e.session, e.moment.ref, e.moment.first or 0)))
    unreviewed = tuple(episode for episode in kept if any(episode is one for one in proposed))
    theme = ProposedTheme(parts, kept, unreviewed)
    told = ccrt(accepted)
    same = all(
        _slugs(part.categories or part.clusters) == _slugs(_recurring(told.theme(part.kind)))
        for part in parts
    )
    return None if same or not any(map(theme.is_unreviewed, theme.rests_on)) else theme


def _slugs(counted: tuple[Counted, ...]) -> set[tuple[Naming, str]]:
    return {(one.naming, one.slug) for one in counted}


def _recurring(counted: tuple[Counted, ...]) -> tuple[Counted, ...]:
    return tuple(one for one in counted if one.frequency >= PROPOSED_THEME_EPISODES.value)
