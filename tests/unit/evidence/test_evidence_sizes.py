"""Effect sizes: the formulas against plain twins, and arms that cannot be."""

from __future__ import annotations

import math
from math import inf, log, nan, pi, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clew.therapy.evidence import formulas, sizes
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.formulas import Cells
from clew.therapy.evidence.sizes import (
    Counts,
    Means,
    Size,
    g_of_counts,
    g_of_f,
    g_of_p,
    g_of_t,
    hedges_g,
    log_odds_ratio,
    log_risk_ratio,
    peto_odds_ratio,
    risk_difference,
)

arms = st.builds(Means, st.floats(-50, 50), st.floats(0.1, 30), st.integers(2, 400))
counts = st.integers(1, 200).flatmap(lambda n: st.builds(Counts, st.integers(0, n), st.just(n)))


# -- Means ------------------------------------------------------------------------------------------------------------


def twin_of_g(one: Means, other: Means) -> tuple[float, float]:
    m = one.n + other.n - 2
    pooled = sqrt(((one.n - 1) * one.sd**2 + (other.n - 1) * other.sd**2) / m)
    correction = math.exp(math.lgamma(m / 2) - math.lgamma((m - 1) / 2)) / sqrt(m / 2) if m > 1 else 0.0
    g = correction * (other.mean - one.mean) / pooled
    return g, 1 / one.n + 1 / other.n + g**2 / (2 * (one.n + other.n))


@given(arms, arms)
def test_hedges_g_is_the_difference_in_pooled_deviations_corrected(one, other):
    size = hedges_g(one, other)
    assert (size.y, size.v) == pytest.approx(twin_of_g(one, other), rel=1e-9, abs=1e-9)
    assert size.measure == "g"
    assert type(size.y) is type(size.v) is float


@given(arms, arms)
def test_arms_changed_about_or_a_scale_turned_round_change_the_sign_only(one, other):
    size = hedges_g(one, other)
    assert hedges_g(other, one).y == pytest.approx(-size.y)
    assert hedges_g(one, other, higher_is_better=True) == Size("g", -size.y, size.v)


def test_a_therapy_with_the_lower_mean_has_an_effect_above_0():
    """10 against 12 points, spread 4, thirty people each: d is .5, and the correction takes 1.3 percent."""
    size = hedges_g(Means(10, 4, 30), Means(12, 4, 30))
    assert size.y == pytest.approx(0.4935, abs=5e-5)
    assert size.se == sqrt(size.v)
    assert size.ci == pytest.approx((size.y - 1.959964 * size.se, size.y + 1.959964 * size.se))


@given(arms, arms)
def test_the_usual_correction_comes_near_the_exact_one(one, other):
    sizes = formulas.hedges(one.mean, one.sd, one.n, other.mean, other.sd, other.n)
    total = one.n + other.n
    assume(total > 6)
    assert float(sizes.usual) == pytest.approx(float(sizes.exact), rel=0.02)
    d = float(sizes.usual) / (1 - 3 / (4 * total - 9))
    assert float(sizes.usual_se) == pytest.approx(sqrt(total / (one.n * other.n) + d**2 / (2 * total)))


def test_the_correction_keeps_its_digits_in_the_largest_trials():
    """Towards 1 - 3/(4m) - 7/(32 m^2) as m grows."""
    for m in (1e4, 1e6, 1e9):
        expected = 1 - 3 / (4 * m) - 7 / (32 * m**2)
        assert float(formulas.small_sample_correction(np.float64(m))) == pytest.approx(expected, rel=1e-11)
    assert float(formulas.small_sample_correction(np.float64(2))) == pytest.approx(1 / sqrt(pi))


@given(arms, arms)
def test_t_f_and_p_of_a_trial_give_the_effect_of_its_means(one, other):
    size = hedges_g(one, other)
    total = one.n + other.n
    assume(total > 3)
    correction = float(formulas.small_sample_correction(np.float64(total - 2)))
    t = size.y / correction / sqrt(1 / one.n + 1 / other.n)
    favours = t >= 0
    assert g_of_t(t, one.n, other.n).y == pytest.approx(size.y)
    again = g_of_f(t**2, one.n, other.n, favours_arm1=favours)
    assert (again.y, again.v) == pytest.approx((size.y, size.v))


@given(st.floats(0.001, 1), st.integers(2, 300), st.integers(2, 300), st.booleans())
def test_a_p_value_gives_back_its_t(p, n1, n2, favours):
    """The p of the t that comes out, by integrating the density of t, is the p that went in."""
    size = g_of_p(p, n1, n2, favours_arm1=favours)
    m = n1 + n2 - 2
    t = abs(size.y) / float(formulas.small_sample_correction(np.float64(m))) / sqrt(1 / n1 + 1 / n2)
    angle = np.linspace(math.atan(t / sqrt(m)), pi / 2, 20_001)
    density = np.cos(angle) ** (m - 1) * math.exp(math.lgamma((m + 1) / 2) - math.lgamma(m / 2)) / sqrt(pi)
    assert 2 * np.trapezoid(density, angle) == pytest.approx(p, rel=1e-4)
    assert size.y == 0 or (size.y > 0) == favours


def test_a_size_may_be_given_by_a_paper():
    size = sizes.given(0.4, 0.1)
    assert (size.y, size.v, size.measure) == (0.4, pytest.approx(0.01), "g")


# -- Counts -----------------------------------------------------------------------------------------------------------


def twins_of_counts(one: Counts, other: Counts) -> dict[str, tuple[float, float]]:
    a, b, c, d = one.events, one.n - one.events, other.events, other.n - other.events
    if 0 in (a, b, c, d):
        a, b, c, d = (cell + 0.5 for cell in (a, b, c, d))
    p1, p2, total = a / (a + b), c / (c + d), a + b + c + d
    share = (a + b) / total
    spread = (a + c) * (b + d) * share * (1 - share) / (total - 1)
    return {
        "RR": (log(p1 / p2), (1 - p1) / a + (1 - p2) / c),
        "OR": (log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d),
        "RD": (p1 - p2, p1 * (1 - p1) / (a + b) + p2 * (1 - p2) / (c + d)),
        "PETO": ((a - (a + c) * share) / spread, 1 / spread),
    }


@given(counts, counts)
def test_ratios_and_differences_of_counts(one, other):
    assume(one.events + other.events > 0)
    assume(one.events + other.events < one.n + other.n)
    twins = twins_of_counts(one, other)
    for name, measure in (
        ("RR", log_risk_ratio),
        ("OR", log_odds_ratio),
        ("RD", risk_difference),
        ("PETO", peto_odds_ratio),
    ):
        size = measure(one, other)
        assert (size.y, size.v) == pytest.approx(twins[name], rel=1e-9, abs=1e-12), name


@given(counts, counts)
def test_g_of_counts_is_the_scaled_log_odds_ratio(one, other):
    cells = (one.events, one.n - one.events, other.events, other.n - other.events)
    if 0 in cells:
        with pytest.raises(EvidenceError, match="A cell is empty"):
            g_of_counts(one, other)
        return
    a, b, c, d = cells
    size = g_of_counts(one, other)
    expected = (1 - 3 / (4 * sum(cells) - 9)) * log(a * d / (b * c)) * sqrt(3) / pi
    assert size.y == pytest.approx(expected, abs=1e-12)
    assert size.se == pytest.approx(sqrt(3 * (1 / a + 1 / b + 1 / c + 1 / d)) / pi)


def test_counts_of_a_paper():
    """Eleven of 51 against ten of 50 remitted: a risk difference of 1.6 percentage points."""
    assert risk_difference(Counts(11, 51), Counts(10, 50)).y == pytest.approx(0.0157, abs=5e-5)
    assert math.exp(log_risk_ratio(Counts(11, 51), Counts(10, 50)).y) == pytest.approx(1.078, abs=5e-4)
    assert math.exp(log_odds_ratio(Counts(11, 51), Counts(10, 50)).y) == pytest.approx(1.1)


@pytest.mark.parametrize("measure", [log_risk_ratio, log_odds_ratio, peto_odds_ratio])
def test_no_event_in_either_arm_tells_nothing_of_a_ratio(measure):
    with pytest.raises(EvidenceError, match="No event in either arm tells nothing of a log"):
        measure(Counts(0, 20), Counts(0, 30))
    with pytest.raises(EvidenceError, match="An event in everybody tells nothing of a log"):
        measure(Counts(20, 20), Counts(30, 30))


def test_no_event_in_either_arm_has_a_risk_difference():
    size = risk_difference(Counts(0, 20), Counts(0, 20))
    assert size.y == 0
    assert size.v == pytest.approx(2 * 0.5 * 20.5 / 21**3)


def test_columns_in_which_nothing_can_be_told_become_no_number():
    cells = Cells.of(
        np.array([0.0, 3.0]), np.array([10.0, 10.0]), np.array([0.0, 2.0]), np.array([10.0, 10.0])
    )
    assert cells.empty.tolist() == [True, False]
    g, se = formulas.g_of_cells(cells)
    assert np.isfinite(g).tolist() == np.isfinite(se).tolist() == [False, True]
    assert cells.filled().a.tolist() == [0.5, 3.0]


# -- What cannot be ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Means(10, -4, 30), "A standard deviation is above 0, this one is -4"),
        (lambda: Means(10, 0, 30), "A standard deviation is above 0, this one is 0"),
        (lambda: Means(10, 4, 1), "A standard deviation needs two people at least, here n is 1"),
        (lambda: Means(10, 4, -30), "needs two people at least"),
        (lambda: Means(nan, 4, 30), "mean is nan; a number is needed"),
        (lambda: Means(10, inf, 30), "sd is inf; a number is needed"),
        (lambda: Means("10", 4, 30), "mean is '10'; a number is needed"),
        (lambda: Counts(5, 0), "An arm has one person at least, here n is 0"),
        (lambda: Counts(-1, 10), "Events lie between 0 and the 10 people of the arm, here they are -1"),
        (lambda: Counts(11, 10), "Events lie between 0 and the 10 people of the arm, here they are 11"),
        (lambda: sizes.given(0.5, 0), "A standard error is above 0, this one is 0"),
        (lambda: sizes.given(0.5, -0.1), "A standard error is above 0"),
        (lambda: sizes.given(nan, 0.1), "y is nan; a number is needed"),
        (lambda: Size("g", 0.5, 0), "The variance of this g is not above 0"),
        (lambda: Size("RD", nan, 0.1), "This RD is not a number"),
        (lambda: g_of_f(-1, 20, 20, favours_arm1=True), "An F statistic is not below 0"),
        (lambda: g_of_p(0, 20, 20, favours_arm1=True), "A p-value lies above 0"),
        (lambda: g_of_p(1.2, 20, 20, favours_arm1=True), "A p-value lies above 0"),
        (lambda: g_of_p(0.1, 1, 1, favours_arm1=True), "one person in each arm and three in all"),
        (lambda: g_of_t(2, 0, 20), "one person in each arm and three in all"),
    ],
)
def test_figures_that_cannot_be_make_no_arm_and_no_size(make, says):
    with pytest.raises(EvidenceError, match=says):
        make()
