"""The frame of the patient's own pages: where one is, help now, the quick exit, and when they stay closed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Set
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.contacts import closed_because
from clew.practice.readings.looks import looks
from clew.practice.roles import May, RoleName

P = ParamSpec("P")

# The pages of a patient, in the order of the navigation: name and label.
TABS: tuple[tuple[str, str], ...] = (
    ("own", "Home"),
    ("own_questionnaires", "Questionnaires"),
    ("own_journal", "Journal"),
    ("own_programme", "Programme"),
    ("own_messages", "Messages"),
    ("own_safety_plan", "Safety plan"),
)


def own_page(
    request: HttpRequest, template: str, chart: Chart, *, here: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Draw one of the patient's own pages. `here` is the name of the page in the navigation that it belongs to."""
    frame = {
        "own_tabs": TABS,
        "own_here": here,
        "here": "own",
        "quick_exit": settings.CLEW_QUICK_EXIT,
        "owner": owner(chart),
    }
    return render(request, template, {**frame, **context}, status=status)


def draw_own(
    request: HttpRequest, template: str, held: Set[RoleName], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Draw a page of one's own settings; a patient's in the frame of the patient's pages, with help and the quick exit."""
    if held == {RoleName.PATIENT}:
        chart = access.open_own(request.user, to=May.READ_OWN, view="settings")
        layout = {"layout": "patient/base_patient.html"}
        return own_page(request, template, chart, here="", status=status, **layout, **context)
    return render(request, template, {"layout": "base.html", "here": "settings", **context}, status=status)


def owner(chart: Chart) -> str:
    """Return a word that a browser tells the people apart by whose texts it keeps; it leads nobody to a record."""
    return hashlib.sha256(f"clew device {chart.patient.pk}".encode()).hexdigest()[:24]


def open_page(
    view: Callable[Concatenate[HttpRequest, Chart, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Chart, P], HttpResponse]:
    """Keep one of the patient's own pages closed while it must be, whatever is sent to it.

    Goes below `on_own_record`. Help, who looked and the quick exit never go through here: they are always open.
    """

    @functools.wraps(view)
    def opened(request: HttpRequest, chart: Chart, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if why := closed_because(chart.patient):
            status = 403 if request.method == "POST" else 200
            seen = looks(chart)[:5]
            closed = own_page(
                request, "patient/closed.html", chart, here="own", status=status, why=why, looks=seen
            )
            closed["X-Closed"] = why  # for the script that sends what a device kept: not signed out, closed
            return closed
        return view(request, chart, *args, **kwargs)

    return opened
