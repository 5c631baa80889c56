"""The models of effects within studies written out with matrices of effects by effects: slow and plain."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from scipy import linalg

from clew.therapy.evidence.effects import Effects, Floats

effect = st.floats(-2, 3).map(lambda y: round(y, 3))
variance = st.floats(0.01, 0.5).map(lambda v: round(v, 4))
study = st.sampled_from("abcdefg")
collections = st.lists(st.tuples(effect, variance, study), min_size=6, max_size=25).map(
    lambda rows: Effects.of(*zip(*rows, strict=True))
)


def with_several(effects: Effects) -> bool:
    """Whether there are enough studies, of which some have several effects, for a three-level model."""
    return 3 <= effects.studies < len(effects)


def covariance(effects: Effects, between: float, within: float, rho: float = 0.0) -> Floats:
    same = np.equal.outer(effects.cluster, effects.cluster)
    errors = rho * np.outer(effects.se, effects.se) * same
    np.fill_diagonal(errors, effects.v)
    return errors + between * same + within * np.eye(len(effects))


def restricted_log_likelihood(y: Floats, x: Floats, m: Floats) -> float:
    """From the density of the residual contrasts: any basis of the space that is orthogonal to the columns of x."""
    contrasts = linalg.null_space(x.T)
    spread = contrasts.T @ m @ contrasts
    shown = contrasts.T @ y
    k = len(shown)
    return float(
        -0.5 * (k * np.log(2 * np.pi) + np.linalg.slogdet(spread)[1] + shown @ linalg.solve(spread, shown))
    )


def generalised_least_squares(y: Floats, x: Floats, m: Floats) -> tuple[Floats, Floats]:
    inverse = linalg.inv(m)
    bread = linalg.inv(x.T @ inverse @ x)
    return bread @ x.T @ inverse @ y, bread


def robust(y: Floats, x: Floats, m: Floats, cluster: Floats) -> tuple[Floats, Floats, Floats]:
    """CR1 and CR2 variances of the coefficients and the Satterthwaite degrees of freedom of CR2, from definitions.

    CR2: A_j = R_j' (R_j G_j R_j')^(-1/2) R_j with R_j the upper Cholesky factor of M_j and G_j the block of
    (I - H) M (I - H)'. The estimator of the variance of c'b is a quadratic form in y, whose first two moments under
    the model give the degrees of freedom 2 E^2 / Var.
    """
    k, p = x.shape
    inverse = linalg.inv(m)
    bread = linalg.inv(x.T @ inverse @ x)
    leave = np.eye(k) - x @ bread @ x.T @ inverse
    residual_spread = leave @ m @ leave.T
    clusters = np.unique(cluster)
    cr1, cr2 = np.zeros((p, p)), np.zeros((p, p))
    forms = [np.zeros((k, k)) for _ in range(p)]
    for name in clusters:
        own = np.flatnonzero(cluster == name)
        weights = inverse[np.ix_(own, own)]
        error = (leave @ y)[own]
        plain = bread @ x[own].T @ weights @ error
        cr1 += np.outer(plain, plain)
        factor = linalg.cholesky(m[np.ix_(own, own)])
        inner = factor @ residual_spread[np.ix_(own, own)] @ factor.T
        values, vectors = linalg.eigh(inner)
        roots = np.array([v**-0.5 if v > 1e-12 * np.trace(m) ** 2 else 0 for v in values])
        adjust = factor.T @ (vectors * roots) @ vectors.T @ factor
        maps = bread @ x[own].T @ weights @ adjust @ leave[own]
        cr2 += np.outer(maps @ y, maps @ y)
        for c in range(p):
            forms[c] += np.outer(maps[c], maps[c])
    df = []
    for form in forms:
        product = form @ m
        df.append(np.trace(product) ** 2 / np.trace(product @ product))
    n = len(clusters)
    return np.diag(cr1) * n / (n - p), np.diag(cr2), np.array(df)
