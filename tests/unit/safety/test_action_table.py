"""From a level to what is done: every row whole, and every result of a screen as the rules read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety.actions import RESULTS, TABLE, chosen, span_in_words
from clew.therapy.safety.levels import MINIMUM_DUTIES, Level
from clew.therapy.safety.rules import CSSRS_LEVELS, Answer, CssrsAnswers, asq, cssrs
from clew.therapy.safety.standing import Judged, Raised, plan_to_look_at, standing

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACE = (Moment(MomentKind.ANSWER, "x"),)
YES, NO = Answer.YES, Answer.NO


def test_every_level_has_a_row_and_more_urgent_levels_ask_for_no_less():
    assert list(TABLE) == list(Level)
    for level, row in TABLE.items():
        assert row.level is level
        assert bool(row.actions) == MINIMUM_DUTIES[level].alert
        assert row.tag is Tag.DEFAULT, "deadlines are defaults"
    slugs = {level: {action.slug for action in row.actions} for level, row in TABLE.items()}
    assert {"safety_plan", "means", "follow_up", "assess"} <= slugs[Level.MODERATE]
    assert {"not_alone", "emergency", "means", "hand_over"} <= slugs[Level.HIGH]
    assert "not_alone" not in slugs[Level.MODERATE]


def read(**items: Answer) -> Level | None:
    """The level of a C-SSRS screener in which only some items are positive."""
    five = tuple(items.get(f"i{n}", NO) for n in range(1, 6))
    answers = CssrsAnswers(five, items.get("ever", NO), items.get("recent", NO))
    return cssrs(answers, at=NOW, moments=PLACE).level


def test_some_intent_is_high_and_not_moderate():
    """Item 4 of the C-SSRS screener. Public code that has "moderate" here is wrong against the developers' guide."""
    assert read(i2=YES, i4=YES) is Level.HIGH
    assert CSSRS_LEVELS["4"] is not Level.MODERATE
    told = next(one for one in RESULTS if "some intent" in one.words)
    assert told.level is Level.HIGH


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("no item positive", read()),
        ("1 or 2", read(i1=YES)),
        ("1 or 2", read(i2=YES)),
        ("3, or 6 longer than three months ago", read(i2=YES, i3=YES)),
        ("3, or 6 longer than three months ago", read(ever=YES)),
        ("4 (some intent), 5, or 6 within three months", read(i2=YES, i5=YES)),
        ("4 (some intent), 5, or 6 within three months", read(ever=YES, recent=YES)),
        ("all four questions no", asq((NO,) * 4, None, at=NOW, moments=PLACE).level),
        (
            "any yes or refusal, item 5 no: positive, not acute",
            asq((NO, Answer.REFUSED, NO, NO), NO, at=NOW, moments=PLACE).level,
        ),
        ("item 5 yes or refused: acute", asq((YES, NO, NO, NO), YES, at=NOW, moments=PLACE).level),
    ],
)
def test_the_table_of_results_says_what_the_rules_say(words, found):
    (result,) = (one for one in RESULTS if one.words == words)
    assert result.level is found


def test_only_steps_of_the_level_can_be_ticked():
    assert [one.slug for one in chosen(["follow_up", "means"], Level.MODERATE)] == ["means", "follow_up"]
    for wrong in (["emergency"], ["x"], []):
        with pytest.raises(TherapyError):
            chosen(wrong, Level.LOW)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=15), "in 15 minutes"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(hours=-3), "3 hours ago"),
        (timedelta(days=2, hours=5), "in 2 days"),
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=-61), "1 hour ago"),
    ],
)
def test_a_deadline_is_said_as_people_say_it(span, words):
    assert span_in_words(span) == words


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def test_what_stands_is_the_gravest_alert_that_waits_else_what_was_judged_last():
    raised = [Raised(at(0), Level.LOW, "a", at(2)), Raised(at(1), Level.HIGH, "b", at(3))]
    judged = [Judged(at(2), Level.MODERATE, "a", "Anna"), Judged(at(3), Level.NONE, "b", "Anna")]

    def level(hours: float) -> Level | None:
        found = standing(raised, judged, at=at(hours))
        return found.level if found else None

    assert [level(h) for h in (-1, 0.5, 1.5, 2.5, 4)] == [None, Level.LOW, Level.HIGH, Level.HIGH, None]
    found = standing(raised[:1], judged[:1], at=at(5))
    assert found is not None
    assert (found.level, found.by) == (Level.MODERATE, "Anna"), "until somebody judges again"


def test_the_plan_is_looked_at_in_every_session_while_a_level_above_none_stands():
    stands = standing([Raised(at(0), Level.LOW, "a")], (), at=at(1))
    today, before = NOW.date(), NOW.date() - timedelta(days=7)
    assert plan_to_look_at(None, last_look=None, last_met=today) is None
    assert "no safety plan is written" in plan_to_look_at(stands, last_look=None, last_met=None).words
    assert plan_to_look_at(stands, last_look=before, last_met=today) is not None
    assert plan_to_look_at(stands, last_look=today, last_met=today) is None
    assert plan_to_look_at(stands, last_look=before, last_met=None) is None
