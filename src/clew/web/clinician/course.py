"""The course page: the course picture and what the course is about."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.models import Alert, Goal
from clew.practice.readings import course as reading
from clew.practice.roles import May
from clew.therapy.charts.course_picture import Kept, course_picture, rows
from clew.therapy.charts.scene import svg
from clew.web.pages import on_record, record_page

OPENS = {"session": "session", "measure": "measure_entry", "alert": "alert"}


def _links(chart: Chart, refs: list[str]) -> dict[str, str]:
    """Return the address that each spot of the picture opens, for those this person may open."""
    links = {}
    for ref in refs:
        kind, _, pk = ref.partition(":")
        if kind == "session" and not chart.can(May.READ_SESSIONS):
            continue
        if kind == "formulation":
            links[ref] = reverse("formulation", args=[chart.patient.pk])
        elif kind in OPENS:
            links[ref] = reverse(OPENS[kind], args=[chart.patient.pk, pk])
    return links


@on_record(to=May.SEE_COURSE, view="course")
def course(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Draw the whole treatment."""
    current = chart.course
    if current is None:
        return record_page(request, "clinician/course_none.html", chart, tab="course")
    today = timezone.localdate()
    window, around = None, request.GET.get("around", "")
    if around:
        try:
            window = reading.month(date.fromisoformat(around))
        except ValueError:
            window = None
    data = reading.course_data(chart, current, today=today, window=window)
    refs = [
        *(p.ref for p in (*data.symptoms, *data.alliance_patient)),
        *(b.ref for b in data.beads),
        *(h.ref for h in data.happenings),
    ]
    goals = [
        (goal, chart.text(goal, "patient_words"), chart.text(goal, "clinician_words"))
        for goal in chart.rows(Goal, to=May.SEE_COURSE).filter(course=current)
    ]
    alerts = (
        chart.rows(Alert, to=May.READ_ALERTS).exclude(state=Alert.State.CLOSED).select_related("owner")
        if chart.can(May.READ_ALERTS)
        else []
    )
    planned = (bead for bead in data.beads if bead.kept is Kept.PLANNED and bead.day >= data.today)
    upcoming = next(planned, None)
    return record_page(
        request,
        "clinician/course.html",
        chart,
        tab="course",
        course=current,
        picture=svg(course_picture(data), links=_links(chart, refs), name="course"),
        table=rows(data),
        window=window,
        zoom_to=[
            (bead.number, data.start.fromordinal(data.start.toordinal() + bead.day)) for bead in data.beads
        ],
        today=today,
        goals=goals,
        alerts=alerts,
        upcoming=upcoming,
        upcoming_on=data.start + timedelta(days=upcoming.day) if upcoming else None,
        reason=chart.text(current, "reason"),
        focus=chart.text(current, "focus"),
        referral=chart.text(current, "referral"),
    )


urls = [path("patients/<uuid:patient_id>/", course, name="course")]
