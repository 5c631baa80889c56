"""The safety plan: in the patient's words, version by version, looked at again while a level above none stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice.actions import alerts, danger, entries, people, plan
from clew.practice.models import Alert, Entry
from clew.practice.roles import RoleName
from clew.therapy.forms import FORMS
from clew.therapy.safety.plan import SAFETY_PLAN

WORDS = {
    "warning_signs": "When I stop answering my sister.",
    "alone": "Walk to the weir and back.",
    "people_to_ask": "My sister, then Jo.",
    "made": "together",
}


@pytest.fixture
def anna(cast, signed_in):
    return signed_in(cast.anna)


def page(client, chart) -> str:
    return client.get(reverse("safety_plan", args=[chart.patient.pk])).content.decode()


def write(client, chart, **values):
    place = reverse("write_entry", args=[chart.patient.pk, "safety_plan"])
    return client.post(place, {"on_day": timezone.localdate().isoformat(), **WORDS, **values})


def test_it_has_one_field_a_heading_in_the_patients_words():
    fields = {field.slug: field for field in FORMS["safety_plan"].fields}
    for heading in SAFETY_PLAN.values():
        assert (fields[heading.slug].label, fields[heading.slug].kind) == (heading.name, "said")
        assert not fields[heading.slug].required


def test_it_is_written_shared_changed_and_every_version_is_kept(anna, cast, chart, course):
    assert "No safety plan is written" in page(anna, chart)
    assert write(anna, chart).status_code == 302
    first = Entry.objects.get(form="safety_plan")
    assert first.shared, "it is the patient's own: they read it at once"
    place = reverse("change_entry", args=[chart.patient.pk, first.pk])
    soon = timezone.localdate() + timedelta(days=7)
    changed = {**WORDS, "alone": "Walk to the weir. Radio.", "look_again": soon.isoformat()}
    anna.post(place, {"on_day": timezone.localdate().isoformat(), **changed})
    shown = page(anna, chart)
    for words in (
        "Radio.",
        "Walk to the weir and back.",
        "first written",
        "For the pocket",
        "My sister, then Jo.",
    ):
        assert words in shown
    assert Entry.objects.get(form="safety_plan", replaced_by=None).due_on == soon


def test_beside_the_professionals_stand_verified_contacts_and_hours_and_else_the_universal_words(
    anna, chart, course
):
    write(anna, chart)
    shown = page(anna, chart)
    assert "call your local emergency number" in shown
    assert "Monday to Friday" in shown
    assert "nobody at the practice can answer" in shown


def test_while_a_level_above_none_stands_it_is_looked_at_again_in_every_session(anna, chart, course):
    write(anna, chart)
    assert "Worth looking at together" not in page(anna, chart)
    alert = alerts.raise_alert(chart=chart, course=course, level="moderate", text="Said goodbye.")
    session = plan.plan_session(chart=chart, course=course, at=timezone.now() - timedelta(hours=2))
    plan.record_attendance(chart=chart, session=session, attendance="attended")
    row = Entry.objects.get(form="safety_plan")
    entries.revise_entry(chart=chart, entry=row, on=timezone.localdate() - timedelta(days=3))
    assert "Worth looking at together" in page(anna, chart)
    anna.post(reverse("safety_plan_looked", args=[chart.patient.pk]))
    shown = page(anna, chart)
    assert "Worth looking at together" not in shown
    assert "gone through, nothing changed" in shown
    danger.review(
        chart=chart,
        alert=Alert.objects.get(pk=alert.pk),
        values={"assessment": "Asked.", "disposition": "Calls.", "level": "none"},
    )
    entries.revise_entry(chart=chart, entry=row, on=timezone.localdate() - timedelta(days=3))
    assert "Worth looking at together" not in page(anna, chart), "nothing stands any more"


def test_without_a_plan_it_is_asked_for_while_a_level_stands(anna, chart, course):
    alerts.raise_alert(chart=chart, course=course, level="low", text="Said goodbye.")
    assert "Worth making together" in page(anna, chart)


def test_the_prescriber_reads_it_and_does_not_write_it(cast, chart, course, signed_in, anna):
    write(anna, chart)
    people.join_team(chart=chart, user=cast.clara, relation=RoleName.PRESCRIBER)
    clara = signed_in(cast.clara)
    shown = page(clara, chart)
    assert "Walk to the weir" in shown
    assert "Change it together" not in shown
    assert write(clara, chart).status_code == 404
    assert clara.post(reverse("safety_plan_looked", args=[chart.patient.pk])).status_code == 404
