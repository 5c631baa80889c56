"""The course page: the course picture and what the course is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.readings import course as reading
from clew.practice.readings.courses import chosen
from clew.practice.roles import May
from clew.therapy.charts.course_picture import Kept, course_picture, rows
from clew.therapy.charts.life_lane import key
from clew.therapy.charts.scene import svg
from clew.therapy.course import expected
from clew.web.pages import no_course, on_record, record_page

OPENS = {"session": "session", "measure": "measure_entry", "alert": "alert", "entry": "entry"}


def addresses(chart: Chart, refs: Iterable[str]) -> dict[str, str]:
    """Return the address of each ref such as `session:<id>`, for those that this person may open."""
    links = {}
    for ref in refs:
        kind, _, pk = ref.partition(":")
        if kind == "session" and not chart.can(May.READ_SESSIONS):
            continue
        if kind == "formulation":
            links[ref] = reverse("formulation_versions", args=[chart.patient.pk])
        elif kind in OPENS:
            links[ref] = reverse(OPENS[kind], args=[chart.patient.pk, pk])
    return links


@on_record(to=May.SEE_COURSE, view="course")
def course(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Draw the whole treatment."""
    picked = chosen(chart, request.GET.get("course"))
    current = picked.course
    if current is None:
        return no_course(request, chart, "course")
    today = timezone.localdate()
    window, around = None, request.GET.get("around", "")
    if around:
        try:
            window = reading.month(date.fromisoformat(around))
        except ValueError:
            window = None
    page = reading.course_page(chart, current, today=today, window=window)
    data = page.data
    shown = [one for one in data.happenings if data.first <= one.day <= data.last]
    refs = [
        *(p.ref for p in (*data.symptoms, *data.alliance_patient)),
        *(b.ref for b in data.beads),
        *(h.ref for h in data.happenings),
        *(c.ref for c in data.check_ins if c.ref),
    ]
    planned = (bead for bead in data.beads if bead.kept is Kept.PLANNED and bead.day >= data.today)
    upcoming = next(planned, None)
    return record_page(
        request,
        "clinician/course.html",
        chart,
        tab="course",
        course=current,
        picked=picked,
        picture=svg(course_picture(data), links=addresses(chart, refs), name="course"),
        signs=[(svg(sign, name=f"sign-{n}"), words) for n, (sign, words) in enumerate(key(shown), start=1)],
        table=rows(data),
        window=window,
        earlier=window and window[0].isoformat(),
        later=window and window[1].isoformat(),
        data=data,
        reference=expected.PROPORTIONAL,
        today=today,
        goals=page.goals,
        alerts=page.alerts,
        ruptures=page.ruptures,
        upcoming=upcoming,
        upcoming_on=data.start + timedelta(days=upcoming.day) if upcoming else None,
        reason=chart.text(current, "reason"),
        focus=chart.text(current, "focus"),
        referral=chart.text(current, "referral"),
    )


urls = [path("patients/<uuid:patient_id>/", course, name="course")]
