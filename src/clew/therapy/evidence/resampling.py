"""Pools under chance alone: the sign-flipping permutation test and the bootstrap.

Chance is handed in as a numpy `Generator`, so that the same seed gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.evidence.pooling import Limits
from clew.therapy.evidence.refits import refit
from clew.therapy.evidence.searches import chunks


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """A test of the pooled effect that needs no normal distribution."""

    p: float
    """Share of the assignments whose statistic is as far from 0 as the one observed, which counts itself."""
    statistic: float
    assignments: int
    """How many were computed: all 2^k when `exact`."""
    exact: bool


def permutation_test(
    effects: Effects,
    generator: np.random.Generator,
    *,
    assignments: int = 5000,
    method: str = "REML",
    test: str = "z",
) -> PermutationTest:
    """Return the two-sided permutation test that the mean effect is 0.

    If it were, each effect could as well have come with the other sign; the signs are flipped in all ways, or in
    `assignments` random ones where there are more. It assumes that effects are symmetric about their mean, and with
    five effects or fewer p cannot fall below .05. Source: Follmann and Proschan (1999), Biometrics 55:732.

    Raises:
        EvidenceError: fewer than two effects; fewer than 99 assignments.
    """
    k = len(effects)
    if k < 2 or assignments < 99:
        raise EvidenceError("A permutation test needs two effects at least, and 99 assignments.")
    exact = k < 60 and 2**k <= assignments
    rows = 2**k if exact else assignments
    both = Effects(
        np.append(effects.y, -effects.y),
        np.append(effects.v, effects.v),
        np.arange(2 * k),
        effects.study + effects.study,
    )

    def signs() -> Iterator[Floats]:
        for part in chunks(rows, 2 * k):
            if exact:
                kept = (np.arange(part.start, part.stop)[:, None] >> np.arange(k)) & 1 == 0
            else:
                kept = generator.random((part.stop - part.start, k)) < 0.5
                kept[0] |= part.start == 0  # the assignment observed is one of them
            yield np.hstack([kept, ~kept]).astype(np.float64)

    found = refit(both, signs(), method, test)
    with np.errstate(divide="ignore"):
        statistic = np.abs(found.estimate / found.se)
    as_far = statistic >= statistic[0] * (1 - 1e-9) - 1e-9  # the mirror image is the same but for rounding
    return PermutationTest(
        p=float(as_far.mean()),
        statistic=float(found.estimate[0] / found.se[0]),
        assignments=rows,
        exact=exact,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Bootstrap:
    """Pools of effects drawn again with replacement."""

    estimate: Floats
    """The estimate of each draw."""
    tau2: Floats
    se: float
    """The standard deviation of the estimates."""
    ci: Limits
    """The middle 95% of the estimates."""
    tau2_ci: Limits
    """The middle 95% of tau2; it is known to be too narrow when trials are few."""


def bootstrap(
    effects: Effects,
    generator: np.random.Generator,
    *,
    draws: int = 10_000,
    level: str = "study",
    method: str = "REML",
) -> Bootstrap:
    """Return pools of as many studies (with all their effects), or effects, as there are, drawn with replacement.

    By study it respects that effects of one trial go together, of which the plain pool knows nothing. It assumes
    that the trials at hand stand for those that might have been; below about ten it promises too much.

    Raises:
        EvidenceError: a level that does not exist; fewer than two to draw from; fewer than 100 draws.
    """
    if level not in ("study", "effect"):
        raise EvidenceError(f"There is no level {level!r}; draw by study or by effect.")
    unit = effects.cluster if level == "study" else np.arange(len(effects))
    units = int(unit.max(initial=-1)) + 1
    if units < 2 or draws < 100:
        raise EvidenceError(f"A bootstrap needs two to draw from at least (here {units}), and 100 draws.")

    def drawn() -> Iterator[Floats]:
        for part in chunks(draws, len(effects)):
            rows = part.stop - part.start
            picks = generator.integers(0, units, (rows, units)) + units * np.arange(rows)[:, None]
            counts = np.bincount(picks.ravel(), minlength=rows * units).reshape(rows, units)
            yield counts[:, unit].astype(np.float64)

    found = refit(effects, drawn(), method, "z")
    return Bootstrap(
        estimate=found.estimate,
        tau2=found.tau2,
        se=float(found.estimate.std(ddof=1)),
        ci=_middle(found.estimate),
        tau2_ci=_middle(found.tau2),
    )


def _middle(values: Floats) -> Limits:
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
