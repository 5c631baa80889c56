"""The sheet before the next session, the sheet after one, and what the clinician did beside what was planned."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.readings import around, entries
from clew.practice.readings import technique as counted
from clew.practice.readings.frames import planned
from clew.practice.roles import May
from clew.therapy.charts.scene import svg
from clew.therapy.charts.technique_lanes import technique_picture
from clew.therapy.course.attendance import CONTACT_STEPS
from clew.therapy.course.observation import PRACTICAL_FIRST, SIGNS
from clew.therapy.course.technique import Beside, beside_plans
from clew.therapy.forms.frame import EMPHASES
from clew.therapy.knowledge import INTERVENTIONS, Pole
from clew.therapy.knowledge.interventions import MINIMUM_CODED_TURNS
from clew.web.pages import on_record, record_page


@on_record(to=May.READ_SESSIONS, view="before session")
def before_session(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show what to have in mind before the next session."""
    return record_page(
        request,
        "clinician/before_session.html",
        chart,
        tab="sessions",
        sub="before_session",
        sheet=around.before(chart, now=timezone.now()),
        reads_alerts=chart.can(May.READ_ALERTS),
        reads_notes=chart.can(May.READ_PROGRESS_NOTES),
        plans=chart.can(May.PLAN),
        writes=chart.can(May.WRITE_NOTES),
        steps=CONTACT_STEPS,
        today=timezone.localdate(),
        emphases={one.slug: one.label for one in EMPHASES},
    )


@on_record(to=May.READ_SESSIONS, view="after session", thing="session_id")
def after_session(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Show what there is to write and to enter after a session."""
    sheet = around.after(chart, session_id)
    seen = {slug for one in sheet.process for slug in SIGNS if slug in one.get("signs").split(", ")}
    return record_page(
        request,
        "clinician/after_session.html",
        chart,
        tab="sessions",
        sheet=sheet,
        signs=[sign for sign in SIGNS.values() if sign.slug in seen],
        practical_first=PRACTICAL_FIRST,
        names={},
        writes=chart.can(May.WRITE_NOTES),
        plans=chart.can(May.PLAN),
        enters=chart.can(May.ENTER_MEASURES),
        imports=chart.can(May.IMPORT),
        reads_notes=chart.can(May.READ_PROGRESS_NOTES),
        now=timezone.now(),
    )


@on_record(to=May.READ_SESSIONS, view="technique")
def technique(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the mix of interventions over sessions beside the planned emphasis."""
    course = chart.course
    sessions = counted.coded_sessions(chart, course) if course else []
    written = (
        entries.current(chart, course, "frame", "otherwise") if course else {"frame": [], "otherwise": []}
    )
    stretches = beside_plans(sessions, planned(course, written["frame"]) if course else ())
    now, *earlier = stretches[::-1]
    verdict = now.verdict
    links = {f"session:{one.ref}": reverse("session", args=[chart.patient.pk, one.ref]) for one in sessions}
    decided = entries.by_rule(written["otherwise"]) if chart.can(May.READ_FORMULATION) else {}
    return record_page(
        request,
        "clinician/technique.html",
        chart,
        tab="sessions",
        sub="technique",
        course=course,
        sessions=sessions,
        picture=svg(technique_picture(sessions, stretches), links=links, name="technique")
        if sessions
        else "",
        now=now,
        earlier=earlier,
        emphases={one.slug: one.label for one in EMPHASES},
        reasons=[verdict.reason],
        asks=verdict.says is Beside.OTHERWISE,
        otherwise=decided,
        insight=[one.name for one in INTERVENTIONS.values() if one.pole is Pole.INSIGHT],
        support=[one.name for one in INTERVENTIONS.values() if one.pole is Pole.SUPPORT],
        least=MINIMUM_CODED_TURNS,
        decides=verdict.says is Beside.OTHERWISE and chart.can(May.WRITE_FORMULATION),
        plans=chart.can(May.PLAN),
    )


_PATIENT = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_PATIENT}next-session/", before_session, name="before_session"),
    path(f"{_PATIENT}sessions/<uuid:session_id>/after/", after_session, name="after_session"),
    path(f"{_PATIENT}technique/", technique, name="technique"),
]
