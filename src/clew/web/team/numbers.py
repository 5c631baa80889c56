"""Who is where in the practice: how many at each stage, who waits and how long, sessions a week. Nothing clinical."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from clew.practice.readings.counts import whereabouts
from clew.therapy.charts.course_picture import sparkline
from clew.therapy.charts.scene import svg

PAGE = 50


def numbers(request: HttpRequest) -> HttpResponse:
    """Show the numbers. Those who wait stand with their record number and without a name."""
    found = whereabouts(request.user, now=timezone.now())
    page = Paginator(found.waiting, PAGE).get_page(request.GET.get("page"))
    counts = [float(count) for _, count in found.held[:-1]]  # the present week is not over
    picture = svg(
        sparkline(counts, 0, max(1.0, *counts), title="Sessions held in each of the last whole weeks"),
        name="held",
    )
    return render(
        request,
        "team/numbers.html",
        {
            "here": "practice",
            "part": "numbers",
            "found": found,
            "page": page,
            "lines": [(one, one.weeks(found.today)) for one in page.object_list],
            "picture": picture,
        },
    )


urls = [path("practice/numbers/", numbers, name="practice_numbers")]
