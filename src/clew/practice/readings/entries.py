"""What is written in forms, as pages show it: the current version of each entry, with what it rests on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from clew.practice import doors
from clew.practice.access import Chart
from clew.practice.models import Course, Entry, EntryMoment
from clew.practice.readings.hypotheses import Sided
from clew.practice.roles import May
from clew.therapy import forms
from clew.therapy.forms import Field, Form, Line, Value
from clew.therapy.moments import Moment, MomentKind, Span


@dataclass(frozen=True, slots=True)
class Written:
    """One entry in its current version. `id` is that of its first version, by which everything refers to it."""

    entry: Entry
    form: Form
    values: Mapping[str, Value]

    @property
    def id(self) -> uuid.UUID:
        """The id of the first version."""
        return self.entry.first_id or self.entry.pk

    @property
    def title(self) -> str:
        """What it is called in a list."""
        return forms.title(self.form, self.values)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its answers in words."""
        return forms.lines(self.form, self.values)

    def get(self, field: str) -> str:
        """Return one answer as text, empty where it was not given; for templates and pictures."""
        value = self.values.get(field, "")
        return ", ".join(value) if isinstance(value, list) else str(value)

    def number(self, field: str) -> int | None:
        """Return one answer that is a number, or None where it was not given."""
        value = self.values.get(field)
        return value if isinstance(value, int) else None


def current(
    chart: Chart,
    course: Course | None,
    *slugs: str,
    to: May = May.SEE_COURSE,
    with_withdrawn: bool = False,
    every_version_of: Sequence[str] = (),
) -> dict[str, list[Written]]:
    """Return the current entries of some forms by form, each in the order of its day; one query.

    Args:
        chart: the opened record; forms that the person may not read give an empty list.
        course: whose entries; None for those of all the patient's courses.
        slugs: which forms.
        to: what they are read for.
        with_withdrawn: also those that were taken back.
        every_version_of: forms of which all versions are returned, the earlier first.
    """
    rows = chart.rows(Entry, to=to).filter(Q(form__in=slugs, replaced_by=None) | Q(form__in=every_version_of))
    if course is not None:
        rows = rows.filter(course=course)
    if not with_withdrawn:
        rows = rows.filter(withdrawn=False)
    found: dict[str, list[Written]] = {slug: [] for slug in (*slugs, *every_version_of)}
    for row in rows.select_related("author", "session"):
        found[row.form].append(written(chart, row))
    return found


def one(chart: Chart, course: Course | None, slug: str, *, to: May = May.SEE_COURSE) -> Written | None:
    """Return the latest current entry of one form, if there is one."""
    found = current(chart, course, slug, to=to)[slug]
    return found[-1] if found else None


def written(chart: Chart, row: Entry) -> Written:
    """Open one version of an entry."""
    return Written(row, forms.form(row.form), json.loads(chart.text(row, "values")))


def versions(chart: Chart, entry: Entry, *, to: May = May.SEE_COURSE) -> list[Written]:
    """Return all versions of an entry, the latest first."""
    root = entry.first_id or entry.pk
    rows = chart.rows(Entry, to=to).filter(pk=root) | chart.rows(Entry, to=to).filter(first=root)
    return [written(chart, row) for row in rows.select_related("author", "session").order_by("-event")]


@dataclass(frozen=True, slots=True)
class Change:
    """One version of an entry beside the one before it."""

    version: Written
    changes: Sequence[tuple[Field, str, str]]


def history(found: Sequence[Written]) -> list[Change]:
    """Return what each version changed, the latest first; the first version changed nothing."""
    before: list[Written | None] = [*found[1:], None]
    return [
        Change(now, forms.changed(now.form, then.values, now.values) if then else ())
        for now, then in zip(found, before, strict=True)
    ]


def moments(chart: Chart, found: Iterable[Written]) -> dict[uuid.UUID, list[Sided]]:
    """Return what entries rest on, by the id of their first version: words of turns, for or against. One query."""
    listed = list(found)
    by_row = {one.entry.pk: one.id for one in listed}
    rows = (
        chart.rows(EntryMoment, to=May.SEE_COURSE)
        .filter(entry__in=list(by_row))
        .order_by("transcript", "turn", "start")
    )
    result: dict[uuid.UUID, list[Sided]] = {one.id: [] for one in listed}
    for row in rows:
        span = Span(row.start, row.stop) if row.start is not None and row.stop is not None else None
        moment = Moment(MomentKind.TURNS, str(row.transcript_id), row.turn, row.turn, span)
        result[by_row[row.entry_id]].append(Sided(row.against, moment))
    return result


_MOMENT = ("transcript_id", "turn", "start", "stop", "against")


def with_moments(
    chart: Chart, course: Course, *slugs: str, to: May = May.SEE_COURSE
) -> tuple[dict[str, list[Written]], dict[uuid.UUID, list[Sided]]]:
    """Return the current entries of some forms, as `current` does, and what they rest on, as `moments` does; one query."""
    rows = (
        chart.rows(Entry, to=to)
        .filter(course=course, form__in=slugs, replaced_by=None, withdrawn=False)
        .annotate(**{f"moment_{name}": F(f"moments__{name}") for name in _MOMENT})
        .select_related("author", "session")
    )
    found: dict[str, list[Written]] = {slug: [] for slug in slugs}
    by_row: dict[uuid.UUID, Written] = {}
    sided: dict[uuid.UUID, list[Sided]] = {}
    for row in rows:
        if row.pk not in by_row:
            by_row[row.pk] = written(chart, row)
            found[row.form].append(by_row[row.pk])
            sided[by_row[row.pk].id] = []
        transcript, turn, start, stop, against = (getattr(row, f"moment_{name}") for name in _MOMENT)
        if transcript is not None:
            span = Span(start, stop) if start is not None and stop is not None else None
            moment = Moment(MomentKind.TURNS, str(transcript), turn, turn, span)
            sided[by_row[row.pk].id].append(Sided(against, moment))
    return found, sided


def may_write(chart: Chart, form: str) -> bool:
    """Whether the person may write this form."""
    return chart.can(doors.door(forms.form(form)).write)


def decided_otherwise(chart: Chart, course: Course) -> dict[str, list[Written]]:
    """Return what was decided otherwise than rules say, by the slug of the rule; one query."""
    return by_rule(current(chart, course, "otherwise")["otherwise"])


def by_rule(decided: Iterable[Written]) -> dict[str, list[Written]]:
    """Put entries of the form `otherwise` under the slug of their rule; where they were read with other forms."""
    found: dict[str, list[Written]] = {}
    for one in decided:
        found.setdefault(one.get("rule"), []).append(one)
    return found
