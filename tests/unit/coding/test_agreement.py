import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding.agreement import Agreement, cohens_kappa, presence
from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Moment, MomentKind


def coders(table):
    """The two coders' codes behind a table of counts (rows: first coder, columns: second)."""
    cells = [
        (row, column) for row, counts in enumerate(table) for column, n in enumerate(counts) for _ in range(n)
    ]
    return [row for row, _ in cells], [column for _, column in cells]


def test_two_by_two_worked_by_hand():
    # observed (20 + 15) / 50 = 0.7; chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa 0.2 / 0.5 = 0.4
    # variance of Fleiss, Cohen and Everitt: (0.10972 + 0.10188 - 0.01) / (50 * 0.25) = 0.016128
    found = cohens_kappa(*coders([[20, 5], [10, 15]]))
    assert (found.n, found.observed, found.expected) == (50, 0.7, 0.5)
    assert found.kappa == pytest.approx(0.4)
    half = 1.959964 * 0.016128**0.5
    assert (found.low, found.high) == (pytest.approx(0.4 - half), pytest.approx(0.4 + half))
    assert found.words == "kappa 0.40 (95% CI 0.15 to 0.65), n = 50, fair"


def test_three_codes_as_sas_prints_them():
    # A worked example of the SAS manual: kappa 0.4842, 95% limits 0.2137 and 0.7547
    found = cohens_kappa(*coders([[0, 4, 1], [0, 8, 0], [0, 1, 5]]))
    assert found.kappa == pytest.approx(0.4842, abs=5e-5)
    assert found.low == pytest.approx(0.2137, abs=5e-5)
    assert found.high == pytest.approx(0.7547, abs=5e-5)


def test_perfect_agreement_is_one_and_has_no_interval():
    found = cohens_kappa(["a", "b", "b"], ["a", "b", "b"])
    assert (found.kappa, found.low, found.high) == (1.0, None, None)
    assert found.words == "kappa 1.00, n = 3, excellent"


def test_one_and_the_same_code_everywhere_leaves_kappa_undefined():
    found = cohens_kappa(["a"] * 5, ["a"] * 5)
    assert (found.observed, found.kappa, found.label) == (1.0, None, "undefined")
    assert found.words == "kappa undefined, n = 5"


def test_never_agreeing_is_below_zero():
    assert cohens_kappa(["a", "b"], ["b", "a"]).kappa == -1.0
    assert cohens_kappa(["a", "b"], ["b", "a"]).label == "poor"


def test_the_interval_stays_between_minus_one_and_one():
    found = cohens_kappa(["a", "a", "b", "b", "b"], ["a", "a", "b", "b", "a"])
    assert found.high == 1.0


@pytest.mark.parametrize(
    ("kappa", "label"),
    [
        (-0.2, "poor"),
        (0.394, "poor"),
        (0.396, "fair"),  # shown as 0.40
        (0.40, "fair"),
        (0.59, "fair"),
        (0.60, "good"),
        (0.74, "good"),
        (0.75, "excellent"),
        (1.0, "excellent"),
    ],
)
def test_labels_follow_the_kappa_that_is_shown(kappa, label):
    assert Agreement(20, 0.5, 0.5, kappa, None, None).label == label


def test_lists_of_different_length_or_without_units_are_refused():
    with pytest.raises(TherapyError, match="same units"):
        cohens_kappa(["a"], ["a", "b"])
    with pytest.raises(TherapyError, match="at least one unit"):
        cohens_kappa([], [])


def test_presence_asks_one_code_at_a_time():
    codes = [
        Annotation(Scheme.DEFENSE, slug, Moment(MomentKind.TURNS, "s1", turn, turn))
        for turn, slug in ((1, "denial"), (3, "undoing"), (5, "denial"))
    ]
    assert presence(codes, "denial", [1, 3, 5, 7]) == [True, False, True, False]


codes = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40)


@given(codes)
def test_swapping_the_coders_changes_nothing(pairs):
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = cohens_kappa(one, other), cohens_kappa(other, one)
    assert there.kappa == pytest.approx(back.kappa) if there.kappa is not None else back.kappa is None


@given(codes)
def test_the_standard_error_is_that_of_the_delta_method(pairs):
    """The slow twin differentiates kappa numerically by each cell's probability."""
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    found = cohens_kappa(one, other)
    if found.low is None or found.low == -1.0 or found.high == 1.0:
        return
    cells = [(a, b) for a in "abc" for b in "abc"]
    p = {cell: pairs.count(cell) / len(pairs) for cell in cells}

    def kappa(p):
        total = sum(p.values())
        q = {cell: share / total for cell, share in p.items()}
        chance = sum(sum(q[c, x] for x in "abc") * sum(q[x, c] for x in "abc") for c in "abc")
        return (sum(q[c, c] for c in "abc") - chance) / (1 - chance)

    step = 1e-5
    slope = {c: (kappa(p | {c: p[c] + step}) - kappa(p | {c: p[c] - step})) / (2 * step) for c in cells}
    mean = sum(p[c] * slope[c] for c in cells)
    variance = sum(p[c] * slope[c] ** 2 for c in cells) - mean**2
    half = 1.959964 * (max(variance, 0.0) / len(pairs)) ** 0.5
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=1e-3, abs=1e-5)
