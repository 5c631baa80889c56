"""Pooling of a proportion: in how many of those treated something happened, over trials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from clew.therapy.evidence.counts import check_counts
from clew.therapy.evidence.effects import Effects
from clew.therapy.evidence.pooling import Limits, Pooled, pool


@dataclass(frozen=True, slots=True)
class PooledProportion:
    """A proportion pooled over trials, on the logit scale and as a share from 0 to 1."""

    logit: Pooled
    proportion: float
    ci: Limits
    pi: Limits | None
    """Where the true proportion of a new trial lies."""
    events: float
    n: float


def pool_proportions(
    events: ArrayLike, n: ArrayLike, method: str = "REML", test: str = "knha"
) -> PooledProportion:
    """Return the pooled share of people with an event, as the logistic of the mean logit: the median trial's share.

    1/2 is added to both cells of a trial in which nobody, or everybody, had one.

    Raises:
        EvidenceError: no trials; counts that cannot be.
    """
    happened, people = np.asarray(events, dtype=np.float64), np.asarray(n, dtype=np.float64)
    rows = np.arange(1, len(people) + 1)
    check_counts(happened, people, rows)
    half = np.where((happened == 0) | (happened == people), 0.5, 0.0)
    yes, no = happened + half, people - happened + half
    pooled = pool(Effects(np.log(yes / no), 1 / yes + 1 / no, rows, tuple(map(str, rows))), method, test)
    return PooledProportion(
        logit=pooled,
        proportion=float(special.expit(pooled.estimate)),
        ci=_logistic(pooled.ci),
        pi=None if pooled.pi is None else _logistic(pooled.pi),
        events=float(happened.sum()),
        n=float(people.sum()),
    )


def _logistic(limits: Limits) -> Limits:
    return float(special.expit(limits[0])), float(special.expit(limits[1]))
