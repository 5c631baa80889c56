"""Alerts that nobody answered in time, that did not reach their owner, or that wait for an assessment; and how alerts went.

The daily report tells owners and managers that there are some. A manager learns how many, and with whom: never of whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, When

from clew.practice.models import Alert, AlertStep, Membership, Practice, User
from clew.practice.readings.notices import untold
from clew.practice.roles import RoleName
from clew.therapy.course.outcome import SMALLEST
from clew.therapy.measures import INSTRUMENTS
from clew.therapy.safety.levels import Level

UNASSESSED = timedelta(days=1)
"""An alert that somebody acknowledged so long ago is to be assessed by now (default, not validated)."""

LOOKED_BACK = timedelta(days=182)
"""How far back the review of alerts counts (default, not validated)."""

FEWEST = int(SMALLEST.value)
"""Fewer than so many are not told apart."""

OVERDUE, UNDELIVERED, WAITS = "past its deadline", "not delivered", "acknowledged, and not assessed for a day"
WHY = (OVERDUE, UNDELIVERED, WAITS)


@dataclass(frozen=True, slots=True)
class Unread:
    """One alert of the report, and why it is in it."""

    alert: Alert
    why: tuple[str, ...]


def unread(rows: QuerySet[Alert], *, now: datetime) -> list[Unread]:
    """Return those of some alerts that belong in the report, the oldest deadline first; one query."""
    answered = AlertStep.objects.filter(alert=OuterRef("pk"), kind=AlertStep.Kind.ACKNOWLEDGED)
    found = (
        rows.exclude(state=Alert.State.CLOSED)
        .annotate(
            untold=Case(When(untold(now), then=True), default=False, output_field=BooleanField()),
            answered_at=Subquery(answered.order_by("at").values("at")[:1]),
        )
        .select_related("owner", "patient__key__master", "patient__practice")
        .order_by("due_at")
    )
    listed = [Unread(alert, _why(alert, now)) for alert in found]
    return [one for one in listed if one.why]


def _why(alert: Any, now: datetime) -> tuple[str, ...]:
    why = []
    if alert.state == Alert.State.OPEN:
        if alert.due_at < now:
            why.append(OVERDUE)
        if alert.untold:
            why.append(UNDELIVERED)
    elif alert.answered_at is not None and alert.answered_at < now - UNASSESSED:
        why.append(WAITS)
    return tuple(why)


def of_practice(practice: Practice, *, now: datetime) -> list[Unread]:
    """Return the report of a whole practice; for the daily notice and for counts, never for names."""
    return unread(Alert.objects.filter(patient__practice=practice, patient__erased_at=None), now=now)


@dataclass(frozen=True, slots=True)
class Owned:
    """How many alerts of the report one person is to answer, why, and since when the oldest waits."""

    owner: User
    count: int
    why: Mapping[str, int]
    oldest: datetime


def by_owner(found: Iterable[Unread]) -> list[Owned]:
    """Count the report by who is to answer, the most first. Nothing in it is about a patient."""
    listed: dict[User, list[Unread]] = {}
    for one in found:
        listed.setdefault(one.alert.owner, []).append(one)
    owned = [
        Owned(
            owner,
            len(theirs),
            dict(Counter(why for one in theirs for why in one.why)),
            min(one.alert.due_at for one in theirs),
        )
        for owner, theirs in listed.items()
    ]
    return sorted(owned, key=lambda one: (-one.count, str(one.owner)))


def told_daily(practice: Practice, found: Iterable[Unread]) -> list[User]:
    """Return who gets the daily notice: the owners of what is in the report, and the managers of the practice."""
    owners = [one.alert.owner for one in found]
    if not owners:
        return []
    managers = Membership.objects.filter(
        practice=practice, role=RoleName.MANAGER.value, ended_at=None, user__is_active=True
    ).select_related("user")
    return list(dict.fromkeys([*owners, *(one.user for one in managers)]))


@dataclass(frozen=True, slots=True)
class Went:
    """How the alerts of one sign went. Counts below `FEWEST` are None: they are not told apart.

    `lowered`: judged less urgent than raised; `raised`: more urgent; `in_time`: acknowledged within the deadline that
    they were raised with or passed on with; `minutes` the median until somebody acknowledged.
    """

    sign: str
    count: int | None
    lowered: int | None = None
    raised: int | None = None
    in_time: int | None = None
    minutes: int | None = None


def how_they_went(practice: Practice, *, now: datetime) -> list[Went]:
    """Count the alerts of a practice by what raised them, for a review of too many and too few; one query."""
    steps = AlertStep.objects.filter(alert=OuterRef("pk"))
    first = steps.filter(kind=AlertStep.Kind.RAISED).order_by("at").values("level")[:1]
    last = steps.filter(kind=AlertStep.Kind.ASSESSED).order_by("-at").values("level")[:1]
    rows = (
        Alert.objects.filter(
            patient__practice=practice, patient__erased_at=None, raised_at__gt=now - LOOKED_BACK
        )
        .annotate(
            first_level=Subquery(first),
            judged=Subquery(last),
            answered_at=Min("steps__at", filter=Q(steps__kind=AlertStep.Kind.ACKNOWLEDGED)),
            passed_on=Exists(steps.filter(kind=AlertStep.Kind.ESCALATED)),
            of=F("administration__instrument"),
            being_filled=F("answering__instrument"),
        )
        .values_list(
            "source",
            "of",
            "being_filled",
            "first_level",
            "level",
            "judged",
            "raised_at",
            "answered_at",
            "passed_on",
        )
    )
    groups: dict[str, list[tuple[int, float | None, bool]]] = {}
    for source, of, filled, raised, level, judged, at, answered, passed in rows:
        after = Level(judged or level)
        change = (after > Level(raised or level)) - (after < Level(raised or level))
        waited = (answered - at).total_seconds() / 60 if answered else None
        groups.setdefault(_sign(source, of or filled), []).append(
            (change, waited, answered is not None and not passed)
        )
    return [_went(sign, listed) for sign, listed in sorted(groups.items(), key=lambda one: -len(one[1]))]


def _sign(source: str, instrument: str | None) -> str:
    if source == "answer":
        known = INSTRUMENTS.get(instrument or "")
        return f"An answer in {known.title if known else 'a questionnaire'}"
    return {
        "session": "Words in a session",
        "help": "The patient asked for help now",
        "person": "A person was worried",
    }.get(source, "Something else")


def _told(count: int) -> int | None:
    return count if count >= FEWEST else None


def _went(sign: str, listed: Sequence[tuple[int, float | None, bool]]) -> Went:
    if len(listed) < FEWEST:
        return Went(sign, None)
    waited = [minutes for _, minutes, _ in listed if minutes is not None]
    return Went(
        sign,
        len(listed),
        lowered=_told(sum(change < 0 for change, _, _ in listed)),
        raised=_told(sum(change > 0 for change, _, _ in listed)),
        in_time=_told(sum(in_time for _, _, in_time in listed)),
        minutes=round(median(waited)) if len(waited) >= FEWEST else None,
    )
