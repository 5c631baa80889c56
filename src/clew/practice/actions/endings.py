"""Ending a course, taking that back, and coming back for another one."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, timedelta

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import calendar, entries, plan
from clew.practice.actions.base import check_own, on_record
from clew.practice.errors import PracticeError
from clew.practice.models import AuditEvent, Course, Entry, Session
from clew.practice.roles import May
from clew.therapy.course.continuing import FOLLOW_UP_MONTHS, follow_ups

_END, _REOPEN = "course.end", "course.reopen"
FOLLOW_UP = "follow_up"
OVER = (Course.Stage.ENDED, Course.Stage.CONTINUING_CARE)


def end_course(
    *,
    chart: Chart,
    course: Course,
    reason: str,
    on: date | None = None,
    continuing_care: bool = True,
    cancel_planned: bool = False,
    key: str | None = None,
) -> None:
    """End a course. With continuing care, questionnaires and follow-up go on in it.

    With `cancel_planned` its sessions that are still to come are cancelled, and its regular times end with it.

    Raises:
        PracticeError: it has ended already, there is no such reason, the day lies before the start, before a session
            that was held or in the future, or it is part of a treatment of several people, which is ended for all of them.
        AlreadyDone: the same `key` was used before.
    """
    day = on or timezone.localdate()
    stage = Course.Stage.CONTINUING_CARE if continuing_care else Course.Stage.ENDED
    with on_record(
        chart,
        _END,
        to=May.PLAN,
        of=(course,),
        kind="course",
        object=course.pk,
        detail={"reason": reason, "from": course.stage, "to": stage.value},
        key=key,
    ):
        if course.joint_id is not None:
            raise PracticeError(
                "Several people are treated together here. End it on the page of that treatment."
            )
        if course.ended_on is not None:
            raise PracticeError(
                "This course has ended already. Take that back first if something was wrong with it."
            )
        if reason not in Course.EndReason.values:
            raise PracticeError("Choose one of the reasons in the list.")
        if day < course.starts_on:
            raise PracticeError("The last day lies before the first. Correct it.")
        if day > timezone.localdate():
            raise PracticeError(
                "The last day is still to come. Agree on it in the frame, and end the course then."
            )
        held = course.sessions.filter(attendance__in=(Session.Attendance.ATTENDED, Session.Attendance.LATE))
        after = held.filter(at__date__gt=day).order_by("at").first()
        if after is not None:
            raise PracticeError(f"Session {after.number} was held after that day. Correct one of the two.")
        course.ended_on, course.end_reason, course.stage = day, reason, stage
        course.save(update_fields=["ended_on", "end_reason", "stage"])
        if cancel_planned:
            _cancel_planned(chart, course)


def _cancel_planned(chart: Chart, course: Course) -> None:
    """Cancel what is still to come in a course; a cancelled session stays in the list and can be planned again."""
    now = timezone.now()
    tomorrow = timezone.localdate() + timedelta(days=1)
    for slot in Entry.objects.filter(course=course, form="slot", replaced_by=None, withdrawn=False):
        until = json.loads(chart.text(slot, "values")).get("until")
        if until is None or date.fromisoformat(until) >= tomorrow:
            calendar.stop_slot(chart=chart, slot=slot, from_day=tomorrow, now=now)
    for session in course.sessions.filter(attendance=Session.Attendance.PLANNED, meeting=None, at__gt=now):
        plan.record_attendance(
            chart=chart,
            session=session,
            attendance=Session.Attendance.CANCELLED,
            notice_hours=int((session.at - now) / timedelta(hours=1)),
        )


def reopen_course(*, chart: Chart, course: Course, key: str | None = None) -> None:
    """Take back that a course was ended. It is again in the stage in which it was.

    Raises:
        PracticeError: it has not ended, somebody came back to another course since, or it is part of a treatment of
            several people.
        AlreadyDone: the same `key` was used before.
    """
    check_own(chart, course)
    last = (
        AuditEvent.objects.filter(patient=chart.patient.pk, action=_END, object=str(course.pk))
        .order_by("-seq")
        .first()
    )
    stage = last.detail["from"] if last else Course.Stage.ENDING.value
    if stage in OVER:
        stage = Course.Stage.ENDING.value
    with on_record(
        chart, _REOPEN, to=May.PLAN, kind="course", object=course.pk, detail={"to": stage}, key=key
    ):
        if course.joint_id is not None:
            raise PracticeError(
                "Several people are treated together here. Take the end back on that treatment's page."
            )
        if course.ended_on is None and course.stage not in OVER:
            raise PracticeError("This course has not ended; there is nothing to take back.")
        if Course.objects.filter(continues=course).exists():
            raise PracticeError(
                "The patient has come back to another course since. This one stays as it ended."
            )
        course.ended_on, course.end_reason, course.stage = None, "", stage
        course.save(update_fields=["ended_on", "end_reason", "stage"])


def return_to_care(
    *, chart: Chart, course: Course, starts_on: date, reason: str = "", key: str | None = None
) -> Course:
    """Open a new course for somebody who comes back, linked to the earlier one and with its frame to begin with.

    No end is agreed yet, and the focus is found anew. The earlier course stays as it is; its follow-ups that still
    lie ahead are noted as no longer needed.

    Raises:
        PracticeError: the earlier course goes on, the return lies before its end, or it was returned to already.
        AlreadyDone: the same `key` was used before.
    """
    check_own(chart, course)
    with on_record(chart, "course.return", to=May.PLAN, kind="course", object=course.pk, key=key):
        if course.ended_on is None and course.stage not in OVER:
            raise PracticeError("The earlier course has not ended. End it first, or go on in it.")
        if course.ended_on is not None and starts_on <= course.ended_on:
            raise PracticeError("The return lies before the end of the earlier course. Correct the date.")
        if starts_on <= course.starts_on:
            raise PracticeError("The return lies before the earlier course. Correct the date.")
        if Course.objects.filter(continues=course).exists():
            raise PracticeError("The patient has come back from this course already.")
        _came_back_before(chart, course, starts_on)
        return plan.open_course(
            chart=chart,
            starts_on=starts_on,
            kind=course.kind,
            stage=Course.Stage.ASSESSMENT,
            agreed_sessions=course.agreed_sessions if course.kind == Course.Kind.TIME_LIMITED else None,
            minutes=course.minutes,
            weekly_rate=course.weekly_rate,
            setting=course.setting,
            format=Course.Format.INDIVIDUAL if course.joint_id else course.format,
            emphasis=course.emphasis,
            review_weeks=course.review_weeks,
            reason=reason,
            continues=course,
        )


def _came_back_before(chart: Chart, course: Course, day: date) -> None:
    """Note of each follow-up that was to come on or after a day that the patient came back before it."""
    for row in Entry.objects.filter(
        course=course, form=FOLLOW_UP, replaced_by=None, withdrawn=False, due_on__gte=day
    ):
        values = {**json.loads(chart.text(row, "values")), "became": "not_needed"}
        entries.revise_entry(chart=chart, entry=row, values=values)


def plan_follow_ups(
    *, chart: Chart, course: Course, months: Collection[int], how: str = "", key: str | None = None
) -> list[Entry]:
    """Agree on several follow-ups at once, each so many months after the last day that was or is agreed.

    Args:
        chart: the opened record.
        course: the course that ended or will.
        months: some of the months after the end at which the two usually meet again or write (`FOLLOW_UP_MONTHS`).
        how: a choice of the form `follow_up`, for all of them; not said if empty.
        key: idempotency key of the form that was sent.

    Raises:
        PracticeError: no last day is known, or the months are none of the usual ones.
        AlreadyDone: the same `key` was used before.
    """
    with on_record(
        chart,
        "follow_ups.plan",
        to=May.PLAN,
        of=(course,),
        kind="course",
        object=course.pk,
        detail={"months": sorted(months)},
        key=key,
    ):
        end = course.ended_on or course.planned_end
        if end is None:
            raise PracticeError("No last day is agreed. Write it into the frame, then plan what follows it.")
        if not months or not set(months) <= set(FOLLOW_UP_MONTHS):
            raise PracticeError("Choose one or more of the days in the list.")
        return [
            entries.write_entry(
                chart=chart,
                course=course,
                form=FOLLOW_UP,
                values={
                    "planned": f"{number} month{'s' if number > 1 else ''} after the end",
                    "due_on": day.isoformat(),
                    "how": how,
                },
            )
            for number, day in follow_ups(end)
            if number in months
        ]
