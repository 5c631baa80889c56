"""What is worth a look: every prompt with its reason, what may lie behind it, and what was done about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.readings import entries
from clew.practice.readings import monitoring as reading
from clew.practice.readings.courses import chosen
from clew.practice.roles import May
from clew.therapy.course import expected, review
from clew.web.pages import no_course, on_record, record_page


@on_record(to=May.READ_MEASURES, view="monitoring")
def monitoring(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what asks for a look today, what was looked at, and what a review asks."""
    picked = chosen(chart, request.GET.get("course"))
    today = timezone.localdate()
    if picked.course is None:
        return no_course(request, chart, "monitoring")
    page = reading.monitoring(chart, picked.course, today=today)
    return record_page(
        request,
        "clinician/monitoring.html",
        chart,
        tab="measures",
        sub="monitoring",
        picked=picked,
        course=picked.course,
        page=page,
        today=today,
        review=review,
        reference=expected.PROPORTIONAL,
        published=expected.PUBLISHED,
        writes=entries.may_write(chart, "flag_look"),
        decides=entries.may_write(chart, "otherwise"),
    )


urls = [path("patients/<uuid:patient_id>/monitoring/", monitoring, name="monitoring")]
