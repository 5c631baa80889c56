"""Treating several people together: a couple, a family or a group.

Each person keeps a record, a course, measures and notes of their own. Every action is handed the opened records of
those about whom it writes: that they could be opened is the proof that the person treats them. What is about one of
them is written into that one's record alone, under that one's key, so that erasing one leaves the others whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date

from django.db.models import Max, QuerySet
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import plan
from clew.practice.actions.base import in_practice, on_record
from clew.practice.actions.endings import OVER
from clew.practice.actions.in_force import frame_values
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, Course, Joint, JointSession, Session, User
from clew.practice.roles import May
from clew.practice.transactions import write

_LEAVE = "joint.leave"
NOT_BEGUN = (Course.Stage.REFERRAL, Course.Stage.ASSESSMENT)


def taking_part(joint: Joint) -> QuerySet[Course]:
    """Return the courses of those who take part now."""
    return Course.objects.filter(joint=joint, ended_on=None).exclude(stage__in=OVER)


def begin_joint(
    *,
    charts: Sequence[Chart],
    kind: str,
    starts_on: date,
    agreed_sessions: int | None = None,
    minutes: int = 50,
    weekly_rate: float = 1.0,
    setting: str = "",
    key: str | None = None,
) -> Joint:
    """Begin to treat several patients together.

    Who is referred or in assessment goes on in the same course, now with the others; for whoever has no course that
    goes on, one is opened. No text is stored with the treatment itself.

    Raises:
        PracticeError: they are too few, a couple is not two, somebody is of another practice, or somebody has a
            course that goes on.
        NotFound: the person may not plan for one of them.
        AlreadyDone: the same `key` was used before.
    """
    if kind not in Joint.Kind.values:
        raise PracticeError("People are treated together as a couple, a family or a group.")
    _check_people(kind, [chart.patient.pk for chart in charts])
    by = opener(charts)
    practice = charts[0].patient.practice
    with in_practice(
        practice, "joint.begin", by=by, kind=kind, detail={"people": len(charts)}, key=key
    ) as event:
        last = Joint.objects.filter(practice=practice).aggregate(last=Max("number"))["last"] or 0
        joint = Joint.objects.create(
            practice=practice, kind=kind, number=last + 1, starts_on=starts_on, event=event
        )
        for chart in charts:
            frame = Course(
                starts_on=starts_on,
                agreed_sessions=agreed_sessions,
                minutes=minutes,
                weekly_rate=weekly_rate,
                setting=setting,
            )
            _enter(chart, joint, frame, "joint.begin")
    return joint


def join_joint(
    *,
    chart: Chart,
    joint: Joint,
    beside: Sequence[Chart],
    on: date | None = None,
    key: str | None = None,
) -> Course:
    """Let one more person take part from a day on, or somebody who left take part again.

    Args:
        chart: the record of who joins.
        joint: the treatment.
        beside: the opened records of all who take part now.
        on: the first day; today unless told.
        key: idempotency key of the form that was sent.

    Raises:
        PracticeError: the treatment is over, the person takes part already, or a couple would be three.
        NotFound: somebody who takes part is not in the person's care.
        AlreadyDone: the same `key` was used before.
    """
    opener([chart, *beside])
    day = on or timezone.localdate()
    with on_record(
        chart,
        "joint.join",
        to=May.PLAN,
        kind="joint",
        object=joint.pk,
        detail={"joint": joint.number},
        key=key,
    ):
        check_goes_on(joint)
        there = all_taking_part(joint, beside, but=chart)
        _check_people(joint.kind, [*(course.patient_id for _, course in there), chart.patient.pk], least=1)
        first = there[0][1] if there else None
        frame = Course(
            starts_on=day,
            agreed_sessions=first.agreed_sessions if first else None,
            minutes=first.minutes if first else 50,
            weekly_rate=first.weekly_rate if first else 1.0,
            setting=first.setting if first else "",
        )
        course = _enter(chart, joint, frame, "joint.join")
        for meeting in joint.meetings.filter(at__date__gte=day, at__gte=timezone.now()):
            expect(chart, course, meeting, online=False)
    return course


def leave_joint(
    *,
    chart: Chart,
    joint: Joint,
    reason: str = Course.EndReason.PATIENT_CHOICE,
    on: date | None = None,
) -> None:
    """End one person's part. The others go on; the person's own planned meetings are called off.

    When the last one leaves, the treatment is over.

    Raises:
        PracticeError: there is no such reason.
        NotFound: the person does not take part.
    """
    course = taking_part(joint).filter(patient=chart.patient).first()
    if course is None:
        raise NotFound
    day = on or timezone.localdate()
    with write():
        _close(chart, course, joint, reason, day, Course.Stage.ENDED)
        if not taking_part(joint).exists():
            joint.ended_on = day
            joint.save(update_fields=["ended_on"])


def end_joint(
    *,
    charts: Sequence[Chart],
    joint: Joint,
    reason: str = Course.EndReason.GOALS_REACHED,
    on: date | None = None,
    continuing_care: bool = True,
    key: str | None = None,
) -> None:
    """End a treatment for all who still take part. Each record keeps what is in it, and its own follow-up.

    Raises:
        PracticeError: it is over already, or there is no such reason.
        NotFound: somebody who takes part is not in the person's care.
        AlreadyDone: the same `key` was used before.
    """
    day = on or timezone.localdate()
    stage = Course.Stage.CONTINUING_CARE if continuing_care else Course.Stage.ENDED
    with in_practice(
        joint.practice,
        "joint.end",
        by=opener(charts),
        kind="joint",
        object=joint.pk,
        detail={"people": len(charts), "reason": reason},
        key=key,
    ):
        check_goes_on(joint)
        there = all_taking_part(joint, charts)
        for chart, course in there:
            _close(chart, course, joint, reason, day, stage)
        joint.ended_on = day
        joint.save(update_fields=["ended_on"])


def resume_joint(*, charts: Sequence[Chart], joint: Joint, key: str | None = None) -> None:
    """Take back that a treatment was ended: it goes on for those whose part ended that day, each in the stage that they had.

    Raises:
        PracticeError: it is not over.
        NotFound: one of them is not in the person's care.
        AlreadyDone: the same `key` was used before.
    """
    opened = {chart.patient.pk: chart for chart in charts}
    with in_practice(
        joint.practice, "joint.resume", by=opener(charts), kind="joint", object=joint.pk, key=key
    ):
        if joint.ended_on is None:
            raise PracticeError("This treatment goes on; there is nothing to take back.")
        to_the_end = list(Course.objects.filter(joint=joint, ended_on=joint.ended_on))
        if not {course.patient_id for course in to_the_end} <= set(opened):
            raise NotFound
        joint.ended_on = None
        joint.save(update_fields=["ended_on"])
        for course in to_the_end:
            _reopen(opened[course.patient_id], course, joint, "joint.resume")


# -- Parts ------------------------------------------------------------------------------------------------------------


def _check_people(kind: str, patients: Sequence[uuid.UUID], least: int = 2) -> None:
    if len(set(patients)) != len(patients):
        raise PracticeError("Somebody is named twice. Choose each person once.")
    if len(patients) < least:
        raise PracticeError("A treatment together needs at least two people. Choose who takes part.")
    if kind == Joint.Kind.COUPLE and len(patients) > 2:
        raise PracticeError("A couple is two people. Treat more of them as a family or a group.")


def opener(charts: Sequence[Chart]) -> User:
    """Return the one person who opened all these records, in one practice."""
    people = {chart.by for chart in charts}
    practices = {chart.patient.practice_id for chart in charts}
    if len(people) != 1 or len(practices) != 1:
        raise NotFound
    for chart in charts:
        chart.require(May.PLAN)
    by = people.pop()
    if by is None:
        raise NotFound
    return by


def all_taking_part(
    joint: Joint, charts: Sequence[Chart], but: Chart | None = None
) -> list[tuple[Chart, Course]]:
    """Return each opened record of who takes part with its course; all of them must be open."""
    opened = {chart.patient.pk: chart for chart in charts}
    courses = list(taking_part(joint).order_by("patient__number"))
    if but is not None and but.patient.pk in {course.patient_id for course in courses}:
        raise PracticeError("This person takes part already.")
    if {course.patient_id for course in courses} != set(opened):
        raise NotFound
    return [(opened[course.patient_id], course) for course in courses]


def check_goes_on(joint: Joint) -> None:
    """Raise `PracticeError` unless the treatment goes on."""
    if joint.ended_on is not None:
        raise PracticeError("This treatment is over. Take its end back first, or begin another.")


def _enter(chart: Chart, joint: Joint, frame: Course, action: str) -> Course:
    """Put one person's course into a joint treatment: the one that is open, or a new one with this frame."""
    if chart.patient.practice_id != joint.practice_id:
        raise NotFound
    former = Course.objects.filter(joint=joint, patient=chart.patient).order_by("-starts_on").first()
    if former is not None:
        _reopen(chart, former, joint, action)
        return former
    course = chart.course
    goes_on = course is not None and course.ended_on is None and course.stage not in OVER
    if course is not None and goes_on and (course.joint_id or course.stage not in NOT_BEGUN):
        raise PracticeError(
            f"Record {chart.patient.number} has a course that goes on, and shows one at a time. End that course "
            "first, or move it back to assessment if it is to go on together."
        )
    if course is None or not goes_on:
        course = plan.open_course(
            chart=chart,
            starts_on=frame.starts_on,
            kind=Course.Kind.TIME_LIMITED if frame.agreed_sessions else Course.Kind.OPEN_ENDED,
            stage=Course.Stage.ASSESSMENT,
            agreed_sessions=frame.agreed_sessions,
            minutes=frame.minutes,
            weekly_rate=frame.weekly_rate,
            setting=frame.setting,
        )
        goes_on = False
    with _of_joint(chart, action, joint):
        course.joint, course.format = joint, joint.kind
        if course.stage == Course.Stage.REFERRAL:  # it begins now
            course.stage = Course.Stage.ASSESSMENT
        course.save(update_fields=["joint", "format", "stage"])
        if goes_on:
            _agree(chart, course, frame)
    return course


def _agree(chart: Chart, course: Course, frame: Course) -> None:
    """Let the frame that was agreed for all be that of a course that had begun alone; what was agreed before is kept."""
    before = frame_values(course)
    values = before | {
        "kind": Course.Kind.TIME_LIMITED if frame.agreed_sessions else Course.Kind.OPEN_ENDED,
        "agreed_sessions": frame.agreed_sessions,
        "minutes": frame.minutes,
        "weekly_rate": f"{frame.weekly_rate:g}",
    }
    if frame.setting:
        values["setting"] = frame.setting
    values = {slug: value for slug, value in values.items() if value not in (None, "")}
    if values != before:
        values.pop("planned_end", None)  # the last day of a time alone is not that of the meetings
        plan.change_frame(
            chart=chart, course=course, values=values, on=max(frame.starts_on, course.starts_on)
        )
        course.refresh_from_db()


def _of_joint(
    chart: Chart, action: str, joint: Joint, course: Course | None = None, **detail: str
) -> AbstractContextManager[AuditEvent]:
    """Write on one record that something about the treatment together changed; of the others it tells nothing."""
    return on_record(
        chart,
        action,
        to=May.PLAN,
        of=(course,),
        kind="joint",
        object=joint.pk,
        detail={"joint": joint.number, **detail},
    )


def _close(chart: Chart, course: Course, joint: Joint, reason: str, on: date, stage: str) -> None:
    """End one person's course, and call off the meetings that they would have come to."""
    if reason not in Course.EndReason.values:
        raise PracticeError("Choose one of the reasons in the list.")
    if on < course.starts_on:
        raise PracticeError("The last day lies before the first. Correct it.")
    if on > timezone.localdate():
        raise PracticeError("The last day is still to come. End it then.")
    with _of_joint(chart, _LEAVE, joint, course, **{"from": course.stage, "to": stage}):
        course.ended_on, course.end_reason, course.stage = on, reason, stage
        course.save(update_fields=["ended_on", "end_reason", "stage"])
        now = timezone.now()
        for session in course.sessions.filter(attendance=Session.Attendance.PLANNED, at__gte=now):
            session.attendance = Session.Attendance.CANCELLED
            session.notice_hours = min(int((session.at - now).total_seconds() // 3600), 2000)
            session.save(update_fields=["attendance", "notice_hours"])


def _reopen(chart: Chart, course: Course, joint: Joint, action: str) -> None:
    """Let a course that was ended go on in the stage that it had, and expect the person again at meetings to come."""
    last = AuditEvent.objects.filter(patient=chart.patient.pk, action=_LEAVE, object=str(joint.pk))
    event = last.order_by("-seq").first()
    stage = event.detail.get("from", Course.Stage.ENDING.value) if event else Course.Stage.ENDING.value
    with _of_joint(chart, action, joint, course, to=stage):
        course.ended_on, course.end_reason, course.stage = None, "", stage
        course.save(update_fields=["ended_on", "end_reason", "stage"])
        ahead = course.sessions.filter(meeting__isnull=False, at__gte=timezone.now())
        ahead.filter(attendance=Session.Attendance.CANCELLED).update(
            attendance=Session.Attendance.PLANNED, notice_hours=None
        )


def expect(chart: Chart, course: Course, meeting: JointSession, *, online: bool) -> None:
    """Expect one person at a meeting: a session of their own course."""
    session = course.sessions.filter(meeting=meeting).first()
    if session is None:
        session = plan.plan_session(
            chart=chart, course=course, at=meeting.at, minutes=meeting.minutes, online=online
        )
        session.meeting = meeting
        session.save(update_fields=["meeting"])
