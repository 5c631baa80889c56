"""Ending, continuing care and a return; and who may see the pages of the whole way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from integration.ending_scene import START, address, ago, begun, page, phq, write

from clew.practice import access
from clew.practice.actions import calendar, endings, entries, measures, plan
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, Course, Entry
from clew.practice.readings import entries as entry_readings
from clew.practice.roles import May
from clew.therapy.course.continuing import follow_ups

# -- Ending -----------------------------------------------------------------------------------------------------------


def test_the_checklist_shows_what_is_noted_and_what_is_open(anna, cast, course, chart):
    assert "Nothing is noted yet." in page(anna, cast, "ending")
    write(chart, course, "ending", reason="planned_limit", gains="Sleeps.", what_helped="Being remembered.")
    shown = page(anna, cast, "ending")
    assert "<dd>Sleeps.</dd>" in shown
    assert '<dd class="said">Being remembered.</dd>' in shown
    assert shown.count(": open</span>") == 9
    assert "An end before its time" not in shown


def test_a_relapse_plan_is_written_shared_and_read_by_the_patient(
    anna, cast, course, chart, signed_in, check_numbers
):
    check_numbers()
    given = {"own_signs": "I stop answering.", "call": "My sister.", "on_day": "2026-05-01"}
    anna.post(address(cast, "write_entry", "relapse_plan"), given)
    theirs = signed_in(cast.pia_account)
    assert "I stop answering." not in theirs.get(reverse("own")).content.decode()
    assert "The patient cannot read it yet." in page(anna, cast, "ending")
    anna.post(address(cast, "share_entry", Entry.objects.get(form="relapse_plan").pk))
    shown = theirs.get(reverse("own")).content.decode()
    assert "I stop answering." in shown
    assert "My sister." in shown


def test_the_course_ends_and_the_end_can_be_taken_back(anna, cast, chart):
    course = begun(chart, days=120)
    given = {"reason": "goals_reached", "on": ago(days=1).isoformat(), "continuing_care": "on", "key": "k"}
    answer = anna.post(address(cast, "end_course"), given, follow=True)
    course.refresh_from_db()
    assert (course.stage, course.end_reason, course.ended_on) == (
        "continuing_care",
        "goals_reached",
        ago(days=1),
    )
    assert "The door is open" in answer.content.decode()
    anna.post(address(cast, "reopen_course"))
    course.refresh_from_db()
    assert (course.stage, course.end_reason, course.ended_on) == ("working_through", "", None)
    assert [e.action for e in AuditEvent.objects.filter(action__startswith="course.").order_by("seq")][
        -2:
    ] == [
        "course.end",
        "course.reopen",
    ]


@pytest.mark.parametrize(
    ("on", "words"),
    [("2025-12-01", "The last day lies before the first"), ("2999-01-01", "The last day is still to come")],
)
def test_an_impossible_last_day_is_said_and_kept_in_the_form(anna, cast, course, on, words):
    answer = anna.post(address(cast, "end_course"), {"reason": "impasse", "on": on, "key": "k"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{on}"' in answer.content.decode()
    course.refresh_from_db()
    assert course.ended_on is None


def test_an_end_before_a_session_that_was_held_is_refused(anna, cast, chart):
    course = begun(chart, days=60)
    plan.plan_session(
        chart=chart, course=course, at=timezone.now() - timedelta(days=5), attendance="attended"
    )
    given = {"reason": "lost", "on": ago(days=9).isoformat(), "key": "k"}
    answer = anna.post(address(cast, "end_course"), given)
    assert answer.status_code == 422
    assert "Session 1 was held after that day" in answer.content.decode()
    given["on"] = ago(days=5).isoformat()
    assert anna.post(address(cast, "end_course"), given).status_code == 302


def test_an_end_before_its_time_asks_about_danger_contact_and_referral_first(anna, cast, chart):
    course = begun(chart, days=60)
    phq(chart, course, 12, ago(days=9), item_9=1)
    write(chart, course, "contact_attempt", on=ago(days=1), how="letter", said="That the hour is hers.")
    endings.end_course(chart=chart, course=course, reason="lost")
    shown = page(anna, cast, "ending")
    early = shown.split("An end before its time")[1].split("What is gone through")[0]
    assert "9 days ago" in early
    assert "thoughts of death" in early
    assert "That the hour is hers." in early
    checklist = shown.split('class="checklist"')[1]
    assert checklist.index("Contact offered") < checklist.index("The goals, looked at again")


def test_symptoms_that_come_back_near_the_end_are_noted(anna, cast, chart):
    course = plan.open_course(
        chart=chart, starts_on=ago(days=100), agreed_sessions=16, planned_end=ago(days=0) + timedelta(days=5)
    )
    phq(chart, course, 6, ago(days=14))
    phq(chart, course, 10, ago(days=3))
    shown = page(anna, cast, "ending")
    assert "PHQ-9 rose from 6 to 10" in shown
    assert "It is time." in shown


def test_what_is_still_planned_after_the_end_is_said(anna, cast, chart):
    course = begun(chart, days=60)
    plan.plan_session(chart=chart, course=course, at=timezone.now() + timedelta(days=3))
    endings.end_course(chart=chart, course=course, reason="not_feasible")
    assert "1 session still planned, although the course has ended" in page(anna, cast, "ending")


def test_ending_it_cancels_what_is_still_planned_if_that_is_wished(anna, cast, chart):
    course = begun(chart, days=60)
    ahead = plan.plan_session(chart=chart, course=course, at=timezone.now() + timedelta(days=3))
    slot, *_ = calendar.plan_slot(
        chart=chart,
        course=course,
        values={"weekday": "monday", "time": "9:00", "start": ago(days=30).isoformat(), "sessions": 20},
    )
    given = {"reason": "lost", "on": ago(days=1).isoformat(), "cancel_planned": "on", "key": "k"}
    anna.post(address(cast, "end_course"), given)
    ahead.refresh_from_db()
    assert (ahead.attendance, ahead.notice_hours) == ("cancelled", 71)  # three days less a moment
    assert not course.sessions.filter(attendance="planned", at__gt=timezone.now()).exists()
    kept = entry_readings.one(chart, course, "slot")
    assert kept.get("until") == ago(days=0).isoformat()
    assert kept.id == slot.pk
    anna.post(address(cast, "reopen_course"))
    ahead.refresh_from_db()
    assert ahead.attendance == "cancelled", "it can be planned again by hand"


def test_the_goals_stand_on_the_page_of_the_end_with_how_near_they_came(anna, cast, course, chart):
    goal = plan.agree_goal(
        chart=chart, course=course, kind="symptom", agreed_on=START, patient_words="To sleep."
    )
    assert "Not looked at again yet." in page(anna, cast, "ending")
    write(chart, course, "goal_review", goal=str(goal.pk), nearness="partly", words="Some nights.")
    shown = page(anna, cast, "ending")
    assert "Some nights." in shown
    assert address(cast, "write_entry", "goal_review") in shown


def test_who_prescribes_is_told_of_the_end(anna, cast, course, chart):
    assert "Clara prescribes" not in page(anna, cast, "ending")
    write(chart, course, "ending", reason="planned_limit")
    assert "Clara prescribes: an end is told without waiting" in page(anna, cast, "ending")


def test_the_usual_follow_ups_are_agreed_in_one_step(anna, cast, chart):
    course = begun(chart, days=120)
    endings.end_course(chart=chart, course=course, reason="planned_limit", on=ago(days=20))
    write(chart, course, "follow_up", planned="A call", due_on=(follow_ups(ago(days=20))[0][1]).isoformat())
    shown = page(anna, cast, "after")
    assert 'value="3"' in shown
    assert (
        'value="1"' not in shown.split("plan_follow_ups")[-1].split("follow-how")[0].split("follow-months")[1]
    )
    given = {"follow-months": ["3", "12"], "follow-how": "letter", "follow-key": "k"}
    for _ in range(2):  # sent twice, saved once
        answer = anna.post(address(cast, "plan_follow_ups"), given)
        assert answer["Location"] == address(cast, "after")
    made = entry_readings.current(chart, course, "follow_up")["follow_up"]
    days = dict(follow_ups(ago(days=20)))
    assert sorted(one.get("due_on") for one in made) == [days[n].isoformat() for n in (1, 3, 12)]
    assert {one.get("how") for one in made} == {"", "letter"}


@pytest.mark.parametrize("months", [[], ["2"], ["x"]])
def test_follow_ups_on_other_days_are_refused_there(anna, cast, over, months):
    answer = anna.post(address(cast, "plan_follow_ups"), {"follow-months": months, "follow-key": "k"})
    assert answer.status_code == 422
    assert "Nothing was saved yet" in answer.content.decode()
    assert not Entry.objects.filter(form="follow_up").exists()


def test_without_a_last_day_no_usual_follow_ups_are_offered(anna, cast, course, chart):
    plan.change_frame(
        chart=chart,
        course=course,
        values={"kind": "open_ended", "minutes": 50, "weekly_rate": "1", "format": "individual"},
    )
    assert "Agree on the usual days" not in page(anna, cast, "ending")
    with pytest.raises(PracticeError, match="No last day is agreed"):
        endings.plan_follow_ups(chart=chart, course=course, months=[1])


# -- Continuing care and a return -------------------------------------------------------------------------------------


@pytest.fixture
def over(chart):
    """A course that ended two months ago at a PHQ-9 of 4."""
    course = begun(chart, days=200)
    phq(chart, course, 4, ago(days=62))
    endings.end_course(chart=chart, course=course, reason="planned_limit", on=ago(days=61))
    return course


def test_before_the_end_there_is_only_its_preparation(anna, cast, course):
    assert "Prepare the end" in page(anna, cast, "after")


def test_what_was_planned_stands_beside_what_came(anna, cast, chart, over):
    phq(chart, over, 5, ago(days=31))
    shown = page(anna, cast, "after")
    assert "At the end" in shown
    assert "PHQ-9 4" in shown
    row = shown.split('<th scope="row">1 month</th>')[1].split("</tr>")[0]
    assert "PHQ-9 5" in row
    assert "Due since" in shown
    assert "Nothing in the last answers asks for a look. That is not the same as all being well." in shown


def test_a_rise_after_the_end_is_worth_asking_about(anna, cast, chart, over):
    row = phq(chart, over, 11, ago(days=2))
    shown = page(anna, cast, "after")
    assert "Is it coming back?" in shown
    assert "PHQ-9 rose from 4 at the end to 11" in shown
    assert address(cast, "measure_entry", row.pk) in shown
    entries.write_entry(
        chart=chart,
        course=over,
        form="otherwise",
        values={"rule": "relapse", "decision": "Wait a week.", "reason": "Her exams end on Friday."},
    )
    assert "Wait a week." in page(anna, cast, "after")


def test_what_had_not_gone_is_not_said_to_come_back(anna, cast, chart):
    course = begun(chart, days=90)
    phq(chart, course, 17, ago(days=40))
    endings.end_course(chart=chart, course=course, reason="lost", on=ago(days=39))
    phq(chart, course, 12, ago(days=5))
    shown = page(anna, cast, "after")
    assert "Is it still there?" in shown
    assert "and was 17 at the end" in shown
    assert "Is it coming back?" not in shown


def test_an_unfinished_questionnaire_does_not_hide_the_one_before(anna, cast, chart, over):
    phq(chart, over, 11, ago(days=20))
    measures.enter(
        chart=chart,
        course=over,
        instrument="phq-9",
        answers=[1, *[None] * 9],
        at=timezone.now() - timedelta(days=2),
    )
    assert "PHQ-9 rose from 4 at the end to 11" in page(anna, cast, "after")


def test_what_came_with_the_end_leaves_the_first_month_open(anna, cast, chart, over):
    phq(chart, over, 5, ago(days=55))
    shown = page(anna, cast, "after")
    assert "Between" in shown
    row = shown.split('<th scope="row">1 month</th>')[1].split("</tr>")[0]
    assert "PHQ-9 5" not in row


def test_contact_since_the_end_stands_with_what_asks_for_it(anna, cast, chart, over):
    write(chart, over, "contact_attempt", on=ago(days=100), how="letter", said="Before the end.")
    write(chart, over, "contact_attempt", on=ago(days=3), how="letter", said="That the hour is hers.")
    shown = page(anna, cast, "after")
    assert "That the hour is hers." in shown
    assert "Before the end." not in shown


def test_a_return_settles_the_follow_ups_that_lie_ahead(chart, over):
    write(chart, over, "follow_up", planned="Missed", due_on=ago(days=5).isoformat())
    ahead = write(chart, over, "follow_up", planned="Later", due_on=(ago(days=-30)).isoformat())
    endings.return_to_care(chart=chart, course=over, starts_on=timezone.localdate())
    found = {one.get("planned"): one for one in entry_readings.current(chart, over, "follow_up")["follow_up"]}
    assert found["Later"].get("became") == "not_needed"
    assert found["Later"].id == ahead.pk
    assert found["Missed"].get("became") == ""


def test_danger_stands_first_and_carries_its_sign(anna, cast, chart, over):
    phq(chart, over, 11, ago(days=2), item_9=1)
    shown = page(anna, cast, "after")
    assert '<span class="danger-word">Thoughts of death or self-harm</span>' in shown
    assert shown.index("Thoughts of death or self-harm") < shown.index("Is it coming back?")


def test_two_signs_for_two_weeks_ask_for_a_look(anna, cast, chart, over):
    write(chart, over, "sign_check", on=ago(days=1), any="some", own_signs="Cereal.\nThe bag.", weeks="2")
    assert "Are the early signs back?" in page(anna, cast, "after")
    write(chart, over, "sign_check", on=ago(days=0), any="none")
    assert "Are the early signs back?" not in page(anna, cast, "after")


def test_a_prescriber_sees_the_schedule_and_writes_nothing(cast, over, signed_in):
    shown = page(signed_in(cast.clara), cast, "after")
    assert "1 month" in shown
    assert "<form" not in shown


def test_who_comes_back_has_a_new_course_and_the_old_one_stays_to_read(anna, cast, chart, over):
    write(
        chart,
        over,
        "follow_up",
        on=ago(days=61),
        planned="Call after a month",
        due_on="2026-01-01",
        became="held",
    )
    plan.agree_goal(
        chart=chart, course=over, kind="symptom", agreed_on=ago(days=190), patient_words="To sleep."
    )
    given = {"starts_on": timezone.localdate().isoformat(), "reason": "Awake at four again.", "key": "k"}
    answer = anna.post(address(cast, "return_to_care"), given, follow=True)
    shown = answer.content.decode()
    new = Course.objects.get(continues=over)
    assert (new.stage, new.agreed_sessions, new.planned_end) == ("assessment", 16, None)
    assert "Awake at four again." in shown
    assert "To sleep." not in shown
    earlier = page(anna, cast, "plan", f"?course={over.pk}")
    assert "You are reading an earlier course, " in earlier
    assert "To sleep." in earlier
    assert "<form" not in earlier
    assert "Call after a month" in page(anna, cast, "after", f"?course={over.pk}")
    assert "You are reading an earlier course, " in page(anna, cast, "course", f"?course={over.pk}")
    anna.post(address(cast, "return_to_care"), {**given, "key": "another"})
    assert Course.objects.filter(continues=over).count() == 1


def test_a_medicine_that_goes_on_is_shown_in_the_course_after(anna, cast, chart, over):
    for name, to in (("Sertraline", None), ("Zopiclone", ago(days=100))):
        plan.record_medication(
            chart=chart, course=over, name=name, dose="50 mg", from_date=ago(days=150), to_date=to
        )
    endings.return_to_care(chart=chart, course=over, starts_on=timezone.localdate())
    for name in ("plan", "working_together", "course"):
        shown = page(anna, cast, name)
        assert "Sertraline" in shown, name
        assert "Zopiclone" not in shown, name
    assert "Zopiclone" in page(anna, cast, "plan", f"?course={over.pk}")


def test_the_banner_and_the_picture_tell_the_courses_apart(anna, cast, chart, over):
    assert "ended</text>" in page(anna, cast, "course")
    endings.return_to_care(chart=chart, course=over, starts_on=timezone.localdate())
    for name in (*PAGES, "course"):
        now = anna.get(address(cast, name)).content.decode()
        before = anna.get(address(cast, name) + f"?course={over.pk}").content.decode()
        assert "course 2 of 2<" in now, name
        assert "course 1 of 2, an earlier one" in before, name
    assert "ended</text>" not in page(anna, cast, "course")


def test_what_waited_in_the_earlier_course_is_not_due_in_the_caseload_any_more(anna, cast, chart, over):
    write(chart, over, "review", on=ago(days=70), outcome="Go on.", next_on=ago(days=60).isoformat())
    write(chart, over, "follow_up", planned="Missed", due_on=ago(days=5).isoformat())
    write(chart, over, "task", what="Write to the doctor", who="both", due_on=ago(days=2).isoformat())
    before = anna.get(reverse("caseload")).content.decode()
    assert "Follow-up overdue" in before
    endings.return_to_care(chart=chart, course=over, starts_on=timezone.localdate())
    after = anna.get(reverse("caseload")).content.decode()
    assert "Follow-up overdue" not in after
    assert "Review overdue" not in after
    assert "Task overdue" in after


def test_a_return_before_the_end_is_refused(anna, cast, over):
    given = {"starts_on": ago(days=100).isoformat(), "key": "k"}
    answer = anna.post(address(cast, "return_to_care"), given)
    assert answer.status_code == 422
    assert "The return lies before the end of the earlier course" in answer.content.decode()


def test_an_end_is_not_taken_back_once_somebody_came_back(anna, cast, chart, over):
    endings.return_to_care(chart=chart, course=over, starts_on=timezone.localdate())
    with pytest.raises(PracticeError, match="come back to another course"):
        endings.reopen_course(chart=chart, course=over)


def test_a_course_of_another_patient_is_not_found(anna, cast, course):
    assert anna.get(address(cast, "plan") + "?course=00000000-0000-0000-0000-000000000000").status_code == 404
    assert anna.get(address(cast, "plan") + "?course=nonsense").status_code == 404


# -- Who may, and how much is asked -----------------------------------------------------------------------------------

PAGES = ("plan", "phases", "ending", "after")


@pytest.mark.parametrize("name", PAGES)
def test_strangers_see_nothing(cast, course, signed_in, name):
    for stranger in (cast.chris, cast.otto, cast.rhea, cast.max, cast.pia_account):
        assert signed_in(stranger).get(address(cast, name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_without_a_course_each_page_says_what_to_do_first(anna, cast, name):
    assert "Open a course" in page(anna, cast, name) or "Open the course" in page(anna, cast, name)


@pytest.mark.parametrize("name", PAGES)
def test_a_full_course_asks_the_database_no_more(
    anna, cast, chart, over, name, django_assert_max_num_queries
):
    write(chart, over, "ending", reason="patient_choice", gains="Sleeps.")
    write(chart, over, "relapse_plan", own_signs="Cereal.")
    for number in range(1, 13):
        phq(chart, over, 5 + number % 6, ago(days=61 - 4 * number))
        write(chart, over, "follow_up", planned=f"Call {number}", due_on=ago(days=number).isoformat())
        write(chart, over, "happening", on=ago(days=number), text=f"Event {number}", kind="life")
        write(chart, over, "review", on=ago(days=number), outcome="Go on.")
    page(anna, cast, name)
    with django_assert_max_num_queries(15):
        page(anna, cast, name)


def test_a_supervisor_reads_all_of_it_and_writes_nothing(cast, over, signed_in):
    for name in PAGES:
        assert "<form" not in page(signed_in(cast.ben), cast, name)
    chart = access.open_record(cast.ben, cast.pia.pk, to=May.SEE_COURSE, view="test")
    with pytest.raises(NotFound):
        endings.reopen_course(chart=chart, course=over)
