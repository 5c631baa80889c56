"""The plan: opening a course, the frame, focus, goals, medication, life, and what is worth a look."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from clew.practice.actions import measures, plan
from clew.practice.models import AuditEvent, Course, Entry, Medication

DAY = date(2026, 2, 5)


def address(cast, name="plan"):
    return reverse(name, args=[cast.pia.pk])


def send(anna, cast, what, **given):
    fields = {f"{what}-{name}": value for name, value in {"key": "a-key", **given}.items()}
    return anna.post(address(cast, f"plan_{what}"), fields, follow=True)


def score(chart, course, total, *, day, session=None, item_9=0):
    """Enter a PHQ-9 that comes to `total` on a day of the course."""
    answers, left = [], total - item_9
    for _ in range(8):
        answers.append(min(3, left))
        left -= answers[-1]
    at = datetime(2026, 1, 8, 12, tzinfo=UTC) + timedelta(days=day)
    return measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[*answers, item_9, 0], at=at, session=session
    )


def check_in(chart, course, number, rating, *, rater="patient", tension=0):
    at = datetime(2026, 1, 8, 10, tzinfo=UTC) + timedelta(days=7 * number)
    session = course.sessions.filter(number=number).first() or plan.plan_session(
        chart=chart, course=course, at=at, number=number, attendance="attended"
    )
    answers = [rating, rating, rating, tension, None]
    return measures.enter(
        chart=chart,
        course=course,
        instrument="alliance-check-in",
        answers=answers,
        at=at,
        session=session,
        rater=rater,
    )


# -- Opening a course -------------------------------------------------------------------------------------------

OPENING = {
    "starts_on": "2026-02-05",
    "kind": "time_limited",
    "stage": "assessment",
    "agreed_sessions": "16",
    "planned_end": "2026-06-01",
    "minutes": "50",
    "weekly_rate": "1",
    "setting": "face to face",
    "referral": "By her doctor.",
    "reason": "Low since the autumn.",
    "focus": "Why I always leave first.",
}


def test_where_there_is_no_course_the_page_opens_one(anna, cast):
    assert "Open a course of treatment" in anna.get(address(cast)).content.decode()
    page = send(anna, cast, "open", **OPENING).content.decode()
    course = Course.objects.get()
    assert (course.stage, course.agreed_sessions, course.planned_end) == ("assessment", 16, date(2026, 6, 1))
    for words in (
        "The course is open.",
        "16 sessions agreed",
        "face to face",
        "By her doctor.",
        "Why I always",
    ):
        assert words in page


def test_a_course_that_ends_before_it_starts_is_refused_and_nothing_is_lost(anna, cast):
    answer = send(anna, cast, "open", **OPENING | {"planned_end": "2026-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Course.objects.exists()
    assert "The planned end lies before the start" in page
    assert "Why I always leave first." in page
    assert 'value="2026-01-01"' in page


def test_opening_twice_with_one_form_opens_one_course(anna, cast):
    for _ in range(2):
        send(anna, cast, "open", **OPENING)
    assert Course.objects.count() == 1


# -- What is written down ---------------------------------------------------------------------------------------


def test_the_focus_is_kept_in_the_patients_words(anna, cast, chart, course):
    page = send(anna, cast, "focus", focus="I tear it first, so nobody can tear it.").content.decode()
    assert "I tear it first, so nobody can tear it." in page
    course.refresh_from_db()
    assert chart.text(course, "focus") == "I tear it first, so nobody can tear it."
    assert b"tear" not in bytes(course.focus)


def test_the_stage_moves_and_the_log_says_so(anna, cast, course):
    page = send(anna, cast, "stage", stage="working_through").content.decode()
    assert "<dd>Working through</dd>" in page
    assert AuditEvent.objects.get(action="course.change").detail == {"stage": "working_through"}


def test_a_goal_stands_in_both_voices(anna, cast, course):
    page = send(
        anna,
        cast,
        "goal",
        patient_words="To say no to a person.",
        clinician_words="Anger in words.",
        kind="relationship",
        agreed_on="2026-02-05",
    ).content.decode()
    assert '<p class="said">To say no to a person.</p><p>Anger in words.</p>' in page
    assert "Personality or relationship, agreed on 5 February 2026" in page


def test_a_goal_without_the_patients_words_is_refused_at_the_field(anna, cast, course):
    answer = send(
        anna,
        cast,
        "goal",
        patient_words=" ",
        clinician_words="Mine.",
        kind="symptom",
        agreed_on="2026-02-05",
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Entry.objects.exists()
    assert 'href="#id_goal-patient_words"' in page
    assert "Mine." in page
    assert '<details class="no-print" open>' in page


def test_medication_begins_and_ends(anna, cast, course):
    given = {"name": "Sertraline", "dose": "50 mg in the morning", "from_date": "2026-02-05", "to_date": ""}
    page = send(anna, cast, "medication", **given).content.decode()
    assert "<strong>Sertraline</strong> 50 mg in the morning" in page
    row = Medication.objects.get()
    page = send(anna, cast, "end", medication=row.pk, to_date="2026-04-01").content.decode()
    assert "From 5 February 2026 to 1 April 2026" in page


def test_a_medicine_cannot_end_before_it_began(anna, cast, course):
    given = {"name": "Sertraline", "dose": "50 mg", "from_date": "2026-02-05"}
    assert send(anna, cast, "medication", **given, to_date="2026-02-01").status_code == 422
    send(anna, cast, "medication", **given, to_date="")
    answer = send(anna, cast, "end", medication=Medication.objects.get().pk, to_date="2026-01-01")
    assert answer.status_code == 422
    assert "The medicine ends before it starts" in answer.content.decode()
    assert Medication.objects.get().to_date is None


def test_what_happens_in_life_is_noted(anna, cast, course):
    page = send(anna, cast, "event", text="Her mother moved in.", kind="stressor", on="2026-02-05")
    assert "Her mother moved in." in page.content.decode()
    assert Entry.objects.get().form == "happening"
    assert "Stressor, 5 February 2026" in page.content.decode()


def test_sending_a_form_twice_saves_once(anna, cast, course):
    for _ in range(2):
        send(anna, cast, "event", text="Moved house.", kind="life", on="2026-02-05")
    assert Entry.objects.count() == 1


# -- Worth a look -----------------------------------------------------------------------------------------------


def worth_a_look(anna, cast):
    page = anna.get(address(cast)).content.decode()
    return page[page.index('id="look"') :]


def test_without_a_prompt_nothing_is_called_fine(anna, cast, chart, course, monkeypatch):
    from clew.practice.readings import prompts

    monkeypatch.setattr(prompts, "course_flags", lambda *args, **more: ())
    assert "That is not the same as all being well" in worth_a_look(anna, cast)


def test_too_few_scores_to_judge_is_said(anna, cast, course):
    shown = worth_a_look(anna, cast)
    assert "Too few scores to judge?" in shown
    assert "Rule N8" in shown


def test_a_rise_is_a_question_that_rests_on_its_scores(anna, cast, chart, course):
    first = score(chart, course, 10, day=0)
    last = score(chart, course, 17, day=14)
    shown = worth_a_look(anna, cast)
    assert "Worse than at the start?" in shown
    assert "PHQ-9 rose from 10 to 17 since treatment began" in shown
    assert "Notify the clinician the same day" in shown
    assert 'title="default, not validated' in shown
    for row in (first, last):
        assert f'href="{reverse("measure_entry", args=[cast.pia.pk, row.pk])}"' in shown


def test_thoughts_of_death_come_first_and_carry_the_sign_of_danger(anna, cast, chart, course):
    score(chart, course, 10, day=0)
    score(chart, course, 18, day=14, item_9=2)
    shown = worth_a_look(anna, cast)
    assert '<span class="danger-word">Thoughts of death or self-harm</span>' in shown
    assert shown.index("Thoughts of death") < shown.index("Worse than at the start?")


def test_a_fallen_alliance_is_asked_about_for_each_rater_apart(anna, cast, chart, course):
    for number, rating in enumerate((8, 8, 8, 5), start=1):
        check_in(chart, course, number, rating)
    shown = worth_a_look(anna, cast)
    assert "Alliance check-in by the patient, session 4" in shown
    assert "Did something come between you?" in shown
    assert "The score fell from 8 to 5; worth asking about." in shown
    assert "Open: 0 of 5 later scores so far." in shown
    assert "by the clinician" not in shown
    assert "rupture detected" not in shown.lower()


def test_a_mended_fall_moves_to_what_is_past(anna, cast, chart, course):
    for number, rating in enumerate((8, 8, 8, 5, 8), start=1):
        check_in(chart, course, number, rating)
    now, past = worth_a_look(anna, cast).split("Earlier, or mended")
    assert "Did something come between you?" not in now
    assert "Repaired:" in past


def test_what_the_patient_says_of_tension_is_kept_whatever_the_score(anna, cast, chart, course):
    check_in(chart, course, 1, 9, tension=2)
    shown = worth_a_look(anna, cast)
    assert "Tension between you?" in shown
    assert "Said by the patient" in shown


def test_two_check_ins_of_one_session_do_not_break_the_page(anna, cast, chart, course):
    check_in(chart, course, 1, 9)
    check_in(chart, course, 1, 2)
    assert anna.get(address(cast)).status_code == 200


def test_a_course_of_many_sessions_asks_the_database_no_more(
    anna, cast, chart, course, django_assert_max_num_queries
):
    for number in range(1, 25):
        check_in(chart, course, number, 5 + number % 4)
        score(chart, course, 20 - number % 9, day=7 * number, session=course.sessions.get(number=number))
        plan.note_event(chart=chart, course=course, kind="life", on=DAY, text=f"Event {number}")
    anna.get(address(cast))
    with django_assert_max_num_queries(15):
        anna.get(address(cast))


# -- Who may ----------------------------------------------------------------------------------------------------


def test_the_supervisor_reads_and_writes_nothing(cast, signed_in, course):
    anna = signed_in(cast.ben)
    page = anna.get(address(cast)).content.decode()
    assert "Why I always leave first." in page
    assert "<form" not in page.split("<main")[1]
    for what in ("stage", "focus", "goal", "medication", "event"):
        assert send(anna, cast, what).status_code == 404


def test_the_prescriber_records_medication_and_nothing_else(cast, signed_in, course):
    anna = signed_in(cast.clara)
    given = {"name": "Sertraline", "dose": "50 mg", "from_date": "2026-02-05", "to_date": ""}
    assert "Sertraline" in send(anna, cast, "medication", **given).content.decode()
    assert send(anna, cast, "focus", focus="Mine").status_code == 404
    assert send(anna, cast, "goal").status_code == 404
    assert "Save the focus" not in anna.get(address(cast)).content.decode()


@pytest.mark.parametrize("who", ["patient", "researcher", "manager", "stranger", "elsewhere"])
def test_nobody_else_gets_in(cast, signed_in, course, who):
    anna = signed_in(cast.by_role()[who])
    assert anna.get(address(cast)).status_code == 404
    assert send(anna, cast, "focus", focus="x").status_code == 404


def test_without_a_course_only_opening_one_is_possible(anna, cast):
    answer = send(anna, cast, "focus", focus="x")
    assert answer.status_code == 422
    assert "Open a course of treatment first" in answer.content.decode()


def test_an_address_that_takes_forms_leads_back_to_the_plan(anna, cast, course):
    assert anna.get(address(cast, "plan_goal")).url == address(cast)
