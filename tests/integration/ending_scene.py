"""The frame, and a course that began some time ago: what two files of tests share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from clew.practice.actions import entries, measures, plan

START = date(2026, 1, 8)
FRAME = {
    "kind": "time_limited",
    "agreed_sessions": "16",
    "minutes": "50",
    "weekly_rate": "1",
    "format": "individual",
    "on_day": "2026-01-22",
}


def address(cast, name, *args):
    return reverse(name, args=[cast.pia.pk, *args])


def page(anna, cast, name, query="", status=200):
    answer = anna.get(address(cast, name) + query)
    assert answer.status_code == status
    return answer.content.decode().split("<main")[1]


def write(chart, course, form, on=START, **values):
    return entries.write_entry(chart=chart, course=course, form=form, values=values, on=on)


def ago(**back):
    return timezone.localdate() - timedelta(**back)


def begun(chart, **back):
    """A course that began some time ago, so that it can have an end that is not in the future."""
    return plan.open_course(chart=chart, starts_on=ago(**back), agreed_sessions=16, stage="working_through")


def phq(chart, course, total, on, *, item_9=0):
    answers, left = [], total - item_9
    for _ in range(8):
        answers.append(min(3, left))
        left -= answers[-1]
    return measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[*answers, item_9, 0],
        at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
    )
