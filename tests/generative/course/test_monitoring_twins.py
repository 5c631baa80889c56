"""Monitoring on any scores and days, against the same rules the long way round: what waits, what nobody can judge."""

from datetime import date, timedelta
from itertools import pairwise
from math import log

from hypothesis import example, given, settings
from hypothesis import strategies as st

from clew.therapy.course.continuing import Agreed, Came, State, cannot_judge, check_ins
from clew.therapy.course.expected import PROPORTIONAL, PUBLISHED
from clew.therapy.course.on_track import above_expected, course_flags, reviews_owed
from clew.therapy.course.phase_spans import phase_spans
from clew.therapy.course.phases import PHASES, Marker
from clew.therapy.measures.change import Reading
from clew.therapy.measures.scoring import Total

START = date(2026, 1, 8)


def readings_of(series):
    return [Reading(7 * week, Total(score, "phq-9", "2001"), week + 1) for week, score in series]


weekly = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 27)), min_size=1, max_size=16, unique_by=lambda pair: pair[0]
).map(sorted)


@settings(max_examples=150)
@given(st.integers(0, 27), st.integers(1, 140), st.integers(0, 27))
@example(16, 28, 17)
@example(16, 112, 13)
@example(16, 113, 27)
def test_above_the_expected_course_by_more_than_five_points_until_week_16(first, day, now):
    flag = above_expected(
        [Reading(0, Total(first, "phq-9", "2001")), Reading(day, Total(now, "phq-9", "2001"))]
    )
    week = day / 7
    wanted = week <= 16 and now - first * (1 - 0.5 * log(1 + week) / log(17)) > 5
    assert (flag is not None) == wanted


@settings(max_examples=100)
@given(weekly, st.sampled_from([None, 10, 15, 16]))
def test_a_review_that_came_up_waits_until_the_scores_no_longer_ask_for_it(series, planned):
    """The review came up at an earlier score, and at the last one it would come up as if for the first time."""
    baseline = next((score for week, score in series if week == 0), None)

    def little(now):
        return bool(baseline) and (baseline - now) / baseline < 0.2

    def not_better(now):
        return baseline is not None and baseline >= 10 and now > baseline / 2 and baseline - now < 6

    def came_up(least, asks):
        first = next((place for place, (week, _) in enumerate(series) if week + 1 >= least), None)
        return first is not None and first < len(series) - 1 and asks(series[first][1])

    wanted = set()
    last = series[-1][1]
    if baseline is not None and len(series) > 1:
        if came_up(6, little) and little(last):
            wanted.add("N5")
        if planned and came_up((planned + 1) // 2, not_better) and not_better(last):
            wanted.add("N6")
    assert {flag.rule for flag in reviews_owed(readings_of(series), planned)} == wanted


@settings(max_examples=100)
@given(weekly, st.integers(0, 80))
def test_with_too_few_scores_there_is_always_a_grey_flag_and_never_silence(series, later):
    today = 7 * series[-1][0] + later
    recent = sum(today - 42 <= 7 * week <= today for week, _ in series)
    rules = {flag.rule for flag in course_flags(readings_of(series), today=today)}
    assert ("N8" in rules) == (recent < 3)


@settings(max_examples=100)
@given(st.integers(0, 27), st.floats(0, 40))
def test_the_references_say_nothing_where_they_know_nothing(first, week):
    assert (PROPORTIONAL.at(week, first) is None) == (week > 16)
    assert (PUBLISHED.at(week, first) is None) == (first < 10)
    if first >= 10 and week > 10:
        assert PUBLISHED.at(week, first) == PUBLISHED.at(
            10, first
        )  # held flat: the parabola would rise again


ENDED = date(2027, 8, 31)


@settings(max_examples=150)
@given(
    st.lists(st.integers(0, 1200), max_size=8, unique=True).map(sorted),
    st.integers(0, 1300),
    st.sampled_from(list(Agreed)),
)
def test_after_an_end_silence_is_said_and_nothing_else_is(days, passed, agreed):
    today = ENDED + timedelta(days=passed)
    came = [Came(ENDED + timedelta(days=day), f"r{day}") for day in days if day <= passed]
    listed = check_ins(ENDED, came, today=today, agreed=agreed)
    said = cannot_judge(listed, ended_on=ENDED, today=today)
    if not listed:
        assert (said is not None) == (passed > 92)
        return
    reached = [one for one in listed if one.on <= today or one.came]
    if not reached:
        assert said is None
    elif not reached[-1].came:
        assert said is not None
    elif any(one.state is State.AHEAD for one in listed):
        assert said is None
    else:
        assert (said is not None) == ((today - reached[-1].came[-1].on).days > 92)


@settings(max_examples=150)
@given(
    st.dictionaries(st.sampled_from(list(Marker)), st.integers(-10, 150)),
    st.sampled_from([stage for phase in PHASES.values() for stage in phase.stages]),
    st.integers(0, 140),
    st.one_of(st.none(), st.integers(1, 140)),
)
@example({Marker.PLAN_AGREED: 0, Marker.PLAN_WRITTEN: 1}, "continuing_care", 3, 2)
def test_phases_follow_each_other_without_a_gap_and_end_where_it_was_noted(noted, stage, passed, ended):
    today = START + timedelta(days=passed)
    ended_on = START + timedelta(days=ended) if ended is not None and ended <= passed else None
    marked = {marker: START + timedelta(days=day) for marker, day in noted.items()}
    spans = phase_spans(marked, stage=stage, starts_on=START, today=today, ended_on=ended_on)
    if not spans:
        return
    assert spans[0].first == START
    assert spans[-1].last <= today
    for one, other in pairwise(spans):
        assert one.last == other.first
    shown = [name for span in spans for name in span.names]
    order = [phase.name for phase in PHASES.values()]
    assert shown == sorted(shown, key=order.index)
    assert len(shown) == len(set(shown))
    assert "Intake" not in shown
    parted = {marked[marker] for marker in marked}
    assert all(span.last in parted for span in spans[:-1] if span.last != ended_on)
