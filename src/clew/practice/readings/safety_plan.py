"""The safety plan as it stands: one a person, whichever course it was first written in."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.models import Course, Session
from clew.practice.readings import entries
from clew.practice.readings.entries import Written
from clew.practice.roles import May
from clew.therapy.forms.safety import SAFETY_PLAN_FORM


def found_plan(chart: Chart, *, to: May = May.READ_ALERTS) -> Written | None:
    """Return the current plan, or None where none is written or it was taken back. One query."""
    return entries.one(chart, None, SAFETY_PLAN_FORM.slug, to=to)


def last_met(chart: Chart, course: Course) -> date | None:
    """Return the day of the last session of a course that was held. One query."""
    held = (Session.Attendance.ATTENDED, Session.Attendance.LATE)
    rows = chart.rows(Session, to=May.SEE_COURSE).filter(course=course, attendance__in=held)
    at = rows.order_by("-at").values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None
