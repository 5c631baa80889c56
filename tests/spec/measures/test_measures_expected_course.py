"""The expected course of the PHQ-9 and the prompts to look again."""

import pytest

from clew.therapy.course.expected import CURVES, PROPORTIONAL, PUBLISHED
from clew.therapy.course.on_track import CourseRules, Level, course_flags, session_six, sharp_rise
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.change import Reading
from clew.therapy.measures.scoring import Risk, Total


def reading(day, value, session=None, risk=None):
    return Reading(day, Total(value, "phq-9", "2001"), session, risk)


def weekly(*values):
    """Scores at weekly sessions; the first is taken on day 0, at session 1."""
    return [reading(7 * week, value, week + 1) for week, value in enumerate(values)]


def rules_of(readings, **given):
    given.setdefault("today", max((r.day for r in readings), default=0))
    return {flag.rule for flag in course_flags(readings, **given)}


def level_of(readings, rule, **given):
    given.setdefault("today", max((r.day for r in readings), default=0))
    return next((flag.level for flag in course_flags(readings, **given) if flag.rule == rule), None)


class TestCurves:
    @pytest.mark.parametrize(("week", "expected"), [(0, 16.0), (4, 11.5), (8, 9.8), (16, 8.0)])
    def test_proportional_curve_for_a_baseline_of_16(self, week, expected):
        assert round(PROPORTIONAL.at(week, 16), 1) == expected

    def test_the_proportional_curve_says_nothing_after_week_16(self):
        assert PROPORTIONAL.at(16.1, 16) is None

    @pytest.mark.parametrize(
        ("week", "expected"),
        [(0, 12.9), (2, 10.3), (4, 8.2), (6, 6.7), (8, 5.8), (10, 5.4), (12, 5.4), (20, 5.4), (52, 5.4)],
    )
    def test_published_curve_is_held_flat_after_week_10(self, week, expected):
        assert round(PUBLISHED.at(week, 15), 1) == expected

    def test_the_published_curve_is_about_people_who_started_at_10_or_more(self):
        assert PUBLISHED.at(4, 9) is None
        assert PUBLISHED.at(4, 10) is not None

    def test_every_curve_says_where_it_comes_from(self):
        assert PUBLISHED.label == "reference curve from another setting"
        assert PROPORTIONAL.label == "expected course, from another setting (not validated)"
        assert (PUBLISHED.tag, PROPORTIONAL.tag) == (Tag.VERIFIED, Tag.DEFAULT)
        assert {key: curve.key for key, curve in CURVES.items()} == {key: key for key in CURVES}

    @pytest.mark.parametrize(
        ("week", "baseline"), [(-1, 16), (float("nan"), 16), (1, -1), (1, 28), (1, float("nan"))]
    )
    def test_impossible_weeks_and_baselines_are_refused(self, week, baseline):
        with pytest.raises(TherapyError):
            PROPORTIONAL.at(week, baseline)


class TestRules:
    @pytest.mark.parametrize(("values", "flagged"), [((12, 18), True), ((12, 17), False), ((12, 6), False)])
    def test_n1_reliable_deterioration_since_the_start_is_red(self, values, flagged):
        assert (level_of(weekly(*values), "N1") is Level.RED) is flagged

    @pytest.mark.parametrize(
        ("values", "flagged"),
        [
            ((18, 10, 12, 16), True),  # 10 to 16
            ((18, 10, 12, 15), False),
            ((18, 9, 12, 12, 15), True),  # 9 is the third before
            ((18, 9, 12, 12, 12, 15), False),  # 9 is the fourth before
            ((18,), False),
        ],
    )
    def test_n2_sharp_rise_over_the_last_three(self, values, flagged):
        assert (level_of(weekly(*values), "N2") is Level.AMBER) is flagged

    @pytest.mark.parametrize(
        ("day", "value", "word"),
        [
            (28, 15, "inadequate"),
            (28, 14, "possibly inadequate"),
            (48, 12, "possibly inadequate"),
            (28, 11, None),  # five points are adequate
            (27, 16, None),  # week 3
            (49, 16, None),  # week 7
        ],
    )
    def test_n3_change_in_weeks_4_to_6(self, day, value, word):
        found = course_flags([reading(0, 16), reading(day, value)], today=day)
        reasons = [flag.reason for flag in found if flag.rule == "N3"]
        assert [f" is {word}:" in reason for reason in reasons] == ([True] if word else [])

    @pytest.mark.parametrize(
        ("baseline", "week", "value", "flagged"),
        [
            (20, 4, 17, True),
            (20, 4, 16, False),
            (20, 9, 13, True),
            (20, 9, 12, False),
            (20, 14, 9, True),
            (20, 14, 8, False),
            (20, 5, 20, False),  # only in those weeks
            (9, 9, 13, False),  # baseline below 10
        ],
    )
    def test_n4_cut_points_that_went_with_non_response(self, baseline, week, value, flagged):
        found = course_flags([reading(0, baseline), reading(7 * week, value)], today=7 * week)
        assert [flag.tag for flag in found if flag.rule == "N4"] == [Tag.VERIFIED] * flagged

    @pytest.mark.parametrize(
        ("values", "flagged"),
        [
            ((20, 20, 20, 20, 20, 17), True),  # 15 % better
            ((20, 20, 20, 20, 20, 16), False),  # 20 %
            ((20, 20, 20, 20, 20), False),  # never before session 6
            ((20, 20, 20, 20, 20, 17, 17), False),  # said once
            ((0, 0, 0, 0, 0, 0), False),  # nothing to improve
        ],
    )
    def test_n5_structured_review_at_session_6(self, values, flagged):
        assert (level_of(weekly(*values), "N5") is Level.REVIEW) is flagged

    def test_n5_without_a_score_at_session_6_uses_the_next_one(self):
        readings = [reading(0, 20, 1), reading(49, 18, 8)]
        assert session_six(readings).reason == "At session 8 PHQ-9 went from 20 to 18, less than 20% better."

    @pytest.mark.parametrize(
        ("baseline", "current", "flagged"),
        [
            (20, 16, True),
            (20, 14, False),  # reliably better
            (10, 5, False),  # half gone
            (9, 9, False),  # response is not defined, so nothing is said
        ],
    )
    def test_n6_case_review_at_the_planned_midpoint(self, baseline, current, flagged):
        readings = [reading(0, baseline, 1), reading(49, current, 8)]
        assert ("N6" in rules_of(readings, planned_sessions=16)) is flagged
        assert "N6" not in rules_of(readings, planned_sessions=None)
        assert "N6" not in rules_of(readings, planned_sessions=18)

    @pytest.mark.parametrize(("session", "flagged"), [(7, False), (8, True)])
    def test_n6_the_middle_of_an_odd_number_is_rounded_up(self, session, flagged):
        readings = [reading(0, 20, 1), reading(49, 18, session)]
        assert ("N6" in rules_of(readings, planned_sessions=15)) is flagged

    def test_n7_risk_comes_first_and_points_to_safety(self):
        found = course_flags([reading(0, 12), reading(7, 18, 2, Risk.RAISED)], today=7)
        assert [flag.rule for flag in found][:2] == ["N7", "N1"]
        assert found[0].level is Level.SAFETY
        assert "N7" not in rules_of([reading(0, 12), reading(7, 12, 2, Risk.NOT_ASKED)])

    @pytest.mark.parametrize(
        ("days", "today", "flagged"),
        [
            ((0, 7, 14), 42, False),
            ((0, 7, 14), 43, True),
            ((0, 7), 7, True),
            ((), 0, True),
            ((0, 7, 50), 49, True),
        ],
    )
    def test_n8_too_few_scores_to_judge_is_grey_and_never_green(self, days, today, flagged):
        assert (level_of([reading(day, 12) for day in days], "N8", today=today) is Level.GREY) is flagged

    @pytest.mark.parametrize(("value", "flagged"), [(17, True), (16, False)])
    def test_more_than_5_points_above_the_expected_course(self, value, flagged):
        # Expected in week 4 from 16: 11.46, so above 16.46.
        assert (level_of([reading(0, 16), reading(28, value)], "expected") is Level.AMBER) is flagged


def test_without_a_score_at_the_start_it_says_so():
    found = course_flags([reading(7, 12), reading(14, 20), reading(21, 20)], today=21)
    assert [(flag.rule, flag.level) for flag in found if flag.rule == "baseline"] == [
        ("baseline", Level.GREY)
    ]
    assert "N1" not in {flag.rule for flag in found}


def test_a_course_that_goes_well_has_no_prompts():
    assert course_flags(weekly(16, 14, 13, 12, 11, 10, 9, 8), today=49, planned_sessions=16) == ()


def test_scores_of_the_future_are_not_read():
    assert rules_of([*weekly(16, 14, 13), reading(70, 27)], today=14) == set()


def test_every_prompt_names_its_readings_source_and_tag():
    readings = [
        *weekly(16, 16, 16, 16, 16, 17, 22),
    ]
    for flag in course_flags(readings, today=42, planned_sessions=12):
        assert flag.source
        assert flag.reason.endswith(".")
        assert all(one in readings for one in flag.readings)


def test_thresholds_are_parameters():
    assert sharp_rise(weekly(10, 14), CourseRules(sharp_rise=4)) is not None
    assert sharp_rise(weekly(10, 14)) is None


def test_other_instruments_are_refused():
    with pytest.raises(TherapyError, match="These rules are for the PHQ-9, not for gad-7"):
        course_flags([Reading(0, Total(5, "gad-7", "2006"))], today=0)


def test_planned_sessions_must_be_a_number_of_sessions():
    with pytest.raises(TherapyError, match="1 or more, not 0"):
        course_flags(weekly(10), today=0, planned_sessions=0)
