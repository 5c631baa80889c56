"""Tau2 where its equation has to be searched: likelihoods and the generalised Q, many refits at once.

`times` has one row a refit and says how often each effect counts in it (leaving out: 0 and 1; bootstrap: how often
drawn), so that a leave-one-out, a cumulative analysis and a bootstrap are the same computation. All searches end on
the exact answer (relative error about 1e-14), by sums over effects and never by matrices of effects by effects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clew.therapy.evidence.effects import EvidenceError, Floats

_CHUNK = 1 << 18  # numbers worked on at once, so that they stay in the cache
_LEAST_GRID, _MOST_GRID, _GRID_NUMBERS = 12, 100, 12_000
_TINY = 1e-300
_MOST_STEPS = 200
_SMALL_STEP = 1e-9

Ints = NDArray[np.intp]


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
    return y - float(w @ y) / float(w.sum())


def powers_of(y: Floats) -> Floats:
    """Return 1, y and y squared as columns: weighted sums of all three are one product."""
    return np.stack([np.ones_like(y), y, y * y], axis=1)


def _squares(sums: Sequence[Floats] | Floats, mean: Floats) -> Floats:
    """Weighted squares about `mean` from the weighted sums of 1, y and y squared."""
    return np.asarray(sums[2] - mean * (2 * sums[1] - mean * sums[0]))


def _q_tau2(y: Floats, v: Floats, times: Floats, target: Floats) -> Floats:
    powers = powers_of(y)

    def excess(tau2: Floats, rows: Ints) -> tuple[Floats, Floats]:
        # 1/Q is nearly straight in tau2, so Newton's steps on it are long and safe
        inverse = 1 / (v + tau2[:, None])
        weights = times[rows] * inverse
        sums = weights @ powers
        mean = sums[:, 1] / sums[:, 0]
        q = sums[:, 2] - mean * sums[:, 1]
        slope = _squares(((weights * inverse) @ powers).T, mean)
        return 1 / target[rows] - 1 / q, -slope / (q * q)

    found = np.zeros(len(times))
    sums = (times / v) @ powers
    q = sums[:, 2] - sums[:, 1] ** 2 / sums[:, 0]
    rows = np.flatnonzero((q > target) & (target > 0))
    highest = 2 * _spread(times[rows], powers) / target[rows]  # the sum of squares over tau2 is never below Q
    found[rows] = _falling_roots(excess, rows, found[rows], found[rows], highest, _typical(v))
    return found


def _likelihood_tau2(y: Floats, v: Floats, times: Floats, restricted: bool) -> Floats:
    found = np.zeros(len(times))
    several = np.flatnonzero(times.sum(axis=1) > 1)  # one effect says nothing about the variance between
    if several.size:
        found[several] = _Likelihood(v, times[several], powers_of(y), restricted).tops()
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Likelihood:
    """The (restricted) likelihood of tau2, one for each row of `times`."""

    v: Floats
    times: Floats
    powers: Floats
    restricted: bool

    def tops(self) -> Floats:
        """Where each likelihood is highest: at 0, or at one of the places where it turns from rising to falling."""
        grid = self._grid()
        rising = self._score_on(grid) > 0
        falls_next = ~np.append(rising[:, 1:], np.zeros((len(rising), 1), dtype=bool), axis=1)
        rows, places = np.nonzero(rising & falls_next)
        low = grid[places]
        high = np.append(grid, np.inf)[places + 1]
        high = np.minimum(high, 2 * _spread(self.times[rows], self.powers))  # above it no likelihood rises
        roots = _falling_roots(self.score, rows, (low + high) / 2, low, high, _typical(self.v))
        found = np.zeros(len(self.times))
        found[rows] = roots
        tops = np.bincount(rows, minlength=len(found)) + ~rising[:, 0]
        for row in np.flatnonzero(tops > 1):  # rare: few trials, and very unlike
            candidates = np.append(roots[rows == row], [] if rising[row, 0] else [0.0])
            found[row] = candidates[self.height(candidates, np.full(len(candidates), row)).argmax()]
        return found

    def score(self, tau2: Floats, rows: Ints) -> tuple[Floats, Floats]:
        """A falling function that is 0 where the likelihood turns, and its slope, for values of tau2 of some rows.

        The score is the spread that is seen less that expected; as 1 - expected / seen it is nearly straight in
        tau2, so that Newton's steps are long.
        """
        inverse = 1 / (self.v + tau2[:, None])
        weights = self.times[rows] * inverse
        first = weights @ self.powers
        weights *= inverse
        second = weights @ self.powers
        weights *= inverse
        third = weights @ self.powers
        total, mean = first[:, 0], first[:, 1] / first[:, 0]
        # effects all alike show no spread, or rounding errors' worth, even below 0
        seen = np.maximum(_squares(second.T, mean), _TINY)
        seen_slope = -2 * (_squares(third.T, mean) - (second[:, 1] - mean * second[:, 0]) ** 2 / total)
        expected, expected_slope = total, -second[:, 0]
        if self.restricted:
            share = second[:, 0] / total
            expected = total - share
            expected_slope = expected_slope + 2 * third[:, 0] / total - share * share
        with np.errstate(over="ignore", invalid="ignore"):
            ratio = expected / seen
            return 1 - ratio, (ratio * seen_slope - expected_slope) / seen

    def height(self, tau2: Floats, rows: Ints) -> Floats:
        """Twice the log-likelihood, less a constant."""
        variances = self.v + tau2[:, None]
        times = self.times[rows]
        total, first, second = ((times / variances) @ self.powers).T
        value = first * first / total - second - (times * np.log(variances)).sum(axis=1)
        return np.asarray(value - np.log(total) if self.restricted else value)

    def _grid(self) -> Floats:
        """Zero and values that rise by equal factors up to the square of the range of the effects.

        The fewer the effects, the more values: two tops, and close ones, are found where trials are few.
        """
        values = min(max(_LEAST_GRID, _GRID_NUMBERS // len(self.v)), _MOST_GRID)
        typical = _typical(self.v)
        bottom, top = typical / 100, max(float(np.ptp(self.powers[:, 1])) ** 2, typical)
        return np.concatenate([[0.0], bottom * (top / bottom) ** np.linspace(0, 1, values)])

    def _score_on(self, grid: Floats) -> Floats:
        """Seen less expected spread, of each row at each value of the grid."""
        parts = []
        for part in chunks(len(grid), len(self.v)):
            inverse = 1 / (self.v + grid[part, None])
            total, first = (self.times @ (inverse * power).T for power in self.powers.T[:2])
            inverse *= inverse
            second = [self.times @ (inverse * power).T for power in self.powers.T]
            score = _squares(second, first / total) - total
            parts.append(score + second[0] / total if self.restricted else score)
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
