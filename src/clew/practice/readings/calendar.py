"""Sessions by the calendar: a clinician's own across patients, the coming ones of a patient, and what overlaps."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, QuerySet, Subquery

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.models import Absence, Course, Patient, Session, User
from clew.practice.readings import entries
from clew.practice.readings.entries import Written
from clew.practice.roles import May, RoleName
from clew.therapy.course.slots import Break, Slot
from clew.therapy.errors import TherapyError
from clew.therapy.forms import FORMS
from clew.therapy.forms.session import slot_of

_LONGEST = timedelta(minutes=240)  # no session is longer, so nothing that began earlier can overlap
GONE = (Session.Attendance.CANCELLED, Session.Attendance.NO_SHOW)


def own_patients(user: User, open_to: QuerySet[Patient] | None = None) -> QuerySet[Patient]:
    """Return the patients whom a person treats now. `open_to` is their `access.caseload`, where it was asked already."""
    return (access.caseload(user) if open_to is None else open_to).filter(
        team__user=user, team__relation=RoleName.CLINICIAN.value, team__ended_at=None
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """One appointment in the calendar: no text, and patients only as rows whose names `access.names` gives.

    Several people who meet at once are one appointment. `whole`: all who were expected are the reader's own patients.
    """

    sessions: tuple[Session, ...]
    at: datetime  # on the practice's clock
    until: datetime
    overlaps: bool  # said only while something can still be done about it
    whole: bool

    @property
    def day(self) -> date:
        """Its day on the practice's clock."""
        return self.at.date()

    @property
    def session(self) -> Session:
        """The session, or the first of a meeting."""
        return self.sessions[0]

    @property
    def together(self) -> bool:
        """Whether several people meet whom the reader treats, all of them."""
        return len(self.sessions) > 1 and self.whole

    @property
    def gone(self) -> bool:
        """Whether nobody came, or is to come."""
        return all(one.attendance in GONE for one in self.sessions)


def own_sessions(user: User, zone: ZoneInfo, first: date, last: date) -> list[Kept]:
    """Return a clinician's appointments from one day to another, both included, in the order of time. One query."""
    start = datetime.combine(first, time.min, tzinfo=zone)
    end = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
    expected = Session.objects.filter(meeting=OuterRef("meeting")).order_by().values("meeting")
    rows = (
        Session.objects.filter(patient__in=own_patients(user), at__gte=start, at__lt=end)
        .annotate(expected=Subquery(expected.annotate(n=Count("pk")).values("n")))
        .select_related("patient__key__master", "meeting__joint")
        .order_by("at", "number", "patient__number")
    )
    sessions = list(rows)
    clashing = {one for pair in _pairs(sessions) for one in pair}
    meetings: dict[uuid.UUID, list[Session]] = {}
    for session in sessions:
        meetings.setdefault(session.meeting_id or session.pk, []).append(session)
    return [
        Kept(
            tuple(group),
            group[0].at.astimezone(zone),
            (group[0].at + timedelta(minutes=group[0].minutes)).astimezone(zone),
            any(one.pk in clashing and one.attendance == Session.Attendance.PLANNED for one in group),
            len(group) == (group[0].expected or 1),  # type: ignore[attr-defined]
        )
        for group in meetings.values()
    ]


def _pairs(sessions: Sequence[Session]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return which of some sessions, in the order of time, overlap. Those of one meeting are one."""
    found = []
    taking = [one for one in sessions if one.attendance not in GONE]
    for place, one in enumerate(taking):
        end = one.at + timedelta(minutes=one.minutes)
        for other in taking[place + 1 :]:
            if other.at >= end:
                break
            if one.meeting_id is None or one.meeting_id != other.meeting_id:
                found.append((one.pk, other.pk))
    return found


def overlapping(chart: Chart, sessions: Sequence[Session]) -> dict[uuid.UUID, list[datetime]]:
    """Return, for a patient's sessions, when other sessions of the same clinician overlap them: times, nothing else."""
    if chart.by is None or not sessions:
        return {}
    first = min(one.at for one in sessions) - _LONGEST
    last = max(one.at + timedelta(minutes=one.minutes) for one in sessions)
    rows = Session.objects.filter(patient__in=own_patients(chart.by), at__gt=first, at__lt=last)
    every = list(rows.only("at", "minutes", "attendance", "meeting").order_by("at"))
    at = {one.pk: one.at for one in every}
    found: dict[uuid.UUID, list[datetime]] = {one.pk: [] for one in sessions}
    for pair in _pairs(every):
        for one, other in (pair, pair[::-1]):
            if one in found:
                found[one].append(at[other])
    return {pk: sorted(times) for pk, times in found.items() if times}


def absences(user: User, first: date, last: date) -> list[Absence]:
    """Return when a person is away between two days."""
    rows = Absence.objects.filter(
        user=user, cancelled_at=None, first_day__lte=last, last_day__gte=first
    ).select_related("deputy")
    return list(rows)


# -- One patient ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Regular:
    """A regular time as it is written, and as it is read; `slot` is None where its time cannot be read."""

    written: Written
    slot: Slot | None
    to_come: int

    @property
    def over(self) -> bool:
        """Whether nothing of it is still to come."""
        return self.to_come == 0


def times_and_breaks(chart: Chart, course: Course) -> tuple[list[Written], list[Written]]:
    """Return the regular times and the breaks of a course as they are written. One query."""
    found = entries.current(chart, course, "slot", *([BREAK] if BREAK in FORMS else []))
    return found["slot"], found.get(BREAK, [])


def regular_times(chart: Chart, slots: Sequence[Written], to_come: Sequence[Session]) -> list[Regular]:
    """Return the regular times of a course with how many of the coming sessions fall on each."""
    zone = ZoneInfo(chart.patient.practice.time_zone)
    found = []
    for one in slots:
        try:
            slot = slot_of(one.values)
        except (KeyError, TherapyError):
            slot = None
        count = sum(slot is not None and belongs_to(slot, s.at.astimezone(zone)) for s in to_come)
        found.append(Regular(one, slot, count))
    return found


def belongs_to(slot: Slot, local: datetime) -> bool:
    """Whether a time on the practice's clock is one of a regular time's."""
    return (
        local.weekday() == slot.weekday
        and local.time().replace(tzinfo=None) == slot.at
        and local.date() >= slot.first
        and (slot.until is None or local.date() <= slot.until)
    )


def coming(chart: Chart, course: Course, *, now: datetime) -> list[Session]:
    """Return the sessions of a course that are still to come, in the order of time."""
    rows = chart.rows(Session, to=May.READ_SESSIONS).filter(
        course=course, at__gte=now, attendance=Session.Attendance.PLANNED
    )
    return list(rows.order_by("at"))


BREAK = "absence_break"


def breaks(chart: Chart, course: Course) -> list[Break]:
    """Return the breaks of a course as days, from the form that the frame has for them."""
    return break_days(entries.current(chart, course, BREAK)[BREAK] if BREAK in FORMS else ())


def break_days(written: Sequence[Written]) -> list[Break]:
    """Return breaks that are written down as days."""
    found = []
    for one in written:
        first, last = one.get("from_day"), one.get("until_day") or one.get("from_day")
        if first:
            found.append(Break(first=date.fromisoformat(first), last=date.fromisoformat(last)))
    return found


def kept_from(chart: Chart, sessions: Sequence[Session], written: Sequence[Written]) -> dict[uuid.UUID, str]:
    """Return, for sessions that lie in a break or while the reader is away, why they may not be held. One query."""
    if chart.by is None or not sessions:
        return {}
    zone = ZoneInfo(chart.patient.practice.time_zone)
    days = {one.pk: one.at.astimezone(zone).date() for one in sessions}
    pauses, away = break_days(written), absences(chart.by, min(days.values()), max(days.values()))
    found = {}
    for pk, day in days.items():
        if any(one.covers(day) for one in pauses):
            found[pk] = "lies in a break"
        elif any(one.first_day <= day <= one.last_day for one in away):
            found[pk] = "you are away"
    return found
