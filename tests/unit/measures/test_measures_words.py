"""What a page says about a filled-in questionnaire: missing is never zero, and four words mean four things."""

from __future__ import annotations

import pytest

from clew.therapy.measures import DECLINED, INSTRUMENTS, NOT_APPLICABLE, instrument, score, score_total
from clew.therapy.measures.change import Reading
from clew.therapy.measures.words import (
    NO_BASELINE,
    answer_words,
    four_questions,
    missing_rule,
    missing_words,
    risk_words,
    score_words,
)

PHQ_9 = instrument("phq-9")


def reading(day: int, total: int) -> Reading:
    return Reading(day, score_total(PHQ_9, total).total)


def test_an_answer_reads_as_the_words_that_were_chosen():
    item = PHQ_9.items[0]
    assert [answer_words(item, answer) for answer in (0, 3, None, DECLINED)] == [
        "Not at all",
        "Nearly every day",
        "not answered",
        "declined",
    ]
    assert answer_words(instrument("phq-15").items[3], NOT_APPLICABLE) == "not applicable"


@pytest.mark.parametrize(
    ("key", "answers", "words"),
    [
        ("phq-9", [2] * 9 + [None], "18 of 27, moderately severe"),
        ("phq-9", [None] * 10, "no score"),
        ("alliance-check-in", [7, 8, 8, 0, None], "7.7 of 10"),
        ("asq", [0, 0, 0, 0, None], "negative"),
    ],
)
def test_a_score_reads_with_its_range_and_band(key, answers, words):
    form = instrument(key)
    assert score_words(form, score(form, answers)) == words


def test_a_score_made_up_from_fewer_answers_says_so():
    made_up = score(PHQ_9, [2, 2, 2, 2, 2, 2, 2, None, None, None])
    assert (
        missing_words(made_up)
        == "2 of 9 answers are missing; the total is made up from the others (prorated)."
    )
    assert missing_words(score(PHQ_9, [2] * 10)) == ""
    assert "at least 7 answers" in missing_words(score(PHQ_9, [2] * 6 + [None] * 4))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "Item 9: not asked"),
        (DECLINED, "Item 9: not asked"),
        (0, "Item 9: answered with zero"),
        (1, "Item 9: answered above zero"),
    ],
)
def test_item_9_that_was_not_answered_is_not_asked(answer, words):
    assert risk_words(PHQ_9, score(PHQ_9, [0] * 8 + [answer, None])) == words


def test_an_instrument_that_does_not_ask_says_nothing_of_risk():
    form = instrument("gad-7")
    assert risk_words(form, score(form, [3] * 7)) == ""


@pytest.mark.parametrize("form", INSTRUMENTS.values(), ids=str)
def test_every_instrument_has_its_missing_rule_in_words(form):
    said = missing_rule(form)
    assert said.endswith(".")
    if form.missing and form.missing.allowed:
        assert str(form.missing.allowed) in said or "one answer" in said


def test_the_four_questions_are_four_different_things():
    """From 24 to 11: response without remission. From 7 to 4: remission without response."""

    def answers(*scores: tuple[int, int]) -> dict[str, str]:
        return {q.name: q.answer for q in four_questions(PHQ_9, [reading(*one) for one in scores])}

    assert answers((0, 24), (70, 11)) == {
        "Reliable change": "yes, better",
        "Response": "yes",
        "Remission": "no",
        "Recovery": "no",
    }
    assert answers((0, 7), (70, 4)) == {
        "Reliable change": "no",
        "Response": "cannot be told",
        "Remission": "yes",
        "Recovery": "no",
    }
    assert answers((0, 9), (70, 16))["Reliable change"] == "yes, worse"
    assert answers((0, 20), (60, 3), (190, 2))["Recovery"] == "yes"


def test_each_answer_has_its_reason_and_its_source():
    for question in four_questions(PHQ_9, [reading(0, 24), reading(70, 11)]):
        assert question.asks.endswith("?")
        assert question.verdict.why.endswith(".")
        assert question.verdict.source


def test_without_a_score_from_the_start_change_cannot_be_told():
    questions = {q.name: q for q in four_questions(PHQ_9, [reading(7, 24), reading(70, 3)])}
    assert questions["Reliable change"].verdict.why == NO_BASELINE
    assert questions["Response"].answer == "cannot be told"
    assert questions["Remission"].answer == "yes"


def test_one_score_is_no_change():
    questions = {q.name: q for q in four_questions(PHQ_9, [reading(0, 24)])}
    assert questions["Reliable change"].answer == "cannot be told"
    assert "change needs two" in questions["Response"].verdict.why


@pytest.mark.parametrize("key", ["alliance-check-in", "asq", "ipip-ipc"])
def test_what_measures_no_symptoms_is_not_asked_about_recovery(key):
    assert four_questions(instrument(key), []) == ()
