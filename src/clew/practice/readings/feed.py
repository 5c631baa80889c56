"""A person's own appointments as a calendar that another program subscribes to: times, and nothing about anybody."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

from clew.practice import access
from clew.practice.actions.notices import hashed
from clew.practice.models import CalendarFeed, ChatSlot, Patient, Practice, Session, User
from clew.practice.readings.calendar import GONE, own_patients
from clew.practice.readings.chat import meetings
from clew.practice.roles import RoleName

SUMMARY = "Appointment"
BACK, AHEAD = timedelta(days=30), timedelta(days=180)
"""How far the calendar reaches. Default, not validated."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment. `thing` says which it is to Clew alone."""

    thing: str
    at: datetime
    until: datetime


def feed_of(user: User) -> CalendarFeed | None:
    """Return the address that a person uses now, without what it carries."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def calendar_for(token: str, *, now: datetime | None = None) -> bytes | None:
    """Return the calendar of a secret address as an iCalendar file; None where there is no such address any more."""
    feed = (
        CalendarFeed.objects.filter(token_hash=hashed(token), revoked_at=None).select_related("user").first()
    )
    if feed is None or not feed.user.is_active:
        return None
    membership = access.held_by(feed.user).order_by("pk").first()
    if membership is None:
        return None
    return written(
        appointments(feed.user, now=now or timezone.now()), membership.practice, now or timezone.now()
    )


def appointments(user: User, *, now: datetime) -> list[Appointment]:
    """Return a patient's own sessions and live chats, and all sessions of a clinician, in the order of time."""
    patients = Patient.objects.filter(account=user, erased_at=None)
    theirs = patients.filter(
        practice__in=access.memberships_of(user).filter(role=RoleName.PATIENT.value).values("practice")
    )
    whose = Q(patient__in=theirs) | Q(patient__in=own_patients(user))
    sessions = Session.objects.filter(whose, at__gte=now - BACK, at__lt=now + AHEAD).exclude(
        attendance__in=GONE
    )
    found = {one.thing: one for one in (*_sessions(sessions), *_chats(theirs, now))}
    return sorted(found.values(), key=lambda one: (one.at, one.thing))


def _sessions(rows: Iterable[Session]) -> Iterator[Appointment]:
    """Several people who meet at once are one appointment."""
    for row in rows:
        yield Appointment(str(row.meeting_id or row.pk), row.at, row.at + timedelta(minutes=row.minutes))


def _chats(patients: Iterable[Patient], now: datetime) -> Iterator[Appointment]:
    slots = ChatSlot.objects.filter(patient__in=patients, course__ended_on=None).select_related(
        "patient__practice"
    )
    for slot in slots:
        zone = ZoneInfo(slot.patient.practice.time_zone)
        today = now.astimezone(zone).date()
        for meeting in meetings(slot, today, today + AHEAD, zone):
            yield Appointment(f"{slot.pk}:{meeting.starts_at:%Y%m%d}", meeting.starts_at, meeting.ends_at)


def written(found: Iterable[Appointment], practice: Practice, now: datetime) -> bytes:
    """Return appointments as an iCalendar file (RFC 5545), on the clock of the practice, which it describes."""
    zone = ZoneInfo(practice.time_zone)
    calendar = Calendar()
    calendar.add("prodid", "-//Clew//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in found:
        event = Event()
        event.add("uid", f"{_opaque(one.thing)}@clew.invalid")
        event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
        event.add("dtstart", one.at.astimezone(zone))
        event.add("dtend", one.until.astimezone(zone))
        event.add("summary", SUMMARY)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _opaque(thing: str) -> uuid.UUID:
    """An id that stays the same and tells nobody which session it is."""
    return uuid.UUID(salted_hmac("clew.calendar", thing).hexdigest()[:32])
