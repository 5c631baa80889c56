"""The unread report: alerts that nobody answered in time or that did not arrive; and how alerts went."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from clew.practice import access
from clew.practice.errors import NotFound
from clew.practice.models import Membership
from clew.practice.readings import unread as reading
from clew.practice.readings.caseload import answers
from clew.practice.roles import RoleName

_ANSWER = (RoleName.CLINICIAN.value, RoleName.PRESCRIBER.value)


def unread(request: HttpRequest) -> HttpResponse:
    """Show one's own alerts that wait too long, with names; to a manager how many wait with whom, without."""
    held = list(access.held_by(request.user))
    works = [one for one in held if one.role in (*_ANSWER, RoleName.MANAGER.value)]
    if not works:
        raise NotFound
    now, practice = timezone.now(), works[0].practice
    manages = next((one.practice for one in works if one.role == RoleName.MANAGER.value), None)
    with timezone.override(practice.time_zone):
        return render(
            request,
            "team/unread.html",
            {
                "here": "practice" if manages and not _treats(works) else "alerts",
                "part": "unread",
                "base": "team/base.html" if manages else "base.html",
                "mine": _mine(request, held) if _treats(works) else None,
                "owned": reading.by_owner(reading.of_practice(manages, now=now)) if manages else None,
                "went": reading.how_they_went(practice, now=now),
                "fewest": reading.FEWEST,
                "days": reading.LOOKED_BACK.days,
                "practice": practice,
                "now": now,
            },
        )


def _treats(works: list[Membership]) -> bool:
    return any(one.role in _ANSWER for one in works)


def _mine(request: HttpRequest, held: list[Membership]) -> list[tuple[reading.Unread, str]]:
    """Return the report of what the person answers, each with the patient's name."""
    found = reading.unread(answers(request.user, held), now=timezone.now())
    patients = {one.alert.patient_id: one.alert.patient for one in found}
    who = access.names(patients.values(), request.user, why="unread") if patients else {}
    return [(one, who[one.alert.patient_id]["name"]) for one in found]


urls = [path("alerts/unread/", unread, name="unread")]
