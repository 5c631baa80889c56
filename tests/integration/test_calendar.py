"""A clinician's calendar across patients, the notes to write, and the regular time of one patient."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import calendar, entries, notes, people, plan, together
from clew.practice.errors import PracticeError
from clew.practice.models import AuditEvent, Entry, Session
from clew.practice.readings.calendar import overlapping
from clew.practice.roles import May
from clew.therapy.forms import FORMS, FormProblems

LONDON = ZoneInfo("Europe/London")
SLOT = {"weekday": "thursday", "time": "10:00", "start": "2026-03-12", "sessions": 5}


@pytest.fixture
def anna(cast, signed_in):
    return signed_in(cast.anna)


@pytest.fixture
def paul(cast):
    """Another patient of Anna's, with a course."""
    patient = people.admit_patient(
        practice=cast.practice, name="Paul Rind", by=cast.anna, clinician=cast.anna, fictional=True
    )
    chart = access.open_record(cast.anna, patient.pk, to=May.PLAN, view="test")
    return chart, plan.open_course(chart=chart, starts_on=date(2026, 1, 8))


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def main(answer) -> str:
    page = answer.content.decode()
    return page[page.index("<main") :]


# -- Across patients ---------------------------------------------------------------------------------------------------


def test_a_week_shows_ones_own_sessions_by_name_and_time(anna, cast, chart, course, paul):
    plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12)))
    plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 13), 14, 30), online=True)
    page = main(anna.get(reverse("calendar"), {"day": "2026-03-11"}))
    assert "Week of 9 March 2026" in page
    assert page.index("Pia Sand") < page.index("Paul Rind")
    assert "14:30" in page
    assert "15:20" in page
    assert "1, online" in page
    assert "overlaps" not in page


def test_sessions_of_the_week_before_and_after_are_not_on_it(anna, chart, course):
    for day in (date(2026, 3, 8), date(2026, 3, 16)):
        plan.plan_session(chart=chart, course=course, at=at(day))
    assert "No session of yours lies in this week" in main(
        anna.get(reverse("calendar"), {"day": "2026-03-11"})
    )


def test_a_month_is_a_list_of_the_days_with_something_on_them(anna, chart, course):
    for day in (1, 31):
        plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, day)))
    page = main(anna.get(reverse("calendar"), {"day": "2026-03-11", "as": "month"}))
    assert "March 2026" in page
    assert page.count("Pia Sand") == 2
    assert re.search(r'rel="next"[^>]*day=2026-04-01&amp;as=month', page)


def test_the_same_hour_is_kept_when_the_clocks_change(anna, chart, course):
    """Clocks go forward on 29 March 2026 in London: ten o'clock stays ten o'clock."""
    calendar.plan_slot(chart=chart, course=course, values={**SLOT, "start": "2026-03-26", "sessions": 2})
    first, second = course.sessions.order_by("at")
    assert (first.at, second.at) == (
        datetime(2026, 3, 26, 10, tzinfo=UTC),
        datetime(2026, 4, 2, 9, tzinfo=UTC),
    )
    for day in ("2026-03-26", "2026-04-02"):
        assert '<span class="hour">10:00' in main(anna.get(reverse("calendar"), {"day": day}))


def test_an_evening_session_stands_on_the_day_of_the_practice_not_of_greenwich(anna, chart, course):
    plan.plan_session(chart=chart, course=course, at=datetime(2026, 6, 7, 23, 30, tzinfo=UTC))  # Monday, 0:30
    page = main(anna.get(reverse("calendar"), {"day": "2026-06-08"}))
    assert "Pia Sand" in page
    assert "00:30" in page
    assert "Pia Sand" not in main(anna.get(reverse("calendar"), {"day": "2026-06-07"}))


def test_overlaps_are_marked_and_what_only_touches_is_not(anna, chart, course, paul):
    plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12), 10))
    plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 12), 10, 50))
    assert "overlaps" not in main(anna.get(reverse("calendar"), {"day": "2026-03-12"}))
    plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 12), 10, 49))
    # Paul's two overlap each other as well, so all three are marked.
    assert main(anna.get(reverse("calendar"), {"day": "2026-03-12"})).count(">overlaps<") == 3


def test_what_is_cancelled_overlaps_nothing(chart, course, paul):
    own = plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12)))
    other = plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 12), 10, 20))
    assert overlapping(chart, [own]) == {own.pk: [other.at]}
    plan.record_attendance(chart=paul[0], session=other, attendance="cancelled")
    assert overlapping(chart, [own]) == {}


def test_a_colleagues_sessions_are_not_ones_own(cast, signed_in, chart, course):
    session = plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12)))
    page = main(signed_in(cast.chris).get(reverse("calendar"), {"day": "2026-03-12"}))
    assert "Pia" not in page
    chris = people.admit_patient(practice=cast.practice, name="Quinn", by=cast.chris, clinician=cast.chris)
    theirs = access.open_record(cast.chris, chris.pk, to=May.PLAN, view="test")
    plan.plan_session(
        chart=theirs, course=plan.open_course(chart=theirs, starts_on=date(2026, 1, 1)), at=session.at
    )
    assert overlapping(chart, [session]) == {}


def test_supervisors_and_prescribers_have_no_calendar_of_sessions(cast, signed_in):
    for user in (cast.ben, cast.clara, cast.rhea, cast.max, cast.pia_account):
        assert signed_in(user).get(reverse("calendar")).status_code == 404


def test_the_log_tells_of_the_list_of_names(anna, cast, chart, course):
    plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12)))
    anna.get(reverse("calendar"), {"day": "2026-03-12"})
    event = AuditEvent.objects.filter(action="list.read", kind="calendar").get()
    assert event.detail == {"patients": 1}


@pytest.mark.parametrize("day", ["", "x", "2026-02-30", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_shows_a_week_too(anna, cast, day):
    assert anna.get(reverse("calendar"), {"day": day}).status_code == 200


def test_the_calendar_is_flat(anna, cast, django_assert_max_num_queries):
    for number in range(12):
        patient = people.admit_patient(
            practice=cast.practice, name=f"P {number}", by=cast.anna, clinician=cast.anna
        )
        chart = access.open_record(cast.anna, patient.pk, to=May.PLAN, view="test")
        course = plan.open_course(chart=chart, starts_on=date(2026, 1, 1))
        plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12), 8 + number % 8))
    anna.get(reverse("calendar"))
    for shown in ("week", "month"):
        with django_assert_max_num_queries(15):
            assert anna.get(reverse("calendar"), {"day": "2026-03-12", "as": shown}).status_code == 200


# -- Notes to write ------------------------------------------------------------------------------------------------------


def test_notes_to_write_are_named_oldest_first_and_go_when_signed(anna, cast, chart, course, paul):
    late = plan.plan_session(
        chart=chart, course=course, at=at(date(2026, 3, 12)), attendance="late", late_minutes=3
    )
    early = plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 11)), attendance="attended")
    plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 19)), attendance="no_show")
    page = main(anna.get(reverse("unwritten")))
    assert page.index("Paul Rind, session 1") < page.index("Pia Sand, session 1")
    assert "session 2" not in page
    first = anna.get(reverse("unwritten_next"))
    assert (
        first["Location"]
        == reverse("session", args=[paul[0].patient.pk, early.pk]) + "?from=unwritten#draft-progress"
    )
    save = reverse("save_note", args=[paul[0].patient.pk, early.pk, "progress"])
    signed = anna.post(save, {"text": "He came.", "seen": "", "sign": "1", "from": "unwritten"})
    assert signed["Location"].endswith("?from=unwritten&signed#next-note")
    assert "Next note to write" in anna.get(signed["Location"]).content.decode()
    follow = anna.get(reverse("unwritten_next"), {"but": str(early.pk)})
    assert str(late.pk) in follow["Location"]
    note = notes.save_draft(chart=chart, session=late, kind="progress", text="She came.")
    assert "Pia Sand" in main(anna.get(reverse("unwritten"))), "a draft is not signed"
    notes.sign(chart=chart, note=note)
    assert "Every session that was held has its signed note" in main(anna.get(reverse("unwritten")))
    assert anna.get(reverse("unwritten_next"))["Location"] == reverse("unwritten")


def test_a_process_note_is_no_progress_note(anna, chart, course):
    session = plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12)), attendance="attended")
    notes.sign(
        chart=chart, note=notes.save_draft(chart=chart, session=session, kind="process", text="Tired.")
    )
    assert "Pia Sand" in main(anna.get(reverse("unwritten")))


# -- The regular time of one patient ---------------------------------------------------------------------------------------


def test_a_regular_time_plans_its_sessions_at_once(anna, cast, chart, course):
    here = reverse("session_plan", args=[cast.pia.pk])
    assert "No session is to come" in main(anna.get(here))
    start = timezone.localdate() + timedelta(days=1)
    answer = anna.post(
        here,
        {
            "weekday": f"{start:%A}".lower(),
            "time": "9:15",
            "start": start.isoformat(),
            "sessions": "4",
            "every": "2",
            "minutes": "45",
            "where": "online",
            "key": str(uuid4()),
        },
    )
    assert answer.status_code == 302
    found = list(course.sessions.order_by("number"))
    assert [one.number for one in found] == [1, 2, 3, 4]
    assert [one.at.astimezone(LONDON).date() for one in found] == [
        start + timedelta(weeks=2 * n) for n in range(4)
    ]
    assert {(f"{one.at.astimezone(LONDON):%H:%M}", one.minutes, one.online) for one in found} == {
        ("09:15", 45, True)
    }
    page = main(anna.get(here))
    assert "every 2 weeks" in page
    assert "4 to come" in page
    assert page.count("Move<span") == 4


def test_breaks_are_left_out_and_do_not_count(chart, course):
    if "absence_break" not in FORMS:
        pytest.skip("the frame has no form for breaks yet")
    away = {
        "whose": FORMS["absence_break"].field("whose").options[0].slug,
        "from_day": "2026-03-16",
        "until_day": "2026-03-27",
    }
    entries.write_entry(chart=chart, course=course, form="absence_break", values=away)
    _, planned = calendar.plan_slot(chart=chart, course=course, values=SLOT)
    assert planned == 5
    days = [one.at.astimezone(LONDON).date().isoformat() for one in course.sessions.order_by("at")]
    assert days == ["2026-03-12", "2026-04-02", "2026-04-09", "2026-04-16", "2026-04-23"]


def test_planning_again_plans_only_what_is_missing(chart, course):
    plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 19), 16))
    slot, planned = calendar.plan_slot(chart=chart, course=course, values=SLOT)
    assert planned == 4, "they meet on the 19th already"
    assert calendar.plan_sessions_of(chart=chart, slot=slot) == 0
    gone = course.sessions.get(at=at(date(2026, 4, 2)))
    plan.record_attendance(chart=chart, session=gone, attendance="cancelled")
    assert calendar.plan_sessions_of(chart=chart, slot=slot) == 1, "what was cancelled can be planned anew"
    assert sorted(course.sessions.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_all_of_it_or_nothing(chart, course):
    with pytest.raises(FormProblems):
        calendar.plan_slot(chart=chart, course=course, values={**SLOT, "time": "25:00"})
    assert not Entry.objects.filter(form="slot").exists()
    assert not course.sessions.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"time": "ten"}, "14:30"),
        ({"weekday": ""}, "Weekday"),
        ({"sessions": ""}, "how many sessions are planned, or until when"),
        ({"until": "2026-03-01"}, "ends before it begins"),
        ({"every": "99"}, "from 1 to 12"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_lost(anna, cast, course, wrong, words):
    answer = anna.post(
        reverse("session_plan", args=[cast.pia.pk]), {**SLOT, "minutes": "47", "key": str(uuid4()), **wrong}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "data-error-summary" in page
    assert 'value="47"' in page
    assert not course.sessions.exists()


def test_ending_a_regular_time_cancels_what_is_to_come_and_loses_nothing(anna, cast, chart, course):
    now = timezone.now()
    start = timezone.localdate() + timedelta(days=1)
    slot, _ = calendar.plan_slot(
        chart=chart,
        course=course,
        values={"weekday": f"{start:%A}".lower(), "time": "10:00", "start": start.isoformat(), "sessions": 3},
    )
    moved = course.sessions.get(number=3)
    calendar.move_session(chart=chart, session=moved, at=moved.at + timedelta(days=1))
    stop = reverse("stop_slot", args=[cast.pia.pk, slot.pk])
    answer = anna.post(
        stop, {"from_day": (start + timedelta(days=2)).isoformat(), "key": str(uuid4())}, follow=True
    )
    assert "1 coming session cancelled" in answer.content.decode()
    kept = {one.number: one.attendance for one in course.sessions.all()}
    assert kept == {1: "planned", 2: "cancelled", 3: "planned"}, "what was moved by hand stays"
    assert course.sessions.get(number=2).notice_hours >= int(
        (start + timedelta(days=6) - now.date()).days * 24 - 24
    )
    again = anna.post(
        stop, {"from_day": (start + timedelta(days=30)).isoformat(), "key": str(uuid4())}, follow=True
    )
    assert "has ended before that day" in again.content.decode()


def test_only_a_session_to_come_is_moved(chart, course, session):
    calendar.move_session(chart=chart, session=session, at=at(date(2026, 3, 13), 15), minutes=30, online=True)
    session.refresh_from_db()
    assert (session.at, session.minutes, session.online, session.number) == (
        at(date(2026, 3, 13), 15),
        30,
        True,
        1,
    )
    plan.record_attendance(chart=chart, session=session, attendance="attended")
    with pytest.raises(PracticeError, match="written down already"):
        calendar.move_session(chart=chart, session=session, at=at(date(2026, 3, 14)))


def test_moving_by_the_page_says_where_it_went_and_that_it_overlaps(anna, cast, chart, course, paul):
    plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 12), 10, 30))
    session = plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 11)))
    place = reverse("move_session", args=[cast.pia.pk, session.pk])
    assert "2026-03-11T10:00" in anna.get(place).content.decode()
    answer = anna.post(place, {"at": "2026-03-12T10:00", "minutes": "50", "key": str(uuid4())}, follow=True)
    words = answer.content.decode()
    assert "Session 1 is moved to Thursday, 12 March, 10:00. It overlaps another session of yours." in words
    assert "Paul" not in words, "no other patient is named on a record"


def test_planning_one_session_says_that_it_overlaps(anna, cast, chart, course, paul):
    plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 12)))
    answer = anna.post(
        reverse("plan_session", args=[cast.pia.pk]),
        {"at": "2026-03-12T10:30", "minutes": "50", "key": str(uuid4())},
        follow=True,
    )
    assert "It overlaps another session of yours." in answer.content.decode()
    assert Session.objects.filter(course=course).count() == 1


def test_cancelling_offers_the_hours_of_notice(anna, cast, chart, course):
    session = plan.plan_session(
        chart=chart, course=course, at=timezone.now() + timedelta(hours=30, minutes=30)
    )
    page = anna.get(reverse("record_attendance", args=[cast.pia.pk, session.pk]), {"attendance": "cancelled"})
    words = page.content.decode()
    assert re.search(r'value="cancelled"[^>]*checked', words)
    assert re.search(r'name="notice_hours"[^>]*value="30"', words) or re.search(
        r'value="30"[^>]*name="notice_hours"', words
    )


def test_a_supervisor_sees_the_plan_and_changes_nothing(cast, signed_in, chart, course):
    calendar.plan_slot(chart=chart, course=course, values=SLOT)
    page = main(signed_in(cast.ben).get(reverse("session_plan", args=[cast.pia.pk])))
    assert "Thursdays, 10:00" in page
    assert "<form" not in page
    assert "Move" not in page


def test_the_plan_is_flat(anna, cast, chart, course, django_assert_max_num_queries):
    start = timezone.localdate() + timedelta(days=1)
    values = {"weekday": f"{start:%A}".lower(), "time": "10:00", "start": start.isoformat(), "sessions": 40}
    calendar.plan_slot(chart=chart, course=course, values=values)
    anna.get(reverse("session_plan", args=[cast.pia.pk]))
    with django_assert_max_num_queries(17):
        anna.get(reverse("session_plan", args=[cast.pia.pk]))


def test_where_several_are_treated_together_their_meetings_are_planned_for_all(
    anna, cast, chart, course, paul
):
    together.begin_joint(charts=[chart, paul[0]], kind="couple", starts_on=date(2026, 3, 1))
    joint_course = access.open_record(cast.anna, cast.pia.pk, to=May.PLAN, view="test").course
    with pytest.raises(PracticeError, match="Together"):
        calendar.plan_slot(chart=chart, course=joint_course, values=SLOT)
    page = main(anna.get(reverse("session_plan", args=[cast.pia.pk])))
    assert reverse("together", args=[cast.pia.pk]) in page
    assert "Agree on a regular time" not in page
