"""The list of sessions, planning one, what became of it, and bringing in a transcript."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import plan
from clew.practice.actions import sessions as actions
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import Course, Session, Transcript
from clew.practice.readings import attendance
from clew.practice.readings import calendar as times
from clew.practice.readings import sessions as reading
from clew.practice.roles import May
from clew.therapy.course.attendance import CONTACT_STEPS
from clew.therapy.transcripts import FORMATS, TranscriptError
from clew.web.clinician.calendar import on_to_the_next
from clew.web.pages import new_key, on_record, record_page, say

IN_WORDS: dict[str, str] = {
    Session.Attendance.ATTENDED: "Came",
    Session.Attendance.LATE: "Came late",
    Session.Attendance.CANCELLED: "Cancelled",
    Session.Attendance.NO_SHOW: "Did not come",
    Session.Attendance.PLANNED: "Still to come",
}


class AttendanceForm(forms.Form):
    """What became of an appointment."""

    attendance = forms.ChoiceField(
        label="What became of it",
        choices=list(IN_WORDS.items()),
        widget=forms.RadioSelect,
    )
    late_minutes = forms.IntegerField(
        label="Minutes late", required=False, min_value=1, max_value=240, help_text="If they came late."
    )
    notice_hours = forms.IntegerField(
        label="Hours of notice",
        required=False,
        min_value=0,
        max_value=2000,
        help_text="If they cancelled: how long before. 0 if on the spot.",
    )
    ours = forms.BooleanField(
        label="It was cancelled from our side",
        required=False,
        help_text="Then the hours of notice are left out, and no rule asks about it.",
    )
    where = forms.ChoiceField(
        label="Where",
        choices=[("in_person", "In person"), ("online", "Online")],
        widget=forms.RadioSelect,
        required=False,
    )

    @property
    def kept(self) -> dict[str, Any]:
        """What is written down: notice is something that the patient gave."""
        given = {**self.cleaned_data}
        if given.pop("ours"):
            given["notice_hours"] = None
        where = given.pop("where")
        return given | {"online": where == "online" if where else None}


class PlanForm(forms.Form):
    """When and how the next meeting is."""

    at = forms.DateTimeField(
        label="Day and time",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=240)
    online = forms.BooleanField(label="Online", required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)


@on_record(to=May.READ_SESSIONS, view="sessions")
def sessions(request: HttpRequest, chart: Chart) -> HttpResponse:
    """List the sessions, the latest first."""
    lines = reading.listed(chart)
    course = chart.course
    later = [line for line in lines if _to_come(line.session)]
    worth = attendance.worth_asking(chart, course, [line.session for line in lines]) if course else []
    return record_page(
        request,
        "clinician/sessions.html",
        chart,
        tab="sessions",
        lines=[line for line in lines if line not in later[:-1]],
        course=course,
        worth=[one for one in worth if not one.past],
        asked={one.session.pk for one in worth if one.open},
        ahead=len(later) - len(later[-1:]),
        steps=CONTACT_STEPS,
        writes=chart.can(May.WRITE_NOTES),
        now=timezone.now(),
        plans=chart.can(May.PLAN),
        imports=chart.can(May.IMPORT),
    )


def _to_come(session: Session) -> bool:
    """Whether a session is still to come; the list shows the next one, the calendar all of them."""
    return session.attendance == Session.Attendance.PLANNED and session.at > timezone.now()


@on_record(to=May.PLAN, view="session attendance", thing="session_id")
def record_attendance(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Record what became of an appointment."""
    session = chart.row(Session, session_id, to=May.READ_SESSIONS)
    if request.method == "POST":
        form = AttendanceForm(request.POST)
        if form.is_valid():
            plan.record_attendance(chart=chart, session=session, **form.kept)
            return _after_attendance(request, chart, session)
    else:
        form = AttendanceForm(
            initial={
                "attendance": _asked(request) or session.attendance,
                "late_minutes": session.late_minutes,
                "notice_hours": _notice(session),
                "where": "online" if session.online else "in_person",
            }
        )
    return record_page(
        request,
        "clinician/attendance.html",
        chart,
        tab="sessions",
        session=session,
        form=form,
        in_turn=_in_turn(request),
        status=422 if form.errors else 200,
    )


def _in_turn(request: HttpRequest) -> bool:
    """Whether the clinician is going through the notes to write."""
    return "unwritten" in (request.GET.get("from"), request.POST.get("from"))


def _after_attendance(request: HttpRequest, chart: Chart, session: Session) -> HttpResponse:
    """Go back to the list; among the notes to write, on to this one's if they met, else to the next."""
    if not _in_turn(request) or chart.by is None:
        say(request, f"Session {session.number}: {IN_WORDS[session.attendance].lower()}.")
        return redirect("sessions", chart.patient.pk)
    if session.held:
        place = reverse("session", args=[chart.patient.pk, session.pk])
        return redirect(f"{place}?from=unwritten#draft-progress")
    return on_to_the_next(request, chart.by, after=session.at)


def _asked(request: HttpRequest) -> str:
    """Return what a link to the page offers, such as cancelling."""
    asked = request.GET.get("attendance", "")
    return asked if asked in IN_WORDS else ""


def _notice(session: Session) -> int | None:
    """Return the hours of notice: as they are written, or, for a session still to come, those from now."""
    if session.notice_hours is not None or session.attendance != Session.Attendance.PLANNED:
        return session.notice_hours
    hours = (session.at - timezone.now()) / timedelta(hours=1)
    return int(hours) if hours > 0 else None


def _next_time(course: Course) -> datetime:
    """Offer the day after the last meeting that the agreed frequency gives, at the same hour."""
    last = course.sessions.order_by("-at").first()
    if last is None:
        at = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
        return at + timedelta(days=1)
    days = max(1, round(7 / course.weekly_rate)) if course.weekly_rate else 7
    local = timezone.localtime(last.at).replace(tzinfo=None) + timedelta(days=days)
    return timezone.make_aware(local)


@on_record(to=May.PLAN, view="plan session")
def plan_session(request: HttpRequest, chart: Chart) -> HttpResponse:
    """Plan a session, or enter one that was held."""
    course = chart.course
    if course is None:
        raise PracticeError("Open a course of treatment first. A session belongs to one.")
    if request.method == "POST":
        form = PlanForm(request.POST)
        if form.is_valid():
            try:
                session = plan.plan_session(chart=chart, course=course, **form.cleaned_data)
            except AlreadyDone:
                return redirect("sessions", chart.patient.pk)
            at = timezone.localtime(session.at)
            clash = times.overlapping(chart, [session])
            also = " It overlaps another session of yours." if clash else ""
            say(request, f"Session {session.number} is planned for {at.day} {at:%B, %H:%M}.{also}")
            return redirect("sessions", chart.patient.pk)
    else:
        form = PlanForm(initial={"at": _next_time(course), "minutes": course.minutes, "key": new_key()})
    return record_page(
        request,
        "clinician/plan_session.html",
        chart,
        tab="sessions",
        sub="session_plan",
        form=form,
        course=course,
        status=422 if form.errors else 200,
    )


class ImportForm(forms.Form):
    """A transcript as a file or as text."""

    file = forms.FileField(
        label="A file",
        required=False,
        allow_empty_file=True,  # the reader says it better
        help_text="Choose it, or drag it onto the button.",
    )
    text = forms.CharField(
        label="Or the text itself",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "said", "spellcheck": "false"}),
        help_text='One turn a line, with who speaks before a colon: "Therapist: ..." and "Patient: ..."',
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean(self) -> dict[str, Any]:
        """Take one of the two."""
        given = super().clean() or {}
        if self.errors:
            return given
        if given.get("file") and (given.get("text") or "").strip():
            self.add_error(
                "text", "There is a file as well. Give one of the two, so that it is clear which counts."
            )
        elif given.get("file") is None and not (given.get("text") or "").strip():
            self.add_error("file", "Choose a file, or put the text into the field below.")
        return given


@on_record(to=May.IMPORT, view="import transcript", thing="session_id")
def import_transcript(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Bring in what was said. A file that cannot be read whole is not stored at all."""
    session = chart.row(Session, session_id, to=May.READ_SESSIONS)
    there = chart.rows(Transcript, to=May.IMPORT).filter(session=session, current=True).exists()
    if there:
        return redirect("session", chart.patient.pk, session.pk)
    form = ImportForm(initial={"key": new_key()})
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid() and _brought_in(chart, session, form):
            say(request, "The transcript is here, encrypted. Please look who is who before you read on.")
            return redirect("session", chart.patient.pk, session.pk)
    return record_page(
        request,
        "clinician/import.html",
        chart,
        tab="sessions",
        session=session,
        form=form,
        formats=FORMATS.values(),
        status=422 if form.errors else 200,
    )


def _brought_in(chart: Chart, session: Session, form: ImportForm) -> bool:
    """Store the transcript; where it cannot be read, say so at the field it came from."""
    file, text = form.cleaned_data["file"], form.cleaned_data["text"]
    field = "text" if file is None else "file"
    try:
        actions.import_transcript(
            chart=chart,
            session=session,
            data=text.encode() if file is None else file.read(),
            name="your text" if file is None else file.name,
            key=form.cleaned_data["key"],
        )
    except AlreadyDone:
        pass
    except TranscriptError as problem:
        line = f", line {problem.line}" if problem.line is not None else ""
        form.add_error(field, f"{problem.file}{line}: {problem.problem}; expected {problem.expected}.")
        return False
    except PracticeError as problem:
        form.add_error(field, str(problem))
        return False
    return True


@on_record(to=May.IMPORT, view="withdraw transcript", thing="session_id")
def withdraw(request: HttpRequest, chart: Chart, session_id: UUID) -> HttpResponse:
    """Take back a transcript that does not belong here, or put it back."""
    session = chart.row(Session, session_id, to=May.READ_SESSIONS)
    rows = chart.rows(Transcript, to=May.IMPORT).filter(session=session).order_by("-current", "-version")
    transcript = rows.first()
    if request.method != "POST" or transcript is None:
        raise NotFound
    if transcript.current:
        actions.withdraw_transcript(chart=chart, transcript=transcript)
        say(request, "The transcript was taken back and counts nowhere. An alert that it raised stays open.")
    else:
        actions.put_back_transcript(chart=chart, transcript=transcript)
        say(request, "The transcript is back.")
    return redirect("session", chart.patient.pk, session.pk)


_PATIENT = "patients/<uuid:patient_id>/sessions/"
_SESSION = f"{_PATIENT}<uuid:session_id>/"
urls = [
    path(_PATIENT, sessions, name="sessions"),
    path(f"{_PATIENT}new/", plan_session, name="plan_session"),
    path(f"{_SESSION}attendance/", record_attendance, name="record_attendance"),
    path(f"{_SESSION}transcript/", import_transcript, name="import_transcript"),
    path(f"{_SESSION}transcript/back/", withdraw, name="withdraw_transcript"),
]
