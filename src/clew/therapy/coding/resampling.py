"""Intervals by resampling: how much a figure would move had other sessions or turns been coded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from clew.therapy.coding.coefficients import Pattern
from clew.therapy.errors import TherapyError

RESAMPLES = 1000
MOST_UNDEFINED = 0.05  # with more resamples than this in which the figure does not exist there is no interval
FEWEST = 10  # clusters; with fewer there is no interval. Defaults, not validated.

Figures = Callable[[Mapping[Pattern, float]], Mapping[str, float | None]]
"""Takes how often each pattern occurs and returns figures by name, always the same names."""


class Chance(Protocol):
    """What draws: a `random.Random` with a seed, handed in, so that the same coding gives the same interval."""

    def choices(self, population: Sequence[int], *, k: int) -> list[int]:
        """Return ``k`` members of ``population``, drawn with replacement."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95% of what resampling gave (percentile method)."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise TherapyError(
                f"An interval runs from its lower end up, so {self.low} to {self.high} is none."
            )


def intervals(
    clusters: Sequence[Mapping[Pattern, float]],
    figures: Figures,
    chance: Chance,
    resamples: int = RESAMPLES,
) -> dict[str, Interval | None]:
    """Return the interval of each figure; all are taken from the same resamples.

    Args:
        clusters: what is drawn as a whole: a turn, or a session, with how often each pattern occurs in it. What lies
            in one cluster is not independent, such as the letters of one turn, or the turns of one session.
        figures: what is told of the patterns of all clusters together.
        chance: what draws.
        resamples: how many.

    A figure has no interval (None, or its name is not there) with fewer than ten clusters, where there are more than a twentieth of the resamples in which the figure
    does not exist, or every resample the same, as in perfect agreement, whatever the number of units.
    """
    if len(clusters) < FEWEST:
        return {}
    kinds: dict[frozenset[tuple[Pattern, float]], int] = {}
    kind_of = [kinds.setdefault(frozenset(cluster.items()), len(kinds)) for cluster in clusters]
    contents = [dict(kind) for kind in kinds]
    found: dict[str, list[float]] = {}
    for _ in range(resamples):
        whole: dict[Pattern, float] = {}
        for kind, times in Counter(chance.choices(kind_of, k=len(kind_of))).items():
            for pattern, n in contents[kind].items():
                whole[pattern] = whole.get(pattern, 0.0) + n * times
        for name, value in figures(whole).items():
            if value is not None:
                found.setdefault(name, []).append(value)
    return {name: _middle(sorted(values), resamples) for name, values in found.items()}


def _middle(values: Sequence[float], resamples: int) -> Interval | None:
    """Return the interval from the 2.5th to the 97.5th percentile, by linear interpolation."""
    if len(values) < (1 - MOST_UNDEFINED) * resamples or values[0] == values[-1]:
        return None
    return Interval(_quantile(values, 0.025), _quantile(values, 0.975))


def _quantile(values: Sequence[float], share: float) -> float:
    at = share * (len(values) - 1)
    below = int(at)
    above = min(below + 1, len(values) - 1)
    return values[below] + (at - below) * (values[above] - values[below])
