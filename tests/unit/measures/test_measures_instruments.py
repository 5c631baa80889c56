"""Every instrument passes one family of checks, and what cannot be true cannot be built."""

import hashlib
import subprocess
import sys
from dataclasses import replace

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.definition import (
    Band,
    Bands,
    CutOff,
    CutOffKind,
    Figure,
    Item,
    Licence,
    Option,
    Options,
    Range,
    Subscale,
)
from clew.therapy.measures.instruments.phq import FREQUENCY, GAD_7, PHQ_2, PHQ_9
from clew.therapy.measures.instruments.score_only import CORE_10
from clew.therapy.measures.registry import INSTRUMENTS, check_instrument, instrument

# Which texts may travel is a licence decision (clinical specification, measures 7.1), so it is written twice.
MAY_SHIP = {"phq-9", "phq-2", "gad-7", "phq-15", "ces-d", "asq", "ipip-ipc", "alliance-check-in"}

# A changed word or order makes a score invalid. Whoever changes a text on purpose changes its digest here.
WORDING = {
    "phq-9": "5d139c384c3624f1",
    "phq-2": "1bc6af8155937577",
    "gad-7": "15de5defc2a4bae4",
    "phq-15": "1942442852fd637b",
    "ces-d": "cc17f9095a152d6b",
    "asq": "bc46995cf710ea94",
    "ipip-ipc": "50d915c0b7f51d0f",
    "alliance-check-in": "3ece6a674a73b409",
}

everyone = pytest.mark.parametrize("one", INSTRUMENTS.values(), ids=str)


@everyone
def test_check_instrument_finds_nothing(one):
    assert check_instrument(one) == []


@everyone
def test_item_texts_are_here_only_where_the_licence_allows(one):
    assert bool(one.items) == one.licence.ship == (one.key in MAY_SHIP)


@everyone
def test_licence_and_source_are_named(one):
    assert one.licence.basis
    assert one.licence.credit
    assert one.source


@everyone
def test_every_option_has_words_and_every_item_its_own_text(one):
    assert all(option.label.strip() for item in one.items for option in item.options.options)
    assert len({item.text for item in one.items}) == len(one.items)


@everyone
def test_bands_cover_every_whole_total_once(one):
    if one.bands is None or one.total is None or one.total.low is None or one.total.high is None:
        return
    for total in range(int(one.total.low), int(one.total.high) + 1):
        holding = [band for band in one.bands.bands if band.low <= total <= band.high]
        assert [band.label for band in holding] == [one.bands.label(total)]


@pytest.mark.parametrize("key", WORDING)
def test_wording_and_order_are_unchanged(key):
    one = INSTRUMENTS[key]
    words = [
        one.stem,
        *(text for item in one.items for text in (item.text, *(o.label for o in item.options.options))),
    ]
    assert hashlib.sha256("\n".join(words).encode()).hexdigest()[:16] == WORDING[key]


WAI, IPC = INSTRUMENTS["wai-sr"], INSTRUMENTS["ipip-ipc"]
LOOKS_DOWN = CutOff(CutOffKind.CASE, 5, "x", "adults", "en", "x", Tag.KNOWN, below=True)
ABOUT_NOBODY = CutOff(CutOffKind.CASE, 5, "x", "", "en", "x", Tag.KNOWN)
TOO_HIGH = CutOff(CutOffKind.CASE, 99, "x", "adults", "en", "x", Tag.KNOWN)


@pytest.mark.parametrize(
    ("one", "problem"),
    [
        (replace(PHQ_9, about=" "), "about is empty"),
        (replace(PHQ_9, key="PHQ 9"), "the key must be small letters with hyphens"),
        (replace(PHQ_9, recall=""), "an instrument that is asked needs a recall period and a stem"),
        (replace(PHQ_2, total=None), "an instrument with a total needs its range"),
        (replace(PHQ_2, total=Range(0, 7)), "the range of the total is not what the items add up to"),
        (replace(PHQ_2, item_range=Range(0, 4)), "a scored item has another range than the instrument says"),
        (
            replace(PHQ_9, risk=replace(PHQ_9.risk, answers=Range(0, 4))),
            "the answers of the risk item differ from the item's options",
        ),
        (
            replace(WAI, subscales=(*WAI.subscales, Subscale("more", "More", (1,)))),
            "an item is in two subscales",
        ),
        (replace(IPC, subscales=IPC.subscales[1:]), "the octants must stand at 0, 45, ... 315 degrees"),
        (replace(PHQ_2, cut_offs=(LOOKS_DOWN,)), "a cut-off looks down although higher is worse"),
        (
            replace(PHQ_2, cut_offs=(ABOUT_NOBODY,)),
            "a cut-off must say in whom and in which language it was found",
        ),
        (replace(PHQ_2, cut_offs=(TOO_HIGH,)), "the cut-off 99 is no possible total"),
    ],
)
def test_check_instrument_finds_what_is_wrong(one, problem):
    assert check_instrument(one) == [problem]


def test_instrument_by_key():
    assert instrument("phq-9") is PHQ_9
    assert instrument("GAD_7") is GAD_7


def test_instrument_unknown_names_close_matches():
    with pytest.raises(TherapyError, match=r"Clew has no instrument 'phq9'; did you mean phq-9"):
        instrument("phq9")
    with pytest.raises(TherapyError, match="it knows phq-9, phq-2"):
        instrument("xyz")


def test_importing_measures_loads_no_numerical_library():
    code = "import sys, clew.therapy.measures; print({'polars', 'numpy', 'django'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


class TestWhatCannotBeBuilt:
    def test_items_without_a_licence_to_ship_them(self):
        with pytest.raises(TherapyError, match="licence does not let the item texts travel"):
            replace(CORE_10, items=PHQ_9.items[:9])

    def test_items_without_a_missing_rule(self):
        with pytest.raises(TherapyError, match="must say what happens when answers are missing"):
            replace(PHQ_9, missing=None)

    def test_a_reversed_item_that_does_not_exist(self):
        with pytest.raises(TherapyError, match="PHQ-2 has no item 3; its items are 1 to 2"):
            replace(PHQ_2, reversed=(3,))

    def test_two_items_with_one_key(self):
        with pytest.raises(TherapyError, match="two items share a key"):
            replace(PHQ_2, items=(PHQ_2.items[0], PHQ_2.items[0]))

    def test_bands_with_a_gap_or_an_overlap(self):
        for start in (4, 6):
            with pytest.raises(TherapyError, match="without gap or overlap"):
                Bands((Band(0, 4, "a"), Band(start, 9, "b")), Tag.KNOWN, "x")

    def test_bands_that_leave_out_a_total(self):
        with pytest.raises(TherapyError, match="must cover every total"):
            replace(PHQ_9, bands=Bands((Band(0, 26, "a"),), Tag.KNOWN, "x"))

    def test_an_unconfirmed_figure_with_a_value(self):
        with pytest.raises(TherapyError, match="tagged K\\? must be left empty"):
            Figure(5, Tag.UNCERTAIN, "somewhere")
        with pytest.raises(TherapyError, match="must be left empty"):
            CutOff(CutOffKind.CASE, 5, "x", "adults", "en", "somewhere", Tag.UNCERTAIN)

    def test_a_figure_without_value_or_source(self):
        with pytest.raises(TherapyError):
            Figure(None, Tag.KNOWN, "x")
        with pytest.raises(TherapyError, match="needs a source"):
            Figure(5, Tag.KNOWN, "")

    def test_options_without_words_or_with_a_gap(self):
        with pytest.raises(TherapyError, match="needs words"):
            Option(0, " ")
        with pytest.raises(TherapyError, match="consecutive"):
            Options((Option(0, "a"), Option(2, "b")))
        with pytest.raises(TherapyError, match="same words"):
            Options((Option(0, "a"), Option(1, "a")))

    def test_an_item_without_text_or_with_an_odd_key(self):
        with pytest.raises(TherapyError, match="has no text"):
            Item("sleep", "", FREQUENCY)
        with pytest.raises(TherapyError, match="small letters"):
            Item("Sleep!", "x", FREQUENCY)

    def test_a_range_that_falls(self):
        with pytest.raises(TherapyError, match="cannot run from 3 to 0"):
            Range(3, 0)

    def test_a_licence_without_a_basis(self):
        with pytest.raises(TherapyError, match="needs its basis"):
            Licence(True, "", "x", Tag.KNOWN)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Range(0, 3), "a whole number from 0 to 3"),
        (Range(0, 40, whole=False), "a number from 0 to 40"),
        (Range(0, None), "a whole number of 0 or more"),
        (Range(None, 1, whole=False), "a number of at most 1"),
        (Range(None, None, whole=False), "a number"),
    ],
)
def test_range_says_in_words_what_it_checks(given, words):
    assert given.words == words


@pytest.mark.parametrize("value", [-1, 4, 1.5, 2.0, float("nan"), float("inf"), True, "2", None, [1]])
def test_range_of_whole_numbers_refuses(value):
    assert not Range(0, 3).holds(value)


def test_range_holds_its_ends():
    assert Range(0, 3).holds(0)
    assert Range(0, 3).holds(3)
    assert Range(0, 1, whole=False).holds(0.5)
    assert not Range(None, None, whole=False).holds(float("nan"))
