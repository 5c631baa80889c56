"""How symptoms usually fall: two reference curves for the PHQ-9, each labelled with where it comes from.

Improvement is fast at first and then slower. A curve is drawn beside a person's scores to start a conversation; a
person is not behind because a curve is ahead. A practice with 200 treatments of its own should fit its own curve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag


@dataclass(frozen=True, slots=True)
class ReferenceCurve:
    """An expected course over weeks since the start of treatment, and what a picture must say beside it."""

    key: str
    label: str
    instrument: str
    source: str
    tag: Tag
    weeks: float
    note: str
    _at: Callable[[float, float], float | None]

    def at(self, week: float, baseline: float) -> float | None:
        """The expected score in a week for a person who started at ``baseline``; None where it says nothing.

        ``week`` may be a fraction. Raises `TherapyError` before week 0 or for a baseline that is no score.
        """
        if not week >= 0:
            raise TherapyError(f"The curve starts in week 0, so it has no week {week:g}.")
        if not 0 <= baseline <= 27:
            raise TherapyError(f"A PHQ-9 score lies between 0 and 27, so {baseline:g} is none.")
        return self._at(week, baseline)

    def line(self, baseline: float) -> tuple[tuple[float, float], ...]:
        """The curve for a picture: (day, expected score) for every half week from day 0, as far as it is defined."""
        weeks = [half / 2 for half in range(int(2 * self.weeks) + 1)]
        values = [(7 * week, self.at(week, baseline)) for week in weeks]
        return tuple((day, value) for day, value in values if value is not None)


PROPORTIONAL_WEEKS = 16
PROPORTIONAL_FALL = 0.50
NOT_ON_TRACK_MARGIN = 5.0  # points above the proportional curve; default, not validated

QUADRATIC_WEEKS = 10  # its minimum is at week 10.4; used further, it would rise again
QUADRATIC_FROM = 10  # the patients behind it started at 10 or more


def _proportional(week: float, baseline: float) -> float | None:
    if week > PROPORTIONAL_WEEKS:
        return None
    return baseline * (1 - PROPORTIONAL_FALL * log(1 + week) / log(1 + PROPORTIONAL_WEEKS))


def _quadratic(week: float, baseline: float) -> float | None:
    if baseline < QUADRATIC_FROM:
        return None
    used = min(week, QUADRATIC_WEEKS)
    return 12.90 - 1.45 * used + 0.07 * used**2


PROPORTIONAL = ReferenceCurve(
    key="proportional",
    label="expected course, from another setting (not validated)",
    instrument="phq-9",
    source="Clew clinical specification, course 8.4; the size of the fall after Karin 2018, JMIR Ment Health 5:e10200",
    tag=Tag.DEFAULT,
    weeks=PROPORTIONAL_WEEKS,
    note="The score falls by half over 16 weeks, fast at first; it says nothing after week 16.",
    _at=_proportional,
)

PUBLISHED = ReferenceCurve(
    key="published",
    label="reference curve from another setting",
    instrument="phq-9",
    source="J Med Internet Res 2024;26:e60502, table 5",
    tag=Tag.VERIFIED,
    weeks=QUADRATIC_WEEKS,
    note="The mean course of 22,070 people who started at 10 or more, in blended and mostly cognitive behavioural "
    "care; faster than most psychodynamic courses, the same for every baseline, and held flat after week 10.",
    _at=_quadratic,
)

CURVES: dict[str, ReferenceCurve] = {curve.key: curve for curve in (PROPORTIONAL, PUBLISHED)}
