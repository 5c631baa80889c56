"""Filled-in questionnaires as scores."""

from __future__ import annotations

from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Administration
from clew.practice.roles import May
from clew.therapy import measures
from clew.therapy.measures import Instrument, Score


@dataclass(frozen=True, slots=True)
class Reading:
    """One filled-in questionnaire and what it comes to."""

    administration: Administration
    instrument: Instrument
    score: Score


def read(administration: Administration) -> Reading:
    """Score one filled-in questionnaire."""
    form = measures.instrument(administration.instrument)
    if form.score_only:
        total = administration.total
        if total is None:
            raise ValueError("a score-only row without a total")
        risk = next((answer for answer in administration.answers if isinstance(answer, int)), None)
        version = administration.version or None
        return Reading(
            administration, form, measures.score_total(form, total, version=version, risk_answer=risk)
        )
    return Reading(administration, form, measures.score(form, administration.answers))


def series(
    chart: Chart,
    instrument: str | None = None,
    *,
    rater: str | None = None,
    corrected_too: bool = False,
) -> list[Reading]:
    """Return a patient's scores in time order.

    Args:
        chart: the opened record.
        instrument: one instrument's key; all instruments unless told.
        rater: who answered; everybody unless told.
        corrected_too: whether to keep those that a later one corrects.
    """
    rows = chart.rows(Administration, to=May.READ_MEASURES).select_related("session")
    if instrument is not None:
        rows = rows.filter(instrument=instrument)
    if rater is not None:
        rows = rows.filter(rater=rater)
    if not corrected_too:
        rows = rows.filter(replaced_by=None)
    return [read(row) for row in rows.order_by("at", "event")]


def check_in_mean(score: Score) -> float | None:
    """Return the mean of the alliance check-in, 0 to 10, or None where it has no total."""
    return score.total.value if score.total else None
