"""What an effect size means for people."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from clew.therapy.evidence import benefit
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import pool

G = st.floats(-3, 3)


def normal_cdf(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


@given(G, st.floats(0.01, 0.99))
def test_number_needed_to_treat_by_the_rate_without_therapy(g: float, rate: float) -> None:
    """Move the bell by g: how many more lie beyond the line that `rate` of the others reach?"""
    treated = normal_cdf(g + special.ndtri(rate))
    found = benefit.furukawa_leucht(g, rate)
    assert math.isinf(found) or 1 / found == pytest.approx(treated - rate, abs=1e-12)


def test_half_a_standard_deviation_where_a_fifth_get_well_without() -> None:
    assert benefit.furukawa_leucht(0.5, 0.2) == pytest.approx(6.0, abs=0.05)
    assert benefit.furukawa_leucht(-0.5, 0.2) < 0
    assert benefit.kraemer_kupfer(0.5) == pytest.approx(3.6, abs=0.05)
    assert benefit.cohen_u3(0.5) == pytest.approx(0.69, abs=0.005)
    assert benefit.overlap(0.5) == pytest.approx(0.80, abs=0.005)
    assert benefit.probability_of_superiority(0.5) == pytest.approx(0.64, abs=0.005)


@given(G)
def test_better_than_one_of_the_others(g: float) -> None:
    """By the number needed to treat, the chance of doing better less that of doing worse is one over it."""
    better = benefit.probability_of_superiority(g)
    found = benefit.kraemer_kupfer(g)
    assert math.isinf(found) or 1 / found == pytest.approx(2 * better - 1, abs=1e-12)


@given(st.floats(-2, 2).filter(lambda g: abs(g) > 0.01))
def test_overlap_is_the_area_under_both_bells(g: float) -> None:
    x = np.linspace(-12, 12, 20001)
    bells = [np.exp(-((x - middle) ** 2) / 2) / math.sqrt(2 * math.pi) for middle in (0, g)]
    assert benefit.overlap(g) == pytest.approx(np.minimum(*bells).sum() * (x[1] - x[0]), abs=1e-5)


def test_no_effect_has_no_number() -> None:
    assert math.isinf(benefit.furukawa_leucht(0, 0.3))
    assert math.isinf(benefit.kraemer_kupfer(0))


@pytest.mark.parametrize("rate", [0, 1, -0.1, 20])
def test_a_rate_lies_between_nobody_and_everybody(rate: float) -> None:
    with pytest.raises(EvidenceError, match="between 0 and 1"):
        benefit.furukawa_leucht(0.5, rate)


def test_a_pool_is_told_with_its_limits() -> None:
    pooled = pool(Effects.of([0.2, 0.5, 0.9], [0.04, 0.02, 0.05]), test="z")
    found = benefit.benefit(pooled, [0.2])
    assert found.g == (pooled.estimate, *pooled.ci)
    assert found.nnt == {0.2: tuple(benefit.furukawa_leucht(g, 0.2) for g in found.g)}
    assert found.u3 == tuple(benefit.cohen_u3(g) for g in found.g)
