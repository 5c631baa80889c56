"""One effect from the several of a study or arm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.evidence import dense

from clew.therapy.evidence.aggregate import aggregate
from clew.therapy.evidence.effects import Effects, EvidenceError

TRIALS = Effects.of([0.2, 0.6, 0.9, 0.5, 0.1], [0.04, 0.04, 0.05, 0.02, 0.09], ["a", "a", "b", "a", "b"])


@settings(max_examples=80, deadline=None)
@given(dense.collections, st.sampled_from([0.0, 0.3, 0.6, 0.95]))
def test_a_mean_is_the_most_precise_one_under_the_assumed_correlation(effects: Effects, rho: float) -> None:
    found = aggregate(effects, rho=rho)
    m = dense.covariance(effects, 0, 0, rho)
    names = list(dict.fromkeys(effects.study))
    assert found.study == tuple(names)
    for name, y, v, row in zip(names, found.y, found.v, found.row, strict=True):
        own = np.flatnonzero(np.array(effects.study) == name)
        weights = np.linalg.solve(m[np.ix_(own, own)], np.ones(len(own)))
        assert y == pytest.approx(weights @ effects.y[own] / weights.sum(), rel=1e-9, abs=1e-9)
        assert v == pytest.approx(1 / weights.sum(), rel=1e-9)
        assert row == effects.row[own[0]]


def test_equal_variances_give_the_plain_mean() -> None:
    found = aggregate(Effects.of([0.2, 0.6], [0.04, 0.04], ["a", "a"]), rho=0.6)
    assert found.y == pytest.approx([0.4])
    assert found.v == pytest.approx([0.04 * (1 + 0.6) / 2])


def test_without_correlation_it_is_the_equal_effects_pool() -> None:
    found = aggregate(Effects.of([0.2, 0.6], [0.04, 0.01], ["a", "a"]), rho=0)
    assert found.y == pytest.approx([(0.2 * 25 + 0.6 * 100) / 125])
    assert found.v == pytest.approx([1 / 125])


def test_a_study_with_one_effect_keeps_it() -> None:
    found = aggregate(Effects.of([0.2, 0.6], [0.04, 0.01], ["a", "b"]))
    assert found.y == pytest.approx([0.2, 0.6], abs=1e-15)
    assert found.v == pytest.approx([0.04, 0.01], rel=1e-15)


def test_arms_of_a_study_stay_apart() -> None:
    found = aggregate(TRIALS, [("a", 1), ("a", 2), ("b", 1), ("a", 1), ("b", 1)], rho=0.5)
    assert found.study == ("a", "a", "b")
    assert found.row.tolist() == [1, 2, 3]
    assert found.y[1] == pytest.approx(0.6)


def test_nothing_stays_nothing() -> None:
    assert len(aggregate(TRIALS.only(np.arange(0)))) == 0


def test_groups_must_fit_the_effects() -> None:
    with pytest.raises(EvidenceError, match="4 groups for 5 effects"):
        aggregate(TRIALS, list("aabb"))
    with pytest.raises(EvidenceError, match="two studies"):
        aggregate(TRIALS, ["x"] * 5)
    with pytest.raises(EvidenceError, match="rho"):
        aggregate(TRIALS, rho=1.5)
