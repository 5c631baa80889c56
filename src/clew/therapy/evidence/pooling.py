"""Pooling: one estimate from many trials, how sure it is, and how much the true effects differ.

The random-effects model says that each trial has a true effect of its own, drawn from a normal distribution with
mean `estimate` and variance `tau2`; the equal-effects model (method "EE") says that all have the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clew.therapy.evidence import tau
from clew.therapy.evidence.distributions import Z, chi_squared_p, critical, interval, two_sided_p
from clew.therapy.evidence.effects import Effects, EvidenceError, Floats

TESTS = ("z", "knha", "adhoc")
"""Normal; Knapp-Hartung (t with k - 1 degrees of freedom and a standard error from the observed spread);
Knapp-Hartung that never makes the standard error smaller."""

Limits = tuple[float, float]

ROUNDING = float(np.finfo(np.float64).eps)
"""The weighted squares that rounding leaves of effects all alike."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """What a pool of effects says. Effects are in their own unit (Hedges g, log risk ratio, ...), limits at 95%.

    Percentages are 0 to 100. A value that does not apply is None: prediction intervals and `tau2_ci` of the
    equal-effects model, everything about spread when there is one effect.
    """

    method: str
    """The estimator of tau2, one of `tau.METHODS`."""
    test: str
    """How `se`, `ci` and `p` were found, one of `TESTS`; "z" when there is one effect, whatever was asked."""
    k: int
    """How many effects."""
    studies: int
    """How many trials they come from. Two effects of one trial count here as if they were independent."""
    estimate: float
    """The mean of the true effects: weighted by 1 / (v + tau2)."""
    se: float
    ci: Limits
    """Where the mean lies. It says nothing of where a single trial's effect lies: that is `pi`."""
    statistic: float
    """estimate / se."""
    df: float | None
    """Degrees of freedom of t; None under the normal distribution."""
    p: float
    tau2: float
    """The variance of the true effects. 0 with one effect, where it cannot be estimated."""
    tau2_se: float | None
    tau2_ci: Limits | None
    """Q-profile interval: the same for every estimator. Viechtbauer 2007."""
    tau: float
    """The standard deviation of the true effects, in the unit of the effects."""
    tau_ci: Limits | None
    i2: float | None
    """The share of the observed variance that is not sampling error. High with large trials even if tau is small."""
    i2_ci: Limits | None
    h2: float | None
    """Total variance over sampling variance."""
    h2_ci: Limits | None
    q: float
    """Cochran's Q: weighted squares about the equal-effects mean, chi-squared if all trials have the same effect."""
    q_df: int
    q_p: float
    pi: Limits | None
    """Where the true effect of a new trial lies: z with test z, else t with k - 1 degrees of freedom."""
    pi_riley: Limits | None
    """The same with k - 2 degrees of freedom. Higgins, Thompson and Spiegelhalter 2009; Riley 2011."""
    pi_classic: Limits | None
    """The same with k - 1 degrees of freedom and the standard error that test z has."""
    i2_higgins: float | None
    """I2 from Q alone: (Q - df) / Q. Higgins and Thompson 2002."""
    i2_higgins_ci: Limits | None
    log_likelihood: float | None
    """Of the method's own likelihood: restricted for REML, full for ML and EE; None for the other methods."""
    aic: float | None
    bic: float | None


def pool(effects: Effects, method: str = "REML", test: str = "knha") -> Pooled:
    """Return the pooled effect and its spread; REML with the Knapp-Hartung test is what most guidance asks for.

    Assumes that the effects are independent and their sampling variances known. Sources: Knapp and Hartung (2003),
    Stat Med 22:2693; Higgins and Thompson (2002), Stat Med 21:1539; Viechtbauer (2005, 2007).

    Raises:
        EvidenceError: no effects; a method or test that does not exist.
    """
    y, v, k = effects.y, effects.v, len(effects)
    if k == 0:
        raise EvidenceError("There is nothing to pool: no effect was left; widen the choice of rows.")
    if test not in TESTS:
        raise EvidenceError(f"There is no test {test!r}; choose one of {', '.join(TESTS)}.")
    if k == 1:
        test = "z"
    tau2, tau2_se = tau.estimate_tau2(y, v, method)
    w = 1 / (v + tau2)
    estimate = weighted_mean(y, w)
    classic_se = float(w.sum()) ** -0.5
    se = classic_se * knapp_hartung_factor(y, w, test) ** 0.5
    # effects all alike are certain by Knapp-Hartung
    statistic = estimate / se if se > 0 else math.copysign(math.inf, estimate) if estimate else 0.0
    df = None if test == "z" else k - 1
    q = tau.cochran_q(y, v)
    equal = method == "EE"
    tau2_ci = None if equal or k == 1 else tau.q_profile(y, v)
    h2 = None if k == 1 else q / (k - 1) if equal else 1 + tau2 / typical_variance(v)
    h2_ci = None if tau2_ci is None else _each(tau2_ci, lambda limit: 1 + limit / typical_variance(v))
    log_likelihood, aic, bic = _fit(y, v, tau2, method)
    return Pooled(
        method=method,
        test=test,
        k=k,
        studies=effects.studies,
        estimate=estimate,
        se=se,
        ci=interval(estimate, se, df),
        statistic=statistic,
        df=df,
        p=two_sided_p(statistic, df),
        tau2=tau2,
        tau2_se=tau2_se,
        tau2_ci=tau2_ci,
        tau=tau2**0.5,
        tau_ci=None if tau2_ci is None else _each(tau2_ci, lambda limit: limit**0.5),
        i2=None if h2 is None else i2_of_h2(h2),
        i2_ci=None if h2_ci is None else _each(h2_ci, i2_of_h2),
        h2=h2,
        h2_ci=h2_ci,
        q=q,
        q_df=k - 1,
        q_p=chi_squared_p(q, k - 1) if k > 1 else 1.0,
        pi=None if equal or k == 1 else interval(estimate, (tau2 + se**2) ** 0.5, df),
        pi_riley=None if equal or k < 3 else interval(estimate, (tau2 + se**2) ** 0.5, k - 2),
        pi_classic=None if equal or k == 1 else interval(estimate, (tau2 + classic_se**2) ** 0.5, k - 1),
        i2_higgins=i2_of_h2(q / (k - 1)) if k > 1 else None,
        i2_higgins_ci=higgins_interval(q, k) if k > 2 else None,
        log_likelihood=log_likelihood,
        aic=aic,
        bic=bic,
    )


def weighted_mean(y: Floats, w: Floats) -> float:
    """Return the mean of `y` with weights `w`."""
    return float((w @ y) / w.sum())


def knapp_hartung_factor(y: Floats, w: Floats, test: str) -> float:
    """Return what the squared standard error is multiplied with: 1 for test z, else the observed spread over the expected.

    Source: Knapp and Hartung (2003), Stat Med 22:2693.
    """
    if test == "z":
        return 1.0
    residual = y - weighted_mean(y, w)
    spread = float(w @ (residual * residual))
    factor = spread / (len(y) - 1) if spread > ROUNDING else 0.0
    return max(1.0, factor) if test == "adhoc" else factor


def typical_variance(v: Floats) -> float:
    """Return the sampling variance of a typical trial, by which I2 and H2 are measured. Higgins and Thompson 2002."""
    w = 1 / v
    total = float(w.sum())
    return (len(v) - 1) * total / (total**2 - float(w @ w))


def i2_of_h2(h2: float) -> float:
    """Return I2 in percent from H2: 0 where H2 is below 1."""
    return 100 * max(0.0, (h2 - 1) / h2) if h2 > 0 else 0.0


def higgins_interval(q: float, k: int) -> Limits:
    """Return the test-based interval of I2 (percent) from Cochran's Q of k > 2 effects. Higgins and Thompson 2002."""
    if q > k:
        se = 0.5 * np.log(q / (k - 1)) / (np.sqrt(2 * q) - np.sqrt(2 * k - 3))
    else:
        se = np.sqrt((1 - 1 / (3 * (k - 2) ** 2)) / (2 * (k - 2)))
    log_h = 0.5 * np.log(max(1.0, q / (k - 1)))
    return i2_of_h2(float(np.exp(2 * (log_h - Z * se)))), i2_of_h2(float(np.exp(2 * (log_h + Z * se))))


def _fit(y: Floats, v: Floats, tau2: float, method: str) -> tuple[float | None, float | None, float | None]:
    """The log-likelihood, AIC and BIC of a method that has a likelihood."""
    restricted, k = method == "REML", len(y)
    if method not in ("REML", "ML", "EE") or (restricted and k == 1):
        return None, None, None
    value = tau.log_likelihood(y, v, tau2, restricted=restricted)
    parameters = 1 if method == "EE" else 2
    return value, -2 * value + 2 * parameters, -2 * value + parameters * float(np.log(k - restricted))


def _each(limits: Limits, change: Callable[[float], float]) -> Limits:
    return change(limits[0]), change(limits[1])


@dataclass(frozen=True, slots=True, eq=False)
class ForestRows:
    """The rows of a forest plot, one entry an effect: what each trial said, and what the pool says of it."""

    row: NDArray[np.int64]
    ci_low: Floats
    """The trial's own 95% interval, by the normal distribution."""
    ci_high: Floats
    weight: Floats
    """Share of the pool in percent."""
    blup: Floats
    """The trial's true effect as estimated from its own result and the pool (empirical Bayes): its result drawn towards
    the mean of all, the more so the less sure it is. Raudenbush and Bryk 1985."""
    blup_se: Floats
    blup_low: Floats
    """Its 95% interval, by t with k - 1 degrees of freedom."""
    blup_high: Floats


def forest_rows(effects: Effects, method: str = "REML", test: str = "knha") -> ForestRows:
    """Return each effect with its interval, its weight and its empirical Bayes estimate in the pool."""
    pooled = pool(effects, method, test)
    low, high = own_intervals(effects)
    w = 1 / (effects.v + pooled.tau2)
    trust = pooled.tau2 * w
    blup = trust * effects.y + (1 - trust) * pooled.estimate
    se = np.sqrt(trust * effects.v + (1 - trust) ** 2 * pooled.se**2)
    reach = critical(pooled.df) * se
    return ForestRows(effects.row, low, high, 100 * w / w.sum(), blup, se, blup - reach, blup + reach)


def own_intervals(effects: Effects) -> tuple[Floats, Floats]:
    """Return the lower and upper 95% limits of each effect by itself, by the normal distribution."""
    reach = Z * effects.se
    return effects.y - reach, effects.y + reach
