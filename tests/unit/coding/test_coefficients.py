"""Agreement beyond chance, against worked examples and against programs that other people wrote."""

import random

import pytest

from clew.therapy.coding.agreement import cohens_kappa
from clew.therapy.coding.coefficients import (
    Level,
    agreement_of,
    gwets_ac,
    kappa,
    krippendorffs_alpha,
    same,
)
from clew.therapy.coding.resampling import intervals
from clew.therapy.coding.schemes import Weighting
from clew.therapy.errors import TherapyError

N = None
# The four observers and twelve units of Krippendorff, Computing Krippendorff's alpha-reliability (2011).
FOUR = list(
    zip(
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
        strict=True,
    )
)
FIVE = {rank: rank for rank in range(1, 6)}


@pytest.mark.parametrize(
    ("level", "printed"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)]
)
def test_alpha_of_four_observers_with_missing_values_as_krippendorff_prints_it(level, printed):
    assert round(krippendorffs_alpha(FOUR, level), 3) == printed


def test_gwets_coefficients_of_the_same_data_as_another_program_gives_them():
    # irrCAC 0.4.4: AC1 0.77544, AC2 with linear weights 0.85874, with quadratic weights 0.91400
    assert gwets_ac(FOUR, FIVE) == pytest.approx(0.77544, abs=1e-5)
    assert gwets_ac(FOUR, FIVE, agreement_of(FIVE, Weighting.LINEAR)) == pytest.approx(0.85874, abs=1e-5)
    assert gwets_ac(FOUR, FIVE, agreement_of(FIVE, Weighting.QUADRATIC)) == pytest.approx(0.914, abs=1e-5)


def test_weighted_kappa_worked_by_hand():
    # Ranks 1, 2, 3; linear weights 1, 1/2, 0. Observed (6 + 2/2) / 8 = 0.875.
    # Expected: rows 3/8, 3/8, 2/8; columns 2/8, 3/8, 3/8: same (6+9+6)/64, one apart (9+6+9+6)/128 = 36/64.
    units = [(1, 1), (1, 1), (1, 2), (2, 2), (2, 2), (2, 3), (3, 3), (3, 3)]
    found = kappa(units, agreement_of({1: 1, 2: 2, 3: 3}, Weighting.LINEAR))
    assert found == pytest.approx((0.875 - 36 / 64) / (1 - 36 / 64))


def test_what_stands_beside_the_scale_agrees_with_itself_alone():
    agreeing = agreement_of({"low": 1, "middle": 2, "high": 3}, Weighting.QUADRATIC)
    assert [agreeing("low", other) for other in ("low", "middle", "high", "none")] == [1.0, 0.75, 0.0, 0.0]
    assert agreeing("none", "none") == 1.0


def test_ac1_holds_where_nearly_everything_is_uncoded_and_kappa_falls():
    units = [("", "")] * 96 + [("x", "")] * 2 + [("", "x")] * 2
    assert kappa(units) < 0
    assert gwets_ac(units, ("", "x")) > 0.95


@pytest.mark.parametrize("coefficient", [kappa, krippendorffs_alpha])
def test_no_figure_where_all_values_are_the_same(coefficient):
    assert coefficient([("a", "a"), ("a", "a")]) is None
    assert coefficient([]) is None


def test_units_that_nobody_rated_twice_give_no_figure():
    alone = [("a", None), (None, "b")]
    assert kappa(alone) is None
    assert krippendorffs_alpha(alone) is None
    assert gwets_ac(alone) is None


def test_an_order_has_to_have_every_value():
    with pytest.raises(TherapyError, match="leaves out 'c'"):
        krippendorffs_alpha([("a", "c"), ("b", "b")], Level.ORDINAL, ["a", "b"])


def test_weights_need_a_range():
    with pytest.raises(TherapyError, match="two ranks that differ"):
        agreement_of({"a": 1, "b": 1}, Weighting.LINEAR)


# -- Intervals ---------------------------------------------------------------------------------------------------------


def figures(whole):
    return {"kappa": kappa(whole)}


def clusters(units):
    return [{unit: 1} for unit in units]


def test_the_same_seed_gives_the_same_interval_and_it_lies_about_the_large_sample_one():
    units = [("a", "a")] * 40 + [("b", "b")] * 30 + [("a", "b")] * 10 + [("b", "a")] * 20
    one, other = (intervals(clusters(units), figures, random.Random(7))["kappa"] for _ in range(2))
    assert one == other
    formula = cohens_kappa(*zip(*units, strict=True))
    assert one.low == pytest.approx(formula.low, abs=0.03)
    assert one.high == pytest.approx(formula.high, abs=0.03)


def test_what_lies_in_one_cluster_is_drawn_together():
    """Ten letters of one turn are not ten turns: the interval is as wide as with the turns alone."""
    units = [("a", "a")] * 12 + [("b", "b")] * 9 + [("a", "b")] * 3
    by_turn = intervals(clusters(units), figures, random.Random(1))["kappa"]
    tenfold = intervals([{unit: 10} for unit in units], figures, random.Random(1))["kappa"]
    as_letters = intervals(clusters(units * 10), figures, random.Random(1))["kappa"]
    assert tenfold.high - tenfold.low == pytest.approx(by_turn.high - by_turn.low)
    assert as_letters.high - as_letters.low < (by_turn.high - by_turn.low) / 2


@pytest.mark.parametrize(
    "units",
    [
        [("a", "a"), ("b", "b")] * 4,  # fewer than ten
        [("a", "a"), ("b", "b")] * 20,  # perfect, whatever is drawn
        [("a", "a")] * 30 + [("b", "b")],  # in many resamples everything is the same
    ],
)
def test_there_is_no_interval_that_would_promise_too_much(units):
    assert intervals(clusters(units), figures, random.Random(1)).get("kappa") is None


def test_same_is_what_it_says():
    assert (same("a", "a"), same("a", "b")) == (1.0, 0.0)
