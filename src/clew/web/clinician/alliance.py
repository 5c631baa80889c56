"""The alliance: check-ins of both, what is worth asking about, and the history of ruptures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.readings import entries, ruptures
from clew.practice.readings.courses import chosen
from clew.practice.roles import May
from clew.therapy.charts.alliance_curve import alliance_curve
from clew.therapy.charts.scene import svg
from clew.therapy.knowledge.alliance import FINDINGS, SIMULATED
from clew.therapy.knowledge.ruptures import RUPTURE_MARKERS, RuptureFamily
from clew.web.pages import no_course, on_record, record_page


@on_record(to=May.READ_SESSIONS, view="alliance")
def alliance(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show both raters in one picture, what is worth asking about, and how far such flags can be trusted."""
    picked = chosen(chart, request.GET.get("course"))
    if picked.course is None:
        return no_course(request, chart, "alliance")
    page = ruptures.alliance_page(chart, picked.course, today=timezone.localdate())
    points = (*page.curve.patient, *page.curve.clinician) if page.curve else ()
    links = {
        p.ref: reverse("measure_entry", args=[chart.patient.pk, p.ref.partition(":")[2]]) for p in points
    }
    return record_page(
        request,
        "clinician/alliance.html",
        chart,
        tab="measures",
        sub="alliance",
        picked=picked,
        course=picked.course,
        page=page,
        picture=svg(alliance_curve(page.curve), links=links, name="alliance") if page.curve else "",
        now=[prompt for prompt in page.prompts if not prompt.past and prompt.within is None],
        within=[prompt for prompt in page.prompts if not prompt.past and prompt.within is not None],
        past=[prompt for prompt in page.prompts if prompt.past],
        findings=FINDINGS,
        simulated=SIMULATED,
        enters=chart.can(May.ENTER_MEASURES),
        writes=entries.may_write(chart, "rupture"),
    )


@on_record(to=May.READ_SESSIONS, view="ruptures")
def history(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show every rupture with its steps, its moments and what became of it."""
    picked = chosen(chart, request.GET.get("course"))
    if picked.course is None:
        return no_course(request, chart, "ruptures")
    page = ruptures.history(chart, picked.course, today=timezone.localdate())
    markers = [
        (family, [marker for marker in RUPTURE_MARKERS.values() if marker.family is family])
        for family in RuptureFamily
    ]
    return record_page(
        request,
        "clinician/ruptures.html",
        chart,
        tab="measures",
        sub="ruptures",
        picked=picked,
        course=picked.course,
        page=page,
        markers=markers,
        writes=entries.may_write(chart, "rupture"),
    )


_HERE = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_HERE}alliance/", alliance, name="alliance"),
    path(f"{_HERE}ruptures/", history, name="ruptures"),
]
