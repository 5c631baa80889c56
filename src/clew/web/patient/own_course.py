"""The patient's own answers over time, as the two agreed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from clew.practice.access import Chart
from clew.practice.readings.own_course import own_course as reading
from clew.practice.roles import May
from clew.therapy.charts.own_answers import own_answers
from clew.therapy.charts.scene import svg
from clew.web.pages import on_own_record
from clew.web.patient.frame import open_page, own_page


@on_own_record(to=May.READ_OWN, view="own_course")
@open_page
def own_course(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show them in words or as a picture, or say what has to be agreed first."""
    found = reading(chart)
    data = found.picture
    return own_page(
        request,
        "patient/own_course.html",
        chart,
        here="own_questionnaires",
        found=found,
        picture=svg(own_answers(data), name="own-answers") if data else "",
    )


urls = [path("me/course/", own_course, name="own_course")]
