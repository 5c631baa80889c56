"""Standard errors that hold although effects of one study resemble each other in unknown ways.

Both compare what the residuals of each study add up to, and so need many studies rather than many effects. CR2 removes
most of the bias that few studies bring and counts the degrees of freedom that are left (Pustejovsky & Tipton 2018,
J Bus Econ Stat 36:672); CR1 only enlarges by n / (n - p) and is what metafor's `robust` gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.therapy.evidence.components import Fit
from clew.therapy.evidence.distributions import interval, two_sided_p
from clew.therapy.evidence.effects import EvidenceError, Floats
from clew.therapy.evidence.pooling import Limits

MOST = 3000  # effects of one study, whose covariance CR2 must take apart as a square matrix
NEGLIGIBLE = 1e-12  # of what would be there if no study alone decided any part of the fit


@dataclass(frozen=True, slots=True)
class RobustTest:
    """The test of one coefficient with a cluster-robust standard error; clusters are studies. The interval is at 95%."""

    se: float
    df: float
    """Degrees of freedom of t. CR2: Satterthwaite's, far below the number of studies when few of them carry the
    coefficient; a test with fewer than 4 should not be trusted. CR1: studies less coefficients."""
    statistic: float
    p: float
    ci: Limits


def cr1(fit: Fit, back: Floats) -> tuple[RobustTest | None, ...]:
    """Return the CR1 test of each coefficient; None where there are not more studies than coefficients.

    None too for a coefficient that one study decides, which leaves no residuals: its error would come out as 0. The
    coefficients are `back` times those of the fit.
    """
    studies, p = len(fit.nested.size), len(back)
    if studies <= p:
        return (None,) * p
    scores = fit.nested.sums(fit.weighted * fit.residual[:, None]) @ (back @ fit.bread).T
    variances = (scores**2).sum(axis=0) * studies / (studies - p)
    return _tests(fit, back, variances, np.full(p, studies - p))


def cr2(fit: Fit, back: Floats) -> tuple[RobustTest | None, ...]:
    """Return the CR2 test of each coefficient; None where there are not more studies than coefficients.

    None too where the studies that carry the coefficient leave no residuals to tell its error from. The coefficients
    are `back` times those of the fit. The residuals of each study are multiplied by the symmetric matrix that would make
    the estimate unbiased if the model's covariance were right; Satterthwaite's degrees of freedom are reckoned under that
    same model.

    Raises:
        EvidenceError: a study has more effects than a study can have.
    """
    studies, p = len(fit.nested.size), len(back)
    if studies <= p:
        return (None,) * p
    if fit.nested.size.max() > MOST:
        raise EvidenceError(
            f"One study has {fit.nested.size.max()} effects; check the column that names the studies."
        )
    variances, traces, squares = np.zeros((3, p))
    shared: Floats = np.zeros((p, p, p))
    for size in np.unique(fit.nested.size):
        places = fit.nested.places(int(size))
        block, x = fit.covariance.blocks(places), fit.nested.x[places]
        # By g, studies by size by coefficients, the residuals of a study move each coefficient.
        g = _adjustment(block, x, fit.bread) @ fit.weighted[places] @ (back @ fit.bread).T
        variances += (np.einsum("jnc,jn->jc", g, fit.residual[places]) ** 2).sum(axis=0)
        # For each coefficient the variance is a quadratic form with the matrix diag(g'Mg) - (x'g) bread (x'g)' over
        # studies, of which the traces of itself and of its square are needed.
        own = np.einsum("jnc,jnm,jmc->jc", g, block, g)
        b = np.einsum("jnp,jnc->jpc", x, g)
        lost = np.einsum("jpc,pq,jqc->jc", b, fit.bread, b)
        traces += (own - lost).sum(axis=0)
        squares += (own * (own - 2 * lost)).sum(axis=0)
        shared += np.einsum("jpc,jqc->cpq", b, b)
    crossed = fit.bread @ shared
    squares += np.einsum("cpq,cqp->c", crossed, crossed)
    told = traces > NEGLIGIBLE * np.diag(back @ fit.bread @ back.T)
    df = np.divide(traces**2, squares, out=np.zeros(p), where=told)
    return _tests(fit, back, np.where(told, variances, 0), df)


def _adjustment(block: Floats, x: Floats, bread: Floats) -> Floats:
    """Return for each study the symmetric A with A G A = M, where G = M - x bread x' is the covariance of its residuals.

    With M = R'R it is R' (R G R')^(-1/2) R; directions in which G vanishes are left out.
    """
    lower = np.linalg.cholesky(block)
    upper = lower.transpose(0, 2, 1)
    residual = block - x @ bread @ x.transpose(0, 2, 1)
    values, vectors = np.linalg.eigh(upper @ residual @ lower)
    largest = np.linalg.norm(block, axis=(1, 2))[:, None] ** 2
    kept = values > NEGLIGIBLE * largest
    roots = np.where(kept, 1 / np.sqrt(np.where(kept, values, 1)), 0)
    half = lower @ vectors
    adjustment: Floats = (half * roots[:, None, :]) @ half.transpose(0, 2, 1)
    return adjustment


def _tests(fit: Fit, back: Floats, variances: Floats, df: Floats) -> tuple[RobustTest | None, ...]:
    """Return the t test of each coefficient; None where its variance is nothing beside the model's own."""
    least = NEGLIGIBLE * np.diag(back @ fit.bread @ back.T)
    tests: list[RobustTest | None] = []
    for estimate, variance, freedom, low in zip(
        (back @ fit.coefficients).tolist(), variances.tolist(), df.tolist(), least.tolist(), strict=True
    ):
        se = variance**0.5
        tests.append(
            RobustTest(
                se,
                freedom,
                estimate / se,
                two_sided_p(estimate / se, freedom),
                interval(estimate, se, freedom),
            )
            if variance > low
            else None
        )
    return tuple(tests)
