"""What every page shows: who is signed in, where they can go, and open alerts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clew.practice.access import roles_of
from clew.practice.models import Alert
from clew.practice.roles import CARE_RELATIONS, RoleName


def _roles(request: HttpRequest) -> set[str]:
    return {role.value for roles in roles_of(request.user).values() for role in roles}


def _alerts(request: HttpRequest) -> int:
    user = request.user
    if not user.is_authenticated:
        return 0
    return Alert.objects.filter(owner=user.pk).exclude(state=Alert.State.CLOSED).count()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; each is asked for only where a template uses it."""
    if not hasattr(request, "user"):
        return {}
    return {
        "held_roles": SimpleLazyObject(lambda: _roles(request)),
        "treats": SimpleLazyObject(lambda: bool(_roles(request) & {r.value for r in CARE_RELATIONS})),
        "manages": SimpleLazyObject(lambda: RoleName.MANAGER.value in _roles(request)),
        "open_alerts": SimpleLazyObject(lambda: _alerts(request)),
    }
