"""Who stands in for whom today.

On the days of an absence its deputy may do what the absent clinician may, but for what would outlast the absence;
on every other day not. A day is a day on the practice's own clock. Whoever has stopped being a clinician of the
practice neither stands in nor is stood in for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clew.practice.models import Absence, CareTeamMember, Membership, Practice, User
from clew.practice.roles import ROLES, May, RoleName

DEPUTY = "deputy"
"""The role under which the log keeps what a deputy does."""

MAY = ROLES[RoleName.CLINICIAN].on_record - {May.MANAGE_TEAM, May.INVITE, May.ERASE}
"""What a deputy may do on a record: what the clinician may, but choosing who has a part in it, and erasing it."""


def today(practice: Practice) -> date:
    """Return the present day on the practice's own clock."""
    return timezone.localdate(timezone=ZoneInfo(practice.time_zone))


def _absences(practice: Practice) -> QuerySet[Absence]:
    """Return today's absences in a practice."""
    day = today(practice)
    return Absence.objects.filter(practice=practice, cancelled_at=None, first_day__lte=day, last_day__gte=day)


def _treats(practice: Practice, who: str) -> Exists:
    """Whether somebody is a clinician of the practice now."""
    return Exists(
        Membership.objects.filter(
            practice=practice,
            user=OuterRef(who),
            role=RoleName.CLINICIAN.value,
            ended_at=None,
            user__is_active=True,
        )
    )


def stood_in_for(deputy: User, practice: Practice) -> QuerySet[Absence]:
    """Return the absences of today for which somebody stands in."""
    return _absences(practice).filter(_treats(practice, "user"), _treats(practice, "deputy"), deputy=deputy)


def away(practice: Practice) -> dict[int, User | None]:
    """Return who is away today, by id, with the deputy; None where that one is no clinician here any more."""
    found = _absences(practice).select_related("deputy").annotate(able=_treats(practice, "deputy"))
    return {absence.user_id: absence.deputy if absence.able else None for absence in found}


def answered_by(user: User, held: Iterable[Membership]) -> Q:
    """Return which alerts somebody answers, as a filter; the records must be open to them besides.

    One's own; those of clinicians for whom one stands in today; and those that a deputy of one's own was given and
    cannot open any more, so that none is left behind when an absence is over.

    Args:
        user: who answers.
        held: their current roles, with the practice of each.
    """
    there = CareTeamMember.objects.filter(patient=OuterRef("patient"), user=OuterRef("owner"), ended_at=None)
    left_behind = Q(owner__in=Absence.objects.filter(user=user).values("deputy"))
    answers = Q(owner=user) | Q(~Exists(there), left_behind)
    for practice in {membership.practice for membership in held}:
        answers |= Q(owner__in=_absences(practice).filter(deputy=user).values("user"))
    return answers
