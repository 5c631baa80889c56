"""What the team shares: the agreement, contacts that are due, tasks, the log, medicines. No word of a session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F

from clew.practice.access import Chart
from clew.practice.models import (
    Administration,
    Alert,
    AlertStep,
    CareTeamMember,
    Course,
    Medication,
    Session,
)
from clew.practice.readings import entries, measures, scores
from clew.practice.readings.dated import taken_in
from clew.practice.readings.days import CourseDays
from clew.practice.readings.entries import Written
from clew.practice.roles import May, RoleName
from clew.therapy.course import combined
from clew.therapy.course.combined import AgreementVerdict, ContactDue, Happening, Told, Trigger
from clew.therapy.course.on_track import reliable_deterioration
from clew.therapy.measures.instruments.phq import PHQ_9


@dataclass(frozen=True, slots=True)
class Medicine:
    """One row of the medication list with its words."""

    row: Medication
    name: str
    dose: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment: its number, when it was and what became of it."""

    number: int
    at: datetime
    attendance: str


@dataclass(frozen=True, slots=True)
class Together:
    """What the page "Working together" shows.

    `shared`: somebody beside the therapist prescribes. `open` are the tasks that wait, the most urgent first;
    `log`, `done` and `changes` have the latest first; `otherwise` is by rule.
    """

    shared: bool
    agreement: Written | None
    stands: AgreementVerdict
    due: Sequence[ContactDue]
    open: Sequence[Written]
    done: Sequence[Written]
    log: Sequence[Written]
    medicines: Sequence[Medicine]
    changes: Sequence[Written]
    otherwise: Mapping[str, Sequence[Written]]


_FORMS = ("agreement", "task", "team_note", "medication_change", "otherwise")
_ASKED = frozenset((*combined.TERMS, *combined.SIGNATURES))


def together(chart: Chart, *, today: date) -> Together | None:
    """Gather it for the course that is read, in five queries; None where there is no course."""
    course, visits = _course(chart)
    if course is None:
        return None
    shared = bool(course.shared)  # type: ignore[attr-defined]
    found = entries.current(chart, course, *_FORMS)
    agreement = found["agreement"][-1] if found["agreement"] else None
    medicines = _medicines(chart, course)
    happenings = _happenings(chart, course, visits, medicines, found["medication_change"]) if shared else []
    told = [
        Told(Trigger(note.get("trigger")), note.entry.on)
        for note in found["team_note"]
        if note.get("trigger")
    ]
    waiting = [task for task in found["task"] if not task.get("done_on")]
    done = [task for task in found["task"] if task.get("done_on")]
    return Together(
        shared=shared,
        agreement=agreement,
        stands=combined.agreement(
            shared=shared,
            answered=_ASKED & set(agreement.values) if agreement else None,
            review_on=agreement.entry.due_on if agreement else None,
            today=today,
        ),
        due=combined.contacts_due((one for one in happenings if one.since <= today), told),
        open=sorted(waiting, key=lambda task: (task.entry.due_on or date.max, task.entry.on)),
        done=sorted(done, key=lambda task: task.get("done_on"), reverse=True),
        log=found["team_note"][::-1],
        medicines=medicines,
        changes=found["medication_change"][::-1],
        otherwise=entries.by_rule(found["otherwise"]),
    )


def _course(chart: Chart) -> tuple[Course | None, list[Visit]]:
    """Return the course that is read, whether its treatment is shared, and its visits in order of time: one query."""
    team = CareTeamMember.objects.filter(patient=chart.patient, ended_at=None)
    therapists = team.filter(relation=RoleName.CLINICIAN.value).values("user")
    # One person may be both: then there is nobody else to tell.
    others = team.filter(relation=RoleName.PRESCRIBER.value).exclude(user__in=therapists)
    rows = list(
        chart.rows(Course, to=May.SEE_COURSE)
        .annotate(
            shared=Exists(others),
            visit_number=F("sessions__number"),
            visit_at=F("sessions__at"),
            visit_attendance=F("sessions__attendance"),
        )
        .order_by("-starts_on", "pk", "sessions__at", "sessions__number")
    )
    if chart.earlier is not None:
        rows = [row for row in rows if row.pk == chart.earlier.pk]
    if not rows:
        return None, []
    own = [row for row in rows if row.pk == rows[0].pk and row.visit_at is not None]
    return rows[0], [Visit(row.visit_number, row.visit_at, row.visit_attendance) for row in own]


def _medicines(chart: Chart, course: Course) -> list[Medicine]:
    rows = chart.rows(Medication, to=May.SEE_COURSE).filter(taken_in(course)).order_by("from_date")
    return [Medicine(row, chart.text(row, "name"), chart.text(row, "dose")) for row in rows]


def _happenings(
    chart: Chart,
    course: Course,
    visits: Sequence[Visit],
    medicines: Sequence[Medicine],
    changes: Sequence[Written],
) -> list[Happening]:
    """Return all that makes a contact due and that Clew can see. Side effects and a pregnancy only people can."""
    days = CourseDays(chart, course)
    return [
        *_risk(chart, course, days),
        *_doses(course, medicines, changes),
        *_worse(chart, course, days),
        *_ending(course),
        *_missed(visits, days),
    ]


def _risk(chart: Chart, course: Course, days: CourseDays) -> Iterator[Happening]:
    raised, changed = AlertStep.Kind.RAISED.value, AlertStep.Kind.OVERRIDDEN.value
    rows = chart.rows(AlertStep, to=May.READ_ALERTS).filter(kind__in=(raised, changed), alert__course=course)
    for step in rows.order_by("at"):
        level = Alert.Level(step.level).label.lower()
        did = "An alert was raised" if step.kind == raised else "The level of an alert was changed"
        day = days.date_of(step.at)
        yield Happening(
            trigger=Trigger.RISK_CHANGE,
            since=day,
            words=f"{did}: {level}, {_written(day)}.",
            rests_on=(f"alert:{step.alert_id}",),
        )


def _doses(course: Course, medicines: Sequence[Medicine], changes: Sequence[Written]) -> Iterator[Happening]:
    """Each change since the treatment began, once: with its reason where it has one, else from the list alone."""
    told = {change.entry.on for change in changes}
    found = []
    for change in changes:
        doses = f"{change.get('from_dose') or 'new'}, then {change.get('to_dose') or 'stopped'}"
        found.append((change.entry.on, f"{change.get('medicine')}: {doses}"))
    starts = {medicine.row.from_date for medicine in medicines}
    for medicine in medicines:
        row = medicine.row
        if row.from_date not in told:
            found.append((row.from_date, f"{medicine.name}: {medicine.dose} from then on"))
        if row.to_date and not any(0 <= (day - row.to_date).days <= 1 for day in starts | told):
            found.append((row.to_date, f"{medicine.name}: the last day of it"))
    for day, words in found:
        if day >= course.starts_on:
            yield Happening(trigger=Trigger.DOSE_CHANGE, since=day, words=f"{words}, {_written(day)}.")


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _worse(chart: Chart, course: Course, days: CourseDays) -> Iterator[Happening]:
    """N1, on each day on which it began to hold."""
    own = scores.series(chart, PHQ_9.key, rater=Administration.Rater.PATIENT)
    readings = tuple(one for one in own if one.administration.course_id == course.pk)
    found = measures.changes(readings, days)
    flags = [
        reliable_deterioration([change for change, _ in found[: place + 1]]) for place in range(len(found))
    ]
    for place in combined.begins_to_hold([flag is not None for flag in flags]):
        flag, row = flags[place], found[place][1]
        if flag is not None:
            yield Happening(
                trigger=Trigger.DETERIORATION,
                since=days.date_of(row.at),
                words=f"{flag.reason} {_written(days.date_of(row.at))}.",
                rests_on=(f"measure:{row.pk}",),
            )


_AT_THE_END = (Course.Stage.ENDING, Course.Stage.CONTINUING_CARE, Course.Stage.ENDED)


def _ending(course: Course) -> Iterator[Happening]:
    """An ending is told once in a course, before it comes or after."""
    if course.stage in _AT_THE_END:
        words = f"The course has the stage: {course.get_stage_display().lower()}."
        yield Happening(trigger=Trigger.PLANNED_ENDING, since=course.starts_on, words=words)


def _missed(visits: Sequence[Visit], days: CourseDays) -> Iterator[Happening]:
    planned, came = Session.Attendance.PLANNED, (Session.Attendance.ATTENDED, Session.Attendance.LATE)
    missed = [None if visit.attendance == planned else visit.attendance not in came for visit in visits]
    for place in combined.missed_in_a_row(missed):
        day = days.date_of(visits[place].at)
        words = f"Session {visits[place].number} was missed, after the one before it, {_written(day)}."
        yield Happening(trigger=Trigger.MISSED_VISITS, since=day, words=words)
