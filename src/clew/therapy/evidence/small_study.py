"""Do small studies report larger effects? Tests of it, and estimates of what a very large study would find.

A slope over the standard error has several causes: small studies without significance stay unpublished; small
studies are of lower quality, or treat other people; and with standardised mean differences effect and standard error
are tied to each other by their formulas. A test shows the slope, never its cause (Sterne et al. 2011, BMJ 343:d4002).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, copysign, inf, sqrt

import numpy as np
from scipy.special import ndtri

from clew.therapy.evidence.distributions import interval, two_sided_p
from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.evidence.mixed import line, mixed_tau2

FEWEST = 3
SAME = 1e-6
POWER_REACH = 2.8016
"""An effect this many standard errors from 0 is found with 80% power at two-sided 5% (1.96 + 0.84)."""


@dataclass(frozen=True, slots=True)
class EggerMixed:
    """Egger's test as a random-effects meta-regression on the standard error (REML, normal test).

    It assumes that true effects also differ for reasons that have nothing to do with size (tau2), and that the
    dependence on the standard error is a straight line. Source: Egger et al. 1997, BMJ 315:629; Sterne & Egger 2005.

    Attributes:
        slope: how much larger the effect is for a standard error larger by 1.
        slope_se: its standard error.
        z: slope / slope_se.
        p: two-sided p-value of no slope; small: small studies differ from large ones.
        limit: the effect that the line gives for a standard error of 0, a study without end.
        limit_lower: 95% limit of it.
        limit_upper: 95% limit of it.
        tau2: the variance of true effects that the line leaves unexplained.
    """

    slope: float
    slope_se: float
    z: float
    p: float
    limit: float
    limit_lower: float
    limit_upper: float
    tau2: float


@dataclass(frozen=True, slots=True)
class LineCoefficient:
    """A coefficient of a weighted regression (weights 1/v) whose residual spread is estimated, tested by t.

    Attributes:
        estimate: the coefficient.
        se: its standard error.
        t: estimate / se.
        df: degrees of freedom of t: effects less 2.
        p: two-sided p-value of the coefficient being 0.
        lower: 95% limit.
        upper: 95% limit.
    """

    estimate: float
    se: float
    t: float
    df: int
    p: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Begg:
    """Begg and Mazumdar's rank correlation of effect and variance (1994, Biometrics 50:1088).

    It assumes nothing of the form of the dependence, and finds it in few collections: a test of low power.

    Attributes:
        tau: Kendall's tau-b of the standardised effects with their variances.
        z: its normal deviate, variance corrected for ties, no continuity correction.
        p: two-sided p-value.
    """

    tau: float
    z: float
    p: float


@dataclass(frozen=True, slots=True)
class SmallStudy:
    """The tests and estimates of `small_study`.

    Attributes:
        k: how many effects.
        egger_mixed: Egger's test with random effects.
        egger_classic: the slope of effect on standard error, the original test.
        pet: the intercept of the same line (precision-effect test): is there an effect at all, free of the slope?
            Biased downwards where there is one (Stanley & Doucouliagos 2014, Res Synth Methods 5:60).
        peese: the intercept of effect on variance (precision-effect estimate with standard error): how large is it,
            if there is one?
        begg: the rank correlation test.
        fail_safe_n: how many unseen studies of mean effect 0 would bring the summed z of the seen ones to one-sided
            .05 (Rosenthal 1979, Psychol Bull 86:638). Kept for comparison with old papers; it assumes that unseen
            effects are 0 on average and is generous.
    """

    k: int
    egger_mixed: EggerMixed
    egger_classic: LineCoefficient
    pet: LineCoefficient
    peese: LineCoefficient
    begg: Begg
    fail_safe_n: int

    @property
    def pet_peese(self) -> LineCoefficient:
        """PEESE where PET finds an effect above 0 (one-sided .05), else PET: the conditional estimator.

        Source: Stanley 2017, Soc Psychol Personal Sci 8:581. It fails where effects differ much between studies
        (I2 above 80%) or are fewer than about 20.
        """
        return self.peese if self.pet.t > 0 and self.pet.p < 0.10 else self.pet


def small_study(effects: Effects) -> SmallStudy:
    """Test and correct for effects that depend on the size of the study.

    Raises:
        EvidenceError: fewer than 3 effects, or all of the same standard error, so that there is no line.
    """
    k = len(effects)
    if k < FEWEST:
        raise EvidenceError(f"Small-study tests need at least {FEWEST} effects, not {k}.")
    if alike_in_size(effects):
        raise EvidenceError("All standard errors are the same: whether small studies differ cannot be seen.")
    limit, slope = _weighted_line(effects, effects.se)
    return SmallStudy(
        k=k,
        egger_mixed=_egger_mixed(effects),
        egger_classic=slope,
        pet=limit,
        peese=_weighted_line(effects, effects.v)[0],
        begg=_begg(effects),
        fail_safe_n=_fail_safe_n(effects),
    )


def alike_in_size(effects: Effects) -> bool:
    """Return whether all standard errors are the same, so that no line over them can be drawn."""
    return bool(np.ptp(effects.se) <= SAME * effects.se.max())


def _straight(x: Floats) -> Floats:
    """The columns of a straight line: 1 and `x`."""
    return np.column_stack([np.ones_like(x), x])


def _weighted_line(effects: Effects, x: Floats) -> tuple[LineCoefficient, LineCoefficient]:
    """Intercept and slope of the effects on `x`, weights 1/v, residual spread estimated."""
    fitted = line(effects.y, _straight(x), effects.v)
    df = len(effects) - 2
    errors = np.sqrt(np.diag(fitted.bread) * fitted.squares / df)
    intercept, slope = (
        _coefficient(float(estimate), float(se), df)
        for estimate, se in zip(fitted.coefficients, errors, strict=True)
    )
    return intercept, slope


def _coefficient(estimate: float, se: float, df: int) -> LineCoefficient:
    t = _in_errors(estimate, se)
    return LineCoefficient(estimate, se, t, df, two_sided_p(t, df), *interval(estimate, se, df))


def _in_errors(estimate: float, se: float) -> float:
    """The estimate in standard errors; infinite where effects lie exactly on a line."""
    if se == 0:
        return 0.0 if estimate == 0 else copysign(inf, estimate)
    return estimate / se


def _egger_mixed(effects: Effects) -> EggerMixed:
    columns = _straight(effects.se)
    tau2 = mixed_tau2(effects.y, effects.v, columns).value
    fitted = line(effects.y, columns, effects.v + tau2)
    limit, slope = (float(coefficient) for coefficient in fitted.coefficients)
    limit_se, slope_se = (float(se) for se in np.sqrt(np.diag(fitted.bread)))
    z = slope / slope_se
    return EggerMixed(slope, slope_se, z, two_sided_p(z), limit, *interval(limit, limit_se), tau2)


def slope_on_error(effects: Effects, method: str = "REML") -> float:
    """Return the slope of effects on standard errors with random effects, tau2 estimated by `method`."""
    columns = _straight(effects.se)
    tau2 = mixed_tau2(effects.y, effects.v, columns, method).value if len(effects) > 2 else 0.0
    return float(line(effects.y, columns, effects.v + tau2).coefficients[1])


def _begg(effects: Effects) -> Begg:
    w = 1 / effects.v
    mean = w @ effects.y / w.sum()
    tau, z = kendall((effects.y - mean) / np.sqrt(effects.v - 1 / w.sum()), effects.v)
    return Begg(tau, z, two_sided_p(z))


def kendall(x: Floats, y: Floats) -> tuple[float, float]:
    """Kendall's tau-b and its normal deviate with the variance for ties (Kendall 1970); 0 where all are tied."""
    k = len(x)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0, 0.0
    order = np.lexsort((y, x))
    pairs = k * (k - 1) / 2
    tied_x, tied_y = _runs(x), _runs(y)
    tied_both = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)[1].astype(np.float64)
    in_x, in_y, in_both = (_in_runs(tied) for tied in (tied_x, tied_y, tied_both))
    agreement = pairs - (in_x + in_y - in_both) / 2 - 2 * _inversions(y[order])
    tau = agreement / sqrt((pairs - in_x / 2) * (pairs - in_y / 2))
    variance = (k * (k - 1) * (2 * k + 5) - _in_runs(tied_x, 2, 5) - _in_runs(tied_y, 2, 5)) / 18
    variance += in_x * in_y / (2 * k * (k - 1))
    variance += _in_runs(tied_x, 1, -2) * _in_runs(tied_y, 1, -2) / (9 * k * (k - 1) * (k - 2))
    return tau, agreement / sqrt(variance)


def _runs(values: Floats) -> Floats:
    """How often each value comes."""
    return np.unique(values, return_counts=True)[1].astype(np.float64)


def _in_runs(t: Floats, times: int = 0, plus: int = 1) -> float:
    """The sum of t (t - 1) (times t + plus) over runs of t tied values."""
    return float(np.sum(t * (t - 1) * (times * t + plus)))


def _inversions(values: Floats) -> int:
    """In how many pairs the earlier value is the larger."""
    if len(values) <= 64:
        return int(np.sum(np.triu(values[:, None] > values[None, :], 1)))
    half = len(values) // 2
    left, right = values[:half], values[half:]
    larger = half - np.searchsorted(np.sort(left), right, side="right")
    return int(larger.sum()) + _inversions(left) + _inversions(right)


def _fail_safe_n(effects: Effects) -> int:
    total = float(np.sum(effects.y / effects.se))
    return max(0, ceil((total / float(ndtri(0.95))) ** 2 - len(effects)))


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """An unrestricted weighted least squares mean.

    It weighs like the common-effect model and widens (or narrows) the interval by the spread found, so that a large
    study counts for much more than in a random-effects pool (Stanley & Doucouliagos 2015, Stat Med 34:2116).

    Attributes:
        k: how many effects.
        estimate: their mean, weights 1/v.
        se: standard error with the spread estimated from the effects; None for one effect, and with it all below.
        lower: 95% limit (normal).
        upper: 95% limit (normal).
        t: estimate / se.
        p: two-sided p-value, t with k - 1 degrees of freedom.
    """

    k: int
    estimate: float
    se: float | None
    lower: float | None
    upper: float | None
    t: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Powered:
    """The weighted mean of all effects, and of those that had a fair chance to find it.

    Attributes:
        uwls: the unrestricted weighted mean of all effects.
        n_powered: how many effects had 80% power to find an effect as large as that mean.
        waap: the same mean of these only (weighted average of the adequately powered; Stanley, Doucouliagos &
            Ioannidis 2017, Stat Med 36:1580); None when they are two or fewer.
    """

    uwls: WeightedMean
    n_powered: int
    waap: WeightedMean | None


def uwls_waap(effects: Effects) -> Powered:
    """Return the unrestricted weighted mean, and that of the adequately powered effects alone.

    Raises:
        EvidenceError: there are no effects.
    """
    if not len(effects):
        raise EvidenceError("There are no effects to average.")
    uwls = _unrestricted(effects)
    powered = effects.se <= abs(uwls.estimate) / POWER_REACH
    n = int(powered.sum())
    return Powered(uwls, n, _unrestricted(effects.only(powered)) if n > 2 else None)


def _unrestricted(effects: Effects) -> WeightedMean:
    k, w = len(effects), 1 / effects.v
    mean = float(w @ effects.y / w.sum())
    if k == 1:
        return WeightedMean(1, mean, None, None, None, None, None)
    se = sqrt(float(w @ (effects.y - mean) ** 2) / (k - 1) / float(w.sum()))
    lower, upper = interval(mean, se)
    t = _in_errors(mean, se)
    return WeightedMean(k, mean, se, lower, upper, t, two_sided_p(t, k - 1))
