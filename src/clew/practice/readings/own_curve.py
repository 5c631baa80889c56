"""The practice's own expected course: fitted once a day from anonymous scores, numbers only, and kept for the pages.

No text and no name is read for it, and what is kept are five numbers of the whole practice.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.utils import timezone

from clew.practice.consents import Purpose, withdrawn
from clew.practice.models import Administration, Practice
from clew.practice.readings import scores
from clew.therapy.course.own_curve import ENOUGH, OwnCurve, TooFewTreatments, Treatment, fit
from clew.therapy.errors import TherapyError
from clew.therapy.measures.change import Reading, baseline_of

REMEMBERED = timedelta(minutes=10)
KEPT = 7 * 24 * 3600  # seconds; fitted daily, so that a week without a worker still shows the last one


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a practice's own curve: the curve, or how many treatments there are so far."""

    treatments: int
    on: date
    curve: OwnCurve | None = None

    @property
    def words(self) -> str:
        """What a page says of it."""
        if self.curve is not None:
            return (
                f"{self.curve.label}, {self.curve.scores} scores, worked out on {self.on.day} {self.on:%B %Y}"
            )
        treatments = f"{self.treatments} treatment{'' if self.treatments == 1 else 's'}"
        if not self.lacking:
            return f"This practice has {treatments}, and they are too much alike for a curve. A reference stands in."
        return (
            f"This practice has {treatments} with a score from the start and one from a later session; from "
            f"{ENOUGH.value:g} on, Clew fits a curve of its own. {self.lacking} more are needed. Until then a reference "
            "stands in."
        )

    @property
    def lacking(self) -> int:
        """How many treatments are still needed for a curve."""
        return max(0, int(ENOUGH.value) - self.treatments)


def _place(practice: uuid.UUID) -> str:
    return f"own-curve:{practice}"


def known(practice: Practice) -> Known | None:
    """Return what is known today, or None where it has not been worked out yet; one query."""
    kept = cache.get(_place(practice.pk))
    if kept is None:
        return None
    curve = OwnCurve(**kept["curve"]) if kept["curve"] else None
    return Known(kept["treatments"], date.fromisoformat(kept["on"]), curve)


_asked: dict[uuid.UUID, tuple[datetime, Known | None]] = {}


def remembered(practice: Practice) -> Known | None:
    """Return what is known, asking the database at most once in ten minutes in each process."""
    now = timezone.now()
    at, found = _asked.get(practice.pk, (None, None))
    if at is None or now - at > REMEMBERED:
        found = known(practice)
        _asked[practice.pk] = (now, found)
    return found


def work_out(practice: Practice) -> Known:
    """Fit the curve from the practice's PHQ-9 scores and keep it for the pages."""
    found = treatments(practice)
    curve = None
    try:
        curve = fit(found)
    except TooFewTreatments as few:
        count = few.found
    except TherapyError:  # too much alike for a curve
        count = len(found)
    else:
        count = curve.treatments
    on = timezone.now().astimezone(ZoneInfo(practice.time_zone)).date()
    cache.set(
        _place(practice.pk),
        {"treatments": count, "on": on.isoformat(), "curve": asdict(curve) if curve else None},
        KEPT,
    )
    found_now = Known(count, on, curve)
    _asked[practice.pk] = (timezone.now(), found_now)
    return found_now


def treatments(practice: Practice) -> list[Treatment]:
    """Return the PHQ-9 of every treatment as numbers; one query.

    The erased, who does not want to be counted, and scores without a session do not count.
    """
    rows = (
        Administration.objects.filter(
            patient__practice=practice,
            patient__erased_at=None,
            instrument="phq-9",
            rater=Administration.Rater.PATIENT,
            replaced_by=None,
        )
        .exclude(patient__in=withdrawn(Purpose.NUMBERS))
        .select_related("course", "session")
        .defer("course__reason", "course__focus", "course__referral")
        .order_by("course", "at", "event_id")
    )
    zone = ZoneInfo(practice.time_zone)
    readings: dict[uuid.UUID, list[Reading]] = {}
    for row in rows.iterator(chunk_size=2000):
        total = scores.read(row).score.total
        if total is not None:
            day = (row.at.astimezone(zone).date() - row.course.starts_on).days
            number = row.session.number if row.session else None
            readings.setdefault(row.course_id, []).append(Reading(day, total, number))
    found = []
    for one in readings.values():
        baseline = baseline_of(one)
        later = tuple(
            (reading.session, reading.total.value)
            for reading in one
            if reading is not baseline and reading.day >= 0 and reading.session
        )
        if baseline is not None and later:
            found.append(Treatment(baseline.total.value, later))
    return found
