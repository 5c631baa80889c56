"""When the two meet: coming sessions, the regular time, breaks, and moving a session."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import calendar as actions
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Course, Entry, Session
from clew.practice.readings import calendar as reading
from clew.practice.roles import May
from clew.therapy.errors import TherapyError
from clew.therapy.forms import FORMS
from clew.therapy.forms.session import SLOT
from clew.web.clinician.sessions import PlanForm
from clew.web.entry_forms import EntryForm
from clew.web.pages import new_key, on_record, record_page, say

SUB = "session_plan"


@on_record(to=May.READ_SESSIONS, view="session plan")
def session_plan(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Show the coming sessions, the regular time and the breaks; or agree on a regular time."""
    course = chart.course
    form = None
    if course is not None and course.joint_id is None and chart.can(May.PLAN):
        form = _slot_form(request, chart, course)
        if request.method == "POST" and form.is_valid():
            try:
                _, planned = actions.plan_slot(
                    chart=chart, course=course, values=form.values, key=form.cleaned_data["key"] or None
                )
            except AlreadyDone:
                return redirect(SUB, chart.patient.pk)
            except (PracticeError, TherapyError) as problem:
                form.add_error(None, str(problem))
            else:
                say(request, f"{_sessions(planned)} planned." + _overlaps(chart, course))
                return redirect(SUB, chart.patient.pk)
    elif request.method == "POST":
        chart.require(May.PLAN)
        return redirect(SUB, chart.patient.pk)  # the page says where meetings of several are planned
    return _page(request, chart, course, form)


def _page(request: HttpRequest, chart: Chart, course: Course | None, form: EntryForm | None) -> HttpResponse:
    now = timezone.now()
    coming = reading.coming(chart, course, now=now) if course else []
    overlaps = reading.overlapping(chart, coming)
    slots, breaks = reading.times_and_breaks(chart, course) if course else ([], [])
    kept_from = reading.kept_from(chart, coming, breaks)
    return record_page(
        request,
        "clinician/session_plan.html",
        chart,
        tab="sessions",
        sub=SUB,
        course=course,
        coming=[(one, overlaps.get(one.pk, []), kept_from.get(one.pk, "")) for one in coming],
        regular=reading.regular_times(chart, slots, coming),
        breaks=breaks,
        break_form=reading.BREAK if reading.BREAK in FORMS else "",
        plans=chart.can(May.PLAN),
        form=form,
        key=new_key(),
        today=timezone.localdate(),
        status=422 if form is not None and form.errors else 200,
    )


def _slot_form(request: HttpRequest, chart: Chart, course: Course) -> EntryForm:
    """Return the form of a regular time, filled in as far as the frame and the last session say."""
    initial: dict[str, object] = {"key": new_key(), "minutes": course.minutes, "every": _every(course)}
    last = chart.rows(Session, to=May.READ_SESSIONS).filter(course=course).order_by("-at").first()
    if last is not None:
        local = timezone.localtime(last.at)
        start = max(local.date() + timedelta(weeks=1), timezone.localdate())
        initial |= {
            "weekday": f"{local:%A}".lower(),
            "time": f"{local:%H:%M}",
            "start": start.isoformat(),
            "where": "online" if last.online else "in_person",
        }
        if course.agreed_sessions and course.agreed_sessions > last.number:
            initial["sessions"] = course.agreed_sessions - last.number
    else:
        initial["start"] = timezone.localdate().isoformat()
    return EntryForm(SLOT, request.POST or None, initial=initial, timed=False)


def _every(course: Course) -> int:
    """Return the weeks between two meetings that the agreed frequency gives."""
    return max(1, round(1 / course.weekly_rate)) if course.weekly_rate else 1


def _sessions(count: int) -> str:
    return f"{count} session{' is' if count == 1 else 's are'}" if count else "No further session is"


def _overlaps(chart: Chart, course: Course) -> str:
    """Say whether coming sessions overlap others of the same clinician; by time only."""
    coming = reading.coming(chart, course, now=timezone.now())
    count = len(reading.overlapping(chart, coming))
    return (
        f" {count} of the coming sessions overlap{'s' if count == 1 else ''} another one of yours."
        if count
        else ""
    )


def _slot(chart: Chart, slot_id: UUID) -> Entry:
    found = chart.row(Entry, slot_id, to=May.PLAN)
    if found.form != SLOT.slug:
        raise NotFound
    return found


@on_record(to=May.PLAN, view="session plan", thing="slot_id")
def plan_slot_sessions(request: HttpRequest, chart: Chart, slot_id: UUID) -> HttpResponse:
    """Plan the sessions of a regular time that are not planned yet."""
    slot = _slot(chart, slot_id)
    if request.method == "POST":
        try:
            planned = actions.plan_sessions_of(chart=chart, slot=slot, key=request.POST.get("key") or None)
        except AlreadyDone:
            pass
        else:
            say(request, f"{_sessions(planned)} planned." + _overlaps(chart, slot.course))
    return redirect(SUB, chart.patient.pk)


@on_record(to=May.PLAN, view="session plan", thing="slot_id")
def stop_slot(request: HttpRequest, chart: Chart, slot_id: UUID) -> HttpResponse:
    """End a regular time from a day on; its coming sessions are cancelled and stay in the list."""
    slot = _slot(chart, slot_id)
    if request.method == "POST":
        try:
            from_day = date.fromisoformat(request.POST.get("from_day", ""))
        except ValueError:
            raise PracticeError("Give the day from which the regular time ends, as 2026-03-14.") from None
        try:
            count = actions.stop_slot(
                chart=chart, slot=slot, from_day=from_day, key=request.POST.get("key") or None
            )
        except AlreadyDone:
            pass
        else:
            say(
                request,
                f"The regular time has ended; {count} coming session{'' if count == 1 else 's'} cancelled. "
                "They stay in the list, where each can be planned again.",
            )
    return redirect(SUB, chart.patient.pk)


@on_record(to=May.PLAN, view="move session", thing="session_id")
def move_session(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Move a session that is still to come."""
    session = chart.row(Session, session_id, to=May.READ_SESSIONS)
    form = PlanForm(
        request.POST or None,
        initial={"at": session.at, "minutes": session.minutes, "online": session.online, "key": new_key()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_session(chart=chart, session=session, **form.cleaned_data)
        except AlreadyDone:
            return redirect(SUB, chart.patient.pk)
        except PracticeError as problem:
            form.add_error(None, str(problem))
        else:
            at = timezone.localtime(session.at)
            clash = reading.overlapping(chart, [session]).get(session.pk)
            also = " It overlaps another session of yours." if clash else ""
            say(request, f"Session {session.number} is moved to {at:%A}, {at.day} {at:%B, %H:%M}.{also}")
            return redirect(SUB, chart.patient.pk)
    return record_page(
        request,
        "clinician/move_session.html",
        chart,
        tab="sessions",
        sub=SUB,
        session=session,
        form=form,
        status=422 if form.errors else 200,
    )


_PATIENT = "patients/<uuid:patient_id>/"
urls = [
    path(f"{_PATIENT}calendar/", session_plan, name="session_plan"),
    path(f"{_PATIENT}calendar/<uuid:slot_id>/plan/", plan_slot_sessions, name="plan_slot_sessions"),
    path(f"{_PATIENT}calendar/<uuid:slot_id>/end/", stop_slot, name="stop_slot"),
    path(f"{_PATIENT}sessions/<uuid:session_id>/move/", move_session, name="move_session"),
]
