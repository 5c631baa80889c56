"""The list of sessions, planning one, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from integration.session_scene import usual

from clew.practice.actions import notes, plan, sessions
from clew.practice.models import Session


@pytest.fixture
def here(cast):
    return reverse("sessions", args=[cast.pia.pk])


def line_of(page: str, number: int) -> str:
    """The HTML of one session in the list."""
    start = page.index(f'<span class="out-of-sight">Session </span>{number}<')
    return page[start : page.index("</li>", start)]


# -- The list -------------------------------------------------------------------------------------------------------


def test_each_session_says_what_is_there_of_it(anna, chart, course, session, here):
    usual(chart, session)
    note = notes.save_draft(chart=chart, session=session, kind="progress", text="She came.")
    line = line_of(anna.get(here).content.decode(), 1)
    for words in ("8 January 2026", "Thursday 10:00", "came", "8 turns", "6 to look at", "note is a draft"):
        assert words in line  # the seventh proposal is unsure and stays folded
    notes.sign(chart=chart, note=note)
    assert "note signed" in line_of(anna.get(here).content.decode(), 1)


@pytest.mark.parametrize(
    ("attendance", "more", "words"),
    [
        ("late", {"late_minutes": 12}, "came 12 minutes late"),
        ("late", {}, "came late"),
        ("cancelled", {"notice_hours": 0}, "cancelled on the spot"),
        ("cancelled", {"notice_hours": 1}, "cancelled, 1 hour before"),
        ("cancelled", {}, "cancelled"),
        ("no_show", {}, "did not come"),
    ],
)
def test_attendance_reads_as_people_say_it(anna, chart, session, here, attendance, more, words):
    plan.record_attendance(chart=chart, session=session, attendance=attendance, **more)
    assert words in line_of(anna.get(here).content.decode(), 1)


def test_a_session_that_is_over_asks_what_became_of_it(anna, cast, chart, course, here):
    now = timezone.now()
    past = plan.plan_session(chart=chart, course=course, at=now - timedelta(days=3))
    ahead = plan.plan_session(chart=chart, course=course, at=now + timedelta(days=3))
    page = anna.get(here).content.decode()
    over, to_come = line_of(page, past.number), line_of(page, ahead.number)
    assert "What became of it?" in over
    assert reverse("import_transcript", args=[cast.pia.pk, past.pk]) in over
    assert "to come" in to_come
    assert "Bring in" not in to_come


def test_times_are_those_of_the_practice(anna, chart, course, here):
    plan.plan_session(chart=chart, course=course, at=datetime(2026, 7, 2, 9, 0, tzinfo=UTC))
    assert "Thursday 10:00" in line_of(anna.get(here).content.decode(), 1)  # summer in London


def test_without_a_session_the_page_says_what_to_do(anna, cast, course, here):
    page = anna.get(here).content.decode()
    assert "No session is planned yet." in page
    assert reverse("plan_session", args=[cast.pia.pk]) in page


def test_without_a_course_too(anna, here):
    assert "There is no course of treatment yet" in anna.get(here).content.decode()


def test_a_transcript_taken_back_is_no_transcript(anna, chart, session, here):
    sessions.withdraw_transcript(chart=chart, transcript=usual(chart, session))
    line = line_of(anna.get(here).content.decode(), 1)
    assert "Bring in a transcript" in line
    assert "to look at" not in line


def test_a_supervisor_reads_the_list_and_changes_nothing(cast, signed_in, chart, session, here):
    usual(chart, session)
    page = signed_in(cast.ben).get(here).content.decode()
    body = page[page.index("<main") :]
    assert "8 turns" in body
    assert "<form" not in body
    assert "Plan a session" not in body


@pytest.mark.parametrize("role", ["prescriber", "patient", "researcher", "manager", "stranger", "elsewhere"])
def test_others_are_not_let_in(cast, signed_in, session, here, role):
    assert signed_in(cast.by_role()[role]).get(here).status_code == 404


def test_the_list_is_flat(anna, chart, course, session, here, django_assert_max_num_queries):
    usual(chart, session)
    for number in range(2, 30):
        held = plan.plan_session(chart=chart, course=course, at=datetime(2026, 2, number - 1, 9, tzinfo=UTC))
        if number % 5 == 0:
            usual(chart, held)
            notes.save_draft(chart=chart, session=held, kind="progress", text="A note.")
    anna.get(here)
    with django_assert_max_num_queries(15):
        page = anna.get(here).content.decode()
    assert "Session </span>29<" in page


# -- Planning ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def planning(cast):
    return reverse("plan_session", args=[cast.pia.pk])


def test_the_time_offered_follows_the_rhythm(anna, session, planning):
    assert 'value="2026-01-15T10:00"' in anna.get(planning).content.decode()


def test_planning_a_session(anna, course, session, planning, here):
    answer = anna.post(planning, {"at": "2026-07-02T10:00", "minutes": 50, "online": "on", "key": "k1"})
    assert answer.url == here
    planned = Session.objects.get(course=course, number=2)
    assert (planned.at, planned.online, planned.attendance) == (
        datetime(2026, 7, 2, 9, 0, tzinfo=UTC),
        True,
        "planned",
    )
    assert "Session 2 is planned for 2 July, 10:00." in anna.get(here).content.decode()


def test_sending_it_twice_plans_it_once(anna, course, session, planning):
    for _ in range(2):
        anna.post(planning, {"at": "2026-07-02T10:00", "minutes": 50, "key": "k1"})
    assert Session.objects.filter(course=course).count() == 2


@pytest.mark.parametrize("wrong", [{"at": "soon"}, {"at": ""}, {"minutes": 0}, {"minutes": ""}])
def test_a_wrong_plan_is_refused_at_its_field(anna, course, session, planning, wrong):
    answer = anna.post(planning, {"at": "2026-07-02T10:00", "minutes": 50, "key": "k1", **wrong})
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert Session.objects.filter(course=course).count() == 1


def test_without_a_course_there_is_nothing_to_plan(anna, planning):
    assert "Open a course of treatment first." in anna.get(planning).content.decode()


# -- What became of it ---------------------------------------------------------------------------------------------------


@pytest.fixture
def attendance(cast, session):
    return reverse("record_attendance", args=[cast.pia.pk, session.pk])


def test_one_button_for_the_usual_case(anna, session, attendance):
    anna.post(attendance, {"attendance": "attended"})
    session.refresh_from_db()
    assert session.attendance == "attended"


def test_late_and_cancelled_carry_their_number(anna, session, attendance):
    anna.post(attendance, {"attendance": "late", "late_minutes": 12, "notice_hours": 5})
    session.refresh_from_db()
    assert (session.attendance, session.late_minutes, session.notice_hours) == ("late", 12, None)
    anna.post(attendance, {"attendance": "cancelled", "late_minutes": 12, "notice_hours": 0})
    session.refresh_from_db()
    assert (session.attendance, session.late_minutes, session.notice_hours) == ("cancelled", None, 0)


@pytest.mark.parametrize("wrong", [{"attendance": "maybe"}, {}, {"attendance": "late", "late_minutes": -3}])
def test_a_wrong_attendance_is_refused(anna, session, attendance, wrong):
    answer = anna.post(attendance, wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    session.refresh_from_db()
    assert session.attendance == "planned"


@pytest.mark.parametrize("role", ["supervisor", "prescriber", "patient", "manager", "stranger"])
def test_only_the_clinician_plans(cast, signed_in, session, course, planning, attendance, role):
    client = signed_in(cast.by_role()[role])
    assert client.post(planning, {"at": "2026-07-02T10:00", "minutes": 50, "key": "k"}).status_code == 404
    assert client.post(attendance, {"attendance": "attended"}).status_code == 404
    assert Session.objects.filter(course=course).count() == 1
