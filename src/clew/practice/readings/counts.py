"""Anonymous counts of a practice: how much there is, and never enough to point at anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When

from clew.practice import access
from clew.practice.consents import Purpose, withdrawn
from clew.practice.models import Administration, Course, Patient, Practice, Session, User, Visibility
from clew.practice.roles import May

_HELD = (Session.Attendance.ATTENDED, Session.Attendance.LATE)

SMALLEST = 5
"""Smaller cells are not told, nor a count to which fewer people contribute (default, not validated)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count and how many people it is made of."""

    label: str
    count: int
    people: int

    @property
    def shown(self) -> str:
        """The count, or why it is not told."""
        if self.count < SMALLEST:
            return f"fewer than {SMALLEST}"
        if self.people < SMALLEST:
            return f"not told, from fewer than {SMALLEST} people"
        return str(self.count)


def counts(user: User | AnonymousUser) -> tuple[Practice, list[Cell]]:
    """Return the practice in which a person reads the reference pages, and its counts.

    Neither the erased count nor who does not want to be counted.

    Raises:
        NotFound: there is no such practice.
    """
    practice = access.practice_for(user, to=May.READ_KNOWLEDGE)
    out = withdrawn(Purpose.NUMBERS)
    of_practice = Q(patient__practice=practice, patient__erased_at=None) & ~Q(patient__in=out)
    people = Patient.objects.filter(practice=practice, erased_at=None).exclude(pk__in=out).count()
    held = Q(attendance__in=_HELD)
    kept = Q(visibility__choice__in=(Visibility.Choice.LATER, Visibility.Choice.NOT))
    cells = [Cell("Patients", people, people)]
    for label, rows in (
        ("Courses of treatment", Course.objects.filter(of_practice)),
        ("Sessions held", Session.objects.filter(of_practice, held)),
        (
            "Questionnaires filled in",
            Administration.objects.filter(of_practice, replaced_by=None).exclude(kept),
        ),
    ):
        found = rows.order_by().aggregate(count=Count("pk"), people=Count("patient", distinct=True))
        cells.append(Cell(label, found["count"], found["people"]))
    return practice, cells


# -- Who is where, for whoever runs the practice: numbers and record numbers, nothing clinical --------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """One record that waits to begin. `since` is the day of the referral; `added` the day it came into the practice."""

    number: int
    since: date | None
    added: date
    course: bool

    def weeks(self, today: date) -> int:
        """Whole weeks of waiting, from the referral or, where its day is not written down, from being added."""
        return max(0, (today - (self.since or self.added)).days // 7)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """How many records stand where, who waits, and how many sessions were held in each of the last weeks."""

    practice: Practice
    today: date
    stages: list[tuple[str, int]]
    waiting: list[Waiting]
    held: list[tuple[date, int]]

    @property
    def longest(self) -> int | None:
        """The longest wait in whole weeks; None where nobody waits."""
        return max((one.weeks(self.today) for one in self.waiting), default=None)


def whereabouts(user: User | AnonymousUser, *, now: datetime, weeks: int = 12) -> Whereabouts:
    """Count who is where in the practice that a person runs.

    Raises:
        NotFound: there is no such practice.
    """
    practice = access.practice_for(user, to=May.SEE_NAMES)
    zone = ZoneInfo(practice.time_zone)
    today = now.astimezone(zone).date()
    latest = Course.objects.filter(patient=OuterRef("pk")).order_by("-starts_on")
    seen = Session.objects.filter(course=OuterRef("pk"), attendance__in=_HELD)
    stage = Case(  # who was seen already does not wait any more, whatever stage is written down
        When(Exists(seen), stage=Course.Stage.REFERRAL, then=Value(Course.Stage.ASSESSMENT.value)),
        default=F("stage"),
    )
    people = Patient.objects.filter(practice=practice, erased_at=None).annotate(
        stage=Subquery(latest.annotate(at=stage).values("at")[:1])
    )
    counted = dict(people.order_by().values_list("stage").annotate(count=Count("pk")))
    stages = [(label, counted.get(slug, 0)) for slug, label in Course.Stage.choices]
    waiting = (
        people.filter(Q(stage=None) | Q(stage=Course.Stage.REFERRAL))
        .annotate(referred_on=Subquery(latest.values("referred_on")[:1]))
        .values_list("number", "referred_on", "event__at", "stage")
    )
    listed = [
        Waiting(number, since, added.astimezone(zone).date(), stage is not None)
        for number, since, added, stage in waiting
    ]
    return Whereabouts(
        practice,
        today,
        [("No course yet", counted.get(None, 0)), *stages],
        sorted(listed, key=lambda one: (-one.weeks(today), one.number)),
        _held_by_week(practice, today, zone, weeks),
    )


def _held_by_week(practice: Practice, today: date, zone: ZoneInfo, weeks: int) -> list[tuple[date, int]]:
    """Count the sessions held in each of the last weeks, the present one last; one query."""
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]

    def start(day: date) -> datetime:
        return datetime.combine(day, time(0), tzinfo=zone)

    held = Session.objects.filter(
        patient__practice=practice,
        attendance__in=_HELD,
        at__gte=start(mondays[0]),
    )
    counts = held.aggregate(
        **{
            f"week{place}": Count("pk", filter=Q(at__gte=start(day), at__lt=start(day + timedelta(weeks=1))))
            for place, day in enumerate(mondays)
        }
    )
    return [(day, counts[f"week{place}"]) for place, day in enumerate(mondays)]
