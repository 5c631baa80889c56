"""Small-study effects: Egger, PET, PEESE, Begg, fail-safe N, and the weighted means."""

from __future__ import annotations

from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.small_study import kendall, small_study, uwls_waap

effect = st.floats(-2, 3).map(lambda y: round(y, 3))
variance = st.floats(0.005, 0.5).map(lambda v: round(v, 4))
collections = st.lists(st.tuples(effect, variance), min_size=4, max_size=30)


def effects_of(pairs: list[tuple[float, float]]) -> Effects:
    return Effects.of(*zip(*pairs, strict=True))


@settings(max_examples=60, deadline=None)
@given(collections)
def test_pet_and_peese_are_the_intercepts_of_weighted_least_squares(pairs: list[tuple[float, float]]) -> None:
    effects = effects_of(pairs)
    if np.ptp(effects.v) < 1e-3:
        return
    found = small_study(effects)
    for x, intercept in ((effects.se, found.pet), (effects.v, found.peese)):
        root = 1 / effects.se
        rows = np.column_stack([root, x * root])
        coefficients, squares, *_ = np.linalg.lstsq(rows, effects.y * root)
        spread = squares[0] / (len(effects) - 2)
        covariance = np.linalg.inv(rows.T @ rows) * spread
        assert intercept.estimate == pytest.approx(coefficients[0], rel=1e-6, abs=1e-7)
        assert intercept.se == pytest.approx(sqrt(covariance[0, 0]), rel=1e-6, abs=1e-7)
        assert intercept.df == len(effects) - 2
    assert found.egger_classic.lower <= found.egger_classic.estimate <= found.egger_classic.upper


@settings(max_examples=60, deadline=None)
@given(collections)
def test_the_mixed_line_of_egger_solves_its_equations_at_its_tau2(pairs: list[tuple[float, float]]) -> None:
    effects = effects_of(pairs)
    if np.ptp(effects.v) < 1e-3:
        return
    found = small_study(effects).egger_mixed
    w = 1 / (effects.v + found.tau2)
    residual = effects.y - found.limit - found.slope * effects.se
    assert w @ residual == pytest.approx(0, abs=1e-7 * w.sum())
    assert w @ (residual * effects.se) == pytest.approx(0, abs=1e-7 * w.sum())


def test_effects_that_lie_on_a_line_have_that_line() -> None:
    se = np.array([0.1, 0.15, 0.2, 0.3, 0.4, 0.5])
    noise = np.array([1, -1, 1, -1, 1, -1]) * 1e-4
    found = small_study(Effects.of(0.2 + 1.5 * se + noise, se**2))
    assert found.egger_mixed.slope == pytest.approx(1.5, abs=0.01)
    assert found.egger_mixed.limit == pytest.approx(0.2, abs=0.01)
    assert found.pet.estimate == pytest.approx(0.2, abs=0.01)
    assert found.begg.tau == 1
    assert found.egger_classic.p < 0.001


def test_pet_peese_is_peese_only_where_pet_finds_an_effect_above_0() -> None:
    se = np.linspace(0.1, 0.5, 12)
    wave = 0.02 * np.sin(np.arange(12) * 7)
    real = small_study(Effects.of(0.5 + wave, se**2))
    assert real.pet_peese == real.peese
    none = small_study(Effects.of(2 * se + wave, se**2))
    assert none.pet_peese == none.pet
    harmful = small_study(Effects.of(-0.5 + wave, se**2))
    assert harmful.pet_peese == harmful.pet


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=200))
def test_kendall_counts_pairs(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs, dtype=float).T
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return
    signs = [np.sign(x[i] - x[j]) * np.sign(y[i] - y[j]) for i, j in combinations(range(len(x)), 2)]
    untied_x = sum(x[i] != x[j] for i, j in combinations(range(len(x)), 2))
    untied_y = sum(y[i] != y[j] for i, j in combinations(range(len(x)), 2))
    tau, z = kendall(x, y)
    assert tau == pytest.approx(sum(signs) / sqrt(untied_x * untied_y))
    assert np.sign(z) == np.sign(sum(signs))


def test_kendall_without_ties_has_the_textbook_variance() -> None:
    x, y = np.arange(7.0), np.array([0.0, 2, 1, 4, 3, 6, 5])
    assert kendall(x, y) == pytest.approx((15 / 21, 15 / sqrt(7 * 6 * 19 / 18)))


@settings(max_examples=60, deadline=None)
@given(collections)
def test_so_many_studies_of_no_effect_and_not_one_fewer_take_significance_away(
    pairs: list[tuple[float, float]],
) -> None:
    effects = effects_of(pairs)
    if np.ptp(effects.v) < 1e-3:
        return
    total, n = float(np.sum(effects.y / effects.se)), small_study(effects).fail_safe_n

    def combined(unseen: int) -> float:
        return abs(total) / sqrt(len(effects) + unseen)

    assert combined(n) <= 1.6448536269514722 + 1e-9
    assert n == 0 or combined(n - 1) > 1.6448536269514722 - 1e-9


def test_it_says_when_there_is_no_line_to_draw() -> None:
    with pytest.raises(EvidenceError, match="at least 3 effects, not 2"):
        small_study(Effects.of([0.1, 0.2], [0.1, 0.2]))
    with pytest.raises(EvidenceError, match="standard errors are the same"):
        small_study(Effects.of([0.1, 0.2, 0.3, 0.4], [0.1, 0.1, 0.1, 0.1 + 1e-12]))


def test_the_weighted_mean_is_a_regression_through_the_origin() -> None:
    effects = Effects.of([0.2, 0.5, 0.9, 0.4], [0.01, 0.04, 0.2, 0.02])
    z, x = effects.y / effects.se, 1 / effects.se
    slope = (x @ z) / (x @ x)
    found = uwls_waap(effects).uwls
    assert found.estimate == pytest.approx(slope)
    assert found.se == pytest.approx(sqrt(((z - slope * x) ** 2).sum() / 3 / (x @ x)))


def test_only_effects_with_power_are_averaged_and_two_are_too_few() -> None:
    se = np.array([0.05, 0.06, 0.07, 0.4, 0.5])
    found = uwls_waap(Effects.of([0.4, 0.5, 0.45, 1.5, 2.0], se**2))
    assert found.n_powered == 3
    assert found.waap is not None
    assert found.waap.k == 3
    assert found.waap.estimate < found.uwls.estimate
    few = uwls_waap(Effects.of([0.4, 0.5, 1.5, 2.0], se[[0, 1, 3, 4]] ** 2))
    assert (few.n_powered, few.waap) == (2, None)


def test_one_effect_is_its_own_mean_and_none_is_an_error() -> None:
    one = uwls_waap(Effects.of([0.4], [0.1])).uwls
    assert (one.estimate, one.se, one.p) == (0.4, None, None)
    with pytest.raises(EvidenceError, match="no effects"):
        uwls_waap(Effects.of([], []))


def test_effects_exactly_on_a_line_have_no_error_and_equal_ones_no_rank() -> None:
    found = small_study(Effects.of([0.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.5, 0.25]))
    assert (found.pet.estimate, found.pet.t, found.pet.p) == (0, 0, 1)
    assert (found.begg.tau, found.begg.p) == (0, 1)
    assert found.fail_safe_n == 0
    assert uwls_waap(Effects.of([0.5, 0.5], [0.1, 0.2])).uwls.t == float("inf")
