"""Months and years on the calendar: a month after 31 January is the last day of February."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from clew.therapy.errors import TherapyError


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has no such day.

    Raises:
        TherapyError: `months` is negative, or the day would lie after the last year of the calendar.
    """
    if months < 0:
        raise TherapyError(f"Count months forward, from 0 on, not {months}.")
    years, month = divmod(day.month - 1 + months, 12)
    if day.year + years > date.max.year:
        raise TherapyError("That day lies after the end of the calendar.")
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def age_on(day: date, born: date) -> int:
    """Return a person's age in whole years, below 0 before their birth; born on 29 February, a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
