"""The p-curve, against the worked example of a textbook and against simulated studies."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.p_curve import p_curve

# Harrer, Cuijpers, Furukawa & Ebert 2021, Doing Meta-Analysis with R, 9.2.2: third-wave therapies, 18 trials.
G = (0.7091, 0.3549, 1.7912, 0.1825, 0.4219, 0.63, 0.7249, 0.5287, 0.284)
G += (1.2751, 0.1036, 0.3884, 0.5407, 0.4262, 0.5154, 1.4797, 0.6126, 0.6)
SE = (0.2608, 0.1964, 0.3456, 0.1178, 0.1448, 0.196, 0.2247, 0.2105, 0.168)
SE += (0.3372, 0.1947, 0.2308, 0.2443, 0.2579, 0.3513, 0.3153, 0.2267, 0.249)


def studies(power: float, k: int, seed: int = 1) -> Effects:
    """Studies of a given power, significant or not; z of 1 is an effect of .1."""
    shift = 1.959963984540054 + float(ndtri(power))
    return Effects.of(0.1 * np.random.default_rng(seed).normal(shift, 1, k), np.full(k, 0.01))


def test_it_finds_what_the_textbook_prints() -> None:
    found = p_curve(Effects.of(G, np.square(SE)))
    assert (found.k, found.significant, found.half) == (18, 11, 10)
    assert found.right_skew.p_binomial == pytest.approx(0.006, abs=5e-4)
    assert found.right_skew.z_full == pytest.approx(-5.943, abs=5e-4)
    assert found.right_skew.z_half == pytest.approx(-4.982, abs=5e-4)
    assert found.flatness.p_binomial == pytest.approx(0.975, abs=5e-4)
    assert found.flatness.z_full == pytest.approx(3.260, abs=5e-4)
    assert found.power == pytest.approx(0.84, abs=5e-3)
    assert (found.power_lower, found.power_upper) == pytest.approx((0.627, 0.946), abs=5e-4)
    assert found.evidential_value
    assert not found.evidence_absent


def test_without_an_effect_the_curve_is_flat() -> None:
    draw = np.random.default_rng(7)
    found = p_curve(Effects.of(0.1 * draw.normal(0, 1, 40_000), np.full(40_000, 0.01)))
    assert found.shares == pytest.approx([20] * 5, abs=4)
    assert abs(found.right_skew.z_full) < 3
    assert found.right_skew.z_half is not None
    assert abs(found.right_skew.z_half) < 3
    assert found.opposite == pytest.approx(found.significant, rel=0.2)
    assert found.flatness.p_full < 0.001
    assert found.evidence_absent
    assert not found.evidential_value
    assert found.power < 0.1


def test_studies_with_a_third_of_power_are_as_flat_as_they_should_be_in_full_and_half() -> None:
    found = p_curve(studies(1 / 3, 20_000))
    assert found.flatness.z_half is not None
    assert abs(found.flatness.z_full) < 3
    assert abs(found.flatness.z_half) < 3
    assert 0.001 < found.flatness.p_binomial < 0.999
    assert found.evidential_value


@pytest.mark.parametrize("power", [0.2, 0.5, 0.8, 0.95])
def test_the_power_of_studies_is_found_from_their_significant_results(power: float) -> None:
    found = p_curve(studies(power, 4000))
    assert found.power == pytest.approx(power, abs=0.04)
    assert found.power_lower < found.power < found.power_upper


def test_results_just_below_significance_show_nothing() -> None:
    found = p_curve(Effects.of([0.198, 0.2, 0.204, 0.21], [0.01] * 4))
    assert found.half == 0
    assert found.right_skew.z_half is None
    assert found.right_skew.p_binomial == 1
    assert found.shares == (0, 0, 0, 25, 75)
    assert (found.power, found.power_lower) == (0.05, 0.05)


def test_all_results_far_beyond_it_have_the_highest_power() -> None:
    found = p_curve(Effects.of([2.0, 3.0, 4.0], [0.01] * 3))
    assert (found.power, found.power_upper) == (0.99, 0.99)
    assert found.flatness.p_binomial == 1


def test_it_says_when_too_few_are_significant() -> None:
    with pytest.raises(EvidenceError, match="there are 2"):
        p_curve(Effects.of([0.5, 0.5, 0.1, -0.9], [0.01] * 4))
