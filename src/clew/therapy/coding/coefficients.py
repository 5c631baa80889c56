"""How far two or more coders agree beyond chance: weighted kappa, Krippendorff's alpha, Gwet's AC1 and AC2.

Each takes the units as patterns: what each coder gave, in the same order of coders every time; None where a coder did
not rate the unit at all. "No code" is a value like any other, so that uncoded text counts where it should. `Counter`s
of patterns are taken as well, so that a thousand resamples need not be written out unit by unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import permutations

from clew.therapy.coding.schemes.definition import Weighting
from clew.therapy.errors import TherapyError

Pattern = tuple[Hashable | None, ...]
Units = Mapping[Pattern, float] | Iterable[Pattern]
Agreeing = Callable[[Hashable, Hashable], float]

_NO_CHANCE_LEFT = 1e-12  # rounding leaves about this much where chance explains everything


class Level(StrEnum):
    """The level of measurement, which says how far apart two values are for Krippendorff's alpha."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def same(one: Hashable, other: Hashable) -> float:
    """Return 1 for the same value and 0 otherwise: the weights of nominal data."""
    return float(one == other)


def agreement_of(ranks: Mapping[str, int], weighting: Weighting) -> Agreeing:
    """Return the agreement of two values, 1 for the same down to 0: the weights of ordinal data.

    For ranks r and s with the range R from the lowest to the highest rank: 1 - |r - s| / R if linear, 1 - (r - s)² / R²
    if quadratic (Cohen 1968). A value that stands beside the scale, and "no code", agree with nothing but themselves.

    Raises:
        TherapyError: fewer than two different ranks, so that there is no range.
    """
    span = max(ranks.values(), default=0) - min(ranks.values(), default=0)
    if span == 0:
        raise TherapyError("Weights need at least two ranks that differ.")
    power = 1 if weighting is Weighting.LINEAR else 2
    on_scale = {
        (one, other): 1.0 - (abs(rank - beside) / span) ** power
        for one, rank in ranks.items()
        for other, beside in ranks.items()
    }
    return lambda one, other: on_scale.get((one, other), float(one == other))  # type: ignore[arg-type]


def counted(units: Units) -> dict[Pattern, float]:
    """Return how often each pattern occurs."""
    return dict(units) if isinstance(units, Mapping) else dict(Counter(units))


def kappa(units: Units, agreeing: Agreeing = same) -> float | None:
    """Return Cohen's kappa of two coders, weighted where ``agreeing`` is (Cohen 1960, 1968).

    (observed - expected) / (1 - expected), where both are means of the agreement: over the units, and over every
    combination of the first coder's values with the second's. Units that one of them did not rate are left out. None
    where chance explains everything or nothing was rated.

    >>> kappa([("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")])
    0.5
    """
    cells = [(one, other, n) for (one, other), n in counted(units).items() if None not in (one, other)]
    total = sum(n for _, _, n in cells)
    if not total:
        return None
    rows, columns = _margin((one, n) for one, _, n in cells), _margin((other, n) for _, other, n in cells)
    observed = sum(n * agreeing(one, other) for one, other, n in cells) / total
    if (
        agreeing is same
    ):  # the same sum, without walking all combinations of the many values that words can have
        met = sum(n * columns.get(value, 0.0) for value, n in rows.items())
    else:
        met = sum(n * m * agreeing(one, other) for one, n in rows.items() for other, m in columns.items())
    expected = met / (total * total)
    return _beyond(observed, expected)


def krippendorffs_alpha(
    units: Units, level: Level = Level.NOMINAL, order: Sequence[Hashable] = ()
) -> float | None:
    """Return Krippendorff's alpha: 1 - observed disagreement / expected disagreement.

    Any number of coders; a unit counts where at least two of them rated it (Krippendorff, Computing Krippendorff's
    alpha-reliability, 2011). Squared distances: nominal 0 or 1; ordinal (the values from c to k, counted, less half of
    c's and k's) squared; interval (c - k)². None where no unit was rated twice or all values are the same.

    Args:
        units: the patterns.
        level: the level of measurement; for interval every value is a number.
        order: all values from the lowest to the highest, for ordinal; numbers need none.

    Raises:
        TherapyError: an ordinal value is not in the order.

    >>> krippendorffs_alpha([("a", "a"), ("b", "b"), ("b", "b"), ("b", "a")])
    0.5333333333333333
    """
    within: list[tuple[Counter[Hashable], int, float]] = []
    totals: dict[Hashable, float] = {}
    for pattern, n in counted(units).items():
        rated = [value for value in pattern if value is not None]
        if len(rated) > 1 and n:
            within.append((Counter(rated), len(rated), n))
            for value in rated:
                totals[value] = totals.get(value, 0.0) + n
    pairable = sum(totals.values())
    if not pairable:
        return None
    if level is Level.NOMINAL:  # every two different values are 1 apart
        observed = sum(n / (m - 1) * (m * m - _squares(values)) for values, m, n in within)
        expected = (pairable * pairable - _squares(totals)) / (pairable - 1)
    else:
        squared = _distance(totals, level, order)
        apart = {pair: squared(*pair) for pair in permutations(totals, 2)}  # the same value is 0 apart
        observed = sum(
            n / (m - 1) * sum(values[c] * values[k] * apart[c, k] for c, k in permutations(values, 2))
            for values, m, n in within
            if len(values) > 1
        )
        expected = sum(totals[c] * totals[k] * d for (c, k), d in apart.items()) / (pairable - 1)
    return None if expected <= 0 else 1.0 - observed / expected


def _distance(
    totals: Mapping[Hashable, float], level: Level, order: Sequence[Hashable]
) -> Callable[[Hashable, Hashable], float]:
    """Return the squared distance of two values."""
    if level is Level.INTERVAL:
        return lambda c, k: float((c - k) ** 2)  # type: ignore[operator]  # interval values are numbers
    ranked = list(order) or sorted(totals)  # type: ignore[type-var]
    if missing := set(totals) - set(ranked):
        raise TherapyError(f"The order of the values leaves out {sorted(map(str, missing))[0]!r}.")
    place = {value: at for at, value in enumerate(ranked)}
    up_to = [0.0]
    for value in ranked:
        up_to.append(up_to[-1] + totals.get(value, 0.0))

    def squared(c: Hashable, k: Hashable) -> float:
        low, high = sorted((place[c], place[k]))
        return (up_to[high + 1] - up_to[low] - (totals[c] + totals[k]) / 2.0) ** 2

    return squared


def gwets_ac(units: Units, categories: Sequence[Hashable] = (), agreeing: Agreeing = same) -> float | None:
    """Return Gwet's AC1, or AC2 where ``agreeing`` is weighted: agreement corrected for chance among hard units only.

    Any number of coders with missing ratings (Gwet 2008; Handbook of Inter-Rater Reliability, 2014). It stays steady
    where nearly all units have one value, as "no code" often is, when kappa falls although the coders hardly differ.
    None where no unit was rated twice or there is only one category.

    Args:
        units: the patterns.
        categories: all values that could have been given; those that occur unless told.
        agreeing: the agreement of two values.
    """
    rated = [
        (Counter(value for value in pattern if value is not None), n) for pattern, n in counted(units).items()
    ]
    rated = [(values, n) for values, n in rated if values and n]
    known = list(dict.fromkeys([*categories, *(value for values, _ in rated for value in values)]))
    twice = [(values, values.total(), n) for values, n in rated if values.total() > 1]
    if not twice or len(known) < 2:
        return None
    observed = sum(
        n
        * sum(
            count * (sum(agreeing(one, other) * m for other, m in values.items()) - 1.0)
            for one, count in values.items()
        )
        / (coders * (coders - 1))
        for values, coders, n in twice
    ) / sum(n for _, _, n in twice)
    total = sum(n for _, n in rated)
    shares = _margin(
        (one, n * count / values.total() / total) for values, n in rated for one, count in values.items()
    )
    weights = (
        len(known) if agreeing is same else sum(agreeing(one, other) for one in known for other in known)
    )
    expected = (
        weights / (len(known) * (len(known) - 1)) * sum(share * (1.0 - share) for share in shares.values())
    )
    return _beyond(observed, expected)


def _squares(values: Mapping[Hashable, float]) -> float:
    return sum(n * n for n in values.values())


def _margin(values: Iterable[tuple[Hashable, float]]) -> dict[Hashable, float]:
    totals: dict[Hashable, float] = {}
    for value, n in values:
        totals[value] = totals.get(value, 0.0) + n
    return totals


def _beyond(observed: float, expected: float) -> float | None:
    return None if 1.0 - expected < _NO_CHANCE_LEFT else (observed - expected) / (1.0 - expected)
