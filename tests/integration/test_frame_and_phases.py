"""The frame and its changes, focus, goals and breaks, phases and reviews, and meeting online."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from integration.ending_scene import FRAME, START, address, page, write

from clew.practice.actions import entries, plan
from clew.practice.models import AuditEvent, Entry, Goal
from clew.practice.readings.due import due
from clew.practice.readings.plan import goals

# -- Frame ------------------------------------------------------------------------------------------------------------


def test_a_change_of_frame_is_kept_with_its_date_and_reason(anna, cast, course):
    form = anna.get(address(cast, "plan_frame")).content.decode()
    assert 'name="agreed_sessions" value="16"' in form
    given = {**FRAME, "agreed_sessions": "20", "why": "She asked for more time", "agreed": "yes"}
    answer = anna.post(address(cast, "plan_frame"), given, follow=True)
    shown = answer.content.decode()
    course.refresh_from_db()
    assert course.agreed_sessions == 20
    assert "She asked for more time" in shown
    assert "As it was before" in shown
    assert shown.index("She asked for more time") < shown.index("As it was before")
    assert AuditEvent.objects.filter(action="frame.change").count() == 1


def test_taking_a_change_of_frame_back_brings_the_frame_before_it_back(anna, cast, course):
    anna.post(address(cast, "plan_frame"), {**FRAME, "agreed_sessions": "20", "minutes": "45"})
    entry = Entry.objects.filter(form="frame").latest("event")
    anna.post(address(cast, "withdraw_entry", entry.pk))
    course.refresh_from_db()
    assert (course.agreed_sessions, course.minutes) == (16, 50)
    anna.post(address(cast, "restore_entry", entry.pk))
    course.refresh_from_db()
    assert (course.agreed_sessions, course.minutes) == (20, 45)


def test_what_is_unusual_is_noted_with_its_source_and_kept(anna, cast, course):
    anna.post(address(cast, "plan_frame"), {**FRAME, "agreed_sessions": "30", "minutes": "60"})
    course.refresh_from_db()
    assert (course.agreed_sessions, course.minutes) == (30, 60)
    shown = page(anna, cast, "plan")
    assert "30 is more than the 12 to 24 weekly sessions" in shown
    assert "60 minutes: the texts name about 45 to 50." in shown
    assert 'title="stated in one of the founding texts' in shown


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"planned_end": "2025-12-01"}, "The planned end lies before the start"),
        ({"weekly_rate": "often"}, "Sessions a week: a number above 0"),
        ({"weekly_rate": "nan"}, "Sessions a week: a number above 0"),
        ({"minutes": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(anna, cast, course, wrong, words):
    answer = anna.post(address(cast, "plan_frame"), {**FRAME, "setting": "The green room", **wrong})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert "The green room" in shown
    assert not Entry.objects.exists()
    course.refresh_from_db()
    assert course.planned_end is None


def test_the_generic_form_leads_to_the_page_of_the_frame(anna, cast, course):
    answer = anna.get(address(cast, "write_entry", "frame"))
    assert answer["Location"] == address(cast, "plan_frame")


def test_the_same_frame_sent_twice_is_written_once(anna, cast, course):
    for _ in range(2):
        anna.post(address(cast, "plan_frame"), {**FRAME, "key": "once"})
    assert Entry.objects.filter(form="frame").count() == 1


# -- Focus, goals, breaks ---------------------------------------------------------------------------------------------


def test_the_focus_keeps_its_earlier_words(anna, cast, course, chart):
    anna.post(address(cast, "plan_focus"), {"focus-focus": "I leave before I am left."})
    entry = entries.current(course, "focus")
    shown = anna.get(address(cast, "entry", entry.first_id)).content.decode()
    assert "Why I always leave first." in shown
    assert "I leave before I am left." in page(anna, cast, "plan")


def test_moving_the_stage_leaves_the_focus_alone(anna, cast, course, chart):
    anna.post(address(cast, "plan_stage"), {"stage-stage": "focus"})
    course.refresh_from_db()
    assert chart.text(course, "focus") == "Why I always leave first."


def test_a_goal_is_put_into_other_words_taken_back_and_brought_back(anna, cast, course, chart, signed_in):
    goal = plan.agree_goal(
        chart=chart, course=course, kind="symptom", agreed_on=START, patient_words="To sleep."
    )
    entries.revise_entry(
        chart=chart, entry=goal, values={"patient_words": "To sleep past four."}, keep_due=True
    )
    shown = page(anna, cast, "plan")
    assert "To sleep past four." in shown
    assert "To sleep.</p>" not in shown
    assert "To sleep." in anna.get(address(cast, "entry", goal.pk)).content.decode()
    anna.post(address(cast, "withdraw_entry", goal.pk))
    standing, gone = page(anna, cast, "plan").split("Taken back (1)")
    assert "To sleep past four." not in standing
    assert "To sleep past four." in gone
    anna.post(address(cast, "restore_entry", goal.pk))
    assert "Taken back" not in page(anna, cast, "plan")


def test_how_near_a_goal_is_stands_beneath_it_in_the_patients_words(anna, cast, course, chart):
    goal = plan.agree_goal(
        chart=chart, course=course, kind="symptom", agreed_on=START, patient_words="To sleep."
    )
    form = anna.get(address(cast, "write_entry", "goal_review") + f"?goal={goal.pk}").content.decode()
    assert f'<option value="{goal.pk}" selected>' in form
    write(chart, course, "goal_review", goal=str(goal.pk), nearness="partly", words="Half the nights.")
    assert '<strong>Part of the way</strong> <q class="said">Half the nights.</q>' in page(anna, cast, "plan")


def older_goal(chart, course):
    goal = Goal(patient=chart.patient, event=course.event, course=course, kind="symptom", agreed_on=START)
    goal.seal(chart.cipher, patient_words="To eat.", clinician_words="Appetite.")
    goal.save(force_insert=True)
    return goal


def test_a_goal_of_an_older_version_is_shown_and_can_be_taken_over(anna, cast, course, chart):
    goal = older_goal(chart, course)
    assert "To eat." in page(anna, cast, "plan")
    answer = anna.post(
        address(cast, "plan_take_over"), {"take_over-row": str(goal.pk), "take_over-key": "k"}, follow=True
    )
    shown = answer.content.decode()
    assert shown.count("To eat.") >= 1
    assert [one.theirs for one in goals(chart, course)] == ["To eat."]
    assert Entry.objects.get(form="goal").pk == goal.pk
    anna.post(address(cast, "withdraw_entry", goal.pk))
    assert goals(chart, course) == []  # the older row does not come back


def test_a_withdrawn_goal_is_gone_from_the_patients_page_too(cast, course, chart, signed_in, check_numbers):
    check_numbers()
    goal = older_goal(chart, course)
    theirs = signed_in(cast.pia_account)
    assert "To eat." in theirs.get(reverse("own")).content.decode()
    entry = plan.take_over(chart=chart, row=goal)
    shown = theirs.get(reverse("own")).content.decode()
    assert "To eat." in shown
    assert "Appetite." not in shown
    entries.withdraw_entry(chart=chart, entry=entry)
    assert "To eat." not in theirs.get(reverse("own")).content.decode()


def test_a_break_stands_on_the_plan_and_in_the_course_picture(anna, cast, course, chart):
    given = {
        "whose": "clinician",
        "from_day": "2026-02-02",
        "until_day": "2026-02-08",
        "on_day": "2026-01-22",
    }
    anna.post(address(cast, "write_entry", "absence_break"), given)
    assert "Clinician away until 8 February." in page(anna, cast, "plan")
    assert "Clinician away until 8 February." in page(anna, cast, "course")


def test_a_break_that_ends_before_it_begins_is_refused_at_its_field(anna, cast, course):
    given = {
        "whose": "clinician",
        "from_day": "2026-02-08",
        "until_day": "2026-02-02",
        "on_day": "2026-01-22",
    }
    answer = anna.post(address(cast, "write_entry", "absence_break"), given)
    assert answer.status_code == 422
    assert "The break ends before it begins" in answer.content.decode()


# -- Phases and reviews -----------------------------------------------------------------------------------------------


def test_where_the_course_stands_and_what_is_met(anna, cast, course, chart):
    plan.change_course(chart=chart, course=course, stage="focus")
    shown = page(anna, cast, "phases")
    here = shown.split('aria-current="step"')[1].split("</li>\n")[0]
    assert "Focus" in here
    assert "It stands on the plan, in the patient&#x27;s words." in here
    assert "Left open on the way, and worth asking about: a plan is agreed" in shown


def test_a_marker_that_clew_cannot_read_is_set_by_hand(anna, cast, course, chart):
    plan.change_course(chart=chart, course=course, stage="focus")
    given = {"marker": "formulation_shared", "how": "In three sentences.", "on_day": "2026-01-22"}
    answer = anna.post(address(cast, "write_entry", "exit_marker"), given)
    assert answer["Location"].startswith(address(cast, "phases"))
    shown = page(anna, cast, "phases")
    assert "Noted on 22 January 2026 by Anna: In three sentences." in shown


def test_a_prescriber_is_told_that_some_of_it_cannot_be_told(cast, course, chart, signed_in):
    plan.change_course(chart=chart, course=course, stage="working_through")
    shown = page(signed_in(cast.clara), cast, "phases")
    assert "the sessions are not open to you" in shown
    assert "the formulation is not open to you" in shown
    assert "Hold a review" not in shown


def test_a_review_names_the_day_of_the_next_and_the_later_one_settles_it(anna, cast, course, chart):
    given = {"outcome": "Go on.", "next_on": "2026-03-01", "on_day": "2026-02-01"}
    anna.post(address(cast, "write_entry", "review"), given)
    today = date(2026, 3, 2)
    found = [one for one in due(chart, course, today=today) if one.kind == "review"]
    assert [(one.on, one.late(today)) for one in found] == [(date(2026, 3, 1), True)]
    write(chart, course, "review", on=date(2026, 3, 2), outcome="Go on, and look at sleep.")
    assert [one for one in due(chart, course, today=today) if one.kind == "review"] == []


def test_open_ended_work_is_reviewed_every_three_months(chart):
    course = plan.open_course(chart=chart, starts_on=START, kind="open_ended")
    found = due(chart, course, today=START)
    assert [(one.kind, one.on) for one in found] == [("review", date(2026, 4, 8))]


def test_a_change_of_emphasis_is_recorded_at_a_review(anna, cast, course, chart):
    write(chart, course, "review", outcome="Steadier.", emphasis_change="more_exploratory")
    assert "From supporting towards exploring" in page(anna, cast, "phases")


def test_a_look_that_was_looked_at_again_waits_no_more(chart, course):
    given = {"rule": "r4 in session 3", "done": "Asked.", "due_on": "2026-02-01"}
    entries.write_entry(chart=chart, course=course, form="alliance_look", values=given, on=date(2026, 1, 20))
    assert [one.kind for one in due(chart, course, today=START) if one.entry] == ["alliance_look"]
    write(chart, course, "alliance_look", on=date(2026, 2, 2), rule="r4 in session 3", done="Mended.")
    assert [one for one in due(chart, course, today=START) if one.entry] == []


# -- Meeting online ---------------------------------------------------------------------------------------------------


def test_who_meets_online_is_asked_what_that_needs(anna, cast, chart):
    plan.open_course(chart=chart, starts_on=START, format="online")
    shown = page(anna, cast, "plan")
    assert shown.count(": open</span>") == 8
    given = {"location": "I ask for the street.", "adult": "yes", "on_day": "2026-01-22"}
    answer = anna.post(address(cast, "write_entry", "online"), given)
    assert answer["Location"].startswith(address(cast, "plan"))
    shown = page(anna, cast, "plan")
    assert "I ask for the street." in shown
    assert shown.count(": open</span>") == 6


def test_who_meets_in_a_room_is_not_asked_about_the_connection(anna, cast, course):
    assert "Meeting online" not in page(anna, cast, "plan")


def test_the_page_of_the_frame_says_what_the_texts_name(anna, cast, course):
    shown = page(anna, cast, "plan_frame")
    assert "12 to 24 weekly sessions" in shown
    assert "long-standing traits of personality" in shown
