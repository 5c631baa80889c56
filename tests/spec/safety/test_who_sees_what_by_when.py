"""From a level to a deadline, from a finding to the level that stands, and what a patient is shown."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety.contacts import CONTACTS, UNIVERSAL_HELP, help_for, may_open_patient_pages
from clew.therapy.safety.levels import Level, WorkingHours, deadline, highest
from clew.therapy.safety.panel import Cover, cover_at, help_panel
from clew.therapy.safety.rules import Finding, Override, Rule, standing

LONDON = ZoneInfo("Europe/London")
OFFICE = WorkingHours(
    {day: (time(9), time(17)) for day in range(5)}, LONDON, closed_on=frozenset({date(2026, 4, 3)})
)


def at(words):
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("level", "raised", "due"),
    [
        # 2 March 2026 is a Monday
        (Level.HIGH, "2026-03-02 10:00", "2026-03-02 10:15"),
        (Level.HIGH, "2026-03-07 03:00", "2026-03-07 03:15"),  # at night, on a Saturday: no later
        (Level.MODERATE, "2026-03-02 10:00", "2026-03-02 14:00"),
        (Level.MODERATE, "2026-03-02 15:00", "2026-03-02 17:00"),  # the same working day
        (Level.MODERATE, "2026-03-02 16:55", "2026-03-02 17:10"),  # never sooner than a high one
        (Level.MODERATE, "2026-03-02 20:00", "2026-03-03 00:00"),  # closing time does not stop the clock
        (Level.LOW, "2026-03-02 10:00", "2026-03-03 17:00"),
        (Level.LOW, "2026-03-06 16:00", "2026-03-09 17:00"),  # Friday to Monday
        (Level.LOW, "2026-04-02 10:00", "2026-04-06 17:00"),  # Friday 3 April is a holiday
    ],
)
def test_when_an_alert_must_have_been_acknowledged(level, raised, due):
    assert deadline(level, at(raised), OFFICE) == at(due)


def test_four_hours_are_four_hours_when_the_clocks_change():
    before_spring = at("2026-03-29 00:30")  # at 01:00 the clocks go on to 02:00
    assert deadline(Level.MODERATE, before_spring, OFFICE) == at("2026-03-29 05:30")


def test_without_a_sign_nothing_is_due():
    assert deadline(Level.NONE, at("2026-03-02 10:00"), OFFICE) is None


def test_without_working_hours_a_low_alert_is_due_when_a_moderate_one_is():
    raised = at("2026-03-02 10:00")
    assert deadline(Level.HIGH, raised, None) == at("2026-03-02 10:15")
    assert (
        deadline(Level.MODERATE, raised, None) == deadline(Level.LOW, raised, None) == at("2026-03-02 14:00")
    )


@pytest.mark.parametrize(
    ("levels", "top"),
    [
        ([Level.NONE, Level.LOW], Level.LOW),
        ([Level.HIGH, Level.NONE, Level.NONE], Level.HIGH),
        ([Level.NONE, None], None),  # one answer is missing, so "none" is not known
        ([Level.MODERATE, None], Level.MODERATE),
        ([Level.NONE, Level.NONE], Level.NONE),
        ([None], None),
        ([], None),
    ],
)
def test_the_highest_level_counts_and_missing_is_never_none(levels, top):
    assert highest(levels) is top


def found(level, when):
    moment = Moment(MomentKind.ANSWER, "PHQ-9 of the week", 8)
    return Finding(Rule.ITEM_9, level, "An answer.", (moment,), at(when))


def test_a_quiet_week_does_not_lower_a_level():
    weeks = [found(Level.MODERATE, "2026-03-02 10:00"), found(Level.NONE, "2026-03-09 10:00")]
    stands = standing(weeks)
    assert stands.level is Level.MODERATE
    assert stands.set_by is weeks[0]


def test_a_clinician_lowers_it_with_a_reason_and_a_new_sign_raises_it_again():
    first = found(Level.HIGH, "2026-03-02 10:00")
    talk = Override(Level.LOW, "Dr Amara Osei", "Spoke at length, plan in place.", at("2026-03-02 12:00"))
    assert standing([first], [talk]).set_by is talk
    again = found(Level.MODERATE, "2026-03-09 10:00")
    assert standing([first, again], [talk]).set_by is again


def test_an_unanswered_question_takes_the_place_of_none():
    weeks = [found(Level.NONE, "2026-03-02 10:00"), found(None, "2026-03-09 10:00")]
    assert standing(weeks).level is None


CHECKED = {
    "GB": CONTACTS["GB"].verified(on=date(2026, 1, 1), by="Amara Osei", source_url="https://example.org/help")
}


@pytest.mark.parametrize(
    ("country", "day", "shown"),
    [
        ("GB", date(2026, 1, 1), True),
        ("gb", date(2026, 6, 30), True),  # day 180
        ("GB", date(2026, 7, 1), False),  # day 181
        ("GB", date(2025, 12, 31), False),  # a verification from the future
        ("FR", date(2026, 1, 1), False),
        ("XX", date(2026, 1, 1), False),
        ("", date(2026, 1, 1), False),
        (None, date(2026, 1, 1), False),
    ],
)
def test_contacts_are_shown_only_while_somebody_vouches_for_them(country, day, shown):
    here = help_for(country, day, CHECKED)
    assert here.text == UNIVERSAL_HELP
    assert (here.contacts is not None) is shown


def test_nothing_that_ships_is_shown_before_it_is_verified():
    assert len(CONTACTS) == 20
    for country in CONTACTS:
        assert help_for(country, date(2026, 1, 1)).contacts is None
        assert not may_open_patient_pages(country, date(2026, 1, 1))
    assert may_open_patient_pages("GB", date(2026, 1, 2), CHECKED)


@pytest.mark.parametrize(
    ("when", "hours", "cover", "may_ask"),
    [
        ("2026-03-02 09:00", OFFICE, Cover.STAFFED, True),
        ("2026-03-02 17:00", OFFICE, Cover.OUT_OF_HOURS, True),
        ("2026-04-03 10:00", OFFICE, Cover.OUT_OF_HOURS, True),
        ("2026-03-02 09:00", None, Cover.NONE, False),
    ],
)
def test_before_questions_a_patient_learns_whether_anybody_reads_the_answers(when, hours, cover, may_ask):
    assert cover_at(at(when), hours) is cover
    assert cover.may_ask is may_ask


@pytest.mark.parametrize("cover", Cover)
@pytest.mark.parametrize("country", ["GB", None])
def test_the_help_panel_always_has_something_to_say(country, cover):
    panel = help_panel(country, date(2026, 1, 2), cover=cover, has_plan=True, directory=CHECKED)
    assert panel.emergency == UNIVERSAL_HELP
    assert panel.plan == "Open my safety plan"
    assert (panel.contacts is not None) is (country == "GB")
    assert ("cannot" in panel.clinician or "can answer" in panel.clinician) is (cover is not Cover.STAFFED)
    assert help_panel(country, date(2026, 1, 2), cover=cover, has_plan=False).plan is None


def test_times_are_kept_in_utc():
    due = deadline(Level.HIGH, at("2026-07-01 10:00"), OFFICE)
    assert due.tzinfo is UTC
    assert due - at("2026-07-01 10:00") == timedelta(minutes=15)
