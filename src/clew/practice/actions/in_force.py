"""What of an entry counts for the whole course: the frame that is in force, and the focus.

The entries are the record; the columns of `Course` are what lists and rules ask. Whenever one of these entries is
written, changed, taken back or brought back, the columns follow, in the same transaction. What somebody said alone
about being afraid raises an alert in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from clew.practice.access import Chart
from clew.practice.actions import alerts
from clew.practice.models import Course, Entry
from clew.therapy.course import together
from clew.therapy.course.frame import Frame
from clew.therapy.course.red_flags import LEVEL

FRAME, FOCUS, SAFETY = "frame", "focus", "joint_safety"

FRAME_COLUMNS = (
    "kind",
    "agreed_sessions",
    "planned_end",
    "minutes",
    "weekly_rate",
    "format",
    "setting",
    "emphasis",
    "review_weeks",
)


def follow(chart: Chart, entry: Entry) -> None:
    """Bring the columns of a course up to date with its current entries of this entry's form.

    Raises:
        TherapyError: the frame contradicts itself, such as an end before the start; nothing is saved then.
    """
    if entry.form == SAFETY:
        _raise(chart, entry)
    if entry.form not in (FRAME, FOCUS):
        return
    course = Course.objects.get(pk=entry.course_id)
    there = Entry.objects.filter(course=course, form=entry.form, replaced_by=None, withdrawn=False)
    listed = sorted(there.select_related("first"), key=lambda row: (row.on, (row.first or row).event_id))
    values: Mapping[str, Any] = json.loads(chart.text(listed[-1], "values")) if listed else {}
    if entry.form == FOCUS:
        course.seal(chart.cipher, focus=str(values.get("words", "")))
        course.save(update_fields=["focus"])
    elif values:
        _set_frame(course, values)


def _raise(chart: Chart, entry: Entry) -> None:
    """Raise an alert when somebody says for the first time in this entry that they are afraid, in their record alone.

    Bringing back what was taken back raises none again: the alert that was raised with it is never taken back.
    """
    if entry.withdrawn or not _danger(chart, entry) or (entry.replaces and _danger(chart, entry.replaces)):
        return
    values = json.loads(chart.text(entry, "values"))
    text = "Asked before meeting together with others: afraid of what happens at home, or violence there."
    if said := values.get("said"):
        text += f"\n{said}"
    alerts.raise_alert(chart=chart, course=entry.course, level=LEVEL.value, text=text)


def _danger(chart: Chart, entry: Entry) -> bool:
    return together.read(json.loads(chart.text(entry, "values")), entry.on).danger


def _set_frame(course: Course, values: Mapping[str, Any]) -> None:
    end = values.get("planned_end")
    frame = Frame(
        time_limited=values["kind"] == Course.Kind.TIME_LIMITED,
        starts_on=course.starts_on,
        sessions=values.get("agreed_sessions"),
        planned_end=date.fromisoformat(end) if end else None,
        minutes=values["minutes"],
        weekly_rate=float(values["weekly_rate"]),
        review_weeks=values.get("review_weeks"),
    )
    course.kind = values["kind"]
    course.agreed_sessions, course.planned_end = frame.sessions, frame.planned_end
    course.minutes, course.weekly_rate = frame.minutes, frame.weekly_rate
    course.review_weeks = frame.review_weeks
    course.setting = values.get("setting", "")[:40]
    course.emphasis = values.get("emphasis", "")
    if course.joint_id is None:  # who meets is said by the treatment together, where there is one
        course.format = values["format"]
    course.save(update_fields=list(FRAME_COLUMNS))


def frame_values(course: Course) -> dict[str, Any]:
    """Return the frame of a course as answers to the form `frame`."""
    found = {
        "kind": course.kind,
        "agreed_sessions": course.agreed_sessions,
        "planned_end": course.planned_end.isoformat() if course.planned_end else None,
        "minutes": course.minutes,
        "weekly_rate": f"{course.weekly_rate:g}",
        "format": course.format,
        "setting": course.setting,
        "emphasis": course.emphasis,
        "review_weeks": course.review_weeks,
    }
    return {slug: value for slug, value in found.items() if value not in (None, "")}
