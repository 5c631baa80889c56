"""A clinician's own sessions across patients: the calendar, and the sessions whose note is not signed. Names, no text."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
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
from clew.practice.roles import RoleName
from clew.therapy.course.slots import LAST_YEAR


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar; each session with the patient's name."""

    day: date
    today: bool
    kept: list[tuple[reading.Kept, str]]
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
        today = timezone.localdate()
        around = _asked(request.GET.get("day"), today)
        month = request.GET.get("as") == "month"
        first, last = _month(around) if month else _week(around)
        kept = reading.own_sessions(user, ZoneInfo(practice.time_zone), first, last)
        away = reading.absences(user, first, last)
        names = _names([one.session for one in kept], user, "calendar")
        days = [
            _day(first + timedelta(days=n), today, kept, names, away) for n in range((last - first).days + 1)
        ]
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
                "unwritten": len(reading.unwritten(user)),
                "now": timezone.now(),
                "zone": practice.time_zone.replace("_", " "),
                "any": bool(kept),
            },
        )


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=months.monthrange(day.year, day.month)[1])


def _day(
    day: date,
    today: date,
    kept: list[reading.Kept],
    names: dict[UUID, str],
    away: list[Absence],
) -> Day:
    return Day(
        day,
        day == today,
        [(one, names[one.session.patient_id]) for one in kept if one.day == day],
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


def unwritten(request: HttpRequest) -> HttpResponse:
    """List the sessions that were held and have no signed progress note, the oldest first."""
    user, practice = _clinician(request)
    with timezone.override(practice.time_zone):
        sessions = reading.unwritten(user)
        names = _names(sessions, user, "unwritten")
        lines = [(session, names[session.patient_id]) for session in sessions]
        return render(request, "clinician/unwritten.html", {"here": "calendar", "lines": lines})


def unwritten_next(request: HttpRequest) -> HttpResponse:
    """Lead to the next session without a signed note: the oldest, or the one after the session that is named."""
    user, _ = _clinician(request)
    sessions = reading.unwritten(user)
    left = [one for one in sessions if str(one.pk) != request.GET.get("but")]
    if not left:
        return redirect("unwritten")
    place = reverse("session", args=[left[0].patient_id, left[0].pk])
    return redirect(f"{place}?from=unwritten#draft-progress")


urls = [
    path("calendar/", calendar, name="calendar"),
    path("calendar/unwritten/", unwritten, name="unwritten"),
    path("calendar/unwritten/next/", unwritten_next, name="unwritten_next"),
]
