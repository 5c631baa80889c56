"""One thing that waits for a patient on their own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, where it is done and since when; `why` is said in one plain sentence where there is a reason.

    Nothing here presses: no count of days, no "overdue". `since` only orders the list.
    """

    title: str
    url_name: str
    args: tuple[object, ...] = ()
    since: date | None = None
    why: str = ""
