"""The core conflictual relationship theme with the moments it rests on, in the past, outside and in the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clew.practice.access import Chart
from clew.practice.models import Course, ThemeChoice
from clew.practice.readings.cited import Citations, Cited, ranges
from clew.practice.readings.evidence import Evidence, named
from clew.practice.roles import May
from clew.therapy.formulation.ccrt import Ccrt, Counted, Share
from clew.therapy.formulation.episodes import Episode
from clew.therapy.formulation.hypotheses import support
from clew.therapy.knowledge import CATEGORIES, Component
from clew.therapy.moments import Place

STRONGEST = 3  # episodes shown in a column before "all moments"; default, not validated
PLACES = {Place.PAST: "Past", Place.OUTSIDE: "Outside", Place.ROOM: "In the room"}
SHORT = {
    Component.WISH: "wish",
    Component.RESPONSE_OF_OTHER: "other",
    Component.RESPONSE_OF_SELF: "self",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that show one part of the theme."""

    kind: str
    label: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class Told:
    """One episode with the words in it that show the theme."""

    episode: Episode
    proposed: bool
    quotes: tuple[Quote, ...]

    @property
    def parts(self) -> int:
        """How many of the three parts it shows."""
        return len({quote.kind for quote in self.quotes})


@dataclass(frozen=True, slots=True)
class Column:
    """The past, outside or the room: the strongest episodes, the rest, and how many show any part."""

    place: Place
    name: str
    count: Share
    shown: tuple[Told, ...]
    more: tuple[Told, ...]

    @property
    def moments(self) -> int:
        """How many moments there are in the column."""
        return sum(len(one.quotes) for one in (*self.shown, *self.more))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the theme as it stands, or None in `counted` while nothing names it.

    `tied` are the categories that are as frequent and were not taken; `chosen` is the choice that decided,
    `beside` the count with proposals, where they are shown; `refs` the numbers of its moments on paper.
    """

    kind: Component
    counted: Counted | None
    tied: tuple[Counted, ...] = ()
    chosen: ThemeChoice | None = None
    beside: str = ""
    missing: tuple[str, ...] = ()
    refs: str = ""

    @property
    def name(self) -> str:
        """The category's name, as a statement."""
        return title(self.counted) if self.counted else ""

    @property
    def definition(self) -> str:
        """What the category means."""
        return CATEGORIES[self.kind][self.counted.slug].definition if self.counted else ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The slugs and names of the categories that could be taken instead."""
        return tuple((one.slug, title(one)) for one in self.tied)


@dataclass(frozen=True, slots=True)
class Theme:
    """The core conflictual relationship theme and its moments."""

    counts: Ccrt
    parts: tuple[Part, ...]
    columns: tuple[Column, ...]


def title(counted: Counted) -> str:
    """Return a category's name as a statement: a wish is "to ..."."""
    name = CATEGORIES[counted.kind][counted.slug].name
    return f"to {name}" if counted.kind is Component.WISH else name


def theme_parts(chart: Chart, course: Course, counts: Ccrt) -> list[Part]:
    """Return the three parts with what the clinician chose between ties; the latest choice counts.

    Choices are looked up only where there is a tie.
    """
    tied = any(len(counts.theme(kind)) > 1 for kind in Component)
    choices = _choices(chart, course) if tied else {}
    parts = []
    for kind in Component:
        choice = choices.get(kind.value)
        top = counts.theme(kind)
        taken = counts.theme(kind, choice.category if choice else None)[:1]
        decided = bool(choice and taken and taken[0].slug == choice.category and len(top) > 1)
        parts.append(
            Part(
                kind,
                taken[0] if taken else None,
                tied=tuple(one for one in top if one not in taken),
                chosen=choice if decided else None,
            )
        )
    return parts


def _choices(chart: Chart, course: Course) -> dict[str, ThemeChoice]:
    rows = chart.rows(ThemeChoice, to=May.READ_FORMULATION).filter(course=course).select_related("by")
    return {choice.kind: choice for choice in rows.order_by("at", "event")}


def theme(evidence: Evidence, parts: Sequence[Part], citations: Citations) -> Theme:
    """Return the theme with its moments cited, part by part and in the order of the sessions."""
    complete = tuple(_complete(part, evidence, citations) for part in parts)
    shown = [evidence.with_proposals(part.counted) for part in parts if part.counted]
    columns = tuple(_column(place, evidence, complete, shown, citations) for place in PLACES)
    return Theme(evidence.counts, complete, columns)


def _complete(part: Part, evidence: Evidence, citations: Citations) -> Part:
    if part.counted is None:
        return part
    numbers = [
        cited.number
        for episode in part.counted.episodes
        for mention in part.counted.mentions(episode)
        if (cited := citations.cite(mention.moment, named(episode)))
    ]
    return replace(
        part,
        beside=evidence.with_proposals(part.counted).words if evidence.beside else "",
        missing=support(part.counted, evidence.accepted, evidence.latest).missing,
        refs=ranges(numbers),
    )


def _column(
    place: Place,
    evidence: Evidence,
    parts: Sequence[Part],
    shown: Sequence[Counted],
    citations: Citations,
) -> Column:
    here = [e for e in dict.fromkeys(e for one in shown for e in one.episodes) if e.place is place]
    stories = [
        Told(
            episode,
            evidence.is_proposed(episode),
            tuple(
                Quote(one.kind.value, SHORT[one.kind], cited)
                for one in shown
                for part in one.mentions(episode)
                if (cited := citations.cite(part.moment, named(episode)))
            ),
        )
        for episode in here
    ]
    # Strongest first: most parts of the theme, then told most fully, then latest.
    stories.sort(key=lambda s: (-s.parts, -s.episode.completeness, -s.episode.session))
    accepted = [s for s in stories if not s.proposed]
    proposed = [s for s in stories if s.proposed]
    showing_any = {e.identity for part in parts if part.counted for e in part.counted.episodes}
    kept = [e for e in evidence.counts.kept if e.place is place]
    return Column(
        place,
        PLACES[place],
        Share(sum(e.identity in showing_any for e in kept), len(kept)),
        (*accepted[:STRONGEST], *proposed[:STRONGEST]),
        (*accepted[STRONGEST:], *proposed[STRONGEST:]),
    )
