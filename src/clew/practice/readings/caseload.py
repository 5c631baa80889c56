"""A caseload sorted by what needs a look today: numbers and dates only, no text, in a fixed number of queries."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import TypeAlias

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When

from clew.practice import access, doors
from clew.practice.deputies import answered_by
from clew.practice.models import (
    Administration,
    Alert,
    AlertStep,
    CareTeamMember,
    Course,
    Entry,
    Membership,
    Patient,
    Session,
    User,
)
from clew.practice.readings import notices
from clew.practice.readings.due import waits
from clew.practice.readings.programme_dues import programme_dues
from clew.practice.roles import CARE_RELATIONS, ROLES, May, RoleName
from clew.therapy import forms, measures
from clew.therapy.course import continuing, relapse
from clew.therapy.course.attendance import to_be_reached
from clew.therapy.course.frame import sessions_of_treatment
from clew.therapy.course.on_track import CourseFlag, course_flags
from clew.therapy.course.reviewing import ending_talk, next_review
from clew.therapy.course.rule import Reason
from clew.therapy.course.today import RULE, Due, Look, Place, look_today
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.change import Reading
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.scoring import Score
from clew.therapy.safety.levels import Level

_OUTLAST = frozenset(one.slug for room in (forms.Room.TEAM, forms.Room.SAFETY) for one in forms.of_room(room))
"""What is agreed in the team, and the safety plan, outlast the course in which it was written; everything else ends with it."""

REVIEW, ENDING = "review", "ending"
"""The forms in which a review, and the work of ending, are written down."""

_JUDGED = (
    Course.Stage.ASSESSMENT,
    Course.Stage.FOCUS,
    Course.Stage.WORKING_THROUGH,
    Course.Stage.ENDING,
)
Ids: TypeAlias = QuerySet[Patient, uuid.UUID]
"""The ids of a caseload, as part of a query: so that no list of ids is sent, however long the caseload."""

_STILL_REFERRED = Reason(
    rule=RULE,
    words="Sessions were held, and the course stands at referral. Move it to the stage that fits, on the plan.",
    source="Clew",
    tag=Tag.DEFAULT,
)

_HELD = (Session.Attendance.ATTENDED, Session.Attendance.LATE)


@dataclass(slots=True)
class Glance:
    """What the caseload knows of one patient beside the name. `place` and why are in `look`."""

    patient: uuid.UUID
    number: int
    course: Course | None = None
    readings: list[Reading] = field(default_factory=list)
    held: int = 0
    next_session: datetime | None = None
    mine: int = 0
    others: int = 0
    answer_by: datetime | None = None
    judged_last: str = ""  # how danger was judged last in the course; empty where it never was
    missed: list[date] = field(default_factory=list)  # since the two last met, with nothing written about it
    due: list[Due] = field(default_factory=list)
    reviews: list[date] = field(default_factory=list)
    review_set: bool = False  # the latest review named the day of the next
    ending_begun: bool = False
    on_team: bool = True
    look: Look = field(default_factory=lambda: Look(Place.REST, (), (len(Place), 0, 0)))

    @property
    def stage(self) -> str:
        """The stage of the latest course; empty where there is no course."""
        return self.course.stage if self.course else ""

    @property
    def listed_at(self) -> str:
        """Under which stage the person is listed: who was seen already does not wait any more."""
        seen = self.stage == Course.Stage.REFERRAL and not self.waits
        return Course.Stage.ASSESSMENT if seen else self.stage

    @property
    def waits(self) -> bool:
        """Whether the person was referred and has not been seen yet."""
        return self.stage == Course.Stage.REFERRAL and not self.held

    @property
    def judged(self) -> bool:
        """Whether the rules of a treatment look at it: one is under way, whatever stage is written down."""
        return self.stage in _JUDGED or (self.stage == Course.Stage.REFERRAL and self.held > 0)

    @property
    def symptoms(self) -> list[float]:
        """The PHQ-9 totals of the latest course, in time order."""
        return [reading.total.value for reading in self.readings]


@dataclass(frozen=True, slots=True)
class Caseload:
    """A whole caseload in its order of today, and how many stand at each stage."""

    glances: tuple[Glance, ...]
    stages: Mapping[str, int]

    @property
    def today(self) -> tuple[Glance, ...]:
        """Return everybody but those whose course has ended and of whom nothing is asked; they stand under their stage."""
        return tuple(
            glance
            for glance in self.glances
            if glance.stage != Course.Stage.ENDED or glance.look.place is not Place.REST
        )

    def at(self, stage: str) -> tuple[Glance, ...]:
        """Return those who stand at one stage; where that is referral, who was not seen yet, the longest wait first."""
        found = [glance for glance in self.glances if glance.listed_at == stage]
        if stage == Course.Stage.REFERRAL:
            found.sort(key=lambda one: ((one.course and one.course.referred_on) or date.max, one.number))
        elif stage == Course.Stage.ENDED:  # who ended last first; danger and what is due stand before them
            found.sort(key=lambda one: (one.look.order, -_ended(one).toordinal(), one.number))
        return tuple(found)


def _ended(glance: Glance) -> date:
    return (glance.course and glance.course.ended_on) or date.min


def caseload(
    user: User, open_to: QuerySet[Patient], held: Sequence[Membership], *, now: datetime, zone: tzinfo
) -> Caseload:
    """Return the caseload of one person, who needs a look today first. Nobody's name or text is read.

    `open_to` is their `access.caseload`; `held` are the person's roles; `now` is the present; days are those of `zone`, the practice's own.
    """
    ids = open_to.order_by().values_list("pk", flat=True)
    found = {pk: Glance(pk, number) for pk, number in open_to.values_list("pk", "number")}
    if not found:
        return Caseload((), {})
    today = now.astimezone(zone).date()
    _courses(found, ids)
    _scores(found, ids, zone)
    _sessions(found, ids, now, zone)
    _alerts(found, ids, user, held)
    works_as = _works_as(user)
    _entries(found, ids, user, held, today, works_as)
    _programmes(found, ids, today, works_as)
    for glance in found.values():
        glance.look = _look(glance, today, zone)
    ordered = sorted(found.values(), key=lambda glance: (glance.look.order, glance.number))
    stages = Counter(glance.listed_at for glance in ordered)
    return Caseload(tuple(ordered), {stage: stages[stage] for stage in (*Course.Stage.values, "")})


def _courses(found: dict[uuid.UUID, Glance], ids: Ids) -> None:
    """Put each patient's latest course into place, with how many of its sessions were held."""
    held = Count("sessions", filter=Q(sessions__attendance__in=_HELD))
    rows = Course.objects.filter(patient__in=ids).order_by("starts_on")
    judged = AlertStep.objects.filter(alert__course=OuterRef("pk"), kind=AlertStep.Kind.ASSESSED)
    last = Subquery(judged.order_by("-at", "-event").values("level")[:1])
    counted = rows.defer("referral", "reason", "focus").annotate(sessions_held=held, judged_last=last)
    for course in counted:
        found[course.patient_id].course = course
        found[course.patient_id].held = course.sessions_held
        found[course.patient_id].judged_last = course.judged_last or ""


@lru_cache(maxsize=20_000)
def _scored(answers: tuple[int | str | None, ...]) -> Score:
    """Score one list of answers, whoever gave it. Most of a caseload is the same each time it is looked at."""
    return measures.score(PHQ_9, answers)


def _scores(found: dict[uuid.UUID, Glance], ids: Ids, zone: tzinfo) -> None:
    """Score the patients' own PHQ-9 of their latest courses."""
    rows = (
        Administration.objects.filter(
            patient__in=ids, instrument=PHQ_9.key, rater=Administration.Rater.PATIENT, replaced_by=None
        )
        .order_by("at")
        .values_list("patient", "course", "at", "answers", "session__number")
    )
    for patient, of, at, answers, number in rows:
        glance = found[patient]
        if glance.course is None or glance.course.pk != of:
            continue
        score = _scored(tuple(answers))
        if score.total is not None:
            day = (at.astimezone(zone).date() - glance.course.starts_on).days
            glance.readings.append(Reading(day, score.total, number, score.risk))


def _sessions(found: dict[uuid.UUID, Glance], ids: Ids, now: datetime, zone: tzinfo) -> None:
    """Find the next session, those of which nobody said what became of them, and absences that nobody took up."""
    planned, missed = Session.Attendance.PLANNED, Session.Attendance.NO_SHOW
    rows = Session.objects.filter(Q(attendance=planned) | _not_taken_up(), patient__in=ids).order_by("-at")
    for patient, of, at, attendance in rows.values_list("patient", "course", "at", "attendance"):
        glance = found[patient]
        if attendance == missed:
            if glance.course is not None and glance.course.pk == of:
                glance.missed.insert(0, at.astimezone(zone).date())
        elif at >= now:
            glance.next_session = at
        else:
            glance.due.append(Due("Attendance note", at.astimezone(zone).date()))


def _not_taken_up() -> Q:
    """Return the condition on a session that nobody came, that the two have not met since, and nothing is written about it."""
    now = Entry.objects.filter(course=OuterRef("course"), replaced_by=None, withdrawn=False)
    tried = now.filter(form="contact_attempt", at__gte=OuterRef("at"))
    told = now.filter(form__in=("contact_attempt", "absence_talk"), session=OuterRef("pk"))
    met = Session.objects.filter(course=OuterRef("course"), attendance__in=_HELD, at__gt=OuterRef("at"))
    return Q(attendance=Session.Attendance.NO_SHOW) & ~Q(Exists(met)) & ~Q(Exists(tried)) & ~Q(Exists(told))


def _alerts(found: dict[uuid.UUID, Glance], ids: Ids, user: User, held: Sequence[Membership]) -> None:
    """Count the open alerts, those that the person answers apart; and find follow-ups that nobody has held since."""
    seen_since = Session.objects.filter(
        patient=OuterRef("patient"), attendance__in=_HELD, at__date__gte=OuterRef("follow_up_on")
    )
    follow_up = Q(~Exists(seen_since), state=Alert.State.CLOSED, follow_up_on__isnull=False)
    rows = Alert.objects.filter(~Q(state=Alert.State.CLOSED) | follow_up, patient__in=ids).annotate(
        mine=Case(
            When(answered_by(user, held), then=True),
            default=False,
            output_field=BooleanField(),
        )
    )
    for patient, state, due_at, follow_up_on, mine in rows.values_list(
        "patient", "state", "due_at", "follow_up_on", "mine"
    ):
        glance = found[patient]
        if state == Alert.State.CLOSED:
            if glance.judged:
                glance.due.append(Due("Alert follow-up", follow_up_on))
            continue
        glance.mine += mine
        glance.others += not mine
        glance.answer_by = min(filter(None, (glance.answer_by, due_at)))


def _entries(
    found: dict[uuid.UUID, Glance],
    ids: Ids,
    user: User,
    held: Sequence[Membership],
    today: date,
    works_as: Mapping[uuid.UUID, set[str]],
) -> None:
    """Find what is written down to come back to, in forms that the person may read; and reviews and endings."""
    rows = (
        Entry.objects.filter(patient__in=ids, replaced_by=None, withdrawn=False)
        .filter(Q(due_on__lte=today) | Q(form__in=(REVIEW, ENDING)))
        .filter(~Q(form__in=doors.private()) | Q(author=user))
        .annotate(waits=Case(When(waits(), then=True), default=False, output_field=BooleanField()))
    )
    readable = _readable(works_as, held)
    for patient, glance in found.items():
        glance.on_team = patient in works_as
    for pk, patient_id, of, form, on, due_on, waiting in rows.values_list(
        "pk", "patient", "course", "form", "on", "due_on", "waits"
    ):
        glance = found[patient_id]
        if glance.course is not None and glance.course.pk == of:
            if form == REVIEW:
                if on >= max(glance.reviews, default=on):
                    glance.review_set = due_on is not None
                glance.reviews.append(on)
            glance.ending_begun |= form == ENDING
        elif glance.course is not None and form not in _OUTLAST:
            continue
        if not waiting or due_on is None or due_on > today or _was_before_the_end(glance, due_on):
            continue
        if form in readable(patient_id):
            glance.due.append(Due(forms.form(form).waits_as, due_on, ref=str(pk)))


def _programmes(
    found: dict[uuid.UUID, Glance], ids: Ids, today: date, works_as: Mapping[uuid.UUID, set[str]]
) -> None:
    """Find what internet programmes ask for, for those who read what patients write there."""
    for patient, due in programme_dues(ids, today=today):
        relations = works_as.get(patient, {RoleName.CLINICIAN.value})
        if any(May.READ_SHARED in ROLES[RoleName(one)].on_record for one in relations):
            found[patient].due.append(due)


def _was_before_the_end(glance: Glance, day: date) -> bool:
    """Whether a day lies in a course that is over by now: what was due in it is no longer due."""
    ended = glance.course.ended_on if glance.course else None
    return ended is not None and day <= ended


def _works_as(user: User) -> dict[uuid.UUID, set[str]]:
    """Return on whose teams the person is, and as what."""
    found: dict[uuid.UUID, set[str]] = {}
    rows = CareTeamMember.objects.filter(user=user, ended_at=None)
    for patient, relation in rows.values_list("patient", "relation"):
        found.setdefault(patient, set()).add(relation)
    return found


def _readable(
    works_as: Mapping[uuid.UUID, set[str]], held: Sequence[Membership]
) -> Callable[[uuid.UUID], frozenset[str]]:
    """Return what tells which forms of a patient the person may read, by how they work with that one."""
    by_relation = {
        one.role: frozenset(doors.readable(ROLES[RoleName(one.role)].on_record))
        for one in held
        if one.role in CARE_RELATIONS
    }

    def of(patient: uuid.UUID) -> frozenset[str]:
        # Who is on no team of a patient in their caseload stands in for a clinician.
        relations = works_as.get(patient, {RoleName.CLINICIAN.value})
        return frozenset().union(*(by_relation.get(one, frozenset()) for one in relations))

    return of


def _look(glance: Glance, today: date, zone: tzinfo) -> Look:
    """Apply the rules of the stage at which the course stands."""
    course = glance.course
    flags: Sequence[CourseFlag] = ()
    prompts: Sequence[relapse.Prompt] = ()
    due = [*glance.due, *_reach(glance)]
    if course is not None and glance.judged:
        if course.stage == Course.Stage.REFERRAL:
            due.append(Due("Stage to move on", None, _STILL_REFERRED))
        flags = course_flags(
            glance.readings,
            today=(today - course.starts_on).days,
            planned_sessions=sessions_of_treatment(
                course.agreed_sessions, assessing=course.stage == Course.Stage.ASSESSMENT
            ),
        )
        due += [*_review(glance, course, today), *_ending_talk(glance, course, today)]
    elif course is not None and course.stage == Course.Stage.CONTINUING_CARE:
        prompts = _after(glance, course)
        due += _check_in(glance, course, today)
    return look_today(
        today=today,
        alerts=glance.mine + glance.others,
        answer_by=glance.answer_by.astimezone(zone).date() if glance.answer_by else None,
        flags=flags,
        prompts=prompts,
        due=due,
        next_session=glance.next_session.astimezone(zone).date() if glance.next_session else None,
    )


def _reach(glance: Glance) -> Iterable[Due]:
    """Whether somebody who stayed away is to be reached, while a treatment is under way or about to begin."""
    if glance.stage in (Course.Stage.ENDED, Course.Stage.CONTINUING_CARE):
        return
    stands = bool(glance.mine + glance.others) or glance.judged_last not in ("", Level.NONE.value)
    if reason := to_be_reached(len(glance.missed), stands=stands):
        yield Due("To be reached", glance.missed[-1], reason)


def _review(glance: Glance, course: Course, today: date) -> Iterable[Due]:
    """Whether a review is due by the frame; one that was set for a day stands with what set it."""
    if not glance.held or glance.review_set:
        return
    coming = next_review(
        time_limited=course.kind == Course.Kind.TIME_LIMITED,
        starts_on=course.starts_on,
        last_review=max(glance.reviews, default=None),
        review_weeks=course.review_weeks,
        agreed_sessions=course.agreed_sessions,
        held=glance.held,
        reviews_held=len(glance.reviews),
        ending=course.stage == Course.Stage.ENDING,
    )
    if coming is None:
        return
    if coming.on is not None:
        if coming.on <= today:
            yield Due(coming.what, coming.on, coming.reason)
    elif coming.session is not None and glance.held >= coming.session:
        yield Due(coming.what, None, coming.reason)


def _ending_talk(glance: Glance, course: Course, today: date) -> Iterable[Due]:
    """Whether it is time to begin talking about the end, and nobody has written that it was begun."""
    if glance.ending_begun or not glance.held:
        return
    coming = ending_talk(starts_on=course.starts_on, planned_end=course.planned_end)
    if coming is not None and coming.on is not None and coming.on <= today:
        yield Due(coming.what, coming.on, coming.reason)


def _since_end(glance: Glance, course: Course) -> list[Reading]:
    ended = (course.ended_on - course.starts_on).days if course.ended_on else None
    return [] if ended is None else [reading for reading in glance.readings if reading.day > ended]


def _after(glance: Glance, course: Course) -> Sequence[relapse.Prompt]:
    """Return what the last score after the end asks for."""
    later = _since_end(glance, course)
    if not later:
        return ()
    before = [reading for reading in glance.readings if reading.day < later[0].day]
    last = later[-1]
    on = date.fromordinal(course.starts_on.toordinal() + last.day)
    return relapse.of_score(
        relapse.CheckIn(on, last.total, last.risk, ""), at_end=before[-1].total if before else None
    )


def _check_in(glance: Glance, course: Course, today: date) -> Iterable[Due]:
    """Whether a questionnaire after the end is due."""
    if course.ended_on is None:
        return
    start = course.starts_on.toordinal()
    came = [
        continuing.Came(date.fromordinal(start + reading.day), "") for reading in _since_end(glance, course)
    ]
    one = continuing.next_due(continuing.check_ins(course.ended_on, came, today=today))
    if one is not None and one.state is continuing.State.DUE:
        yield Due("Check-in", one.on, continuing.why(one))


def open_alerts(user: User, held: Sequence[Membership]) -> tuple[int, int]:
    """Return how many open alerts a person answers, on records that are open to them, and of how many of those nobody
    could be told by e-mail; one query.
    """
    found = (
        answers(user, held)
        .exclude(state=Alert.State.CLOSED)
        .aggregate(open=Count("pk"), untold=Count("pk", filter=notices.untold()))
    )
    return found["open"], found["untold"]


def answers(user: User, held: Sequence[Membership]) -> QuerySet[Alert]:
    """Return the alerts that a person answers, on records that are open to them."""
    return Alert.objects.filter(answered_by(user, held), patient__in=access.caseload(user, held=held))


def own_alerts(user: User, held: Sequence[Membership]) -> list[Alert]:
    """Return the alerts a person answers on records that are open to them, the most urgent first.

    Args:
        user: who answers.
        held: what `access.held_by` says of them.
    """
    urgency = {Alert.Level.HIGH: 0, Alert.Level.MODERATE: 1, Alert.Level.LOW: 2}
    found = answers(user, held).select_related("patient__key__master")
    return sorted(found, key=lambda alert: (urgency[Alert.Level(alert.level)], alert.due_at))
