"""The way back from a form to the page that led to it, carried in the address and trusted only within one record."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from clew.practice.access import Chart

BACK = "back"
LONGEST = 500  # characters of an address; anything longer was not made by a page of Clew


def way_back(request: HttpRequest, chart: Chart) -> str | None:
    """Return the page that `?back=` names, or None where it names none of this record's own pages.

    Whoever makes a link decides what stands in it, so that an address of another site, of another record, or of
    nothing at all leads nowhere.
    """
    given = request.GET.get(BACK, "")
    own = reverse("course", args=[chart.patient.pk])
    if not given.startswith(own) or len(given) > LONGEST or not given.isprintable():
        return None
    parts = urlsplit(given)
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or "\\" in path or ".." in path.split("/"):
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    return given if found.kwargs.get("patient_id") == chart.patient.pk else None
