"""The course page and the caseload."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from clew.practice.actions import alerts, measures, people, plan


@pytest.fixture
def lived(chart, course, session):
    """A course with a score, a goal, a medicine, an event and an alert."""
    measures.enter(
        chart=chart,
        course=course,
        instrument="phq-9",
        answers=[2, 2, 2, 2, 2, 2, 2, 2, 1, None],
        at=datetime(2026, 1, 8, tzinfo=UTC),
        session=session,
    )
    plan.agree_goal(
        chart=chart,
        course=course,
        kind="symptom",
        agreed_on=session.at.date(),
        patient_words="Sleep past four.",
    )
    plan.record_medication(
        chart=chart, course=course, name="sertraline", dose="50 mg", from_date=session.at.date()
    )
    plan.note_event(chart=chart, course=course, kind="life", on=session.at.date(), text="A move.")
    return course


def test_it_works(cast, lived, signed_in):
    answer = signed_in(cast.anna).get(reverse("course", args=[cast.pia.pk]))
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "Pia Sand",
        "fictional person",
        "Why I always leave first.",
        "Sleep past four.",
        "sertraline 50 mg",
    ):
        assert words in page
    assert "PHQ-9 17 (moderately severe), 8 January" in page
    assert "Moderate alert" in page  # item 9 was answered with 1: help before anything else


def test_a_prescriber_sees_the_course_and_no_session(cast, lived, session, signed_in):
    page = signed_in(cast.clara).get(reverse("course", args=[cast.pia.pk])).content.decode()
    assert "sertraline 50 mg" in page
    assert str(reverse("session", args=[cast.pia.pk, session.pk])) not in page


def test_it_hides_other_caseloads(cast, lived, signed_in):
    assert signed_in(cast.chris).get(reverse("course", args=[cast.pia.pk])).status_code == 404
    assert "Pia Sand" not in signed_in(cast.chris).get(reverse("caseload")).content.decode()


def test_zooming_to_nonsense_shows_the_whole_course(cast, lived, signed_in):
    assert (
        signed_in(cast.anna).get(reverse("course", args=[cast.pia.pk]), {"around": "soon"}).status_code == 200
    )


def test_a_patient_without_a_course_is_told_what_to_do(cast, signed_in):
    page = signed_in(cast.anna).get(reverse("course", args=[cast.pia.pk])).content.decode()
    assert "Open a course" in page


def test_the_number_of_queries_stays(cast, chart, lived, signed_in, django_assert_max_num_queries):
    client = signed_in(cast.anna)
    for number in range(2, 12):
        held = plan.plan_session(chart=chart, course=lived, at=datetime(2026, 1, number + 7, tzinfo=UTC))
        measures.enter(
            chart=chart,
            course=lived,
            instrument="alliance-check-in",
            answers=[7, 7, 7, 0, None],
            at=held.at,
            session=held,
        )
    client.get(reverse("course", args=[cast.pia.pk]))
    # The transaction of the audit event takes two of them.
    with django_assert_max_num_queries(17):
        client.get(reverse("course", args=[cast.pia.pk]))


def test_the_caseload_is_flat(cast, lived, signed_in, django_assert_max_num_queries):
    client = signed_in(cast.anna)
    for number in range(8):
        people.admit_patient(
            practice=cast.practice, name=f"Person {number}", by=cast.anna, clinician=cast.anna
        )
    client.get(reverse("caseload"))
    # Signing in and the frame take four of them, the transaction of the audit event of a list six.
    with django_assert_max_num_queries(21):
        page = client.get(reverse("caseload")).content.decode()
    assert "Person 7" in page


def test_alerts_come_first_in_the_caseload(cast, chart, lived, signed_in):
    people.admit_patient(practice=cast.practice, name="Aaron", by=cast.anna, clinician=cast.anna)
    alerts.raise_alert(chart=chart, course=lived, level="low", text="Worried.")
    page = signed_in(cast.anna).get(reverse("caseload")).content.decode()
    assert page.index("Pia Sand") < page.index("Aaron")
    assert "2 open alerts" in page


def test_admitting_twice_with_the_same_key_admits_once(cast, signed_in):
    client = signed_in(cast.anna)
    form = {"name": "New Person", "starts_on": "2026-02-01", "kind": "open_ended", "key": "the-same-key"}
    first = client.post(reverse("admit"), form)
    second = client.post(reverse("admit"), form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert client.get(reverse("caseload")).content.decode().count("New Person") == 1


def test_a_wrong_form_keeps_what_was_typed(cast, signed_in):
    page = signed_in(cast.anna).post(
        reverse("admit"), {"name": "Kept Name", "starts_on": "never", "key": "k"}
    )
    assert "Kept Name" in page.content.decode()
    assert "data-error-summary" in page.content.decode()
