"""What may be asked of somebody who is alone, in which order, how often, and for how long it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.errors import TherapyError
from clew.therapy.measures import INSTRUMENTS, instrument
from clew.therapy.measures.asking import (
    AFTER_EACH_SESSION,
    asked_since,
    danger_items,
    holds_for,
    is_positive,
    may_be_asked,
    may_be_kept,
    path,
    read_answer,
)

LONDON = ZoneInfo("Europe/London")
ASKED = [form for form in INSTRUMENTS.values() if may_be_asked(form)]


def test_what_may_be_asked_has_its_questions_and_is_no_second_stage():
    assert {form.key for form in ASKED} == {
        "phq-9",
        "phq-2",
        "gad-7",
        "phq-15",
        "ces-d",
        "ipip-ipc",
        "alliance-check-in",
    }


def test_only_the_check_in_can_be_kept_and_nothing_with_a_question_about_danger():
    assert [form.key for form in INSTRUMENTS.values() if may_be_kept(form)] == ["alliance-check-in"]
    assert not any(may_be_kept(form) for form in INSTRUMENTS.values() if danger_items(form))


def test_everything_that_can_be_begun_says_for_how_long_it_may_go_on():
    for form in (*ASKED, instrument("asq")):
        assert timedelta(days=1) <= holds_for(form) <= timedelta(days=28)
    with pytest.raises(TherapyError, match="how long"):
        holds_for(instrument("who-5") if "who-5" in INSTRUMENTS else instrument("eq-5d-5l"))


def test_questions_about_danger():
    assert danger_items(instrument("phq-9")) == (8,)
    assert danger_items(instrument("asq")) == (0, 1, 2, 3, 4)
    assert danger_items(instrument("gad-7")) == ()


@pytest.mark.parametrize(
    ("answer", "positive"), [(0, False), (1, True), (3, True), ("declined", False), (None, False)]
)
def test_item_9_is_positive_from_one_on_and_a_refusal_is_not_asked(answer, positive):
    assert is_positive(instrument("phq-9"), 8, answer) is positive
    assert not is_positive(instrument("phq-9"), 7, answer)


def test_the_asqs_fifth_question_follows_a_yes_or_a_refusal_only():
    """All 4^5 answer sheets, against the rule of the form in its own words."""
    asq = instrument("asq")
    for sheet in product((1, 0, "declined", None), repeat=5):
        loud = any(answer == 1 or answer == "declined" for answer in sheet[:4])
        expected = (0, 1, 2, 3, 4) if loud or sheet[4] is not None else (0, 1, 2, 3)
        assert path(asq, sheet) == expected
        for place, answer in enumerate(sheet):
            assert is_positive(asq, place, answer) is (answer in (1, "declined"))


@pytest.mark.parametrize(
    ("key", "place", "answer"),
    [
        ("phq-9", 0, 4),
        ("phq-9", 0, -1),
        ("phq-9", 10, 0),
        ("phq-9", -1, 0),
        ("phq-9", 0, None),
        ("phq-9", 0, True),
        ("phq-9", 0, "1"),
        ("phq-9", 0, "not applicable"),
        ("asq", 0, 2),
    ],
)
def test_an_answer_that_is_none_is_refused(key, place, answer):
    with pytest.raises(TherapyError):
        read_answer(instrument(key), place, answer)


def test_answers_are_kept_as_they_are():
    assert read_answer(instrument("phq-9"), 8, 3) == 3
    assert read_answer(instrument("phq-9"), 8, "declined") == "declined"
    only = next(n for n, item in enumerate(instrument("phq-15").items) if item.only_for)
    assert read_answer(instrument("phq-15"), only, "not applicable") == "not applicable"


FIRST = date(2026, 3, 23)  # a week before the clocks change in London


@given(
    every=st.one_of(st.none(), st.integers(7, 60)),
    minute=st.integers(-30_000, 400_000),
)
def test_since_when_it_is_asked_by_walking_day_for_day(every, minute):
    """The twin counts mornings one by one on the practice's own clock."""
    now = datetime(2026, 3, 23, tzinfo=UTC) + timedelta(minutes=minute)
    last, day = None, FIRST
    while datetime(day.year, day.month, day.day, tzinfo=LONDON) <= now:
        gone = (day - FIRST).days
        if gone == 0 or (every and gone % every == 0):
            last = datetime(day.year, day.month, day.day, tzinfo=LONDON)
        day += timedelta(days=1)
    found = asked_since(from_on=FIRST, every_days=every, sessions=(), now=now, zone=LONDON)
    assert found == last


def test_after_each_session_it_is_asked_from_its_end_on():
    def since(now: datetime) -> datetime | None:
        return asked_since(
            from_on=FIRST,
            every_days=AFTER_EACH_SESSION,
            sessions=[datetime(2026, 3, day, 10, 50, tzinfo=UTC) for day in (16, 23, 30)],
            now=now,
            zone=LONDON,
        )

    assert since(datetime(2026, 3, 22, 12, tzinfo=UTC)) is None
    assert since(datetime(2026, 3, 23, 10, 49, tzinfo=UTC)) is None, (
        "the session goes on, and earlier ones are over"
    )
    assert since(datetime(2026, 3, 23, 10, 50, tzinfo=UTC)) == datetime(2026, 3, 23, 10, 50, tzinfo=UTC)
    assert since(datetime(2026, 4, 20, tzinfo=UTC)) == datetime(2026, 3, 30, 10, 50, tzinfo=UTC)
