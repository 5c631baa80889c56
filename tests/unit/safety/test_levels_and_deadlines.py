"""Levels, deadlines and what stands, on random input against slow twins."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.errors import TherapyError
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety.levels import (
    MINIMUM_DUTIES,
    Deadlines,
    Level,
    WorkingHours,
    deadline,
    highest,
)
from clew.therapy.safety.rules import Finding, Override, Rule, standing

LEVELS = st.sampled_from(list(Level))
MAYBE = st.sampled_from([*Level, None])
ZONES = st.sampled_from(["Europe/London", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "UTC"])
START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENT = Moment(MomentKind.NOTE, "note 1")


def test_levels_are_ordered_by_urgency_and_not_by_alphabet():
    assert sorted(Level, reverse=True) == [Level.HIGH, Level.MODERATE, Level.LOW, Level.NONE]
    assert Level("high") > Level("low")
    with pytest.raises(TypeError):
        assert Level.LOW < "moderate"


def test_every_level_has_its_duty_and_every_sign_leads_to_help_and_a_person():
    assert list(MINIMUM_DUTIES) == list(Level)
    for level, duty in MINIMUM_DUTIES.items():
        assert duty.help_first is duty.alert is (level > Level.NONE)
        assert (duty.escalation is not None) is duty.alert


@given(st.lists(MAYBE))
def test_highest_is_what_a_careful_reader_would_say(levels):
    if Level.HIGH in levels:
        expected = Level.HIGH
    elif Level.MODERATE in levels:
        expected = Level.MODERATE
    elif Level.LOW in levels:
        expected = Level.LOW
    elif None in levels or not levels:
        expected = None
    else:
        expected = Level.NONE
    assert highest(levels) is expected


@st.composite
def offices(draw):
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    hours = {}
    for day in days:
        opens, closes = sorted(draw(st.sets(st.integers(0, 23), min_size=2, max_size=2)))
        hours[day] = (time(opens), time(closes, 30))
    closed = draw(st.sets(st.integers(0, 400), max_size=5))
    holidays = frozenset(START.date() + timedelta(days=n) for n in closed)
    return WorkingHours(hours, ZoneInfo(draw(ZONES)), holidays)


RAISED = st.integers(0, 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@given(offices(), RAISED)
def test_a_more_urgent_alert_is_never_due_later(office, raised):
    due = [deadline(level, raised, office) for level in (Level.HIGH, Level.MODERATE, Level.LOW)]
    assert raised < due[0] <= due[1] <= due[2]
    assert due[0] - raised == Deadlines().high
    assert due[1] - raised <= Deadlines().moderate


@given(offices(), RAISED)
def test_a_low_alert_is_due_at_the_close_of_the_first_later_working_day(office, raised):
    local = raised.astimezone(office.zone).date()
    day = local + timedelta(days=1)
    while day.weekday() not in office.days or day in office.closed_on:
        day += timedelta(days=1)
    closing = datetime.combine(day, office.days[day.weekday()][1], office.zone).astimezone(UTC)
    moderate = deadline(Level.MODERATE, raised, office)
    assert deadline(Level.LOW, raised, office) == max(moderate, closing)


@given(offices(), RAISED)
def test_a_moderate_alert_raised_in_hours_is_due_that_day(office, raised):
    due = deadline(Level.MODERATE, raised, office)
    local = raised.astimezone(office.zone)
    opens, closes = office.days.get(local.weekday(), (time(0), time(0)))
    working = local.date() not in office.closed_on and local.weekday() in office.days
    if working and opens <= local.time() < closes and due - raised > Deadlines().high:
        assert due.astimezone(office.zone).date() == local.date()
        assert due.astimezone(office.zone).time() <= closes


def test_a_time_without_a_zone_is_refused():
    office = WorkingHours({0: (time(9), time(17))}, UTC)
    with pytest.raises(TherapyError, match="time zone"):
        deadline(Level.HIGH, datetime(2026, 3, 2, 9), office)  # noqa: DTZ001
    with pytest.raises(TherapyError, match="time zone"):
        office.is_open(datetime(2026, 3, 2, 9))  # noqa: DTZ001


def test_a_practice_that_never_opens_again_is_told_so():
    shut = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(800))
    office = WorkingHours({day: (time(9), time(17)) for day in range(7)}, UTC, shut)
    with pytest.raises(TherapyError, match="closed days"):
        deadline(Level.LOW, START, office)
    assert deadline(Level.MODERATE, START, office) == START + timedelta(hours=4)


@pytest.mark.parametrize(
    "make",
    [
        lambda: WorkingHours({}, UTC),
        lambda: WorkingHours({7: (time(9), time(17))}, UTC),
        lambda: WorkingHours({0: (time(17), time(9))}, UTC),
        lambda: WorkingHours({0: (time(9), time(9))}, UTC),
        lambda: WorkingHours({0: (time(9, tzinfo=UTC), time(17, tzinfo=UTC))}, UTC),
        lambda: Deadlines(high=timedelta(0)),
        lambda: Deadlines(high=timedelta(hours=5)),
        lambda: Deadlines(low_working_days=0),
    ],
)
def test_hours_and_deadlines_that_cannot_be_are_refused(make):
    with pytest.raises(TherapyError):
        make()


def test_a_site_sets_its_own_deadlines():
    office = WorkingHours({day: (time(9), time(17)) for day in range(5)}, UTC)
    monday = datetime(2026, 3, 2, 10, tzinfo=UTC)
    own = Deadlines(high=timedelta(minutes=5), moderate=timedelta(hours=1), low_working_days=2)
    assert deadline(Level.HIGH, monday, office, own) == monday + timedelta(minutes=5)
    assert deadline(Level.MODERATE, monday, office, own) == monday + timedelta(hours=1)
    assert deadline(Level.LOW, monday, office, own) == datetime(2026, 3, 4, 17, tzinfo=UTC)


EVENTS = st.lists(st.tuples(st.integers(0, 6), st.booleans(), MAYBE), max_size=8)


def made(events):
    findings, overrides = [], []
    for hour, is_override, level in events:
        at = START + timedelta(hours=hour)
        if is_override:
            overrides.append(Override(level or Level.NONE, "Dr Osei", "Spoke together.", at))
        else:
            findings.append(Finding(Rule.WORRY, level, "A sign.", (MOMENT,), at))
    return findings, overrides


@given(EVENTS)
def test_what_stands_is_the_last_override_and_everything_since(events):
    findings, overrides = made(events)
    stands = standing(findings, overrides)
    if not events:
        assert stands is None
        return
    last = max((o.at for o in overrides), default=None)
    since = [f.level for f in findings if last is None or f.at >= last]
    # of several overrides at one instant, the one recorded last holds
    base = [[o for o in overrides if o.at == last][-1].level] if last else []
    assert stands.level is highest([*base, *since])


@given(EVENTS, MAYBE)
def test_no_finding_ever_lowers_what_stands(events, level):
    findings, overrides = made(events)
    before = standing(findings, overrides)
    later = Finding(Rule.ITEM_9, level, "A sign.", (MOMENT,), START + timedelta(hours=9))
    after = standing([*findings, later], overrides)
    if before is not None and before.level not in (None, Level.NONE):
        assert after.level >= before.level
    else:
        assert after.level is highest([level, *([before.level] if before else [])])
