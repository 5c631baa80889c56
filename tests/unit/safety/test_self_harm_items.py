"""Items on death or self-harm of other questionnaires are doors like item 9; and when the practice opens next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety.levels import Level, WorkingHours
from clew.therapy.safety.rules import DEFAULT_POLICY, Policy, item9, self_harm_item

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOMENTS = (Moment(MomentKind.ANSWER, "one", first=0),)


def read(answer, **more):
    return self_harm_item(answer, title="CORE-10", position=6, at=AT, moments=MOMENTS, **more)


def test_it_is_read_as_item_9_is():
    for answer in (None, 0, 1, 2, 3):
        one, nine = read(answer), item9(answer, at=AT, moments=MOMENTS)
        assert (one.level, one.positive, one.complete, one.asks_for_screen) == (
            nine.level,
            nine.positive,
            nine.complete,
            nine.asks_for_screen,
        )


def test_unanswered_is_not_known_and_says_so():
    assert read(None).level is None
    assert "not known" in read(None).words
    assert "Item 6 of the CORE-10" in read(None).words


def test_a_site_sets_the_level_of_both_together():
    assert read(1, policy=Policy(item9=Level.HIGH)).level is Level.HIGH
    assert read(4).level is DEFAULT_POLICY.item9


HOURS = WorkingHours(dict.fromkeys(range(5), (time(9), time(17))), ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-03-02T12:00", "2026-03-02T12:00"),  # a Monday at noon: it is open
        ("2026-03-02T08:59", "2026-03-02T09:00"),
        ("2026-03-02T17:00", "2026-03-03T09:00"),  # the closing time is not open any more
        ("2026-03-06T18:00", "2026-03-09T09:00"),  # a Friday evening
        ("2026-03-27T18:00", "2026-03-30T09:00"),  # the clocks go forward in between
    ],
)
def test_the_next_opening_is_told_in_the_practices_own_time(now, opens):
    zone = ZoneInfo("Europe/London")
    found = HOURS.next_opening(datetime.fromisoformat(now).replace(tzinfo=zone))
    assert found == datetime.fromisoformat(opens).replace(tzinfo=zone)
    assert HOURS.is_open(found)


def test_a_practice_that_never_opens_says_so():
    always = frozenset(date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(1000))
    closed = WorkingHours(dict(HOURS.days), HOURS.zone, closed_on=always)
    with pytest.raises(TherapyError, match="opens on no day"):
        closed.next_opening(AT)
