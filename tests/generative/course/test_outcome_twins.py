"""The outcome of a practice against slow and obvious twins."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clew.therapy.course.intervals import wilson
from clew.therapy.course.outcome import (
    END_WINDOW,
    OF_SCORES,
    SMALLEST,
    End,
    Group,
    Question,
    Tally,
    Treatment,
    how_ended,
    judge,
    may_be_told,
    outcome,
)
from clew.therapy.errors import TherapyError
from clew.therapy.measures.change import Reading
from clew.therapy.measures.instruments.phq import PHQ_9
from clew.therapy.measures.scoring import Total

Z = 1.959963984540054


def reading(day: int, value: int) -> Reading:
    return Reading(day, Total(value, PHQ_9.key, PHQ_9.version))


# -- Intervals --------------------------------------------------------------------------------------------------------


def surprised(share: float, yes: int, of: int) -> bool:
    """Whether a count lies farther from what a true share lets expect than chance explains, the test Wilson inverts."""
    return abs(yes / of - share) > Z * sqrt(share * (1 - share) / of)


@given(st.integers(1, 400), st.data())
@example(1, None)
def test_the_interval_holds_the_shares_that_a_count_would_not_surprise(of, data):
    yes = 1 if data is None else data.draw(st.integers(0, of))
    low, high = wilson(yes, of)
    assert 0 <= low <= yes / of <= high <= 1
    for step in range(1001):
        share = step / 1000
        if low + 1e-9 < share < high - 1e-9:
            assert not surprised(share, yes, of)
        elif not low - 1e-9 <= share <= high + 1e-9:
            assert surprised(share, yes, of)


@pytest.mark.parametrize(
    ("yes", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 10, 0.0179, 0.4042), (81, 263, 0.2553, 0.3662)],
)
def test_intervals_that_are_known(yes, of, low, high):
    """The last is Newcombe 1998, table I, 81 of 263."""
    assert wilson(yes, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(("yes", "of"), [(0, 0), (-1, 5), (6, 5)])
def test_no_interval_without_anybody(yes, of):
    with pytest.raises(TherapyError, match="no interval"):
        wilson(yes, of)


# -- One treatment ------------------------------------------------------------------------------------------------------


def slow(scores: list[tuple[int, int]], last_day: int, question: Question) -> bool | None:
    """Each question from its definition, day by day, without any of Clew's own functions."""
    before = [score for score in scores if score[0] <= 0]
    if not before:
        return None
    first_day, first = before[0]
    during = [score for score in scores if first_day < score[0] <= last_day + END_WINDOW.value]
    if not during:
        return None
    last = during[-1][1]
    if question is Question.RESPONSE:
        return None if first < 10 else (first - last) * 2 >= first
    if question is Question.REMISSION:
        return last < 5
    if question is Question.IMPROVED:
        return first - last >= 6
    if question is Question.DETERIORATED:
        return last - first >= 6
    since = None
    for day, value in scores:
        if day > first_day:
            since = (day if since is None else since) if value < 5 else None
    if since is None:
        return False
    return True if scores[-1][0] - since >= 120 else None


days = st.lists(st.integers(-20, 500), unique=True, max_size=12).map(sorted)
courses = days.flatmap(
    lambda found: st.tuples(*(st.tuples(st.just(day), st.integers(0, 27)) for day in found)).map(list)
)


@given(courses, st.integers(0, 300), st.sampled_from(OF_SCORES))
def test_each_question_is_answered_as_its_definition_says(scores, last_day, question):
    treatment = Treatment(End.COMPLETED, tuple(reading(*score) for score in scores), last_day)
    assert judge(treatment, question) is slow(scores, last_day, question)


def test_drop_out_is_no_question_of_scores():
    treatment = Treatment(End.COMPLETED, (reading(0, 12), reading(30, 4)), 30)
    with pytest.raises(TherapyError, match="no question of scores"):
        judge(treatment, Question.DROP_OUT)


@pytest.mark.parametrize(("end", "last"), [(End.GOING_ON, 3), (End.COMPLETED, None)])
def test_what_is_over_has_a_last_day_and_what_goes_on_has_none(end, last):
    with pytest.raises(TherapyError, match="last day"):
        Treatment(end, (), last)


# -- A practice ---------------------------------------------------------------------------------------------------------


@st.composite
def made(draw) -> Treatment:
    end = draw(st.sampled_from(End))
    scores = draw(courses)
    return Treatment(
        end,
        tuple(reading(*score) for score in scores),
        None if end is End.GOING_ON else draw(st.integers(0, 200)),
    )


tables = st.lists(made(), max_size=15)


@given(tables)
def test_everybody_is_counted_once_and_nobody_is_lost(treatments):
    found = outcome(treatments)
    over = [one for one in treatments if one.end is not End.GOING_ON]
    assert found.treatments == len(treatments)
    assert found.over == len(over)
    assert found.no_first == sum(one.first is None for one in over)
    assert found.no_first + found.first_scores == found.over
    for question in OF_SCORES:
        for group, people in (
            (Group.ALL, [one for one in over if one.first]),
            (Group.COMPLETERS, [o for o in over if o.first and o.last() and o.end is End.COMPLETED]),
        ):
            tally = found.tally(group, question)
            answers = [judge(one, question) for one in people]
            assert tally.yes == answers.count(True)
            assert tally.of == answers.count(True) + answers.count(False)
            assert tally.missing + tally.unasked == answers.count(None)
    dropped = found.tally(Group.ALL, Question.DROP_OUT)
    assert dropped.of + dropped.missing == found.over
    assert dropped.yes == sum(one.end is End.DROPPED_OUT for one in over)


@given(tables, tables)
def test_taking_some_out_leaves_the_others(some, others):
    left = outcome([*some, *others]).without(outcome(some))
    alone = outcome(others)
    assert left.ends == alone.ends
    assert (left.no_first, left.no_last, left.cases, left.first_scores) == (
        alone.no_first,
        alone.no_last,
        alone.cases,
        alone.first_scores,
    )
    assert left.tallies == alone.tallies


@given(*(st.integers(0, 40) for _ in range(4)))
def test_no_number_is_told_in_which_one_to_four_strangers_stand_apart(yes, no, missing, unasked):
    least = int(SMALLEST.value)
    told = may_be_told(Tally(yes, yes + no, missing, unasked))
    small = any(0 < count < least for count in (yes, no, missing, unasked))
    alone = (yes == 0) != (no == 0)  # all of them, or none: what is told of all is told of each
    assert told is not (small or alone)


@given(st.integers(0, 60), st.integers(1, 60))
def test_who_chooses_to_stop_before_the_agreed_number_dropped_out(held, agreed):
    end = how_ended("patient_choice", agreed=agreed, held=held)
    assert (end is End.DROPPED_OUT) is (held < agreed)


def test_every_reason_for_an_end_is_known_here():
    from clew.therapy.course.ending import REASONS

    for reason in REASONS:
        assert how_ended(reason, agreed=16, held=8) is not End.NOT_SAID
    with pytest.raises(TherapyError, match="no reason"):
        how_ended("bored", agreed=16, held=8)
