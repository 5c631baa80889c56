"""When the two meet: a regular time with its sessions, moving one session, and ending a regular time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import entries
from clew.practice.actions.base import check_own, on_record
from clew.practice.errors import PracticeError
from clew.practice.models import Course, Entry, Session
from clew.practice.readings import entries as reading
from clew.practice.readings.calendar import belongs_to, breaks
from clew.practice.roles import May
from clew.therapy.course import slots
from clew.therapy.forms.session import slot_of


def plan_slot(
    *, chart: Chart, course: Course, values: Mapping[str, object], key: str | None = None
) -> tuple[Entry, int]:
    """Agree on a regular time and plan its sessions, all of it or nothing.

    Args:
        chart: the opened record.
        course: the course of treatment.
        values: the answers to the form `slot`.
        key: idempotency key of the form that was sent.

    Returns:
        The regular time, and how many sessions were planned.

    Raises:
        FormProblems: an answer does not fit; nothing was saved.
        PracticeError: several people are treated together.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(chart, "slot.plan", to=May.PLAN, of=(course,), kind="slot", key=key):
        slot = entries.write_entry(chart=chart, course=course, form="slot", values=values)
        return slot, plan_sessions_of(chart=chart, slot=slot)


def plan_sessions_of(*, chart: Chart, slot: Entry, key: str | None = None) -> int:
    """Plan the sessions of a regular time that are not planned yet; return how many those are.

    Days in a break are left out, and days on which the two meet already. Numbers go on from the last session.

    Raises:
        PracticeError: several people are treated together.
        AlreadyDone: the same `key` was used before.
    """
    check_own(chart, slot)
    latest = reading.written(chart, entries.latest(slot))
    zone, course = ZoneInfo(chart.patient.practice.time_zone), latest.entry.course
    regular = slot_of(latest.values)
    with on_record(chart, "session.plan", to=May.PLAN, kind="session", object=latest.id, key=key) as event:
        if course.joint_id is not None:
            raise PracticeError(
                "Several people are treated together here. Plan their meetings on the page Together, for all of them."
            )
        there = {
            at.astimezone(zone).date()
            for at in course.sessions.exclude(attendance=Session.Attendance.CANCELLED).values_list(
                "at", flat=True
            )
        }
        days = [day for day in slots.days(regular, breaks(chart, course)) if day not in there]
        last = course.sessions.aggregate(last=Max("number"))["last"] or 0
        Session.objects.bulk_create(
            Session(
                patient=chart.patient,
                event=event,
                course=course,
                number=number,
                at=datetime.combine(day, regular.at, tzinfo=zone).astimezone(UTC),
                minutes=latest.number("minutes") or course.minutes,
                online=latest.get("where") == "online",
            )
            for number, day in enumerate(days, last + 1)
        )
    return len(days)


def move_session(
    *,
    chart: Chart,
    session: Session,
    at: datetime,
    minutes: int | None = None,
    online: bool | None = None,
    key: str | None = None,
) -> None:
    """Move a session that is still to come to another time. It keeps its number.

    Raises:
        PracticeError: it is not to come any more, or several people meet in it.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart, "session.move", to=May.PLAN, of=(session,), kind="session", object=session.pk, key=key
    ):
        if session.meeting_id is not None:
            raise PracticeError("Several people meet in this session. Move the meeting, for all of them.")
        if session.attendance != Session.Attendance.PLANNED:
            raise PracticeError(
                "What became of this session is written down already. Plan another one, so that the list stays true."
            )
        session.at = at
        session.minutes = session.minutes if minutes is None else minutes
        session.online = session.online if online is None else online
        session.save(update_fields=["at", "minutes", "online"])


def stop_slot(
    *, chart: Chart, slot: Entry, from_day: date, now: datetime | None = None, key: str | None = None
) -> int:
    """End a regular time, and cancel its sessions from a day on; return how many were cancelled.

    Nothing is lost: a cancelled session stays in the list and can be planned again there.

    Raises:
        PracticeError: the regular time ended before that day.
        AlreadyDone: the same `key` was used before.
    """
    check_own(chart, slot)
    latest = reading.written(chart, entries.latest(slot))
    regular, now = slot_of(latest.values), now or timezone.now()
    zone = ZoneInfo(chart.patient.practice.time_zone)
    with on_record(chart, "slot.stop", to=May.PLAN, kind="slot", object=latest.id, key=key):
        if regular.until is not None and regular.until < from_day:
            raise PracticeError("This regular time has ended before that day.")
        if from_day <= regular.first:
            entries.withdraw_entry(chart=chart, entry=latest.entry)
        else:
            until = {"until": (from_day - timedelta(days=1)).isoformat()}
            entries.revise_entry(chart=chart, entry=latest.entry, values={**latest.values, **until})
        cancelled = 0
        for session in latest.entry.course.sessions.filter(
            attendance=Session.Attendance.PLANNED, meeting=None, at__gt=now
        ):
            local = session.at.astimezone(zone)
            if local.date() >= from_day and belongs_to(regular, local):
                session.attendance = Session.Attendance.CANCELLED
                session.notice_hours = int((session.at - now) / timedelta(hours=1))
                session.save(update_fields=["attendance", "notice_hours"])
                cancelled += 1
    return cancelled
