"""What became of a practice's treatments: counts of everybody together, and never enough to point at anybody.

Whoever reads sees the treatments of their own patients in full. Of the whole practice a number is told only where the
part of it that is about people whom they do not treat is made of enough of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from clew.practice import access
from clew.practice.consents import Purpose, withdrawn
from clew.practice.models import Administration, CareTeamMember, Course, Practice, Session, User
from clew.practice.roles import May
from clew.therapy import measures
from clew.therapy.course.outcome import (
    End,
    Group,
    Outcome,
    Question,
    Tally,
    Treatment,
    few,
    how_ended,
    may_be_told,
    outcome,
)
from clew.therapy.measures.change import Reading
from clew.therapy.measures.instruments.phq import PHQ_9

LIVE = 50
"""With so many treatments that are over, or fewer, they are counted each time; with more, once an hour."""

_HOUR = 3600
_OVER = (Course.Stage.ENDED, Course.Stage.CONTINUING_CARE)
_HELD = Q(sessions__attendance__in=[Session.Attendance.ATTENDED, Session.Attendance.LATE])
_PART = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a practice at one time: of all, and by who has a part in the care, whose own patients they are."""

    at: datetime
    whole: Outcome
    by: Mapping[int, Outcome]


@dataclass(frozen=True, slots=True)
class Scope:
    """Some treatments as one reader may see them. `rest` are those among them of people they do not treat."""

    title: str
    outcome: Outcome
    rest: Outcome

    def told(self, group: Group, question: Question) -> Tally | None:
        """Return one tally, or None where it could point at somebody."""
        may = may_be_told(self.rest.tally(group, question))
        return self.outcome.tally(group, question) if may else None

    @property
    def ends(self) -> list[tuple[End, int]]:
        """How many ended how; empty where one of the numbers could point at somebody."""
        return list(self.outcome.ends.items()) if self.rest.ends_may_be_told else []

    @property
    def mix_may_be_told(self) -> bool:
        """Whether the first scores of all together can be told."""
        rest = self.rest
        return not (few(rest.first_scores) or few(rest.cases) or few(rest.first_scores - rest.cases))


def outcomes(user: User) -> tuple[Practice, datetime, list[Scope]]:
    """Return the practice in which a person reads counts, when it was counted, and what became of its treatments.

    First those of the reader's own patients, where there are any, then those of the whole practice, where more are over.

    Raises:
        NotFound: there is no such practice.
    """
    practice = access.practice_for(user, to=May.READ_KNOWLEDGE)
    counted = _counted(practice)
    own, nothing = counted.by.get(user.pk), outcome(())
    scopes = [Scope("Your own patients", own, nothing)] if own else []
    rest = counted.whole.without(own or nothing)
    if not own or rest.over:
        scopes.append(Scope("The whole practice", counted.whole, rest))
    return practice, counted.at, scopes


def _counted(practice: Practice) -> Counted:
    if _over(practice).count() <= LIVE:
        return _count(practice)
    key = f"clew-outcomes-{practice.pk}"
    found: Counted | None = cache.get(key)
    if found is None:
        found = _count(practice)
        cache.set(key, found, _HOUR)
    return found


def _count(practice: Practice) -> Counted:
    team: dict[uuid.UUID, set[int]] = {}
    members = CareTeamMember.objects.filter(patient__practice=practice, ended_at=None)
    for patient, member in members.values_list("patient", "user"):
        team.setdefault(patient, set()).add(member)
    everything: list[Treatment] = []
    by: dict[int, list[Treatment]] = {}
    for patient, treatment in treatments(practice):
        everything.append(treatment)
        for member in team.get(patient, ()):
            by.setdefault(member, []).append(treatment)
    return Counted(timezone.now(), outcome(everything), {member: outcome(own) for member, own in by.items()})


def _over(practice: Practice) -> QuerySet[Course]:
    """Return the courses that are over."""
    return _counts(practice).filter(Q(stage__in=_OVER) | Q(ended_on__isnull=False)).order_by("pk")


def _counts(practice: Practice) -> QuerySet[Course]:
    """Return the courses of everybody who has not said that they do not want to be counted."""
    return Course.objects.filter(patient__practice=practice).exclude(patient__in=withdrawn(Purpose.NUMBERS))


def treatments(practice: Practice) -> Iterator[tuple[uuid.UUID, Treatment]]:
    """Yield each treatment of a practice with its patient. Who was only referred is in no treatment yet."""
    going_on = (
        _counts(practice)
        .filter(ended_on=None)
        .exclude(stage__in=(*_OVER, Course.Stage.REFERRAL))
        .order_by("pk")
    )
    for patient in going_on.values_list("patient", flat=True):
        yield patient, Treatment(End.GOING_ON)
    zone = ZoneInfo(practice.time_zone)
    over = _over(practice).annotate(
        held=Count("sessions", filter=_HELD), last_held=Max("sessions__at", filter=_HELD)
    )
    rows = list(
        over.values_list(
            "pk", "patient", "starts_on", "ended_on", "end_reason", "agreed_sessions", "held", "last_held"
        )
    )
    for start in range(0, len(rows), _PART):
        yield from _with_scores(rows[start : start + _PART], zone)


def _with_scores(
    rows: Sequence[tuple[uuid.UUID, uuid.UUID, date, date | None, str, int | None, int, datetime | None]],
    zone: ZoneInfo,
) -> Iterator[tuple[uuid.UUID, Treatment]]:
    """Put the patients' own PHQ-9 to some courses that are over; one query."""
    starts = {pk: starts_on for pk, _, starts_on, *_ in rows}
    readings: dict[uuid.UUID, list[Reading]] = {pk: [] for pk in starts}
    scored = Administration.objects.filter(
        course__in=starts, instrument=PHQ_9.key, rater=Administration.Rater.PATIENT, replaced_by=None
    )
    for course, at, answers in scored.order_by("at").values_list("course", "at", "answers"):
        total = measures.score(PHQ_9, answers).total
        if total is not None:
            day = (at.astimezone(zone).date() - starts[course]).days
            readings[course].append(Reading(day, total))
    for pk, patient, starts_on, ended_on, reason, agreed, held, last_held in rows:
        # Where no last day is written down, the last session that was held is the end.
        last = ended_on or (last_held.astimezone(zone).date() if last_held else starts_on)
        end = how_ended(reason, agreed=agreed, held=held)
        yield patient, Treatment(end, tuple(readings[pk]), (last - starts_on).days)
