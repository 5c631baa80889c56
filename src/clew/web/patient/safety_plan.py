"""The patient's own safety plan: the version in force, on paper in two sizes, and for a copy on the patient's device."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.contacts import help_at
from clew.practice.readings.entries import Written
from clew.practice.readings.safety_plan import found_plan
from clew.practice.roles import May
from clew.therapy.forms import Line
from clew.therapy.forms.safety import PATIENTS_OWN
from clew.web.pages import on_own_record
from clew.web.patient.frame import own_page
from clew.web.templatetags.web import day


def _parts(plan: Written | None) -> list[Line]:
    """The headings that are filled in, in the order in which they help."""
    return [line for line in plan.lines if line.field.slug in PATIENTS_OWN] if plan else []


SIZES = {"": "A whole page", "pocket": "Pocket size"}


@on_own_record(to=May.READ_OWN, view="own_safety_plan")
def plan(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the plan. It stays open when the other pages are closed: it is help."""
    found = found_plan(chart, to=May.READ_OWN)
    size = request.GET.get("size", "")
    return own_page(
        request,
        "patient/safety_plan.html",
        chart,
        here="own_safety_plan",
        plan=found,
        parts=_parts(found),
        together=found is not None and found.get("made") == "together",
        size=size if size in SIZES else "",
        sizes=SIZES.items(),
        help=help_at(chart.patient.practice, timezone.now()),
    )


@on_own_record(to=May.READ_OWN, view="own_safety_plan")
def copy(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Give the plan in force to the patient's own device, which keeps it if the patient asked for that."""
    found = found_plan(chart, to=May.READ_OWN)
    if found is None:
        return JsonResponse({"version": "", "made": "", "parts": []})
    parts = [{"title": line.field.label, "text": line.text} for line in _parts(found)]
    return JsonResponse({"version": str(found.entry.pk), "made": day(found.entry.on), "parts": parts})


urls = [
    path("me/safety-plan/", plan, name="own_safety_plan"),
    path("me/safety-plan/copy/", copy, name="own_safety_plan_copy"),
]
