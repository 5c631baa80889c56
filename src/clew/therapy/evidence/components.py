"""The two variances of effects nested in studies, by restricted maximum likelihood (REML).

The likelihood is climbed by Newton's method with its exact derivatives, from the best point of a coarse grid, and held at
0 where it would rise for a negative variance. Every step costs as many operations as there are effects.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clew.therapy.evidence.distributions import Z
from clew.therapy.evidence.effects import EvidenceError, Floats
from clew.therapy.evidence.mixed import line
from clew.therapy.evidence.nested import Covariance, Nested, Places
from clew.therapy.evidence.pooling import Limits
from clew.therapy.evidence.roots import falling_root

HALF_95 = Z**2 / 2
"""How far the likelihood falls within a 95% profile interval: half the quantile of chi-square(1)."""
STEPS = 200
RANK = 1e-9  # of a column of moderators: less is rounding
SMALL_STEP = 1e-9  # in units of the typical variance; the error after a Newton step is about its square


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Generalised least squares at given variances.

    `bread` is the covariance of the coefficients, `weighted` the inverse of M times the moderators, `residual_weighted`
    the inverse of M times the residuals.
    """

    nested: Nested
    covariance: Covariance
    coefficients: Floats
    bread: Floats
    weighted: Floats
    residual_weighted: Floats
    residual: Floats
    log_likelihood: float
    """Restricted log-likelihood with its full constant (as in metafor)."""

    @property
    def sigma2(self) -> Floats:
        """The variances between studies and between the effects of a study."""
        return np.array([self.covariance.between, self.covariance.within])

    @property
    def heterogeneity(self) -> float:
        """Weighted sum of squared residuals; with both variances 0 it is Cochran's Q."""
        return float(self.residual @ self.residual_weighted)


def fit_at(nested: Nested, between: float, within: float) -> Fit:
    """Return the fit with the two variances given."""
    covariance = Covariance(nested, between, within)
    k, p = nested.x.shape
    solved = covariance.solve(np.column_stack((nested.x, nested.y)))
    weighted = solved[:, :p]
    information = nested.x.T @ weighted
    bread: Floats = np.linalg.inv(information).astype(np.float64)
    coefficients = bread @ (weighted.T @ nested.y)
    residual = nested.y - nested.x @ coefficients
    residual_weighted = solved[:, p] - weighted @ coefficients
    log_likelihood = -0.5 * (
        (k - p) * math.log(2 * math.pi)
        - np.linalg.slogdet(nested.x.T @ nested.x)[1]
        + covariance.logdet
        + np.linalg.slogdet(information)[1]
        + float(residual @ residual_weighted)
    )
    return Fit(
        nested, covariance, coefficients, bread, weighted, residual_weighted, residual, float(log_likelihood)
    )


def derivatives(fit: Fit) -> tuple[Floats, Floats, Floats]:
    """Return the gradient of the restricted log-likelihood in (between, within), its negative Hessian, and Fisher's
    information, which is what that Hessian is on average and never negative.

    With P the projection onto the residuals and K, L derivatives of M in one of the variances, the gradient is
    (y'PKPy - tr PK) / 2, the negative Hessian y'PKPLPy - tr(PKPL) / 2, and the information tr(PKPL) / 2.
    """
    nested, bread, weighted = fit.nested, fit.bread, fit.weighted
    ones = (fit.covariance.ones / nested.spread(fit.covariance.lifted))[
        :, None
    ]  # M's inverse times each study's 1
    trace, trace_squared = fit.covariance.traces()
    sums = nested.sums(np.column_stack((weighted, ones, ones**2, ones * weighted, fit.residual_weighted)))
    p = weighted.shape[1]
    along, inner, inner_squared, mixed, scores = (
        sums[:, :p],
        sums[:, p],
        sums[:, p + 1],
        sums[:, p + 2 : 2 * p + 2],
        sums[:, -1],
    )

    # P times the residuals shared by the effects of a study, and those of single effects.
    moved = np.column_stack((nested.spread(scores), fit.residual_weighted))
    solved = fit.covariance.solve(np.column_stack((moved, weighted)))
    projected = solved[:, :2] - weighted @ (bread @ (weighted.T @ moved))
    quadratic = moved.T @ projected

    squared, cubed = weighted.T @ weighted, weighted.T @ solved[:, 2:]
    between = along.T @ along
    lean = along @ bread
    hat = np.einsum("jp,jp->j", lean, along)
    gradient = 0.5 * np.array(
        [
            (scores**2).sum() - inner.sum() + hat.sum(),
            (fit.residual_weighted**2).sum() - trace + (bread * squared).sum(),
        ]
    )
    both = bread @ between
    alone = bread @ squared
    tr_between = (inner**2).sum() - 2 * (inner * hat).sum() + (both * both.T).sum()
    tr_within = trace_squared - 2 * (bread * cubed).sum() + (alone * alone.T).sum()
    tr_mixed = inner_squared.sum() - 2 * (lean * mixed).sum() + np.einsum("jp,pq,jq->", lean, squared, lean)
    traces = np.array([[tr_between, tr_mixed], [tr_mixed, tr_within]])
    return gradient, quadratic - traces / 2, traces / 2


def maximise(nested: Nested, start: Floats, free: tuple[bool, bool] = (True, True)) -> Fit:
    """Return the fit at the nearest maximum of the restricted likelihood, climbing from `start` along the free variances."""
    scale = float(np.median(nested.v)) + float(start.sum())
    fit = fit_at(nested, start[0], start[1])
    for _ in range(STEPS):
        gradient, hessian, information = derivatives(fit)
        here = fit.sigma2
        places = np.flatnonzero(np.array(free) & ((here > 0) | (gradient > 0)))
        step = _newton_step(gradient, hessian, information, places)
        last = fit
        fit = _climb(fit, step)
        if np.abs(fit.sigma2 - here).max() <= SMALL_STEP * scale or fit is last:
            return fit
    raise EvidenceError(
        f"The two variances of {len(nested.y)} effects did not settle in {STEPS} steps. "
        "Look for effects whose variances differ by many orders of magnitude."
    )


def _newton_step(gradient: Floats, hessian: Floats, information: Floats, places: Places) -> Floats:
    """Return the Newton step in the open variances; where the likelihood is not concave, Fisher's scoring step."""
    step = np.zeros(2)
    if len(places):
        part = np.ix_(places, places)
        concave = np.linalg.eigvalsh(hessian[part])[0] > 1e-6 * np.abs(hessian[part]).max()
        step[places] = np.linalg.solve((hessian if concave else information)[part], gradient[places])
    return step


def _climb(fit: Fit, step: Floats) -> Fit:
    """Return the fit after the step, cut at 0 and halved until the likelihood does not fall; the same fit if it cannot rise."""
    allowance = 1e-13 * (1 + abs(fit.log_likelihood))
    for halvings in range(50):
        aim = np.maximum(fit.sigma2 + step / 2**halvings, 0)
        if (aim == fit.sigma2).all():
            return fit
        new = fit_at(fit.nested, aim[0], aim[1])
        if new.log_likelihood >= fit.log_likelihood - allowance:
            return new
    return fit


def reml(nested: Nested) -> Fit:
    """Return the fit at the maximum of the restricted likelihood over both variances, neither below 0.

    Of few studies with unequal variances the likelihood can have several tops; the climb starts from each peak of a grid.
    """
    _check_apart(nested)
    values = _grid(nested)
    heights = np.array([[fit_at(nested, b, w).log_likelihood for w in values] for b in values])
    tops = [maximise(nested, values[list(place)]) for place in _peaks(heights)]
    return max(tops, key=lambda fit: fit.log_likelihood)


def _peaks(heights: Floats) -> list[tuple[int, ...]]:
    """Return the places of a table that are not below any of their eight neighbours."""
    rows, columns = heights.shape
    wide = np.pad(heights, 1, constant_values=-np.inf)
    around = [wide[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    return [tuple(place) for place in np.argwhere(heights >= np.max(around, axis=0)).tolist()]


def _check_apart(nested: Nested) -> None:
    """Make sure that the effects tell the variance between studies from the one within them.

    Within studies there must be differences that the moderators leave, and between studies too.
    """
    k, p = nested.x.shape
    means = nested.sums(nested.x) / nested.size[:, None]
    inside = (nested.x - nested.spread(means)) / np.linalg.norm(nested.x, axis=0)
    spent = len(nested.size) + int((np.linalg.svd(inside, compute_uv=False) > RANK).sum())
    if spent in (k, p):
        what = "no study has several effects" if spent == k else "there are too few studies"
        beside = " besides what the moderators explain" if p > 1 else ""
        raise EvidenceError(
            f"A three-level model must tell the variance between studies from the one within them, and {what}{beside}. "
            "Pool with one variance instead."
        )


def _grid(nested: Nested) -> Floats:
    """Return 0 and values about the moment estimate of DerSimonian and Laird, from which to climb."""
    common = line(nested.y, nested.x, nested.v)
    excess = (common.squares / common.df - 1) * common.typical_variance
    return max(excess, 0.1 * float(np.median(nested.v))) * np.array([0, 0.06, 0.25, 1, 4])


def profile_interval(best: Fit, which: int) -> Limits:
    """Return the 95% profile-likelihood interval of one variance (0 between studies, 1 within them).

    The limits are where the likelihood, maximised over the other variance, has fallen by half the 95% quantile of
    chi-square(1); the lower limit is 0 where it never falls so far.
    """
    centre = float(best.sigma2[which])
    scale = float(best.sigma2.sum()) + float(np.median(best.nested.v))
    others = [*_grid(best.nested).tolist(), float(best.sigma2[1 - which])]

    def excess(value: float) -> tuple[float, float]:
        """How far the profile lies above the limit at this value, and its slope."""
        held = _profile(best.nested, which, value, others)
        above = held.log_likelihood - best.log_likelihood + HALF_95
        return above, float(derivatives(held)[0][which])

    def below(value: float) -> tuple[float, float]:
        above, slope = excess(value)
        return -above, -slope

    lower = falling_root(below, 0.0, 0.0, centre, scale) if centre > 0 and excess(0.0)[0] < 0 else 0.0
    outer = centre + scale
    while excess(outer)[0] > 0:
        outer = 2 * outer
    return lower, falling_root(excess, outer, centre, outer, scale)


def _profile(nested: Nested, which: int, value: float, others: Sequence[float]) -> Fit:
    """Return the fit with one variance held at `value` and the other at its best, climbing from the best of `others`."""
    pairs = [np.array((value, other) if which == 0 else (other, value)) for other in others]
    start = max(pairs, key=lambda pair: fit_at(nested, pair[0], pair[1]).log_likelihood)
    return maximise(nested, start, (which != 0, which != 1))
