"""Days that are only partly known: what a year, a month or a day can mean, and how it is said."""

from __future__ import annotations

import calendar
from datetime import date

from clew.therapy.errors import TherapyError


def days_of(when: str) -> tuple[date, date]:
    """Return the first and the last day that a `Kind.WHEN` answer can mean.

    Raises:
        TherapyError: it is no year, month or day.
    """
    parts = when.split("-")
    try:
        year, *rest = (int(part) for part in parts)
        month = rest[0] if rest else None
        if len(rest) > 1:
            day = date(year, rest[0], rest[1])
            return day, day
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    except (ValueError, IndexError):
        raise TherapyError("A time is a year, a month or a day, as 1998, 1998-05 or 1998-05-14.") from None


def in_words(when: str) -> str:
    """Write a partly known day as people do: 1998, May 1998, 14 May 1998."""
    first, _ = days_of(when)
    known = when.count("-")
    return f"{first.day} {first:%B %Y}" if known == 2 else f"{first:%B %Y}" if known == 1 else str(first.year)


def middle(when: str) -> date:
    """Return the day in the middle of what it can mean, where a picture puts it."""
    first, last = days_of(when)
    return date.fromordinal((first.toordinal() + last.toordinal()) // 2)
