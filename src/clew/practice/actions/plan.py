"""The frame: course, sessions, goals, medication and life events."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max

from clew.practice.access import Chart
from clew.practice.actions.base import on_record
from clew.practice.errors import PracticeError
from clew.practice.models import Course, Goal, LifeEvent, Medication, Session
from clew.practice.roles import May


def open_course(
    *,
    chart: Chart,
    starts_on: date,
    kind: str = Course.Kind.TIME_LIMITED,
    stage: str = Course.Stage.REFERRAL,
    agreed_sessions: int | None = None,
    minutes: int = 50,
    weekly_rate: float = 1.0,
    setting: str = "",
    planned_end: date | None = None,
    referral: str = "",
    reason: str = "",
    focus: str = "",
    key: str | None = None,
) -> Course:
    """Open a course of treatment for the patient."""
    if planned_end is not None and planned_end < starts_on:
        raise PracticeError("The planned end lies before the start. Correct one of the two dates.")
    with on_record(chart, "course.open", to=May.PLAN, kind="course", key=key) as event:
        course = Course(
            patient=chart.patient,
            event=event,
            starts_on=starts_on,
            kind=kind,
            stage=stage,
            agreed_sessions=agreed_sessions,
            minutes=minutes,
            weekly_rate=weekly_rate,
            setting=setting,
            planned_end=planned_end,
        )
        course.seal(chart.cipher, referral=referral, reason=reason, focus=focus)
        course.save(force_insert=True)
    return course


def change_course(
    *, chart: Chart, course: Course, stage: str | None = None, focus: str | None = None
) -> None:
    """Move a course to another stage or put its focus into other words."""
    with on_record(
        chart,
        "course.change",
        to=May.PLAN,
        of=(course,),
        kind="course",
        object=course.pk,
        detail={"stage": stage or course.stage},
    ):
        if stage is not None:
            if stage not in Course.Stage.values:
                raise PracticeError("Choose one of the stages in the list.")
            course.stage = stage
        if focus is not None:
            course.seal(chart.cipher, focus=focus)
        course.save(update_fields=["stage", "focus"])


def plan_session(
    *,
    chart: Chart,
    course: Course,
    at: datetime,
    number: int | None = None,
    minutes: int | None = None,
    online: bool = False,
    attendance: str = Session.Attendance.PLANNED,
    late_minutes: int | None = None,
    notice_hours: int | None = None,
    key: str | None = None,
) -> Session:
    """Plan a session, or enter one that was held."""
    with on_record(chart, "session.plan", to=May.PLAN, of=(course,), kind="session", key=key) as event:
        if number is None:
            number = (course.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
        return Session.objects.create(
            patient=chart.patient,
            event=event,
            course=course,
            number=number,
            at=at,
            minutes=minutes or course.minutes,
            online=online,
            attendance=attendance,
            late_minutes=late_minutes,
            notice_hours=notice_hours,
        )


def record_attendance(
    *,
    chart: Chart,
    session: Session,
    attendance: str,
    late_minutes: int | None = None,
    notice_hours: int | None = None,
) -> None:
    """Record what became of an appointment."""
    if attendance not in Session.Attendance.values:
        raise PracticeError("Choose one of the attendances in the list.")
    with on_record(
        chart,
        "session.attendance",
        to=May.PLAN,
        of=(session,),
        kind="session",
        object=session.pk,
        detail={"from": session.attendance, "to": attendance},
    ):
        session.attendance = attendance
        session.late_minutes = late_minutes if attendance == Session.Attendance.LATE else None
        session.notice_hours = notice_hours if attendance == Session.Attendance.CANCELLED else None
        session.save(update_fields=["attendance", "late_minutes", "notice_hours"])


def agree_goal(
    *,
    chart: Chart,
    course: Course,
    kind: str,
    agreed_on: date,
    patient_words: str,
    clinician_words: str = "",
    key: str | None = None,
) -> Goal:
    """Write down a goal, in the patient's words and in the clinician's."""
    if not patient_words.strip():
        raise PracticeError("A goal needs the patient's own words.")
    with on_record(chart, "goal.agree", to=May.PLAN, of=(course,), kind="goal", key=key) as event:
        goal = Goal(patient=chart.patient, event=event, course=course, kind=kind, agreed_on=agreed_on)
        goal.seal(chart.cipher, patient_words=patient_words, clinician_words=clinician_words)
        goal.save(force_insert=True)
    return goal


def record_medication(
    *,
    chart: Chart,
    course: Course,
    name: str,
    dose: str,
    from_date: date,
    to_date: date | None = None,
    key: str | None = None,
) -> Medication:
    """Record a medicine that the prescriber gives."""
    if not name.strip():
        raise PracticeError("Name the medicine.")
    if to_date is not None and to_date < from_date:
        raise PracticeError("The medicine ends before it starts. Correct one of the two dates.")
    with on_record(
        chart, "medication.record", to=May.PRESCRIBE, of=(course,), kind="medication", key=key
    ) as event:
        medication = Medication(
            patient=chart.patient, event=event, course=course, from_date=from_date, to_date=to_date
        )
        medication.seal(chart.cipher, name=name, dose=dose)
        medication.save(force_insert=True)
    return medication


def end_medication(*, chart: Chart, medication: Medication, to_date: date) -> None:
    """Record the last day of a medicine, or correct it."""
    if to_date < medication.from_date:
        raise PracticeError("The medicine ends before it starts. Correct the date.")
    with on_record(
        chart, "medication.end", to=May.PRESCRIBE, of=(medication,), kind="medication", object=medication.pk
    ):
        medication.to_date = to_date
        medication.save(update_fields=["to_date"])


def note_event(
    *, chart: Chart, course: Course, kind: str, on: date, text: str, key: str | None = None
) -> LifeEvent:
    """Note a stressor, a break or a turn in life."""
    if not text.strip():
        raise PracticeError("Say in a few words what happened.")
    with on_record(chart, "event.note", to=May.PLAN, of=(course,), kind="life event", key=key) as event:
        happening = LifeEvent(patient=chart.patient, event=event, course=course, kind=kind, on=on)
        happening.seal(chart.cipher, text=text)
        happening.save(force_insert=True)
    return happening
