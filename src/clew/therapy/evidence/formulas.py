"""The formulas of effect sizes, for whole columns of a table at once: one entry a comparison.

They check nothing: an entry that no size can be told of becomes NaN or infinite. `sizes` has the same for one
comparison, checked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import poch

from clew.therapy.evidence.effects import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """Standardised differences of means, one an entry, with two corrections in use for small samples.

    `exact` has the exact one (metafor), with variance `exact_v`; `usual` has 1 - 3/(4N - 9), with standard error
    `usual_se` from the uncorrected difference (R's esc, by which Metapsy makes its g).
    """

    exact: Floats
    exact_v: Floats
    usual: Floats
    usual_se: Floats


def small_sample_correction(m: Floats | np.float64) -> Floats:
    """Return Hedges' exact factor J(m) for m degrees of freedom, gamma(m/2) / (sqrt(m/2) gamma((m-1)/2))."""
    return np.asarray(poch((m - 1) / 2, 0.5) / np.sqrt(m / 2))


def hedges(
    mean1: Floats | float, sd1: Floats | float, n1: Floats | float,
    mean2: Floats | float, sd2: Floats | float, n2: Floats | float,
) -> Differences:  # fmt: skip
    """Return (mean2 - mean1) / pooled sd for each entry, corrected: above 0 where arm 1 has the lower mean."""
    mean1, sd1, n1, mean2, sd2, n2 = (
        np.asarray(each, np.float64) for each in (mean1, sd1, n1, mean2, sd2, n2)
    )
    total = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        d = (mean2 - mean1) / np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (total - 2))
        exact = d * small_sample_correction(total - 2)
        return Differences(
            exact,
            1 / n1 + 1 / n2 + exact**2 / (2 * total),
            d * (1 - 3 / (4 * total - 9)),
            np.sqrt(total / (n1 * n2) + d**2 / (2 * total)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The four cells of tables: events and the rest in arm 1 (`a`, `b`) and in arm 2 (`c`, `d`), one an entry."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats

    @classmethod
    def of(
        cls, events1: Floats | float, n1: Floats | float, events2: Floats | float, n2: Floats | float
    ) -> Cells:
        """Return the cells from events and people of both arms."""
        events1, n1, events2, n2 = (np.asarray(each, np.float64) for each in (events1, n1, events2, n2))
        return cls(events1, n1 - events1, events2, n2 - events2)

    @property
    def empty(self) -> NDArray[np.bool_]:
        """Where a cell is empty."""
        return np.asarray((self.a == 0) | (self.b == 0) | (self.c == 0) | (self.d == 0))

    def filled(self) -> Cells:
        """Return the tables with 1/2 added to all cells of those that have an empty one."""
        half = np.where(self.empty, 0.5, 0.0)
        return Cells(self.a + half, self.b + half, self.c + half, self.d + half)


def risk_ratios(cells: Cells) -> tuple[Floats, Floats]:
    """Return log risk ratios and their variances."""
    n1, n2 = cells.a + cells.b, cells.c + cells.d
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(cells.a / n1) - np.log(cells.c / n2), 1 / cells.a - 1 / n1 + 1 / cells.c - 1 / n2


def odds_ratios(cells: Cells) -> tuple[Floats, Floats]:
    """Return log odds ratios and their variances."""
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(cells.a / cells.b) - np.log(cells.c / cells.d)
        return y, 1 / cells.a + 1 / cells.b + 1 / cells.c + 1 / cells.d


def risk_differences(cells: Cells) -> tuple[Floats, Floats]:
    """Return risk differences and their variances."""
    n1, n2 = cells.a + cells.b, cells.c + cells.d
    with np.errstate(divide="ignore", invalid="ignore"):
        return cells.a / n1 - cells.c / n2, cells.a * cells.b / n1**3 + cells.c * cells.d / n2**3


def peto_odds_ratios(cells: Cells) -> tuple[Floats, Floats]:
    """Return Peto's log odds ratios, (observed - expected) / hypergeometric variance, and their variances."""
    n1, n2, events = cells.a + cells.b, cells.c + cells.d, cells.a + cells.c
    total = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = events * (total - events) * n1 * n2 / (total**2 * (total - 1))
        return (cells.a - events * n1 / total) / variance, 1 / variance


def g_of_cells(cells: Cells) -> tuple[Floats, Floats]:
    """Return g and its standard error from the log odds ratio; no finite number where a cell is empty (R's esc)."""
    y, v = odds_ratios(cells)
    total = cells.a + cells.b + cells.c + cells.d
    with np.errstate(invalid="ignore"):
        return (1 - 3 / (4 * total - 9)) * y * math.sqrt(3) / math.pi, np.sqrt(3 * v) / math.pi


OF_COUNTS = {
    "log RR": risk_ratios,
    "log OR": odds_ratios,
    "RD": risk_differences,
    "log OR (Peto)": peto_odds_ratios,
}
"""The measures of an effect on counts, each with its formula."""
