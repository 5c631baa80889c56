"""A theme that the episodes of a course may show, apart from what is counted, and what people made of such proposals."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.actions.formulation import MomentRef
from clew.practice.models import Course
from clew.practice.readings import entries
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.entries import Written
from clew.practice.readings.evidence import Evidence, named
from clew.practice.roles import May
from clew.therapy.forms.formulation import THEME_FIELDS
from clew.therapy.formulation.ccrt import Counted
from clew.therapy.formulation.episodes import Episode
from clew.therapy.formulation.proposing import ProposedTheme, name, proposed_theme
from clew.therapy.knowledge import Component

FORM = "theme_draft"


@dataclass(frozen=True, slots=True)
class Option:
    """One category or cluster that may be taken; `value` is what a form sends."""

    value: str
    name: str
    counted: Counted


@dataclass(frozen=True, slots=True)
class Row:
    """One part: the field of the form, and what is tied for it. Of one alone nothing has to be chosen."""

    kind: Component
    field: str
    of: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One episode that it rests on, with its words and the place where it opens."""

    episode: Episode
    who: str
    unreviewed: bool
    opens: uuid.UUID
    anchor: str
    quotes: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed theme as a page shows it."""

    theme: ProposedTheme
    rows: tuple[Row, ...]
    stories: tuple[Story, ...]

    @property
    def parts(self) -> tuple[tuple[Component, tuple[Row, ...]], ...]:
        """The rows of each of the three components; none where nothing recurs."""
        return tuple((kind, tuple(row for row in self.rows if row.kind is kind)) for kind in Component)


@dataclass(frozen=True, slots=True)
class Drafts:
    """What people made of proposed themes: `taken` as drafts, and `set_aside`."""

    taken: tuple[Written, ...]
    set_aside: tuple[Written, ...]

    def decided(self, theme: ProposedTheme) -> bool:
        """Whether somebody has decided about this very theme already."""
        return any(one.get("proposed") == theme.words for one in (*self.taken, *self.set_aside))


def drafts(chart: Chart, course: Course) -> Drafts:
    """Return what people took and set aside in a course; one query."""
    found = entries.current(chart, course, FORM, to=May.READ_FORMULATION)[FORM]
    return Drafts(
        tuple(one for one in found if one.get("stands") == "draft"),
        tuple(one for one in found if one.get("stands") != "draft"),
    )


def undecided(evidence: Evidence, drafts: Drafts) -> ProposedTheme | None:
    """Return the theme that the episodes propose, unless there is none or somebody has decided about it."""
    theme = proposed_theme(evidence.accepted, evidence.proposed)
    return None if theme is None or drafts.decided(theme) else theme


def shown(theme: ProposedTheme, citations: Citations) -> Proposed:
    """Return a proposed theme with its moments cited."""
    return Proposed(theme, rows_of(theme), tuple(_story(theme, one, citations) for one in theme.rests_on))


def rows_of(theme: ProposedTheme) -> tuple[Row, ...]:
    """Return what a form may take of a proposed theme."""
    return tuple(
        Row(
            part.kind,
            THEME_FIELDS[part.kind] + suffix,
            of,
            tuple(Option(one.slug, name(one), one) for one in counted),
        )
        for part in theme.parts
        for counted, suffix, of in ((part.categories, "", ""), (part.clusters, "_cluster", "cluster"))
        if counted
    )


def _story(theme: ProposedTheme, episode: Episode, citations: Citations) -> Story:
    cited = (citations.cite(one.moment, named(episode)) for one in theme.mentions(episode))
    return Story(
        episode,
        named(episode),
        theme.is_unreviewed(episode),
        citations.transcript(episode.moment).session_id,
        f"turn-{episode.moment.first}",
        tuple(dict.fromkeys(one for one in cited if one is not None)),
    )


def taken(
    theme: ProposedTheme, given: Mapping[str, str], citations: Citations
) -> tuple[dict[str, str], list[MomentRef]]:
    """Return the answers of the form and the moments, for what somebody takes of a proposed theme.

    Of several that are tied the one that was chosen counts; where none was, the part stays open.
    """
    values: dict[str, str] = {"proposed": theme.words, "rests_on": theme.source}
    moments: dict[MomentRef, None] = {}
    for row in rows_of(theme):
        options = {one.value: one.counted for one in row.options}
        value = next(iter(options)) if len(options) == 1 else given.get(row.field, "")
        if value in options:
            values[row.field] = value
            moments |= dict.fromkeys(_moments(options[value], citations))
    return values, list(moments)


def _moments(counted: Counted, citations: Citations) -> Sequence[MomentRef]:
    return [
        MomentRef(
            citations.transcript(moment),
            moment.first or 0,
            moment.span.start if moment.span else None,
            moment.span.stop if moment.span else None,
        )
        for moment in counted.moments
    ]
