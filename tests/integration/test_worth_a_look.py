"""What is worth a look, the curve of one's own, and what speaks after an end: what the pages show and lead to."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from integration.alliance_scene import (
    DAY,
    FIRST,
    TODAY,
    address,
    check_in,
    found,
    nine_sessions,
    phq,
    shown,
    write,
    written_rupture,
)

from clew.practice import jobs
from clew.practice.actions import endings, entries, formulation, measures, plan, sessions
from clew.practice.models import Session
from clew.practice.readings import own_curve
from clew.practice.readings.course import course_page
from clew.practice.readings.monitoring import monitoring


@pytest.fixture
def held(chart, course):
    return nine_sessions(chart, course)


@pytest.fixture
def rupture(chart, course, held):
    return written_rupture(chart, course, held)


# -- Worth a look -----------------------------------------------------------------------------------------------------


@pytest.fixture
def worse(chart, course, held):
    phq(chart, course, held[1], 12)
    for number in (2, 8, 9):
        phq(chart, course, held[number], 13)
    return phq(chart, course, held[9], 19)


def test_every_prompt_has_its_reason_source_tag_and_what_it_rests_on(anna, cast, worse, monkeypatch):
    page = shown(anna, cast, "monitoring")
    assert "PHQ-9 rose from 12 to 19 since treatment began" in page
    assert address(cast, "measure_entry", worse.pk) in page
    assert re.search(r'N1: reliably worse\. .*?<abbr title="default, not validated[^"]*">D</abbr>', page)


def test_behind_a_prompt_stand_the_places_to_look(anna, cast, chart, course, worse, held):
    plan.record_medication(
        chart=chart, course=course, name="Sertraline", dose="50 mg", from_date=FIRST.date()
    )
    check_in(chart, course, held[9], 6)
    page = shown(anna, cast, "monitoring")
    for words in (
        "6.0 of 10</a> by the patient",
        "Sertraline 50 mg, since 8 January 2026",
        "Is the stance too exploring",
        "Has it been talked about in supervision?",
        "change how often you meet",
    ):
        assert words in page


def test_a_prompt_that_was_looked_at_is_set_aside_until_its_day_and_then_returns(
    anna, cast, chart, course, worse
):
    def keys(part, today):
        return {one.prompt.key for one in getattr(monitoring(chart, course, today=today), part)}

    assert "n1" in keys("now", TODAY)
    write(chart, course, "flag_look", {"rule": "n1", "done": "Rang.", "due_on": "2026-03-27"}, on=TODAY)
    assert "n1" in keys("aside", TODAY)
    assert "n1" not in keys("now", TODAY)
    assert "n1" in keys("now", date(2026, 3, 27))
    assert "n2" in keys("now", TODAY)  # looking at one is not looking at another


def test_a_look_is_written_from_the_prompt_and_leads_back(anna, cast, worse):
    page = shown(anna, cast, "monitoring")
    link = f"{address(cast, 'write_entry', 'flag_look')}?rule=n1"
    assert link in page
    assert 'value="n1"' in anna.get(link).content.decode()
    answer = anna.post(
        link,
        {"rule": "n1", "options": ["talk"], "done": "Asked.", "due_on": "2999-01-01", "on_day": "2026-03-20"},
    )
    assert answer["Location"].startswith(address(cast, "monitoring"))
    page = shown(anna, cast, "monitoring")
    assert "Asked." in page[page.index('id="aside"') :]


def test_the_review_of_session_6_waits_until_somebody_looked(chart, course, held):
    for number, total in ((1, 20), (6, 18), (8, 18)):
        phq(chart, course, held[number], total)
    page = monitoring(chart, course, today=TODAY)
    (waits,) = [one.prompt for one in page.now if one.prompt.slug == "n5"]
    assert waits.reason.startswith("It came up at session 6 and holds still")
    write(chart, course, "flag_look", {"rule": "n5", "done": "Reviewed together."}, on=TODAY)
    page = monitoring(chart, course, today=TODAY)
    assert "n5" not in {one.prompt.slug for one in page.now}


def test_danger_is_never_set_aside_and_comes_first_even_without_a_score(anna, cast, chart, course, held):
    measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[None] * 8 + [2, None],
        at=held[9].at,
        session=held[9],
    )
    write(chart, course, "flag_look", {"rule": "n7", "done": "Asked."}, on=TODAY)
    page = monitoring(chart, course, today=TODAY)
    assert page.now[0].prompt.slug == "n7"
    assert page.now[0].prompt.danger
    assert not any(one.prompt.danger for one in page.aside)


def test_too_few_scores_is_grey_and_never_well(anna, cast, chart, course, held):
    phq(chart, course, held[1], 12)
    page = shown(anna, cast, "monitoring")
    assert '<li class="grey">' in page
    assert "Cannot judge." in page
    assert "on track" not in page.lower()


def test_no_prompt_is_said_as_no_prompt(anna, cast, chart, course, held, monkeypatch):
    from clew.practice.readings import prompts

    monkeypatch.setattr(prompts, "course_flags", lambda *args, **more: ())
    Session.objects.filter(pk=held[7].pk).update(attendance="attended")
    page = shown(anna, cast, "monitoring")
    assert "No prompt. That says only that no rule speaks" in page
    assert "on track" not in page.lower()


def test_flags_of_an_open_rupture_stand_under_it_and_not_beside_it(chart, course, held, rupture):
    check_in(chart, course, held[2], 9)
    check_in(chart, course, held[3], 4, tension=3)
    page = monitoring(chart, course, today=TODAY)
    write(chart, course, "alliance_look", {"rule": "r4 in session 3", "done": "Asked."}, on=TODAY)
    page = monitoring(chart, course, today=TODAY)
    assert [one.prompt.key for one in page.aside] == ["r4 in session 3"]
    between = [one.prompt.key for one in page.now if one.prompt.about.startswith("Alliance")]
    assert between == ["rupture_open in session 3"]
    assert {one.prompt.slug for one in page.within} == {"r1", "r5"}


def test_two_missed_sessions_after_a_fall_are_watched(chart, course, held):
    Session.objects.filter(pk=held[8].pk).update(attendance="no_show")
    check_in(chart, course, held[5], 9)
    check_in(chart, course, held[6], 5)
    slugs = {one.prompt.slug for one in monitoring(chart, course, today=TODAY).now}
    assert "two_no_shows" in slugs


def test_attendance_speaks_here_too(chart, course, held):
    Session.objects.filter(pk__in=[held[8].pk, held[9].pk]).update(attendance="no_show")
    found_ = [one for one in monitoring(chart, course, today=TODAY).now if one.prompt.about == "Attendance"]
    assert found_
    assert found_[0].sessions


def test_deciding_otherwise_is_shown_beside_the_rule(anna, cast, chart, course, worse):
    write(
        chart,
        course,
        "otherwise",
        {"rule": "n1", "decision": "Wait a week.", "reason": "Influenza."},
        on=TODAY,
    )
    page = shown(anna, cast, "monitoring")
    assert "Decided otherwise" in page
    assert "Wait a week." in page


def test_the_prescriber_sees_scores_and_nothing_of_the_alliance(
    cast, chart, course, held, rupture, worse, signed_in
):
    check_in(chart, course, held[2], 9)
    check_in(chart, course, held[3], 4, tension=3)
    look = write(
        chart, course, "alliance_look", {"rule": "r4 in session 3", "done": "About my lateness."}, on=TODAY
    )
    clara = signed_in(cast.clara)
    page = shown(clara, cast, "monitoring")
    assert "PHQ-9 rose from 12 to 19" in page
    assert "tension" not in page
    assert "I was late." not in page
    assert "lateness" not in page
    assert clara.get(address(cast, "entry", look.pk)).status_code == 404
    assert address(cast, "alliance") not in page
    assert clara.get(address(cast, "alliance")).status_code == 404
    assert clara.get(address(cast, "ruptures")).status_code == 404
    assert "rule=n1" not in page  # reads, and does not write


def test_the_supervisor_reads_and_changes_nothing(cast, rupture, worse, signed_in):
    ben = signed_in(cast.ben)
    assert "I was late." in shown(ben, cast, "ruptures")
    for name in ("alliance", "ruptures", "monitoring"):
        page = shown(ben, cast, name)
        assert "/write/" not in page
        assert "/change/" not in page


# -- A curve of one's own ---------------------------------------------------------------------------------------------


def test_below_200_treatments_the_page_says_how_many_there_are(anna, cast, chart, course, worse):
    assert "has not done so yet" in shown(anna, cast, "monitoring")
    assert jobs.plan_own_curves() == 2  # one for each practice
    assert jobs.plan_own_curves() == 0  # once a day
    jobs.run_due()
    page = shown(anna, cast, "monitoring")
    assert "This practice has 1 treatment with" in page
    assert "default, not validated" in page


def test_a_curve_is_fitted_from_numbers_kept_and_drawn_with_its_label(
    anna, cast, chart, course, worse, monkeypatch
):
    from clew.therapy.course.own_curve import Treatment

    made = [
        Treatment(10 + n % 9, tuple((s, 0.8 * (10 + n % 9) - 0.1 * s + n % 3) for s in (2, 5, 9)))
        for n in range(200)
    ]
    monkeypatch.setattr(own_curve, "treatments", lambda practice: made)
    own_curve.work_out(cast.practice)
    known = own_curve.known(cast.practice)
    assert (known.treatments, known.curve.scores) == (200, 600)
    page = shown(anna, cast, "measures")
    assert "this practice&#x27;s own curve, n=200" in page or "this practice's own curve, n=200" in page
    page = shown(anna, cast, "monitoring")
    assert "Above this practice" in page
    assert "expected course of" not in page  # the reference steps back


def test_the_numbers_come_from_this_practice_alone_and_leave_out_the_erased(cast, chart, course, worse):
    (one,) = own_curve.treatments(cast.practice)
    assert one.baseline == 12
    assert one.scores == ((2, 13), (8, 13), (9, 13), (9, 19))
    assert own_curve.treatments(cast.other_practice) == []
    type(cast.pia).objects.filter(pk=cast.pia.pk).update(erased_at=timezone.now())
    assert own_curve.treatments(cast.practice) == []


# -- How much the database is asked -----------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 6])
@pytest.mark.parametrize(
    ("name", "most"), [("alliance", 15), ("ruptures", 15), ("monitoring", 15), ("course", 17)]
)
def test_the_database_is_asked_as_much_for_many_as_for_few(
    anna, cast, chart, course, held, worse, many, name, most, django_assert_max_num_queries
):
    transcript = sessions.import_transcript(
        chart=chart, session=held[3], data=b"T: And then?\n\nP: You were late again.", name="a.txt"
    )
    for number in range(1, many + 1):
        check_in(chart, course, held[number], 3 + number, tension=2)
        one = write(
            chart,
            course,
            "rupture",
            {"summary": f"Number {number}", "withdrawal": ["deferential"]},
            session=held[number],
            moments=[formulation.MomentRef(transcript, 1, 0, 8)],
        )
        found(chart, course, "partly", one, held[number])
        write(chart, course, "flag_look", {"rule": f"n2, look {number}", "done": "Asked."})
        plan.record_medication(chart=chart, course=course, name="A", dose="1", from_date=FIRST.date())
    own_curve.work_out(cast.practice)
    anna.get(address(cast, name))  # the first request also renews the sign-in
    with django_assert_max_num_queries(most):
        assert anna.get(address(cast, name)).status_code == 200


# -- After an end -----------------------------------------------------------------------------------------------------


def after_the_end(chart, course, held, *scores, ended=date(2026, 3, 5)):
    """The course ended on a day; PHQ-9s that came in afterwards, as (day, total)."""
    phq(chart, course, held[1], 15)
    phq(chart, course, held[9], 6)
    endings.end_course(chart=chart, course=course, on=ended, reason="planned_limit", continuing_care=True)
    for on, total in scores:
        answers = [min(3, max(0, total - 3 * item)) for item in range(8)]
        measures.enter(
            chart=chart,
            course=course,
            instrument="phq-9",
            answers=[*answers, 0, 1],
            at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        )
    course.refresh_from_db()


def test_after_an_end_the_rules_of_a_treatment_are_silent_and_those_of_after_speak(chart, course, held):
    after_the_end(chart, course, held, (date(2026, 4, 5), 14))
    slugs = [seen.prompt.slug for seen in monitoring(chart, course, today=date(2026, 4, 10)).now]
    assert slugs == ["relapse", "relapse"]  # not n2, n3 or n8


def test_a_questionnaire_that_did_not_come_after_an_end_is_said_grey(anna, cast, chart, course, held):
    after_the_end(chart, course, held)
    (seen,) = monitoring(chart, course, today=date(2026, 5, 20)).now
    assert (seen.prompt.slug, seen.prompt.grey) == ("silent_after_end", True)
    assert "has not come in" in seen.prompt.reason
    assert monitoring(chart, course, today=date(2026, 3, 20)).now == []


def test_the_picture_marks_what_was_noted_of_the_treatment_itself(chart, course, held):
    first = write(chart, course, "formulation_text", {"summary": "He hides."}, on=DAY)
    entries.revise_entry(chart=chart, entry=first, values={"summary": "He hides, and is not found."})
    formulation.write_formulation(chart=chart, course=course, text="An older way of writing it.")
    write(chart, course, "review", {"outcome": "Go on."}, on=DAY + timedelta(days=28))
    write(chart, course, "exit_marker", {"marker": "focus_named"}, on=DAY + timedelta(days=28))
    plan.change_course(chart=chart, course=course, stage="working_through")
    after_the_end(chart, course, held, (date(2026, 4, 4), 7))
    data = course_page(chart, course, today=date(2026, 6, 1)).data
    kinds = [one.kind for one in data.happenings]
    assert kinds.count("formulation") == 3
    assert "review" in kinds
    assert [phase.words for phase in data.phases] == [
        "Assessment and alliance, focus",
        "Working through, ending",
        "Follow-up",
    ]
    assert [one.kept.value for one in data.check_ins[:4]] == ["held", "missed", "planned", "planned"]
    assert data.bend == data.ended == (date(2026, 3, 5) - course.starts_on).days
    assert data.last > data.ended + 730


def test_a_version_that_was_taken_back_is_not_in_the_picture(chart, course):
    first = write(chart, course, "formulation_text", {"summary": "He hides."}, on=DAY)
    entries.withdraw_entry(chart=chart, entry=first)
    assert course_page(chart, course, today=TODAY).data.happenings == ()


def test_the_months_of_the_picture_can_be_walked(anna, cast, course):
    page = shown(anna, cast, "course", around="2026-03-01")
    assert "?around=2026-02-11" in page
    assert "?around=2026-03-18" in page


def test_what_stands_behind_a_prompt_names_goals_people_and_both_references(anna, cast, chart, course, worse):
    goal = write(chart, course, "goal", {"patient_words": "Sleep past four."})
    write(chart, course, "goal_review", {"goal": str(goal.pk), "nearness": "begun"}, on=DAY)
    write(chart, course, "person", {"role": "sister", "bond": "close"})
    write(chart, course, "person", {"role": "patient", "index": "yes"})
    write(chart, course, "person", {"role": "father", "died": "2019"})
    page = shown(anna, cast, "monitoring")
    assert "Sleep past four." in page
    assert "Begun" in page
    assert ">sister (close)</a>" in page
    assert "father" not in page
    assert "Both come from other settings" in page
    assert "for somebody who began at 12" in page


def test_a_decision_is_written_from_the_prompt_and_leads_back_to_it(anna, cast, course, worse):
    page = shown(anna, cast, "monitoring")
    found = re.search(r'href="([^"]*/write/otherwise/\?rule=n1[^"]*)"', page)
    address_ = found.group(1).replace("&amp;", "&")
    answer = anna.post(
        address_, {"rule": "n1", "decision": "Wait.", "reason": "A flu.", "on_day": "2026-03-20"}
    )
    assert answer["Location"] == address(cast, "monitoring")
    assert "Wait." in shown(anna, cast, "monitoring")


def test_a_practice_sees_how_many_treatments_it_still_lacks(anna, cast, chart, course, worse):
    own_curve.work_out(cast.practice)
    for page in (shown(anna, cast, "monitoring"), anna.get(reverse("outcomes")).content.decode()):
        assert "199 more are needed" in page
