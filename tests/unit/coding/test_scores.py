import numpy as np
import pytest

from clew.therapy.coding import scores
from clew.therapy.errors import TherapyError

GOLD = ["a", "a", "b", "b", "c", "a"]
SAID = ["a", "b", "b", "b", "a", "a"]


def test_each_class_by_hand():
    a, b, c = scores.by_class(GOLD, SAID, ["a", "b", "c"])
    assert (a.given, a.proposed, a.both, a.f1) == (3, 3, 2, pytest.approx(2 / 3))
    assert (b.precision, b.recall, b.f1) == (pytest.approx(2 / 3), 1.0, pytest.approx(0.8))
    assert (c.precision, c.recall, c.f1) == (None, 0.0, 0.0)
    assert scores.macro_f1(GOLD, SAID, ["a", "b", "c"]) == pytest.approx((2 / 3 + 0.8 + 0) / 3)


def test_confusion_counts_pairs():
    assert scores.confusion(GOLD, SAID) == {("a", "a"): 2, ("a", "b"): 1, ("b", "b"): 2, ("c", "a"): 1}


def test_the_interval_holds_the_figure_and_is_the_same_each_time():
    gold, said = GOLD * 30, SAID * 30
    found = scores.bootstrap_macro_f1(gold, said, ["a", "b", "c"])
    assert found.value == pytest.approx(scores.macro_f1(gold, said, ["a", "b", "c"]))
    assert found.low < found.value < found.high
    assert found == scores.bootstrap_macro_f1(gold, said, ["a", "b", "c"])
    assert found.words == f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def test_drawing_whole_dialogues_widens_the_interval():
    # In half of the dialogues every turn is right, in the others none.
    gold = ["a", "b"] * 100
    said = ["a", "b"] * 50 + ["b", "a"] * 50
    dialogues = [place // 20 for place in range(200)]
    single = scores.bootstrap_macro_f1(gold, said, ["a", "b"])
    whole = scores.bootstrap_macro_f1(gold, said, ["a", "b"], dialogues)
    assert whole.high - whole.low > 2 * (single.high - single.low)


def test_several_labels_a_unit():
    gold = np.array([[1, 0], [1, 1], [0, 1]], bool)
    said = np.array([[1, 0], [0, 1], [0, 0]], bool)
    assert scores.bootstrap_f1(gold, said).value == pytest.approx((2 / 3 + 2 / 3) / 2)


def test_sureness_that_means_what_it_says():
    sure = [0.05] * 20 + [0.95] * 20
    right = [True] + [False] * 19 + [True] * 19 + [False]
    low, high = scores.reliability(sure, right)
    assert (low.count, low.said, low.right) == (20, pytest.approx(0.05), pytest.approx(0.05))
    assert (high.said, high.right) == (pytest.approx(0.95), pytest.approx(0.95))
    assert scores.calibration_error(sure, right) == pytest.approx(0.0)
    assert scores.calibration_error([1.0] * 4, [True, True, False, False]) == pytest.approx(0.5)


@pytest.mark.parametrize("wrong", [([], []), (["a"], ["a", "b"])])
def test_nothing_and_unequal_lists_are_refused(wrong):
    with pytest.raises(TherapyError):
        scores.by_class(*wrong, ["a"])
