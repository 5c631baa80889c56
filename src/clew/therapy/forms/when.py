"""Days that are only partly known: what a year, a month or a day can mean, and how it is said."""

from __future__ import annotations

import calendar
import re
from datetime import date

from clew.therapy.errors import TherapyError


def days_of(when: str) -> tuple[date, date]:
    """Return the first and the last day that a `Kind.WHEN` answer can mean.

    Raises:
        TherapyError: it is no year, month or day.
    """
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", when, re.ASCII):
            raise ValueError
        first = date.fromisoformat(when + "-01-01"[: 10 - len(when)])
    except ValueError:
        raise TherapyError("A time is a year, a month or a day, as 1998, 1998-05 or 1998-05-14.") from None
    if len(when) == 4:
        return first, date(first.year, 12, 31)
    if len(when) == 7:
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, first


def in_words(when: str) -> str:
    """Write a partly known day as people do: 1998, May 1998, 14 May 1998."""
    first, _ = days_of(when)
    known = when.count("-")
    return f"{first.day} {first:%B %Y}" if known == 2 else f"{first:%B %Y}" if known == 1 else str(first.year)


def middle(when: str) -> date:
    """Return the day in the middle of what it can mean, where a picture puts it."""
    first, last = days_of(when)
    return date.fromordinal((first.toordinal() + last.toordinal()) // 2)
