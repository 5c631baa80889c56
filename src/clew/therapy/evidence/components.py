"""The two variances of effects nested in studies, by restricted maximum likelihood (REML).

The likelihood is climbed by Newton's method with its exact derivatives, from every peak of a coarse grid, and held at 0
where it would rise for a negative variance. Every step costs as many operations as there are effects.
"""

from __future__ import annotations

import math
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
FEW = 100  # effects: of fewer the likelihood is looked through more closely
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
    nested, covariance, bread, weighted = fit.nested, fit.covariance, fit.bread, fit.weighted
    alone = fit.residual_weighted  # Py
    scores = nested.sums(alone)
    shared = nested.spread(scores)  # K Py, where K has a block of ones for each study
    moved = np.column_stack((shared, alone))
    solved = covariance.solve(np.column_stack((moved, weighted)))
    projected = solved[:, :2] - weighted @ (bread @ (weighted.T @ moved))
    pulls = moved.T @ projected
    first, traces = _traces(fit, weighted.T @ solved[:, 2:])
    gradient = np.array([scores @ scores, alone @ alone]) - first
    return gradient / 2, pulls - traces / 2, traces / 2


def _traces(fit: Fit, cubed: Floats) -> tuple[Floats, Floats]:
    """Return the traces of PK and of PKPL for the two variances; `cubed` is x' M^-3 x.

    P is M^-1 less M^-1 x bread x' M^-1. Sums over studies of the rows and corners of M^-1 stand for the blocks of ones.
    """
    nested, covariance, bread, weighted = fit.nested, fit.covariance, fit.bread, fit.weighted
    p = weighted.shape[1]
    ones = (covariance.ones / nested.spread(covariance.lifted))[:, None]  # M^-1 times the 1 of each study
    sums = nested.sums(np.column_stack((weighted, ones * weighted, ones, ones**2)))
    along, mixed, corner, corner_squared = sums[:, :p], sums[:, p : 2 * p], sums[:, -2], sums[:, -1]
    trace, trace_squared = covariance.traces()
    squared = weighted.T @ weighted
    lean = along @ bread
    hat = (lean * along).sum(axis=1)
    both, single = bread @ (along.T @ along), bread @ squared
    between = (corner**2).sum() - 2 * (corner * hat).sum() + (both * both.T).sum()
    within = trace_squared - 2 * (bread * cubed).sum() + (single * single.T).sum()
    across = corner_squared.sum() - 2 * (lean * mixed).sum() + (lean @ squared * lean).sum()
    first = np.array([(corner - hat).sum(), trace - (bread * squared).sum()])
    return first, np.array([[between, across], [across, within]])


def maximise(nested: Nested, start: Floats, free: tuple[bool, bool] = (True, True)) -> Fit:
    """Return the fit at the nearest maximum of the restricted likelihood, climbing from `start` along the free variances."""
    scale = float(np.median(nested.v)) + float(start.sum())
    fit = fit_at(nested, start[0], start[1])
    for _ in range(STEPS):
        gradient, hessian, information = derivatives(fit)
        here = fit.sigma2
        places = np.flatnonzero(np.array(free) & ((here > 0) | (gradient > 0)))
        step = _newton_step(gradient, hessian, information, places)
        last, fit = fit, _climb(fit, step)
        if np.abs(np.maximum(here + step, 0) - here).max() <= SMALL_STEP * scale or fit is last:
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
    """Return the fit at the maximum of the restricted likelihood over both variances, neither below 0."""
    _check_apart(nested)
    values = _grid(nested)
    return _highest(nested, np.stack(np.meshgrid(values, values, indexing="ij"), axis=-1), (True, True))


def _highest(nested: Nested, pairs: Floats, free: tuple[bool, bool]) -> Fit:
    """Return the highest fit that is reached from the peaks of a table of pairs of variances.

    Effects whose variances differ much can give the likelihood several tops, often one of them at 0.
    """
    heights = np.array([[fit_at(nested, *pair).log_likelihood for pair in row] for row in pairs.tolist()])
    rows, columns = heights.shape
    wide = np.pad(heights, 1, constant_values=-np.inf)
    around = [wide[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    peaks = pairs[heights >= np.max(around, axis=0)]
    return max((maximise(nested, pair, free) for pair in peaks), key=lambda fit: fit.log_likelihood)


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
    """Return 0 and values about the moment estimate of DerSimonian and Laird; the fewer the effects, the closer."""
    common = line(nested.y, nested.x, nested.v)
    excess = (common.squares / common.df - 1) * common.typical_variance
    middle = max(excess, 0.1 * float(np.median(nested.v)))
    return np.append(0, middle * np.geomspace(1 / 256, 4, 11 if len(nested.y) < FEW else 6))


def profile_interval(best: Fit, which: int) -> Limits:
    """Return the 95% profile-likelihood interval of one variance (0 between studies, 1 within them).

    The limits are where the likelihood, maximised over the other variance, has fallen by half the 95% quantile of
    chi-square(1); the lower limit is 0 where it never falls so far.
    """
    centre = float(best.sigma2[which])
    scale = float(best.sigma2.sum()) + float(np.median(best.nested.v))
    others = np.sort(np.append(_grid(best.nested), best.sigma2[1 - which]))

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


def _profile(nested: Nested, which: int, value: float, others: Floats) -> Fit:
    """Return the fit with one variance held at `value` and the other at its best."""
    held = np.full_like(others, value)
    pairs = np.stack((held, others) if which == 0 else (others, held), axis=-1)
    return _highest(nested, pairs[None], (which != 0, which != 1))
