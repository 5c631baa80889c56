"""Somebody came back: the earlier course stays to read, whole, and nothing is written in it; medicines go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import endings, entries, people, plan
from clew.practice.errors import NotFound
from clew.practice.models import Entry, Medication, Session
from clew.practice.roles import IN_THE_PRESENT_COURSE, May
from clew.web.pages import SUBTABS

NAMES = sorted({(name, needed) for listed in SUBTABS.values() for name, _, needed in listed})
MEDICINES = ("Sertraline", "Mirtazapine", "Lithium")
BEGAN, ENDED, BACK = 400, 280, 20  # days ago


def ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def earlier(chart):
    """A course with something in every room that a clinician reads, ended long ago."""
    course = plan.open_course(chart=chart, starts_on=ago(BEGAN), agreed_sessions=16, stage="ending")
    for form, values in (
        ("referral", {"source": "self", "reason": "Nothing is left of me."}),
        ("narrative", {"story": "The younger of two.", "theory": "I was no trouble."}),
        (
            "suitability",
            {"occasion": "assessment", "motivation": "high", "motivation_note": "Came by herself."},
        ),
        ("formulation_text", {"summary": "She keeps the peace."}),
        ("agreement", {"shared": "No secrets."}),
        ("supervision_request", {"question": "How do I stay with it?"}),
    ):
        entries.write_entry(chart=chart, course=course, form=form, values=values, on=ago(BEGAN))
    plan.record_attendance(
        chart=chart,
        session=plan.plan_session(
            chart=chart, course=course, at=datetime.now(tz=UTC) - timedelta(days=ENDED + 1)
        ),
        attendance=Session.Attendance.ATTENDED,
    )
    endings.end_course(chart=chart, course=course, reason="planned_limit", on=ago(ENDED))
    return course


@pytest.fixture
def later(chart, earlier):
    return endings.return_to_care(chart=chart, course=earlier, starts_on=ago(BACK))


def shown(anna, cast, name, query=""):
    answer = anna.get(reverse(name, args=[cast.pia.pk]) + query)
    assert answer.status_code == 200, name
    return answer.content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("intake", "Nothing is left of me."),
        ("assessment", "I was no trouble."),
        ("suitability", "Came by herself."),
        ("formulation", "She keeps the peace."),
        ("formulation_versions", "She keeps the peace."),
        ("working_together", "No secrets."),
        ("supervision", "How do I stay with it?"),
    ],
)
def test_what_was_written_in_it_is_read_there_and_not_in_the_present_one(
    anna, cast, earlier, later, name, words
):
    assert words in shown(anna, cast, name, f"?course={earlier.pk}")
    assert words not in shown(anna, cast, name)
    assert words not in shown(anna, cast, name, f"?course={later.pk}")


@pytest.mark.parametrize(("name", "needed"), NAMES)
def test_every_page_says_that_it_is_an_earlier_course_and_offers_nothing_to_write(
    anna, cast, earlier, later, name, needed
):
    query = f"?course={earlier.pk}"
    if needed in IN_THE_PRESENT_COURSE:
        assert anna.get(reverse(name, args=[cast.pia.pk]) + query).status_code == 404
        return
    page = shown(anna, cast, name, query)
    assert "You are reading an earlier course" in page
    assert (
        f'href="{reverse("formulation", args=[cast.pia.pk])}{query}"' in page
    )  # the tabs stay in that course
    assert "/write/" not in page.split("<main")[1]
    assert "You are reading an earlier course" not in shown(anna, cast, name)


def test_nothing_is_written_through_it(anna, cast, earlier, later):
    address = reverse("write_entry", args=[cast.pia.pk, "stressor"])
    given = {"event": "Lost the flat.", "on_day": ago(5).isoformat(), "key": "k"}
    assert anna.post(f"{address}?course={earlier.pk}", given).status_code == 404
    assert not Entry.objects.filter(form="stressor").exists()
    # A question of the same name is no course.
    assert anna.post(f"{address}?course=over_time", given).status_code == 302
    assert Entry.objects.get(form="stressor").course_id == later.pk


def test_it_is_for_reading_only_and_safety_stays(chart, earlier, later):
    there = access.at_course(chart, earlier.pk)
    assert there.course == earlier
    assert chart.course == later
    assert not there.may & IN_THE_PRESENT_COURSE
    assert {May.RAISE_ALERT, May.HANDLE_ALERTS, May.READ_SESSIONS} <= there.may
    assert access.at_course(chart, later.pk) is chart


def test_a_course_of_somebody_else_is_not_found(anna, cast, chart, course):
    quin = people.admit_patient(practice=cast.practice, name="Quin", by=cast.anna, clinician=cast.anna)
    other = access.open_record(cast.anna, quin.pk, to=May.PLAN, view="plan")
    foreign = plan.open_course(chart=other, starts_on=ago(3))
    assert anna.get(f"{reverse('intake', args=[cast.pia.pk])}?course={foreign.pk}").status_code == 404
    with pytest.raises(NotFound):
        access.at_course(chart, foreign.pk)


class TestMedicines:
    @pytest.fixture
    def clara(self, cast, open_as):
        return open_as(cast.clara, May.PRESCRIBE)

    def medicine(self, clara, course, name, begun, stopped=None):
        row = plan.record_medication(
            chart=clara, course=course, name=name, dose="50 mg", from_date=ago(begun)
        )
        if stopped is not None:
            plan.end_medication(chart=clara, medication=row, to_date=ago(stopped))
        return row

    def test_one_that_is_still_taken_is_in_the_new_course_and_one_that_was_stopped_is_not(
        self, anna, cast, clara, earlier, later
    ):
        self.medicine(clara, earlier, "Sertraline", 300)
        self.medicine(clara, earlier, "Mirtazapine", 350, stopped=300)
        self.medicine(clara, later, "Lithium", 10)
        for name in ("plan", "working_together", "course"):
            now = shown(anna, cast, name).split("<main")[1]
            assert [medicine in now for medicine in MEDICINES] == [True, False, True], name
            then = shown(anna, cast, name, f"?course={earlier.pk}").split("<main")[1]
            assert [medicine in then for medicine in MEDICINES] == [True, True, False], name

    def test_a_new_dose_belongs_to_the_present_course(self, cast, clara, signed_in, earlier, later):
        row = self.medicine(clara, earlier, "Sertraline", 300)
        address = reverse("change_dose", args=[cast.pia.pk, row.pk])
        given = {"dose": "100 mg", "on": ago(4).isoformat(), "why": "It is back.", "key": "k"}
        assert signed_in(cast.clara).post(address, given).status_code == 302
        assert Medication.objects.get(from_date=ago(4)).course_id == later.pk
        assert Entry.objects.get(form="medication_change").course_id == later.pk


def test_the_sheet_before_the_next_session_is_that_of_the_present_course(anna, cast, earlier, later):
    assert "No session was held yet." in shown(anna, cast, "before_session")
