"""Meta-regression and subgroups against the formulas of the papers written with whole matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.levels import three_level
from clew.therapy.evidence.mixed import mixed_tau2
from clew.therapy.evidence.moderators import Factor, Numeric
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.regression import meta_regression, subgroup
from clew.therapy.evidence.tau import METHODS, estimate_tau2

effect = st.floats(-2, 3).map(lambda y: round(y, 3))
variance = st.floats(0.01, 0.5).map(lambda v: round(v, 4))
number = st.integers(-20, 20)
rows = st.lists(st.tuples(effect, variance, number), min_size=5, max_size=25)

TRIALS = Effects.of(
    [0.9, 0.7, 1.3, 0.2, 0.4, 0.1, 0.55, 0.35, 0.8, 0.05],
    [0.05, 0.08, 0.03, 0.02, 0.06, 0.04, 0.05, 0.07, 0.02, 0.03],
)
CONTROLS = ["wl", "wl", "wl", "cau", "cau", "cau", "cau", "other", "other", "other"]
YEARS = [1995.0, 2001, 1988, 2015, 2010, 2019, 2012, 2005, 1999, 2020]


def projection(v: np.ndarray, x: np.ndarray, tau2: float) -> np.ndarray:
    w = np.diag(1 / (v + tau2))
    return w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w


def of_dense_matrices(y: np.ndarray, v: np.ndarray, x: np.ndarray, method: str) -> tuple[float, float]:
    """The moment estimators of tau2 and their standard errors, with P as a whole matrix."""
    k, p = x.shape
    if method in ("DL", "HS"):
        m = projection(v, x, 0)
        divisor, expected = (np.trace(m), k - p) if method == "DL" else ((1 / v).sum(), k)
        tau2 = max(0, (y @ m @ y - expected) / divisor)
        spread = 2 * (k - p) + 4 * tau2 * np.trace(m) + 2 * tau2**2 * np.trace(m @ m)
        return tau2, spread**0.5 / divisor
    if method == "HE":
        m = np.eye(k) - x @ np.linalg.inv(x.T @ x) @ x.T
        mv = m @ np.diag(v)
        tau2 = max(0, (y @ m @ y - np.trace(mv)) / (k - p))
        spread = 2 * np.trace(mv @ mv) + 4 * tau2 * np.trace(mv @ m) + 2 * tau2**2 * (k - p)
        return tau2, spread**0.5 / (k - p)
    start = y.var()
    m = projection(v, x, start)
    mv = m @ np.diag(v)
    tau2 = start * (y @ m @ y) / (k - p)
    spread = 2 * np.trace(mv @ mv) + 4 * tau2 * np.trace(mv @ m) + 2 * tau2**2 * np.trace(m @ m)
    return tau2, start * spread**0.5 / (k - p)


def arrays(table: list) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    y, v, z = (np.array(column, dtype=float) for column in zip(*table, strict=True))
    return (y, v, np.column_stack((np.ones(len(y)), z))) if np.ptp(z) > 0 and np.ptp(y) > 0 else None


@settings(max_examples=80, deadline=None)
@given(rows, st.sampled_from(["DL", "HS", "HE", "SJ"]))
def test_moment_estimators_are_those_of_the_projection(table: list, method: str) -> None:
    if (given_ := arrays(table)) is None:
        return
    expected = of_dense_matrices(*given_, method)
    assert mixed_tau2(*given_, method) == pytest.approx(expected, rel=1e-7, abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(rows)
def test_paule_mandel_makes_the_weighted_squares_what_they_should_be(table: list) -> None:
    if (given_ := arrays(table)) is None:
        return
    y, v, x = given_
    for method in ("PM", "EB"):
        tau2, se = mixed_tau2(*given_, method)
        k, df = len(y), len(y) - 2
        squares = y @ projection(v, x, tau2) @ y
        assert squares == pytest.approx(df, rel=1e-9) if tau2 > 0 else squares <= df
        assert se == pytest.approx((2 * k**2 / df) ** 0.5 / (1 / (v + tau2)).sum())


@settings(max_examples=80, deadline=None)
@given(rows, st.sampled_from(["REML", "ML"]))
def test_likelihood_estimators_have_the_highest_likelihood(table: list, method: str) -> None:
    if (given_ := arrays(table)) is None:
        return
    y, v, x = given_

    def height(tau2: float) -> float:
        w = 1 / (v + tau2)
        extra = np.linalg.slogdet(x.T @ (x * w[:, None]))[1] if method == "REML" else 0
        return float(np.log(w).sum() - extra - y @ projection(v, x, tau2) @ y)

    tau2, se = mixed_tau2(*given_, method)
    best = height(tau2)
    for other in (0.0, *np.geomspace(1e-5, 30, 60), *(tau2 * np.array([0.9, 0.99, 1.01, 1.1]))):
        assert height(other) <= best + 1e-8
    m = projection(v, x, tau2)
    w = 1 / (v + tau2)
    information = np.trace(m @ m) if method == "REML" else w @ w
    assert se == pytest.approx((2 / information) ** 0.5, rel=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_without_moderators_all_estimators_are_those_of_the_pool(method: str) -> None:
    alone = np.ones((len(TRIALS), 1))
    here = mixed_tau2(TRIALS.y, TRIALS.v, alone, method)
    there = estimate_tau2(TRIALS.y, TRIALS.v, method)
    assert here.value == pytest.approx(there.value, rel=1e-9)
    assert here.se is None if method == "EE" else here.se == pytest.approx(there.se, rel=1e-9)


@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
@pytest.mark.parametrize("method", METHODS)
def test_coefficients_are_weighted_least_squares(method: str, test: str) -> None:
    years = Numeric("year", YEARS, center=2000, scale=10)
    found = meta_regression(
        TRIALS, [Factor("control", CONTROLS, ("cau", "wl", "other")), years], method, test
    )
    x = np.column_stack(
        [
            np.ones(10),
            np.array(CONTROLS) == "wl",
            np.array(CONTROLS) == "other",
            (np.array(YEARS) - 2000) / 10,
        ]
    ).astype(float)
    w = np.diag(1 / (TRIALS.v + found.tau2))
    covariance = np.linalg.inv(x.T @ w @ x)
    beta = covariance @ x.T @ w @ TRIALS.y
    factor = (TRIALS.y @ projection(TRIALS.v, x, found.tau2) @ TRIALS.y) / 6
    covariance *= {"z": 1, "knha": factor, "adhoc": max(1, factor)}[test]
    assert [c.name for c in found.coefficients] == ["intercept", "control=wl", "control=other", "year"]
    assert [c.estimate for c in found.coefficients] == pytest.approx(beta)
    assert [c.se for c in found.coefficients] == pytest.approx(np.sqrt(np.diag(covariance)))
    wald = beta[1:] @ np.linalg.inv(covariance[1:, 1:]) @ beta[1:]
    assert found.omnibus == pytest.approx(wald if test == "z" else wald / 3)
    expected = special.chdtrc(3, wald) if test == "z" else special.fdtrc(3, 6, wald / 3)
    assert found.omnibus_p == pytest.approx(expected)
    assert found.df == (None if test == "z" else 6)
    assert found.qe == pytest.approx(TRIALS.y @ projection(TRIALS.v, x, 0) @ TRIALS.y)
    if method == "EE":
        assert found.r2 is None
        assert found.h2 == pytest.approx(found.qe / 6)
    else:
        typical = 6 / np.trace(projection(TRIALS.v, x, 0))
        assert found.i2 == pytest.approx(100 * found.tau2 / (found.tau2 + typical))


def test_a_slope_is_per_scale_and_the_intercept_at_the_center() -> None:
    raw = meta_regression(TRIALS, [Numeric("year", YEARS)])
    moved = meta_regression(TRIALS, [Numeric("year", YEARS, center=2000, scale=10)])
    assert moved.coefficients[1].estimate == pytest.approx(10 * raw.coefficients[1].estimate, rel=1e-9)
    at_2000 = raw.coefficients[0].estimate + 2000 * raw.coefficients[1].estimate
    assert moved.coefficients[0].estimate == pytest.approx(at_2000, rel=1e-6)
    assert moved.tau2 == pytest.approx(raw.tau2, rel=1e-9)


def test_effects_with_an_unknown_moderator_are_left_out() -> None:
    years = [None, *YEARS[1:-1], float("nan")]
    found = meta_regression(TRIALS, [Numeric("year", years), Factor("control", CONTROLS, ("cau", "wl"))])
    kept = np.arange(1, 7)
    alone = meta_regression(
        TRIALS.only(kept),
        [
            Numeric("year", [YEARS[n] for n in kept]),
            Factor("control", [CONTROLS[n] for n in kept], ("cau", "wl")),
        ],
    )
    assert found == alone
    assert found.k == 6


def test_a_level_without_effects_has_no_coefficient_and_is_no_reference() -> None:
    found = meta_regression(TRIALS, [Factor("control", CONTROLS, ("placebo", "cau", "wl", "pill", "other"))])
    assert [c.name for c in found.coefficients] == ["intercept", "control=wl", "control=other"]
    by_name = meta_regression(TRIALS, [Factor("control", CONTROLS)])
    assert [c.name for c in by_name.coefficients] == ["intercept", "control=other", "control=wl"]


def test_effects_on_a_line_are_explained_wholly() -> None:
    on_a_line = Effects.of([0.1 + 0.02 * n for n in range(8)], [0.01] * 8)
    found = meta_regression(on_a_line, [Numeric("n", [float(n) for n in range(8)])])
    assert found.coefficients[1].estimate == pytest.approx(0.02)
    assert found.tau2 == 0
    assert found.qe == pytest.approx(0, abs=1e-12)
    same = meta_regression(Effects.of([0.5] * 5, [0.1] * 5), [Numeric("n", [1.0, 2.0, 3.0, 4.0, 5.0])])
    assert same.r2 is None, "there was nothing to explain"


@pytest.mark.parametrize(
    ("moderators", "why"),
    [
        ([], "at least one moderator"),
        ([Numeric("year", YEARS[:-1])], "9 values for 10 effects"),
        ([Numeric("year", [2000.0] * 10)], "year is constant"),
        ([Numeric("year", [0.0] * 10)], "year is constant"),
        ([Factor("control", ["cau"] * 10)], "same value"),
        ([Factor("control", ["tau"] * 10, ("cau", "wl"))], "0 effects"),
        ([Numeric("year", YEARS), Numeric("decade", YEARS, 1990, 10)], "decade is constant"),
        ([Numeric("year", [1.0, 2.0] + [None] * 8)], "2 effects with known values cannot carry 2"),
        ([Factor("trial", [str(n) for n in range(10)])], "cannot carry 10"),
    ],
)
def test_moderators_that_cannot_be_used_are_named(moderators: list, why: str) -> None:
    with pytest.raises(EvidenceError, match=why):
        meta_regression(TRIALS, moderators)
    if moderators:
        with pytest.raises(EvidenceError, match=why):
            three_level(TRIALS, moderators)


def test_wrong_settings_are_named() -> None:
    years = Numeric("year", YEARS)
    with pytest.raises(EvidenceError, match="test 'khartung'"):
        meta_regression(TRIALS, [years], test="khartung")
    with pytest.raises(EvidenceError, match="estimator 'reml'"):
        meta_regression(TRIALS, [years], method="reml")
    with pytest.raises(EvidenceError, match="scale of year"):
        Numeric("year", YEARS, scale=0)
    with pytest.raises(EvidenceError, match="comes twice"):
        Factor("control", CONTROLS, ("cau", "cau"))


def test_each_group_is_pooled_by_itself() -> None:
    found = subgroup(TRIALS, CONTROLS)
    assert [group.level for group in found.groups] == ["cau", "other", "wl"]
    places = {"cau": slice(3, 7), "other": slice(7, 10), "wl": slice(0, 3)}
    for group in found.groups:
        part = places[group.level]
        alone = Effects.of(TRIALS.y[part].tolist(), TRIALS.v[part].tolist())
        assert group.pooled.estimate == pytest.approx(pool(alone).estimate)
        assert group.pooled.ci == pytest.approx(pool(alone).ci)
        assert group.se_classic == pytest.approx(pool(alone, test="z").se)


def test_groups_are_compared_by_the_spread_of_their_means() -> None:
    found = subgroup(TRIALS, CONTROLS)
    for between, errors in (
        (found.between, [g.pooled.se for g in found.groups]),
        (found.between_classic, [g.se_classic for g in found.groups]),
    ):
        as_trials = Effects.of([g.pooled.estimate for g in found.groups], [se**2 for se in errors])
        assert between.q == pytest.approx(pool(as_trials, "EE", "z").q)
        assert between.df == 2
        assert between.p == pytest.approx(special.chdtrc(2, between.q))


def test_one_tau2_for_all_groups_is_a_regression_on_the_groups() -> None:
    common = subgroup(TRIALS, CONTROLS).between_common
    groups = [Factor("control", CONTROLS)]
    z, f = meta_regression(TRIALS, groups, test="z"), meta_regression(TRIALS, groups)
    assert (common.tau2, common.q, common.p) == pytest.approx((z.tau2, z.omnibus, z.omnibus_p))
    assert (common.f, common.f_p) == pytest.approx((f.omnibus, f.omnibus_p))
    assert (common.df, common.f_df_residual) == (2, 7)


def test_small_groups_and_unknown_ones_are_left_out() -> None:
    found = subgroup(TRIALS, ["a", "a", "a", "b", "b", None, "c", "c", "c", "c"])
    assert [group.level for group in found.groups] == ["a", "c"]
    assert found.omitted == ("b",)
    assert found.k == 7
    assert found.between_common.f_df_residual == 5


def test_one_group_is_compared_with_nothing() -> None:
    found = subgroup(TRIALS, ["a"] * 10)
    assert found.groups[0].pooled == pool(TRIALS)
    assert (found.between, found.between_classic, found.between_common) == (None, None, None)


def test_a_group_of_equal_effects_has_no_error_to_weigh_it_by() -> None:
    alike = Effects.of([0.5, 0.5, 0.5, 0.2, 0.9, 0.4], [0.1] * 6)
    found = subgroup(alike, list("aaabbb"))
    assert found.groups[0].pooled.se == 0
    assert found.between is None
    assert found.between_classic is not None
    assert found.between_common is not None


def test_a_grouping_into_single_trials_is_refused() -> None:
    with pytest.raises(EvidenceError, match="No group has 3 effects"):
        subgroup(TRIALS, [str(n) for n in range(10)])
    with pytest.raises(EvidenceError, match="9 levels for 10 effects"):
        subgroup(TRIALS, CONTROLS[1:])
