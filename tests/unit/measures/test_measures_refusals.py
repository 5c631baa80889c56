"""Impossible answers are refused in one sentence that says what is wrong and what is expected."""

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.measures import Total, instrument, score, score_total
from clew.therapy.measures.qids import qids_total
from clew.therapy.measures.scoring import Score, item_columns
from clew.therapy.measures.syndrome import phq9_syndrome

PHQ_9 = instrument("phq-9")


def test_an_answer_beyond_the_options():
    with pytest.raises(TherapyError) as refused:
        score(PHQ_9, {"sleep": 4})
    assert str(refused.value) == "Item 'sleep' has 4; it takes a whole number from 0 to 3."


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (-1, "-1"),
        (float("nan"), "nan"),
        (1.5, "1.5"),
        (2.0, "2"),
        (True, "yes or no"),
        ("2", "text"),
        ("I want to die", "text"),  # what a person wrote is never repeated in an error
        ([1], "a list"),
        (10**9, "1e+09"),
    ],
)
def test_an_answer_that_is_no_such_number(answer, shown):
    with pytest.raises(TherapyError) as refused:
        score(PHQ_9, {"sleep": answer})
    assert str(refused.value) == f"Item 'sleep' has {shown}; it takes a whole number from 0 to 3."


def test_an_unscored_item_is_checked_too():
    with pytest.raises(TherapyError, match="Item 'difficulty' has 4"):
        score(PHQ_9, {"difficulty": 4})


def test_an_unknown_item_names_the_nearest():
    with pytest.raises(TherapyError, match="PHQ-9 has no item 'sleeping'; did you mean 'sleep'"):
        score(PHQ_9, {"sleeping": 1})
    with pytest.raises(TherapyError, match="its items are interest, mood"):
        score(PHQ_9, {"xyz": 1})


def test_a_list_of_the_wrong_length():
    with pytest.raises(TherapyError, match="takes a list of 10 answers"):
        score(PHQ_9, [1] * 9)
    with pytest.raises(TherapyError, match="takes a list of 10 answers"):
        score(PHQ_9, "1111111111")


def test_not_applicable_only_where_an_item_is_not_for_everyone():
    with pytest.raises(TherapyError, match="Item 'back' is meant for everyone"):
        score(instrument("phq-15"), {"back": "not applicable"})


def test_answers_to_an_instrument_we_may_not_ship():
    with pytest.raises(TherapyError, match="The items of CORE-10 are not part of Clew"):
        score(instrument("core-10"), [0] * 10)


@pytest.mark.parametrize("total", [-1, 41, 12.5, float("nan"), "12", True, None])
def test_a_total_that_cannot_be(total):
    with pytest.raises(
        TherapyError, match=r"CORE-10 has a total of .*; it takes a whole number from 0 to 40"
    ):
        score_total(instrument("core-10"), total)


def test_a_total_of_an_instrument_without_one():
    with pytest.raises(TherapyError, match="ASQ has no total; enter its answers"):
        score_total(instrument("asq"), 3)


def test_an_index_without_its_value_set():
    with pytest.raises(TherapyError, match="needs a version, such as the value set"):
        score_total(instrument("eq-5d-5l"), 0.8)
    assert score_total(instrument("eq-5d-5l"), 0.8, version="England").version == "England"


def test_a_version_that_is_another_one():
    with pytest.raises(TherapyError, match="CORE-10 is version 2013 here, not 2020"):
        score_total(instrument("core-10"), 12, version="2020")


def test_a_risk_answer_that_cannot_be():
    with pytest.raises(TherapyError, match="Item 6 of CORE-10 has 5; it takes a whole number from 0 to 4"):
        score_total(instrument("core-10"), 12, risk_answer=5)
    with pytest.raises(TherapyError, match="WSAS has no item on risk"):
        score_total(instrument("wsas"), 12, risk_answer=1)


def test_totals_of_different_instruments_or_versions_never_compare():
    phq = score(PHQ_9, [1] * 9 + [None]).total
    gad = score(instrument("gad-7"), [1] * 7).total
    for question in (lambda: phq < gad, lambda: phq >= gad, lambda: phq - gad):
        with pytest.raises(TherapyError, match=r"A total of .* cannot be compared"):
            question()
    assert phq != gad
    england, germany = Total(0.8, "eq-5d-5l", "England"), Total(0.8, "eq-5d-5l", "Germany")
    assert england != germany
    with pytest.raises(TherapyError, match=r"eq-5d-5l \(England\)"):
        england < germany  # noqa: B015


def test_totals_of_one_instrument_compare():
    low, high = Total(4, "phq-9", "2001"), Total(9, "phq-9", "2001")
    assert low < high
    assert high >= low
    assert high - low == 5
    assert str(high) == "9"


def test_the_pattern_is_for_the_phq9_only():
    with pytest.raises(TherapyError, match="defined for the PHQ-9, not for GAD-7"):
        phq9_syndrome(instrument("gad-7"), [0] * 7)


def test_qids_wants_sixteen_answers_of_0_to_3():
    with pytest.raises(TherapyError, match="has 16 items, but 15"):
        qids_total([0] * 15)
    with pytest.raises(TherapyError, match="Item 2 of the QIDS-SR16"):
        qids_total([0, 4, *[0] * 14])


def test_a_score_that_contradicts_itself_cannot_be_built():
    given = {"instrument": "x", "version": "1", "band": None, "missing_why": None}
    with pytest.raises(TherapyError, match="More items are answered"):
        Score(**given, total=Total(1, "x", "1"), prorated=False, answered=3, of=2)
    with pytest.raises(TherapyError, match="Only a total can be prorated"):
        Score(**given, total=None, prorated=True, answered=1, of=2)
    with pytest.raises(TherapyError, match="must say why"):
        Score(**given, total=None, prorated=False, answered=1, of=2)


class TestItemColumns:
    def test_by_key_number_or_loinc(self):
        gad = instrument("gad-7")
        keys = [item.key for item in gad.items]
        for header in (
            keys,
            [key.upper() for key in keys],
            [str(number) for number in range(1, 8)],
            [f"Q{number}" for number in range(1, 8)],
            [f"GAD-7 item {number}" for number in range(1, 8)],
            [f"gad7_{number}" for number in range(1, 8)],
            [item.loinc for item in gad.items],
        ):
            assert item_columns(gad, ["id", *header, "note"]) == dict(zip(keys, header, strict=True))

    def test_unscored_items_may_be_absent(self):
        assert "difficulty" not in item_columns(PHQ_9, [f"q{number}" for number in range(1, 10)])

    def test_a_total_column_is_not_an_item(self):
        header = ["phq9", "phq2", *(f"q{number}" for number in range(1, 10))]
        assert "phq9" not in item_columns(PHQ_9, header).values()

    def test_missing_columns_are_named(self):
        with pytest.raises(TherapyError, match="GAD-7 has no column for irritable, afraid"):
            item_columns(instrument("gad-7"), [f"q{number}" for number in range(1, 6)])

    def test_two_columns_for_one_item(self):
        with pytest.raises(TherapyError, match="Item 'mood' has more than one column: mood, q2"):
            item_columns(instrument("phq-2"), ["q1", "q2", "mood"])
