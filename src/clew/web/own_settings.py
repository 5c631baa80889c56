"""One's own settings: light or dark, second factor, signed-in devices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from clew.practice import coder_tuning, second_coder
from clew.practice.access import roles_of
from clew.practice.roles import ROLES
from clew.web.patient.frame import draw_own

THEMES = {"system": "As the device", "light": "Light", "dark": "Dark"}


def settings(request: HttpRequest) -> HttpResponse:
    """Show the settings."""
    held = {role for roles in roles_of(request.user).values() for role in roles}
    return draw_own(
        request,
        "settings.html",
        held,
        {
            "themes": THEMES.items(),
            "theme": request.COOKIES.get("theme", "system"),
            "roles": [ROLES[role] for role in sorted(held)],
            "second_coder": second_coder.configured(),
            "coder": coder_tuning.name_for(request.user),
        },
    )


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep light or dark in a cookie that says nothing else."""
    response = redirect("settings")
    theme = request.POST.get("theme", "system")
    if theme in ("light", "dark"):
        response.set_cookie("theme", theme, max_age=31_536_000, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("theme")
    return response


urls = [
    path("settings/", settings, name="settings"),
    path("settings/theme/", choose_theme, name="choose_theme"),
]
