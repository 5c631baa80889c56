"""Treating a couple or a group through the pages: beginning, meetings, who came, notes, leaving, ending."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import measures, meetings, people, plan, together
from clew.practice.models import Course, Joint, Note, Session
from clew.practice.roles import May

pytestmark = pytest.mark.django_db
START = date(2026, 1, 8)


@pytest.fixture
def ada_and_bo(cast):
    return [
        people.admit_patient(practice=cast.practice, name=name, by=cast.anna, clinician=cast.anna)
        for name in ("Ada Reed", "Bo Reed")
    ]


@pytest.fixture
def joint(cast, ada_and_bo, signed_in):
    """Begun through the page."""
    ada, bo = ada_and_bo
    answer = signed_in(cast.anna).post(
        reverse("begin_together", args=[ada.pk]),
        {"kind": "couple", "others": [str(bo.pk)], "starts_on": "2026-01-08", "minutes": "75", "key": "b"},
    )
    assert answer.status_code == 302
    return Joint.objects.get()


def test_beginning(cast, ada_and_bo, signed_in, joint):
    client = signed_in(cast.anna)
    page = client.get(reverse("joint", args=[joint.pk])).content.decode()
    assert "Plan the first one" in page
    courses = Course.objects.filter(joint=joint)
    assert {(course.format, course.minutes) for course in courses} == {("couple", 75)}
    again = client.post(
        reverse("begin_together", args=[ada_and_bo[0].pk]),
        {
            "kind": "couple",
            "others": [str(ada_and_bo[1].pk)],
            "starts_on": "2026-01-08",
            "minutes": "75",
            "key": "b",
        },
    )
    assert again.status_code in (302, 422)
    assert Joint.objects.count() == 1


def test_beginning_with_nobody_keeps_what_was_given(cast, ada_and_bo, signed_in):
    ada, _bo = ada_and_bo
    answer = signed_in(cast.anna).post(
        reverse("begin_together", args=[ada.pk]),
        {"kind": "family", "starts_on": "2026-01-08", "minutes": "90", "key": "b"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose at least one other person" in page
    assert 'value="90"' in page
    assert "Bo Reed" in page


def test_a_stranger_cannot_be_drawn_in(cast, ada_and_bo, signed_in):
    theirs = people.admit_patient(practice=cast.practice, name="Olu", by=cast.chris, clinician=cast.chris)
    answer = signed_in(cast.anna).post(
        reverse("begin_together", args=[ada_and_bo[0].pk]),
        {
            "kind": "couple",
            "others": [str(theirs.pk)],
            "starts_on": "2026-01-08",
            "minutes": "75",
            "key": "b",
        },
    )
    assert answer.status_code == 422
    assert not Joint.objects.exists()


def test_a_whole_meeting(cast, ada_and_bo, signed_in, joint):
    ada, bo = ada_and_bo
    client = signed_in(cast.anna)
    assert client.get(reverse("joint_plan", args=[joint.pk])).status_code == 200
    client.post(
        reverse("joint_plan", args=[joint.pk]), {"at": "2026-01-08T17:00", "minutes": "75", "key": "m"}
    )
    meeting = joint.meetings.get()
    page = client.get(reverse("joint", args=[joint.pk])).content.decode()
    assert "Who came?" in page
    came = {
        f"p{ada.number}-attendance": "cancelled",
        f"p{ada.number}-notice_hours": "5",
        f"p{bo.number}-attendance": "late",
        f"p{bo.number}-late_minutes": "10",
        "key": "c",
    }
    client.post(reverse("joint_record", args=[joint.pk, meeting.pk]), came)
    page = client.get(reverse("joint", args=[joint.pk])).content.decode()
    assert "cancelled, 5 hours before" in page
    assert "came 10 minutes late" in page
    place = reverse("joint_note", args=[joint.pk, meeting.pk])
    assert "each of them may ask to read it" in client.get(place).content.decode()
    answer = client.post(
        place,
        {"whole": "He came alone.", f"apart-{ada.pk}": "Rang at noon.", f"apart-{bo.pk}": "", "key": "n"},
        follow=True,
    )
    assert "Written into 2 records" in answer.content.decode()
    assert Note.objects.filter(session__meeting=meeting, signed_at=None).count() == 2
    client.post(place, {"whole": "He came alone.", "key": "n"})
    assert Note.objects.count() == 2, "sent twice, written once"
    pages = {
        one: client.get(
            reverse("session", args=[one.pk, Session.objects.get(patient=one).pk])
        ).content.decode()
        for one in ada_and_bo
    }
    assert "Rang at noon." in pages[ada]
    assert "He came alone." not in pages[ada]
    assert "He came alone." in pages[bo]
    assert "Rang at noon." not in pages[bo]


def test_a_note_that_cannot_be_kept_loses_nothing(cast, ada_and_bo, signed_in, joint):
    client = signed_in(cast.anna)
    client.post(
        reverse("joint_plan", args=[joint.pk]), {"at": "2026-01-08T17:00", "minutes": "75", "key": "m"}
    )
    place = reverse("joint_note", args=[joint.pk, joint.meetings.get().pk])
    answer = client.post(
        place, {"whole": "Kept words.", f"apart-{ada_and_bo[0].pk}": "Kept too.", "key": "n"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say first who came" in page
    assert "Kept words." in page
    assert "Kept too." in page


@pytest.mark.parametrize(
    ("page", "data", "words"),
    [
        ("joint_plan", {"at": "soon", "minutes": "75", "key": "m"}, "data-error-summary"),
        ("joint_end", {}, "Say why it ended"),
        ("joint_join", {}, "Choose who takes part"),
        ("joint_resume", {}, "nothing to take back"),
    ],
)
def test_bad_input_is_refused_calmly(cast, signed_in, joint, page, data, words):
    answer = signed_in(cast.anna).post(reverse(page, args=[joint.pk]), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_who_came_needs_an_answer_for_each(cast, ada_and_bo, signed_in, joint):
    client = signed_in(cast.anna)
    client.post(
        reverse("joint_plan", args=[joint.pk]), {"at": "2026-01-08T17:00", "minutes": "75", "key": "m"}
    )
    place = reverse("joint_record", args=[joint.pk, joint.meetings.get().pk])
    answer = client.post(place, {f"p{ada_and_bo[0].number}-attendance": "attended", "key": "c"})
    assert answer.status_code == 422
    assert {s.attendance for s in Session.objects.all()} == {"planned"}


def test_leaving_ending_and_taking_both_back(cast, ada_and_bo, signed_in, joint):
    ada, _bo = ada_and_bo
    client = signed_in(cast.anna)
    today = timezone.localdate().isoformat()
    client.post(reverse("leave_together", args=[ada.pk]), {"reason": "patient_choice", "on": today})
    assert Course.objects.get(patient=ada).stage == "ended"
    page = client.get(reverse("joint", args=[joint.pk])).content.decode()
    assert "left on" in page
    assert "Ada Reed" in client.get(reverse("joint", args=[joint.pk]) + "?join").content.decode()
    client.post(reverse("joint_join", args=[joint.pk]), {"who": str(ada.pk), "key": "j"})
    assert Course.objects.get(patient=ada).stage == "assessment"
    client.post(reverse("joint_end", args=[joint.pk]), {"end-reason": "goals_reached", "end-on": today})
    assert set(Course.objects.values_list("stage", flat=True)) == {"continuing_care"}
    page = client.get(reverse("joint", args=[joint.pk])).content.decode()
    assert "Take the end back" in page
    assert page.count("until the end; continuing care now") == 2, "who stayed did not leave"
    assert "left on" not in page
    client.post(reverse("joint_resume", args=[joint.pk]))
    assert set(Course.objects.values_list("stage", flat=True)) == {"assessment"}


def test_who_is_treated_alone_is_told_what_to_do(cast, ada_and_bo, signed_in):
    page = signed_in(cast.anna).get(reverse("together", args=[ada_and_bo[0].pk])).content.decode()
    assert "treated alone" in page
    assert reverse("begin_together", args=[ada_and_bo[0].pk]) in page


def test_the_number_of_queries_stays(cast, signed_in, django_assert_max_num_queries):
    """A group of six with eight meetings: the page of all, and one person's own."""
    patients = [
        people.admit_patient(practice=cast.practice, name=f"Person {n}", by=cast.anna, clinician=cast.anna)
        for n in range(6)
    ]
    charts = [access.open_record(cast.anna, one.pk, to=May.PLAN, view="test") for one in patients]
    group = together.begin_joint(charts=charts, kind="group", starts_on=START)
    for week in range(8):
        meetings.plan_meeting(
            charts=charts, joint=group, at=datetime(2026, 1, 8, 17, tzinfo=UTC) + timedelta(weeks=week)
        )
    for chart in charts:
        measures.enter(
            chart=chart,
            course=chart.course,
            instrument="phq-9",
            answers=[1] * 8 + [0, 1],
            at=datetime(2026, 1, 8, tzinfo=UTC),
        )
    client = signed_in(cast.anna)
    for place in (reverse("joint", args=[group.pk]), reverse("together", args=[patients[0].pk])):
        client.get(place)
        # The transaction of the audit event takes two of them.
        with django_assert_max_num_queries(25):
            assert client.get(place).status_code == 200


def test_a_session_alone_is_planned_in_the_persons_own_record(cast, ada_and_bo, signed_in, joint):
    ada, _bo = ada_and_bo
    chart = access.open_record(cast.anna, ada.pk, to=May.PLAN, view="test")
    plan.plan_session(chart=chart, course=chart.course, at=datetime(2026, 1, 9, 17, tzinfo=UTC))
    client = signed_in(cast.anna)
    assert "alone" in client.get(reverse("together", args=[ada.pk])).content.decode()
    assert "9 Jan 2026" not in client.get(reverse("joint", args=[joint.pk])).content.decode()
