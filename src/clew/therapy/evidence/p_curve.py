"""The p-curve: do the significant results, by themselves, look like those of a true effect?

If there is no effect, significant p-values are spread evenly between 0 and .05; if there is one, small ones are more
frequent, the more so the more power the studies had. Selecting for significance does not change either, which is why
only significant results are looked at. Source: Simonsohn, Nelson & Simmons 2014, J Exp Psychol Gen 143:534; half
curve, Stouffer's method and the rules of evidential value: the same 2015, 144:1146 (as their p-curve app 4.06 and
dmetar::pcurve compute them). It assumes independent results, and says nothing of the effect's size where effects
differ between studies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import bdtrc, ndtr, ndtri

from clew.therapy.evidence.effects import Effects, EvidenceError, Floats

FEWEST = 3
LEVEL = 0.05
LOW_POWER = 1 / 3
_SMALLEST, _WEAKEST, _STRONGEST = 2.2e-16, 0.051, 0.99


@dataclass(frozen=True, slots=True)
class CurveTest:
    """One test of the shape of a p-curve.

    Attributes:
        z_full: Stouffer's z of all significant results; well below 0 rejects what the test supposes.
        p_full: its one-sided p-value.
        z_half: the same of the results with p below .025, which little selection among analyses can mimic; None
            when there are none.
        p_half: its one-sided p-value.
        p_binomial: of the share of results with p below .025.
    """

    z_full: float
    p_full: float
    z_half: float | None
    p_half: float | None
    p_binomial: float


@dataclass(frozen=True, slots=True)
class PCurve:
    """A p-curve with its tests.

    Attributes:
        k: how many effects were looked at.
        significant: how many are above 0 with a two-sided p below .05; these make the curve.
        half: how many of these have p below .025.
        opposite: how many are significant in the other direction; they are left out.
        shares: percent of the significant results with p up to .01, .02, .03, .04 and .05.
        right_skew: is the curve flat, as it would be without an effect? Small p: no, there is evidence.
        flatness: is the curve as steep as studies with a power of a third make it? Small p: no, it is flatter.
        power: the power of the studies that fits the curve best, 0.05 to 0.99.
        power_lower: 90% limit of it.
        power_upper: 90% limit of it.
    """

    k: int
    significant: int
    half: int
    opposite: int
    shares: tuple[float, ...]
    right_skew: CurveTest
    flatness: CurveTest
    power: float
    power_lower: float
    power_upper: float

    @property
    def evidential_value(self) -> bool:
        """Is there evidence of an effect: half curve skewed at .05, or half and full at .10?"""
        test = self.right_skew
        return test.p_half is not None and (test.p_half < 0.05 or max(test.p_half, test.p_full) < 0.10)

    @property
    def evidence_absent(self) -> bool:
        """Is it flatter than a third of power would make it: full curve at .05, or half and binomial at .10?"""
        test = self.flatness
        return test.p_full < 0.05 or (test.p_half is not None and max(test.p_half, test.p_binomial) < 0.10)


def p_curve(effects: Effects) -> PCurve:
    """Return the p-curve of the effects that are above 0 and significant, two-sided at .05.

    Raises:
        EvidenceError: fewer than 3 such effects.
    """
    z = effects.y / effects.se
    cut, half_cut = _two_sided_cut(LEVEL), _two_sided_cut(LEVEL / 2)
    found = z[z > cut]
    n, half = len(found), int(np.sum(found > half_cut))
    if n < FEWEST:
        raise EvidenceError(f"A p-curve needs at least {FEWEST} significant effects above 0; there are {n}.")
    third = _shift(LOW_POWER)
    share_third = _tail(half_cut, third) / LOW_POWER
    power, lower, upper = _power(found)
    p = _tail(found, 0.0)
    return PCurve(
        k=len(effects),
        significant=n,
        half=half,
        opposite=int(np.sum(z < -cut)),
        shares=tuple(
            float(100 * np.mean((p > top - 0.01) & (p <= top))) for top in (0.01, 0.02, 0.03, 0.04, 0.05)
        ),
        right_skew=_test(
            p / LEVEL, p[found > half_cut] / (LEVEL / 2), float(bdtrc(half - 1, n, 0.5)) if half else 1.0
        ),
        flatness=_test(
            1 - _tail(found, third) / LOW_POWER,
            1 - _tail(found[found > half_cut], third) / (LOW_POWER * share_third),
            1 - float(bdtrc(half, n, share_third)) if half < n else 1.0,
        ),
        power=power,
        power_lower=lower,
        power_upper=upper,
    )


def _two_sided_cut(p: float) -> float:
    return float(-ndtri(p / 2))


def _tail(z: Floats | float, shift: float) -> Floats:
    """The chance of a result at least as far from 0 as `z`, on either side, when the true z is `shift`."""
    return np.asarray(ndtr(shift - z) + ndtr(-shift - z))


def _shift(power: float) -> float:
    """The true z of studies with this power, two-sided at .05."""
    cut = _two_sided_cut(LEVEL)
    return _root(lambda shift: float(_tail(cut, shift)) - power, 0.0, 20.0)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses 0, by halving."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _stouffer(shares: Floats) -> float:
    """Stouffer's z of probabilities, which are kept off 0 and 1 so that no single result decides."""
    return float(np.sum(ndtri(np.clip(shares, _SMALLEST, 1 - _SMALLEST)))) / sqrt(len(shares))


def _test(full: Floats, half: Floats, p_binomial: float) -> CurveTest:
    z_full, z_half = _stouffer(full), _stouffer(half) if len(half) else None
    p_half = None if z_half is None else float(ndtr(z_half))
    return CurveTest(z_full, float(ndtr(z_full)), z_half, p_half, p_binomial)


def _power(found: Floats) -> tuple[float, float, float]:
    """The power at which the curve is neither too steep nor too flat, with the 90% interval."""

    def fit(power: float) -> float:
        return _stouffer(1 - _tail(found, _shift(power)) / power)

    def at(z: float) -> float:
        if fit(_WEAKEST) <= z:
            return LEVEL
        if fit(_STRONGEST) >= z:
            return _STRONGEST
        return _root(lambda power: z - fit(power), _WEAKEST, _STRONGEST)

    return at(0.0), at(float(ndtri(0.95))), at(float(ndtri(0.05)))
