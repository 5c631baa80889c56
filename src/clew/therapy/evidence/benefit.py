"""What an effect size means for people: numbers needed to treat, and how far two groups overlap.

`g` above 0 favours the therapy. All assume that outcomes of both groups are normal with the same spread.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from scipy.special import ndtr, ndtri

from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.pooling import Pooled

_NO_DIFFERENCE = 1e-15  # what rounding leaves of two equal shares

Triple = tuple[float, float, float]


def furukawa_leucht(g: float, control_rate: float) -> float:
    """Return the number needed to treat for one more good outcome, when `control_rate` (0 to 1) have one without therapy.

    Below 0 it is the number needed to harm one; infinite at g = 0. Source: Furukawa and Leucht (2011), PLoS ONE
    6:e19070. The rate matters: it must come from people like those one treats.

    Raises:
        EvidenceError: the rate is not between 0 and 1.
    """
    if not 0 < control_rate < 1:
        raise EvidenceError(
            f"The rate without therapy must lie between 0 and 1, here it is {control_rate:g}."
        )
    return _one_over(float(ndtr(g + ndtri(control_rate))) - control_rate)


def kraemer_kupfer(g: float) -> float:
    """Return the number needed to treat for one more person to do better than a person of the other group.

    It needs no rate, and so is not about any threshold of recovery. Source: Kraemer and Kupfer (2006), Biol
    Psychiatry 59:990.
    """
    return _one_over(math.erf(g / 2))


def probability_of_superiority(g: float) -> float:
    """Return the chance that a treated person does better than one of the other group, both taken at random."""
    return float(ndtr(g / math.sqrt(2)))


def cohen_u3(g: float) -> float:
    """Return the share of the other group who do worse than the average treated person. Source: Cohen 1988."""
    return float(ndtr(g))


def overlap(g: float) -> float:
    """Return the share, 0 to 1, that the distributions of both groups have in common."""
    return float(2 * ndtr(-abs(g) / 2))


def _one_over(more: float) -> float:
    return math.inf if abs(more) < _NO_DIFFERENCE else 1 / more


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a pooled g means for people; each triple belongs to the estimate and its lower and upper limit.

    Where an interval of g holds 0, that of a number needed to treat runs through infinity, from benefit to harm.
    """

    g: Triple
    nnt: dict[float, Triple]
    """By the rate of good outcomes without therapy (`furukawa_leucht`)."""
    kraemer_kupfer: Triple
    superiority: Triple
    u3: Triple
    overlap: Triple


def benefit(pooled: Pooled, control_rates: Sequence[float] = (0.1, 0.2, 0.3)) -> Benefit:
    """Return what a pooled Hedges g and its limits mean for people."""
    low, high = pooled.ci
    g = (pooled.estimate, low, high)
    return Benefit(
        g=g,
        nnt={rate: _triple(partial(furukawa_leucht, control_rate=rate), g) for rate in control_rates},
        kraemer_kupfer=_triple(kraemer_kupfer, g),
        superiority=_triple(probability_of_superiority, g),
        u3=_triple(cohen_u3, g),
        overlap=_triple(overlap, g),
    )


def _triple(function: Callable[[float], float], g: Triple) -> Triple:
    return function(g[0]), function(g[1]), function(g[2])
