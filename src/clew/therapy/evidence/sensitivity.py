"""How much a pool hangs on single effects: leaving out, outliers, influence, order of time, the choice within trials.

All of it uses REML and the Knapp-Hartung test, `influence` the normal distribution, as is usual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.evidence.pooling import Pooled, own_intervals, pool
from clew.therapy.evidence.refits import Refits, refit
from clew.therapy.evidence.searches import chunks

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class LeaveOneOut:
    """The pool without each effect, or without each trial, in turn."""

    full: Pooled
    omitted: tuple[int, ...] | tuple[str, ...]
    """What each refit leaves out: numbers of rows, or names of trials."""
    without: Refits
    """The refits, in the same order."""

    @property
    def lowest(self) -> int:
        """The place of the refit with the lowest estimate."""
        return int(self.without.estimate.argmin())

    @property
    def highest(self) -> int:
        """The place of the refit with the highest estimate."""
        return int(self.without.estimate.argmax())


def leave_one_out(effects: Effects, level: str = "effect") -> LeaveOneOut:
    """Return REML/Knapp-Hartung pools that leave out one effect (or one study, with all its effects) each.

    Raises:
        EvidenceError: a level that does not exist; fewer than two to leave out.
    """
    if level not in ("effect", "study"):
        raise EvidenceError(f"There is no level {level!r}; leave out one effect or one study.")
    unit = np.arange(len(effects)) if level == "effect" else effects.cluster
    units = int(unit.max(initial=-1)) + 1
    if units < 2:
        raise EvidenceError(f"Leaving one out needs two at least; there is {units} {level}.")
    omitted = tuple(effects.row.tolist()) if level == "effect" else tuple(dict.fromkeys(effects.study))
    return LeaveOneOut(pool(effects), omitted, refit(effects, _without_each(unit, units)))


def _without_each(unit: NDArray[np.int64], units: int) -> Iterator[Floats]:
    for part in chunks(units, len(unit)):
        yield (unit != np.arange(part.start, part.stop)[:, None]).astype(np.float64)


@dataclass(frozen=True, slots=True)
class OutliersRemoved:
    """The pool before and after effects that lie apart were removed."""

    full: Pooled
    removed: tuple[int, ...]
    """Numbers of the rows removed."""
    kept: Pooled | None
    """The pool of the rest; None if nothing is left."""


def without_outliers(effects: Effects) -> OutliersRemoved:
    """Return the pool without effects whose own 95% interval does not overlap that of the pool; one pass.

    It removes what disagrees, so that what is left agrees: tau2 falls by construction and the interval becomes too
    narrow. A look at how much hangs on extreme effects, not an estimate to report alone.
    """
    full = pool(effects)
    low, high = own_intervals(effects)
    apart = (high < full.ci[0]) | (low > full.ci[1])
    rest = effects.only(~apart)
    return OutliersRemoved(full, tuple(effects.row[apart].tolist()), pool(rest) if len(rest) else None)


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """What each effect does to the pool: one entry an effect, in their order. "Without" means the refit that omits it.

    Source: Viechtbauer and Cheung (2010), Res Synth Methods 1:112.
    """

    row: NDArray[np.int64]
    rstudent: Floats
    """Distance of the effect from the pool without it, in standard errors of that distance; beyond 2 is unusual."""
    dffits: Floats
    """How far the fitted value moves when the effect comes in, in its standard errors."""
    cook_d: Floats
    """The squared move of the estimate, in units of its variance."""
    cov_r: Floats
    """Variance of the estimate without the effect over that with it; below 1: the effect makes the pool less sure."""
    tau2_without: Floats
    q_without: Floats
    hat: Floats
    """The effect's share of all weight, 0 to 1."""
    dfbs: Floats
    """The move of the estimate in standard errors of the pool that uses tau2 without the effect."""
    heterogeneity: Floats
    """The effect's share in what is left unexplained: its squared distance from the pool over v + tau2."""
    pull: Floats
    """The squared move of the estimate, in units of its variance without the effect; against `heterogeneity` this is
    the picture of Baujat et al. (2002), Stat Med 21:2641."""
    influential: Mask
    """|dffits| > 3/sqrt(k - 1), Cook's distance beyond the median of chi-squared(1), hat > 3/k, or |dfbs| > 1."""

    @property
    def influential_rows(self) -> tuple[int, ...]:
        """The numbers of the rows that are influential."""
        return tuple(self.row[self.influential].tolist())


def influence(effects: Effects) -> Influence:
    """Return what each effect does to the REML pool (normal distribution).

    Raises:
        EvidenceError: fewer than two effects.
    """
    k = len(effects)
    if k < 2:
        raise EvidenceError(f"Influence needs two effects at least; there is {k}.")
    y, v = effects.y, effects.v
    full = pool(effects, test="z")
    without = refit(effects, _without_each(np.arange(k), k), test="z")
    w = 1 / (v + full.tau2)
    moved = full.estimate - without.estimate
    own_weight = 1 / (v + without.tau2)
    hat = w / w.sum()
    dffits = moved / np.sqrt(hat * (without.tau2 + v))
    dfbs = moved * np.sqrt(without.total_weight + own_weight)
    cook_d = moved**2 * w.sum()
    influential = (
        (np.abs(dffits) > 3 / np.sqrt(k - 1))
        | (special.gammainc(0.5, cook_d / 2) > 0.5)
        | (hat > 3 / k)
        | (np.abs(dfbs) > 1)
    )
    return Influence(
        row=effects.row,
        rstudent=(y - without.estimate) / np.sqrt(v + without.tau2 + 1 / without.total_weight),
        dffits=dffits,
        cook_d=cook_d,
        cov_r=w.sum() / without.total_weight,
        tau2_without=without.tau2,
        q_without=without.q,
        hat=hat,
        dfbs=dfbs,
        heterogeneity=w * (y - full.estimate) ** 2,
        pull=moved**2 * without.total_weight,
        influential=influential,
    )


def without_influential(effects: Effects) -> OutliersRemoved:
    """Return the pool without the effects that `influence` calls influential; one pass."""
    found = influence(effects)
    rest = effects.only(~found.influential)
    return OutliersRemoved(pool(effects), found.influential_rows, pool(rest) if len(rest) else None)


@dataclass(frozen=True, slots=True, eq=False)
class Cumulative:
    """The pool as it grew: each step pools the first `pools.k` effects of `row`."""

    row: NDArray[np.int64]
    """The numbers of the rows in the order in which they came."""
    year: Floats
    """Their years; NaN where unknown, which come last."""
    pools: Refits


def cumulative(
    effects: Effects, year: Sequence[float] | Floats, *, start: int = 3, every: int = 1
) -> Cumulative:
    """Return REML/Knapp-Hartung pools of the first `start` effects by year (then row), of `every` more, and of all.

    Raises:
        EvidenceError: years and effects differ in number; there are no effects; `start` or `every` below 1.
    """
    years, k = np.asarray(year, dtype=np.float64), len(effects)
    if len(years) != k:
        raise EvidenceError(f"There are {len(years)} years for {k} effects; give each its own.")
    if k == 0 or start < 1 or every < 1:
        raise EvidenceError("A cumulative analysis needs one effect at least, and steps of at least one.")
    order = np.lexsort((effects.row, years))  # NaN sorts last
    ends = np.unique(np.append(np.arange(start, k, every), k))
    blocks = ((np.arange(k) < ends[part, None]).astype(np.float64) for part in chunks(len(ends), k))
    return Cumulative(effects.row[order], years[order], refit(effects.only(order), blocks))


def lowest_of_each_study(effects: Effects) -> Effects:
    """Return one effect a study, its smallest (the first where two are equal): the most cautious choice within trials."""
    return _one_of_each_study(effects, np.argmin)


def highest_of_each_study(effects: Effects) -> Effects:
    """Return one effect a study, its largest (the first where two are equal)."""
    return _one_of_each_study(effects, np.argmax)


def _one_of_each_study(effects: Effects, best: Callable[[Floats], np.intp]) -> Effects:
    cluster = effects.cluster
    order = np.argsort(cluster, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(cluster[order])) + 1) if len(order) else []
    return effects.only(np.array([each[best(effects.y[each])] for each in members], dtype=np.int64))
