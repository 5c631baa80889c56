"""The frame and its changes, and the phases of a course with its reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import plan as actions
from clew.practice.actions.in_force import frame_values
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Course
from clew.practice.readings import entries
from clew.practice.readings import phases as reading
from clew.practice.readings import plan as plans
from clew.practice.readings.after import after
from clew.practice.readings.courses import Chosen, chosen
from clew.practice.readings.due import Due, gathered, of_care, of_treatment
from clew.practice.roles import May
from clew.therapy.course.frame import USUALLY
from clew.therapy.course.phases import PHASES
from clew.therapy.errors import TherapyError
from clew.therapy.forms import form
from clew.web.clinician.course import addresses
from clew.web.entry_forms import EntryForm
from clew.web.pages import new_key, no_course, on_record, record_page, say


@on_record(to=May.PLAN, view="plan_frame")
def frame(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Write down the frame that was agreed, or change it. What was agreed before is kept."""
    course = chart.course
    if course is None:
        raise PracticeError("Open a course of treatment first.")
    definition = form("frame")
    initial = {**frame_values(course), "on_day": timezone.localdate(), "key": new_key()}
    filled = EntryForm(definition, request.POST or None, initial=initial)
    if request.method == "POST" and filled.is_valid():
        try:
            actions.change_frame(
                chart=chart,
                course=course,
                values=filled.values,
                on=filled.cleaned_data["on_day"],
                key=filled.cleaned_data["key"] or None,
            )
        except AlreadyDone:
            return redirect("plan", chart.patient.pk)
        except (PracticeError, TherapyError) as problem:
            filled.add_error(None, str(problem))
        else:
            noted = plans.frame_notes(course)
            say(
                request,
                "The frame is saved; what was agreed before is kept."
                + (" Something about it is worth knowing: see beside it." if noted else ""),
            )
            return redirect("plan", chart.patient.pk)
    return record_page(
        request,
        "clinician/plan_frame.html",
        chart,
        tab="plan",
        sub="plan",
        usually=USUALLY.values(),
        definition=definition,
        form=filled,
        back="plan",
        status=422 if filled.errors else 200,
    )


@on_record(to=May.SEE_COURSE, view="phases")
def phases(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show in which phase the course is, what is due, and the reviews."""
    picked = chosen(chart, request.GET.get("course"))
    if picked.course is None:
        return no_course(request, chart, "phases")
    course, today = picked.course, timezone.localdate()
    written, coming = _written(chart, picked, course, today)
    found = reading.phases(chart, picked, written)
    reasons = [reason for standing in found.standings for reason in standing.reasons]
    return record_page(
        request,
        "clinician/phases.html",
        chart,
        tab="plan",
        sub="phases",
        picked=picked,
        course=course,
        found=found,
        due=[(one, one.late(today)) for one in gathered(chart, course, today=today, coming=coming)],
        opens=addresses(chart, {ref for reason in reasons for ref in reason.rests_on}),
        otherwise={"phases": [one for one in written["otherwise"] if one.get("rule") == "phases"]},
        overrides=chart.can(May.WRITE_FORMULATION) and not picked.earlier,
        plans=chart.can(May.PLAN) and not picked.earlier,
        today=today,
        every=PHASES,
        longer=USUALLY["going_longer"],
    )


def _written(
    chart: Chart, picked: Chosen, course: Course, today: date
) -> tuple[Mapping[str, list[entries.Written]], list[Due]]:
    """Return what the phases are read from, and what rules ask for; one query, two after an end."""
    forms = (*reading.READ, "otherwise")
    if course.ended_on is not None:
        later = after(chart, course, *forms, today=today)
        return {slug: list(found) for slug, found in later.found.items()}, of_care(later)
    found = entries.current(chart, course, *forms)
    return found, of_treatment(course, found, held=picked.held)


_HERE = "patients/<uuid:patient_id>/plan/"
urls = [
    path(f"{_HERE}frame/", frame, name="plan_frame"),
    path(f"{_HERE}phases/", phases, name="phases"),
]
