"""The CCRT worksheet: every accepted episode in a row, what is counted from them, and what is still missing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clew.practice.access import Chart
from clew.practice.models import Course
from clew.practice.readings import proposed_theme as proposing
from clew.practice.readings.cited import Citations
from clew.practice.readings.evidence import Evidence, Numbers, gather
from clew.practice.readings.proposed_theme import Drafts, Proposed
from clew.practice.readings.theme import Part, theme_parts
from clew.therapy.formulation import ccrt as counting
from clew.therapy.formulation import episodes as told
from clew.therapy.formulation.ccrt import Ccrt, Counted, Naming, Share
from clew.therapy.formulation.pervasiveness import By, first_late_session, pervasiveness
from clew.therapy.formulation.proposing import ProposedTheme
from clew.therapy.formulation.worksheet import Readiness, Shift, response_shift, theme_readiness
from clew.therapy.knowledge import CATEGORIES, CLUSTERS, Component
from clew.therapy.moments import Place

PLACES = {Place.PAST: "past", Place.OUTSIDE: "outside", Place.ROOM: "in the room"}
RESPONSES = (Component.RESPONSE_OF_OTHER, Component.RESPONSE_OF_SELF)


@dataclass(frozen=True, slots=True)
class Coded:
    """One part of an episode: what was said, the rater's own words for it, the category, the cluster, and how it was."""

    said: str
    own_words: str
    category: str
    cluster: str
    how: str
    in_theme: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One episode. `opens` is its session, `anchor` the place there; `kept` says whether it is counted."""

    order: int
    episode: told.Episode
    opens: uuid.UUID
    anchor: str
    place: str
    kept: bool
    why_not: str
    parts: tuple[tuple[Component, tuple[Coded, ...]], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one component: its categories from the most frequent, and the clusters that a rater chose."""

    kind: Component
    categories: tuple[Counted, ...]
    clusters: tuple[Counted, ...]
    top: int

    @property
    def tied(self) -> bool:
        """Whether several categories are the most frequent."""
        return sum(one.frequency == self.top for one in self.categories) > 1


@dataclass(frozen=True, slots=True)
class ReachRow:
    """The share of some episodes that shows each part of the theme."""

    name: str
    of: int
    shares: tuple[Share, ...]
    parts: tuple[Counted, ...]
    chosen: tuple[str, str]  # what an address asks for, to see them: half or person, and which

    @property
    def cells(self) -> Iterable[tuple[Counted, Share]]:
        """Each part of the theme with its share."""
        return zip(self.parts, self.shares, strict=True)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """All values of the page. `late_from` is the first session that counts as late.

    `drafts`, `proposed` and `proposed_reach` stand apart: they are in no count.
    """

    counts: Ccrt
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    tallies: tuple[Tally, ...]
    readiness: Readiness
    shifts: tuple[Shift, ...]
    reach: tuple[ReachRow, ...]
    late_from: int
    waiting: int
    drafts: Drafts
    proposed: Proposed | None
    proposed_reach: tuple[ReachRow, ...]


def worksheet(chart: Chart, course: Course, *, numbers: Numbers | None = None) -> Worksheet:
    """Gather the page."""
    evidence = gather(chart, course, proposals=True, numbers=numbers)
    counts, parts = evidence.counts, theme_parts(chart, course, evidence.counts)
    citations = cited(chart, evidence)
    drafts = proposing.drafts(chart, course)
    theme = proposing.undecided(evidence, drafts)
    clusters = counting.ccrt(evidence.accepted, Naming.CLUSTER)
    late_from = first_late_session(e.session for e in counts.kept)
    shown = [part.counted for part in parts if part.counted]
    named = {(one.kind, one.slug) for one in shown}
    return Worksheet(
        counts=counts,
        rows=tuple(
            _row(order, episode, counts, named, citations)
            for order, episode in enumerate(evidence.accepted, start=1)
        ),
        parts=tuple(parts),
        tallies=tuple(
            Tally(
                kind,
                counts.counted(kind),
                clusters.counted(kind),
                max((one.frequency for one in counts.counted(kind)), default=0),
            )
            for kind in Component
        ),
        readiness=theme_readiness(counts),
        shifts=tuple(response_shift(counts.kept, kind, late_from) for kind in RESPONSES if counts.kept),
        reach=reach(counts.kept, shown, late_from),
        late_from=late_from,
        waiting=evidence.waiting,
        drafts=drafts,
        proposed=proposing.shown(theme, citations) if theme else None,
        proposed_reach=_reach_of(theme) if theme else (),
    )


def cited(chart: Chart, evidence: Evidence) -> Citations:
    """Return the citations of all that is said in a course's episodes, accepted and proposed."""
    episodes = (*evidence.accepted, *evidence.proposed)
    return Citations(chart, [e.moment for e in episodes] + [c.moment for e in episodes for c in e.components])


def _reach_of(theme: ProposedTheme) -> tuple[ReachRow, ...]:
    shown = [one for part in theme.parts for one in part.counted]
    return reach(theme.kept, shown, first_late_session(e.session for e in theme.kept))


def _row(
    order: int,
    episode: told.Episode,
    counts: Ccrt,
    named: set[tuple[Component, str]],
    citations: Citations,
) -> Row:
    kept = any(episode is one for one in counts.kept)
    why_not = "" if kept else "about the self" if episode.about_self else "told too incompletely"
    return Row(
        order=order,
        episode=episode,
        opens=citations.transcript(episode.moment).session_id,
        anchor=f"turn-{episode.moment.first}",
        place=PLACES[episode.place],
        kept=kept,
        why_not=why_not,
        parts=tuple((kind, tuple(_coded(episode, kind, named, citations))) for kind in Component),
    )


def _coded(
    episode: told.Episode, kind: Component, named: set[tuple[Component, str]], citations: Citations
) -> Iterable[Coded]:
    for one in episode.components:
        if one.kind is kind:
            how = ", ".join(part.value for part in (one.valence, one.occurrence) if part)
            cited = citations.cite(one.moment)
            yield Coded(
                said=cited.words if cited else "",
                own_words=one.own_words or "",
                category=CATEGORIES[kind][one.category].name if one.category else "",
                cluster=CLUSTERS[kind][one.cluster].name if one.cluster else "",
                how=how,
                in_theme=(kind, one.category or "") in named,
            )


_ASKS = {By.HALF: "half", By.PLACE: "place", By.OTHER: "person"}


def reach(kept: tuple[told.Episode, ...], shown: Sequence[Counted], late_from: int) -> tuple[ReachRow, ...]:
    """Return the theme's share early and late, in each place, and with each person."""
    if not shown:
        return ()
    rows = []
    for by in (By.HALF, By.PLACE, By.OTHER):
        late = late_from if by is By.HALF else None
        both = {one.naming: pervasiveness(kept, by, one.naming, late) for one in shown}
        found = both[shown[0].naming]
        columns = [both[one.naming].row(one.kind, one.slug).shares for one in shown]
        names = {
            By.HALF: {"early": f"Sessions before {late_from}", "late": f"From session {late_from}"},
            By.PLACE: {place.value: name for place, name in PLACES.items()},
        }.get(by, {})
        rows += [
            ReachRow(
                names.get(group.name, group.name),
                len(group.episodes),
                tuple(shares[order] for shares in columns),
                tuple(shown),
                (_ASKS[by], group.name),
            )
            for order, group in enumerate(found.groups)
        ]
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which episodes a count is made of: those that show a category or a cluster, in one place, with one person, by a day.

    Only episodes that are counted are chosen, so that a number and the rows behind it agree.
    """

    part: tuple[Component, str] | None = None
    cluster: bool = False
    place: Place | None = None
    person: str = ""
    half: str = ""
    until: date | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Chosen:
        """Read what an address asks for; what is no such thing is passed over."""
        kind, _, slug = (given.get("part") or given.get("cluster") or "").partition(":")
        known = CLUSTERS if given.get("cluster") else CATEGORIES
        part = (Component(kind), slug) if kind in set(Component) and slug in known[Component(kind)] else None
        try:
            until = date.fromisoformat(given.get("until", ""))
        except ValueError:
            until = None
        place, half = given.get("place", ""), given.get("half", "")
        return cls(
            part,
            bool(given.get("cluster")),
            Place(place) if place in set(Place) else None,
            given.get("person", ""),
            half if half in ("early", "late") else "",
            until,
        )

    def __bool__(self) -> bool:
        return self != Chosen() and self != Chosen(cluster=True)

    def words(self, late_from: int) -> str:
        """Say what was chosen, as the end of a sentence that begins with how many episodes there are."""
        said = []
        if self.part:
            kind, slug = self.part
            known = (CLUSTERS if self.cluster else CATEGORIES)[kind][slug]
            said.append(f"with the {kind.label} \u2018{known.name}\u2019")
        if self.place:
            said.append(PLACES[self.place])
        if self.person:
            said.append(f"with {self.person}")
        if self.half:
            said.append(
                f"before session {late_from}" if self.half == "early" else f"from session {late_from}"
            )
        if self.until:
            said.append(f"told by {self.until.day} {self.until:%B %Y}")
        return ", ".join(said)

    def rows(self, rows: Sequence[Row], late_from: int) -> list[Row]:
        """Return the rows that were chosen, all of them where nothing was."""
        return [row for row in rows if self._has(row, late_from)] if self else list(rows)

    def _has(self, row: Row, late_from: int) -> bool:
        episode = row.episode
        early = episode.session < late_from
        return (
            row.kept
            and (self.part is None or any(self._is(one) for one in episode.components))
            and (self.place is None or episode.place is self.place)
            and (not self.person or episode.name == self.person)
            and (not self.half or early == (self.half == "early"))
            and (self.until is None or (episode.date is not None and episode.date <= self.until))
        )

    def _is(self, one: told.Component) -> bool:
        naming = Naming.CLUSTER if self.cluster else Naming.CATEGORY
        return (one.kind, counting.name_of(one, naming)) == self.part


SORTS = {
    "told": "as told",
    "person": "person",
    "place": "place",
    "completeness": "completeness",
}
"""What the table of episodes can be sorted by."""


def sorted_rows(rows: Sequence[Row], by: str) -> list[Row]:
    """Return the rows in another order; those that are equal stay as told."""
    order = list(Place)
    keys = {
        "person": lambda row: row.episode.name.lower(),
        "place": lambda row: order.index(row.episode.place),
        "completeness": lambda row: -row.episode.completeness,
    }
    return sorted(rows, key=keys[by]) if by in keys else list(rows)
