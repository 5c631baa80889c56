"""Every coefficient against a slow, obvious twin that walks pairs of ratings one by one."""

import itertools
import random
import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.coding.agreement import cohens_kappa
from clew.therapy.coding.coefficients import Level, agreement_of, gwets_ac, kappa, krippendorffs_alpha
from clew.therapy.coding.resampling import intervals
from clew.therapy.coding.schemes import Weighting

RANKS = {value: value for value in range(1, 5)}
values = st.sampled_from(list(RANKS))


def units(coders, missing=True):
    one = st.one_of(values, st.none()) if missing else values
    return st.lists(st.tuples(*[one] * coders), min_size=1, max_size=14)


several = st.integers(2, 4).flatmap(units)


def close(found, twin):
    return (found is None) == (twin is None) and (
        found is None or found == pytest.approx(float(twin), abs=1e-9)
    )


def weight(one, other, weighting):
    if weighting is None:
        return Fraction(one == other)
    return 1 - Fraction(abs(one - other), 3) ** (1 if weighting is Weighting.LINEAR else 2)


weightings = st.sampled_from([None, *Weighting])


def agreeing(weighting):
    return {} if weighting is None else {"agreeing": agreement_of(RANKS, weighting)}


@settings(max_examples=80)
@given(units(2), weightings)
def test_kappa_is_the_mean_over_pairs_and_over_all_combinations(data, weighting):
    rated = [(a, b) for a, b in data if a is not None and b is not None]
    twin = None
    if rated:
        observed = Fraction(sum(weight(a, b, weighting) for a, b in rated), len(rated))
        crossed = [weight(a, b, weighting) for (a, _), (_, b) in itertools.product(rated, rated)]
        expected = Fraction(sum(crossed), len(crossed))
        twin = (observed - expected) / (1 - expected) if expected != 1 else None
    assert close(kappa(data, **agreeing(weighting)), twin)


@given(units(2, missing=False))
def test_unweighted_kappa_is_the_one_that_has_its_formula_interval(data):
    assert close(kappa(data), cohens_kappa(*zip(*data, strict=True)).kappa)


def distance(one, other, level, all_values):
    if level is Level.NOMINAL:
        return Fraction(one != other)
    if level is Level.INTERVAL:
        return Fraction((one - other) ** 2)
    between = sum(1 for value in all_values if min(one, other) <= value <= max(one, other))
    ends = sum(1 for value in all_values if value == one) + sum(1 for value in all_values if value == other)
    return (between - Fraction(ends, 2)) ** 2 if one != other else Fraction(0)


@settings(max_examples=80)
@given(several, st.sampled_from(list(Level)))
def test_alpha_is_the_disagreement_within_units_beside_that_between_any_two_ratings(data, level):
    rated = [[v for v in unit if v is not None] for unit in data]
    rated = [unit for unit in rated if len(unit) > 1]
    pool = [value for unit in rated for value in unit]
    twin = None
    if pool:
        observed = sum(
            Fraction(1, len(unit) - 1) * distance(a, b, level, pool)
            for unit in rated
            for a, b in itertools.permutations(unit, 2)
        ) / len(pool)
        expected = Fraction(
            sum(distance(a, b, level, pool) for a, b in itertools.permutations(pool, 2)),
            len(pool) * (len(pool) - 1),
        )
        twin = 1 - observed / expected if expected else None
    assert close(krippendorffs_alpha(data, level, list(RANKS)), twin)


@settings(max_examples=80)
@given(several, weightings)
def test_gwets_ac_pair_by_pair(data, weighting):
    rated = [[v for v in unit if v is not None] for unit in data]
    rated = [unit for unit in rated if unit]
    twice = [unit for unit in rated if len(unit) > 1]
    twin = None
    if twice:
        shares = {k: sum(Fraction(unit.count(k), len(unit)) for unit in rated) / len(rated) for k in RANKS}
        observed = sum(
            Fraction(
                sum(weight(a, b, weighting) for a, b in itertools.permutations(unit, 2)),
                len(unit) * (len(unit) - 1),
            )
            for unit in twice
        ) / len(twice)
        weights = sum(weight(a, b, weighting) for a in RANKS for b in RANKS)
        chance = weights / (4 * 3) * sum(share * (1 - share) for share in shares.values())
        twin = (observed - chance) / (1 - chance) if chance != 1 else None
    assert close(gwets_ac(data, list(RANKS), **agreeing(weighting)), twin)


@given(several)
def test_the_order_of_coders_and_of_units_does_not_matter_to_alpha_and_ac1(data):
    turned = [tuple(reversed(unit)) for unit in reversed(data)]
    for coefficient in (krippendorffs_alpha, gwets_ac):
        one, other = coefficient(data), coefficient(turned)
        assert close(one, other)


@given(units(2, missing=False), st.integers(2, 5))
def test_counts_say_the_same_as_units_written_out(data, times):
    counts = {}
    for unit in data:
        counts[unit] = counts.get(unit, 0) + times
    for coefficient in (kappa, krippendorffs_alpha, gwets_ac):
        assert close(coefficient(counts), coefficient(data * times))


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.tuples(values, values), min_size=1, max_size=3), min_size=10, max_size=14),
    st.integers(0, 10_000),
)
def test_an_interval_is_what_drawing_whole_clusters_by_hand_gives(clusters, seed):
    drawn = []
    chance = random.Random(seed)
    for _ in range(60):
        whole = [unit for cluster in chance.choices(clusters, k=len(clusters)) for unit in cluster]
        drawn.append(kappa(whole))
    known = sorted(figure for figure in drawn if figure is not None)
    found = intervals(
        [Counter(cluster) for cluster in clusters],
        lambda whole: {"kappa": kappa(whole)},
        random.Random(seed),
        60,
    ).get("kappa")
    if len(known) < 57 or known[0] == known[-1]:
        assert found is None or found.high - found.low < 1e-9
    else:
        low, high = statistics.quantiles(known, n=40, method="inclusive")[::38]
        assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
