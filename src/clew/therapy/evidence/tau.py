"""Tau2, the variance of the true effects between trials: nine ways to estimate it and an interval.

`y` and `v` are effects and sampling variances.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from clew.therapy.evidence.effects import EvidenceError, Floats
from clew.therapy.evidence.searches import likelihood_tau2, q_tau2

METHODS = ("REML", "ML", "DL", "PM", "EE", "SJ", "HE", "EB", "HS")
"""Restricted and full maximum likelihood, DerSimonian-Laird, Paule-Mandel, equal effects (tau2 = 0), Sidik-Jonkman,
Hedges, empirical Bayes (the same value as Paule-Mandel) and Hunter-Schmidt."""


class Tau2(NamedTuple):
    """An estimate of tau2 and its standard error (None where there is none: equal effects, one effect)."""

    value: float
    se: float | None


def estimate_tau2(y: Floats, v: Floats, method: str = "REML") -> Tau2:
    """Return tau2 by one of `METHODS`, never below 0, with the standard error that belongs to the method.

    Source: Viechtbauer W (2005), J Educ Behav Stat 30:261; Veroniki AA et al. (2016), Res Synth Methods 7:55.

    Raises:
        EvidenceError: no such method.
    """
    if method not in METHODS:
        raise EvidenceError(f"There is no tau2 estimator {method!r}; choose one of {', '.join(METHODS)}.")
    if method == "EE" or len(y) == 1:
        return Tau2(0.0, None)
    if method in ("REML", "ML"):
        restricted = method == "REML"
        value = float(likelihood_tau2(y, v, np.ones((1, len(y))), restricted=restricted)[0])
        w = 1 / (v + value)
        information = _trace_pp(w) if restricted else float(w @ w)
        return Tau2(value, (2 / information) ** 0.5)
    if method in ("PM", "EB"):
        k = len(y)
        value = float(q_tau2(y, v, np.ones((1, k)), np.array([k - 1.0]))[0])
        return Tau2(value, (2 * k**2 / (k - 1)) ** 0.5 / float((1 / (v + value)).sum()))
    return {"DL": _dersimonian_laird, "HS": _hunter_schmidt, "HE": _hedges, "SJ": _sidik_jonkman}[method](
        y, v
    )


def _trace_p(w: Floats) -> float:
    """The trace of P = W - W1(1'W1)^-1 1'W for weights `w`."""
    return float(w.sum() - (w @ w) / w.sum())


def _trace_pp(w: Floats) -> float:
    """The trace of PP."""
    total, squares = w.sum(), w @ w
    return float(squares - 2 * (w @ (w * w)) / total + (squares / total) ** 2)


def cochran_q(y: Floats, v: Floats, tau2: float = 0.0) -> float:
    """Return the weighted sum of squares about the weighted mean, weights 1/(v + tau2); Cochran's Q at tau2 = 0."""
    w = 1 / (v + tau2)
    residual = y - (w @ y) / w.sum()
    return float(w @ (residual * residual))


def _dersimonian_laird(y: Floats, v: Floats) -> Tau2:
    w, k = 1 / v, len(y)
    trace = _trace_p(w)
    value = max(0.0, (cochran_q(y, v) - (k - 1)) / trace)
    return Tau2(value, _moment_variance(w, value) ** 0.5 / trace)


def _hunter_schmidt(y: Floats, v: Floats) -> Tau2:
    w, k = 1 / v, len(y)
    value = max(0.0, (cochran_q(y, v) - k) / float(w.sum()))
    return Tau2(value, _moment_variance(w, value) ** 0.5 / float(w.sum()))


def _moment_variance(w: Floats, tau2: float) -> float:
    """The variance of Cochran's Q for weights 1/v when the true variance between is `tau2`."""
    return 2 * (len(w) - 1) + 4 * tau2 * _trace_p(w) + 2 * tau2**2 * _trace_pp(w)


def _hedges(y: Floats, v: Floats) -> Tau2:
    k = len(y)
    total = float(v.sum())
    value = max(0.0, float(y.var(ddof=1)) - total / k)
    spread = float(v @ v) * (1 - 2 / k) + (total / k) ** 2
    variance = 2 * spread + 4 * value * total * (k - 1) / k + 2 * value**2 * (k - 1)
    return Tau2(value, variance**0.5 / (k - 1))


def _sidik_jonkman(y: Floats, v: Floats) -> Tau2:
    k = len(y)
    start = float(y.var())
    w = 1 / (v + start)
    total, share = w.sum(), w / w.sum()
    value = start * cochran_q(y, v, start) / (k - 1)
    wv = w * v
    pvpv = float(wv @ wv - 2 * (wv @ (wv * share)) + (wv @ share) ** 2)
    pvp = float(wv @ w - 2 * (wv @ (w * share)) + (wv @ share) * (w @ w) / total)
    variance = 2 * pvpv + 4 * value * pvp + 2 * value**2 * _trace_pp(w)
    return Tau2(value, start / (k - 1) * variance**0.5)


def q_profile(y: Floats, v: Floats) -> tuple[float, float]:
    """Return the 95% interval of tau2 by the Q-profile method: the values that Cochran's generalised Q allows.

    Each limit is the tau2 at which Q reaches a chi-squared quantile (k - 1 degrees of freedom), cut at 0.
    Source: Viechtbauer W (2007), Stat Med 26:37.
    """
    df = len(y) - 1
    targets = np.array([special.chdtri(df, 0.025), special.chdtri(df, 0.975)])
    low, high = q_tau2(y, v, np.ones((2, len(y))), targets)
    return float(low), float(high)


def log_likelihood(y: Floats, v: Floats, tau2: float, *, restricted: bool) -> float:
    """Return the (restricted) log-likelihood at its best mean for this tau2, every constant included."""
    w, k = 1 / (v + tau2), len(y)
    value = -0.5 * (float(np.log(v + tau2).sum()) + cochran_q(y, v, tau2))
    if restricted:
        return float(value - 0.5 * ((k - 1) * np.log(2 * np.pi) - np.log(k) + np.log(w.sum())))
    return float(value - 0.5 * k * np.log(2 * np.pi))
