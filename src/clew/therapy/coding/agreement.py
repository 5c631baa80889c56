"""How far two coders agree beyond chance: Cohen's kappa with its confidence interval and a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from clew.therapy.coding.annotations import Annotation
from clew.therapy.errors import TherapyError

_Z95 = 1.959963984540054  # the normal quantile of a two-sided 95% interval
_NO_VARIANCE = 1e-12  # rounding leaves about this much where the variance is exactly 0
# Tag K, labels of the kind Cicchetti proposed: the lowest kappa of each label
LABELS = ((0.75, "excellent"), (0.60, "good"), (0.40, "fair"), (-1.0, "poor"))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two coders over ``n`` units.

    ``observed`` and ``expected`` are the shares of units on which they agree and would agree by chance, 0 to
    1. ``kappa`` is 1 for perfect agreement, 0 for agreement no better than chance, below 0 for less; None
    when both coders gave every unit the same one code, so that chance explains everything. ``low`` and
    ``high`` bound its 95% confidence interval; None where the large-sample formula gives none (no kappa, or
    a standard error of 0, as in perfect agreement, whatever n).
    """

    n: int
    observed: float
    expected: float
    kappa: float | None
    low: float | None
    high: float | None

    @property
    def label(self) -> str:
        """Poor, fair, good or excellent by kappa to two decimals, as it is shown; "undefined" without one."""
        if self.kappa is None:
            return "undefined"
        shown = round(self.kappa, 2)
        return next(label for lowest, label in LABELS if shown >= lowest)

    @property
    def words(self) -> str:
        """The figure as it is read out: "kappa 0.40 (95% CI 0.15 to 0.65), n = 50, fair"."""
        if self.kappa is None:
            return f"kappa undefined, n = {self.n}"
        interval = "" if self.low is None else f" (95% CI {self.low:.2f} to {self.high:.2f})"
        return f"kappa {self.kappa:.2f}{interval}, n = {self.n}, {self.label}"


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> Agreement:
    """Return Cohen's kappa of two coders' codes for the same units, in the same order.

    kappa = (observed - expected) / (1 - expected), where ``expected`` is the chance agreement from both
    coders' own frequencies. The interval is kappa +- 1.96 standard errors (large-sample formula of Fleiss,
    Cohen and Everitt 1969), cut at -1 and 1; with few units it is rough.

    Raises:
        TherapyError: when the lists differ in length or are empty.

    >>> cohens_kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"]).kappa
    0.5
    """
    if len(first) != len(second):
        raise TherapyError(
            f"Both coders must have coded the same units, but one has {len(first)} and the other {len(second)}."
        )
    if not first:
        raise TherapyError("Agreement needs at least one unit that both coders coded.")
    n = len(first)
    pairs = Counter(zip(first, second, strict=True))
    rows, columns = Counter(first), Counter(second)
    agreeing = sum(count for (one, other), count in pairs.items() if one == other)
    by_chance = sum(count * columns[code] for code, count in rows.items())  # out of n * n
    observed, expected = agreeing / n, by_chance / n**2
    if by_chance == n * n:
        return Agreement(n, observed, expected, None, None, None)
    kappa = (observed - expected) / (1.0 - expected)
    variance = -((kappa - expected * (1.0 - kappa)) ** 2)
    for (one, other), count in pairs.items():
        if one == other:
            variance += count / n * (1.0 - (rows[one] + columns[one]) / n * (1.0 - kappa)) ** 2
        else:
            variance += count / n * ((1.0 - kappa) * (columns[one] + rows[other]) / n) ** 2
    if variance < _NO_VARIANCE:
        return Agreement(n, observed, expected, kappa, None, None)
    half = _Z95 * sqrt(variance / n) / (1.0 - expected)
    return Agreement(n, observed, expected, kappa, max(kappa - half, -1.0), min(kappa + half, 1.0))


def presence(annotations: Iterable[Annotation], code: str, turns: Iterable[int]) -> list[bool]:
    """Return for each turn whether a coder gave it ``code``: one coder's list for `cohens_kappa`.

    A turn may hold several codes, so agreement is asked one code at a time. ``annotations`` are one coder's
    codes of one scheme in one session; ``turns`` the turns both coders read.
    """
    coded = {annotation.turn for annotation in annotations if annotation.code == code}
    return [turn in coded for turn in turns]
