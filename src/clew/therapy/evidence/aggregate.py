"""One effect for each study, or each arm of a study, from the several that it reports."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.nested import Covariance, Nested


def aggregate(effects: Effects, by: Sequence[Hashable] | None = None, *, rho: float = 0.6) -> Effects:
    """Return the inverse-variance mean of each study, or of each group of `by`, with its variance.

    `by` names the group of each effect; a group lies within one study. `rho` is the assumed correlation of sampling
    errors within a group (0.6 is customary). The mean is the most precise one under that correlation, so that with very
    unequal variances the largest may get a weight below 0. The row of a mean is that of its first effect. True effects
    that differ within a group are averaged: the three-level model keeps that variance.
    Source: Borenstein M et al. (2009), Introduction to Meta-Analysis, chapter 24; Viechtbauer W, metafor's aggregate.

    Raises:
        EvidenceError: a group for more or fewer effects than there are, or that spans two studies; rho outside 0 to 1.
    """
    names = list(effects.study if by is None else by)
    if len(names) != len(effects):
        raise EvidenceError(f"There are {len(names)} groups for {len(effects)} effects.")
    if not names:
        return effects
    numbers = {name: n for n, name in enumerate(dict.fromkeys(names))}
    cluster = np.array([numbers[name] for name in names], dtype=np.int64)
    _, first = np.unique(cluster, return_index=True)
    if any(effects.study[p] != effects.study[first[c]] for p, c in enumerate(cluster.tolist())):
        raise EvidenceError(
            "A group to be averaged holds effects of two studies; name the study in its name."
        )
    nested = Nested.of(effects.y, effects.v, np.ones((len(effects), 1)), cluster, rho)
    solved = Covariance(nested, 0.0, 0.0).solve(np.stack((np.ones_like(nested.y), nested.y), axis=1))
    weight, weighted = nested.sums(solved).T
    return Effects(
        weighted / weight, 1 / weight, effects.row[first], tuple(effects.study[p] for p in first.tolist())
    )
