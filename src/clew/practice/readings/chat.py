"""When the live chat of a weekly time is open, on the practice's own clock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.errors import NotFound
from clew.practice.models import ChatSlot, Message, Patient, Thread, User
from clew.practice.roles import May, RoleName

BEFORE = timedelta(minutes=10)
"""So long before its time a chat can be entered. Default, not validated."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The live chat of one day: of which weekly time, when it can be entered, when it begins and ends (UTC)."""

    slot: ChatSlot
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether one can write in it now."""
        return self.opens_at <= now < self.ends_at


def meeting_on(slot: ChatSlot, day: date, zone: ZoneInfo) -> Meeting | None:
    """Return the chat of one day, or None where there is none that day.

    A time that the clock skips begins when the clock goes on; one that comes twice is the first of the two.
    """
    if day.weekday() != slot.weekday or day < slot.from_on:
        return None
    if slot.until_on is not None and day > slot.until_on:
        return None
    starts = datetime.combine(day, slot.at, zone).astimezone(UTC)
    return Meeting(slot, starts - BEFORE, starts, starts + timedelta(minutes=slot.minutes))


def meetings(slot: ChatSlot, first: date, last: date, zone: ZoneInfo) -> list[Meeting]:
    """Return the chats of a weekly time from one day to another, in order."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [one for day in days if (one := meeting_on(slot, day, zone))]


def meeting_at(slot: ChatSlot, now: datetime, zone: ZoneInfo) -> Meeting | None:
    """Return the chat of a weekly time that is open now, or None."""
    today = now.astimezone(zone).date()
    near = meetings(slot, today - timedelta(days=1), today + timedelta(days=1), zone)
    return next((meeting for meeting in near if meeting.is_open(now)), None)


def next_meeting(chart: Chart, *, now: datetime) -> Meeting | None:
    """Return the chat that is open now, else the next one; None where no weekly time is agreed. One query."""
    to = May.READ_OWN if chart.can(May.READ_OWN) else May.READ_SHARED
    zone = ZoneInfo(chart.patient.practice.time_zone)
    today = now.astimezone(zone).date()
    slots = chart.rows(ChatSlot, to=to).filter(
        Q(until_on=None) | Q(until_on__gte=today - timedelta(days=1)), course__ended_on=None
    )
    ahead = [
        meeting
        for slot in slots.select_related("course")
        for start in [max(today - timedelta(days=1), slot.from_on)]
        for meeting in meetings(slot, start, start + timedelta(days=8), zone)
        if meeting.ends_at > now
    ]
    return min(ahead, key=lambda meeting: meeting.starts_at, default=None)


def thread_of(chart: Chart, meeting: Meeting) -> Thread | None:
    """Return the conversation of one day's chat, if somebody has written in it; one query."""
    to = May.READ_OWN if chart.can(May.READ_OWN) else May.READ_SHARED
    rows = chart.rows(Thread, to=to).filter(
        course=meeting.slot.course_id,
        kind=Thread.Kind.CHAT,
        opened_at__gte=meeting.opens_at,
        opened_at__lt=meeting.ends_at,
    )
    return rows.order_by("opened_at").first()


def so_far(lines: int, thread: Thread | None) -> str:
    """Return in a few signs how far a chat has come: another line, or its closing, changes them."""
    return f"{lines}{'-closed' if thread and thread.closed_at else ''}"


def said_so_far(user: User | AnonymousUser, patient_id: uuid.UUID | None) -> str:
    """Return how far today's chat has come, for a page that asks every few seconds whether there is more.

    No word of it, so the record is not opened for it; the page that shows the words opens it.

    Args:
        user: who asks.
        patient_id: whose chat, for a clinician; None for the patient's own.

    Raises:
        NotFound: there is no chat now, or none that is open to this person.
    """
    if patient_id is None:
        mine = Patient.objects.filter(account=user.pk, erased_at=None) if user.pk else Patient.objects.none()
        held = access.memberships_of(user).filter(role=RoleName.PATIENT.value).values("practice")
        patient = mine.filter(practice__in=held).first()
    else:
        patient = access.caseload(user, relation=RoleName.CLINICIAN).filter(pk=patient_id).first()
    if patient is None:
        raise NotFound
    since = timezone.now() - timedelta(hours=12)
    chats = Thread.objects.filter(patient=patient, kind=Thread.Kind.CHAT, opened_at__gt=since)
    thread = chats.order_by("-opened_at").first()
    return so_far(Message.objects.filter(thread=thread).count(), thread)
