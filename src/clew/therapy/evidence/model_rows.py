"""The rows of the table of models: what one holds, and how each is fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clew.therapy.evidence.aggregate import aggregate
from clew.therapy.evidence.conditions import Condition
from clew.therapy.evidence.distributions import interval
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.levels import three_level
from clew.therapy.evidence.pooling import Limits, Pooled, i2_of_h2, pool, typical_variance
from clew.therapy.evidence.selection import selection_model
from clew.therapy.evidence.sensitivity import without_influential, without_outliers
from clew.therapy.evidence.small_study import small_study
from clew.therapy.evidence.trim_fill import trim_fill

STEP = 0.025
"""Where results become significant: a one-sided p-value."""
MOST_REFITS = 10_000
"""So many effects are left out one by one; it takes seconds, and with more of them none moves the pool much."""


@dataclass(frozen=True, slots=True)
class Model:
    """One row of the table: one way to answer, with what it assumes. Effects are Hedges g, limits at 95%.

    Where the model could not be fitted `problem` says why and the numbers are None.
    """

    name: str
    """One of `NAMES`."""
    title: str
    """What people read."""
    assumes: str
    """In one sentence, what has to be true for this row to be the answer."""
    k: int | None = None
    """How many effects (or arms) were pooled, filled ones included."""
    studies: int | None = None
    """How many trials they come from; None where effects were filled in."""
    g: float | None = None
    ci: Limits | None = None
    """Where the mean of the true effects lies."""
    p: float | None = None
    pi: Limits | None = None
    """Where the true effect of a new trial lies (t with k - 1 degrees of freedom and, in pools, the standard error that
    goes with normal tests, as R's meta has it; the selection model: normal). None for PET-PEESE, which has none."""
    i2: float | None = None
    """The share of the variance that is not sampling error, 0 to 100: from Q, in models with variances from these."""
    i2_ci: Limits | None = None
    tau2: float | None = None
    """The variance of the true effects; in three-level models between and within trials together."""
    nnt: float | None = None
    """How many need the therapy for one more to respond (Furukawa & Leucht 2011); below 0: for one fewer."""
    nnt_ci: Limits | None = None
    """From the limits of g, the better first; None where they lie on both sides of 0, and benefit and harm are open."""
    left_out: tuple[int, ...] = ()
    """The numbers of the rows that this model leaves out."""
    problem: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What all models are asked: positive effects favour the therapy."""

    effects: Effects
    arms: Sequence[tuple[str, str | None]] | None
    low_risk: NDArray[np.bool_] | None
    low_risk_when: Condition
    rho: float


def said(condition: Condition) -> str:
    """Return a condition as people read it."""
    return f"{condition.column} {condition.op} {condition.value}"


def _of_pool(blank: Model, pooled: Pooled, left_out: tuple[int, ...] = ()) -> Model:
    return replace(
        blank,
        k=pooled.k,
        studies=pooled.studies,
        g=pooled.estimate,
        ci=pooled.ci,
        p=pooled.p,
        pi=pooled.pi_classic,
        i2=pooled.i2_higgins,
        i2_ci=pooled.i2_higgins_ci,
        tau2=pooled.tau2,
        left_out=left_out,
    )


def fit_overall(question: Question, blank: Model) -> Model:
    """Pool all effects."""
    return _of_pool(blank, pool(question.effects))


def fit_one_a_study(choose: Callable[[Effects], Effects], question: Question, blank: Model) -> Model:
    """Pool one effect of each trial, the one that `choose` takes."""
    chosen = choose(question.effects)
    return _of_pool(blank, pool(chosen), _others(question.effects, chosen))


def _others(effects: Effects, kept: Effects) -> tuple[int, ...]:
    return tuple(effects.row[~np.isin(effects.row, kept.row)].tolist())


def fit_outliers(question: Question, blank: Model) -> Model:
    """Pool what overlaps the pool of all."""
    found = without_outliers(question.effects)
    if found.kept is None:
        raise EvidenceError("Every effect is an outlier; there is nothing left to pool.")
    return _of_pool(blank, found.kept, found.removed)


def fit_influence(question: Question, blank: Model) -> Model:
    """Pool what does not move the pool of all much."""
    if len(question.effects) > MOST_REFITS:
        raise EvidenceError(
            f"Influence pools anew without each effect in turn; it is done for up to {MOST_REFITS:,} effects."
        )
    found = without_influential(question.effects)
    if found.kept is None:
        raise EvidenceError("Every effect is influential; there is nothing left to pool.")
    return _of_pool(blank, found.kept, found.removed)


def fit_low_risk(question: Question, blank: Model) -> Model:
    """Pool what has a low risk of bias."""
    if question.low_risk is None:
        raise EvidenceError(
            f"There is no column {question.low_risk_when.column} that rates the risk of bias."
        )
    kept = question.effects.only(question.low_risk)
    if not len(kept):
        raise EvidenceError(f"No trial has {said(question.low_risk_when)}.")
    return _of_pool(blank, pool(kept), _others(question.effects, kept))


def fit_combined(question: Question, blank: Model) -> Model:
    """Pool one average of each arm; of each trial where arms are not known."""
    if question.arms is None:
        blank = replace(
            blank,
            title="One effect a trial, averaged",
            assumes=f"Effects of one trial measure the same with errors that correlate by {question.rho:g}.",
        )
    return _of_pool(blank, pool(aggregate(question.effects, question.arms, rho=question.rho)))


def fit_three_level(question: Question, blank: Model, *, correlated: bool) -> Model:
    """Fit a three-level model with CR2 errors; correlated: with `rho` and smoothed variances (CHE)."""
    rho = question.rho if correlated else 0.0
    fitted = three_level(question.effects, rho=rho, smooth=correlated)
    robust = fitted.pooled.cr2
    if robust is None:
        raise EvidenceError("Robust errors need at least two trials.")
    g = fitted.pooled.estimate
    return replace(
        blank,
        k=fitted.k,
        studies=fitted.studies,
        g=g,
        ci=robust.ci,
        p=robust.p,
        pi=interval(g, (fitted.tau2 + robust.se**2) ** 0.5, fitted.k - 1),
        i2=100 * fitted.tau2 / (fitted.tau2 + typical_variance(question.effects.v)),
        tau2=fitted.tau2,
    )


def fit_trim_fill(question: Question, blank: Model) -> Model:
    """Pool the effects seen and those filled in."""
    return replace(_of_pool(blank, pool(trim_fill(question.effects).effects)), studies=None)


def fit_pet_peese(question: Question, blank: Model) -> Model:
    """Take the end of the line of effects over their size."""
    limit = small_study(question.effects).pet_peese
    k, studies = len(question.effects), question.effects.studies
    return replace(blank, k=k, studies=studies, g=limit.estimate, ci=(limit.lower, limit.upper), p=limit.p)


def fit_selection(question: Question, blank: Model) -> Model:
    """Fit the three-parameter selection model."""
    found = selection_model(question.effects, (STEP,))
    return replace(
        blank,
        k=found.k,
        studies=question.effects.studies,
        g=found.estimate,
        ci=(found.lower, found.upper),
        p=found.p,
        pi=interval(found.estimate, (found.tau2 + found.se**2) ** 0.5),
        i2=i2_of_h2(1 + found.tau2 / typical_variance(question.effects.v)),
        tau2=found.tau2,
    )
