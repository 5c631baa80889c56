"""How urgent a sign of danger is, what must happen at least, and by when a person must have seen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from functools import total_ordering
from itertools import islice
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag


@total_ordering
class Level(Enum):
    """How soon a person must act. It ranks the urgency of help; it never states a person's chances.

    Levels compare by urgency (``Level.LOW < Level.HIGH``). Where a level is not known because nothing was
    asked or answered, None stands in its place, never ``NONE``.
    """

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Level):
            return NotImplemented
        order = list(Level)
        return order.index(self) < order.index(other)


def highest(levels: Iterable[Level | None]) -> Level | None:
    """Return the most urgent of ``levels``; None in it means "not known".

    No number of quiet answers lowers one urgent answer. Unknown stays unknown: the result is ``Level.NONE``
    only when every level is known to be ``NONE``, and None when nothing was given at all.
    """
    known, unknown = [], False
    for level in levels:
        if level is None:
            unknown = True
        else:
            known.append(level)
    top = max(known, default=None)
    return None if top is Level.NONE and unknown else top


@dataclass(frozen=True, slots=True)
class Duty:
    """What a level asks for at least. ``clinician`` is read by the clinician, never by the patient.

    ``help_first``: the patient sees the help panel before anything else. ``alert``: a named person must
    acknowledge it by a deadline. ``escalation``: what happens when nobody does.
    """

    help_first: bool
    alert: bool
    clinician: str
    escalation: str | None = None


MINIMUM_DUTIES: Mapping[Level, Duty] = MappingProxyType(
    {
        Level.NONE: Duty(
            help_first=False,
            alert=False,
            clinician="Carry on as planned; your own impression may still say otherwise.",
        ),
        Level.LOW: Duty(
            help_first=True,
            alert=True,
            clinician="Read this before the next contact, talk about it there, and offer sources of help.",
            escalation="The deputy is told.",
        ),
        Level.MODERATE: Duty(
            help_first=True,
            alert=True,
            clinician="Speak with the patient today: a safety assessment by someone trained for it, a safety plan, "
            "the means at hand, the level of care, and a date to follow up.",
            escalation="The deputy takes over.",
        ),
        Level.HIGH: Duty(
            help_first=True,
            alert=True,
            clinician="Act now: reach the patient, see that the patient is not left alone, have dangerous means put "
            "out of reach, arrange an emergency evaluation, and keep contact until others have taken over.",
            escalation="The on-call chain is called person by person, and each step is recorded.",
        ),
    }
)
"""The least that each level asks for (sources: CSSRSweb, ASQtoolkit; tag K)."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a practice is staffed: opening and closing time by weekday (0 is Monday), in ``zone``.

    ``closed_on`` holds holidays. Raises `TherapyError` unless there is at least one working day and every
    day closes after it opens.
    """

    days: Mapping[int, tuple[time, time]]
    zone: tzinfo
    closed_on: frozenset[date] = field(default=frozenset())

    def __post_init__(self) -> None:
        if not self.days:
            raise TherapyError("Working hours need at least one working day.")
        for day, (opens, closes) in self.days.items():
            if day not in range(7):
                raise TherapyError(f"Weekdays run from 0 (Monday) to 6 (Sunday), so {day} is none.")
            if opens.tzinfo is not None or closes.tzinfo is not None or not opens < closes:
                raise TherapyError("A working day closes after it opens, both in plain local time.")

    def hours_on(self, day: date) -> tuple[datetime, datetime] | None:
        """Return when the practice opens and closes on ``day``, in UTC, or None when it is closed."""
        if day in self.closed_on or day.weekday() not in self.days:
            return None
        opens, closes = self.days[day.weekday()]
        return (
            datetime.combine(day, opens, self.zone).astimezone(UTC),
            datetime.combine(day, closes, self.zone).astimezone(UTC),
        )

    def is_open(self, at: datetime) -> bool:
        """Say whether the practice is staffed at ``at``, an aware datetime; the closing time is not."""
        moment = as_utc(at)
        hours = self.hours_on(moment.astimezone(self.zone).date())
        return hours is not None and hours[0] <= moment < hours[1]

    def next_opening(self, at: datetime) -> datetime:
        """Return, in ``zone``, when the practice is next open: ``at`` itself while it is, else the next opening.

        Raises `TherapyError` when it opens on no day of the year ahead.
        """
        moment = as_utc(at)
        today = moment.astimezone(self.zone).date()
        for hours in filter(None, (self.hours_on(today + timedelta(days=ahead)) for ahead in range(367))):
            if moment < hours[1]:
                return max(moment, hours[0]).astimezone(self.zone)
        raise TherapyError("The practice opens on no day within a year; remove some of the closed days.")

    def closing(self, after: date, working_days: int) -> datetime:
        """Return, in UTC, when the practice closes so many working days later than the day ``after``.

        Raises `TherapyError` when a year ahead does not hold that many working days.
        """
        later = (self.hours_on(after + timedelta(days=ahead)) for ahead in range(1, 367))
        for hours in islice(filter(None, later), working_days - 1, None):
            return hours[1]
        raise TherapyError("Too few working days within a year; remove some of the closed days.")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """By when a person must acknowledge an alert. All are defaults, not validated; a site sets its own.

    ``high`` and ``moderate`` are spans of real time; a ``low`` alert is due by the close of a later working
    day, ``low_working_days`` ahead.
    """

    high: timedelta = timedelta(minutes=15)
    moderate: timedelta = timedelta(hours=4)
    low_working_days: int = 1
    tag: Tag = Tag.DEFAULT

    def __post_init__(self) -> None:
        if not timedelta(0) < self.high <= self.moderate:
            raise TherapyError(
                "A high alert must be due after it is raised and no later than a moderate one."
            )
        if self.low_working_days < 1:
            raise TherapyError("A low alert is due on the next working day or a later one.")


def as_utc(at: datetime) -> datetime:
    """Return ``at`` in UTC. Raises `TherapyError` for a time without a zone, which could mean any hour."""
    if at.utcoffset() is None:
        raise TherapyError("A time in a safety rule needs a time zone; hand in an aware datetime.")
    return at.astimezone(UTC)


def deadline(
    level: Level,
    raised_at: datetime,
    working_hours: WorkingHours | None,
    deadlines: Deadlines | None = None,
) -> datetime | None:
    """Return, in UTC, by when a person must have acknowledged an alert; None for ``Level.NONE``.

    High: a fixed span at any hour. Moderate: a fixed span at any hour, and by the close of the day when
    raised in working hours, yet never sooner than a high alert would be. Low: the close of the next working
    day, yet never sooner than a moderate alert would be. Waiting never starts later because the practice is
    closed. ``raised_at`` must be aware. Without any working hours a low alert is due when a moderate one is.
    """
    limits = deadlines or Deadlines()
    raised = as_utc(raised_at)
    if level is Level.NONE:
        return None
    high = raised + limits.high
    if level is Level.HIGH:
        return high
    moderate = raised + limits.moderate
    if working_hours is None:
        return moderate
    today = raised.astimezone(working_hours.zone).date()
    if working_hours.is_open(raised) and (hours := working_hours.hours_on(today)):
        moderate = max(high, min(moderate, hours[1]))
    if level is Level.MODERATE:
        return moderate
    return max(moderate, working_hours.closing(today, limits.low_working_days))
