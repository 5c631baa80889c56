"""Days counted from the start of a course."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from clew.practice.access import Chart
from clew.practice.models import Course


class CourseDays:
    """Counts days from the start of a course (day 0), in the practice's own time."""

    def __init__(self, chart: Chart, course: Course) -> None:
        self.start = course.starts_on
        self.zone = ZoneInfo(chart.patient.practice.time_zone)

    def date_of(self, when: date) -> date:
        """Return the practice's own date of a day or a time."""
        return when.astimezone(self.zone).date() if isinstance(when, datetime) else when

    def of(self, when: date) -> int:
        """Return the day of a date or a time: 0 on the first day, negative before."""
        return (self.date_of(when) - self.start).days
