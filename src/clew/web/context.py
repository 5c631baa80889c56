"""What every page shows: who is signed in, where they can go, and open alerts."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clew.practice.access import roles_of
from clew.practice.models import Alert, Practice
from clew.practice.roles import CARE_RELATIONS, RoleName


def _alerts(request: HttpRequest) -> int:
    user = request.user
    if not user.is_authenticated:
        return 0
    return Alert.objects.filter(owner=user.pk).exclude(state=Alert.State.CLOSED).count()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; each is asked for only where a template uses it."""
    if not hasattr(request, "user"):
        return {}

    @cache
    def held() -> dict[Any, set[RoleName]]:
        return roles_of(request.user)

    def roles() -> set[str]:
        return {role.value for roles in held().values() for role in roles}

    def demonstration() -> bool:
        """Whether one of the person's practices is fictional; for who is signed out, one of the installation's."""
        practices = Practice.objects.filter(demonstration=True)
        if request.user.is_authenticated:
            practices = practices.filter(pk__in=held())
        return practices.exists()

    return {
        "held_roles": SimpleLazyObject(roles),
        "treats": SimpleLazyObject(lambda: bool(roles() & {r.value for r in CARE_RELATIONS})),
        "manages": SimpleLazyObject(lambda: RoleName.MANAGER.value in roles()),
        "open_alerts": SimpleLazyObject(lambda: _alerts(request)),
        "demonstration": SimpleLazyObject(demonstration),
    }
