"""The dated versions of the formulation in words: under headings, and as free text from before there were any."""

from __future__ import annotations

import difflib
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.models import Course, Formulation
from clew.practice.readings import entries
from clew.practice.readings.entries import Written
from clew.practice.readings.evidence import Evidence
from clew.practice.readings.theme import title
from clew.practice.roles import May
from clew.therapy.forms.formulation import HEADINGS
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.knowledge import Component

FEWEST_KEPT = 3  # words in a row that stayed, to be told as the same
IN_WORDS = "in_words"  # the one heading of a free text
LABELS: Mapping[str, str] = {IN_WORDS: "In words", **{one.slug: one.label for one in HEADINGS}}
SLUG = "formulation_text"


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading, and how it stands: hypothesis, supported or set aside ("" for a free text)."""

    slug: str
    text: str
    stands: str = ""

    @property
    def label(self) -> str:
        """The heading."""
        return LABELS[self.slug]


@dataclass(frozen=True, slots=True)
class Version:
    """One dated version. `key` names it in an address, `on` is the day on which it stood so, `at` when it
    was written, `entry` its form, if it has headings."""

    key: str
    on: date
    at: datetime
    author: str
    parts: tuple[Part, ...]
    entry: uuid.UUID | None = None
    number: int = 0

    @property
    def texts(self) -> dict[str, str]:
        """The texts by heading."""
        return {part.slug: part.text for part in self.parts}


def latest(chart: Chart, course: Course) -> Version | None:
    """Return the version in force: the one under headings, or the last free text where there is none."""
    return in_force(chart, course, entries.current(chart, course, SLUG, to=May.READ_FORMULATION)[SLUG])


def in_force(chart: Chart, course: Course, headed: Sequence[entries.Written]) -> Version | None:
    """Return the version in force, where those under headings were read already."""
    if headed:
        return _headed(headed[-1])
    row = _free(chart, course).first()
    return _of_free(chart, row) if row else None


def all_versions(chart: Chart, course: Course, headed: Sequence[Written] | None = None) -> list[Version]:
    """Return every version, numbered from the first; the latest stands first.

    What was taken back is left out, and so is what changed no words: a moment that was added, something brought back.
    `headed` are all versions under headings, where they were read already.
    """
    free = [_of_free(chart, row) for row in _free(chart, course)]
    if headed is None:
        headed = entries.current(
            chart, course, to=May.READ_FORMULATION, with_withdrawn=True, every_version_of=(SLUG,)
        )[SLUG]
    ordered = sorted([*_all_headed(headed), *free], key=lambda one: one.at)
    return [replace(one, number=number) for number, one in enumerate(ordered, start=1)][::-1]


def _all_headed(headed: Sequence[Written]) -> list[Version]:
    by_entry: dict[uuid.UUID, list[Written]] = {}
    for one in sorted(headed, key=lambda one: one.entry.event_id):
        by_entry.setdefault(one.id, []).append(one)
    found = []
    for written in by_entry.values():
        before: tuple[Part, ...] = ()
        if written[-1].entry.withdrawn:
            continue
        for one in written:
            version = _headed(one)
            if version.parts != before and not one.entry.withdrawn:
                found.append(version)
            before = version.parts
    return found


def _free(chart: Chart, course: Course) -> QuerySet[Formulation]:
    rows = chart.rows(Formulation, to=May.READ_FORMULATION).filter(course=course)
    return rows.select_related("author").order_by("-number")


def _of_free(chart: Chart, row: Formulation) -> Version:
    return Version(
        f"w{row.number}",
        _day(row.at),
        row.at,
        str(row.author),
        (Part(IN_WORDS, chart.text(row, "text")),),
        number=row.number,
    )


def _headed(found: entries.Written) -> Version:
    supported, aside = set(_slugs(found, "supported")), set(_slugs(found, "set_aside"))
    parts = tuple(
        Part(
            one.slug,
            found.get(one.slug),
            "set aside" if one.slug in aside else "supported" if one.slug in supported else "hypothesis",
        )
        for one in HEADINGS
        if found.get(one.slug)
    )
    row = found.entry
    return Version(f"h{row.pk}", row.on, row.at, str(row.author), parts, found.id)


def _day(at: datetime) -> date:
    """The practice's own day of a time; record pages read times on its clock."""
    return timezone.localtime(at).date()


def _slugs(found: entries.Written, field: str) -> Sequence[str]:
    value = found.values.get(field, [])
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Compared:
    """What stands under one heading in two versions; `pieces` tell what changed from one to the other."""

    label: str
    before: str
    after: str
    pieces: tuple[tuple[str, str], ...]
    stood: str = ""
    stands: str = ""

    @property
    def changed(self) -> bool:
        """Whether the words, or how they stand, are not the same."""
        return self.before != self.after or self.stood != self.stands


def before(version: Version, found: Sequence[Version]) -> Version | None:
    """Return the version to compare one with first: the last one before it written in the same way, if there is any."""
    earlier = [one for one in found if one.number < version.number]
    alike = [one for one in earlier if bool(one.entry) == bool(version.entry)]
    return max(alike or earlier, key=lambda one: one.number, default=None)


def compare(older: Version, newer: Version) -> list[Compared]:
    """Return two versions heading by heading, in the order of the headings.

    Words are compared where both are written in the same way; a free text and headings only stand side by side.
    """
    alike = bool(older.entry) == bool(newer.entry)
    before = {part.slug: part for part in older.parts}
    after = {part.slug: part for part in newer.parts}
    empty = Part(IN_WORDS, "")
    found = []
    for slug, label in LABELS.items():
        if slug in before or slug in after:
            one, other = before.get(slug, empty), after.get(slug, empty)
            pieces = (
                tuple(word_changes(one.text, other.text)) if alike else (("same", one.text or other.text),)
            )
            found.append(Compared(label, one.text, other.text, pieces, one.stands, other.stands))
    return found


@dataclass(frozen=True, slots=True)
class ThemeThen:
    """How the theme stood on a day: each part, from the episodes told by then."""

    on: date
    episodes: int
    columns: tuple[
        tuple[str, str, str], ...
    ]  # for wish, response of other and of self: name, count in words, part


def theme_on(evidence: Evidence, on: date) -> ThemeThen:
    """Count the theme from the accepted episodes that were told by a day, as they are coded today."""
    counts = ccrt(e for e in evidence.accepted if e.date is not None and e.date <= on)
    columns = []
    for kind in Component:
        top = counts.theme(kind)
        part = f"{kind}:{top[0].slug}" if top else ""
        columns.append((" or ".join(title(one) for one in top), top[0].words if top else "", part))
    return ThemeThen(on, len(counts.kept), tuple(columns))


def word_changes(older: str, newer: str) -> list[tuple[str, str]]:
    """Return two texts as one, in pieces: ("same", ...), ("out", ...) only in the older, ("in", ...) in the newer.

    A few words that stayed between changes are told as changed, so that what was rewritten can be read.
    """
    before, after = (re.findall(r"^\s+|\S+\s*", text) for text in (older, newer))
    pieces: list[tuple[str, str]] = []
    out, into = "", ""

    def tell() -> None:
        pieces.extend((what, words) for what, words in (("out", out), ("in", into)) if words)

    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal" and (b - a >= FEWEST_KEPT or not (out or into) or b == len(before)):
            tell()
            out, into = "", ""
            pieces.append(("same", "".join(before[a:b])))
        else:
            out, into = out + "".join(before[a:b]), into + "".join(after[c:d])
    tell()
    return pieces
