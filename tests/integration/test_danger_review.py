"""After a sign of danger: the clinician's own assessment of it, its level, and what happens next."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import alerts, danger, people
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Alert, Entry
from clew.practice.roles import May, RoleName
from clew.therapy.forms import FormProblems
from clew.therapy.forms.danger import DANGER_REVIEW

ASKED = {
    "assessment": "Asked her; no plan, no wish to act.",
    "disposition": "Calls on Friday; her sister knows.",
}
LOW = {**ASKED, "level": "low"}


@pytest.fixture
def alert(chart, course) -> Alert:
    return alerts.raise_alert(chart=chart, course=course, level="moderate", text="She said goodbye.")


def send(client, alert, **values):
    place = reverse("assess_alert", args=[alert.patient_id, alert.pk])
    return client.post(place, {"key": str(uuid4()), **values})


def test_the_page_says_what_each_level_asks_for_at_least(anna, alert):
    page = anna.get(reverse("alert", args=[alert.patient_id, alert.pk])).content.decode()
    for words in (
        "Urgency, as judged now",
        "Speak with the patient today",
        "see that the patient is not left alone",
    ):
        assert words in page
    levels = re.findall(r"<input[^>]*name=\"level\"[^>]*>", page)
    assert len(levels) == 4
    assert not any("checked" in one for one in levels), "no level is offered beforehand"


def test_what_was_judged_is_kept_with_author_and_day_and_closes_the_alert(anna, chart, course, alert):
    again = (timezone.localdate() + timedelta(days=3)).isoformat()
    answer = send(anna, alert, **LOW, adds=["insomnia", "loss"], protects="Her dog.", again=again)
    assert answer.status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.level) == ("closed", "low")
    assert alert.follow_up_on.isoformat() == again
    entry = Entry.objects.get(form="danger_review")
    assert (entry.author, entry.on) == (chart.by, timezone.localdate())
    last = alert.steps.order_by("event").last()
    assert (last.pk, last.kind) == (entry.pk, "assessed"), "the step and the entry are one thing"
    page = anna.get(answer["Location"]).content.decode()
    for words in ("Insomnia", "A recent loss or humiliation", "Her dog.", "Level changed by a clinician"):
        assert words in page
    assert reverse("entry", args=[alert.patient_id, entry.pk]) in page


def test_another_level_is_a_step_of_its_own_and_the_same_is_none(chart, alert):
    danger.review(chart=chart, alert=alert, values=LOW)
    kinds = [step.kind for step in alert.steps.order_by("event")]
    assert kinds == ["raised", "override", "assessed"]
    assert [step.level for step in alert.steps.order_by("event")] == ["moderate", "low", "low"]
    other = alerts.raise_alert(chart=chart, course=alert.course, level="low", text="Again.")
    danger.review(chart=chart, alert=other, values=LOW)
    assert [step.kind for step in other.steps.order_by("event")] == ["raised", "assessed"]


def test_no_sign_of_danger_closes_it_and_leaves_the_level_as_it_was(chart, alert):
    danger.review(chart=chart, alert=alert, values={**ASKED, "level": "none"})
    alert.refresh_from_db()
    assert (alert.state, alert.level) == ("closed", "moderate")


@pytest.mark.parametrize("level", ["moderate", "high"])
def test_moderate_and_high_ask_for_means_plan_and_a_day(anna, chart, alert, level):
    answer = send(anna, alert, **{**LOW, "level": level}, protects="Her dog.")
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "means are within reach",
        "where the safety plan stands",
        "day on which somebody asks again",
    ):
        assert words in page
    assert "Her dog." in page, "nothing typed is lost"
    assert "Calls on Friday" in page
    alert.refresh_from_db()
    assert alert.state == "open"
    assert not Entry.objects.filter(form="danger_review").exists()
    again = (timezone.localdate() + timedelta(days=1)).isoformat()
    values = {**LOW, "level": level, "means": "not_asked", "plan": "made", "again": again}
    danger.review(chart=chart, alert=alert, values=values)
    alert.refresh_from_db()
    assert (alert.state, alert.level) == ("closed", level)


@pytest.mark.parametrize("missing", ["assessment", "level", "disposition"])
def test_without_one_of_the_three_nothing_is_closed(chart, alert, missing):
    with pytest.raises(FormProblems):
        danger.review(
            chart=chart, alert=alert, values={key: value for key, value in LOW.items() if key != missing}
        )
    alert.refresh_from_db()
    assert alert.state == "open"
    assert alert.steps.count() == 1


def test_what_is_closed_is_not_assessed_twice(anna, chart, alert):
    send(anna, alert, **LOW)
    alert.refresh_from_db()
    with pytest.raises(PracticeError, match="closed already"):
        danger.review(chart=chart, alert=alert, values=LOW)
    assert Entry.objects.filter(form="danger_review").count() == 1


def test_the_team_that_handles_alerts_reads_it_and_others_do_not(cast, chart, alert):
    danger.review(chart=chart, alert=alert, values=LOW)
    people.join_team(chart=chart, user=cast.clara, relation=RoleName.PRESCRIBER)
    clara = access.open_record(cast.clara, alert.patient_id, to=May.READ_ALERTS, view="test")
    assert clara.text(Entry.objects.get(form="danger_review"), "values")
    with pytest.raises(NotFound):
        access.open_record(cast.chris, alert.patient_id, to=May.READ_ALERTS, view="test")


def test_it_asks_for_no_promise_and_names_no_chances():
    words = " ".join(
        [DANGER_REVIEW.definition, *(f"{f.label} {f.help}" for f in DANGER_REVIEW.fields)]
        + [o.label + o.help for f in DANGER_REVIEW.fields for o in f.options]
    ).lower()
    for wrong in ("probability", "low risk", "contract", "commit"):
        assert wrong not in words


def test_the_sheet_before_the_next_session_names_the_last_assessment_with_its_day(anna, chart, alert):
    danger.review(chart=chart, alert=alert, values=LOW)
    page = anna.get(reverse("before_session", args=[alert.patient_id])).content.decode()
    assert "It held for that day." in page
    assert f"by {chart.by}: low." in page
