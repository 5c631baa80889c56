"""How one is told, reminders, the calendar one can subscribe to, and what is seen when nobody could be told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from clew.practice import access, jobs, notices, reminders
from clew.practice.actions import alerts, calendar, guidance, messages, plan, portal
from clew.practice.actions.notices import make_feed, revoke_feed
from clew.practice.consents import Purpose
from clew.practice.models import CareTeamMember, Job, Notice, NoticeChoice, Practice, User
from clew.practice.readings import unread
from clew.practice.roles import May

LONDON = ZoneInfo("Europe/London")
State = Notice.State


@pytest.fixture
def own(cast, course, check_numbers):
    check_numbers()  # without it the patients' pages are closed
    chart = access.open_own(cast.pia_account, to=May.WRITE_OWN, view="test")
    for purpose in (Purpose.MESSAGES, Purpose.REMINDERS):
        portal.choose(chart=chart, purpose=purpose, given=True)
    return chart


@pytest.fixture
def with_mail(settings):
    settings.CLEW_MAIL = {"host": "127.0.0.1", "port": 9}


# -- Choosing -------------------------------------------------------------------------------------------------------


def test_somebody_chooses_where_whether_and_when(cast, signed_in):
    anna, place = signed_in(cast.anna), reverse("own_notices")
    form = {
        "email": "no address",
        "by_email": "on",
        "quiet_from": "21:30",
        "quiet_until": "07:00",
        "key": "a",
    }
    wrong = anna.post(place, form)
    assert wrong.status_code == 422
    assert "no address" in wrong.content.decode()
    assert anna.post(place, {**form, "email": ""}).status_code == 422
    for _ in range(2):
        assert anna.post(place, {**form, "email": "anna@example.org"}).status_code == 302
    choice = NoticeChoice.objects.get()
    assert (choice.user, choice.quiet_from, choice.quiet_until) == (cast.anna, time(21, 30), time(7))
    assert User.objects.get(pk=cast.anna.pk).email == "anna@example.org"
    assert "21:30" in anna.get(place).content.decode()
    for page in ("settings", "own_notices", "own_calendar"):
        shown = signed_in(cast.pia_account).get(reverse(page)).content.decode()
        assert "Leave quickly" in shown, page
        assert f'href="{reverse("own_help")}"' in shown, page
    assert "Leave quickly" not in anna.get(reverse("settings")).content.decode()
    theirs = signed_in(cast.pia_account).get(place).content.decode()
    assert "Leave quickly" in theirs
    assert "not agreed to reminders" in theirs


# -- Reminders --------------------------------------------------------------------------------------------------------


def test_a_patient_who_agreed_is_reminded_once_of_everything_that_waits(cast, own, chart, course):
    today = datetime(2026, 3, 28, 9, 30, tzinfo=LONDON)  # in the coming night the clocks go forward
    first = plan.plan_session(chart=chart, course=course, at=datetime(2026, 3, 29, 10, 0, tzinfo=LONDON))
    plan.plan_session(chart=chart, course=course, at=datetime(2026, 3, 30, 0, 30, tzinfo=LONDON))
    messages.open_thread(chart=chart, course=course, subject="", text="A canary.")
    Notice.objects.all().delete()
    assert reminders.put_reminders(cast.practice, today) == 1
    assert reminders.put_reminders(cast.practice, today) == 0, "asking twice is asking once"
    waiting = Notice.objects.get(state=State.WAITING)
    assert (waiting.kind, waiting.key) == ("session_reminder", f"session:{first.pk}:2026-03-29")
    assert Notice.objects.filter(state=State.CANCELLED, kind="unread").count() == 1, "the one tells of both"
    assert reminders.put_reminders(cast.practice, today + timedelta(days=1)) == 1, "the next session"
    assert reminders.put_reminders(cast.practice, today + timedelta(days=2)) == 0, "the message not again"

    assert notices._wanted(waiting)
    calendar.move_session(chart=chart, session=first, at=datetime(2026, 4, 2, 10, 0, tzinfo=LONDON))
    assert not notices._wanted(Notice.objects.get(pk=waiting.pk)), "moved, so not on that day"

    portal.choose(chart=own, purpose=Purpose.REMINDERS, given=False)
    assert reminders.put_reminders(cast.practice, today + timedelta(days=4)) == 0
    assert not notices._wanted(Notice.objects.first())


@pytest.mark.parametrize("closed", ["contacts", "nobody"])
def test_nobody_is_reminded_of_a_page_that_is_closed(cast, chart, course, own, closed):
    now = timezone.now()
    soon = now + timedelta(days=2)
    plan.plan_session(chart=chart, course=course, at=soon)
    messages.open_thread(chart=chart, course=course, subject="", text="A canary.")
    of_the_message = Notice.objects.get(kind="message")
    assert notices._wanted(of_the_message)
    if closed == "contacts":
        Practice.objects.filter(pk=cast.practice.pk).update(country="FR")
    else:
        CareTeamMember.objects.filter(patient=cast.pia, relation="clinician").update(ended_at=now)
    assert not notices._wanted(Notice.objects.get(pk=of_the_message.pk)), "it would lead to a closed page"
    assert reminders.put_reminders(Practice.objects.get(pk=cast.practice.pk), now) == 0
    if closed == "contacts":
        Practice.objects.filter(pk=cast.practice.pk).update(country="GB")
    else:
        CareTeamMember.objects.filter(patient=cast.pia, relation="clinician").update(ended_at=None)
    assert reminders.put_reminders(cast.practice, now) == 1, "what still waits is told when it is open again"


def test_the_worker_puts_reminders_once_a_day_from_nine_on_the_practices_clock(cast):
    summer = datetime(2030, 7, 1, tzinfo=UTC)
    assert jobs.plan_reminders(summer.replace(hour=7, minute=59)) == 0
    assert jobs.plan_reminders(summer.replace(hour=8)) == 2  # nine in London, in both practices
    assert jobs.plan_reminders(summer.replace(hour=20)) == 0
    assert jobs.plan_reminders(summer + timedelta(days=1, hours=9)) == 2
    assert Job.objects.filter(kind="reminders").count() == 4


# -- What is seen when nobody could be told -------------------------------------------------------------------------


def test_who_answers_and_who_looks_after_the_practice_see_what_was_not_told(
    cast, chart, course, signed_in, with_mail
):
    alert = alerts.raise_alert(chart=chart, course=course, level="high", text="A canary.")
    User.objects.filter(pk=cast.anna.pk).update(email="")
    anna, manager = signed_in(cast.anna), signed_in(cast.max)
    header = "1 open, 1 not told by e-mail"
    assert header not in anna.get(reverse("alerts")).content.decode()
    notices.send_due()
    shown = anna.get(reverse("alerts")).content.decode()
    assert header in shown
    assert "Anna: no e-mail address is known." in shown
    assert "1 alert not told by e-mail" in manager.get(reverse("practice")).content.decode()
    assert "canary" not in manager.get(reverse("practice")).content.decode()
    chris = signed_in(cast.chris).get(reverse("alerts")).content.decode()
    assert "not told" not in chris, "only who answers it"
    steps = anna.get(reverse("alert", args=[cast.pia.pk, alert.pk])).content.decode()
    assert "A notice could not be delivered" in steps
    alerts.acknowledge(chart=chart, alert=alert)
    assert "not told" not in anna.get(reverse("alerts")).content.decode()


def test_without_a_mail_server_the_page_of_alerts_says_so_once_and_the_report_no_other(
    cast, chart, course, signed_in
):
    now = timezone.now()
    alerts.raise_alert(chart=chart, course=course, level="moderate", text="A canary.")
    notices.send_due()
    assert Notice.objects.get().error == "no_server"
    shown = signed_in(cast.anna).get(reverse("alerts")).content.decode()
    assert "No e-mail is sent from this Clew" in shown
    assert "Not told by e-mail" not in shown
    assert unread.of_practice(cast.practice, now=now) == [], "nothing was to be delivered"


# -- The calendar ---------------------------------------------------------------------------------------------------


def events(answer) -> list[dict[str, object]]:
    found = Calendar.from_ical(answer.content)
    return [
        {"uid": str(e["UID"]), "at": e["DTSTART"].dt, "class": str(e["CLASS"]), "says": str(e["SUMMARY"])}
        for e in found.walk("VEVENT")
    ]


def test_the_calendar_holds_times_and_nothing_about_anybody(cast, chart, course, own, signed_in):
    week = timezone.now().astimezone(LONDON).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(
        7
    )
    plan.plan_session(chart=chart, course=course, at=week)
    gone = plan.plan_session(chart=chart, course=course, at=week + timedelta(days=1))
    plan.record_attendance(chart=chart, session=gone, attendance="cancelled")
    guidance.set_chat_slot(
        chart=chart, course=course, weekday=week.weekday(), at=time(18), from_on=week.date()
    )
    shown = signed_in(cast.pia_account).post(reverse("own_calendar"), {"what": "make", "key": "k"})
    address = shown.content.decode().split('readonly value="')[1].split('"')[0]
    path = address[address.index("/calendar/") :]
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    found = events(answer)
    assert found[0]["at"] == week
    assert found[1]["at"] == week.replace(hour=18)
    assert {(e["says"], e["class"]) for e in found} == {("Appointment", "PRIVATE")}
    text = answer.content.decode()
    assert "BEGIN:VTIMEZONE" in text
    for word in ("Pia", "Anna", "Elm", "herap", str(cast.pia.pk), str(course.pk), str(gone.pk), "clinic"):
        assert word not in text
    assert [e["uid"] for e in events(Client().get(path))] == [e["uid"] for e in found], "the same each time"

    theirs = Client().get(reverse("calendar_feed", args=[make_feed(by=cast.anna)]))
    assert [e["at"] for e in events(theirs)] == [week], "all sessions of a clinician"
    strangers = Client().get(reverse("calendar_feed", args=[make_feed(by=cast.chris)]))
    assert events(strangers) == []


def test_an_address_that_ended_answers_as_one_that_never_was(cast, signed_in):
    token = make_feed(by=cast.anna)
    place = reverse("calendar_feed", args=[token])
    assert Client().get(place).status_code == 200
    second = make_feed(by=cast.anna)
    assert Client().get(place).status_code == 404, "a new one ends the old one"
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert Client().get(reverse("calendar_feed", args=[second])).status_code == 404
    User.objects.filter(pk=cast.anna.pk).update(is_active=True)
    revoke_feed(by=cast.anna)
    ended = Client().get(reverse("calendar_feed", args=[second]))
    never = Client().get(reverse("calendar_feed", args=["x" * 43]))
    assert ended.status_code == never.status_code == 404
    third = make_feed(by=cast.anna)
    place = reverse("calendar_feed", args=[third])
    answers = [Client().get(place).status_code for _ in range(40)]
    assert answers[0] == 200
    assert answers[-1] == 404, "whoever asks too often learns nothing"
    assert token not in str(list(User.objects.values())), "only the hash is kept"
    for user in (cast.max, cast.ben):
        assert signed_in(user).get(reverse("own_calendar")).status_code == 404
