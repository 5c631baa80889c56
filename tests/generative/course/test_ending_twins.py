"""Dates and boundaries of endings and reviews, each against a slow and obvious way of finding the same."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.course.continuing import (
    FOLLOW_UP_MONTHS,
    Agreed,
    Came,
    State,
    check_ins,
    follow_ups,
    months_of,
    next_due,
)
from clew.therapy.course.ending import CHECKLIST, REASONS, Scored, completeness, symptom_return, unplanned
from clew.therapy.course.frame import Frame, notes, sessions_of_treatment
from clew.therapy.course.months import add_months
from clew.therapy.course.phases import PHASES, Marker, Seen, Told, new_response, standings
from clew.therapy.course.relapse import CheckIn, SignsSeen, of_score, of_signs
from clew.therapy.course.reviewing import ending_talk, next_review
from clew.therapy.errors import TherapyError
from clew.therapy.measures.scoring import Risk, Total

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
totals = st.integers(0, 27)


def phq(value: int) -> Total:
    return Total(float(value), "phq-9", "1")


# -- Months -----------------------------------------------------------------------------------------------------------


def walked(day: date, months: int) -> date:
    """Turn the calendar's leaves one by one, then find the day on the last one."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    wanted = day.day
    while wanted > len([d for week in calendar.monthcalendar(year, month) for d in week if d]):
        wanted -= 1
    return date(year, month, wanted)


@given(days, st.integers(0, 60))
def test_months_are_counted_as_on_a_wall_calendar(day, months):
    assert add_months(day, months) == walked(day, months)


def test_leap_days():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 2, 29), 48) == date(2028, 2, 29)
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert add_months(date(2099, 8, 31), 6) == date(2100, 2, 28)


def test_what_no_calendar_has_is_refused():
    with pytest.raises(TherapyError, match="forward"):
        add_months(date(2026, 1, 1), -1)
    with pytest.raises(TherapyError, match="end of the calendar"):
        add_months(date(9999, 12, 1), 1)


# -- Check-ins --------------------------------------------------------------------------------------------------------


def test_monthly_for_half_a_year_then_quarterly_to_two_years():
    assert months_of() == (1, 2, 3, 4, 5, 6, 9, 12, 15, 18, 21, 24)
    assert months_of(Agreed.WITH_FOLLOW_UP) == FOLLOW_UP_MONTHS == (1, 3, 6, 12)
    assert months_of(Agreed.NONE) == ()


@st.composite
def afterwards(draw):
    ended = draw(days)
    came = draw(st.lists(st.integers(0, 900), max_size=12))
    today = ended + timedelta(days=draw(st.integers(0, 900)))
    agreed = draw(st.sampled_from(list(Agreed)))
    return ended, [Came(ended + timedelta(days=n), str(i)) for i, n in enumerate(came)], today, agreed


@given(afterwards())
def test_each_questionnaire_goes_to_the_check_in_that_is_nearest(given_):
    ended, came, today, agreed = given_
    listed = check_ins(ended, came, today=today, agreed=agreed)
    assert [one.months for one in listed] == list(months_of(agreed))
    if not listed:
        return
    for one in came:
        distances = [(abs((day - one.on).days), day) for day in (ended, *(check.on for check in listed))]
        wanted = min(distances)[1]  # the nearest, and of two as near the earlier
        assert [check.on for check in listed if one in check.came] == ([] if wanted == ended else [wanted])


@given(afterwards())
def test_what_a_check_in_is_follows_from_its_day(given_):
    ended, came, today, agreed = given_
    listed = check_ins(ended, came, today=today, agreed=agreed)
    for place, one in enumerate(listed):
        later = [
            other
            for other in listed[place + 1 :]
            if abs((other.on - today).days) < abs((one.on - today).days)
        ]
        expected = (
            State.CAME
            if one.came
            else State.AHEAD
            if today < one.on
            else State.MISSED
            if later
            else State.DUE
        )
        assert one.state is expected
    assert sum(one.state is State.DUE for one in listed) <= 1
    found = next_due(listed)
    waiting = [one for one in listed if one.state in (State.DUE, State.AHEAD)]
    assert found == (waiting[0] if waiting else None)


def test_what_came_before_the_end_is_not_counted_after_it():
    with pytest.raises(TherapyError, match="from the end on"):
        check_ins(date(2026, 5, 1), [Came(date(2026, 4, 30), "1")], today=date(2026, 6, 1))


@given(days)
def test_follow_ups_lie_at_one_three_six_and_twelve_months(ended):
    assert follow_ups(ended) == tuple((n, walked(ended, n)) for n in (1, 3, 6, 12))


# -- Relapse prompts --------------------------------------------------------------------------------------------------


@given(totals, st.none() | totals, st.sampled_from([*Risk, None]))
def test_a_score_asks_for_a_look_by_three_boundaries(now, end, risk):
    found = of_score(
        CheckIn(date(2026, 9, 1), phq(now), risk, "m"), at_end=phq(end) if end is not None else None
    )
    wanted = []
    if risk is Risk.RAISED:
        wanted.append("Thoughts of death or self-harm")
    if now in range(10, 28):
        wanted.append("Is it still there?" if end in range(10, 28) else "Is it coming back?")
    if end is not None and now in range(end + 6, 28):
        wanted.append("What has happened since the end?")
    assert [prompt.asks for prompt in found] == wanted
    assert [prompt.danger for prompt in found] == [asks.startswith("Thoughts") for asks in wanted]
    assert all(prompt.reason.rests_on == ("m",) for prompt in found)


def test_without_a_total_only_danger_can_be_said():
    found = of_score(CheckIn(date(2026, 9, 1), None, Risk.RAISED, "m"), at_end=phq(1))
    assert [prompt.danger for prompt in found] == [True]


@given(st.integers(0, 8), st.none() | st.integers(0, 20))
def test_two_signs_for_two_weeks(count, weeks):
    found = of_signs(SignsSeen(date(2026, 9, 1), count, weeks, "e"))
    asks = count in (2, 3, 4, 5, 6, 7, 8) and (weeks is None or weeks not in (0, 1))
    assert bool(found) == asks
    assert ("not said" in found[0].reason.words) == (weeks is None) if found else True


# -- Ending -----------------------------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(sorted(CHECKLIST))), st.booleans())
def test_every_item_that_is_asked_is_done_or_open(noted, early):
    found = completeness(noted, early=early)
    asked = {slug for slug, item in CHECKLIST.items() if early or not item.early}
    assert {item.slug for item in found.done} == asked & noted
    assert {item.slug for item in found.open} == asked - noted
    assert len(found.reasons) == len(found.open)
    early_open = [item.early for item in found.open]
    assert early_open == sorted(early_open, reverse=True)


def test_only_two_reasons_are_planned():
    assert {slug for slug in REASONS if not unplanned(slug)} == {"goals_reached", "planned_limit"}
    with pytest.raises(TherapyError, match="reasons in the list"):
        unplanned("bored")


@given(
    st.lists(st.tuples(st.integers(0, 40), totals), max_size=8, unique_by=lambda one: one[0]),
    st.integers(0, 40),
)
def test_the_largest_rise_in_sight_of_the_end_is_noted(told, from_day):
    start = date(2026, 3, 1)
    scores = [Scored(start + timedelta(days=n), phq(value), str(n)) for n, value in told]
    rises = {}
    ordered = sorted(told)
    for place in range(1, len(ordered)):
        (_, before), (day, after) = ordered[place - 1], ordered[place]
        if day >= from_day and after > before:
            rises[day] = after - before
    found = symptom_return(scores, ending_from=start + timedelta(days=from_day))
    assert (found is not None) == bool(rises)
    if found is not None:
        assert rises[int(found.rests_on[1])] == max(rises.values())


# -- Reviews and the time to talk about the end -----------------------------------------------------------------------


@given(days, st.integers(0, 2000))
def test_the_end_is_talked_about_for_a_tenth_of_the_length_and_not_a_day_more(start, length):
    end = start + timedelta(days=length)
    found = ending_talk(starts_on=start, planned_end=end)
    assert found is not None
    days_before = 0
    while days_before * 10 < length:
        days_before += 1
    assert found.on == end - timedelta(days=days_before)


@given(days, st.none() | st.integers(0, 400), st.none() | st.integers(1, 104))
def test_open_ended_work_is_reviewed_every_three_months_or_as_agreed(start, since, weeks):
    last = None if since is None else start + timedelta(days=since)
    found = next_review(
        time_limited=False,
        starts_on=start,
        last_review=last,
        review_weeks=weeks,
        agreed_sessions=None,
        held=3,
        reviews_held=0 if last is None else 1,
    )
    counted = last or start
    assert found is not None
    assert found.on == (walked(counted, 3) if weeks is None else counted + timedelta(days=7 * weeks))


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 4))
def test_a_time_limited_course_has_an_early_review_and_one_at_its_midpoint(agreed, held, reviews):
    found = next_review(
        time_limited=True,
        starts_on=date(2026, 1, 8),
        last_review=date(2026, 2, 1) if reviews else None,
        review_weeks=None,
        agreed_sessions=agreed,
        held=held,
        reviews_held=reviews,
    )
    middle = next(n for n in range(1, agreed + 1) if n >= agreed / 2)
    count = 2 if middle > 5 else 1
    if middle > 5 and reviews == 0 and held < middle:
        assert found is not None
        assert (found.slug, found.session) == ("early_review", 5)
    elif reviews < count and held <= agreed:
        assert found is not None
        assert found.session == middle
    else:
        assert found is None


# -- The frame --------------------------------------------------------------------------------------------------------


@given(
    st.booleans(),
    st.none() | st.integers(1, 60),
    st.integers(10, 240),
    st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.0, 3.0]),
    st.none() | st.integers(1, 104),
)
def test_a_note_stands_exactly_where_the_texts_are_left(time_limited, sessions, minutes, rate, weeks):
    frame = Frame(
        time_limited=time_limited,
        starts_on=date(2026, 1, 8),
        sessions=sessions,
        minutes=minutes,
        weekly_rate=rate,
        review_weeks=weeks,
    )
    wanted = set()
    if time_limited and sessions not in range(12, 25):
        wanted.add("agreed_sessions")
    if minutes not in range(45, 51):
        wanted.add("minutes")
    if rate not in ((1.0,) if time_limited else (1.0, 1.5, 2.0)):
        wanted.add("weekly_rate")
    if not time_limited and weeks is not None and weeks > 13:
        wanted.add("review_weeks")
    assert {note.about for note in notes(frame)} == wanted


@pytest.mark.parametrize(
    "wrong",
    [
        {"sessions": 0},
        {"planned_end": date(2026, 1, 7)},
        {"minutes": 9},
        {"minutes": 241},
        {"weekly_rate": 0},
        {"weekly_rate": 7.5},
        {"review_weeks": 0},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(TherapyError):
        Frame(**{"time_limited": True, "starts_on": date(2026, 1, 8), "sessions": 16, **wrong})


# -- Phases -----------------------------------------------------------------------------------------------------------

markers = st.dictionaries(
    st.sampled_from(list(Marker)), st.sampled_from([True, False, None]).map(lambda met: Seen(met, "Seen."))
)


@given(
    st.sampled_from([stage for phase in PHASES.values() for stage in phase.stages]),
    st.integers(0, 40),
    markers,
)
def test_the_stage_alone_says_where_a_course_stands(stage, held, seen):
    found = standings(stage, held, seen)
    here = [one for one in found if one.place == "here"]
    assert len(here) == 1
    assert stage in here[0].phase.stages
    order = [{"behind": 0, "here": 1, "ahead": 2}[one.place] for one in found]
    assert order == sorted(order)
    for one in found:
        sight = seen.get(one.phase.marker) if one.phase.marker else None
        assert one.met == (sight.met if sight else None)
        left_open = any("Left open" in reason.words for reason in one.reasons)
        assert left_open == (one.place == "behind" and one.met is False)
        unknown = any("cannot be told" in reason.words for reason in one.reasons)
        assert unknown == (one.place != "ahead" and one.phase.marker is not None and one.met is None)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 20)), max_size=10))
def test_a_new_response_is_one_that_no_early_episode_had(told):
    found = new_response([Told(category, session, "") for category, session in told])
    new = False
    for category, session in told:
        if session >= 5 and all(not (other == category and early < 5) for other, early in told):
            new = True
    assert found.met == new


@pytest.mark.parametrize(
    ("agreed", "assessing", "told"),
    [
        (None, False, None),
        (None, True, None),
        (4, True, None),
        (11, True, None),
        (12, True, 12),
        (16, True, 16),
        (4, False, 4),
        (16, False, 16),
    ],
)
def test_the_middle_of_an_assessment_is_not_the_middle_of_a_treatment(agreed, assessing, told):
    assert sessions_of_treatment(agreed, assessing=assessing) == told
