"""Mixed-effects models: effects that follow moderators, with a variance of true effects that these leave unexplained.

The estimators of tau2 are those of `tau`, with the projection onto the residuals of the regression in the place of
the deviations from the mean. Matrices are as wide as there are coefficients, never as there are effects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.therapy.evidence.effects import EvidenceError, Floats
from clew.therapy.evidence.roots import falling_root
from clew.therapy.evidence.tau import METHODS, Tau2, estimate_tau2

_LEAST_GRID, _MOST_GRID, _GRID_NUMBERS = 12, 40, 6000  # the fewer the effects, the closer is looked


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Weighted least squares of `y` on the columns of `x`, the weights being 1 / (v + tau2)."""

    x: Floats
    weights: Floats
    bread: Floats
    """The covariance of the coefficients."""
    coefficients: Floats
    residual: Floats

    @property
    def df(self) -> int:
        """Effects less coefficients."""
        return len(self.residual) - len(self.coefficients)

    @property
    def squares(self) -> float:
        """The weighted sum of squared residuals: y'Py, with P the weighted projection onto the residuals."""
        return float(self.weights @ self.residual**2)

    def cross(self, diagonal: Floats) -> Floats:
        """Return x' diag x."""
        return self.x.T @ (self.x * diagonal[:, None])

    @property
    def typical_variance(self) -> float:
        """The variance that all effects would need to have for the same precision: df / tr(P)."""
        return self.df / self.trace(np.ones_like(self.weights))

    def trace(self, v: Floats) -> float:
        """Return the trace of P diag(v)."""
        return float(self.weights @ v - (self.bread * self.cross(self.weights**2 * v)).sum())

    def trace_of_two(self, a: Floats, b: Floats) -> float:
        """Return the trace of P diag(a) P diag(b)."""
        w = self.weights
        return float(
            (w**2) @ (a * b)
            - 2 * (self.bread * self.cross(w**3 * a * b)).sum()
            + ((self.bread @ self.cross(w**2 * a)) * (self.bread @ self.cross(w**2 * b)).T).sum()
        )


def line(y: Floats, x: Floats, variances: Floats) -> Line:
    """Return the weighted least-squares line, the weights being one over the variances."""
    weights = 1 / variances
    weighted = x * weights[:, None]
    bread: Floats = np.linalg.inv(x.T @ weighted).astype(np.float64)
    coefficients = bread @ (weighted.T @ y)
    return Line(x, weights, bread, coefficients, y - x @ coefficients)


def mixed_tau2(y: Floats, v: Floats, x: Floats, method: str = "REML") -> Tau2:
    """Return the variance of true effects about the regression on `x`, never below 0, with its standard error.

    Methods as in `tau.METHODS`. Source: Viechtbauer W et al. (2015), Psychol Methods 20:360; Veroniki et al. (2016).

    Raises:
        EvidenceError: no such method; no more effects than coefficients.
    """
    k, p = x.shape
    if method not in METHODS:
        return estimate_tau2(y, v, method)  # says which there are
    if k <= p:
        raise EvidenceError(f"{k} effects cannot carry {p} coefficients; use fewer moderators.")
    df = k - p
    one = np.ones(k)
    if method == "EE":
        return Tau2(0.0, None)
    if method in ("REML", "ML"):
        value = _likelihood(y, v, x, method == "REML")
        best = line(y, x, v + value)
        information = best.trace_of_two(one, one) if method == "REML" else float(best.weights @ best.weights)
        return Tau2(value, (2 / information) ** 0.5)
    if method in ("PM", "EB"):
        value = _generalised_q(y, v, x)
        return Tau2(value, (2 * k**2 / df) ** 0.5 / float((1 / (v + value)).sum()))
    if method in ("DL", "HS"):
        common = line(y, x, v)
        trace = common.trace(one)
        divisor, expected = (trace, df) if method == "DL" else (float(common.weights.sum()), k)
        value = max(0.0, (common.squares - expected) / divisor)
        variance = 2 * df + 4 * value * trace + 2 * value**2 * common.trace_of_two(one, one)
        return Tau2(value, variance**0.5 / divisor)
    start = float(((y - y.mean()) ** 2).mean()) if method == "SJ" else 1.0
    about = line(y, x, v + start if method == "SJ" else one)
    squares = start * about.squares  # HE: of unweighted residuals
    value = max(0.0, squares / df if method == "SJ" else (squares - about.trace(v)) / df)
    variance = (
        2 * about.trace_of_two(v, v)
        + 4 * value * about.trace_of_two(v, one)
        + 2 * value**2 * about.trace_of_two(one, one)
    )
    return Tau2(value, start * variance**0.5 / df)


def _likelihood(y: Floats, v: Floats, x: Floats, restricted: bool) -> float:
    """Return tau2 at the highest (restricted) likelihood: at 0, or at one of the places where it turns to falling."""

    def score(tau2: float) -> tuple[float, float]:
        at = line(y, x, v + tau2)
        one, w = np.ones_like(y), at.weights
        u = w * at.residual  # Py
        wu = w * u
        pull = float(u @ wu - (at.x.T @ wu) @ at.bread @ (at.x.T @ wu))  # y'PPPy
        trace, of_two = (at.trace(one), at.trace_of_two(one, one)) if restricted else (w.sum(), w @ w)
        return float(u @ u - trace), float(of_two - 2 * pull)

    grid = _grid(y, v, x)
    while score(grid[-1])[0] > 0:
        grid.append(2 * grid[-1])
    rising = [score(tau2)[0] > 0 for tau2 in grid]
    typical = float(np.median(v))
    tops = [] if rising[0] else [0.0]
    for n in range(len(grid) - 1):
        if rising[n] and not rising[n + 1]:
            tops.append(falling_root(score, (grid[n] + grid[n + 1]) / 2, grid[n], grid[n + 1], typical))
    return max(tops, key=lambda tau2: _height(y, v, x, tau2, restricted))


def _grid(y: Floats, v: Floats, x: Floats) -> list[float]:
    """Return 0 and values that rise by equal factors up to the sum of squares about the unweighted line."""
    typical = float(np.median(v))
    top = max(line(y, x, np.ones_like(y)).squares, typical)
    many = max(_LEAST_GRID, min(_MOST_GRID, _GRID_NUMBERS // len(y)))
    return [0.0, *np.geomspace(min(typical, top) / 100, top, many).tolist()]


def _height(y: Floats, v: Floats, x: Floats, tau2: float, restricted: bool) -> float:
    """Return twice the log-likelihood less a constant."""
    at = line(y, x, v + tau2)
    height = float(np.log(at.weights).sum()) - at.squares
    return height + float(np.linalg.slogdet(at.bread)[1]) if restricted else height


def _generalised_q(y: Floats, v: Floats, x: Floats) -> float:
    """Return the tau2 at which the weighted squares fall to their degrees of freedom; 0 where they start below."""
    df = x.shape[0] - x.shape[1]

    def excess(tau2: float) -> tuple[float, float]:
        at = line(y, x, v + tau2)  # 1/Q is nearly straight in tau2: Newton's steps on it are long and safe
        q = at.squares
        return 1 / df - 1 / q, -float(((at.weights * at.residual) ** 2).sum()) / q**2

    if line(y, x, v).squares <= df:
        return 0.0
    highest = line(y, x, np.ones_like(y)).squares / df
    return falling_root(excess, 0.0, 0.0, highest, float(np.median(v)))
