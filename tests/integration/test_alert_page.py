"""The page of an alert: the deadline in words, the steps of its level, who knew when, and the second questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access, jobs
from clew.practice.actions import alerts, danger, people
from clew.practice.actions.base import on_record
from clew.practice.errors import NotFound
from clew.practice.models import Alert, AlertStep, Entry
from clew.practice.readings.danger import danger as read
from clew.practice.roles import May, RoleName
from clew.therapy.safety.actions import TABLE
from clew.therapy.safety.levels import Level


@pytest.fixture
def alert(chart, course) -> Alert:
    return alerts.raise_alert(chart=chart, course=course, level="high", text="She said goodbye.")


def page(client, alert) -> str:
    return client.get(reverse("alert", args=[alert.patient_id, alert.pk])).content.decode()


def kinds(alert) -> list[str]:
    return [step.kind for step in alert.steps.order_by("event", "at")]


def test_it_says_by_when_in_plain_words_what_is_to_be_done_and_what_the_patient_sees(signed_in, cast, alert):
    shown = page(signed_in(cast.anna), alert)
    for action in TABLE[Level.HIGH].actions:
        assert action.name in shown
    assert "in 14 minutes" in shown or "in 15 minutes" in shown
    assert "It says to call the emergency number" in shown
    assert reverse("enter_instrument", args=[alert.patient_id, "asq"]) in shown


def test_that_its_owner_opened_it_is_a_step_once_and_nobody_elses_look_is(signed_in, cast, chart, alert):
    people.join_team(chart=chart, user=cast.ben, relation=RoleName.SUPERVISOR)
    people.join_team(chart=chart, user=cast.clara, relation=RoleName.PRESCRIBER)
    for other in (cast.ben, cast.clara):
        page(signed_in(other), alert)
    assert kinds(alert) == ["raised"]
    anna = signed_in(cast.anna)
    page(anna, alert)
    page(anna, alert)
    assert kinds(alert) == ["raised", "seen"]
    assert alert.steps.get(kind="seen").by == cast.anna
    alert.refresh_from_db()
    assert alert.state == "open", "opened is not acknowledged"


def test_what_was_done_is_ticked_kept_with_time_and_name_and_is_no_assessment(signed_in, cast, alert):
    anna = signed_in(cast.anna)
    place = reverse("tick_alert", args=[alert.patient_id, alert.pk])
    assert (
        anna.post(place, {"step": ["reach_now", "not_alone"], "text": "Her sister is there."}).status_code
        == 302
    )
    done = alert.steps.filter(kind="done")
    assert {step.by for step in done} == {cast.anna}
    shown = page(anna, alert)
    assert shown.count("Her sister is there.") == 2
    assert 'value="reach_now"' not in shown, "what is done is not offered again"
    assert 'value="emergency"' in shown
    alert.refresh_from_db()
    assert alert.state == "open"
    assert anna.post(place, {"step": ["speak_today"]}).status_code == 422, "a step of another level"
    assert anna.post(place, {}).status_code == 422


def test_an_attempt_to_reach_the_patient_is_one_thing_with_its_form_and_sends_nothing(
    signed_in, cast, alert, mailoutbox
):
    anna = signed_in(cast.anna)
    place = reverse("contact_alert", args=[alert.patient_id, alert.pk])
    assert anna.post(place, {"how": "", "key": "k"}).status_code == 422
    anna.post(place, {"how": "telephone", "reached": "no", "next": "Again at two.", "key": "k"})
    anna.post(place, {"how": "telephone", "reached": "no", "next": "Again at two.", "key": "k"})
    entry = Entry.objects.get(form="contact_attempt")
    assert alert.steps.get(kind="contact").pk == entry.pk
    assert "Again at two." in page(anna, alert)
    assert not mailoutbox


def test_who_knew_and_when_is_one_list_and_what_did_not_happen_is_said(signed_in, cast, chart, alert):
    anna = signed_in(cast.anna)
    shown = page(anna, alert)
    for words in ("Who knew, and when", "No e-mail was sent", "by Anna", "Not yet."):
        assert words in shown
    not_told(chart, alert)
    assert "Not delivered" in page(anna, alert)
    alerts.acknowledge(chart=chart, alert=Alert.objects.get(pk=alert.pk))
    assert "within the deadline" in page(anna, alert)


def not_told(chart, alert):
    """Write a step as the worker that sends notices does."""
    with on_record(chart, "alert.not_told", to=May.HANDLE_ALERTS, kind="alert") as event:
        kind, at = AlertStep.Kind.NOT_TOLD, timezone.now()
        step = AlertStep(patient=chart.patient, event=event, alert=alert, kind=kind, at=at, level=alert.level)
        step.seal(chart.cipher, text="To Anna: the mail server could not be reached.")
        step.save(force_insert=True)


def test_unacknowledged_it_goes_to_the_next_and_each_hop_is_a_step_with_its_own_deadline(cast, chart, alert):
    people.join_team(chart=chart, user=cast.clara, relation=RoleName.PRESCRIBER)
    assert jobs.plan_alert_checks(alert.due_at) == 0, "until the deadline nothing is passed on"
    late = alert.due_at + timedelta(seconds=1)
    assert jobs.plan_alert_checks(late) == 1
    assert jobs.plan_alert_checks(late) == 0, "asked for once"
    jobs.run_due(late)
    alert.refresh_from_db()
    assert alert.owner == cast.clara
    assert kinds(alert) == ["raised", "escalated"]
    assert alert.state == "open"
    assert alert.due_at > timezone.now()


def test_after_an_assessment_what_was_judged_stands_and_the_alert_keeps_its_level(chart, alert):
    danger.review(
        chart=chart,
        alert=alert,
        values={
            "assessment": "Asked.",
            "disposition": "Calls.",
            "level": "none",
            "ways": ["sooner", "close"],
        },
    )
    alert.refresh_from_db()
    assert alert.level == "high"
    assert alert.steps.get(kind="assessed").level == "none"


def test_a_follow_up_that_is_due_is_said_on_the_alert(signed_in, cast, chart, alert):
    today = timezone.localdate()
    danger.review(
        chart=chart,
        alert=alert,
        values={"assessment": "Asked.", "disposition": "Calls.", "level": "low", "again": today.isoformat()},
    )
    assert "To follow up since" in page(signed_in(cast.anna), alert)


def test_who_may_only_read_alerts_can_tick_and_write_nothing(signed_in, cast, chart, alert):
    people.join_team(chart=chart, user=cast.ben, relation=RoleName.SUPERVISOR)
    ben = signed_in(cast.ben)
    assert "Write down what was done" not in page(ben, alert)
    for name in ("tick_alert", "contact_alert", "acknowledge_alert", "assess_alert", "override_alert"):
        assert ben.post(reverse(name, args=[alert.patient_id, alert.pk])).status_code == 404
    with pytest.raises(NotFound):
        access.open_record(cast.chris, alert.patient_id, to=May.READ_ALERTS, view="test")


def test_what_was_judged_stands_until_somebody_judges_again(signed_in, cast, chart, course, alert):
    anna = signed_in(cast.anna)
    place = reverse("reassess_alert", args=[alert.patient_id, alert.pk])
    asked = {"assessment": "Asked.", "disposition": "Calls.", "level": "low"}
    assert anna.post(place, asked).status_code == 422, "the first assessment comes first"
    danger.review(chart=chart, alert=alert, values=asked, now=timezone.now() - timedelta(minutes=1))
    assert read(chart, course).at(timezone.now()).level is Level.LOW
    assert anna.post(place, {**asked, "level": "none"}).status_code == 302
    assert read(chart, course).at(timezone.now()) is None
    assert [step.level for step in alert.steps.filter(kind="assessed").order_by("event")] == ["low", "none"]


def test_the_page_asks_the_database_at_most_fifteen_times(
    signed_in, cast, alert, django_assert_max_num_queries
):
    anna = signed_in(cast.anna)
    page(anna, alert)
    with django_assert_max_num_queries(15):
        page(anna, alert)
    with django_assert_max_num_queries(15):
        anna.get(reverse("safety_plan", args=[alert.patient_id]))
