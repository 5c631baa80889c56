"""The order of a caseload against a slow and obvious twin."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.course.on_track import CourseFlag, Level
from clew.therapy.course.today import Due, Place, Why, look_today
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag

TODAY = date(2026, 3, 2)


def flag(level: Level) -> CourseFlag:
    rule = {Level.SAFETY: "N7", Level.RED: "N1", Level.AMBER: "N2", Level.REVIEW: "N5", Level.GREY: "N8"}[
        level
    ]
    return CourseFlag(rule, level, "Seen.", (), "A source", Tag.DEFAULT)


people = st.fixed_dictionaries(
    {
        "alerts": st.integers(0, 2),
        "answer_by": st.none() | st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n)),
        "flags": st.lists(st.sampled_from(Level), max_size=4, unique=True).map(
            lambda levels: [flag(level) for level in levels]
        ),
        "due": st.lists(
            st.integers(-9, 9).map(lambda n: Due("Review", TODAY + timedelta(days=n))), max_size=3
        ),
        "next_session": st.none() | st.integers(0, 20).map(lambda n: TODAY + timedelta(days=n)),
    }
)


def slow(person) -> Place:
    """The place from the words of the brief: danger, then flags, then due, then grey, then the rest."""
    if person["alerts"] > 0:
        return Place.DANGER
    if [one for one in person["flags"] if one.level != Level.GREY]:
        return Place.LOOK
    if [one for one in person["due"] if one.on <= TODAY]:
        return Place.DUE
    if person["flags"]:
        return Place.GREY
    return Place.REST


@given(people)
def test_everybody_stands_where_the_words_say_and_with_every_reason(person):
    found = look_today(today=TODAY, **person)
    assert found.place is slow(person)
    due = any(one.on <= TODAY for one in person["due"])  # things of one name are told once
    reasons = bool(person["alerts"]) + len(person["flags"]) + due
    assert len(found.whys) == reasons
    assert (not found.whys) is (found.place is Place.REST)


@given(people, people)
def test_a_place_before_another_is_listed_before_it(one, other):
    first, second = look_today(today=TODAY, **one), look_today(today=TODAY, **other)
    places = list(Place)
    if places.index(first.place) < places.index(second.place):
        assert first.order < second.order


@given(people)
def test_nobody_who_cannot_be_judged_stands_among_the_rest(person):
    """Grey is never green: with any flag at all, even that of too few scores, nobody sinks to the end."""
    if person["flags"]:
        assert look_today(today=TODAY, **person).place is not Place.REST


def test_words_are_few_and_every_reason_has_a_rule_and_a_source():
    found = look_today(today=TODAY, alerts=1, flags=[flag(level) for level in Level])
    for why in found.whys:
        assert len(why.words.split()) <= 4
        assert why.rule
        assert why.source


def test_what_cannot_be_is_refused():
    with pytest.raises(TherapyError, match="below zero"):
        look_today(today=TODAY, alerts=-1)
    with pytest.raises(TherapyError, match="in words"):
        Why("", "N1", "Seen.", "A source", Tag.DEFAULT)
