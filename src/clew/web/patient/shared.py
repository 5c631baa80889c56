"""What is shared with the patient: every entry, who shared it, and since when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from clew.practice.access import Chart
from clew.practice.readings import shared as reading
from clew.practice.roles import May
from clew.web.pages import on_own_record
from clew.web.patient.frame import open_page, own_page

# What the patient's own pages show already, in the patient's words: what it is called there, the page and the place on it.
ELSEWHERE = {
    "goal": ("One of your goals", "own", "goals"),
    "plain_formulation": ("What you have understood together", "own", "understood"),
    "relapse_plan": ("Your plan if it comes back", "own", "plan-back"),
    "safety_plan": ("Your safety plan", "own_safety_plan", ""),
}


@on_own_record(to=May.READ_OWN, view="own_shared")
@open_page
def shared(request: HttpRequest, chart: Chart) -> HttpResponse:
    """List what is shared with the patient, and say what the patient shares."""
    found = reading.shared(chart)
    lines = [(one, *ELSEWHERE.get(one.written.form.slug, ("", "", ""))) for one in found.theirs]
    return own_page(
        request, "patient/shared.html", chart, here="own", lines=lines, shared_pages=found.journal
    )


urls = [path("me/shared/", shared, name="own_shared")]
