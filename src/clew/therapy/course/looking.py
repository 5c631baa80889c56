"""Prompts that somebody looked at: set aside until the day that was named, or until there is something new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clew.therapy.errors import TherapyError


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a prompt on a day, and will look again on another, if they said when."""

    on: date
    again: date | None = None

    def __post_init__(self) -> None:
        if self.again is not None and self.again < self.on:
            raise TherapyError("The day to look again is not before the day of looking.")


def set_aside(looks: Sequence[Look], *, newest: date, today: date, danger: bool = False) -> Look | None:
    """Return the look that sets a prompt aside today, or None where it asks to be looked at.

    With a day to look again it is set aside until that day; without one, until there is something newer than the
    look. A sign of danger is never set aside here.

    Args:
        looks: when the prompt was looked at, in any order.
        newest: the day of the newest thing that it rests on.
        today: the present day.
        danger: whether the prompt is about danger.
    """
    past = [look for look in looks if look.on <= today]
    if danger or not past:
        return None
    last = max(past, key=lambda look: look.on)
    waits = today < last.again if last.again else newest <= last.on
    return last if waits else None
