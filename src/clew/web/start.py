"""The first page after signing in, by role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from clew.practice.access import roles_of
from clew.practice.roles import CARE_RELATIONS, RoleName


def start(request: HttpRequest) -> HttpResponse:
    """Send each person to where their work is."""
    held = {role for roles in roles_of(request.user).values() for role in roles}
    if held & set(CARE_RELATIONS):
        return redirect("caseload")
    for role, page in (
        (RoleName.PATIENT, "own"),
        (RoleName.MANAGER, "practice"),
        (RoleName.RESEARCHER, "knowledge"),
    ):
        if role in held:
            return redirect(page)
    return render(request, "no_role.html")


urls = [path("", start, name="start")]
