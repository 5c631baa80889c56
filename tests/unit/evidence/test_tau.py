"""The variance between trials, against slow twins: matrices of all effects by all, and looking everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_effects import some_effects
from numpy.typing import NDArray
from scipy import special

from clew.therapy.evidence import searches, tau
from clew.therapy.evidence.effects import Effects, EvidenceError

Matrix = NDArray[np.float64]


def projection(w: Matrix) -> Matrix:
    """P = W - W1 (1'W1)^-1 1'W, whole."""
    return np.diag(w) - np.outer(w, w) / w.sum()


def dense_likelihood(y: Matrix, v: Matrix, tau2: float, restricted: bool) -> float:
    """The (restricted) log-likelihood by determinants of matrices."""
    k, ones = len(y), np.ones((len(y), 1))
    sigma = np.diag(v + tau2)
    information = ones.T @ np.linalg.inv(sigma) @ ones
    value = -0.5 * (np.linalg.slogdet(sigma)[1] + y @ projection(1 / (v + tau2)) @ y)
    if not restricted:
        return float(value - k / 2 * np.log(2 * np.pi))
    constant = (k - 1) / 2 * np.log(2 * np.pi) - 0.5 * np.linalg.slogdet(ones.T @ ones)[1]
    return float(value - constant - 0.5 * np.linalg.slogdet(information)[1])


@given(some_effects(), st.booleans())
def test_no_value_anywhere_is_likelier(effects: Effects, restricted: bool) -> None:
    y, v = effects.y, effects.v
    found, _ = tau.estimate_tau2(y, v, "REML" if restricted else "ML")
    best = tau.log_likelihood(y, v, found, restricted=restricted)
    assert best == pytest.approx(dense_likelihood(y, v, found, restricted), rel=1e-10, abs=1e-10)
    everywhere = np.concatenate([[0.0], np.geomspace(1e-6, 100, 400)])
    others = [tau.log_likelihood(y, v, t, restricted=restricted) for t in everywhere]
    assert best >= max(others) - 1e-10


@given(some_effects(), st.booleans())
def test_at_the_top_the_likelihood_is_level_or_falls_from_zero(effects: Effects, restricted: bool) -> None:
    y, v = effects.y, effects.v
    found, _ = tau.estimate_tau2(y, v, "REML" if restricted else "ML")
    p = projection(1 / (v + found))
    expected = np.trace(p) if restricted else (1 / (v + found)).sum()
    score = y @ p @ p @ y - expected
    assert score < 1e-9 * expected
    assert found == 0 or abs(score) < 1e-9 * expected


@pytest.mark.parametrize(("vague", "higher"), [(1.0, True), (1.03, False)])
def test_of_two_tops_the_higher_one_is_taken(vague: float, higher: bool) -> None:
    """Two exact trials that agree and two vague ones far from them: one top at 0, another beyond."""
    y, v = np.array([-1.7, -1.9, 0.2, 0.1]), np.array([vague, vague, 0.04, 0.04])

    def height(tau2: float) -> float:
        return tau.log_likelihood(y, v, tau2, restricted=True)

    assert height(0) > height(0.1) < height(0.5) > height(5)
    found, _ = tau.estimate_tau2(y, v)
    assert (found > 0) is higher
    assert height(found) >= max(height(t) for t in np.append(np.geomspace(1e-6, 10, 2000), 0))


def test_of_two_tops_close_to_each_other_too() -> None:
    y = np.array([1.6641, 1.6641, 1.6641, -0.3867, 0, -1, 0, -0.375, -0.375])
    v = np.array([0.7932, 0.7932, 0.7932, 0.0156, 4, 0.4104, 0.0022, 1.4854, 1.4854])
    found, _ = tau.estimate_tau2(y, v, "ML")
    best = max(tau.log_likelihood(y, v, t, restricted=False) for t in np.geomspace(1e-6, 10, 5000))
    assert tau.log_likelihood(y, v, found, restricted=False) >= best


@given(some_effects())
def test_moment_estimators_solve_their_equations(effects: Effects) -> None:
    y, v, k = effects.y, effects.v, len(effects)

    def of(method: str) -> float:
        return tau.estimate_tau2(y, v, method).value

    inverse, plain = projection(1 / v), projection(np.ones(k))
    q = y @ inverse @ y
    assert of("DL") == pytest.approx(max(0, (q - (k - 1)) / np.trace(inverse)), abs=1e-9)
    assert of("HS") == pytest.approx(max(0, (q - k) / (1 / v).sum()), abs=1e-9)
    assert of("HE") == pytest.approx(max(0, y.var(ddof=1) - np.trace(plain @ np.diag(v)) / (k - 1)), abs=1e-9)
    start = y.var()
    assert of("SJ") == pytest.approx(start * (y @ projection(1 / (v + start)) @ y) / (k - 1), abs=1e-9)
    assert of("EE") == 0
    assert of("EB") == of("PM")
    generalised = y @ projection(1 / (v + of("PM"))) @ y
    assert generalised == pytest.approx(k - 1, rel=1e-9) or (of("PM") == 0 and generalised < k - 1)


@given(some_effects())
def test_standard_errors_are_those_of_quadratic_forms(effects: Effects) -> None:
    """Of y'Ay with variance S the variance is 2 tr(ASAS)."""
    y, v, k = effects.y, effects.v, len(effects)

    def spread(a: Matrix, tau2: float) -> float:
        form = a @ np.diag(v + tau2)
        return float(np.sqrt(2 * np.trace(form @ form)))

    inverse = projection(1 / v)
    start = y.var()
    twins = {
        "DL": (inverse, float(np.trace(inverse))),
        "HS": (inverse, (1 / v).sum()),
        "HE": (projection(np.ones(k)), k - 1.0),
        "SJ": (projection(1 / (v + start)) * start, k - 1.0),
    }
    for method, (form, divisor) in twins.items():
        value, se = tau.estimate_tau2(y, v, method)
        assert se == pytest.approx(spread(form, value) / divisor, rel=1e-8, abs=1e-12)
    value, se = tau.estimate_tau2(y, v, "REML")
    p = projection(1 / (v + value))
    assert se == pytest.approx(np.sqrt(2 / np.trace(p @ p)), rel=1e-8)
    value, se = tau.estimate_tau2(y, v, "ML")
    assert se == pytest.approx(np.sqrt(2 / ((v + value) ** -2).sum()), rel=1e-8)


@given(some_effects())
def test_the_interval_ends_where_q_meets_its_quantiles(effects: Effects) -> None:
    y, v, df = effects.y, effects.v, len(effects) - 1
    for limit, share in zip(tau.q_profile(y, v), (0.975, 0.025), strict=True):
        quantile = special.chdtri(df, 1 - share)
        q = tau.cochran_q(y, v, limit)
        assert q == pytest.approx(quantile, rel=1e-9) or (limit == 0 and q < quantile)


@given(some_effects(), st.sampled_from(tau.METHODS), st.floats(-5, 5), st.floats(0.01, 100))
def test_shift_does_not_change_it_and_a_new_unit_squares_it(
    effects: Effects, method: str, shift: float, unit: float
) -> None:
    y, v = effects.y, effects.v
    value = tau.estimate_tau2(y, v, method).value
    moved = tau.estimate_tau2((y + shift) * unit, v * unit**2, method).value
    assert moved / unit**2 == pytest.approx(value, rel=1e-7, abs=1e-9)


@given(some_effects(least=3), st.data())
def test_many_at_once_are_the_same_as_each_alone(effects: Effects, data: st.DataObject) -> None:
    y, v, k = effects.y, effects.v, len(effects)
    times = data.draw(st.lists(st.lists(st.integers(0, 2), min_size=k, max_size=k), min_size=1, max_size=5))
    table = np.array(times, dtype=float)
    table[:, 0] += 1
    for restricted, method in ((True, "REML"), (False, "ML")):
        together = searches.likelihood_tau2(y, v, table, restricted=restricted)
        for row, found in zip(table.astype(int), together, strict=True):
            alone = tau.estimate_tau2(np.repeat(y, row), np.repeat(v, row), method).value
            reached, best = (
                tau.log_likelihood(np.repeat(y, row), np.repeat(v, row), t, restricted=restricted)
                for t in (found, alone)
            )
            assert reached == pytest.approx(best, abs=1e-9)
    together = searches.q_tau2(y, v, table, table.sum(axis=1) - 1)
    for row, found in zip(table.astype(int), together, strict=True):
        alone = tau.estimate_tau2(np.repeat(y, row), np.repeat(v, row), "PM").value
        assert found == pytest.approx(alone, rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("method", tau.METHODS)
def test_effects_all_alike_have_no_variance_between(method: str) -> None:
    assert tau.estimate_tau2(np.full(4, 0.3), np.array([0.1, 0.2, 0.3, 0.4]), method).value == 0


@pytest.mark.parametrize("method", [m for m in tau.METHODS if m != "EE"])
def test_huge_and_tiny_variances_together(method: str) -> None:
    y, v = np.array([0.1, 5.0, -3.0, 0.4]), np.array([1e-12, 1e6, 1e-4, 1.0])
    value, se = tau.estimate_tau2(y, v, method)
    assert np.isfinite(value)
    assert se is not None
    assert np.isfinite(se)


def test_one_effect_has_nothing_between() -> None:
    assert tau.estimate_tau2(np.array([0.5]), np.array([0.1])) == (0.0, None)


def test_an_estimator_that_does_not_exist_is_refused_and_those_that_do_are_named() -> None:
    with pytest.raises(EvidenceError, match="choose one of REML, ML, DL"):
        tau.estimate_tau2(np.array([0.5, 0.6]), np.array([0.1, 0.1]), "reml2")
