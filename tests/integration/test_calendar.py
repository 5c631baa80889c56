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
from clew.practice.actions import absences, alerts, calendar, entries, meetings, notes, people, plan, together
from clew.practice.errors import PracticeError
from clew.practice.models import AuditEvent, Entry, Session
from clew.practice.readings.calendar import overlapping
from clew.practice.roles import May
from clew.therapy.forms import FORMS, FormProblems

LONDON = ZoneInfo("Europe/London")
SLOT = {"weekday": "thursday", "time": "10:00", "start": "2026-03-12", "sessions": 5}


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
    assert page.count('class="who"') == 2
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


def writes(anna, chart, session, **given):
    """Send the form of a note as the page does, on the way through the notes to write."""
    place = reverse("save_note", args=[chart.patient.pk, session.pk, "progress"])
    return anna.post(place, {"seen": "", "from": "unwritten", **given})


def note_of(chart, session) -> str:
    return reverse("session", args=[chart.patient.pk, session.pk]) + "?from=unwritten#draft-progress"


def test_notes_to_write_are_named_oldest_first_and_go_when_signed(anna, cast, chart, course, paul):
    late = plan.plan_session(
        chart=chart, course=course, at=at(date(2026, 3, 12)), attendance="late", late_minutes=3
    )
    early = plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 11)), attendance="attended")
    plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 19)), attendance="no_show")
    page = main(anna.get(reverse("unwritten")))
    assert page.index("Paul Rind") < page.index("Pia Sand")
    assert page.count("<li>") == 2
    assert anna.get(reverse("unwritten_next"))["Location"] == note_of(paul[0], early)
    signed = writes(anna, paul[0], early, text="He came.", sign="1")
    assert signed["Location"] == note_of(chart, late), "a signature leads straight to the next"
    words = anna.get(signed["Location"]).content.decode()
    assert "This is the last note to write." in words
    assert "Pia Sand, session 1, in your own words" in words, "whose note it is stands at the field"
    assert "He came." not in words
    note = notes.save_draft(chart=chart, session=late, kind="progress", text="She came.")
    assert "a draft is there" in main(anna.get(reverse("unwritten"))), "a draft is not signed"
    notes.sign(chart=chart, note=note)
    assert "Every session that was held has its signed note" in main(anna.get(reverse("unwritten")))
    assert anna.get(reverse("unwritten_next"))["Location"] == reverse("unwritten")


def test_after_a_note_comes_the_one_that_follows_it_and_the_older_ones_last(anna, chart, course):
    first, second, third = (
        plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, day)), attendance="attended")
        for day in (5, 12, 19)
    )
    assert writes(anna, chart, second, text="B", sign="1")["Location"] == note_of(chart, third)
    assert writes(anna, chart, third, text="C", sign="1")["Location"] == note_of(chart, first)
    assert writes(anna, chart, first, text="A", sign="1")["Location"] == reverse("unwritten")


def test_an_hour_that_is_over_is_signed_and_said_to_have_been_held_at_once(anna, chart, course, paul):
    """At ten in the evening nobody has yet said that they came: signing says both."""
    over = plan.plan_session(chart=chart, course=course, at=timezone.now() - timedelta(hours=2))
    plan.plan_session(chart=paul[0], course=paul[1], at=timezone.now() - timedelta(minutes=10))
    page = main(anna.get(reverse("unwritten")))
    assert "Pia Sand" in page
    assert "who came is not said yet" in page
    assert "Paul Rind" not in page, "an hour that goes on has no note yet"
    offered = main(anna.get(note_of(chart, over)))
    assert "They came: sign" in offered
    assert "Attendance" not in offered, "nothing is offered about what nobody has said"
    empty = writes(anna, chart, over, text=" ", sign="came")
    assert empty.status_code == 422
    over.refresh_from_db()
    assert over.attendance == "planned", "nothing is said before the note is signed"
    seen = re.search(r'name="seen" value="([^"]+)"', empty.content.decode())[1]
    assert writes(anna, chart, over, text="She came.", sign="came", seen=seen).status_code == 302
    over.refresh_from_db()
    assert over.attendance == "attended"


def test_they_did_not_come_keeps_what_was_typed_and_goes_on(anna, chart, course):
    over = plan.plan_session(chart=chart, course=course, at=timezone.now() - timedelta(hours=2))
    answer = writes(anna, chart, over, text="I waited.", otherwise="")
    place = reverse("record_attendance", args=[chart.patient.pk, over.pk])
    assert answer["Location"] == f"{place}?from=unwritten"
    assert over.notes.get().unseal(chart.cipher, "text") == "I waited."
    late = {"attendance": "late", "late_minutes": "5", "from": "unwritten"}
    assert anna.post(place, late)["Location"] == note_of(chart, over), "late is held: the note is next"
    gone = anna.post(place, {"attendance": "no_show", "from": "unwritten"})
    assert gone["Location"] == reverse("unwritten")


def test_the_calendar_leads_to_each_note_with_one_click(anna, chart, course, paul):
    held = plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12)), attendance="attended")
    told = plan.plan_session(chart=paul[0], course=paul[1], at=at(date(2026, 3, 12), 12))
    page = main(anna.get(reverse("calendar"), {"day": "2026-03-12"}))
    assert f'href="{note_of(chart, held)}">Write the note' in page
    assert f'href="{note_of(paul[0], told)}">Came? Write the note' in page
    notes.sign(
        chart=chart, note=notes.save_draft(chart=chart, session=held, kind="progress", text="She came.")
    )
    assert ">Write the note" not in main(anna.get(reverse("calendar"), {"day": "2026-03-12"}))


def test_the_caseload_leads_to_each_note_of_today_with_one_click(anna, chart, course, paul):
    """Yesterday's are counted and one click further."""
    today = timezone.localtime(timezone=LONDON).replace(hour=0, minute=1)
    now = plan.plan_session(chart=chart, course=course, at=today, attendance="attended")
    plan.plan_session(chart=paul[0], course=paul[1], at=today - timedelta(days=1), attendance="attended")
    page = main(anna.get(reverse("caseload")))
    still = page[page.index('class="still') : page.index("</section>")]
    assert f'href="{note_of(chart, now)}">Pia Sand' in still
    assert "1 more from earlier days" in still
    assert "Paul" not in still
    notes.sign(
        chart=chart, note=notes.save_draft(chart=chart, session=now, kind="progress", text="She came.")
    )
    page = main(anna.get(reverse("caseload")))
    assert "Pia Sand" not in page[page.index('class="still') : page.index("</section>")]


def test_danger_stands_before_the_notes_to_write(anna, chart, course):
    today = timezone.localtime(timezone=LONDON).replace(hour=0, minute=1)
    plan.plan_session(chart=chart, course=course, at=today, attendance="attended")
    alerts.raise_alert(chart=chart, course=course, level="high", text="He said goodbye.")
    page = main(anna.get(reverse("caseload")))
    assert page.index(">Danger<") < page.index("Notes to write")
    assert "Notes to write" not in main(anna.get(reverse("caseload"), {"q": "Pia"}))


def test_cancelled_from_our_side_is_no_notice_of_theirs(anna, cast, chart, course):
    session = plan.plan_session(chart=chart, course=course, at=at(date(2026, 3, 12)))
    place = reverse("record_attendance", args=[cast.pia.pk, session.pk])
    anna.post(place, {"attendance": "cancelled", "notice_hours": "3", "ours": "on", "where": "online"})
    session.refresh_from_db()
    assert (session.attendance, session.notice_hours, session.online) == ("cancelled", None, True)
    anna.post(place, {"attendance": "attended"})
    session.refresh_from_db()
    assert (session.attendance, session.online) == ("attended", True), "what is not told stays"


# -- Several people, one appointment ---------------------------------------------------------------------------------------


@pytest.fixture
def couple(chart, course, paul):
    """Pia and Paul are treated together; they met once, and nobody has said so yet."""
    charts = [chart, paul[0]]
    joint = together.begin_joint(charts=charts, kind="couple", starts_on=date(2026, 3, 1))
    charts = [access.open_record(one.by, one.patient.pk, to=May.PLAN, view="test") for one in charts]
    return charts, joint, meetings.plan_meeting(charts=charts, joint=joint, at=at(date(2026, 3, 12)))


def of_meeting(page, couple, name) -> str:
    _, joint, meeting = couple
    return reverse(name, args=[joint.pk, meeting.pk]) + "?from=unwritten"


def test_a_couple_is_one_appointment_in_the_calendar(anna, couple):
    page = main(anna.get(reverse("calendar"), {"day": "2026-03-12"}))
    assert page.count('class="hour"') == 1
    assert "Pia Sand" in page
    assert "Paul Rind" in page
    assert "couple</a>, meeting 1" in page
    assert page.count("to-write") == 1
    charts, _, meeting = couple
    came = {charts[0].patient.pk: meetings.Came("attended"), charts[1].patient.pk: meetings.Came("no_show")}
    meetings.record_meeting(charts=charts, meeting=meeting, came=came)
    page = main(anna.get(reverse("calendar"), {"day": "2026-03-12"}))
    assert "Paul Rind did not come" in page


def test_the_note_of_a_couple_is_one_note_to_write_and_who_came_is_asked_first(anna, couple):
    assert main(anna.get(reverse("unwritten"))).count("<li>") == 1
    asked = anna.get(reverse("unwritten_next"))["Location"]
    assert asked == of_meeting(anna, couple, "joint_record")
    numbers = [one.patient.number for one in couple[0]]
    came = {f"p{number}-attendance": "attended" for number in numbers}
    told = anna.post(asked, {**came, "key": str(uuid4()), "from": "unwritten"})
    assert told["Location"] == of_meeting(anna, couple, "joint_note")
    page = anna.get(told["Location"]).content.decode()
    assert "autofocus" in page
    assert re.search(r'name="sign" checked', page)
    done = anna.post(
        told["Location"], {"whole": "They came.", "sign": "on", "key": str(uuid4()), "from": "unwritten"}
    )
    assert done["Location"] == reverse("unwritten")
    assert "Every session that was held" in main(anna.get(done["Location"]))


def test_once_one_record_has_a_draft_each_note_is_written_in_its_own_record(anna, couple):
    charts, _, meeting = couple
    meetings.record_meeting(
        charts=charts, meeting=meeting, came={one.patient.pk: meetings.Came("attended") for one in charts}
    )
    own = meeting.sessions.get(patient=charts[0].patient)
    notes.save_draft(chart=charts[0], session=own, kind="progress", text="Begun.")
    assert main(anna.get(reverse("unwritten"))).count("<li>") == 2
    page = main(anna.get(reverse("calendar"), {"day": "2026-03-12"}))
    assert page.count('class="hour"') == 1
    assert page.count("to-write") == 2


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


def test_a_planned_hour_in_a_break_or_while_one_is_away_says_so(anna, cast, chart, course):
    """A break agreed on later cancels nothing by itself."""
    day = timezone.localdate() + timedelta(days=30)
    for n in range(3):
        plan.plan_session(chart=chart, course=course, at=at(day + timedelta(weeks=n)))
    whose = FORMS["absence_break"].field("whose").options[0].slug
    values = {"whose": whose, "from_day": day.isoformat(), "until_day": day.isoformat()}
    entries.write_entry(chart=chart, course=course, form="absence_break", values=values)
    second = day + timedelta(weeks=1)
    absences.plan_absence(
        practice=cast.practice,
        user=cast.anna,
        deputy=cast.chris,
        first_day=second,
        last_day=second,
        by=cast.anna,
    )
    page = main(anna.get(reverse("session_plan", args=[cast.pia.pk])))
    assert page.count('class="pause"') == 2
    assert page.index("lies in a break") < page.index("you are away")
