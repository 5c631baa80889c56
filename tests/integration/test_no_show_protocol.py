"""Somebody stays away: two absences without a cause, or one while a level above none stands, start the attempts at contact."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice.actions import alerts, danger, entries, plan
from clew.practice.models import Session
from clew.practice.readings.attendance import worth_asking
from clew.practice.readings.danger import danger as read
from clew.practice.readings.danger import with_danger
from clew.practice.roles import May


@pytest.fixture
def anna(cast, signed_in):
    return signed_in(cast.anna)


def missed(chart, course, days_ago: int):
    session = plan.plan_session(chart=chart, course=course, at=timezone.now() - timedelta(days=days_ago))
    plan.record_attendance(chart=chart, session=session, attendance="no_show")
    return session


def rules(chart, course) -> list[str]:
    return [one.prompt.rule for one in worth_asking(chart, course) if one.seeks_contact and one.open]


def caseload(client) -> str:
    return client.get(reverse("caseload")).content.decode()


def raised(chart, course, level="moderate", days_ago: int = 3):
    alert = alerts.raise_alert(chart=chart, course=course, level=level, text="Said goodbye.")
    alert.raised_at = timezone.now() - timedelta(days=days_ago)
    alert.save(update_fields=["raised_at"])
    return alert


def test_one_absence_is_enough_while_a_level_stands_and_not_otherwise(anna, chart, course, mailoutbox):
    session = missed(chart, course, 1)
    assert rules(chart, course) == []
    assert "To be reached" not in caseload(anna)
    raised(chart, course)
    assert rules(chart, course) == ["attendance_in_danger"]
    assert "To be reached" in caseload(anna)
    shown = anna.get(reverse("sessions", args=[chart.patient.pk])).content.decode()
    assert "while a level above none stood" in shown
    assert "Telephone the same day" in shown, "the steps of the protocol stand beside it"
    assert "write/contact_attempt" in shown
    monitoring = anna.get(reverse("monitoring", args=[chart.patient.pk])).content.decode()
    assert "To be reached?" in monitoring
    entries.write_entry(
        chart=chart,
        course=course,
        form="contact_attempt",
        values={"how": "telephone", "reached": "no"},
        session=session,
    )
    assert rules(chart, course) == []
    assert "To be reached" not in caseload(anna)
    assert not mailoutbox, "nothing goes to the patient by itself"


def test_a_level_that_was_judged_none_since_asks_for_no_contact_after_one_absence(anna, chart, course):
    alert = raised(chart, course)
    danger.review(
        chart=chart,
        alert=alert,
        values={"assessment": "Asked.", "disposition": "Calls.", "level": "none"},
        now=timezone.now() - timedelta(days=2),
    )
    missed(chart, course, 1)
    assert rules(chart, course) == []
    assert "To be reached" not in caseload(anna)


def test_what_was_judged_low_still_stands_at_the_absence(anna, chart, course):
    alert = raised(chart, course)
    danger.review(
        chart=chart,
        alert=alert,
        values={"assessment": "Asked.", "disposition": "Calls.", "level": "low"},
        now=timezone.now() - timedelta(days=2),
    )
    missed(chart, course, 1)
    assert rules(chart, course) == ["attendance_in_danger"]
    assert "To be reached" in caseload(anna)


def test_two_absences_without_a_cause_are_enough_and_a_cause_ends_it(anna, chart, course):
    first, second = missed(chart, course, 8), missed(chart, course, 1)
    assert rules(chart, course) == ["attendance_unexplained"]
    assert "To be reached" in caseload(anna)
    entries.write_entry(
        chart=chart, course=course, form="absence_talk", values={"practical": "explains"}, session=second
    )
    assert rules(chart, course) == []
    assert "To be reached" not in caseload(anna)
    assert first.pk != second.pk


def test_that_they_met_since_ends_it(anna, chart, course):
    missed(chart, course, 9)
    missed(chart, course, 8)
    held = plan.plan_session(chart=chart, course=course, at=timezone.now() - timedelta(days=1))
    plan.record_attendance(chart=chart, session=held, attendance="attended")
    assert rules(chart, course) == []
    assert "To be reached" not in caseload(anna)


def test_the_database_and_the_rule_say_the_same_of_every_absence(chart, course):
    """`with_danger` is the rule of `standing` in the words of the database; both are asked of the same days."""
    first = raised(chart, course, days_ago=20)
    now = timezone.now()
    values = {"assessment": "Asked.", "disposition": "Calls."}
    danger.review(chart=chart, alert=first, values={**values, "level": "low"}, now=now - timedelta(days=15))
    second = raised(chart, course, level="high", days_ago=12)
    danger.review(chart=chart, alert=second, values={**values, "level": "none"}, now=now - timedelta(days=9))
    for day in (22, 18, 14, 11, 7, 2):
        missed(chart, course, day)
    raised(chart, course, level="low", days_ago=3)
    stands = read(chart, course)
    rows = with_danger(chart, chart.rows(Session, to=May.SEE_COURSE)).order_by("at")
    assert [row.stood for row in rows] == [stands.at(row.at) is not None for row in rows]
    assert [row.stood for row in rows] == [False, True, True, True, False, True]
