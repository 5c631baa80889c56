"""Who is away and who stands in: days and names of colleagues, nothing about a patient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from clew.practice import deputies
from clew.practice.models import Absence, Membership, Practice, User
from clew.practice.roles import RoleName


@dataclass(frozen=True, slots=True)
class Away:
    """One absence as a page shows it. `now`: it is one of its days today; `over`: its days have gone by."""

    absence: Absence
    now: bool
    over: bool


def absences(practice: Practice, *, of: User | None = None) -> list[Away]:
    """Return the absences of a practice that were not cancelled, the next first and then those that are over.

    Args:
        practice: whose; ask `access.practice_for` first.
        of: only those in which this person is away or stands in.
    """
    rows = Absence.objects.filter(practice=practice, cancelled_at=None).select_related(
        "user", "deputy", "practice"
    )
    if of is not None:
        rows = rows.filter(Q(user=of) | Q(deputy=of))
    day = deputies.today(practice)
    found = [
        Away(row, now=row.first_day <= day <= row.last_day, over=row.last_day < day)
        for row in rows.order_by("first_day", "pk")
    ]
    return [one for one in found if not one.over] + [one for one in reversed(found) if one.over]


def clinicians(practice: Practice) -> list[User]:
    """Return who can be away and stand in: the clinicians of a practice, by name."""
    held = Membership.objects.filter(
        practice=practice, role=RoleName.CLINICIAN.value, ended_at=None, user__is_active=True
    )
    return [one.user for one in held.select_related("user").order_by("user__name", "user__pk")]


def of_team(practice: Practice, people: Iterable[User]) -> list[Away]:
    """Return the absences of some people that go on or are still to come, the next first."""
    ids = {person.pk for person in people}
    return [one for one in absences(practice) if one.absence.user_id in ids and not one.over]
