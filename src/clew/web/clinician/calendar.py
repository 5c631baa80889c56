"""A clinician's own sessions across patients: the calendar, and the sessions whose note is not signed. Names, no text."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.errors import NotFound
from clew.practice.models import Absence, Practice, Session, User
from clew.practice.readings import calendar as reading
from clew.practice.readings.unwritten import ToWrite, to_write
from clew.practice.roles import RoleName
from clew.therapy.course.slots import LAST_YEAR
from clew.web.pages import say


@dataclass(frozen=True, slots=True)
class Unwritten:
    """One note to write as a list shows it: whose, and the address where the cursor stands in it."""

    one: ToWrite
    names: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where it is written."""
        return place_of(self.one)


@dataclass(frozen=True, slots=True)
class Shown:
    """One appointment with who comes (the session and the patient's name), and the notes on it still to write."""

    kept: reading.Kept
    people: list[tuple[Session, str]]
    notes: list[Unwritten]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    day: date
    today: bool
    kept: list[Shown]
    away: Absence | None

    @property
    def empty(self) -> bool:
        """Whether nothing is on it."""
        return not self.kept and self.away is None


def _clinician(request: HttpRequest) -> tuple[User, Practice]:
    """Return who asks and where they treat; the first practice, for somebody who treats in several."""
    held = access.memberships_of(request.user).filter(role=RoleName.CLINICIAN.value)
    membership = held.select_related("practice", "user").order_by("pk").first()
    if membership is None:
        raise NotFound
    return membership.user, membership.practice


def _asked(text: str | None, otherwise: date) -> date:
    """Read the day that was asked for; today where it is none, or in no year that anybody plans."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return day if 1900 <= day.year <= LAST_YEAR else otherwise


def calendar(request: HttpRequest) -> HttpResponse:
    """Show a week or a month of one's own sessions."""
    user, practice = _clinician(request)
    with timezone.override(practice.time_zone):
        now, today = timezone.now(), timezone.localdate()
        around = _asked(request.GET.get("day"), today)
        month = request.GET.get("as") == "month"
        first, last = _month(around) if month else _week(around)
        kept = reading.own_sessions(user, ZoneInfo(practice.time_zone), first, last)
        away = reading.absences(user, first, last)
        names = _names([one for each in kept for one in each.sessions], user, "calendar")
        notes = to_write(user, now=now)
        shown = [_appointment(one, names, notes) for one in kept]
        days = [_day(first + timedelta(days=n), today, shown, away) for n in range((last - first).days + 1)]
        return render(
            request,
            "clinician/calendar.html",
            {
                "here": "calendar",
                "days": [one for one in days if _shown(one, month)],
                "month": month,
                "first": first,
                "last": last,
                "before": first - timedelta(days=1),
                "after": last + timedelta(days=1),
                "around": around,
                "today": today,
                "unwritten": len(notes),
                "now": now,
                "zone": practice.time_zone.replace("_", " "),
                "any": bool(kept),
            },
        )


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=months.monthrange(day.year, day.month)[1])


def _appointment(kept: reading.Kept, names: Mapping[UUID, str], notes: Sequence[ToWrite]) -> Shown:
    here = {session.pk for session in kept.sessions}
    return Shown(
        kept,
        [(session, names[session.patient_id]) for session in kept.sessions],
        with_names([one for one in notes if one.session.pk in here], names),
    )


def _day(day: date, today: date, shown: Sequence[Shown], away: Sequence[Absence]) -> Day:
    return Day(
        day,
        day == today,
        [one for one in shown if one.kept.day == day],
        next((one for one in away if one.first_day <= day <= one.last_day), None),
    )


def _shown(one: Day, month: bool) -> bool:
    """Whether a day stands in the view: of a week its working days, of a month the days with something on them."""
    return not one.empty or one.today or (not month and one.day.weekday() < 5)


def _names(sessions: list[Session], user: User, why: str) -> dict[UUID, str]:
    """Return the names of the patients of some sessions of one's own; the log tells of the whole list."""
    patients = {session.patient_id: session.patient for session in sessions}
    found = access.names(patients.values(), user, why=why) if patients else {}
    return {pk: who["name"] for pk, who in found.items()}


# -- Notes that are not signed -----------------------------------------------------------------------------------------


def place_of(one: ToWrite) -> str:
    """Return the address at which a note is written; of a meeting, who came is asked first where nobody said it."""
    session = one.session
    if one.together and session.meeting is not None:
        page = "joint_note" if one.told else "joint_record"
        return reverse(page, args=[session.meeting.joint_id, session.meeting_id]) + "?from=unwritten"
    return reverse("session", args=[session.patient_id, session.pk]) + "?from=unwritten#draft-progress"


def on_to_the_next(request: HttpRequest, user: User, *, after: datetime | None = None) -> HttpResponse:
    """Lead from a note that is done to the next one to write: what came after a time first, then the older ones."""
    left = to_write(user, now=timezone.now(), after=after)
    if left:
        say(
            request,
            "Done. "
            + (
                "This is the last note to write."
                if len(left) == 1
                else f"{len(left)} notes are left to write, this one first."
            ),
        )
        return redirect(place_of(left[0]))
    return redirect("unwritten")


def with_names(notes: Sequence[ToWrite], names: Mapping[UUID, str]) -> list[Unwritten]:
    """Return notes to write, each with the names of those it is about."""
    return [Unwritten(one, tuple(names[session.patient_id] for session in one.sessions)) for one in notes]


def unwritten(request: HttpRequest) -> HttpResponse:
    """List the sessions that are over and have no signed progress note, the oldest first."""
    user, practice = _clinician(request)
    with timezone.override(practice.time_zone):
        notes = to_write(user, now=timezone.now())
        names = _names([session for one in notes for session in one.sessions], user, "unwritten")
        return render(
            request, "clinician/unwritten.html", {"here": "calendar", "lines": with_names(notes, names)}
        )


def unwritten_next(request: HttpRequest) -> HttpResponse:
    """Lead to the next note to write: the oldest."""
    user, _ = _clinician(request)
    left = to_write(user, now=timezone.now())
    return redirect(place_of(left[0]) if left else reverse("unwritten"))


urls = [
    path("calendar/", calendar, name="calendar"),
    path("calendar/unwritten/", unwritten, name="unwritten"),
    path("calendar/unwritten/next/", unwritten_next, name="unwritten_next"),
]
