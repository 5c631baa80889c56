"""Pooling of counts: how many of whom had an event, in two arms.

Arm 1 is the therapy. Ratios are pooled as logs. `TrialCounts.effects` makes effects of them for `pooling.pool`, for
which 1/2 is added to all cells of a table with an empty one; Mantel-Haenszel and Peto use the counts as they are, which
is better where events are rare.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clew.therapy.evidence.distributions import chi_squared_p, interval, two_sided_p
from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.evidence.formulas import Cells, odds_ratios, risk_differences, risk_ratios
from clew.therapy.evidence.pooling import Limits, i2_of_h2

_ROUNDING = 1e-12  # a smaller share is what rounding leaves of nothing

_SIZES = {"RR": risk_ratios, "OR": odds_ratios, "RD": risk_differences}

MEASURES = tuple(_SIZES)
"""Risk ratio, odds ratio, risk difference."""


@dataclass(frozen=True, slots=True, eq=False)
class TrialCounts:
    """Counts of some comparisons: `events1` of `n1` in the therapy arm, `events2` of `n2` in the other.

    Raises:
        EvidenceError: arrays differ in length; a number is none; an arm is empty, or has more events than people.
    """

    events1: Floats
    n1: Floats
    events2: Floats
    n2: Floats
    row: NDArray[np.int64]
    study: tuple[str, ...]

    def __post_init__(self) -> None:
        k = len(self.events1)
        if not (
            self.n1.shape
            == self.events2.shape
            == self.n2.shape
            == self.row.shape
            == (k,)
            == (len(self.study),)
        ):
            raise EvidenceError("Counts of both arms, rows and studies must be equally many.")
        for events, n in ((self.events1, self.n1), (self.events2, self.n2)):
            check_counts(events, n, self.row)

    @classmethod
    def of(
        cls,
        events1: ArrayLike,
        n1: ArrayLike,
        events2: ArrayLike,
        n2: ArrayLike,
        *,
        row: ArrayLike | None = None,
        study: Sequence[str] | None = None,
    ) -> TrialCounts:
        """Return counts from plain numbers, rows counted from 1, each a study of its own unless named."""
        e1, m1, e2, m2 = (np.asarray(each, dtype=np.float64) for each in (events1, n1, events2, n2))
        rows = np.arange(1, len(e1) + 1) if row is None else np.asarray(row, dtype=np.int64)
        return cls(e1, m1, e2, m2, rows, tuple(map(str, rows)) if study is None else tuple(study))

    def __len__(self) -> int:
        return len(self.events1)

    @property
    def cells(self) -> Cells:
        """The four cells of each table."""
        return Cells.of(self.events1, self.n1, self.events2, self.n2)

    def effects(self, measure: str) -> Effects:
        """Return the log RR, log OR or RD of each comparison, 1/2 added to all cells where one is empty."""
        y, v = _size_of(measure)(self.cells.filled())
        return Effects(y, v, self.row, self.study)


def check_counts(events: Floats, n: Floats, row: NDArray[np.int64]) -> None:
    """Look that `events` of `n` people can be.

    Raises:
        EvidenceError: a number is none; nobody; fewer than 0 events, or more than people. Names the row.
    """
    for wrong, words in (
        (~(np.isfinite(events) & np.isfinite(n)), "a count is not a number"),
        (n <= 0, "an arm has nobody"),
        (events < 0, "there are fewer than 0 events"),
        (events > n, "there are more events than people"),
    ):
        if wrong.any():
            raise EvidenceError(
                f"Row {row[int(wrong.argmax())]}: {words}; correct the table or leave the row out."
            )


@dataclass(frozen=True, slots=True)
class PooledCounts:
    """A pool of tables by Mantel-Haenszel or Peto: all trials are taken to have the same effect."""

    measure: str
    method: str
    k: int
    estimate: float
    """A log for RR and OR, a difference for RD."""
    se: float
    ci: Limits
    z: float
    p: float
    q: float
    """Heterogeneity: for Mantel-Haenszel from the single trials' effects about the estimate, for Peto from its own."""
    q_df: int
    q_p: float
    i2: float
    h2: float
    cmh: float | None = None
    """Cochran-Mantel-Haenszel chi-squared (1 df, continuity corrected) that there is no association; only MH of OR."""
    cmh_p: float | None = None
    breslow_day: float | None = None
    """Chi-squared that all trials have one odds ratio; only MH of OR. Breslow and Day 1980."""
    breslow_day_p: float | None = None
    tarone: float | None = None
    """The same, corrected for the odds ratio being estimated. Tarone 1985."""
    tarone_p: float | None = None


def _some(counts: TrialCounts) -> None:
    if len(counts) == 0:
        raise EvidenceError(
            "There is nothing to pool: no table of counts was left; widen the choice of rows."
        )


def _size_of(measure: str) -> Callable[[Cells], tuple[Floats, Floats]]:
    if measure not in _SIZES:
        raise EvidenceError(f"There is no measure {measure!r}; choose one of {', '.join(MEASURES)}.")
    return _SIZES[measure]


def mantel_haenszel(counts: TrialCounts, measure: str = "RR") -> PooledCounts:
    """Return the Mantel-Haenszel pool of risk ratios, odds ratios or risk differences.

    Good where trials are many and small and events rare. It assumes that all trials have the same effect. Sources:
    Mantel and Haenszel (1959), JNCI 22:719; standard errors by Greenland and Robins (1985), Biometrics 41:55, Robins,
    Breslow and Greenland (1986), Biometrics 42:311, and Sato, Greenland and Robins (1989), Biometrics 45:1323.

    Raises:
        EvidenceError: no counts; no such measure; a ratio of 0 or without end, a difference without spread.
    """
    _some(counts)
    _size_of(measure)
    t, n1, n2 = counts.cells, counts.n1, counts.n2
    total = n1 + n2
    if measure == "RD":
        weights = float((n1 * n2 / total).sum())
        estimate = float((t.a * n2 / total - t.c * n1 / total).sum()) / weights
        first = t.c * (n1 / total) ** 2 - t.a * (n2 / total) ** 2 + n1 * n2 * (n2 - n1) / (2 * total**2)
        second = (t.a * t.d + t.c * t.b) / (2 * total)
        chance = float(second.sum())
        variance = estimate * float(first.sum()) + chance
        se = math.sqrt(variance) / weights if variance > _ROUNDING * chance else 0.0
        return _pooled(counts, measure, estimate, se)
    if measure == "RR":
        above, below = t.a * n2 / total, t.c * n1 / total
        estimate = _log_ratio(above, below)
        spread = (n1 * n2 * (t.a + t.c) / total**2 - t.a * t.c / total).sum()
        return _pooled(counts, measure, estimate, math.sqrt(spread / (above.sum() * below.sum())))
    above, below = t.a * t.d / total, t.b * t.c / total
    estimate = _log_ratio(above, below)
    alike, unlike = (t.a + t.d) / total, (t.b + t.c) / total
    r, s = float(above.sum()), float(below.sum())
    variance = (
        float((alike * above).sum()) / r**2
        + float((alike * below + unlike * above).sum()) / (r * s)
        + float((unlike * below).sum()) / s**2
    ) / 2
    return _pooled(counts, measure, estimate, math.sqrt(variance), _odds_tests(t, math.exp(estimate)))


def _log_ratio(above: Floats, below: Floats) -> float:
    if above.sum() == 0 or below.sum() == 0:
        raise EvidenceError(
            "The pooled ratio would be 0 or infinite: one arm has no event, or only events, in any trial; use RD."
        )
    return math.log(above.sum() / below.sum())


def _says_something(t: Cells) -> NDArray[np.bool_]:
    """Which tables have both an event and a person without one."""
    return np.asarray((t.a + t.c > 0) & (t.b + t.d > 0))


def _pooled(
    counts: TrialCounts,
    measure: str,
    estimate: float,
    se: float,
    tests: dict[str, float | None] | None = None,
) -> PooledCounts:
    """A Mantel-Haenszel pool with its heterogeneity, from the single trials that say something."""
    y, v = _size_of(measure)(counts.cells.filled())
    told = _says_something(counts.cells)
    q = float(((y[told] - estimate) ** 2 / v[told]).sum()) if told.sum() > 1 else 0.0
    return _with_heterogeneity(measure, "MH", counts, estimate, se, q, int(told.sum()), tests or {})


def _with_heterogeneity(
    measure: str,
    method: str,
    counts: TrialCounts,
    estimate: float,
    se: float,
    q: float,
    told: int,
    tests: dict[str, float | None],
) -> PooledCounts:
    if se == 0:
        raise EvidenceError(
            "These counts leave no room for chance (an arm of a trial without any spread); use OR or RR."
        )
    df = max(told - 1, 0)
    h2 = q / df if df else 1.0
    return PooledCounts(
        measure=measure,
        method=method,
        k=len(counts),
        estimate=estimate,
        se=se,
        ci=interval(estimate, se),
        z=estimate / se,
        p=two_sided_p(estimate / se),
        q=q,
        q_df=df,
        q_p=chi_squared_p(q, df) if df else 1.0,
        i2=i2_of_h2(h2),
        h2=h2,
        **tests,
    )


def _odds_tests(t: Cells, odds: float) -> dict[str, float | None]:
    """Cochran-Mantel-Haenszel, Breslow-Day and Tarone tests of tables whose common odds ratio is `odds`."""
    n1, n2, events = t.a + t.b, t.c + t.d, t.a + t.c
    total = n1 + n2
    variance = n1 * n2 * events * (total - events) / (total**2 * (total - 1))
    cmh = (abs(float((t.a - n1 * events / total).sum())) - 0.5) ** 2 / float(variance.sum())
    told = _says_something(t)
    a, n1, n2, events = t.a[told], n1[told], n2[told], events[told]
    expected = _expected(odds, n1, n2, events)
    variance = 1 / (
        1 / expected + 1 / (n1 - expected) + 1 / (events - expected) + 1 / (n2 - events + expected)
    )
    apart = a - expected
    breslow_day = float((apart**2 / variance).sum())
    tarone = max(0.0, breslow_day - float(apart.sum()) ** 2 / float(variance.sum()))
    df = len(a) - 1
    return {
        "cmh": cmh,
        "cmh_p": chi_squared_p(cmh, 1),
        "breslow_day": breslow_day,
        "breslow_day_p": chi_squared_p(breslow_day, df) if df else None,
        "tarone": tarone,
        "tarone_p": chi_squared_p(tarone, df) if df else None,
    }


def _expected(odds: float, n1: Floats, n2: Floats, events: Floats) -> Floats:
    """Events in arm 1 that the margins of each table and a common odds ratio lead to."""
    if abs(odds - 1) < 1e-12:
        return n1 * events / (n1 + n2)
    b = odds * (n1 + events) + n2 - events
    return 2 * odds * n1 * events / (b + np.sqrt(b * b - 4 * odds * (odds - 1) * n1 * events))


def peto(counts: TrialCounts) -> PooledCounts:
    """Return Peto's pool of odds ratios: events observed less expected, over their variance.

    Good for rare events, arms of like size and small effects only; all trials are taken to have the same effect.
    Source: Yusuf, Peto, Lewis, Collins and Sleight (1985), Prog Cardiovasc Dis 27:335.

    Raises:
        EvidenceError: no counts; an event in nobody, or in everybody, of every trial.
    """
    _some(counts)
    t, n1, n2 = counts.cells, counts.n1, counts.n2
    total, events = n1 + n2, t.a + t.c
    variance = n1 * n2 * events * (total - events) / (total**2 * (total - 1))
    more = t.a - n1 * events / total
    whole = float(variance.sum())
    if whole == 0:
        raise EvidenceError(
            "Peto's method needs a trial with an event and a person without one; there is none."
        )
    told = variance > 0
    q = max(0.0, float((more[told] ** 2 / variance[told]).sum()) - float(more.sum()) ** 2 / whole)
    return _with_heterogeneity(
        "OR", "PETO", counts, float(more.sum()) / whole, whole**-0.5, q, int(told.sum()), {}
    )
