"""Three-level models: sampling error, effects within a study, studies.

A trial that reports three instruments does not count as three trials. The model gives studies a variance of their own
and the effects within a study another (Konstantopoulos 2011; Van den Noortgate et al. 2013). With `rho` the sampling
errors of one study correlate too: the correlated and hierarchical effects model, CHE (Pustejovsky & Tipton 2022,
Prev Sci 23:425). In both the robust CR2 tests hold even where the assumed correlations do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clew.therapy.evidence.components import Fit, fit_at, profile_interval, reml
from clew.therapy.evidence.distributions import chi_squared_p, f_p, interval, two_sided_p
from clew.therapy.evidence.effects import Effects, Floats
from clew.therapy.evidence.mixed import line
from clew.therapy.evidence.moderators import Coefficient, Design, Moderator, design
from clew.therapy.evidence.nested import Nested, Places
from clew.therapy.evidence.pooling import Limits
from clew.therapy.evidence.robust import cr1, cr2


@dataclass(frozen=True, slots=True)
class ThreeLevel:
    """A three-level model. Effects are in their own unit, percentages from 0 to 100, limits at 95%.

    Assumes that true effects are normal within and between studies and that studies are independent. The intercept's
    CR2 test does not need the two variances to be right.
    """

    k: int
    """How many effects were used (those with all moderators known)."""
    studies: int
    rho: float
    """The correlation of sampling errors within a study that was assumed, not estimated; 0 for independent errors."""
    coefficients: tuple[Coefficient, ...]
    """The intercept, which without moderators is the pooled effect, and then the moderators. Their plain tests have t
    with k less the number of coefficients."""
    sigma2_between: float
    """Variance of true effects between studies. REML."""
    sigma2_within: float
    """Variance of true effects between the effects of one study. REML."""
    sigma2_between_ci: Limits | None
    """Profile-likelihood interval; None unless asked for."""
    sigma2_within_ci: Limits | None
    i2: float
    """The share of the variance that is not sampling error, with the typical variance of Higgins and Thompson (2002)."""
    i2_between: float
    """The part of `i2` that lies between studies."""
    i2_within: float
    """The part of `i2` that lies within them."""
    q: float
    """Weighted squares about the model with both variances 0: chi-squared if nothing but sampling error differs."""
    q_df: int
    q_p: float
    log_likelihood: float
    """Restricted log-likelihood."""
    pi: Limits | None
    """Where the true effect of a new study lies; None with moderators, where it depends on them."""
    omnibus_f: float | None
    """F of all coefficients but the intercept; None without moderators."""
    omnibus_df: tuple[int, int] | None
    omnibus_p: float | None

    @property
    def tau2(self) -> float:
        """The variance of true effects in all."""
        return self.sigma2_between + self.sigma2_within

    @property
    def pooled(self) -> Coefficient:
        """The intercept."""
        return self.coefficients[0]


def three_level(
    effects: Effects,
    moderators: Sequence[Moderator] = (),
    *,
    rho: float = 0.0,
    smooth: bool = False,
    profile: bool = False,
) -> ThreeLevel:
    """Fit a three-level model by REML, with CR2 and CR1 tests clustered by study.

    `rho` is the assumed correlation of sampling errors within a study (CHE; 0.6 is customary). `smooth` first replaces
    the variances of each study by their mean, as metapsyTools does for CHE. `profile` adds profile-likelihood intervals
    of both variances.

    Raises:
        EvidenceError: every study has one effect; `rho` outside 0 to 1; moderators that cannot be used.
    """
    plan = design(len(effects), moderators)
    kept = effects.only(plan.complete)
    v = _study_means(kept.v, kept.cluster) if smooth else kept.v
    fit = reml(Nested.of(kept.y, v, plan.basis, kept.cluster, rho))
    return _report(fit, plan, line(kept.y, plan.basis, kept.v).typical_variance, profile)


def _study_means(v: Floats, cluster: Places) -> Floats:
    """Return for each effect the mean of the variances of its study."""
    return (np.bincount(cluster, v) / np.bincount(cluster))[cluster]


def _report(fit: Fit, plan: Design, typical: float, profile: bool) -> ThreeLevel:
    """Return everything that is said about a fit."""
    k, p = plan.basis.shape
    df = k - p
    between, within = (float(s) for s in fit.sigma2)
    total = between + within
    share = 100 / (total + typical)
    q = fit_at(fit.nested, 0.0, 0.0).heterogeneity
    coefficients = _coefficients(fit, plan, df)
    f = _omnibus(fit) if p > 1 else None
    return ThreeLevel(
        k=k,
        studies=len(fit.nested.size),
        rho=fit.nested.rho,
        coefficients=coefficients,
        sigma2_between=between,
        sigma2_within=within,
        sigma2_between_ci=profile_interval(fit, 0) if profile else None,
        sigma2_within_ci=profile_interval(fit, 1) if profile else None,
        i2=share * total,
        i2_between=share * between,
        i2_within=share * within,
        q=q,
        q_df=df,
        q_p=chi_squared_p(q, df),
        log_likelihood=fit.log_likelihood,
        pi=interval(coefficients[0].estimate, (coefficients[0].se ** 2 + total) ** 0.5, df)
        if p == 1
        else None,
        omnibus_f=f,
        omnibus_df=None if f is None else (p - 1, df),
        omnibus_p=None if f is None else f_p(f, p - 1, df),
    )


def _coefficients(fit: Fit, plan: Design, df: int) -> tuple[Coefficient, ...]:
    estimates = plan.back @ fit.coefficients
    se = np.sqrt(np.diag(plan.back @ fit.bread @ plan.back.T))
    robust = zip(plan.names, cr2(fit, plan.back), cr1(fit, plan.back), strict=True)
    return tuple(
        Coefficient(
            name=name,
            estimate=(estimate := float(estimates[c])),
            se=float(se[c]),
            df=df,
            statistic=(statistic := estimate / float(se[c])),
            p=two_sided_p(statistic, df),
            ci=interval(estimate, float(se[c]), df),
            cr2=by_cr2,
            cr1=by_cr1,
        )
        for c, (name, by_cr2, by_cr1) in enumerate(robust)
    )


def _omnibus(fit: Fit) -> float:
    """Return F of all coefficients but the intercept: of all columns of the basis but the first."""
    slopes = fit.coefficients[1:]
    return float(slopes @ np.linalg.solve(fit.bread[1:, 1:], slopes)) / len(slopes)
