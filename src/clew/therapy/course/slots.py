"""A regular time to meet, and the days on which it falls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from clew.therapy.errors import TherapyError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_WEEKS = 12  # between two meetings of one slot
MOST_SESSIONS = 200  # planned at once
LAST_YEAR = 2200  # a later one is a slip of the hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Days without meetings; both ends are part of it."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise TherapyError("A break ends before it begins. Correct one of the two days.")

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A weekday and a time on the clock of the practice, every so many weeks from a day on.

    It ends on ``until`` (still part of it) or after ``sessions`` meetings; one of the two is given, or both.
    """

    weekday: int  # 0 is Monday
    at: time
    first: date
    every: int = 1
    until: date | None = None
    sessions: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise TherapyError("A weekday is a number from 0 (Monday) to 6 (Sunday).")
        if not 1 <= self.every <= MOST_WEEKS:
            raise TherapyError(f"A regular time returns every 1 to {MOST_WEEKS} weeks.")
        if self.first.year > LAST_YEAR:
            raise TherapyError(f"The regular time begins in the year {self.first.year}. Correct the year.")
        if self.until is None and self.sessions is None:
            raise TherapyError("Say how many sessions are planned, or until when.")
        if self.until is not None and self.until < self.first:
            raise TherapyError("The regular time ends before it begins. Correct one of the two days.")
        if self.sessions is not None and not 1 <= self.sessions <= MOST_SESSIONS:
            raise TherapyError(f"Plan from 1 to {MOST_SESSIONS} sessions at once.")


def read_time(text: str) -> time:
    """Read a time of day such as 9:30 or 14:05. Raises `TherapyError` when it is none."""
    hour, colon, minute = text.strip().partition(":")
    try:
        if not colon or len(minute) != 2 or not (text.isascii() and (hour + minute).isdecimal()):
            raise ValueError
        return time(int(hour), int(minute))
    except ValueError:
        raise TherapyError("Write the time as 14:30.") from None


def days(slot: Slot, breaks: Sequence[Break] = ()) -> tuple[date, ...]:
    """Return the days of a slot in order. A day in a break is left out and does not count as one of the sessions."""
    found: list[date] = []
    for day in _every(slot):
        if len(found) == (slot.sessions or MOST_SESSIONS):
            break
        if not any(one.covers(day) for one in breaks):
            found.append(day)
    return tuple(found)


def _every(slot: Slot) -> Iterator[date]:
    """Yield each day of the slot, breaks included, up to its end; a calendar ends, and so does this."""
    day = slot.first + timedelta(days=(slot.weekday - slot.first.weekday()) % 7)
    step = timedelta(weeks=slot.every)
    # Breaks could cover every day there is: look no further than twice the most that can be planned.
    for _ in range(2 * MOST_SESSIONS):
        if slot.until is not None and day > slot.until:
            return
        yield day
        day += step
