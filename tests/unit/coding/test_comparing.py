"""Two codings side by side: what is a unit, what counts as agreement, and where they differ."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding.coefficients import gwets_ac, kappa
from clew.therapy.coding.comparing import NO_CODE, Difference, Given, compare, units
from clew.therapy.coding.schemes import SHIPPED
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Span
from clew.therapy.transcripts import Role, Turn

INTERVENTIONS, LEVELS, CLUSTERS = (
    SHIPPED[key] for key in ("interventions", "defense-levels", "ccrt-clusters")
)
WISH, ANSWER = CLUSTERS.codes[0].slug, CLUSTERS.codes[8].slug
TURNS = [
    Turn(n, "x", Role.CLINICIAN if n % 2 == 0 else Role.PATIENT, f"What is said in turn {n}.")
    for n in range(24)
]


def compared(scheme, first, second, turns=TURNS):
    return compare(scheme, turns, first, second, random.Random(1), resamples=200)


def test_text_that_both_left_uncoded_is_agreement():
    one = [Given(0, "question"), Given(2, "interpretation")]
    other = [Given(0, "question"), Given(4, "interpretation")]
    found = compared(INTERVENTIONS, one, other)
    assert (found.units, found.turns, found.coded) == (12, 12, 3)
    assert found.agreed == pytest.approx(10 / 12)
    assert found.kappa.value == pytest.approx(kappa([("q", "q"), ("i", ""), ("", "i")] + [("", "")] * 9))


def test_turns_of_others_are_no_units():
    assert len(units(INTERVENTIONS, TURNS, [], [])) == len(units(LEVELS, TURNS, [], [])) == 12
    with pytest.raises(TherapyError, match="Turn 2 is not one"):
        units(INTERVENTIONS, TURNS, [Given(1, "question")], [])
    with pytest.raises(TherapyError, match="has no code 'guess'"):
        units(INTERVENTIONS, TURNS, [Given(0, "guess")], [])


def test_of_several_codes_each_counts_alone():
    found = compared(INTERVENTIONS, [Given(0, "question"), Given(0, "other")], [Given(0, "question")])
    assert [(c.code, c.first, c.second, c.both) for c in found.codes] == [
        ("question", 1, 1, 1),
        ("other", 1, 0, 0),
    ]
    assert found.agreed == pytest.approx(11 / 12), "not the same set of codes"
    assert found.differences == (
        Difference(0, (Given(0, "other"), Given(0, "question")), (Given(0, "question"),)),
    )
    assert found.differences[0].codes == {"other"}


def test_words_are_compared_letter_by_letter():
    turn = [Turn(0, "p", Role.PATIENT, "0123456789")]
    pairs = units(
        CLUSTERS, turn, [Given(0, WISH, Span(0, 6))], [Given(0, WISH, Span(4, 8)), Given(0, ANSWER)]
    )
    value = frozenset
    assert dict(pairs[0]) == {
        (value({WISH}), value({ANSWER})): 4,
        (value({WISH}), value({WISH, ANSWER})): 2,
        (NO_CODE, value({WISH, ANSWER})): 2,
        (NO_CODE, value({ANSWER})): 2,
    }


@given(
    st.lists(st.tuples(st.sampled_from([WISH, ANSWER]), st.integers(0, 19), st.integers(1, 20)), max_size=4),
    st.lists(st.tuples(st.sampled_from([WISH, ANSWER]), st.integers(0, 19), st.integers(1, 20)), max_size=4),
)
def test_letters_against_a_twin_that_looks_at_each(one, other):
    turn = Turn(0, "p", Role.PATIENT, "abcdefghijklmnopqrst")

    def marks(rows):
        return [Given(0, code, Span(start, min(20, start + n))) for code, start, n in rows]

    found = units(CLUSTERS, [turn], marks(one), marks(other))[0]
    twin = {}
    for at in range(20):
        pair = tuple(
            frozenset(g.code for g in side if g.span.start <= at < g.span.stop)
            for side in (marks(one), marks(other))
        )
        twin[pair] = twin.get(pair, 0) + 1
    assert dict(found) == twin


def test_ordinal_figures_speak_of_what_both_put_on_the_scale():
    first = [Given(n, f"level_{1 + n % 7}") for n in range(1, 20, 2)]
    second = [Given(n, f"level_{min(7, 2 + n % 7)}") for n in range(3, 24, 2)]
    found = compared(LEVELS, first, second)
    assert found.on_scale == 9
    assert found.units == 12
    assert found.kappa.value < 0 < found.weighted.value < 1
    assert found.ac1 is not None
    assert found.ac2.value is not None
    assert found.ordinal.value is not None


def test_figures_of_one_code_are_the_general_ones_written_out():
    first = [Given(n, "question") for n in (0, 2, 4, 8)]
    second = [Given(n, "question") for n in (0, 2, 6)]
    of_code = compared(INTERVENTIONS, first, second).codes[0]
    pairs = [(1, 1)] * 2 + [(1, 0)] * 2 + [(0, 1)] + [(0, 0)] * 7
    assert of_code.kappa.value == pytest.approx(kappa(pairs))
    assert of_code.ac1.value == pytest.approx(gwets_ac(pairs, (0, 1)))


def test_a_code_on_words_is_not_the_same_as_one_on_the_whole_turn():
    found = compared(CLUSTERS, [Given(1, WISH)], [Given(1, WISH, Span(0, 4))])
    assert [d.turn for d in found.differences] == [1]


def test_the_label_is_the_one_of_kappa_elsewhere():
    same = [Given(n, "question") for n in range(0, 12, 2)]
    found = compared(INTERVENTIONS, same, same)
    assert (found.kappa.value, found.kappa.interval, found.kappa.label) == (1.0, None, "excellent")
    assert compared(INTERVENTIONS, [], []).kappa.label == ""


def test_a_session_without_anybody_to_code_is_refused():
    with pytest.raises(TherapyError, match="nobody speaks"):
        compared(INTERVENTIONS, [], [], turns=[Turn(0, "p", Role.PATIENT, "Yes.")])
