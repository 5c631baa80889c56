"""The likelihood of a step-function selection model, its derivatives, and the way to its highest point."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from clew.therapy.evidence.effects import Effects, EvidenceError, Floats

AT_LIMIT = 1e-4
"""A variance or a weight below this counts as 0 when standard errors are computed, as in metafor."""
FLAT = 1e-6
"""The gradient of an optimum, an effect, is below this."""
FARTHEST = 4
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class StepLikelihood:
    """The log-likelihood of a step-function model with its first and second derivatives.

    The parameters are the mean, tau2, and the logs of the weights but the first, which is 1. In the logs the
    likelihood is concave, given the other two; the optimum is the same.

    Without steps it is the plain random-effects model.
    """

    effects: Effects
    steps: Floats
    counts: Floats

    def at(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """Return the value, the gradient and the matrix of second derivatives."""
        mean, tau2, logs = float(theta[0]), float(theta[1]), theta[2:]
        y, variance = self.effects.y, self.effects.v + tau2
        residual = y - mean
        weight = 1 / variance
        weights = np.concatenate([[1.0], np.exp(logs)])
        size = 2 + len(logs)
        value = (
            float(self.counts[1:] @ np.where(np.isfinite(logs), logs, 0.0))
            - len(y) / 2 * log(2 * pi)
            - float(np.sum(np.log(variance) + residual**2 * weight)) / 2
        )
        gradient = np.zeros(size)
        hessian = np.zeros((size, size))
        gradient[0] = np.sum(residual * weight)
        gradient[1] = np.sum(residual**2 * weight**2 - weight) / 2
        gradient[2:] = self.counts[1:]
        hessian[0, 0] = -np.sum(weight)
        hessian[0, 1] = hessian[1, 0] = -np.sum(residual * weight**2)
        hessian[1, 1] = np.sum(weight**2 / 2 - residual**2 * weight**3)
        if len(logs):
            seen, first, second = self._seen(mean, variance, weights)
            ratio = first / seen
            value -= float(np.sum(np.log(seen)))
            gradient -= ratio.sum(axis=1)
            hessian -= (second / seen).sum(axis=2) - ratio @ ratio.T
        return value, gradient, hessian

    def _seen(self, mean: float, variance: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """How likely each effect was to be seen (relative), with its first and second derivatives.

        Shapes: (k,), (parameters, k), (parameters, parameters, k).
        """
        k, size = len(variance), 1 + len(weights)
        scale = np.sqrt(variance)
        # the effects at which each study's p-value crosses a step, in standard deviations from the mean
        bound = (-ndtri(self.steps)[:, None] * self.effects.se - mean) / scale
        below = np.vstack([np.ones(k), ndtr(bound), np.zeros(k)])
        above = np.vstack([np.zeros(k), ndtr(-bound), np.ones(k)])
        # the share of each interval, the most significant first, from the tail in which it loses no digits
        share = np.where(below[1:] > 0.5, above[1:] - above[:-1], below[:-1] - below[1:])
        density = np.exp(-(bound**2) / 2) / sqrt(2 * pi)
        slopes = {
            (0,): -density / scale,
            (1,): -density * bound / (2 * variance),
            (0, 0): -density * bound / variance,
            (0, 1): density * (1 - bound**2) / (2 * scale**3),
            (1, 1): density * bound * (3 - bound**2) / (4 * variance**2),
        }
        none = np.zeros((1, k))
        moved = {which: -np.diff(np.vstack([none, slope, none]), axis=0) for which, slope in slopes.items()}
        seen: Floats = weights @ share
        first = np.empty((size, k))
        second = np.zeros((size, size, k))
        first[0], first[1] = weights @ moved[(0,)], weights @ moved[(1,)]
        first[2:] = weights[1:, None] * share[1:]
        second[0, 0] = weights @ moved[(0, 0)]
        second[1, 1] = weights @ moved[(1, 1)]
        second[0, 1] = second[1, 0] = weights @ moved[(0, 1)]
        for place in range(2, size):
            second[place, place] = first[place]
            for other in (0, 1):
                cross = weights[place - 1] * moved[(other,)][place - 1]
                second[place, other] = second[other, place] = cross
        return seen, first, second


@dataclass(frozen=True, slots=True)
class Fit:
    """The optimum of a likelihood: values and standard errors, the latter None where a value is at its limit."""

    value: float
    mean: float
    tau2: float
    weights: Floats
    mean_se: float
    tau2_se: float | None
    weights_se: tuple[float | None, ...]


def fit(likelihood: StepLikelihood) -> Fit:
    """Find the highest optimum from a few starts, and its standard errors from the observed information."""
    y, v = likelihood.effects.y, likelihood.effects.v
    spread = max(0.0, float(np.var(y)) - float(np.mean(v)))
    weights = len(likelihood.counts) - 1
    starts = [
        np.array([np.average(y, weights=1 / (v + tau2)), tau2, *([level] * weights)])
        for tau2 in (spread, 0.05)
        for level in ((0.0, -1.5) if weights else (0.0,))
    ]
    tops = [top for start in starts if (top := _top(likelihood, _climb(likelihood, start))) is not None]
    if not tops:
        raise EvidenceError(
            "The selection model has no clear optimum on these effects; fewer steps may have one."
        )
    value, at, free, information = max(tops, key=lambda top: top[0])
    fitted = np.exp(at[2:])
    variances = np.full(len(at), np.nan)
    variances[free] = np.diag(np.linalg.inv(information))
    errors = [sqrt(variance) if known else None for variance, known in zip(variances, free, strict=True)]
    return Fit(
        value,
        mean=float(at[0]),
        tau2=float(at[1]),
        weights=np.concatenate([[1.0], fitted]),
        mean_se=sqrt(variances[0]),
        tau2_se=errors[1],
        weights_se=tuple(
            None if error is None else error * float(weight)  # from the log of the weight to the weight
            for error, weight in zip(errors[2:], fitted, strict=True)
        ),
    )


def _top(likelihood: StepLikelihood, theta: Floats) -> tuple[float, Floats, NDArray[np.bool_], Floats] | None:
    """The value, place, free parameters and information of an optimum; None where the climb led into the infinite.

    That happens when an interval is empty: a mean far below with a large tau2 then fits ever better, or the best is
    farther from all effects than they are from each other (and some standard errors), which nobody would believe.
    """
    value, gradient, hessian = likelihood.at(theta)
    free = np.array([True, theta[1] >= AT_LIMIT, *(np.exp(theta[2:]) >= AT_LIMIT)])
    information = -hessian[np.ix_(free, free)]
    steep = np.max(np.abs(gradient[free])) > FLAT * len(likelihood.effects)
    y, se = likelihood.effects.y, likelihood.effects.se
    far = abs(theta[0] - (y.max() + y.min()) / 2) > 1.5 * np.ptp(y) + FARTHEST * se.max()
    if steep or far or (np.linalg.eigvalsh(information) <= 0).any():
        return None
    return value, theta, free, information


def _climb(likelihood: StepLikelihood, theta: Floats) -> Floats:
    """Follow Newton's steps to an optimum, tau2 kept at 0 or above."""
    theta = np.where(
        [True, True, *(likelihood.counts[1:] > 0)], theta, -np.inf
    )  # what is never seen weighs 0
    here = likelihood.at(theta)
    for _ in range(MOST_STEPS):
        value, gradient, hessian = here
        moving = np.isfinite(theta)
        moving[1] = theta[1] > 0 or gradient[1] > 0
        before = theta
        for step in _steps(gradient[moving], hessian[np.ix_(moving, moving)]):
            ascent = _ascend(likelihood, theta, value, moving, step)
            if ascent is not None:
                theta, here = ascent
                break
        change = np.abs(theta[moving] - before[moving]) / (1 + np.abs(theta[moving]))
        if np.max(change) < 1e-13:
            return theta
    return theta


def _steps(gradient: Floats, hessian: Floats) -> tuple[Floats, Floats]:
    """Newton's step, turned uphill where the likelihood is not concave; and, should it fail, one up the slope."""
    curves, axes = np.linalg.eigh(-hessian)
    curves = np.maximum(np.abs(curves), 1e-10 * np.max(np.abs(curves)))
    return axes @ ((axes.T @ gradient) / curves), gradient / np.max(curves)


def _ascend(
    likelihood: StepLikelihood, theta: Floats, value: float, moving: NDArray[np.bool_], step: Floats
) -> tuple[Floats, tuple[float, Floats, Floats]] | None:
    """Go the step, or the largest half, quarter, ... of it that does not go down; None if there is none."""
    for halves in range(40):
        moved = theta.copy()
        moved[moving] += step * 0.5**halves
        moved[1] = max(0.0, moved[1])
        with np.errstate(all="ignore"):  # a step too far
            there = likelihood.at(moved)
        if value - 1e-13 * abs(value) <= there[0] < np.inf and np.isfinite(there[2]).all():
            return moved, there
    return None
