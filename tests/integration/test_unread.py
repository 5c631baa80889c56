"""The unread report: what waits past its deadline or was not delivered is never silent, and names nobody it should not."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import jobs
from clew.practice.actions import alerts, danger, people
from clew.practice.models import Alert, Job, Notice, Practice
from clew.practice.readings import unread
from clew.practice.roles import RoleName


@pytest.fixture
def alert(chart, course) -> Alert:
    return alerts.raise_alert(chart=chart, course=course, level="high", text="She said goodbye.")


def whys(practice, now) -> list[tuple[str, ...]]:
    return [one.why for one in unread.of_practice(practice, now=now)]


def test_what_is_past_its_deadline_not_delivered_or_not_assessed_is_in_it_and_nothing_else(
    cast, chart, alert
):
    now = timezone.now()
    assert whys(cast.practice, now) == []
    assert whys(cast.practice, alert.due_at) == [(unread.UNDELIVERED,)], "its notice still waits"
    late = alert.due_at + timedelta(seconds=1)
    assert whys(cast.practice, late) == [(unread.OVERDUE, unread.UNDELIVERED)]
    Notice.objects.filter(alert=alert).update(state=Notice.State.SENT)
    assert whys(cast.practice, alert.due_at) == [], "until the deadline it is not late"
    assert whys(cast.practice, late) == [(unread.OVERDUE,)]
    for state in (Notice.State.FAILED, Notice.State.UNCERTAIN):
        Notice.objects.filter(alert=alert).update(state=state)
        assert whys(cast.practice, now) == [(unread.UNDELIVERED,)]
    alerts.acknowledge(chart=chart, alert=alert)
    assert whys(cast.practice, late) == []
    assert whys(cast.practice, now + timedelta(days=1, minutes=1)) == [(unread.WAITS,)], (
        "not dropped silently"
    )
    danger.review(
        chart=chart, alert=alert, values={"assessment": "Asked.", "disposition": "Calls.", "level": "low"}
    )
    assert whys(cast.practice, now + timedelta(days=9)) == []


def in_the_morning(practice: Practice, days: int, clock: str = "09:30") -> datetime:
    day = timezone.localdate(timezone=ZoneInfo(practice.time_zone)) + timedelta(days=days)
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(practice.time_zone))


def test_owners_and_managers_are_told_once_a_day_and_nobody_when_there_is_nothing(cast, alert, monkeypatch):
    before = in_the_morning(cast.practice, 1, "08:59")
    jobs.plan_unread_reports(before)
    Job.objects.filter(kind="unread_report").delete()
    morning = in_the_morning(cast.practice, 1)
    assert morning > alert.due_at
    assert jobs.plan_unread_reports(morning) == Practice.objects.count()
    assert jobs.plan_unread_reports(morning + timedelta(hours=3)) == 0, "once a day"
    monkeypatch.setattr(timezone, "now", lambda: morning)
    payload = Job.objects.get(key__startswith=f"unread-report:{cast.practice.pk}").payload
    for _ in range(2):
        jobs.WORK["unread_report"](payload)
    told = Notice.objects.filter(kind="alert_unread_report")
    assert {notice.to for notice in told} == {cast.anna, cast.max}
    assert told.count() == 2, "done twice is told once"
    assert not told.exclude(patient=None, alert=None).exists(), "it says of nobody that it is about them"
    far = Job.objects.get(key__startswith=f"unread-report:{cast.other_practice.pk}").payload
    jobs.WORK["unread_report"](far)
    assert told.count() == 2


def test_a_clinician_sees_their_own_with_the_name_and_a_manager_how_many_with_whom(
    signed_in, cast, alert, monkeypatch
):
    late = alert.due_at + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: late)
    place = reverse("unread")
    mine = signed_in(cast.anna).get(place).content.decode()
    assert "past its deadline" in mine
    assert "Pia" in mine
    counted = signed_in(cast.max).get(place).content.decode()
    assert "Anna" in counted
    assert "1 past its deadline" in counted
    assert "Pia" not in counted
    assert str(alert.pk) not in counted
    assert "High" not in counted
    stranger = signed_in(cast.chris).get(place).content.decode()
    assert "Pia" not in stranger
    assert "Nothing of this kind waits for you" in stranger


def test_how_alerts_went_is_counted_by_what_raised_them_and_small_numbers_are_not_told(chart, course, cast):
    for n in range(5):
        row = alerts.raise_alert(chart=chart, course=course, level="moderate", text="Worried.")
        alerts.acknowledge(chart=chart, alert=row, now=row.raised_at + timedelta(minutes=10 * n))
        row.refresh_from_db()
        danger.review(
            chart=chart, alert=row, values={"assessment": "Asked.", "disposition": "Calls.", "level": "none"}
        )
    alerts.raise_alert(chart=chart, course=course, level="high", text="", source="help")
    person, asked = unread.how_they_went(cast.practice, now=timezone.now() + timedelta(minutes=1))
    assert (person.sign, person.count, person.lowered, person.raised) == ("A person was worried", 5, 5, None)
    assert (person.in_time, person.minutes) == (5, 20)
    assert (asked.sign, asked.count) == ("The patient asked for help now", None)
    assert unread.how_they_went(cast.practice, now=timezone.now() + unread.LOOKED_BACK * 2) == []


def test_the_page_asks_no_more_queries_with_more_alerts(
    signed_in, cast, chart, course, django_assert_max_num_queries
):
    for _ in range(6):
        alerts.raise_alert(chart=chart, course=course, level="high", text="Worried.")
    anna = signed_in(cast.anna)
    people.grant_role(practice=cast.practice, user=cast.anna, role=RoleName.MANAGER)
    with django_assert_max_num_queries(15):
        anna.get(reverse("unread"))
