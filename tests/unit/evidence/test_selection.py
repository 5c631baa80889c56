"""Selection models: what unpublished results would change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import ndtr

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.selection import selection_model
from clew.therapy.evidence.step_likelihood import StepLikelihood

STEPS = (0.025, 0.5)


def some_effects(seed: int, k: int = 40, mean: float = 0.3, tau: float = 0.3) -> Effects:
    draw = np.random.default_rng(seed)
    v = draw.uniform(0.02, 0.2, k)
    return Effects.of(draw.normal(mean, np.sqrt(v + tau**2)), v)


def published(seed: int, chance: float) -> Effects:
    """Effects of which those that are not significant were published with some chance only; their mean is .2."""
    draw = np.random.default_rng(seed)
    v = draw.uniform(0.02, 0.2, 6000)
    y = draw.normal(0.2, np.sqrt(v + 0.04))
    seen = (y / np.sqrt(v) > 1.96) | (draw.uniform(size=6000) < chance)
    return Effects.of(y[seen], v[seen])


def weight_of(y: float, v: float, weights: tuple[float, ...]) -> float:
    p = float(ndtr(-y / v**0.5))
    return weights[sum(p > step for step in STEPS)]


def slow_log_likelihood(effects: Effects, mean: float, tau2: float, weights: tuple[float, ...]) -> float:
    """The model as it is written: the weighted normal density over its integral."""

    def density(y: float, v: float) -> float:
        at = (y - mean) ** 2 / (v + tau2)
        return float(weight_of(y, v, weights) * np.exp(-at / 2) / np.sqrt(2 * np.pi * (v + tau2)))

    total = 0.0
    for y, v in zip(effects.y, effects.v, strict=True):
        reach, jumps = 12 * np.sqrt(v + tau2), [0.0, 1.959963984540054 * v**0.5]
        inside = [jump for jump in jumps if abs(jump - mean) < reach]
        total += np.log(density(y, v))
        total -= np.log(quad(density, mean - reach, mean + reach, args=(v,), points=inside, limit=200)[0])
    return float(total)


def likelihood(effects: Effects) -> StepLikelihood:
    places = np.searchsorted([*STEPS, 1.0], ndtr(-effects.y / effects.se))
    return StepLikelihood(effects, np.array(STEPS), np.bincount(places, minlength=3).astype(float))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 999), st.floats(-0.5, 1), st.floats(0.01, 1), st.floats(0.1, 3), st.floats(0.1, 3))
def test_the_likelihood_is_that_of_the_weighted_density(
    seed: int, mean: float, tau2: float, one: float, two: float
) -> None:
    effects = some_effects(seed, k=5)
    value = likelihood(effects).at(np.array([mean, tau2, np.log(one), np.log(two)]))[0]
    assert value == pytest.approx(slow_log_likelihood(effects, mean, tau2, (1.0, one, two)), abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.floats(-1, 1), st.floats(0.01, 1), st.floats(-2, 2), st.floats(-2, 2))
def test_the_derivatives_are_those_of_the_value(
    seed: int, mean: float, tau2: float, one: float, two: float
) -> None:
    at, theta = likelihood(some_effects(seed)).at, np.array([mean, tau2, one, two])
    _, gradient, hessian = at(theta)
    for place, step in enumerate(np.eye(4) * 1e-6):
        above, below = at(theta + step), at(theta - step)
        assert (above[0] - below[0]) / 2e-6 == pytest.approx(gradient[place], rel=1e-5, abs=1e-4)
        slope: NDArray[np.float64] = (above[1] - below[1]) / 2e-6
        assert slope == pytest.approx(hessian[place], rel=1e-5, abs=1e-3 * np.max(np.abs(hessian)))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 9999), st.integers(12, 80))
def test_nothing_near_the_fit_is_more_likely_and_its_gradient_is_0(seed: int, k: int) -> None:
    effects = some_effects(seed, k)
    at = likelihood(effects).at
    try:
        found = selection_model(effects, STEPS)
    except EvidenceError:
        return  # no significant effect, or no optimum
    with np.errstate(divide="ignore"):
        theta = np.array([found.estimate, found.tau2, *np.log(found.weights[1:])])
    value, gradient, _ = at(theta)
    assert value == pytest.approx(found.log_likelihood, abs=1e-9)
    free = np.isfinite(theta) & (theta != 0)
    assert np.max(np.abs(gradient[free])) < 1e-6 * k
    for step in np.random.default_rng(seed).normal(0, 0.05, (20, 4)):
        assert at(np.where(free, theta + step, theta) * [1, 0, 1, 1] + [0, abs(theta[1] + step[1]), 0, 0])[
            0
        ] <= (value + 1e-9)


def test_the_mean_of_all_studies_is_found_again_from_those_that_were_published() -> None:
    effects = published(seed=5, chance=0.2)
    assert np.average(effects.y, weights=1 / effects.v) > 0.35  # what a pool would say
    found = selection_model(effects)
    assert found.lower < 0.2 < found.upper
    assert found.weights[1] == pytest.approx(0.2, abs=0.04)
    assert found.likelihood_ratio_p < 1e-12


def test_where_everything_was_published_the_weights_are_near_1_and_the_test_says_nothing() -> None:
    found = selection_model(published(seed=5, chance=1.0), (0.025, 0.5))
    assert found.weights == pytest.approx((1, 1, 1), abs=0.25)
    assert found.likelihood_ratio_p > 0.05
    assert found.likelihood_ratio_df == 2
    assert [(i.above, i.upto) for i in found.intervals] == [(0, 0.025), (0.025, 0.5), (0.5, 1)]
    assert sum(i.k for i in found.intervals) == found.k


def test_an_interval_in_which_nothing_was_seen_weighs_0_without_a_standard_error() -> None:
    effects = some_effects(3, mean=0.8, tau=0.1)
    effects = effects.only(effects.y > 0)
    last = selection_model(effects, STEPS).intervals[-1]
    assert (last.k, last.weight, last.se) == (0, 0.0, None)


def test_without_spread_tau2_is_0_and_has_no_standard_error() -> None:
    v = np.linspace(0.02, 0.2, 20)
    found = selection_model(Effects.of(0.5 + 0.02 * np.cos(np.arange(20)), v))
    assert (found.tau2, found.se_tau2) == (0.0, None)
    assert found.se > 0


@pytest.mark.parametrize("steps", [(), (0,), (1,), (0.5, 0.5), (-0.1,), (1.2,)])
def test_steps_lie_between_0_and_1_and_come_once(steps: tuple[float, ...]) -> None:
    with pytest.raises(EvidenceError, match="between 0 and 1"):
        selection_model(some_effects(1), steps)


def test_it_says_when_effects_are_too_few_or_none_is_significant() -> None:
    with pytest.raises(EvidenceError, match="needs 3 effects, not 2"):
        selection_model(Effects.of([0.5, 0.6], [0.01, 0.02]))
    with pytest.raises(EvidenceError, match="larger first step"):
        selection_model(Effects.of([0.1, -0.1, 0.2], [0.1, 0.1, 0.1]))


@pytest.mark.parametrize("seed", [2, 3, 4])  # with 4 there is a best mean, at -8.7
def test_it_says_when_a_mean_far_below_all_effects_or_without_end_would_fit_best(seed: int) -> None:
    seen = np.random.default_rng(seed).gamma(0.5, 0.6, 40)  # nothing below 0, and most of it near it
    with pytest.raises(EvidenceError, match="no clear optimum"):
        selection_model(Effects.of(seen.tolist(), [0.01] * 40), STEPS)
