"""Tails and quantiles of the normal, t and chi-squared distributions, from `scipy.special` (`scipy.stats` loads slowly).

Where a number of degrees of freedom may be given, None stands for the normal distribution.
"""

from __future__ import annotations

from scipy import special

Z = float(special.ndtri(0.975))
"""The normal quantile of two-sided 95% intervals, 1.96."""


def two_sided_p(statistic: float, df: float | None = None) -> float:
    """Return the probability of a statistic at least so far from 0, under t with `df` or the normal."""
    if df is None:
        return float(2 * special.ndtr(-abs(statistic)))
    return float(2 * special.stdtr(df, -abs(statistic)))


def critical(df: float | None = None) -> float:
    """Return the quantile that a two-sided 95% interval reaches on either side."""
    return Z if df is None else float(special.stdtrit(df, 0.975))


def interval(estimate: float, se: float, df: float | None = None) -> tuple[float, float]:
    """Return the two-sided 95% interval of an estimate."""
    reach = critical(df) * se
    return estimate - reach, estimate + reach


def chi_squared_p(statistic: float, df: float) -> float:
    """Return the probability of a chi-squared value at least as large."""
    return float(special.chdtrc(df, statistic))


def f_p(statistic: float, df: float, df_residual: float) -> float:
    """Return the probability of an F value at least as large."""
    return float(special.fdtrc(df, df_residual, statistic))
