"""Short addresses into the demonstration: `/see/mara/indication/` leads to that page of that fictional patient."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse
from django.utils.text import slugify

from clew.practice import access
from clew.practice.errors import NotFound
from clew.practice.models import User


def see(request: HttpRequest, who: str, page: str) -> HttpResponse:
    """Lead to one page of a fictional patient whose record the person may open; the page itself checks who may.

    The patient's own pages have nobody in their address: they are opened by who is signed in as that patient.
    """
    if not isinstance(request.user, User):
        return redirect("account_login")
    if page.startswith("own") and request.user.username == who:
        try:
            return redirect(reverse(page))
        except NoReverseMatch:
            raise NotFound from None
    fictional = access.caseload(request.user).filter(fictional=True, practice__demonstration=True)
    found = access.names(fictional, request.user, why="see")
    for patient_id, name in found.items():
        # A part of the name between hyphens, which may hold one itself: mara, lindqvist, li-na.
        if f"-{who}-" in f"-{slugify(name['name'])}-":
            try:
                return redirect(reverse(page, args=[patient_id]))
            except NoReverseMatch:
                raise NotFound from None
    raise NotFound


urls = [path("see/<slug:who>/<slug:page>/", see, name="see")]
