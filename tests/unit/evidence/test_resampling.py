"""Pools under chance alone."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.resampling import bootstrap, permutation_test

SEVEN = Effects.of(
    [0.3, 0.8, -0.2, 0.6, 0.4, 1.1, 0.1], [0.04, 0.05, 0.03, 0.08, 0.02, 0.1, 0.06], list("aabcdee")
)


def test_with_few_effects_all_signs_are_tried() -> None:
    found = permutation_test(SEVEN, np.random.default_rng(1))
    assert (found.exact, found.assignments) == (True, 2**7)
    statistics = [
        abs(pool(Effects.of((SEVEN.y * signs).tolist(), SEVEN.v.tolist()), test="z").statistic)
        for signs in product([1, -1], repeat=7)
    ]
    assert found.statistic == pytest.approx(statistics[0])
    assert found.p == np.mean([s >= statistics[0] - 1e-9 for s in statistics])


def test_with_many_effects_some_signs_are_drawn_and_the_seed_decides() -> None:
    one, same, other = (
        permutation_test(SEVEN, np.random.default_rng(seed), assignments=100) for seed in (1, 1, 2)
    )
    assert not one.exact
    assert one.assignments == 100
    assert one == same
    exact = permutation_test(SEVEN, np.random.default_rng(1)).p
    assert abs(one.p - exact) < 0.1
    assert abs(other.p - exact) < 0.1


def test_effects_that_lie_about_zero_are_no_surprise() -> None:
    about = Effects.of([0.3, -0.3, 0.2, -0.2, 0.1, -0.1], [0.05] * 6)
    assert permutation_test(about, np.random.default_rng(1)).p == 1


def test_a_permutation_test_needs_two_effects() -> None:
    with pytest.raises(EvidenceError, match="two effects at least"):
        permutation_test(SEVEN.only(np.array([0])), np.random.default_rng(1))


def test_a_bootstrap_spreads_like_the_estimate_itself() -> None:
    generator = np.random.default_rng(7)
    k = 60
    v = generator.uniform(0.02, 0.2, k)
    effects = Effects.of((0.5 + generator.normal(0, np.sqrt(v + 0.1))).tolist(), v.tolist())
    found, pooled = bootstrap(effects, generator, draws=2000, level="effect"), pool(effects, test="z")
    assert found.se == pytest.approx(pooled.se, rel=0.2)
    assert found.ci[0] < pooled.estimate < found.ci[1]
    assert found.ci == pytest.approx(pooled.ci, abs=pooled.se)
    assert found.tau2_ci[0] < pooled.tau2 < found.tau2_ci[1]


def test_each_draw_is_a_pool_of_what_was_drawn() -> None:
    """Two studies: both, or one of them twice."""
    two = SEVEN.only(np.arange(3))
    found = bootstrap(two, np.random.default_rng(3), draws=200)
    twice_a = pool(Effects.of([0.3, 0.8, 0.3, 0.8], [0.04, 0.05, 0.04, 0.05])).estimate
    possible = {round(pool(two).estimate, 9), round(twice_a, 9), -0.2}
    assert {round(float(estimate), 9) for estimate in found.estimate} == possible


def test_the_same_seed_draws_the_same() -> None:
    first, second = (bootstrap(SEVEN, np.random.default_rng(5), draws=100) for _ in range(2))
    assert (first.estimate == second.estimate).all()


def test_bootstraps_that_cannot_be_are_refused() -> None:
    with pytest.raises(EvidenceError, match="by study or by effect"):
        bootstrap(SEVEN, np.random.default_rng(1), level="row")
    with pytest.raises(EvidenceError, match="two to draw from"):
        bootstrap(SEVEN.only(np.arange(2)), np.random.default_rng(1))
    with pytest.raises(EvidenceError, match="100 draws"):
        bootstrap(SEVEN, np.random.default_rng(1), draws=10)
