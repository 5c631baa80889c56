"""Spec: what Clew says when trials report several effects, and when effects follow something known of the trials."""

from __future__ import annotations

import pytest

from clew.therapy.evidence.aggregate import aggregate
from clew.therapy.evidence.effects import Effects
from clew.therapy.evidence.levels import three_level
from clew.therapy.evidence.moderators import Factor, Numeric
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.regression import meta_regression, subgroup

# Eight trials; the first reports five instruments that say nearly the same.
TRIALS = ["one"] * 5 + ["two", "three", "three", "four", "five", "six", "seven", "eight"]
EFFECTS = Effects.of(
    [1.20, 1.15, 1.30, 1.25, 1.10, 0.30, 0.45, 0.55, 0.20, 0.60, 0.10, 0.40, 0.35],
    [0.06, 0.06, 0.06, 0.07, 0.06, 0.05, 0.04, 0.04, 0.08, 0.05, 0.03, 0.06, 0.05],
    TRIALS,
)


def test_a_trial_with_many_instruments_does_not_outvote_the_others():
    as_if_independent = pool(EFFECTS).estimate
    within_studies = three_level(EFFECTS).pooled.estimate
    one_a_study = pool(aggregate(EFFECTS)).estimate
    assert as_if_independent > 0.65
    assert 0.40 < within_studies < 0.52
    assert 0.40 < one_a_study < 0.52


def test_the_variance_lies_between_these_studies_and_not_within_them():
    found = three_level(EFFECTS, profile=True)
    assert found.sigma2_within == 0
    assert found.sigma2_between > 0.05
    low, high = found.sigma2_between_ci
    assert 0 < low < found.sigma2_between < high


def test_the_robust_test_counts_studies_and_not_effects():
    pooled = three_level(EFFECTS, rho=0.6).pooled
    assert pooled.df == 12, "the model's own test counts effects"
    assert pooled.cr1.df == 7
    assert pooled.cr2.df < 7, "Satterthwaite: what eight studies of unequal size are worth"
    assert pooled.cr2.ci[0] < pooled.estimate < pooled.cr2.ci[1]


def test_the_more_alike_the_errors_of_a_study_are_the_less_its_effects_add():
    errors = [aggregate(EFFECTS, rho=rho).v[0] for rho in (0.0, 0.3, 0.6, 0.9)]
    assert errors == sorted(errors)
    assert errors[0] == pytest.approx(0.0124, abs=2e-4), (
        "five independent effects: about a fifth of one variance"
    )
    assert errors[3] < 0.06, "and never worse than the best of them"


def test_a_regression_says_how_much_of_the_difference_it_explains():
    eight = aggregate(EFFECTS)
    years = Numeric("year", [1995, 2010, 2004, 2016, 2002, 2020, 2008, 2012], center=2010, scale=10)
    found = meta_regression(eight, [years])
    at_2010, a_decade = found.coefficients
    assert (at_2010.name, a_decade.name) == ("intercept", "year")
    assert a_decade.estimate < 0, "effects of later trials are smaller"
    assert found.tau2 < found.tau2_without
    assert 50 < found.r2 <= 100


def test_groups_of_trials_are_pooled_apart_and_compared():
    eight = aggregate(EFFECTS)
    controls = ["waiting list", "usual care", "waiting list", "usual care", "waiting list"] + [
        "usual care"
    ] * 3
    found = subgroup(eight, controls)
    assert [(group.level, group.pooled.k) for group in found.groups] == [
        ("usual care", 5),
        ("waiting list", 3),
    ]
    assert found.groups[0].pooled.estimate < found.groups[1].pooled.estimate
    same = meta_regression(eight, [Factor("control", controls)])
    assert found.between_common.f == pytest.approx(same.omnibus)
