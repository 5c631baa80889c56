"""Being away: who stands in, on which days."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from clew.practice import deputies
from clew.practice.access import memberships_of
from clew.practice.actions.base import in_practice
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Absence, Practice, User
from clew.practice.roles import ROLES, May, RoleName


def plan_absence(
    *,
    practice: Practice,
    user: User,
    deputy: User,
    first_day: date,
    last_day: date,
    by: User,
    today: date | None = None,
    key: str | None = None,
) -> Absence:
    """Say that a clinician is away, both days included, and who stands in.

    On those days the deputy opens the absent clinician's records, answers their alerts and appears in the log as
    deputy. The clinician plans this, or who looks after the practice's people, for instance when somebody is ill.
    `today` is the present day unless told; days that are over cannot be planned.

    Raises:
        NotFound: the person may not plan this absence.
        PracticeError: the days are the wrong way round or over, one of the two is no clinician of the practice, they
            are the same person, or one of them is away or stands in already on one of these days.
        AlreadyDone: the same `key` was used before.
    """
    _must_answer_for(user, practice, by)
    if last_day < first_day:
        raise PracticeError("The last day lies before the first. Correct one of the two days.")
    if last_day < (today or deputies.today(practice)):
        raise PracticeError("These days are over. Choose days from today on.")
    if user.pk == deputy.pk:
        raise PracticeError("Choose somebody else to stand in.")
    for one in (user, deputy):
        if not one.is_active or not _roles(one, practice) & {RoleName.CLINICIAN}:
            raise PracticeError(
                f"{one} is no clinician of this practice, and only clinicians stand in for each other."
            )
    with in_practice(
        practice,
        "absence.plan",
        by=by,
        kind="user",
        object=user.pk,
        detail={"deputy": deputy.pk, "first": first_day.isoformat(), "last": last_day.isoformat()},
        key=key,
    ) as event:
        same_days = Absence.objects.filter(
            practice=practice, cancelled_at=None, first_day__lte=last_day, last_day__gte=first_day
        )
        if same_days.filter(user=user).exists():
            raise PracticeError(f"{user} is down as away on one of these days already. Cancel that first.")
        if same_days.filter(user=deputy).exists():
            raise PracticeError(f"{deputy} is away on one of these days. Choose somebody else to stand in.")
        if same_days.filter(deputy=user).exists():
            raise PracticeError(
                f"{user} stands in for somebody on one of these days. Let somebody else do that first."
            )
        return Absence.objects.create(
            practice=practice, user=user, deputy=deputy, first_day=first_day, last_day=last_day, event=event
        )


def cancel_absence(*, absence: Absence, by: User) -> None:
    """Take an absence back, or end it early: from this moment nobody stands in. Asking twice is the same as once.

    Raises:
        NotFound: the person may not cancel this absence.
    """
    _must_answer_for(absence.user, absence.practice, by)
    with in_practice(
        absence.practice,
        "absence.cancel",
        by=by,
        kind="user",
        object=absence.user_id,
        detail={"absence": absence.pk},
    ):
        absence.refresh_from_db()
        if absence.cancelled_at is None:
            absence.cancelled_at = timezone.now()
            absence.save(update_fields=["cancelled_at"])


def _roles(user: User, practice: Practice) -> set[RoleName]:
    return {RoleName(held.role) for held in memberships_of(user).filter(practice=practice)}


def _must_answer_for(user: User, practice: Practice, by: User) -> None:
    """Refuse whoever is neither the one who is away nor looks after the practice's people."""
    held = _roles(by, practice)
    if RoleName.CLINICIAN in held and by.pk == user.pk:
        return
    if not any(May.MANAGE_PEOPLE in ROLES[role].in_practice for role in held):
        raise NotFound
