"""How well a coder does against people: F1 by class, macro-F1 with an interval, confusion, and whether sureness is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clew.therapy.errors import TherapyError

SEED = 20260101
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class OfClass:
    """One class: how many units people gave it, how many the coder did, and on how many both agree."""

    name: str
    given: int
    proposed: int
    both: int

    @property
    def precision(self) -> float | None:
        """The share of the proposed that people gave; None where nothing was proposed."""
        return self.both / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        """The share of the given that was proposed; None where nothing was given."""
        return self.both / self.given if self.given else None

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where the class was neither given nor proposed."""
        return 2 * self.both / (self.given + self.proposed) if self.given + self.proposed else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95% interval by the bootstrap (percentiles)."""

    value: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """The figure as it is read out: "0.61 (0.58 to 0.64)"."""
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


def _check(gold: Sequence[object], proposed: Sequence[object]) -> None:
    if len(gold) != len(proposed) or not gold:
        raise TherapyError(
            "Every unit needs what people gave and what was proposed, and there must be one unit."
        )


def by_class(gold: Sequence[str], proposed: Sequence[str], classes: Sequence[str]) -> tuple[OfClass, ...]:
    """Return the counts of each class, one label a unit.

    Raises TherapyError where the two differ in length or are empty.
    """
    _check(gold, proposed)
    given, said = Counter(gold), Counter(proposed)
    both = Counter(g for g, p in zip(gold, proposed, strict=True) if g == p)
    return tuple(OfClass(name, given[name], said[name], both[name]) for name in classes)


def macro_f1(gold: Sequence[str], proposed: Sequence[str], classes: Sequence[str]) -> float:
    """Return the mean F1 over classes, one label a unit."""
    return sum(each.f1 for each in by_class(gold, proposed, classes)) / len(classes)


def confusion(gold: Sequence[str], proposed: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return how often each given label met each proposed one, only pairs that came."""
    _check(gold, proposed)
    return dict(Counter(zip(gold, proposed, strict=True)))


def bootstrap_macro_f1(
    gold: Sequence[str],
    proposed: Sequence[str],
    classes: Sequence[str],
    groups: Sequence[Hashable] | None = None,
    *,
    draws: int = DRAWS,
) -> Interval:
    """Return macro-F1 with its interval over draws of whole groups (dialogues, people), or of units without groups.

    Units of one group hang together, so drawing units would give too narrow an interval.
    """
    _check(gold, proposed)
    names = {name: place for place, name in enumerate(classes)}
    number = {group: place for place, group in enumerate(dict.fromkeys(groups or range(len(gold))))}
    owner = [number[group] for group in groups] if groups is not None else list(range(len(gold)))
    counts = np.zeros((len(number), 3, len(classes)), np.int64)  # given, proposed, both
    for group, g, p in zip(owner, gold, proposed, strict=True):
        if g in names:
            counts[group, 0, names[g]] += 1
        if p in names:
            counts[group, 1, names[p]] += 1
        if g == p and g in names:
            counts[group, 2, names[g]] += 1
    return _drawn(counts, draws)


def bootstrap_f1(
    gold: npt.NDArray[np.bool_], proposed: npt.NDArray[np.bool_], *, draws: int = DRAWS
) -> Interval:
    """Return macro-F1 with its interval for several labels a unit: arrays of units x labels."""
    if gold.shape != proposed.shape or not gold.size:
        raise TherapyError(
            "What was given and what was proposed must be arrays of the same shape, not empty."
        )
    return _drawn(np.stack([gold, proposed, gold & proposed], axis=1).astype(np.int64), draws)


def _drawn(counts: npt.NDArray[np.int64], draws: int) -> Interval:
    def value(total: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        either = total[..., 0, :] + total[..., 1, :]
        mean: npt.NDArray[np.float64] = np.where(
            either > 0, 2 * total[..., 2, :] / np.maximum(either, 1), 0.0
        ).mean(axis=-1)
        return mean

    random = np.random.default_rng(SEED)
    flat = counts.reshape(len(counts), -1)
    sums = np.empty((draws, flat.shape[1]), np.int64)
    for draw in range(draws):
        times = np.bincount(random.integers(0, len(flat), len(flat)), minlength=len(flat))
        sums[draw] = times @ flat
    low, high = np.percentile(value(sums.reshape(draws, *counts.shape[1:])), [2.5, 97.5])
    return Interval(float(value(counts.sum(axis=0))), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Reliability:
    """Proposals of about one confidence: how many, how sure they were on average, and how many were right."""

    low: float
    high: float
    count: int
    said: float
    right: float


def reliability(sure: Sequence[float], right: Sequence[bool], bins: int = 10) -> tuple[Reliability, ...]:
    """Return, for each tenth of confidence that has any proposal, what was said and what was so."""
    _check(sure, right)
    found = []
    for step in range(bins):
        low, high = step / bins, (step + 1) / bins
        mine = [
            (s, r)
            for s, r in zip(sure, right, strict=True)
            if low <= s < high or (step == bins - 1 and s == high)
        ]
        if mine:
            count = len(mine)
            found.append(
                Reliability(
                    low, high, count, sum(s for s, _ in mine) / count, sum(r for _, r in mine) / count
                )
            )
    return tuple(found)


def calibration_error(sure: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Return by how much confidence and truth differ on average, weighted by proposals: 0 is perfect."""
    return sum(each.count * abs(each.said - each.right) for each in reliability(sure, right, bins)) / len(
        sure
    )
