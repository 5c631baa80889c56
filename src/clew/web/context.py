"""What every page shows: who is signed in, where they can go, and open alerts."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clew.practice.access import held_by
from clew.practice.deputies import shares_duty
from clew.practice.models import Alert, Membership, Practice
from clew.practice.readings.caseload import own_alerts
from clew.practice.roles import CARE_RELATIONS, RoleName


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; each is asked for only where a template uses it."""
    if not hasattr(request, "user"):
        return {}

    @cache
    def held() -> list[Membership]:
        """The person's roles, each with its practice and the number of the person's open alerts: one query."""
        waiting = Count("user__alerts", filter=~Q(user__alerts__state=Alert.State.CLOSED))
        return list(held_by(request.user).annotate(waiting=waiting, shares=shares_duty()))

    def alerts() -> int:
        """How many open alerts the person answers; those of others count where they stand in for each other."""
        if any(membership.shares for membership in held()):
            mine = own_alerts(request.user, held())
            return sum(alert.state != Alert.State.CLOSED for alert in mine)
        return max((membership.waiting for membership in held()), default=0)

    def roles() -> set[str]:
        return {membership.role for membership in held()}

    def demonstration() -> bool:
        """Whether one of the person's practices is fictional; for who is signed out, one of the installation's."""
        if request.user.is_authenticated:
            return any(membership.practice.demonstration for membership in held())
        return Practice.objects.filter(demonstration=True).exists()

    return {
        "held_roles": SimpleLazyObject(roles),
        "treats": SimpleLazyObject(lambda: bool(roles() & {r.value for r in CARE_RELATIONS})),
        "manages": SimpleLazyObject(lambda: RoleName.MANAGER.value in roles()),
        "open_alerts": SimpleLazyObject(alerts),
        "demonstration": SimpleLazyObject(demonstration),
    }
