"""Counts of events: one trial, and many pooled."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from clew.therapy.evidence.counts import TrialCounts, mantel_haenszel, peto
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.proportions import pool_proportions
from clew.therapy.evidence.sizes import Counts
from clew.therapy.evidence.two_by_two import fisher_p, two_by_two, wilson

ARM = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TABLES = st.lists(st.tuples(ARM, ARM), min_size=1, max_size=8)


def trials(tables: list[tuple[tuple[int, int], tuple[int, int]]]) -> TrialCounts:
    return TrialCounts.of(*np.array(tables).reshape(-1, 4).T)


# --- one trial


def test_one_trial() -> None:
    """Twelve of thirty got well with therapy, six of thirty without."""
    found = two_by_two(Counts(12, 30), Counts(6, 30))
    assert (found.risk1, found.risk2) == (0.4, 0.2)
    assert found.risk_ratio == pytest.approx(2)
    assert found.odds_ratio == pytest.approx(12 * 24 / (18 * 6))
    assert found.log_risk_ratio_se == pytest.approx(math.sqrt(1 / 12 - 1 / 30 + 1 / 6 - 1 / 30))
    assert found.risk_difference == pytest.approx(0.2)
    assert found.nnt == pytest.approx(5)


def test_no_event_in_an_arm_has_no_ratio_but_a_difference() -> None:
    found = two_by_two(Counts(0, 30), Counts(6, 30))
    assert found.risk_ratio is found.risk_ratio_ci is found.odds_ratio is found.log_risk_ratio_se is None
    assert found.risk_difference == pytest.approx(-0.2)
    assert found.risk1_ci[0] == 0
    assert found.risk1_ci[1] > 0.1


def test_equal_risks_have_no_number_needed_to_treat() -> None:
    found = two_by_two(Counts(5, 20), Counts(5, 20))
    assert found.nnt is None
    assert found.fisher_p == 1


@given(ARM)
def test_wilson_limits_are_where_the_normal_test_just_does_not_reject(arm: tuple[int, int]) -> None:
    events, n = arm
    for limit in wilson(events, n):
        if 0 < limit < 1:
            z = (events / n - limit) / math.sqrt(limit * (1 - limit) / n)
            assert abs(z) == pytest.approx(1.959963984540054, rel=1e-6)


@given(ARM, ARM)
def test_fisher_counts_the_tables_at_most_as_likely(arm1: tuple[int, int], arm2: tuple[int, int]) -> None:
    (e1, n1), (e2, n2) = arm1, arm2
    events = e1 + e2

    def chance(a: int) -> Fraction:
        return Fraction(math.comb(n1, a) * math.comb(n2, events - a), math.comb(n1 + n2, events))

    possible = [chance(a) for a in range(max(0, events - n2), min(n1, events) + 1)]
    wanted = sum(c for c in possible if c <= chance(e1))
    assert fisher_p(Counts(e1, n1), Counts(e2, n2)) == pytest.approx(float(wanted), rel=1e-9)


def test_fisher_counts_people() -> None:
    with pytest.raises(EvidenceError, match="whole numbers"):
        fisher_p(Counts(2.5, 10), Counts(3, 10))


# --- many trials


def by_hand(tables: list[tuple[tuple[int, int], tuple[int, int]]], measure: str) -> float:
    """The Mantel-Haenszel estimate as its textbook sum, one trial after the other."""
    above = below = 0.0
    for (a, n1), (c, n2) in tables:
        total = n1 + n2
        if measure == "RR":
            above, below = above + a * n2 / total, below + c * n1 / total
        elif measure == "OR":
            above, below = above + a * (n2 - c) / total, below + (n1 - a) * c / total
        else:
            above, below = above + (a * n2 - c * n1) / total, below + n1 * n2 / total
    return above / below if measure == "RD" else math.log(above / below)


@given(TABLES, st.sampled_from(["RR", "OR", "RD"]))
def test_mantel_haenszel(tables: list[tuple[tuple[int, int], tuple[int, int]]], measure: str) -> None:
    try:
        found = mantel_haenszel(trials(tables), measure)
    except EvidenceError:  # all or none of an arm in every trial
        assert measure == "RD" or any(
            not sum(cell(t) for t in tables)
            for cell in (
                lambda t: t[0][0],
                lambda t: t[1][0],
                lambda t: t[0][0] * (t[1][1] - t[1][0]),
                lambda t: t[1][0] * (t[0][1] - t[0][0]),
            )
        )
        return
    assert found.estimate == pytest.approx(by_hand(tables, measure), rel=1e-9, abs=1e-12)
    told = [t for t in tables if 0 < t[0][0] + t[1][0] < t[0][1] + t[1][1]]
    assert found.k == len(tables)
    assert found.q_df == max(0, len(told) - 1)
    if len(told) > 1:
        single = trials(told).effects(measure)
        assert found.q == pytest.approx(((single.y - found.estimate) ** 2 / single.v).sum(), rel=1e-9)


@given(TABLES)
def test_one_trial_alone_has_its_own_ratio(
    tables: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    ((a, n1), (c, n2)) = tables[0]
    if 0 < a < n1 and 0 < c < n2:
        one, alone = trials(tables[:1]), two_by_two(Counts(a, n1), Counts(c, n2))
        assert alone.risk_ratio is not None
        assert alone.odds_ratio is not None
        for measure, ratio in (("RR", alone.risk_ratio), ("OR", alone.odds_ratio)):
            found = mantel_haenszel(one, measure)
            assert math.exp(found.estimate) == pytest.approx(ratio)
            assert found.se**2 == pytest.approx(
                one.effects(measure).v[0]
            )  # their variances are the usual ones
            assert (found.q, found.q_p, found.i2, found.h2) == (0, 1, 0, 1)


def test_tests_of_odds_ratios_are_given_with_them_alone() -> None:
    counts = trials([((12, 30), (6, 30)), ((9, 20), (7, 25)), ((3, 40), (2, 35))])
    found = mantel_haenszel(counts, "OR")
    assert found.cmh is not None
    assert found.cmh_p == pytest.approx(special.chdtrc(1, found.cmh))
    assert found.breslow_day is not None
    assert found.tarone is not None
    assert 0 <= found.tarone <= found.breslow_day
    assert found.breslow_day_p == pytest.approx(special.chdtrc(2, found.breslow_day))
    assert mantel_haenszel(counts, "RR").cmh is None


def test_of_equal_odds_ratios_nothing_differs() -> None:
    same = trials([((12, 30), (6, 30))] * 3)
    found = mantel_haenszel(same, "OR")
    assert found.breslow_day == pytest.approx(0, abs=1e-9)
    none = mantel_haenszel(trials([((6, 30), (6, 30)), ((4, 20), (2, 10))]), "OR")
    assert none.estimate == pytest.approx(0, abs=1e-12)
    assert none.breslow_day == pytest.approx(0, abs=1e-9)


def test_peto() -> None:
    """Observed less expected events over their hypergeometric variance."""
    found = peto(trials([((12, 30), (6, 30)), ((0, 20), (0, 25))]))
    variance = 30 * 30 * 18 * 42 / (60**2 * 59)
    assert found.estimate == pytest.approx((12 - 9) / variance)
    assert found.se == pytest.approx(variance**-0.5)
    assert (found.k, found.q, found.q_df) == (2, 0, 0)
    with pytest.raises(EvidenceError, match="there is none"):
        peto(trials([((0, 2), (0, 2))]))


def test_other_methods_pool_the_effects_of_the_trials() -> None:
    counts = trials([((12, 30), (6, 30)), ((0, 20), (3, 25)), ((3, 40), (2, 35))])
    effects = counts.effects("RR")
    assert effects.y[1] == pytest.approx(math.log((0.5 / 21) / (3.5 / 26)))
    assert pool(effects, "EE", "z").estimate == pytest.approx(
        (effects.y / effects.v).sum() / (1 / effects.v).sum()
    )


def test_pools_that_cannot_be_are_refused() -> None:
    with pytest.raises(EvidenceError, match="choose one of RR, OR, RD"):
        mantel_haenszel(trials([((1, 2), (1, 2))]), "HR")
    with pytest.raises(EvidenceError, match="no table of counts was left"):
        mantel_haenszel(TrialCounts.of([], [], [], []))
    with pytest.raises(EvidenceError, match="no table of counts was left"):
        peto(TrialCounts.of([], [], [], []))
    with pytest.raises(EvidenceError, match="0 or infinite"):
        mantel_haenszel(trials([((0, 9), (3, 9)), ((0, 9), (1, 9))]), "RR")


@pytest.mark.parametrize("n1", range(3, 40, 3))
def test_a_difference_without_any_spread_is_refused(n1: int) -> None:
    with pytest.raises(EvidenceError, match="no room for chance"):
        mantel_haenszel(trials([((n1, n1), (0, 17)), ((7, 7), (0, n1))]), "RD")
    with pytest.raises(EvidenceError, match="no room for chance"):
        mantel_haenszel(trials([((0, n1), (0, 17))]), "RD")


@pytest.mark.parametrize(
    ("events", "n", "problem"),
    [
        (-1, 10, "fewer than 0 events"),
        (11, 10, "more events than people"),
        (0, 0, "nobody"),
        (math.nan, 10, "not a number"),
    ],
)
def test_counts_that_cannot_be_are_refused_by_row(events: float, n: float, problem: str) -> None:
    with pytest.raises(EvidenceError, match=f"^Row 2: .*{problem}"):
        TrialCounts.of([1, 1], [10, 10], [1, events], [10, n])


def test_arms_of_unequal_length_are_refused() -> None:
    with pytest.raises(EvidenceError, match="equally many"):
        TrialCounts.of([1, 1], [10, 10], [1], [10])


# --- proportions


def test_a_pooled_proportion_is_the_logistic_of_the_mean_logit() -> None:
    found = pool_proportions([5, 10, 0], [20, 40, 10], test="z")
    assert (found.events, found.n) == (15, 70)
    assert found.proportion == pytest.approx(special.expit(found.logit.estimate))
    assert found.ci[0] < found.proportion < found.ci[1]
    assert found.pi is not None
    assert 0 < found.pi[0] <= found.ci[0]
    same = pool_proportions([5, 10], [20, 40])
    assert same.proportion == pytest.approx(0.25)


def test_nobody_or_everybody_is_half_a_person_from_it() -> None:
    assert pool_proportions([0], [9]).proportion == pytest.approx(0.5 / 10)
    assert pool_proportions([9], [9]).proportion == pytest.approx(9.5 / 10)
