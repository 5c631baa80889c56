"""Three-level models against the same written out with matrices of effects by effects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special
from tests.unit.evidence import dense

from clew.therapy.evidence.components import derivatives, fit_at
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.levels import three_level
from clew.therapy.evidence.moderators import Factor, Numeric
from clew.therapy.evidence.nested import Nested
from clew.therapy.evidence.pooling import pool

several = dense.collections.filter(dense.with_several)
sizes = st.floats(0, 1.5)
rhos = st.sampled_from([0.0, 0.3, 0.6, 0.9])

TRIALS = Effects.of(
    [0.1, 0.35, 0.9, 0.75, 1.1, 0.2, -0.1, 0.05, 0.6, 1.4, 0.3, 0.55],
    [0.02, 0.04, 0.03, 0.05, 0.08, 0.03, 0.02, 0.06, 0.1, 0.09, 0.04, 0.03],
    list("aabbbccddeff"),
)


def fitted(effects: Effects, x: np.ndarray, between: float, within: float, rho: float = 0.0):
    return fit_at(Nested.of(effects.y, effects.v, x, effects.cluster, rho), between, within)


@settings(max_examples=80, deadline=None)
@given(several, sizes, sizes, rhos)
def test_a_fit_is_generalised_least_squares_with_its_restricted_likelihood(
    effects, between, within, rho
) -> None:
    x = np.column_stack((np.ones(len(effects)), np.arange(len(effects)) / 10))
    fit = fitted(effects, x, between, within, rho)
    m = dense.covariance(effects, between, within, rho)
    beta, bread = dense.generalised_least_squares(effects.y, x, m)
    assert fit.coefficients == pytest.approx(beta, rel=1e-8, abs=1e-9)
    assert fit.bread == pytest.approx(bread, rel=1e-8, abs=1e-10)
    likelihood = dense.restricted_log_likelihood(effects.y, x, m)
    assert fit.log_likelihood == pytest.approx(likelihood, rel=1e-9, abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(several, sizes, sizes, rhos)
def test_derivatives_are_those_of_the_projection(effects, between, within, rho) -> None:
    x = np.column_stack((np.ones(len(effects)), np.cos(np.arange(len(effects)))))
    gradient, hessian, information = derivatives(fitted(effects, x, between, within, rho))
    m = dense.covariance(effects, between, within, rho)
    inverse = np.linalg.inv(m)
    p = inverse - inverse @ x @ np.linalg.inv(x.T @ inverse @ x) @ x.T @ inverse
    same = np.equal.outer(effects.cluster, effects.cluster).astype(float)
    slopes = (same, np.eye(len(effects)))
    y = effects.y
    for i, a in enumerate(slopes):
        assert gradient[i] == pytest.approx((y @ p @ a @ p @ y - np.trace(p @ a)) / 2, rel=1e-6, abs=1e-6)
        for j, b in enumerate(slopes):
            known = np.trace(p @ a @ p @ b) / 2
            assert information[i, j] == pytest.approx(known, rel=1e-6, abs=1e-6)
            assert hessian[i, j] == pytest.approx(y @ p @ a @ p @ b @ p @ y - known, rel=1e-6, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(several, rhos)
def test_no_other_variances_have_a_higher_likelihood(effects, rho) -> None:
    found = three_level(effects, rho=rho)
    x = np.ones((len(effects), 1))

    def likelihood(between: float, within: float) -> float:
        m = dense.covariance(effects, between, within, rho)
        return dense.restricted_log_likelihood(effects.y, x, m)

    best = likelihood(found.sigma2_between, found.sigma2_within)
    assert found.log_likelihood == pytest.approx(best, rel=1e-9, abs=1e-8)
    values = (0, 0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 1, 2)
    for between in values:
        for within in values:
            assert likelihood(between, within) <= best + 1e-8
    for size in (1e-3, 1e-2):
        for turn in np.linspace(0, 2 * np.pi, 8, endpoint=False):
            near = (found.sigma2_between + size * np.cos(turn), found.sigma2_within + size * np.sin(turn))
            assert min(near) < 0 or likelihood(*near) <= best + 1e-9


@settings(max_examples=50, deadline=None)
@given(several, rhos)
def test_robust_errors_follow_their_definitions(effects, rho) -> None:
    place = np.cos(np.arange(len(effects)))
    assume(np.ptp(effects.y) > 0.1)  # without residuals there is nothing to be robust against
    assume(effects.studies < len(effects) - 1)  # the moderator may use up one difference within studies
    found = three_level(effects, [Numeric("place", place.tolist())], rho=rho)
    x = np.column_stack((np.ones(len(effects)), place))
    m = dense.covariance(effects, found.sigma2_between, found.sigma2_within, rho)
    cr1, cr2, df = dense.robust(effects.y, x, m, effects.cluster)
    for c, coefficient in enumerate(found.coefficients):
        assert coefficient.cr1.se == pytest.approx(cr1[c] ** 0.5, rel=1e-6)
        assert coefficient.cr1.df == effects.studies - 2
        assert coefficient.cr2.se == pytest.approx(cr2[c] ** 0.5, rel=1e-6)
        assert coefficient.cr2.df == pytest.approx(df[c], rel=1e-6)
        half = special.stdtrit(coefficient.cr2.df, 0.975) * coefficient.cr2.se
        assert coefficient.cr2.ci[1] - coefficient.estimate == pytest.approx(half)


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_profile_limits_are_where_the_likelihood_has_fallen_by_1_92(rho: float) -> None:
    found = three_level(TRIALS, rho=rho, profile=True)
    x = np.ones((len(TRIALS), 1))

    def profile(which: int, value: float) -> float:
        """The highest likelihood over the other variance, by golden section."""
        low, high = 0.0, 5.0
        ratio = (5**0.5 - 1) / 2

        def at(other: float) -> float:
            pair = (value, other) if which == 0 else (other, value)
            return dense.restricted_log_likelihood(TRIALS.y, x, dense.covariance(TRIALS, *pair, rho))

        for _ in range(70):
            a, b = high - ratio * (high - low), low + ratio * (high - low)
            low, high = (low, b) if at(a) > at(b) else (a, high)
        return max(at(0.0), at((low + high) / 2))

    fall = special.chdtri(1, 0.05) / 2
    for which, limits, value in (
        (0, found.sigma2_between_ci, found.sigma2_between),
        (1, found.sigma2_within_ci, found.sigma2_within),
    ):
        assert limits[0] <= value <= limits[1]
        assert found.log_likelihood - profile(which, limits[1]) == pytest.approx(fall, abs=1e-6)
        if limits[0] > 0:
            assert found.log_likelihood - profile(which, limits[0]) == pytest.approx(fall, abs=1e-6)
        else:
            assert found.log_likelihood - profile(which, 0.0) <= fall


def test_the_order_of_rows_does_not_matter() -> None:
    shuffled = np.random.default_rng(7).permutation(len(TRIALS))
    there, here = three_level(TRIALS.only(shuffled), rho=0.5), three_level(TRIALS, rho=0.5)
    assert there.pooled.estimate == pytest.approx(here.pooled.estimate)
    assert there.pooled.cr2.df == pytest.approx(here.pooled.cr2.df)
    assert there.sigma2_between == pytest.approx(here.sigma2_between)


def test_effects_that_only_differ_by_chance_have_no_variance_of_their_own() -> None:
    same = Effects.of([0.5] * 6, [0.1] * 6, list("aabbcc"))
    found = three_level(same)
    assert (found.sigma2_between, found.sigma2_within, found.i2, found.q) == pytest.approx(
        (0, 0, 0, 0), abs=1e-12
    )
    assert found.pooled.estimate == pytest.approx(0.5)


def test_an_effect_told_twice_counts_once() -> None:
    """Repeating every effect with perfectly alike errors must not make the pool surer; rho says how alike they are."""
    once = [0.1, 0.5, 0.9, 0.3, 0.7, 1.2, -0.2]
    names = [str(n) for n in range(7)]
    alone = pool(Effects.of(once, [0.04] * 7), test="z")
    twice = three_level(Effects.of(once * 2, [0.04] * 14, names * 2), rho=0.999999)
    assert twice.pooled.estimate == pytest.approx(alone.estimate, abs=1e-6)
    assert twice.pooled.se == pytest.approx(alone.se, rel=1e-3)
    blind = pool(Effects.of(once * 2, [0.04] * 14), test="z")
    assert blind.se < 0.8 * twice.pooled.se


def test_smoothing_gives_a_study_the_mean_of_its_variances() -> None:
    means = {"a": 0.03, "b": 0.16 / 3, "c": 0.025, "d": 0.08, "e": 0.09, "f": 0.035}
    smooth = Effects.of(TRIALS.y.tolist(), [means[s] for s in TRIALS.study], TRIALS.study)
    by_hand, found = three_level(smooth, rho=0.6), three_level(TRIALS, rho=0.6, smooth=True)
    assert found.sigma2_between == pytest.approx(by_hand.sigma2_between)
    assert found.pooled.cr2.se == pytest.approx(by_hand.pooled.cr2.se)
    assert found.q == pytest.approx(by_hand.q)
    assert found.i2 != pytest.approx(by_hand.i2), "the typical variance is that of the effects as reported"


def test_the_prediction_interval_holds_both_variances() -> None:
    found = three_level(TRIALS)
    reach = special.stdtrit(11, 0.975) * (found.pooled.se**2 + found.tau2) ** 0.5
    assert found.pi == pytest.approx((found.pooled.estimate - reach, found.pooled.estimate + reach))
    assert found.i2 == pytest.approx(found.i2_between + found.i2_within)


def test_moderators_are_tested_together() -> None:
    groups = Factor("control", ["wl" if s in "abc" else "cau" for s in TRIALS.study], ("cau", "wl"))
    years = Numeric("year", [2000.0 + n for n in range(12)], center=2000, scale=10)
    found = three_level(TRIALS, [groups, years], rho=0.5)
    assert [c.name for c in found.coefficients] == ["intercept", "control=wl", "year"]
    assert found.omnibus_df == (2, 9)
    assert found.pi is None
    one = three_level(TRIALS, [groups], rho=0.5)
    assert one.omnibus_f == pytest.approx(one.coefficients[1].statistic ** 2)
    assert one.omnibus_p == pytest.approx(one.coefficients[1].p)


def test_robust_tests_are_not_given_where_studies_are_too_few() -> None:
    few = Effects.of([0.1, 0.4, 0.6, 0.9, 0.2], [0.05] * 5, list("aabbb"))
    years = Numeric("year", [1.0, 2.0, 3.0, 5.0, 4.0])
    assert three_level(few).pooled.cr2 is not None
    for coefficient in three_level(few, [years]).coefficients:
        assert coefficient.cr1 is None
        assert coefficient.cr2 is None


def test_a_coefficient_that_one_study_decides_has_no_cr1_error() -> None:
    """CR1 would say 0; CR2 tells the error of the comparison group only, on one degree of freedom or few."""
    control = Factor("control", ["cau" if s == "f" else "wl" for s in TRIALS.study], ("wl", "cau"))
    alone = Factor("control", ["cau" if s == "f" else "wl" for s in TRIALS.study], ("cau", "wl"))
    found = three_level(TRIALS, [alone]).pooled
    assert found.cr1 is None
    assert three_level(TRIALS, [control]).coefficients[1].cr1 is not None


def test_a_year_as_it_is_written_costs_no_digits() -> None:
    years = [1990.0 + n for n in range(12)]
    raw = three_level(TRIALS, [Numeric("year", years)], rho=0.5).coefficients[1]
    near = three_level(TRIALS, [Numeric("year", years, center=1995)], rho=0.5).coefficients[1]
    assert (raw.estimate, raw.se) == pytest.approx((near.estimate, near.se), rel=1e-10)
    assert (raw.cr2.se, raw.cr2.df) == pytest.approx((near.cr2.se, near.cr2.df), rel=1e-9)


@pytest.mark.parametrize(
    ("studies", "why"),
    [(list("abcdef"), "no study has several effects"), (list("aaaaaa"), "too few studies")],
)
def test_studies_that_cannot_tell_the_variances_apart_are_refused(studies: list[str], why: str) -> None:
    effects = Effects.of([0.1, 0.4, 0.6, 0.9, 0.2, 0.5], [0.05, 0.04, 0.06, 0.05, 0.03, 0.07], studies)
    with pytest.raises(EvidenceError, match=why):
        three_level(effects)


def test_a_moderator_that_names_every_study_leaves_nothing_between_them() -> None:
    names = Factor("study", ["a" if s in "abc" else "b" for s in TRIALS.study])
    merged = Effects.of(
        TRIALS.y.tolist(), TRIALS.v.tolist(), ["a" if s in "abc" else "b" for s in TRIALS.study]
    )
    with pytest.raises(EvidenceError, match="too few studies besides what the moderators explain"):
        three_level(merged, [names])


def test_moderators_that_explain_each_effect_of_a_study_leave_nothing_within_it() -> None:
    pairs = Effects.of([0.1, 0.4, 0.6, 0.9, 0.2], [0.05, 0.04, 0.06, 0.05, 0.03], list("aabcd"))
    which = Factor("which", ["first", "second", "first", "first", "first"])
    with pytest.raises(EvidenceError, match="no study has several effects besides"):
        three_level(pairs, [which])


@pytest.mark.parametrize("rho", [-0.1, 1.0, float("nan")])
def test_rho_is_a_correlation_below_1(rho: float) -> None:
    with pytest.raises(EvidenceError, match="rho"):
        three_level(TRIALS, rho=rho)


@pytest.mark.parametrize("k", [0, 1])
def test_one_effect_is_no_three_level_model(k: int) -> None:
    with pytest.raises(EvidenceError, match=f"{k} effects"):
        three_level(TRIALS.only(np.arange(k)))


def test_a_column_that_names_no_studies_is_noticed() -> None:
    draws = np.random.default_rng(1).normal(0.5, 0.3, 7000)
    effects = Effects.of(draws.tolist(), [0.05] * 7000, ["all"] * 3500 + ["rest"] * 3499 + ["one"])
    with pytest.raises(EvidenceError, match="3500 effects; check the column"):
        three_level(effects)
