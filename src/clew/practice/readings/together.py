"""Who is treated together: names, dates, attendance and numbers, and no text about anybody.

A reader sees those of them who are in their own care. Of the others it says how many there are.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions.endings import OVER
from clew.practice.actions.together import NOT_BEGUN, taking_part
from clew.practice.errors import NotFound
from clew.practice.models import Administration, Course, Joint, JointSession, Patient, Session, User
from clew.practice.readings import entries, scores
from clew.practice.readings.entries import Written
from clew.practice.roles import May, RoleName
from clew.therapy.course.together import RULE, Verdict, meet_together, read


@dataclass(frozen=True, slots=True)
class Member:
    """One person who takes part, or took part, and whom the reader has in their care.

    `reads`: the reader may open the person's sessions.
    """

    patient: Patient
    name: str
    course: Course
    scores: tuple[float, ...]
    reads: bool

    @property
    def now(self) -> bool:
        """Whether the person takes part now."""
        return self.course.ended_on is None and self.course.stage not in OVER


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting, and what became of it for each member, in the members' order; None for who was not expected."""

    meeting: JointSession
    sessions: tuple[Session | None, ...]

    @property
    def came(self) -> int:
        """How many of those shown came."""
        return sum(session is not None and session.held for session in self.sessions)

    @property
    def told(self) -> bool:
        """Whether it is known of everybody shown what became of it."""
        return all(s is None or s.attendance != Session.Attendance.PLANNED for s in self.sessions)


@dataclass(frozen=True, slots=True)
class Together:
    """A joint treatment as one reader sees it. `plans`: the reader treats everybody who takes part."""

    joint: Joint
    members: tuple[Member, ...]
    unseen: int
    meetings: tuple[Held, ...]
    plans: bool

    @property
    def now(self) -> tuple[Member, ...]:
        """Those who take part now."""
        return tuple(member for member in self.members if member.now)

    @property
    def shown(self) -> tuple[Member, ...]:
        """Those who take part now; all who did, where it is over."""
        return self.members if self.joint.ended_on else self.now


def together(user: User, joint_id: uuid.UUID | str) -> Together:
    """Return a joint treatment of which at least one person is in the reader's care.

    Raises:
        NotFound: there is no such treatment, or nobody of it is in the reader's care.
    """
    joint = _joint(joint_id)
    courses = list(Course.objects.filter(joint=joint).order_by("patient__number"))
    people = {course.patient_id for course in courses}
    seen = {patient.pk: patient for patient in access.caseload(user).filter(pk__in=people)}
    if not seen:
        raise NotFound
    treated = _as(user, RoleName.CLINICIAN, people)
    supervised = _as(user, RoleName.SUPERVISOR, people)
    names = access.names(seen.values(), user, why="treated together")
    totals = _scores(seen)
    members = tuple(
        Member(
            seen[course.patient_id],
            names[course.patient_id]["name"],
            course,
            totals[course.patient_id],
            course.patient_id in treated | supervised,
        )
        for course in courses
        if course.patient_id in seen
    )
    taking = {course.patient_id for course in courses if course.ended_on is None and course.stage not in OVER}
    return Together(
        joint,
        members,
        unseen=len(people - set(seen)),
        meetings=_meetings(joint, [member.patient.pk for member in members]),
        plans=bool(taking or joint.ended_on) and taking <= treated and bool(treated),
    )


def _as(user: User, relation: RoleName, people: set[uuid.UUID]) -> set[uuid.UUID]:
    """Return with whom of some people the reader works as this."""
    found = access.caseload(user, relation=relation).filter(pk__in=people)
    return set(found.values_list("pk", flat=True))


def _joint(joint_id: uuid.UUID | str) -> Joint:
    try:
        joint = Joint.objects.select_related("practice").filter(pk=joint_id).first()
    except ValidationError:  # what was given is no UUID
        joint = None
    if joint is None:
        raise NotFound
    return joint


def _scores(patients: dict[uuid.UUID, Patient]) -> dict[uuid.UUID, tuple[float, ...]]:
    """Return the totals of each one's own PHQ-9, in time order."""
    found: dict[uuid.UUID, list[float]] = {pk: [] for pk in patients}
    rows = Administration.objects.filter(
        patient__in=patients, instrument="phq-9", rater=Administration.Rater.PATIENT, replaced_by=None
    )
    for row in rows.order_by("at"):
        total = scores.read(row).score.total
        if total is not None:
            found[row.patient_id].append(total.value)
    return {pk: tuple(values) for pk, values in found.items()}


def _meetings(joint: Joint, order: Sequence[uuid.UUID]) -> tuple[Held, ...]:
    """Return the meetings, the latest first."""
    sessions = {
        (session.meeting_id, session.patient_id): session
        for session in Session.objects.filter(meeting__joint=joint, patient__in=order)
    }
    return tuple(
        Held(meeting, tuple(sessions.get((meeting.pk, pk)) for pk in order))
        for meeting in joint.meetings.order_by("-at")
    )


def open_everybody(user: User, joint: Joint, *, view: str, also: Sequence[uuid.UUID] = ()) -> list[Chart]:
    """Open the record of everybody who takes part now, and of some others, to plan for them.

    Raises:
        NotFound: one of them is not in the person's care; the refusal is logged.
    """
    wanted = [*taking_part(joint).order_by("patient__number").values_list("patient", flat=True), *also]
    return [
        access.open_record(user, pk, to=May.PLAN, view=view, object_id=str(joint.pk))
        for pk in dict.fromkeys(wanted)
    ]


@dataclass(frozen=True, slots=True)
class Beside:
    """With how many others one person is treated, and the names of those whom the reader treats too."""

    joint: Joint
    others: int
    names: tuple[str, ...]


def beside(chart: Chart, course: Course | None) -> Beside | None:
    """Return with whom the person of an opened record is treated, or None where they are treated alone."""
    if course is None or course.joint is None or chart.by is None:
        return None
    others = list(taking_part(course.joint).exclude(patient=chart.patient).values_list("patient", flat=True))
    seen = (
        list(access.caseload(chart.by, relation=RoleName.CLINICIAN).filter(pk__in=others))
        if chart.can(May.PLAN)
        else []
    )
    names = access.names(seen, chart.by, why="treated together") if seen else {}
    return Beside(course.joint, len(others), tuple(names[patient.pk]["name"] for patient in seen))


@dataclass(frozen=True, slots=True)
class Own:
    """What one person wants from meeting together, and what they answered alone: each time it was asked, the latest first.

    `verdict` rests on that person's own answers and on nothing of the others'; None for who may not read them.
    """

    focus: Written | None
    verdict: Verdict | None
    asked: tuple[Written, ...]
    otherwise: tuple[Written, ...]


def own(chart: Chart, course: Course) -> Own:
    """Return what stands in one person's own record about meeting together; one query."""
    found = entries.current(chart, course, "joint_focus", "joint_safety", "otherwise")
    asked = tuple(reversed(found["joint_safety"]))
    last = read(asked[0].values, asked[0].entry.on, str(asked[0].id)) if asked else None
    return Own(
        found["joint_focus"][-1] if found["joint_focus"] else None,
        meet_together(last) if chart.can(May.READ_FORMULATION) else None,
        asked,
        tuple(one for one in found["otherwise"] if one.get("rule") == RULE),
    )


def own_sessions(chart: Chart, course: Course) -> list[Session]:
    """Return one person's own sessions of a joint treatment, the latest first: meetings, and times alone."""
    rows = chart.rows(Session, to=May.SEE_COURSE).filter(course=course).select_related("meeting")
    return list(rows.order_by("-at"))


def free(chart: Chart) -> bool:
    """Whether the person of an opened record could begin to be treated together with others."""
    return _free(chart.course)


def _free(course: Course | None) -> bool:
    """Whether nothing that goes on stands in the way: no course, one that is over, or one that has only begun."""
    if course is None or course.ended_on is not None or course.stage in OVER:
        return True
    return course.joint_id is None and course.stage in NOT_BEGUN


def could_join(chart: Chart) -> list[tuple[str, str]]:
    """Return which other patients of the reader's could be treated together with this one: id and name.

    Whose treatment is over stands last.
    """
    if chart.by is None or not chart.can(May.PLAN):
        return []
    others = access.caseload(chart.by, relation=RoleName.CLINICIAN).filter(practice=chart.patient.practice_id)
    listed = list(others.exclude(pk=chart.patient.pk))
    latest = {
        course.patient_id: course
        for course in Course.objects.filter(patient__in=listed).order_by("starts_on")
    }
    able = [patient for patient in listed if _free(latest.get(patient.pk))]
    names = access.names(able, chart.by, why="treated together") if able else {}
    alike = Counter(who["name"] for who in names.values())
    listed_as: list[tuple[bool, str, str]] = []
    for patient in able:
        name, course = names[patient.pk]["name"], latest.get(patient.pk)
        over = course is not None and (course.ended_on is not None or course.stage in OVER)
        words = f"{name}, record {patient.number}" if alike[name] > 1 else name
        listed_as.append((over, f"{words}, treatment over" if over else words, str(patient.pk)))
    return [(pk, words) for _, words, pk in sorted(listed_as)]


def next_time(joint: Joint) -> datetime | None:
    """Return when the last meeting is or was, from which the next is reckoned."""
    last = joint.meetings.order_by("-at").first()
    return last.at if last else None
