"""How much a pool hangs on single effects: each against pools made one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_effects import some_effects
from scipy import special

from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import TESTS, pool
from clew.therapy.evidence.refits import METHODS, refit
from clew.therapy.evidence.sensitivity import (
    cumulative,
    highest_of_each_study,
    influence,
    leave_one_out,
    lowest_of_each_study,
    without_influential,
    without_outliers,
)

FIVE = Effects.of([0.2, 0.5, 0.9, 0.4, 2.5], [0.04, 0.02, 0.05, 0.03, 0.02], ["a", "a", "b", "c", "d"])
CLOSE = {"rel": 1e-7, "abs": 1e-9}


@given(some_effects(least=1, most=7), st.data(), st.sampled_from(METHODS), st.sampled_from(TESTS))
def test_refits_are_pools(effects: Effects, data: st.DataObject, method: str, test: str) -> None:
    k = len(effects)
    masks = data.draw(st.lists(st.lists(st.booleans(), min_size=k, max_size=k), min_size=1, max_size=4))
    kept = np.array(masks)
    kept[:, 0] = True
    found = refit(effects, [kept.astype(float)], method, test)
    for place, mask in enumerate(kept):
        alone = pool(effects.only(mask), method, test)
        if method in ("REML", "ML") and abs(found.tau2[place] - alone.tau2) > 1e-7:
            continue  # two tops of the same height; test_tau has those
        assert found.k[place] == alone.k
        assert found.estimate[place] == pytest.approx(alone.estimate, **CLOSE)
        assert found.se[place] == pytest.approx(alone.se, rel=1e-6, abs=1e-7)
        assert (found.ci_low[place], found.ci_high[place]) == pytest.approx(alone.ci, rel=1e-5, abs=1e-5)
        if alone.se > 1e-9:  # else rounding decides whether certain effects are 0
            assert found.p[place] == pytest.approx(alone.p, abs=1e-5)
        assert found.tau2[place] == pytest.approx(alone.tau2, **CLOSE)
        assert found.q[place] == pytest.approx(alone.q, **CLOSE)
        if alone.i2 is None:
            assert np.isnan(found.i2[place])
        else:
            assert found.i2[place] == pytest.approx(alone.i2, rel=1e-6, abs=1e-6)


def test_leaving_out_each_effect_in_turn() -> None:
    found = leave_one_out(FIVE)
    assert found.omitted == (1, 2, 3, 4, 5)
    assert found.lowest == 4
    assert found.without.estimate[4] == pytest.approx(pool(FIVE.only(np.arange(4))).estimate)
    assert found.without.p[4] == pytest.approx(pool(FIVE.only(np.arange(4))).p)


def test_leaving_out_each_study_takes_all_its_effects() -> None:
    found = leave_one_out(FIVE, "study")
    assert found.omitted == ("a", "b", "c", "d")
    assert found.without.k.tolist() == [3, 4, 4, 4]
    assert found.without.estimate[0] == pytest.approx(pool(FIVE.only(np.arange(2, 5))).estimate)


def test_of_two_effects_each_is_left_alone() -> None:
    found = leave_one_out(FIVE.only(np.array([0, 2])))
    assert found.without.estimate.tolist() == pytest.approx([0.9, 0.2])
    assert found.without.ci_low[1] == pytest.approx(0.2 - 1.959963984540054 * 0.2)
    assert 0 < found.without.p[1] < 1


def test_what_is_left_may_be_all_alike() -> None:
    found = leave_one_out(Effects.of([0.3, 0.3, 0.9], [0.04, 0.05, 0.06])).without
    assert (found.estimate[2], found.se[2], found.p[2]) == (pytest.approx(0.3), 0, 0)


def test_leaving_one_out_needs_two() -> None:
    with pytest.raises(EvidenceError, match="two at least"):
        leave_one_out(FIVE.only(np.array([0, 1])), "study")
    with pytest.raises(EvidenceError, match="one effect or one study"):
        leave_one_out(FIVE, "country")


def test_an_effect_apart_from_the_pool_is_an_outlier() -> None:
    close = Effects.of([0.5, 0.52, 0.48, 0.51, 3.0], [0.01] * 5)
    found = without_outliers(close)
    full = pool(close)
    assert full.ci[1] < 3.0 - 1.96 * 0.1
    assert found.removed == (5,)
    assert found.kept == pool(close.only(np.arange(4)))


def test_where_all_lie_apart_nothing_is_left() -> None:
    found = without_outliers(Effects.of([-1.0, 1.0] * 10, [0.01] * 20))
    assert len(found.removed) == 20
    assert found.kept is None


@given(some_effects(least=3, most=8))
def test_influence_is_what_leaving_out_does(effects: Effects) -> None:
    """Each figure by its definition, one refit after the other."""
    found, full = influence(effects), pool(effects, test="z")
    k, y, v = len(effects), effects.y, effects.v
    w = 1 / (v + full.tau2)
    for i in range(k):
        others = effects.only(np.arange(k) != i)
        without = pool(others, test="z")
        if abs(without.tau2 - found.tau2_without[i]) > 1e-7:
            continue  # two tops of the same height
        moved = full.estimate - without.estimate
        hat = w[i] / w.sum()
        error = v[i] + without.tau2 + without.se**2
        cook = moved**2 / full.se**2
        dffits = moved / np.sqrt(hat * (v[i] + without.tau2))
        dfbs = moved * np.sqrt((1 / (v + without.tau2)).sum())
        assert found.rstudent[i] == pytest.approx(
            (y[i] - without.estimate) / np.sqrt(error), rel=1e-6, abs=1e-6
        )
        assert found.dffits[i] == pytest.approx(dffits, rel=1e-5, abs=1e-6)
        assert found.cook_d[i] == pytest.approx(cook, rel=1e-5, abs=1e-6)
        assert found.cov_r[i] == pytest.approx(without.se**2 / full.se**2, rel=1e-6)
        assert found.q_without[i] == pytest.approx(without.q, **CLOSE)
        assert found.dfbs[i] == pytest.approx(dfbs, rel=1e-5, abs=1e-6)
        assert found.heterogeneity[i] == pytest.approx(
            (y[i] - full.estimate) ** 2 / (v[i] + full.tau2), rel=1e-6
        )
        assert found.pull[i] == pytest.approx(moved**2 / without.se**2, rel=1e-5, abs=1e-6)
        far = abs(dffits) > 3 / (k - 1) ** 0.5 or hat > 3 / k or abs(dfbs) > 1
        assert found.influential[i] == (far or special.chdtr(1, cook) > 0.5)
    assert found.hat.sum() == pytest.approx(1)


def test_influential_effects_can_be_left_out() -> None:
    found = without_influential(FIVE)
    assert found.removed == influence(FIVE).influential_rows == (5,)
    assert found.kept == pool(FIVE.only(np.arange(4)))
    with pytest.raises(EvidenceError, match="two effects at least"):
        influence(FIVE.only(np.array([0])))


def test_a_cumulative_analysis_grows_by_year_then_row() -> None:
    found = cumulative(FIVE, [2001, 1999, 1999, np.nan, 2000], every=1)
    assert found.row.tolist() == [2, 3, 5, 1, 4]
    assert found.year[:4].tolist() == [1999, 1999, 2000, 2001]
    assert found.pools.k.tolist() == [3, 4, 5]
    assert found.pools.estimate[0] == pytest.approx(pool(FIVE.only(np.array([1, 2, 4]))).estimate)
    assert found.pools.estimate[2] == pytest.approx(pool(FIVE).estimate)


def test_steps_of_a_cumulative_analysis_end_with_all() -> None:
    assert cumulative(FIVE, range(5), start=1, every=3).pools.k.tolist() == [1, 4, 5]
    assert cumulative(FIVE.only(np.array([0, 1])), [1, 2]).pools.k.tolist() == [2]
    with pytest.raises(EvidenceError, match="4 years for 5 effects"):
        cumulative(FIVE, range(4))
    with pytest.raises(EvidenceError, match="one effect at least"):
        cumulative(FIVE.only(np.zeros(5, dtype=bool)), [])


@given(some_effects(least=1))
def test_one_effect_of_each_study(effects: Effects) -> None:
    for chosen, best in ((lowest_of_each_study(effects), min), (highest_of_each_study(effects), max)):
        assert chosen.study == tuple(dict.fromkeys(effects.study))
        for row, y, study in zip(chosen.row, chosen.y, chosen.study, strict=True):
            members = [n for n, name in enumerate(effects.study) if name == study]
            wanted = best(effects.y[members])
            first = next(n for n in members if effects.y[n] == wanted)
            assert (y, row) == (wanted, effects.row[first])


def test_refits_that_cannot_be_are_refused() -> None:
    with pytest.raises(EvidenceError, match="no effect left"):
        refit(FIVE, [np.zeros((1, 5))])
    with pytest.raises(EvidenceError, match="nothing to refit"):
        refit(FIVE, [])
    with pytest.raises(EvidenceError, match="choose one of REML"):
        refit(FIVE, [np.ones((1, 5))], method="SJ")
    with pytest.raises(EvidenceError, match="choose one of z, knha, adhoc"):
        refit(FIVE, [np.ones((1, 5))], test="t")
