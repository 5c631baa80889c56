"""A practice's own expected course of the PHQ-9, once 200 treatments stand behind it.

The model is score = a + b x baseline + c x baseline x ln(session + 1), fitted by least squares to the scores after
the first one. A score may be expected within a band that holds 68 % (or 80 %) of the scores around the curve; one above
the band is a reason to look, and says nothing of what somebody did wrong. Defaults, not validated; the bands take
every score as if it stood alone, though the scores of one person hang together, and the curve is made of those who
stayed and filled in the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, log, sqrt
from statistics import NormalDist

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Parameter, Tag

ENOUGH = Parameter(
    slug="own_curve_treatments",
    name="Treatments",
    value=200,
    definition="A practice's own curve is fitted from this many treatments on.",
    source="Clew",
    tag=Tag.DEFAULT,
)
ALERT = Parameter(
    slug="own_curve_alert",
    name="Alert",
    value=0.68,
    definition="The band that holds this share of the scores; above it is worth a look.",
    source="Finch2001",
    tag=Tag.DEFAULT,
)
STRONGER = Parameter(
    slug="own_curve_stronger",
    name="Stronger alert",
    value=0.80,
    definition="The wider band; above it is worth a look soon.",
    source="Finch2001",
    tag=Tag.DEFAULT,
)


class TooFewTreatments(TherapyError):
    """Fewer treatments than a curve of one's own needs. `found` says how many there are."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"{found} treatments have a score from the start and one from a later session; {ENOUGH.value:g} are needed for a "
            "curve of this practice's own."
        )
        self.found = found


@dataclass(frozen=True, slots=True)
class Treatment:
    """One treatment as numbers: the score at the start, and later scores as (number of the session, score)."""

    baseline: float
    scores: tuple[tuple[int, float], ...]

    def __post_init__(self) -> None:
        if not all(0 <= value <= 27 for value in (self.baseline, *(score for _, score in self.scores))):
            raise TherapyError("A PHQ-9 score lies between 0 and 27.")
        if any(session < 1 for session, _ in self.scores):
            raise TherapyError("Sessions are counted from 1.")


class Place(StrEnum):
    """Where a score lies against the curve. None of them is "well"."""

    WITHIN = "within the usual range"
    ABOVE = "above the usual range"
    FAR_ABOVE = "far above the usual range"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCurve:
    """The fitted curve: its three numbers, the spread of the scores around it, and what it was made of.

    `spread` is the standard deviation of a single score around the curve, in points.
    """

    treatments: int
    scores: int
    intercept: float
    by_baseline: float
    by_log: float
    spread: float

    @property
    def label(self) -> str:
        """What a picture says beside it."""
        return f"this practice's own curve, n={self.treatments}"

    def at(self, session: float, baseline: float) -> float:
        """The expected score at a session for somebody who started at `baseline`, kept within 0 to 27."""
        if session < 0 or not 0 <= baseline <= 27:
            raise TherapyError("A curve is asked for a session from 0 on and a baseline from 0 to 27.")
        value = self.intercept + self.by_baseline * baseline + self.by_log * baseline * log(session + 1)
        return min(27.0, max(0.0, value))

    def band(self, session: float, baseline: float, share: float = ALERT.value) -> tuple[float, float]:
        """The two-sided range in which this share of single scores is expected."""
        if not 0 < share < 1:
            raise TherapyError("A share lies between 0 and 1.")
        middle = self.at(session, baseline)
        half = NormalDist().inv_cdf((1 + share) / 2) * self.spread
        return max(0.0, middle - half), min(27.0, middle + half)

    def place(self, session: float, baseline: float, score: float) -> Place:
        """Say where a score lies: above the 80 % band, above the 68 % band, or neither."""
        if score > self.band(session, baseline, STRONGER.value)[1]:
            return Place.FAR_ABOVE
        return Place.ABOVE if score > self.band(session, baseline, ALERT.value)[1] else Place.WITHIN


def fit(treatments: Sequence[Treatment], *, enough: int = int(ENOUGH.value)) -> OwnCurve:
    """Fit the curve to treatments that have at least one score after the first.

    Raises:
        TooFewTreatments: there are fewer than `enough`.
        TherapyError: they are too much alike for a curve, such as when everybody started at the same score.
    """
    used = [treatment for treatment in treatments if treatment.scores]
    if len(used) < enough:
        raise TooFewTreatments(len(used))
    rows = [
        (1.0, one.baseline, one.baseline * log(session + 1), score)
        for one in used
        for session, score in one.scores
    ]
    if len(rows) <= 3:
        raise TherapyError("A curve with three numbers needs more than three scores.")
    intercept, by_baseline, by_log = _least_squares([row[:3] for row in rows], [row[3] for row in rows])
    left = [score - (intercept + by_baseline * baseline + by_log * x) for _, baseline, x, score in rows]
    return OwnCurve(
        treatments=len(used),
        scores=len(rows),
        intercept=intercept,
        by_baseline=by_baseline,
        by_log=by_log,
        spread=sqrt(fsum(value * value for value in left) / (len(rows) - 3)),
    )


def _least_squares(rows: Sequence[tuple[float, float, float]], wanted: Sequence[float]) -> tuple[float, ...]:
    """Solve the normal equations of three columns by elimination with pivoting."""
    size = 3
    table = [
        [fsum(row[i] * row[j] for row in rows) for j in range(size)]
        + [fsum(row[i] * value for row, value in zip(rows, wanted, strict=True))]
        for i in range(size)
    ]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(table[row][column]))
        scale = max(abs(value) for value in table[pivot][:size]) or 1.0
        if abs(table[pivot][column]) <= 1e-9 * scale:
            raise TherapyError(
                "The treatments are too much alike for a curve; their first scores must differ."
            )
        table[column], table[pivot] = table[pivot], table[column]
        for row in range(column + 1, size):
            factor = table[row][column] / table[column][column]
            table[row] = [a - factor * b for a, b in zip(table[row], table[column], strict=True)]
    found = [0.0] * size
    for row in reversed(range(size)):
        known = fsum(table[row][other] * found[other] for other in range(row + 1, size))
        found[row] = (table[row][size] - known) / table[row][row]
    return tuple(found)
