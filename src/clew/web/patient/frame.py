"""The frame of the patient's own pages: where one is, help now, and the quick exit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clew.practice.access import Chart

# The pages of a patient, in the order of the navigation: name and label.
TABS: tuple[tuple[str, str], ...] = (("own", "Home"),)


def own_page(
    request: HttpRequest, template: str, chart: Chart, *, here: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Draw one of the patient's own pages. `here` is the name of the page in the navigation that it belongs to."""
    frame = {"own_tabs": TABS, "own_here": here, "here": "own", "quick_exit": settings.CLEW_QUICK_EXIT}
    return render(request, template, {**frame, **context}, status=status)
