"""Slips seen in public copies of the instruments. Each test fails if Clew made the same one."""

import pytest

from clew.therapy.measures import INSTRUMENTS, instrument, score
from clew.therapy.measures.definition import Direction, Range
from clew.therapy.measures.loinc import OTHER_CODES, has_valid_check_digit
from clew.therapy.measures.qids import qids_total


def test_gad7_lowest_answer_is_not_at_all():
    # "Not at all sure" is printed in many publications (Zorowitz 2021).
    labels = [option.label for option in instrument("gad-7").items[0].options.options]
    assert labels == ["Not at all", "Several days", "More than half the days", "Nearly every day"]


def test_phq9_items_stand_in_order_with_their_loinc_codes():
    # Items 1 and 2 are swapped in unofficial translations.
    items = instrument("phq-9").items
    assert [item.loinc for item in items] == (
        [
            "44250-9",
            "44255-8",
            "44259-0",
            "44254-1",
            "44251-7",
            "44258-2",
            "44252-5",
            "44253-3",
            "44260-8",
            "69722-7",
        ]
    )
    assert "interest or pleasure" in items[0].text
    assert "down, depressed" in items[1].text
    assert "better off dead" in items[8].text


def test_gad7_items_stand_in_order_with_their_loinc_codes():
    codes = [item.loinc for item in instrument("gad-7").items]
    assert codes == ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]


def test_phq_answers_carry_their_loinc_codes():
    frequency = instrument("phq-9").items[0].options
    assert [(o.value, o.loinc) for o in frequency.options] == [
        (0, "LA6568-5"),
        (1, "LA6569-3"),
        (2, "LA6570-1"),
        (3, "LA6571-9"),  # weight 4 in a published ballot
    ]


def test_phq9_difficulty_answers_are_not_in_code_order():
    # "Very difficult" is LA6575-0 and "extremely difficult" LA6574-3; copies that count upwards swap them.
    difficulty = instrument("phq-9").item("difficulty")
    assert [(o.label, o.loinc) for o in difficulty.options.options] == [
        ("Not difficult at all", "LA6572-7"),
        ("Somewhat difficult", "LA6573-5"),
        ("Very difficult", "LA6575-0"),
        ("Extremely difficult", "LA6574-3"),
    ]
    assert not difficulty.scored


def test_phq9_panel_and_total_codes_differ():
    # The panel's code is written on scores in public code.
    assert (instrument("phq-9").loinc_panel, instrument("phq-9").loinc_total) == ("44249-1", "44261-6")


def test_wai_sr_runs_from_1_to_5_and_is_by_hatcher_and_gillaspy():
    wai = instrument("wai-sr")
    assert wai.item_range == Range(1, 5)
    assert (wai.total.low, wai.total.high) == (12, 60)
    assert "Hatcher and Gillaspy" in wai.source
    assert wai.reversed == ()
    assert wai.cut_offs == ()


def test_ces_d_reverses_four_items():
    ces_d = instrument("ces-d")
    assert score(ces_d, [0] * 20).total.value == 12  # not 0
    assert score(ces_d, [3] * 20).total.value == 48  # not 60
    reversed_items = [ces_d.items[number - 1].text for number in ces_d.reversed]
    assert reversed_items == [
        "I felt that I was just as good as other people.",
        "I felt hopeful about the future.",
        "I was happy.",
        "I enjoyed life.",
    ]


def test_qids_is_not_the_sum_of_sixteen():
    highest = [3, 3, 3, 3, 3, 3, None, 3, None, 3, 3, 3, 3, 3, 3, 3]
    assert qids_total(highest) == 27  # the sum is 42


def test_k10_has_two_ranges_that_are_two_instruments():
    assert (instrument("k10-au").total.low, instrument("k10-au").total.high) == (10, 50)
    assert (instrument("k10-us").total.low, instrument("k10-us").total.high) == (0, 40)
    assert instrument("k10-us").bands is None


def test_93373_9_is_the_c_ssrs_screener_and_not_the_asq():
    assert OTHER_CODES["C-SSRS screener, recent"] == "93373-9"
    asq = instrument("asq")
    assert asq.loinc_panel is None
    assert all(item.loinc is None for item in asq.items)


def test_instruments_without_a_confirmed_code_have_none():
    with_codes = {key for key, one in INSTRUMENTS.items() if one.loinc_panel or one.loinc_total}
    assert with_codes == {"phq-9", "phq-2", "gad-7", "phq-15", "promis-depression"}


def test_traits_are_no_problems():
    ipc = instrument("ipip-ipc")
    assert ipc.direction is Direction.NEITHER
    assert ipc.cut_offs == ()
    assert ipc.bands is None


def _all_codes():
    for one in INSTRUMENTS.values():
        yield from (code for code in (one.loinc_panel, one.loinc_total) if code)
        yield from (item.loinc for item in one.items if item.loinc)
    yield from OTHER_CODES.values()


@pytest.mark.parametrize("code", sorted(set(_all_codes())))
def test_every_loinc_code_has_its_check_digit(code):
    assert has_valid_check_digit(code)


@pytest.mark.parametrize(
    "code", ["44249-2", "44294-1", "LA6568-5", "44249", "44249-", "-1", "44249-10", "44249-x", ""]
)
def test_a_wrong_loinc_code_is_noticed(code):
    assert not has_valid_check_digit(code)
