"""One trial's counts: what two arms say of risks, ratios and differences."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from clew.therapy.evidence.distributions import Z, interval
from clew.therapy.evidence.effects import EvidenceError, Floats
from clew.therapy.evidence.formulas import Cells, odds_ratios, risk_differences, risk_ratios
from clew.therapy.evidence.pooling import Limits
from clew.therapy.evidence.sizes import Counts


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """What one trial's counts say. Ratios that cannot be told (no event in an arm) are None, and so are their limits."""

    risk1: float
    risk1_ci: Limits
    """By Wilson (1927), which holds for small arms and rare events."""
    risk2: float
    risk2_ci: Limits
    risk_ratio: float | None
    risk_ratio_ci: Limits | None
    log_risk_ratio_se: float | None
    odds_ratio: float | None
    odds_ratio_ci: Limits | None
    risk_difference: float
    risk_difference_ci: Limits
    """By Wald; of width 0 when nobody or everybody in both arms had an event."""
    nnt: float | None
    """One over the risk difference, below 0 where the event was rarer in arm 1; None where there is no difference."""
    fisher_p: float
    """Fisher's exact test, two-sided: the tables at most as likely as this one."""


def two_by_two(arm1: Counts, arm2: Counts) -> TwoByTwo:
    """Return risks, ratios and differences of two arms with 95% intervals. Nothing is added to empty cells."""
    cells = Cells.of(np.array([arm1.events]), arm1.n, arm2.events, arm2.n)
    difference, variance = (float(each[0]) for each in risk_differences(cells))
    ratio, ratio_ci, ratio_se = _ratio(*risk_ratios(cells))
    odds, odds_ci, _ = _ratio(*odds_ratios(cells))
    return TwoByTwo(
        risk1=arm1.events / arm1.n,
        risk1_ci=wilson(arm1.events, arm1.n),
        risk2=arm2.events / arm2.n,
        risk2_ci=wilson(arm2.events, arm2.n),
        risk_ratio=ratio,
        risk_ratio_ci=ratio_ci,
        log_risk_ratio_se=ratio_se,
        odds_ratio=odds,
        odds_ratio_ci=odds_ci,
        risk_difference=difference,
        risk_difference_ci=interval(difference, math.sqrt(variance)),
        nnt=1 / difference if difference else None,
        fisher_p=fisher_p(arm1, arm2),
    )


def _ratio(log: Floats, variance: Floats) -> tuple[float | None, Limits | None, float | None]:
    if not (np.isfinite(log[0]) and np.isfinite(variance[0])):
        return None, None, None
    se = float(np.sqrt(variance[0]))
    low, high = interval(float(log[0]), se)
    return math.exp(log[0]), (math.exp(low), math.exp(high)), se


def wilson(events: float, n: float) -> Limits:
    """Return Wilson's 95% interval of a proportion. Source: Wilson (1927), J Am Stat Assoc 22:209."""
    share, z2 = events / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return middle - reach if events > 0 else 0.0, middle + reach if events < n else 1.0


def fisher_p(arm1: Counts, arm2: Counts) -> float:
    """Return the two-sided p-value of Fisher's exact test. Counts must be whole.

    Raises:
        EvidenceError: a count has decimals.
    """
    figures = (arm1.events, arm1.n, arm2.events, arm2.n)
    if any(figure != int(figure) for figure in figures):
        raise EvidenceError("Fisher's test counts people; give whole numbers.")
    e1, n1, e2, n2 = map(int, figures)
    events = e1 + e2
    a = np.arange(max(0, events - n2), min(n1, events) + 1)
    log = -special.gammaln([a + 1, n1 - a + 1, events - a + 1, n2 - events + a + 1]).sum(axis=0)
    chance = np.exp(log - log.max())
    as_unlikely = chance <= chance[e1 - a[0]] * (1 + 1e-7)  # equal chances differ by rounding
    return min(1.0, float(chance[as_unlikely].sum() / chance.sum()))
