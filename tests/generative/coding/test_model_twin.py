"""The model's arrays against a plain reading of the formula in `clew.therapy.coding.model`, one feature at a time."""

from math import sqrt
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding import model
from clew.therapy.coding.engine import Reading
from clew.therapy.coding.features import LONGEST, features, place_in_turn, signs

WORDS = [
    "i",
    "you",
    "feel",
    "think",
    "mother",
    "never",
    "sorry",
    "because",
    "what",
    "did",
    "and",
    "the",
    "then",
    "cried",
    "angry",
    "nothing",
    ".",
    "?",
]
turns = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=1, max_size=4)


def plain_key(words):
    number = crc32(words[0].encode())
    for word in words[1:]:
        number = (number * 0xC2B2AE3D27D4EB4F + crc32(word.encode())) % 2**64
    return ((number * 0x9E3779B97F4A7C15) % 2**64) >> 32


def plain_features(words, before):
    framed = ["^", *words, "$"]
    found = {plain_key(framed[n : n + width]) for width in (1, 2, 3) for n in range(len(framed) - width + 1)}
    for salt, every in ((7, signs(words, before)), (0x51ED270B, before)):
        for one in every:
            number = (crc32(one.encode()) * 0xC2B2AE3D27D4EB4F + salt) % 2**64
            found.add(((number * 0x9E3779B97F4A7C15) % 2**64) >> 32)
    return found


@given(turns)
def test_features_are_those_of_the_formula(spoken):
    before = [[], *spoken[:-1]]
    found = features(spoken, before, [[] for _ in spoken])
    for number, words in enumerate(spoken):
        assert set(found.keys[found.turn == number].tolist()) == plain_features(words, before[number])


@pytest.mark.parametrize("name", [model.CLINICIAN, model.PATIENT])
@given(spoken=turns)
def test_margins_are_those_of_the_formula(name, spoken):
    side = model.side(name)
    before = [[], *spoken[:-1]]
    found = features(spoken, before, [[] for _ in spoken])
    margins = side.margins(found, side.known(found), len(spoken))
    row_of = {int(key): row for row, key in enumerate(side._keys)}
    for number, words in enumerate(spoken):
        rows = [row_of[key] for key in plain_features(words, before[number]) if key in row_of]
        for place, (scheme, head) in enumerate(side.heads.items()):
            length = sqrt(max(sum(float(side._rarity[row, place]) for row in rows), 1e-6))
            for at in range(len(head.codes)):
                column = head.columns.start + at
                total = sum(int(side._weights[row, column]) for row in rows) * float(side._scale[column])
                expected = total / length + float(head.bias[at])
                assert margins[scheme][number, at] == pytest.approx(expected, abs=1e-3)


@given(turns)
def test_the_run_that_moved_a_code_most_is_the_heaviest_of_all_runs(spoken):
    side = model.side(model.PATIENT)
    found = features(spoken, [[] for _ in spoken], [[] for _ in spoken])
    head = side.heads["affect"]
    asked = [
        (number, len(words), "affect", code) for number, words in enumerate(spoken) for code in head.codes[:3]
    ]
    row_of = {int(key): row for row, key in enumerate(side._keys)}
    for (number, count, _, code), run in zip(
        asked, side.moved_by(found, side.known(found), asked), strict=True
    ):
        column = head.columns.start + head.codes.index(code)
        framed = ["^", *spoken[number], "$"]
        share = [0.0] * (len(framed) + 1)
        for width in (1, 2, 3):
            for first in range(len(framed) - width + 1):
                row = row_of.get(plain_key(framed[first : first + width]))
                for place in range(first, first + width):
                    share[place] += 0.0 if row is None else float(side._weights[row, column]) / width
        sums = {(a, b): sum(share[a + 1 : b + 2]) for a in range(count) for b in range(a, count)}
        best = max(sums.values())
        if run is None:
            assert best <= 1e-6
        else:
            assert sums[run] == pytest.approx(best, abs=1e-6)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2 * LONGEST))
def test_the_words_that_moved_a_code_stand_in_the_turn(words):
    text = " ".join(words)
    reading = Reading(text)
    side = model.side(model.PATIENT)
    found = features([reading.words], [[]], [[]])
    count = len(reading.words)
    [run] = side.moved_by(found, side.known(found), [(0, min(count, LONGEST), "affect", "anger")])
    if run is not None:
        first, last = (place_in_turn(place, count) for place in run)
        span = reading.words_span(first, last)
        assert 0 <= first <= last < count
        assert text[span.start : span.stop].strip()


def test_every_place_that_is_read_is_a_place_in_the_turn():
    count = LONGEST + 37
    places = [place_in_turn(place, count) for place in range(LONGEST)]
    assert places[: LONGEST // 2] == list(range(LONGEST // 2))
    assert places[LONGEST // 2 :] == list(range(count - LONGEST // 2, count))


def test_the_table_has_one_place_for_each_feature():
    for name in (model.CLINICIAN, model.PATIENT, "story"):
        keys = model.side(name)._keys
        assert len(np.unique(keys & np.uint32(model.MASK))) == len(keys)
