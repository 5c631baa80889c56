"""The caseload: who needs a look today first, who is where, who waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import alerts, entries, measures, people, plan, together
from clew.practice.models import Course
from clew.practice.roles import May, RoleName

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def admit(cast):
    """Somebody of Anna's with a course that began ten weeks ago, and PHQ-9 totals by week."""

    def one(name: str, *totals: tuple[int, int], stage: str = "working_through", **frame) -> access.Chart:
        patient = people.admit_patient(practice=cast.practice, name=name, by=cast.anna, clinician=cast.anna)
        chart = access.open_record(cast.anna, patient.pk, to=May.PLAN, view="test")
        start = TODAY() - timedelta(weeks=10)
        frame = {"kind": "open_ended", **frame}
        course = plan.open_course(chart=chart, starts_on=start, stage=stage, **frame)
        for week, total in totals:
            answers = [min(3, max(0, total - 3 * item)) for item in range(8)] + [0, None]
            # The first moment of that day; ten weeks before the same hour may be another day where summer time ended since.
            at = datetime.combine(start + timedelta(weeks=week), time(), UTC)
            measures.enter(chart=chart, course=course, instrument="phq-9", answers=answers, at=at, now=at)
        return chart

    return one


WELL = ((0, 14), (6, 8), (8, 8), (10, 7))


def order(client, **query) -> list[str]:
    page = client.get(reverse("caseload"), query).content.decode()
    names = ("Alert", "Worse", "Overdue", "Unknown", "Rest", "Waits", "After")
    return sorted(
        (name for name in names if f">{name} Person<" in page), key=lambda n: page.index(f">{n} Person<")
    )


@pytest.fixture
def everybody(admit):
    """One for each place."""
    admit("Rest Person", *WELL)
    admit("Unknown Person", (0, 14))
    due = admit("Overdue Person", *WELL)
    entries.write_entry(
        chart=due,
        course=due.course,
        form="stressor",
        values={"event": "A move."},
        due_on=TODAY() - timedelta(days=3),
    )
    admit("Worse Person", (0, 10), (8, 12), (9, 14), (10, 17))
    danger = admit("Alert Person", *WELL)
    alerts.raise_alert(chart=danger, course=danger.course, level="high", text="Worried.")


def test_who_needs_a_look_stands_first_and_why(cast, everybody, signed_in):
    client = signed_in(cast.anna)
    assert order(client) == ["Alert", "Worse", "Overdue", "Unknown", "Rest"]
    page = client.get(reverse("caseload")).content.decode()
    for words in (
        "1 open alert",
        "Reliably worse",
        "Stressor overdue",
        "Too few scores",
        "Cannot judge",
        "no proof of being well",
    ):
        assert words in page, words
    assert 'title="PHQ-9 rose from 10 to 17' in page, "the reason stands behind the words"
    assert "default, not validated" in page, "and its tag"


def test_an_alert_of_somebody_else_is_seen_and_does_not_count_as_ones_own(cast, admit, signed_in):
    chart = admit("Alert Person", *WELL)
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    alerts.raise_alert(chart=chart, course=chart.course, level="low", text="Worried.")
    page = signed_in(cast.chris).get(reverse("caseload")).content.decode()
    assert "with somebody else" in page
    assert page.index('id="danger"') < page.index("Alert Person")


def test_what_one_may_not_read_is_not_told_as_due(cast, admit, signed_in):
    chart = admit("Overdue Person", *WELL)
    people.join_team(chart=chart, user=cast.clara, relation=RoleName.PRESCRIBER)
    entries.write_entry(
        chart=chart, course=chart.course, form="stressor", values={"event": "A move."}, due_on=TODAY()
    )
    assert "Stressor due" in signed_in(cast.anna).get(reverse("caseload")).content.decode()
    page = signed_in(cast.clara).get(reverse("caseload")).content.decode()
    assert "Overdue Person" in page
    assert "Stressor" not in page


def test_what_was_taken_back_is_no_longer_due(cast, admit, signed_in):
    chart = admit("Overdue Person", *WELL)
    entry = entries.write_entry(
        chart=chart, course=chart.course, form="stressor", values={"event": "A move."}, due_on=TODAY()
    )
    entries.withdraw_entry(chart=chart, entry=entry)
    assert "Stressor due" not in signed_in(cast.anna).get(reverse("caseload")).content.decode()


def test_what_was_answered_or_lies_before_the_end_is_no_longer_due(cast, admit, signed_in):
    chart = admit("Overdue Person", *WELL)
    entry = entries.write_entry(
        chart=chart, course=chart.course, form="stressor", values={"event": "A move."}, due_on=TODAY()
    )
    client = signed_in(cast.anna)
    assert "Stressor due" in client.get(reverse("caseload")).content.decode()
    answer = entries.write_entry(
        chart=chart, course=chart.course, form="stressor", values={"event": "Settled."}, about=entry
    )
    assert "Stressor due" not in client.get(reverse("caseload")).content.decode()
    entries.withdraw_entry(chart=chart, entry=answer)
    assert "Stressor due" in client.get(reverse("caseload")).content.decode()
    Course.objects.filter(pk=chart.course.pk).update(ended_on=TODAY(), stage="ended")
    assert "Stressor due" not in client.get(reverse("caseload")).content.decode()


def test_a_session_of_which_nobody_said_what_became_of_it_is_due(cast, admit, signed_in):
    chart = admit("Overdue Person", *WELL)
    plan.plan_session(chart=chart, course=chart.course, at=timezone.now() - timedelta(days=2))
    assert "Attendance note overdue" in signed_in(cast.anna).get(reverse("caseload")).content.decode()


def test_after_an_end_the_rules_of_that_time_hold(cast, admit, signed_in):
    chart = admit("After Person", (0, 16), (4, 6), (9, 13), stage="continuing_care")
    Course.objects.filter(pk=chart.course.pk).update(ended_on=TODAY() - timedelta(weeks=5))
    page = signed_in(cast.anna).get(reverse("caseload")).content.decode()
    assert "Is it coming back?" in page
    assert "Too few scores" not in page


def test_who_waits_longest_stands_first_and_in_plain_words(cast, admit, signed_in):
    for name, weeks in (("Waits Person", 9), ("Rest Person", 2)):
        chart = admit(name, stage="referral")
        Course.objects.filter(pk=chart.course.pk).update(referred_on=TODAY() - timedelta(weeks=weeks, days=1))
    admit("Unknown Person", stage="referral")
    client = signed_in(cast.anna)
    assert order(client, stage="referral") == ["Waits", "Rest", "Unknown"]
    page = client.get(reverse("caseload"), {"stage": "referral"}).content.decode()
    assert "waiting 9 weeks" in page
    assert "waiting 2 weeks" in page
    assert "the day of the referral is not written down" in page


def test_who_was_seen_does_not_wait_and_is_looked_at_by_the_rules(cast, admit, signed_in):
    chart = admit("Waits Person", (0, 10), (9, 14), (10, 17), stage="referral")
    client = signed_in(cast.anna)
    assert "Reliably worse" not in client.get(reverse("caseload")).content.decode(), "not seen yet"
    plan.plan_session(
        chart=chart, course=chart.course, at=timezone.now() - timedelta(days=1), attendance="attended"
    )
    page = client.get(reverse("caseload")).content.decode()
    assert "Reliably worse" in page
    assert "Stage to move on due" in page
    assert order(client, stage="referral") == []
    assert order(client, stage="assessment") == ["Waits"]


def test_who_has_ended_stands_under_the_stage_unless_something_is_asked(cast, admit, signed_in):
    admit("After Person", *WELL, stage="ended")
    danger = admit("Alert Person", *WELL, stage="ended")
    alerts.raise_alert(chart=danger, course=danger.course, level="low", text="Worried.")
    admit("Rest Person", *WELL)
    client = signed_in(cast.anna)
    assert order(client) == ["Alert", "Rest"]
    assert order(client, stage="ended") == ["Alert", "After"]
    assert order(client, q="after person") == ["After"], "a search finds everybody"


def test_where_all_have_ended_that_is_said(cast, signed_in):
    patient = people.admit_patient(practice=cast.practice, name="Olu", by=cast.chris, clinician=cast.chris)
    chart = access.open_record(cast.chris, patient.pk, to=May.PLAN, view="test")
    plan.open_course(chart=chart, starts_on=TODAY(), stage="ended")
    page = signed_in(cast.chris).get(reverse("caseload")).content.decode()
    assert "Every treatment in your care has ended" in page


def test_one_stage_and_one_name(cast, admit, signed_in):
    admit("Rest Person", *WELL)
    admit("After Person", stage="continuing_care")
    client = signed_in(cast.anna)
    assert order(client, stage="continuing_care") == ["After"]
    assert order(client, q="res per") == ["Rest"]
    assert order(client, q="nobody") == []
    assert "has this name or number" in client.get(reverse("caseload"), {"q": "nobody"}).content.decode()
    assert set(order(client, stage="nonsense", page="x")) == {"Rest", "After"}


def test_search_finds_nobody_elses_patients(cast, admit, signed_in):
    admit("Rest Person")
    page = signed_in(cast.chris).get(reverse("caseload"), {"q": "Rest"}).content.decode()
    assert "Rest Person" not in page


def test_who_is_treated_together_leads_to_the_page_of_all(cast, admit, signed_in):
    charts = [admit("Rest Person", stage="referral"), admit("After Person", stage="referral")]
    joint = together.begin_joint(charts=charts, kind="couple", starts_on=date(2026, 1, 8))
    page = signed_in(cast.anna).get(reverse("caseload")).content.decode()
    assert page.count(reverse("joint", args=[joint.pk])) == 2


def test_a_long_list_comes_in_pages(cast, signed_in):
    for number in range(53):
        people.admit_patient(practice=cast.practice, name=f"P {number}", by=cast.anna, clinician=cast.anna)
    client = signed_in(cast.anna)
    first = client.get(reverse("caseload")).content.decode()
    assert "page 1 of 2" in first
    second = client.get(reverse("caseload"), {"page": 2}).content.decode()
    assert "page 2 of 2" in second
    assert first.count('class="name"') + second.count('class="name"') == 54


def test_the_number_of_queries_stays(cast, admit, signed_in, django_assert_max_num_queries):
    client = signed_in(cast.anna)
    admit("First Person", *WELL)
    client.get(reverse("caseload"))
    for number in range(6):
        admit(f"Person {number}", *WELL)
    # Signing in and the frame take four of them, the transaction of the audit event of a list six.
    with django_assert_max_num_queries(21):
        client.get(reverse("caseload"))


def test_the_end_is_due_to_be_talked_about_until_somebody_begins(cast, admit, signed_in):
    chart = admit("Overdue Person", *WELL, planned_end=TODAY() + timedelta(days=3))
    plan.plan_session(
        chart=chart, course=chart.course, at=timezone.now() - timedelta(weeks=10), attendance="attended"
    )
    client = signed_in(cast.anna)
    assert "Begin talking about the end" in client.get(reverse("caseload")).content.decode()
    entries.write_entry(chart=chart, course=chart.course, form="ending", values={"gains": "Sleeps."})
    assert "Begin talking about the end" not in client.get(reverse("caseload")).content.decode()


def test_a_review_that_named_its_day_is_settled_by_the_next_one(cast, admit, signed_in):
    chart = admit("Overdue Person", *WELL)

    def review(back: int, **more: str) -> None:
        entries.write_entry(
            chart=chart,
            course=chart.course,
            form="review",
            values={"outcome": "Go on.", **more},
            on=TODAY() - timedelta(days=back),
        )

    review(30, next_on=(TODAY() - timedelta(days=9)).isoformat())
    client = signed_in(cast.anna)
    assert "Review overdue" in client.get(reverse("caseload")).content.decode()
    review(2)
    assert "Review overdue" not in client.get(reverse("caseload")).content.decode()
