"""What is shared with the patient, by whom and since when; and how much the patient shares."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from clew.practice.access import Chart
from clew.practice.models import Entry, JournalEntry
from clew.practice.readings import entries
from clew.practice.readings.entries import Written
from clew.practice.roles import May


@dataclass(frozen=True, slots=True)
class Shared:
    """One entry that the patient may read: who shared it, and when."""

    written: Written
    by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Both:
    """What is shared with the patient, the latest first, and how many pages of their journal they share."""

    theirs: Sequence[Shared]
    journal: int


def shared(chart: Chart) -> Both:
    """Gather it in three queries."""
    rows = list(
        chart.rows(Entry, to=May.READ_OWN)
        .filter(shared=True, withdrawn=False, replaced_by=None)
        .select_related("author")
    )
    first = [row.first_id or row.pk for row in rows]
    began: dict[uuid.UUID, tuple[datetime, str] | None] = {}
    versions = Entry.objects.filter(Q(pk__in=first) | Q(first__in=first), patient=chart.patient)
    for pk, root, is_shared, at, name in versions.order_by("at", "event_id").values_list(
        "pk", "first", "shared", "at", "author__name"
    ):
        known = began.get(root or pk)
        began[root or pk] = (known or (at, name)) if is_shared else None
    found = []
    for row in rows:
        since, by = began.get(row.first_id or row.pk) or (row.at, str(row.author))
        found.append(Shared(entries.written(chart, row), by, since))
    journal = chart.rows(JournalEntry, to=May.READ_OWN).filter(shared=True, withdrawn=False, replaced_by=None)
    return Both(sorted(found, key=lambda one: one.since, reverse=True), journal.count())
