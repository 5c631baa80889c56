"""What a patient reads when there is a sign of danger, and before questions about it are asked.

The words are calm and true at any hour. They promise nothing that a practice cannot keep, never name a level,
and never speak of how likely anything is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clew.therapy.safety.contacts import CONTACTS, CountryContacts, Help, help_for
from clew.therapy.safety.levels import WorkingHours


class Cover(StrEnum):
    """Whether a person reads answers at a given time."""

    STAFFED = "staffed"
    OUT_OF_HOURS = "out_of_hours"
    NONE = "none"  # the practice has no hours at all in which answers are read

    @property
    def may_ask(self) -> bool:
        """Whether questions about suicide may be offered to a patient who is on their own."""
        return self is not Cover.NONE


def cover_at(at: datetime, hours: WorkingHours | None) -> Cover:
    """Return the cover at ``at`` (aware), given the hours in which answers are read, or None without any."""
    if hours is None:
        return Cover.NONE
    return Cover.STAFFED if hours.is_open(at) else Cover.OUT_OF_HOURS


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hours_in_words(hours: WorkingHours) -> str:
    """Say when a practice is staffed, as people write it: "Monday to Friday 08:00 to 18:00; Saturday 09:00 to 12:00"."""
    runs: list[list[int]] = []
    for day in sorted(hours.days):
        if runs and runs[-1][-1] == day - 1 and hours.days[day] == hours.days[day - 1]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "; ".join(
        f"{_DAYS[run[0]]}{f' to {_DAYS[run[-1]]}' if len(run) > 2 else f' and {_DAYS[run[-1]]}' if len(run) == 2 else ''} "
        f"{hours.days[run[0]][0]:%H:%M} to {hours.days[run[0]][1]:%H:%M}"
        for run in runs
    )


BEFORE_QUESTIONS: Mapping[Cover, str] = {
    Cover.STAFFED: (
        "The next questions are about safety. Your practice sees the answers during its hours; nobody watches "
        "them from minute to minute. If you need help at once, use the help button."
    ),
    Cover.OUT_OF_HOURS: (
        "The next questions are about safety. The practice is closed, so nobody reads the answers now. If you "
        "need help before it opens, please use the contacts on this page."
    ),
    Cover.NONE: (
        "Questions about safety are best talked over with your clinician. If you need help before you meet, "
        "please use the contacts on this page."
    ),
}
"""What is said before the first question. Without cover the questions themselves are not offered."""

WHO_READS = (
    "What you write in a journal or a message is read when your clinician next opens it, not the moment you write "
    "it. Clew does not watch over it."
)
"""Shown where a patient can write freely."""


@dataclass(frozen=True, slots=True)
class HelpPanel:
    """Everything the help panel shows, in reading order; it closes only by ``acknowledge``."""

    title: str
    opening: str
    emergency: str
    contacts: CountryContacts | None
    plan: str | None
    clinician: str
    acknowledge: str


def help_panel(
    country: str | None,
    today: date,
    *,
    cover: Cover,
    has_plan: bool,
    directory: Mapping[str, CountryContacts] = CONTACTS,
) -> HelpPanel:
    """Return the words of the help panel. It never depends on a level, and never fails for want of data.

    ``has_plan`` offers the patient's own safety plan; ``cover`` decides what is said about the practice.
    """
    help_here: Help = help_for(country, today, directory)
    return HelpPanel(
        title="Help now",
        opening="Thank you for saying how it is. You do not have to be alone with this.",
        emergency=help_here.text,
        contacts=help_here.contacts,
        plan="Open my safety plan" if has_plan else None,
        clinician=(
            "You can reach your practice during its hours, and it is open now."
            if cover is Cover.STAFFED
            else "Nobody at your practice can answer at the moment. Please do not wait for it if you need "
            "help now."
        ),
        acknowledge="I have read this",
    )
