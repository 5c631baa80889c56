"""Trim and fill: how many effects seem to be missing from one side of the funnel, and the pool with them filled in.

Source: Duval & Tweedie 2000, Biometrics 56:455 and J Am Stat Assoc 95:89. It assumes that the funnel would be
symmetrical were nothing missing, and that what is missing are the smallest effects, whatever their p-values. Large
differences between studies make it find too many or too few: the filled pool is a question put to the result, never
a better estimate of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.evidence.pooling import Pooled, pool, weighted_mean
from clew.therapy.evidence.small_study import alike_in_size, slope_on_error
from clew.therapy.evidence.tau import estimate_tau2

MOST_ROUNDS = 100
ROUNDING = 1e-14
Estimator = Literal["L0", "R0"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, eq=False)
class TrimFill:
    """The pool with the effects that seem to be missing.

    Attributes:
        estimator: how the number of missing effects was estimated, L0 (from the sum of ranks) or R0 (from the
            longest run of the largest effects on one side).
        side: where effects are missing: left, the small or negative ones, or right.
        missing: how many effects seem to be missing, k0.
        missing_se: standard error of their number.
        filled: the effects filled in, mirror images of the most extreme seen, in rising order.
        effects: those seen, and then those filled in.
        pooled: the pool of seen and filled effects (normal test).
    """

    estimator: Estimator
    side: Side
    missing: int
    missing_se: float
    filled: Effects
    effects: Effects
    pooled: Pooled


def trim_fill(
    effects: Effects, estimator: Estimator = "L0", method: str = "REML", side: Side | None = None
) -> TrimFill:
    """Estimate how many effects are missing, fill them in and pool again.

    Args:
        effects: the effects seen.
        estimator: L0 is steadier where many may be missing, R0 where few are.
        method: of estimating tau2, the same in all rounds.
        side: where to look; None for the side that Egger's line (with the same method) points to.

    Raises:
        EvidenceError: fewer than 2 effects, an estimator or side that is not known, or no end after 100 rounds.
    """
    if len(effects) < 2:
        raise EvidenceError("Trim and fill needs at least 2 effects.")
    if estimator not in ("L0", "R0") or side not in (None, "left", "right"):
        raise EvidenceError("Trim and fill knows the estimators L0 and R0 and the sides left and right.")
    side = side or _side(effects, method)
    sign = 1.0 if side == "left" else -1.0
    order = np.argsort(sign * effects.y, kind="stable")
    y, v = sign * effects.y[order], effects.v[order]
    missing, error, centre = _trim(y, v, estimator, method)
    extreme = slice(len(y) - missing, len(y))
    filled = _named(sign * (2 * centre - y[extreme]), v[extreme], effects)
    both = Effects(
        np.concatenate([effects.y, filled.y]),
        np.concatenate([effects.v, filled.v]),
        np.concatenate([effects.row, filled.row]),
        effects.study + filled.study,
    )
    return TrimFill(estimator, side, missing, error, filled, both, pool(both, method, "z"))


def _side(effects: Effects, method: str) -> Side:
    """Left when effects rise with the standard error, as when small studies that found little are not seen."""
    if alike_in_size(effects):
        return "left"
    return "right" if slope_on_error(effects, method) < 0 else "left"


def _trim(y: Floats, v: Floats, estimator: Estimator, method: str) -> tuple[int, float, float]:
    """Trim the largest of the rising `y` until their number no longer changes; it, its error and the centre."""
    k, missing = len(y), 0
    for _ in range(MOST_ROUNDS):
        seen = slice(0, k - missing)
        tau2, _ = estimate_tau2(y[seen], v[seen], method)
        centre = weighted_mean(y[seen], 1 / (v[seen] + tau2))
        from_centre = y - centre
        from_centre[np.abs(from_centre) <= ROUNDING * np.abs(y).max()] = 0.0  # neither above nor below
        rank = np.empty(k)
        rank[np.argsort(np.abs(from_centre), kind="stable")] = np.arange(1, k + 1)
        before = missing
        missing, error = _r0(from_centre, rank) if estimator == "R0" else _l0(from_centre, rank)
        if missing == before:
            return missing, error, centre
    raise EvidenceError(
        "Trim and fill does not settle on a number of missing effects; use the other estimator."
    )


def _r0(from_centre: Floats, rank: Floats) -> tuple[int, float]:
    k = len(rank)
    below = rank[from_centre < 0]
    at = k - (float(below.max()) if len(below) else k) - 1
    return max(0, round(at)), sqrt(2 * max(0.0, at) + 2)


def _l0(from_centre: Floats, rank: Floats) -> tuple[int, float]:
    k = len(rank)
    large = float(np.sum(rank[from_centre > 0]))
    at = (4 * large - k * (k + 1)) / (2 * k - 1)
    variance = k * (k + 1) * (2 * k + 1) + 10 * at**3 + 27 * at**2 + 17 * at
    variance += -18 * k * at**2 - 18 * k * at + 6 * k**2 * at
    return max(0, round(at)), 4 * sqrt(max(0.0, variance / 24)) / (2 * k - 1)


def _named(y: Floats, v: Floats, seen: Effects) -> Effects:
    """Filled effects in rising order, with rows after the last and names that say what they are."""
    order = np.argsort(y, kind="stable")
    rows = int(seen.row.max()) + 1 + np.arange(len(y))
    return Effects(y[order], v[order], rows, tuple(f"filled {n + 1}" for n in range(len(y))))
