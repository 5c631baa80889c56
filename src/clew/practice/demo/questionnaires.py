"""What is asked of the demonstration's patients on their own page, and what they filled in there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import answering
from clew.practice.models import Course, Session
from clew.practice.roles import May


def load(
    asked: Iterable[Mapping[str, Any]],
    chart: Chart,
    course: Course,
    sessions: Mapping[int, Session],
    first_day: date,
) -> None:
    """Ask what the story asks, counted in days from the first, and fill in what it says the patient filled in."""
    patient = chart.patient
    patient.refresh_from_db()
    if patient.account is None:
        return
    own = access.open_own(patient.account, to=May.WRITE_OWN, view="demonstration")
    zone = ZoneInfo(patient.practice.time_zone)
    for told in asked:
        ask = answering.ask(
            chart=chart,
            course=course,
            instrument=told["instrument"],
            from_on=first_day + timedelta(days=told["day"]),
            every_days=told.get("every_days"),
            session=sessions.get(told.get("session", -1)),
        )
        for filled in told.get("filled", []):
            on = first_day + timedelta(days=filled["day"])
            at = datetime.combine(on, filled["time"], tzinfo=zone).astimezone(UTC)
            begun = answering.begin(chart=own, what=ask, now=at)
            for item, answer in enumerate(filled["answers"]):
                if answer != -1:
                    answering.give(chart=own, answering=begun, item=item, answer=answer, now=at)
            if filled.get("finished", True):
                answering.finish(chart=own, answering=begun, visibility=filled.get("visibility"), now=at)
