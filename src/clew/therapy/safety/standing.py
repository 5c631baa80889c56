"""Which level stands: as somebody judged it last, with its day and author, or as an alert has it that waits.

A level is never a trait of a person. It was judged on a day by somebody, and it stands until somebody judges again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clew.therapy.course.rule import Reason
from clew.therapy.knowledge.base import Tag
from clew.therapy.safety.levels import Level


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert: when it was raised, its level, its name, and when it was closed, or None while it waits."""

    at: datetime
    level: Level
    alert: str
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A clinician's assessment: when, how it was judged, of which alert, and by whom."""

    at: datetime
    level: Level
    alert: str
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A level above none that stands, since when, and who judged it; nobody (empty) while an alert waits."""

    level: Level
    since: datetime
    by: str
    alert: str


def standing(raised: Iterable[Raised], judged: Iterable[Judged], *, at: datetime) -> Standing | None:
    """Return the level that stood at a moment, or None where none stood above `Level.NONE`.

    The gravest alert that waited then comes first, whatever was judged before; else the latest assessment until
    then. That nothing stands is no proof of being well.
    """
    waiting = [one for one in raised if one.at <= at and (one.closed_at is None or one.closed_at > at)]
    if waiting:
        gravest = max(waiting, key=lambda one: one.level)
        return Standing(gravest.level, gravest.at, "", gravest.alert)
    before = [one for one in judged if one.at <= at]
    if not before:
        return None
    last = max(before, key=lambda one: one.at)
    return None if last.level is Level.NONE else Standing(last.level, last.at, last.by, last.alert)


def plan_to_look_at(
    stands: Standing | None, *, last_look: date | None, last_met: date | None
) -> Reason | None:
    """Say whether the safety plan is to be made, or looked at again, because a level above none stands.

    Args:
        stands: the level that stands, if any.
        last_look: the day on which the plan was last gone through; None where there is none.
        last_met: the day of the last session that was held, if any.
    """
    if stands is None:
        return None
    if last_look is None:
        words = "A level above none stands and no safety plan is written. Make it together, in the patient's words."
    elif last_met is not None and last_look < last_met:
        words = (
            "A level above none stands, and a session was held since the plan was last gone through. Look at it "
            "together in every session until somebody judges that none stands."
        )
    else:
        return None
    return Reason(rule="safety_plan_look", words=words, source="Practice", tag=Tag.KNOWN)
