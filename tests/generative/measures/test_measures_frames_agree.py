"""Scoring a whole table and scoring each row of it by itself come to the same, on random answers with gaps."""

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from clew.therapy.errors import TherapyError
from clew.therapy.measures import DECLINED, INSTRUMENTS, NOT_APPLICABLE, instrument, score
from clew.therapy.measures.frames import score_frame
from clew.therapy.measures.scoring import Risk
from clew.therapy.measures.syndrome import phq9_syndrome

WITH_ITEMS = [one for one in INSTRUMENTS.values() if one.items]
each = pytest.mark.parametrize("one", WITH_ITEMS, ids=str)


def answer(item, words):
    values = st.integers(item.options.options[0].value, item.options.options[-1].value)
    others = [st.none()]
    if words:
        others += [st.just(DECLINED), *([st.just(NOT_APPLICABLE)] if item.only_for else [])]
    # Mostly numbers, so that complete and prorated rows are common.
    return st.one_of(values, values, values, values, *others)


def tables(one, words):
    return st.lists(st.tuples(*(answer(item, words) for item in one.items)), min_size=1, max_size=5)


def expected(one, answers):
    """One row of the result, built from `scoring`, column by column."""
    got = score(one, answers)
    row = {
        "total": got.total.value if got.total else None,
        "band": got.band,
        "prorated": got.prorated,
        "answered": got.answered,
        "of": got.of,
        "missing_why": got.missing_why,
        "risk": got.risk,
        **got.subscales,
    }
    if one.key == "phq-9":
        row["syndrome"] = phq9_syndrome(one, answers).pattern
    return row


def same(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, abs_tol=1e-12)
    return left == right


@each
@pytest.mark.parametrize("words", [False, True], ids=["numbers", "text"])
@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@settings(max_examples=15)
@given(data=st.data())
def test_a_table_and_a_person_agree(one, words, lazy, data):
    rows = data.draw(tables(one, words))
    keys = [item.key for item in one.items]
    dtype = pl.String if words else pl.Int64
    frame = pl.DataFrame(
        {
            key: [None if row[at] is None else str(row[at]) if words else row[at] for row in rows]
            for at, key in enumerate(keys)
        },
        schema=dict.fromkeys(keys, dtype),
    )
    scored = score_frame(frame.lazy(), one).collect() if lazy else score_frame(frame, one)
    for answers, got in zip(rows, scored.to_dicts(), strict=True):
        wanted = expected(one, list(answers))
        assert set(got) - set(keys) == set(wanted)
        for name, value in wanted.items():
            assert same(got[name], value), (name, answers)


@settings(max_examples=50)
@given(rows=tables(instrument("phq-9"), words=False))
def test_missing_is_never_zero(rows):
    """Replacing gaps by zeros never lowers what is answered; a row with a gap in item 9 never reads as no risk."""
    one = instrument("phq-9")
    frame = pl.DataFrame(rows, schema={item.key: pl.Int64 for item in one.items}, orient="row")
    scored = score_frame(frame, one)
    without = scored.filter(pl.col("self_harm").is_null())
    assert set(without["risk"]) <= {str(Risk.NOT_ASKED)}
    assert scored.filter((pl.col("answered") < 7) & pl.col("total").is_not_null()).is_empty()


@settings(max_examples=50)
@given(answers=st.lists(st.one_of(st.integers(0, 3), st.none()), min_size=9, max_size=9))
def test_proration_is_the_nearest_whole_number_with_a_half_upwards(answers):
    """Against the slow and obvious way: a fraction, a floor and a half."""
    from fractions import Fraction

    got = score(instrument("phq-9"), [*answers, None])
    known = [value for value in answers if value is not None]
    if len(known) < 7:
        assert got.total is None
    else:
        exact = Fraction(sum(known) * 9, len(known))
        assert got.total.value == math.floor(exact + Fraction(1, 2))
        assert got.prorated == (len(known) < 9)


@each
@settings(max_examples=15)
@given(data=st.data())
def test_order_and_other_columns_do_not_matter(one, data):
    rows = data.draw(tables(one, words=False))
    keys = [item.key for item in one.items]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(keys, pl.Int64), orient="row")
    shuffled = frame.select(pl.lit("p1").alias("id"), *data.draw(st.permutations(keys)))
    assert_frame_equal(score_frame(frame, one).drop(keys), score_frame(shuffled, one).drop("id", *keys))


class TestRefusals:
    phq2 = instrument("phq-2")

    def refused(self, frame, match):
        with pytest.raises(TherapyError, match=match):
            score_frame(frame, self.phq2)

    @pytest.mark.parametrize("value", [-1, 4, 2**40])
    def test_an_impossible_number_with_its_row(self, value):
        frame = pl.DataFrame({"q1": [0, 1, value], "q2": [1, None, 1]})
        self.refused(
            frame, r"Item 'interest' has an impossible answer in row 3; it takes a whole number from 0 to 3"
        )
        self.refused(frame.lazy(), "in row 3")

    @pytest.mark.parametrize("value", ["4", "-1", "x", "1.5", "nan", NOT_APPLICABLE])
    def test_an_impossible_text_with_its_row(self, value):
        self.refused(pl.DataFrame({"q1": ["0", value], "q2": ["1", "1"]}), "Item 'interest' .* in row 2")

    def test_columns_of_fractions_or_yes_and_no(self):
        self.refused(
            pl.DataFrame({"q1": [0.0, float("nan")], "q2": [1, 1]}), "'interest' is in a column of Float64"
        )
        self.refused(
            pl.DataFrame({"q1": [True, False], "q2": [1, 1]}), "'interest' is in a column of Boolean"
        )

    def test_a_missing_column(self):
        self.refused(pl.DataFrame({"q1": [0]}), "no column for mood")
        with pytest.raises(TherapyError, match="no column for mood"):
            score_frame(pl.DataFrame({"a": [0]}), self.phq2, columns={"interest": "a", "mood": "b"})

    def test_a_column_that_would_be_written_over(self):
        self.refused(
            pl.DataFrame({"q1": [0], "q2": [1], "total": [9]}),
            "already has a column 'total'; choose a prefix",
        )

    def test_an_instrument_without_items(self):
        with pytest.raises(TherapyError, match="because of its licence"):
            score_frame(pl.DataFrame({"q1": [0]}), instrument("wai-sr"))


def test_named_columns_and_a_prefix():
    frame = pl.DataFrame({"a": [3, 1], "b": [2, 0], "total": ["mine", "mine"]})
    scored = score_frame(frame, instrument("phq-2"), columns={"interest": "a", "mood": "b"}, prefix="phq2_")
    assert scored["phq2_total"].to_list() == [5, 1]
    assert scored["total"].to_list() == ["mine", "mine"]


def test_text_may_have_spaces_and_capitals_and_empty_is_no_answer():
    frame = pl.DataFrame({"q1": [" 3 ", "Declined", ""], "q2": ["1", "1", "1"]})
    assert score_frame(frame, instrument("phq-2"))["total"].to_list() == [4, None, None]


def test_a_table_without_rows_stays_without_rows():
    frame = pl.DataFrame(schema={"q1": pl.Int64, "q2": pl.Int64})
    assert score_frame(frame, instrument("phq-2")).is_empty()


def test_small_integers_do_not_overflow():
    one = instrument("ces-d")
    frame = pl.DataFrame({item.key: pl.Series([3], dtype=pl.Int8) for item in one.items})
    assert score_frame(frame, one)["total"].to_list() == [48]
