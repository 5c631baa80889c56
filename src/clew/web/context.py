"""What every page shows: who is signed in, where they can go, and open alerts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clew.practice.access import held_by
from clew.practice.models import Membership, Practice
from clew.practice.readings.caseload import open_alerts
from clew.practice.readings.notices import untold_in
from clew.practice.roles import CARE_RELATIONS, RoleName

_TREATING = {relation.value for relation in CARE_RELATIONS}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; each is asked for only where a template uses it."""
    if not hasattr(request, "user"):
        return {}

    @cache
    def held() -> Sequence[Membership]:
        """The person's roles, each with its practice; opening a record has asked for them already."""
        known: Sequence[Membership] = getattr(request, "held", ())
        return known or list(held_by(request.user))

    @cache
    def alerts() -> tuple[int, int]:
        """How many open alerts the person answers, those of whom they stand in for too, and of how many nobody was told."""
        return open_alerts(request.user, held()) if roles() & _TREATING else (0, 0)

    def untold() -> int:
        """The same for the whole practice, for who looks after it: a number and nothing more."""
        practice = next((one.practice for one in held() if one.role == RoleName.MANAGER.value), None)
        return untold_in(practice) if practice else 0

    def roles() -> set[str]:
        return {membership.role for membership in held()}

    def demonstration() -> bool:
        """Whether one of the person's practices is fictional; for who is signed out, one of the installation's."""
        if request.user.is_authenticated:
            return any(membership.practice.demonstration for membership in held())
        return Practice.objects.filter(demonstration=True).exists()

    return {
        "held_roles": SimpleLazyObject(roles),
        "treats": SimpleLazyObject(lambda: bool(roles() & _TREATING)),
        "manages": SimpleLazyObject(lambda: RoleName.MANAGER.value in roles()),
        "open_alerts": SimpleLazyObject(lambda: alerts()[0]),
        "untold_alerts": SimpleLazyObject(lambda: alerts()[1]),
        "untold_in_practice": SimpleLazyObject(untold),
        "demonstration": SimpleLazyObject(demonstration),
    }
