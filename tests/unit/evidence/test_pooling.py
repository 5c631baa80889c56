"""Pooling: what a pool says, and what it leaves unsaid."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_effects import some_effects
from scipy import special

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import TESTS, forest_rows, own_intervals, pool
from clew.therapy.evidence.tau import METHODS

THREE = Effects.of([0.2, 0.5, 0.9], [0.04, 0.02, 0.05])


def test_the_estimate_weighs_each_effect_by_its_variance_and_that_between() -> None:
    pooled = pool(THREE, "REML", "z")
    w = 1 / (THREE.v + pooled.tau2)
    assert pooled.estimate == pytest.approx((w * THREE.y).sum() / w.sum())
    assert pooled.se == pytest.approx(w.sum() ** -0.5)
    assert pooled.ci == pytest.approx(
        (pooled.estimate - 1.959964 * pooled.se, pooled.estimate + 1.959964 * pooled.se)
    )
    assert pooled.p == pytest.approx(math.erfc(pooled.statistic / math.sqrt(2)))
    assert (pooled.k, pooled.studies, pooled.df) == (3, 3, None)


def test_equal_effects_assume_that_all_trials_have_the_same_effect() -> None:
    pooled = pool(THREE, "EE", "z")
    assert pooled.tau2 == 0
    assert pooled.pi is pooled.tau2_ci is pooled.i2_ci is pooled.tau2_se is None
    assert pooled.i2 == pooled.i2_higgins


def test_knapp_hartung_measures_the_standard_error_by_the_spread_that_is_there() -> None:
    pooled = pool(THREE, "REML", "knha")
    w = 1 / (THREE.v + pooled.tau2)
    factor = (w * (THREE.y - pooled.estimate) ** 2).sum() / 2
    assert pooled.se == pytest.approx((factor / w.sum()) ** 0.5)
    assert pooled.df == 2
    assert pooled.ci[1] - pooled.estimate == pytest.approx(special.stdtrit(2, 0.975) * pooled.se)


def test_the_adhoc_form_never_makes_the_standard_error_smaller() -> None:
    alike = Effects.of([0.4, 0.41, 0.42, 0.4], [0.1, 0.1, 0.2, 0.1])
    assert pool(alike, test="knha").se < pool(alike, test="z").se == pool(alike, test="adhoc").se
    unlike = Effects.of([-0.4, 0.9, 1.4, 0.1], [0.01, 0.02, 0.02, 0.1])
    assert pool(unlike, "EE", "adhoc").se == pool(unlike, "EE", "knha").se > pool(unlike, "EE", "z").se


def test_prediction_intervals_hold_the_interval_of_the_mean() -> None:
    pooled = pool(THREE)
    assert pooled.pi is not None
    assert pooled.pi_riley is not None
    assert pooled.pi[0] <= pooled.ci[0] < pooled.ci[1] <= pooled.pi[1]
    assert pooled.pi_riley[0] < pooled.pi[0]


def test_one_effect_is_its_own_pool_by_the_normal_distribution() -> None:
    pooled = pool(THREE.only(np.array([1])), test="knha")
    assert (pooled.estimate, pooled.se, pooled.test, pooled.df) == (0.5, pytest.approx(0.02**0.5), "z", None)
    assert (pooled.tau2, pooled.q, pooled.q_df, pooled.q_p) == (0, 0, 0, 1)
    unsaid = (pooled.i2, pooled.h2, pooled.tau2_se, pooled.tau2_ci, pooled.pi, pooled.pi_riley)
    assert unsaid == (None,) * 6
    assert pooled.i2_higgins is pooled.i2_higgins_ci is pooled.log_likelihood is None


def test_two_effects_have_an_interval_between_but_none_of_riley() -> None:
    pooled = pool(THREE.only(np.array([0, 2])))
    assert pooled.df == 1
    assert pooled.tau2_ci is not None
    assert pooled.pi is not None
    assert pooled.pi_riley is pooled.i2_higgins_ci is None


def test_effects_all_alike_are_certain_by_knapp_hartung() -> None:
    pooled = pool(Effects.of([0.3, 0.3, 0.3], [0.1, 0.2, 0.3]))
    assert pooled.estimate == pytest.approx(0.3)
    assert (pooled.se, pooled.p, pooled.tau2, pooled.i2) == (0, 0, 0, 0)
    assert math.isinf(pooled.statistic)
    assert pooled.tau2_ci == (0, 0)


def test_effects_that_are_all_zero_are_certainly_no_effect() -> None:
    pooled = pool(Effects.of([0, 0, 0], [0.1, 0.2, 0.3]))
    assert (pooled.estimate, pooled.statistic, pooled.p) == (0, 0, 1)


def test_effects_of_one_study_are_counted_as_effects_and_the_study_once() -> None:
    pooled = pool(Effects.of([0.2, 0.5, 0.9], [0.04, 0.02, 0.05], ["a", "a", "b"]))
    assert (pooled.k, pooled.studies) == (3, 2)


def test_nothing_to_pool_and_tests_that_do_not_exist_are_refused() -> None:
    with pytest.raises(EvidenceError, match="no effect was left"):
        pool(THREE.only(np.zeros(3, dtype=bool)))
    with pytest.raises(EvidenceError, match="choose one of z, knha, adhoc"):
        pool(THREE, test="t")


@given(some_effects(least=1), st.sampled_from(METHODS), st.sampled_from(TESTS))
def test_every_pool_of_every_kind_keeps_its_promises(effects: Effects, method: str, test: str) -> None:
    pooled = pool(effects, method, test)
    for name, value in dataclasses.asdict(pooled).items():
        if isinstance(value, float) and name != "statistic":
            assert math.isfinite(value), name
        assert value is None or isinstance(value, (int, float, str, tuple))
        if isinstance(value, tuple):
            assert all(type(limit) is float for limit in value)
            assert value[0] <= value[1], name
    assert effects.y.min() - 1e-12 <= pooled.estimate <= effects.y.max() + 1e-12
    assert pooled.ci[0] <= pooled.estimate <= pooled.ci[1]
    assert 0 <= pooled.p <= 1
    assert pooled.i2 is None or 0 <= pooled.i2 <= 100


@given(some_effects(least=3))
def test_i2_says_how_far_tau2_exceeds_the_variance_of_a_typical_trial(effects: Effects) -> None:
    pooled = pool(effects)
    w, k = 1 / effects.v, len(effects)
    typical = (k - 1) * w.sum() / (w.sum() ** 2 - (w**2).sum())
    assert pooled.i2 == pytest.approx(100 * pooled.tau2 / (pooled.tau2 + typical))
    assert pooled.h2 == pytest.approx((pooled.tau2 + typical) / typical)
    # with the DerSimonian-Laird tau2 both ways to reckon I2 are the same
    assert pool(effects, "DL").i2 == pytest.approx(pooled.i2_higgins, abs=1e-8)


@given(some_effects())
def test_a_forest_draws_each_trial_towards_the_mean(effects: Effects) -> None:
    rows, pooled = forest_rows(effects), pool(effects)
    assert rows.weight.sum() == pytest.approx(100)
    between = np.sort([effects.y, np.full(len(effects), pooled.estimate)], axis=0)
    assert (between[0] - 1e-9 <= rows.blup).all()
    assert (rows.blup <= between[1] + 1e-9).all()
    assert (rows.ci_high - rows.ci_low == pytest.approx(2 * 1.959963984540054 * effects.se)) is True
    assert (own_intervals(effects)[0] == rows.ci_low).all()


def test_without_variance_between_every_trial_is_the_mean() -> None:
    alike = Effects.of([0.4, 0.41, 0.42, 0.4], [0.1, 0.1, 0.2, 0.1])
    rows, pooled = forest_rows(alike), pool(alike)
    assert rows.blup == pytest.approx(np.full(4, pooled.estimate))
    assert rows.blup_se == pytest.approx(np.full(4, pooled.se))
