"""What the patient wrote for themselves, as the patient reads it, and what of it a clinician reads."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from clew.practice.access import Chart
from clew.practice.models import JournalEntry
from clew.practice.roles import May

OPENING = 160
"""Characters of a text that a list shows."""


@dataclass(frozen=True, slots=True)
class Writing:
    """One entry in one version. `id` is that of its first version, which its address has for good."""

    entry: JournalEntry
    text: str

    @property
    def id(self) -> uuid.UUID:
        """The id of the first version."""
        return self.entry.first_id or self.entry.pk

    @property
    def opening(self) -> str:
        """The first words, in one line."""
        line = " ".join(self.text[: OPENING + 60].split())
        if len(line) <= OPENING:
            return line
        return line[:OPENING].rsplit(" ", 1)[0] + " \u2026"

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def minutes(self) -> int | None:
        """How long a timed writing lasted, in whole minutes, one at least."""
        return max(1, round(self.entry.seconds / 60)) if self.entry.seconds else None


def own(chart: Chart, *, kind: str = "") -> QuerySet[JournalEntry]:
    """Return the patient's entries as they stand, those taken away left out, newest day first; of one kind if told."""
    rows = chart.rows(JournalEntry, to=May.READ_OWN).filter(replaced_by=None, withdrawn=False)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.select_related("read_by").order_by("-on", "-at")


def taken_away(chart: Chart) -> QuerySet[JournalEntry]:
    """Return the entries that the patient took away and can bring back, the last taken first."""
    rows = chart.rows(JournalEntry, to=May.READ_OWN).filter(replaced_by=None, withdrawn=True)
    return rows.exclude(text=b"").order_by("-at")


def opened(chart: Chart, rows: Sequence[JournalEntry]) -> list[Writing]:
    """Return entries with their text."""
    return [Writing(row, chart.text(row, "text")) for row in rows]


def by_day(writings: Sequence[Writing]) -> list[tuple[date, list[Writing]]]:
    """Return writings by the day that they are about, in the order given."""
    days: dict[date, list[Writing]] = {}
    for one in writings:
        days.setdefault(one.entry.on, []).append(one)
    return list(days.items())


def versions(chart: Chart, first: uuid.UUID) -> list[Writing]:
    """Return every version of one of the patient's own entries, the latest first.

    Raises:
        NotFound: there is none of this id.
    """
    root = chart.row(JournalEntry, first, to=May.READ_OWN)
    every = chart.rows(JournalEntry, to=May.READ_OWN)
    rows = (every.filter(pk=root.pk) | every.filter(first=root)).select_related("read_by")
    return opened(chart, list(rows.order_by("-event")))


def shared(chart: Chart) -> QuerySet[JournalEntry]:
    """Return what the patient shares, the last written first; for those who treat."""
    return chart.rows(JournalEntry, to=May.READ_SHARED).select_related("read_by").order_by("-at")


def unread_beside(chart: Chart) -> Coalesce:
    """Return `unread` as a value beside the rows of another query."""
    if not chart.can(May.READ_SHARED):
        return Coalesce(Value(0), Value(0))
    rows = shared(chart).filter(read_at=None).order_by().values("patient")
    return Coalesce(Subquery(rows.annotate(many=Count("pk")).values("many")), Value(0))


def unread(chart: Chart) -> int:
    """Return how many shared entries nobody who treats has opened, as they stand now; none for who may not read them."""
    return shared(chart).filter(read_at=None).count() if chart.can(May.READ_SHARED) else 0
