"""The frame: course, sessions, goals, medication and life events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import entries
from clew.practice.actions.base import check_own, on_record
from clew.practice.actions.in_force import FOCUS, FRAME, FRAME_COLUMNS, frame_values
from clew.practice.errors import PracticeError
from clew.practice.models import Course, Entry, Goal, LifeEvent, Medication, Session
from clew.practice.roles import May
from clew.therapy.course.emphasis import Emphasis
from clew.therapy.course.frame import Frame


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
    format: str = Course.Format.INDIVIDUAL,  # noqa: A002
    emphasis: str = "",
    review_weeks: int | None = None,
    referred_on: date | None = None,
    referral: str = "",
    reason: str = "",
    focus: str = "",
    continues: Course | None = None,
    key: str | None = None,
) -> Course:
    """Open a course of treatment for the patient; `continues` is the earlier one that it returns to.

    Raises:
        TherapyError: the frame contradicts itself, such as an end before the start.
        PracticeError: there is no such format or emphasis, or the referral lies after the first meeting.
        AlreadyDone: the same `key` was used before.
    """
    Frame(
        time_limited=kind == Course.Kind.TIME_LIMITED,
        starts_on=starts_on,
        sessions=agreed_sessions,
        planned_end=planned_end,
        minutes=minutes,
        weekly_rate=weekly_rate,
        review_weeks=review_weeks,
    )
    if format not in Course.Format.values or emphasis not in ("", *Emphasis):
        raise PracticeError("Choose who meets, and the emphasis, from the lists.")
    if referred_on is not None and referred_on > starts_on:
        raise PracticeError("The referral lies after the first meeting. Correct one of the two dates.")
    with on_record(chart, "course.open", to=May.PLAN, of=(continues,), kind="course", key=key) as event:
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
            format=format,
            emphasis=emphasis,
            review_weeks=review_weeks,
            referred_on=referred_on,
            continues=continues,
        )
        course.seal(chart.cipher, referral=referral, reason=reason, focus=focus)
        course.save(force_insert=True)
    return course


def change_course(
    *, chart: Chart, course: Course, stage: str | None = None, focus: str | None = None
) -> None:
    """Move a course to another stage, or put its focus into other words; the earlier words are kept.

    Without words the focus is taken back.
    """
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
            course.save(update_fields=["stage"])
        if focus is not None:
            _put_focus(chart, course, focus.strip())


def _put_focus(chart: Chart, course: Course, words: str) -> None:
    """Write the focus as another version of its entry; words of older versions of Clew become the first one."""
    before = chart.text(course, "focus")
    there = entries.current(course, FOCUS)
    if there is None and before and before != words:
        there = entries.write_entry(
            chart=chart, course=course, form=FOCUS, values={"words": before}, on=course.starts_on
        )
    if there is None and words:
        entries.write_entry(chart=chart, course=course, form=FOCUS, values={"words": words})
    elif there is not None and not words:
        entries.withdraw_entry(chart=chart, entry=there)
    elif there is not None and before != words:
        kept = json.loads(chart.text(there, "values"))
        entries.revise_entry(
            chart=chart, entry=there, values={**kept, "words": words}, on=timezone.localdate()
        )
    course.refresh_from_db(fields=["focus"])


def change_frame(
    *,
    chart: Chart,
    course: Course,
    values: Mapping[str, object],
    on: date | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> Entry:
    """Agree on another frame, or write down the one that was agreed. What was agreed before is kept with its date.

    Args:
        chart: the opened record.
        course: the course whose frame it is; its columns follow.
        values: the answers to the form `frame`.
        on: from when on it is in force; today unless told.
        at: when it was written; now unless told.
        key: idempotency key of the form that was sent.

    Raises:
        FormProblems: an answer does not fit; nothing was saved.
        TherapyError: the frame contradicts itself, such as an end before the start.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart, "frame.change", to=May.PLAN, of=(course,), kind="course", object=course.pk, key=key
    ):
        before, first = frame_values(course), entries.current(course, FRAME) is None
        given = {slug: values.get(slug) for slug in FRAME_COLUMNS if values.get(slug) not in (None, "")}
        if first and {slug: str(value) for slug, value in given.items()} != {
            slug: str(value) for slug, value in before.items()
        }:
            entries.write_entry(
                chart=chart,
                course=course,
                form=FRAME,
                values={**before, "why": "As it was before"},
                on=min(course.starts_on, on or course.starts_on),
                at=at,
            )
        entry = entries.write_entry(chart=chart, course=course, form=FRAME, values=values, on=on, at=at)
        course.refresh_from_db(fields=FRAME_COLUMNS)
    return entry


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
    online: bool | None = None,
) -> None:
    """Record what became of an appointment, and whether it was online where that is told."""
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
        session.online = session.online if online is None else online
        session.save(update_fields=["attendance", "late_minutes", "notice_hours", "online"])


def agree_goal(
    *,
    chart: Chart,
    course: Course,
    kind: str,
    agreed_on: date,
    patient_words: str,
    clinician_words: str = "",
    key: str | None = None,
) -> Entry:
    """Write down a goal, in the patient's words and in the clinician's. The patient can read their own words."""
    return entries.write_entry(
        chart=chart,
        course=course,
        form="goal",
        values={"patient_words": patient_words, "clinician_words": clinician_words, "kind": kind},
        on=agreed_on,
        key=key,
    )


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
) -> Entry:
    """Note a stressor, a break or a turn in life."""
    if not text.strip():
        raise PracticeError("Say in a few words what happened.")
    form, values = _happening(kind, on, text)
    return entries.write_entry(chart=chart, course=course, form=form, values=values, on=on, key=key)


def _happening(kind: str, on: date, text: str) -> tuple[str, dict[str, object]]:
    if kind == LifeEvent.Kind.BREAK:
        return "absence_break", {"note": text, "from_day": on}
    return "happening", {"text": text, "kind": kind}


def take_over(*, chart: Chart, row: Goal | LifeEvent, key: str | None = None) -> Entry:
    """Write a goal or a life event that an older version of Clew kept in a table as an entry, so that it can be changed.

    The entry has the row's own id, by which the row is known to be taken over. The row itself stays.
    """
    check_own(chart, row)
    if isinstance(row, Goal):
        form, on = "goal", row.agreed_on
        values: dict[str, object] = {
            "patient_words": chart.text(row, "patient_words"),
            "clinician_words": chart.text(row, "clinician_words"),
            "kind": row.kind,
        }
    else:
        on = row.on
        form, values = _happening(row.kind, on, chart.text(row, "text"))
    return entries.write_entry(
        chart=chart, course=row.course, form=form, values=values, on=on, id=row.pk, key=key
    )
