"""Tau2, the variance of the true effects between trials: nine ways to estimate it and an interval.

`y` and `v` are effects and sampling variances. Refits are made many at once: `times` has one row a refit and says
how often each effect counts in it (leaving out: 0 and 1; bootstrap: how often drawn), so that a leave-one-out, a
cumulative analysis and a bootstrap are the same computation. All iterations end on the exact optimum (relative
error about 1e-14), as sums over effects and never as matrices of effects by effects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from clew.therapy.evidence.effects import EvidenceError, Floats

METHODS = ("REML", "ML", "DL", "PM", "EE", "SJ", "HE", "EB", "HS")
"""Restricted and full maximum likelihood, DerSimonian-Laird, Paule-Mandel, equal effects (tau2 = 0), Sidik-Jonkman,
Hedges, empirical Bayes (the same value as Paule-Mandel) and Hunter-Schmidt."""

_CHUNK = 1 << 18  # numbers worked on at once, so that they stay in the cache
_GRID = 12
_TINY = 1e-300
_MOST_STEPS = 200
_SMALL_STEP = 1e-9

Ints = NDArray[np.intp]


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


def likelihood_tau2(y: Floats, v: Floats, times: Floats, *, restricted: bool = True) -> Floats:
    """Return the tau2 of the highest (restricted) likelihood for each row of `times`.

    The whole range is looked through on a grid first, since the likelihood of few trials can have two tops.
    """
    y = _centred(y, v)
    parts = [_likelihood_tau2(y, v, times[part], restricted) for part in chunks(len(times), len(y))]
    return np.concatenate(parts) if parts else np.empty(0)


def q_tau2(y: Floats, v: Floats, times: Floats, target: Floats) -> Floats:
    """Return, for each row of `times`, the tau2 at which the generalised Q falls to `target`; 0 where Q starts below."""
    y = _centred(y, v)
    parts = [_q_tau2(y, v, times[part], target[part]) for part in chunks(len(times), len(y))]
    return np.concatenate(parts) if parts else np.empty(0)


def chunks(rows: int, columns: int) -> list[slice]:
    """Return slices of the rows of a table, each small enough for the processor's cache."""
    size = max(1, _CHUNK // max(1, columns))
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)]


def _centred(y: Floats, v: Floats) -> Floats:
    """The effects less their weighted mean, so that no digits are lost in sums of their squares."""
    w = 1 / v
    return y - (w @ y) / w.sum()


def powers_of(y: Floats) -> Floats:
    """Return 1, y and y squared as columns: weighted sums of all three are one product."""
    return np.stack([np.ones_like(y), y, y * y], axis=1)


def _squares(sums: Floats, mean: Floats) -> Floats:
    """Weighted squares about `mean` from the weighted sums of 1, y and y squared."""
    return sums[:, 2] - mean * (2 * sums[:, 1] - mean * sums[:, 0])


def _q_tau2(y: Floats, v: Floats, times: Floats, target: Floats) -> Floats:
    powers = powers_of(y)

    def excess(tau2: Floats, rows: Ints) -> tuple[Floats, Floats]:
        # 1/Q is nearly straight in tau2, so Newton's steps on it are long and safe
        inverse = 1 / (v + tau2[:, None])
        weights = times[rows] * inverse
        sums = weights @ powers
        mean = sums[:, 1] / sums[:, 0]
        q = sums[:, 2] - mean * sums[:, 1]
        slope = _squares((weights * inverse) @ powers, mean)
        return 1 / target[rows] - 1 / q, -slope / (q * q)

    found = np.zeros(len(times))
    sums = (times / v) @ powers
    q = sums[:, 2] - sums[:, 1] ** 2 / sums[:, 0]
    rows = np.flatnonzero((q > target) & (target > 0))
    highest = 2 * _spread(times[rows], powers) / target[rows]  # the sum of squares over tau2 is never below Q
    found[rows] = _falling_roots(excess, rows, found[rows], found[rows], highest, _typical(v))
    return found


def _likelihood_tau2(y: Floats, v: Floats, times: Floats, restricted: bool) -> Floats:
    powers = powers_of(y)

    def score(tau2: Floats, rows: Ints) -> tuple[Floats, Floats]:
        inverse = 1 / (v + tau2[:, None])
        weights = times[rows] * inverse
        first = weights @ powers
        weights *= inverse
        second = weights @ powers
        weights *= inverse
        third = weights @ powers
        total, mean = first[:, 0], first[:, 1] / first[:, 0]
        seen = np.maximum(_squares(second, mean), _TINY)  # equal effects have none, or rounding errors' worth
        expected = total
        seen_slope = -2 * (_squares(third, mean) - (second[:, 1] - mean * second[:, 0]) ** 2 / total)
        expected_slope = -second[:, 0]
        if restricted:
            share = second[:, 0] / total
            expected = total - share
            expected_slope += 2 * third[:, 0] / total - share * share
        # the score is seen - expected; as 1 - expected/seen it is nearly straight in tau2, so Newton's steps are long
        with np.errstate(over="ignore", invalid="ignore"):
            ratio = expected / seen
            return 1 - ratio, (ratio * seen_slope - expected_slope) / seen

    found = np.zeros(len(times))
    several = np.flatnonzero(times.sum(axis=1) > 1)  # one effect says nothing about the variance between
    if not several.size:
        return found
    times = times[several]
    grid = _grid(y, v)
    best = _likelihood_on(grid, v, times, powers, restricted).argmax(axis=1)
    low, high = grid[np.maximum(best - 1, 0)], np.append(grid, np.inf)[best + 1]
    high = np.minimum(high, 2 * _spread(times, powers))  # no stationary point lies above
    rises = best > 0
    zero = np.flatnonzero(~rises)
    if zero.size:
        rises[zero] = score(np.zeros(zero.size), zero)[0] > 0
    rows = np.flatnonzero(rises)
    start = np.minimum(grid[best[rows]], high[rows])
    roots = _falling_roots(score, rows, start, low[rows], high[rows], _typical(v))
    found[several[rows]] = roots
    return found


def _grid(y: Floats, v: Floats) -> Floats:
    """Zero and values that rise by equal factors up to the square of the range of the effects."""
    typical = _typical(v)
    bottom, top = typical / 100, max(float(np.ptp(y)) ** 2, typical)
    return np.concatenate([[0.0], bottom * (top / bottom) ** np.linspace(0, 1, _GRID)])


def _likelihood_on(grid: Floats, v: Floats, times: Floats, powers: Floats, restricted: bool) -> Floats:
    """Twice the log-likelihood, less a constant, of each row of `times` at each value of the grid."""
    parts = []
    for part in chunks(len(grid), len(v)):
        variances = v + grid[part, None]
        weights = 1 / variances
        total, first, second = (times @ (weights * power).T for power in powers.T)
        value = first * first / total - second - times @ np.log(variances).T
        parts.append(value - np.log(total) if restricted else value)
    return np.concatenate(parts, axis=1)


def _spread(times: Floats, powers: Floats) -> Floats:
    """Unweighted sums of squares about the mean."""
    sums = times @ powers
    return sums[:, 2] - sums[:, 1] ** 2 / sums[:, 0]


def _typical(v: Floats) -> float:
    """The harmonic mean of the variances."""
    return float(1 / (1 / v).mean())


def _falling_roots(
    function: Callable[[Floats, Ints], tuple[Floats, Floats]],
    rows: Ints,
    start: Floats,
    low: Floats,
    high: Floats,
    scale: float,
) -> Floats:
    """Return where each row's function crosses 0 from above, between `low` and `high`.

    `function` takes values and the numbers of their rows and returns the function and its slope. Newton's steps,
    halving the bracket where one would leave it; `scale` is a value of tau2 that is small but matters.
    """
    found = np.empty(len(rows))
    places, here = np.arange(len(rows)), start
    for _ in range(_MOST_STEPS):
        if not places.size:
            return found
        value, slope = function(here, rows)
        above = value > 0
        low, high = np.where(above, here, low), np.where(above, high, here)
        with np.errstate(divide="ignore", invalid="ignore"):
            there = here - value / slope
        there = np.where((there >= low) & (there <= high), there, (low + high) / 2)
        # Newton's error is squared at each step: after one so small the rest is below rounding
        done = np.abs(there - here) <= _SMALL_STEP * (there + scale)
        if done.any():
            found[places[done]] = there[done]
            left = ~done
            places, rows, low, high, there = places[left], rows[left], low[left], high[left], there[left]
        here = there
    raise EvidenceError(
        "The variance between trials could not be found; look for effects or variances that cannot be."
    )
