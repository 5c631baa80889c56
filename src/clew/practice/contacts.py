"""Whose crisis contacts are shown where: each practice's own, as somebody there has checked them. What stays closed without."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from clew.practice.access import is_treated, memberships_of
from clew.practice.models import Patient, Practice, User, VerifiedContacts
from clew.therapy.errors import TherapyError
from clew.therapy.safety.contacts import CountryContacts, Help, help_for, may_open_patient_pages
from clew.therapy.safety.levels import WorkingHours


def directory(practice: Practice) -> Mapping[str, CountryContacts]:
    """Return what the practice verified last for its country, by the country's code; empty if nothing.

    Whether it still holds is for `help_for` to say. What an earlier version of Clew let in and this one refuses
    counts as not verified, so that a help page always opens.
    """
    latest = (
        VerifiedContacts.objects.filter(practice=practice, country=practice.country)
        .select_related("verified_by")
        .order_by("-pk")
        .first()
    )
    try:
        return {latest.country: latest.read()} if latest else {}
    except TherapyError:
        return {}


def day_at(practice: Practice, now: datetime) -> date:
    """Return the date on the practice's own clock: a check made today counts today, wherever the server stands."""
    return now.astimezone(ZoneInfo(practice.time_zone)).date()


def hours_of(practice: Practice) -> WorkingHours | None:
    """Return when somebody is there to answer; None for a practice that is open on no day."""
    return practice.hours if practice.working_days else None


def help_at(practice: Practice | None, now: datetime) -> Help:
    """Return the help to show for a practice; without one, the universal text alone."""
    if practice is None:
        return help_for(None, now.date(), {})
    return help_for(practice.country, day_at(practice, now), directory(practice))


def contacts_checked(practice: Practice) -> bool:
    """Whether the practice's crisis contacts were verified lately; people who are made up need none."""
    return practice.demonstration or may_open_patient_pages(
        practice.country, day_at(practice, timezone.now()), directory(practice)
    )


def closed_because(patient: Patient) -> str:
    """Return why a patient's own pages stay closed, `contacts` or `nobody`, or nothing where they are open.

    Crisis contacts must be checked, and somebody must treat the person: there is no Clew for a patient alone.
    """
    if not contacts_checked(patient.practice):
        return "contacts"
    return "" if is_treated(patient) else "nobody"


def only_practice() -> Practice | None:
    """Return the practice of this installation if there is exactly one; for pages without a sign-in."""
    found = list(Practice.objects.all()[:2])
    return found[0] if len(found) == 1 else None


def practice_of(user: User | AnonymousUser) -> Practice | None:
    """Return the practice in which a person has a role if it is exactly one."""
    found = {membership.practice for membership in memberships_of(user).select_related("practice")}
    return found.pop() if len(found) == 1 else None
