"""Why effects differ: regression of effects on moderators, and pools of named groups beside each other.

Trials are not randomised to their moderators. What is found here is a comparison between trials that may differ in
much else; it raises questions and does not settle them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clew.therapy.evidence.distributions import chi_squared_p, f_p, interval, two_sided_p
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.mixed import Line, line, mixed_tau2
from clew.therapy.evidence.moderators import Coefficient, Design, Factor, Moderator, codes, design
from clew.therapy.evidence.pooling import TESTS, Pooled, pool
from clew.therapy.evidence.tau import Tau2, estimate_tau2

FEWEST = 3  # effects of a subgroup


@dataclass(frozen=True, slots=True)
class Regression:
    """A mixed-effects meta-regression. Effects are in their own unit, percentages from 0 to 100, limits at 95%.

    Assumes independent effects and straight lines; the variance that the moderators leave, tau2, is the same
    everywhere.
    """

    method: str
    test: str
    k: int
    """How many effects were used: those with all moderators known."""
    studies: int
    coefficients: tuple[Coefficient, ...]
    df: int | None
    """Degrees of freedom of the tests; None under the normal distribution."""
    omnibus: float
    """Test of all coefficients but the intercept: chi-squared with test z, else F."""
    omnibus_df: int
    omnibus_df_residual: int | None
    """Second degrees of freedom of F; None for chi-squared."""
    omnibus_p: float
    tau2: float
    """Variance of true effects that the moderators do not explain."""
    tau2_se: float | None
    i2: float
    """The share of the unexplained variance that is not sampling error."""
    h2: float
    """Unexplained variance over sampling variance."""
    qe: float
    """Weighted squares about the line with tau2 = 0: chi-squared if nothing but sampling error is left."""
    qe_df: int
    qe_p: float
    tau2_without: float
    """tau2 of the same effects without moderators."""
    r2: float | None
    """The share of `tau2_without` that the moderators explain, cut at 0; None where there is nothing to explain. Very
    unsure below about 40 effects (Lopez-Lopez et al. 2014)."""


def meta_regression(
    effects: Effects, moderators: Sequence[Moderator], method: str = "REML", test: str = "knha"
) -> Regression:
    """Regress effects on moderators; effects with an unknown moderator are left out.

    `method` estimates tau2 (one of `tau.METHODS`); `test` is z, knha (Knapp-Hartung: t and F) or adhoc (the same, never
    with a smaller standard error than z).

    Raises:
        EvidenceError: no moderators, or such as cannot be used; a method or test that does not exist.
    """
    if not moderators:
        raise EvidenceError("A regression needs at least one moderator; to pool effects use pool.")
    if test not in TESTS:
        raise EvidenceError(f"There is no test {test!r}; choose one of {', '.join(TESTS)}.")
    plan = design(len(effects), moderators)
    kept = effects.only(plan.complete)
    return _regression(kept, plan, mixed_tau2(kept.y, kept.v, plan.basis, method), method, test)


def _regression(kept: Effects, plan: Design, tau2: Tau2, method: str, test: str) -> Regression:
    """Return everything that is said about the regression with this tau2."""
    k, p = plan.basis.shape
    df = None if test == "z" else k - p
    best = line(kept.y, plan.basis, kept.v + tau2.value)
    dispersion = _dispersion(best, test)
    slopes = best.coefficients[1:]
    chi_squared = float(slopes @ np.linalg.solve(best.bread[1:, 1:], slopes))
    omnibus = chi_squared if df is None else _ratio(chi_squared, dispersion * (p - 1))
    common = line(kept.y, plan.basis, kept.v)
    qe, typical = common.squares, common.typical_variance
    i2, h2 = 100 * tau2.value / (tau2.value + typical), tau2.value / typical + 1
    if method == "EE":
        i2, h2 = 100 * max(0.0, 1 - (k - p) / qe) if qe > 0 else 0.0, qe / (k - p)
    without = estimate_tau2(kept.y, kept.v, method).value
    return Regression(
        method=method,
        test=test,
        k=k,
        studies=kept.studies,
        coefficients=_coefficients(plan, best, dispersion, df),
        df=df,
        omnibus=omnibus,
        omnibus_df=p - 1,
        omnibus_df_residual=df,
        omnibus_p=chi_squared_p(omnibus, p - 1) if df is None else f_p(omnibus, p - 1, df),
        tau2=tau2.value,
        tau2_se=tau2.se,
        i2=i2,
        h2=h2,
        qe=qe,
        qe_df=k - p,
        qe_p=chi_squared_p(qe, k - p),
        tau2_without=without,
        r2=100 * max(0.0, (without - tau2.value) / without) if without > 0 else None,
    )


def _dispersion(best: Line, test: str) -> float:
    """Return the factor of Knapp and Hartung (2003) for the covariance of the coefficients."""
    if test == "z":
        return 1.0
    observed = best.squares / best.df
    return max(observed, 1.0) if test == "adhoc" else observed


def _ratio(a: float, b: float) -> float:
    """Return a / b; infinite where effects lie on the line so exactly that b is 0."""
    return a / b if b > 0 else float(np.copysign(np.inf, a))


def _coefficients(plan: Design, best: Line, dispersion: float, df: int | None) -> tuple[Coefficient, ...]:
    found = []
    estimates = plan.back @ best.coefficients
    errors = np.sqrt(np.diag(plan.back @ best.bread @ plan.back.T) * dispersion)
    for name, estimate, se in zip(plan.names, estimates.tolist(), errors.tolist(), strict=True):
        statistic = _ratio(estimate, se)
        p = two_sided_p(statistic, df)
        found.append(Coefficient(name, estimate, se, df, statistic, p, interval(estimate, se, df)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Between:
    """A test that the pools of all groups are equal: chi-squared, as each group's mean had its own normal error."""

    q: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class CommonBetween:
    """The same test with one tau2 for all groups, as chi-squared (`q`) and as Knapp-Hartung's F."""

    tau2: float
    q: float
    df: int
    p: float
    f: float
    f_df_residual: int
    f_p: float


@dataclass(frozen=True, slots=True)
class Group:
    """One level of the grouping and its pool, REML with Knapp-Hartung, on a tau2 of its own."""

    level: str
    pooled: Pooled
    se_classic: float
    """The standard error that test z has: 1 / sqrt(sum of weights)."""


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Pools of named groups and tests of whether they differ (None where one group is left, or one has no error).

    Groups with fewer than 3 effects are left out. A difference between groups is a comparison of trials, not of
    treatments within a trial.
    """

    k: int
    """How many effects are in the groups shown."""
    groups: tuple[Group, ...]
    """In the order of their names."""
    omitted: tuple[str, ...]
    """The levels with too few effects."""
    between: Between | None
    """Each group with its own tau2 and its Knapp-Hartung standard error."""
    between_classic: Between | None
    """Each group with its own tau2 and its classic standard error."""
    between_common: CommonBetween | None
    """All groups with one tau2: the steadier choice when groups are small."""


def subgroup(effects: Effects, levels: Sequence[str | None]) -> Subgroups:
    """Pool each group of effects by itself and compare the groups; effects of an unknown group (None) are left out.

    Raises:
        EvidenceError: more or fewer levels than effects; no group with 3 effects.
    """
    if len(levels) != len(effects):
        raise EvidenceError(f"There are {len(levels)} levels for {len(effects)} effects.")
    names = sorted({level for level in levels if level is not None})
    group = codes(levels, names)
    many = np.bincount(group[group >= 0], minlength=len(names))
    large = np.flatnonzero(many >= FEWEST).tolist()
    if not large:
        raise EvidenceError(
            f"No group has {FEWEST} effects; choose another grouping or a wider choice of rows."
        )
    groups = tuple(_group(names[n], effects.only(group == n)) for n in large)
    several = len(groups) > 1
    return Subgroups(
        k=sum(each.pooled.k for each in groups),
        groups=groups,
        omitted=tuple(name for n, name in enumerate(names) if n not in large),
        between=_between(groups, [each.pooled.se for each in groups]),
        between_classic=_between(groups, [each.se_classic for each in groups]),
        between_common=_between_common(effects, Factor("group", levels, tuple(names[n] for n in large)))
        if several
        else None,
    )


def _group(name: str, effects: Effects) -> Group:
    pooled = pool(effects)
    return Group(name, pooled, float((1 / (effects.v + pooled.tau2)).sum()) ** -0.5)


def _between(groups: Sequence[Group], errors: Sequence[float]) -> Between | None:
    """Return the weighted squares of the groups' means about their weighted mean; None where there are no weights."""
    if len(groups) == 1 or min(errors) == 0:
        return None
    means = np.array([group.pooled.estimate for group in groups])
    weights = 1 / np.array(errors) ** 2
    mean = float(weights @ means / weights.sum())
    q = float(weights @ (means - mean) ** 2)
    return Between(q, len(groups) - 1, chi_squared_p(q, len(groups) - 1))


def _between_common(effects: Effects, groups: Factor) -> CommonBetween:
    plan = design(len(effects), [groups])
    kept = effects.only(plan.complete)
    tau2 = mixed_tau2(kept.y, kept.v, plan.basis)
    z, f = (_regression(kept, plan, tau2, "REML", test) for test in ("z", "knha"))
    return CommonBetween(
        tau2=tau2.value,
        q=z.omnibus,
        df=z.omnibus_df,
        p=z.omnibus_p,
        f=f.omnibus,
        f_df_residual=f.qe_df,
        f_p=f.omnibus_p,
    )
