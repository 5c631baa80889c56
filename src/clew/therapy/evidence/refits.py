"""Many pools of parts of the same effects at once: what leave-one-out, cumulative analyses and bootstraps are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import special

from clew.therapy.evidence import searches
from clew.therapy.evidence.distributions import Z
from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.evidence.pooling import ROUNDING, TESTS

METHODS = ("REML", "ML", "DL", "PM", "EB", "EE")
"""The estimators of tau2 that many refits can use."""


@dataclass(frozen=True, slots=True, eq=False)
class Refits:
    """Pools, one an entry, in the units of `pooling.Pooled`."""

    k: NDArray[np.int64]
    """How many effects each stands on."""
    estimate: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    p: Floats
    tau2: Floats
    i2: Floats
    """NaN where a pool has one effect."""
    q: Floats
    total_weight: Floats
    """The sum of the weights 1/(v + tau2)."""

    def __len__(self) -> int:
        return len(self.estimate)


def refit(effects: Effects, times: Iterable[Floats], method: str = "REML", test: str = "knha") -> Refits:
    """Return one pool for each row of each block of `times`, which says how often each effect counts in it.

    Blocks (see `searches.chunks`) let more refits be made than fit into memory at once. A pool of one effect has the
    interval of that effect alone, as in `pooling.pool`.

    Raises:
        EvidenceError: a method or test that does not exist; a pool without effects.
    """
    if method not in METHODS:
        raise EvidenceError(f"Many refits cannot use {method!r}; choose one of {', '.join(METHODS)}.")
    if test not in TESTS:
        raise EvidenceError(f"There is no test {test!r}; choose one of {', '.join(TESTS)}.")
    centre = float(np.average(effects.y, weights=1 / effects.v))
    parts = [_refit(effects, centre, block, method, test) for block in times]
    if not parts:
        raise EvidenceError("There is nothing to refit.")
    return Refits(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Refits)))


def _refit(effects: Effects, centre: float, times: Floats, method: str, test: str) -> Refits:
    k = times.sum(axis=1)
    if (k < 1).any():
        raise EvidenceError("A refit has no effect left; leave out fewer.")
    y, v, df = effects.y - centre, effects.v, k - 1
    powers = searches.powers_of(y)
    weights, first, second = ((times / v) @ powers).T
    q = np.maximum(second - first * first / weights, 0.0)
    trace = weights - (times @ v**-2) / weights
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "EE":
            tau2, i2 = np.zeros(len(k)), 100 * np.maximum(0.0, 1 - df / q)
        else:
            tau2 = _tau2(y, v, times, method, np.where(df > 0, (q - df) / trace, 0.0))
            i2 = 100 * tau2 / (tau2 + df / trace)
    total, first, second = ((times / (v + tau2[:, None])) @ powers).T
    by_t = (df > 0) & (test != "z")
    df = np.maximum(df, 1)
    spread = second - first * first / total
    factor = np.where(spread > ROUNDING, spread, 0.0) / df
    se = np.sqrt(np.where(by_t, np.maximum(factor, 1.0) if test == "adhoc" else factor, 1.0) / total)
    estimate = centre + first / total
    reach = se * np.where(by_t, special.stdtrit(df, 0.975), Z)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(estimate == 0, 0.0, -np.abs(estimate) / se)  # without end where effects are all alike
    return Refits(
        k=k.astype(np.int64),
        estimate=estimate,
        se=se,
        ci_low=estimate - reach,
        ci_high=estimate + reach,
        p=2 * np.where(by_t, special.stdtr(df, far), special.ndtr(far)),
        tau2=tau2,
        i2=np.where(k > 1, i2, np.nan),
        q=q,
        total_weight=total,
    )


def _tau2(y: Floats, v: Floats, times: Floats, method: str, dersimonian_laird: Floats) -> Floats:
    if method == "DL":
        return np.maximum(0.0, dersimonian_laird)
    if method in ("REML", "ML"):
        return searches.likelihood_tau2(y, v, times, restricted=method == "REML")
    return searches.q_tau2(y, v, times, times.sum(axis=1) - 1)
