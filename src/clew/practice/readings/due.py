"""What is due, and when: everything that somebody said to come back to, and what rules ask for, in one list.

This is for one record; `caseload` tells for many patients at once, by the same rules and without text.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from clew.practice.access import Chart
from clew.practice.models import Course, Entry, Session
from clew.practice.readings import entries
from clew.practice.readings.after import After, after
from clew.practice.readings.phases import latest_first, next_due_review
from clew.practice.roles import May
from clew.therapy.course.continuing import next_due, why
from clew.therapy.course.reviewing import Coming, ending_talk
from clew.therapy.course.rule import Reason
from clew.therapy.forms import FORMS

_AGAIN = tuple(form.slug for form in FORMS.values() if form.again)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to come back to.

    Attributes:
        what: in words.
        kind: the slug of its form, or `check_in`, `review`, `early_review`, `midpoint`, `ending_talk`.
        on: the day, or None where a session counts.
        session: the number of the session by which it is due, or None.
        entry: the entry that names the day; its page is `entry`.
        page: the name of the page on which it is done, where there is no entry.
        reason: the rule that asks for it; None where a person set the day.
        reached: whether that session has been held already.
    """

    what: str
    kind: str
    on: date | None
    session: int | None = None
    entry: uuid.UUID | None = None
    page: str = "plan"
    reason: Reason | None = None
    reached: bool = False

    def late(self, today: date) -> bool:
        """Whether its day, or its session, has come."""
        return self.on <= today if self.on else self.reached


def open_entries(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return the current entries that wait for somebody to come back to them."""
    return rows.filter(waits())


def waits() -> Q:
    """Return the condition on a row of `Entry` that somebody should still come back to it.

    One that is answered by a current entry about it waits no more, nor does one of a form of which a later
    entry settles the earlier.
    """
    now = Entry.objects.filter(replaced_by=None, withdrawn=False)
    later = now.filter(course=OuterRef("course"), form=OuterRef("form"), on__gt=OuterRef("on"))
    again = later.filter(Q(about=OuterRef("about")) | Q(about=None))
    return (
        Q(due_on__isnull=False, replaced_by=None, withdrawn=False)
        & ~Q(Exists(now.filter(about=OuterRef("pk"))))
        & ~Q(Exists(now.filter(about=OuterRef("first"))))
        & (~Q(form__in=_AGAIN) | ~Q(Exists(again)))
    )


def due(chart: Chart, course: Course, *, today: date) -> list[Due]:
    """Return everything that is due in a course or will be; what is due stands first. Four queries at most."""
    if course.ended_on is not None:
        return gathered(chart, course, today=today, coming=of_care(after(chart, course, today=today)))
    found = entries.current(chart, course, "review", "ending")
    held = (
        chart.rows(Session, to=May.SEE_COURSE)
        .filter(course=course, attendance__in=(Session.Attendance.ATTENDED, Session.Attendance.LATE))
        .count()
    )
    return gathered(chart, course, today=today, coming=of_treatment(course, found, held=held))


def gathered(chart: Chart, course: Course, *, today: date, coming: Iterable[Due]) -> list[Due]:
    """Return what entries of a course name a day for, together with what rules ask for; one query."""
    rows = open_entries(chart.rows(Entry, to=May.SEE_COURSE).filter(course=course))
    waiting = [entries.written(chart, row) for row in rows.select_related("author", "session")]
    return sorted(
        [*named(waiting), *coming], key=lambda one: (not one.late(today), one.on or today, one.what)
    )


def named(waiting: Iterable[entries.Written]) -> list[Due]:
    """Return what some entries name a day for."""
    return [
        Due(
            one.form.waits_as if one.title == one.form.name else f"{one.form.waits_as}: {one.title}",
            one.form.slug,
            one.entry.due_on,
            entry=one.id,
        )
        for one in waiting
    ]


def of_treatment(course: Course, found: Mapping[str, Sequence[entries.Written]], *, held: int) -> list[Due]:
    """Return what rules ask for while a course goes on, from its entries of the forms `review` and `ending`."""
    coming = [(next_due_review(course, latest_first(found["review"]), held=held), "phases")]
    if not found["ending"]:
        coming.append((ending_talk(starts_on=course.starts_on, planned_end=course.planned_end), "ending"))
    return [_coming(one, page, held) for one, page in coming if one is not None]


def _coming(one: Coming, page: str, held: int) -> Due:
    reached = one.session is not None and held >= one.session
    return Due(one.what, one.slug, one.on, one.session, page=page, reason=one.reason, reached=reached)


def of_care(found: After) -> list[Due]:
    """Return the next questionnaire after an end."""
    coming = next_due(found.check_ins)
    if coming is None:
        return []
    return [Due("PHQ-9 after the end", "check_in", coming.on, page="after", reason=why(coming))]
