"""The days of a regular time against a twin that walks the calendar day by day."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.course.slots import Break, Slot, days, read_time
from clew.therapy.errors import TherapyError

STARTS = st.dates(date(2025, 12, 1), date(2026, 12, 31))


@st.composite
def slots(draw) -> Slot:
    first = draw(STARTS)
    until = draw(st.none() | st.integers(0, 200).map(lambda n: first + timedelta(days=n)))
    return Slot(
        weekday=draw(st.integers(0, 6)),
        at=time(10),
        first=first,
        every=draw(st.integers(1, 4)),
        until=until,
        sessions=draw(st.integers(1, 12) if until is None else st.none() | st.integers(1, 12)),
    )


BREAKS = st.lists(
    st.tuples(STARTS, st.integers(0, 30)).map(lambda b: Break(first=b[0], last=b[0] + timedelta(days=b[1]))),
    max_size=3,
)


def twin(slot: Slot, breaks: list[Break]) -> list[date]:
    found, day, meetings = [], slot.first, 0
    while (slot.until is None or day <= slot.until) and (slot.sessions is None or len(found) < slot.sessions):
        if day.weekday() == slot.weekday:
            in_turn = meetings % slot.every == 0
            meetings += 1
            if in_turn and not any(one.first <= day <= one.last for one in breaks):
                found.append(day)
        day += timedelta(days=1)
    return found


@given(slots(), BREAKS)
def test_it_falls_on_the_days_that_walking_finds(slot, breaks):
    assert list(days(slot, breaks)) == twin(slot, breaks)


def test_a_break_over_all_of_it_ends_too():
    slot = Slot(weekday=0, at=time(10), first=date(2026, 1, 5), sessions=10)
    assert days(slot, [Break(first=date(2026, 1, 1), last=date(2060, 1, 1))]) == ()


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_read_as_it_is_written(hour, minute):
    assert read_time(f"{hour}:{minute:02}") == read_time(f" {hour:02}:{minute:02} ") == time(hour, minute)


@pytest.mark.parametrize("text", ["", "10", "24:00", "10:60", "10:5", "ten", "10.30", "-1:00", "1０:30"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(TherapyError, match=r"14:30"):
        read_time(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sessions": None},
        {"sessions": 0},
        {"sessions": 201},
        {"every": 0},
        {"every": 13},
        {"weekday": 7},
        {"first": date(9999, 12, 1)},
        {"until": date(2026, 1, 4)},
    ],
)
def test_a_regular_time_that_cannot_be_is_refused(wrong):
    given_ = {"weekday": 0, "at": time(10), "first": date(2026, 1, 5), "sessions": 3}
    with pytest.raises(TherapyError):
        Slot(**{**given_, **wrong})


def test_a_break_does_not_end_before_it_begins():
    with pytest.raises(TherapyError, match="ends before it begins"):
        Break(first=date(2026, 1, 2), last=date(2026, 1, 1))
