"""What became of the practice's treatments, who is where, who waits: numbers only, and none that points at anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clew.practice import access
from clew.practice.actions import measures, people, plan
from clew.practice.models import Course
from clew.practice.readings import outcomes as reading
from clew.practice.readings.counts import whereabouts
from clew.practice.roles import May, RoleName
from clew.therapy.course.outcome import End, Group, Question

pytestmark = pytest.mark.django_db
START = date(2025, 1, 8)


@pytest.fixture
def treat(cast):
    """A treatment of 16 weeks that is over: who treated, the first and the last score, and why it ended."""

    def one(by, first: int | None, last: int | None, reason: str = "planned_limit", agreed: int = 16) -> None:
        patient = people.admit_patient(practice=cast.practice, name="Somebody", by=by, clinician=by)
        chart = access.open_record(by, patient.pk, to=May.PLAN, view="test")
        course = plan.open_course(chart=chart, starts_on=START, agreed_sessions=agreed, stage="ending")
        for total, day in ((first, START), (last, START + timedelta(weeks=16))):
            if total is not None:
                answers = [min(3, max(0, total - 3 * item)) for item in range(9)] + [None]
                at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
                measures.enter(chart=chart, course=course, instrument="phq-9", answers=answers, at=at, now=at)
        Course.objects.filter(pk=course.pk).update(
            stage="ended", ended_on=START + timedelta(weeks=16), end_reason=reason
        )

    return one


def test_it_counts_each_question_apart(cast, treat):
    treat(cast.anna, 16, 8)  # response, no remission
    treat(cast.anna, 16, 4)  # both
    treat(cast.anna, 10, 16, "lost")  # worse, and dropped out
    treat(cast.anna, 9, 4)  # remission; response is not asked
    treat(cast.anna, None, 4)
    treat(cast.anna, 16, None, "")
    _, _, (own,) = reading.outcomes(cast.anna)  # nobody else's is over, so the whole practice says no more
    found = own.outcome
    assert (found.over, found.no_first, found.no_last) == (6, 1, 1)
    assert found.ends[End.NOT_SAID] == 1

    def cell(question: Question, group: Group = Group.ALL) -> tuple[int, int, int, int]:
        tally = found.tally(group, question)
        return tally.yes, tally.of, tally.missing, tally.unasked

    assert cell(Question.RESPONSE) == (2, 3, 1, 1)
    assert cell(Question.REMISSION) == (2, 4, 1, 0)
    assert cell(Question.IMPROVED) == (2, 4, 1, 0)
    assert cell(Question.DETERIORATED) == (1, 4, 1, 0)
    assert cell(Question.DROP_OUT) == (1, 5, 1, 0)
    assert cell(Question.DETERIORATED, Group.COMPLETERS) == (0, 3, 0, 0), "completers look better"


def test_the_page_says_how_small_it_is_and_where_the_trials_stand(cast, treat, signed_in):
    treat(cast.anna, 16, 4)
    page = signed_in(cast.anna).get(reverse("outcomes")).content.decode()
    for words in (
        "1 treatment is over: too few",
        "100 %, 1 of 1",
        "21 to 100 %",
        "A trial and a practice do not treat the same people",
        "one in four or five remitted",
        "Connolly Gibbons",
        "16 %",
        "stated in one of the founding texts",
    ):
        assert words in page, words


def test_ones_own_are_told_in_full_and_strangers_only_where_they_are_enough(cast, treat, signed_in):
    treat(cast.anna, 16, 4)
    treat(cast.chris, 16, 14)
    _, _, (own, whole) = reading.outcomes(cast.anna)
    assert own.told(Group.ALL, Question.REMISSION).of == 1
    assert whole.told(Group.ALL, Question.REMISSION) is None
    assert whole.ends == []
    page = signed_in(cast.anna).get(reverse("outcomes")).content.decode()
    assert "not told" in page


def test_who_treats_nobody_is_told_nothing_small(cast, treat, signed_in):
    for _ in range(4):
        treat(cast.anna, 16, 4)
    _, _, scopes = reading.outcomes(cast.rhea)
    (whole,) = scopes
    for question in Question:
        assert whole.told(Group.ALL, question) is None
    assert whole.ends == []
    page = signed_in(cast.rhea).get(reverse("outcomes")).content.decode()
    assert "Your own patients" not in page
    assert "of 4" not in page


def test_enough_of_both_kinds_are_told_to_everybody(cast, treat):
    for _ in range(5):
        treat(cast.anna, 16, 4)
        treat(cast.chris, 16, 14)
    _, _, (whole,) = reading.outcomes(cast.rhea)
    tally = whole.told(Group.ALL, Question.REMISSION)
    assert (tally.yes, tally.of) == (5, 10)
    assert whole.told(Group.ALL, Question.DETERIORATED) is None, "nobody of ten is told of each of the ten"


def test_nothing_of_another_practice_counts(cast, treat):
    treat(cast.anna, 16, 4)
    _, _, (whole,) = reading.outcomes(cast.otto)
    assert whole.outcome.treatments == 0


def test_a_practice_without_an_end_is_told_what_to_do(cast, signed_in):
    page = signed_in(cast.anna).get(reverse("outcomes")).content.decode()
    assert "No treatment is over yet" in page


def test_with_many_treatments_they_are_counted_once_an_hour_alike(cast, treat, monkeypatch):
    treat(cast.anna, 16, 4)
    live = reading.outcomes(cast.anna)[2][0].outcome
    monkeypatch.setattr(reading, "LIVE", 0)
    kept = [reading.outcomes(cast.anna) for _ in range(2)]
    assert kept[0][1] == kept[1][1], "counted at the same time"
    assert kept[0][2][0].outcome == live


def test_the_number_of_queries_stays(cast, treat, signed_in, django_assert_max_num_queries):
    for _ in range(7):
        treat(cast.anna, 16, 4)
    client = signed_in(cast.anna)
    client.get(reverse("outcomes"))
    with django_assert_max_num_queries(15):
        client.get(reverse("outcomes"))


# -- Who is where, for the manager -------------------------------------------------------------------------------------------


def test_the_manager_reads_numbers_and_record_numbers_and_no_name(cast, chart, course, signed_in):
    today = timezone.localdate()
    Course.objects.filter(pk=course.pk).update(referred_on=today - timedelta(weeks=6, days=2))
    people.admit_patient(practice=cast.practice, name="Nobody Yet", by=cast.max)
    seen = people.admit_patient(
        practice=cast.practice, name="Seen Already", by=cast.anna, clinician=cast.anna
    )
    theirs = access.open_record(cast.anna, seen.pk, to=May.PLAN, view="test")
    at_referral = plan.open_course(chart=theirs, starts_on=today - timedelta(days=8))
    for days in (0, 1, 8):
        plan.plan_session(
            chart=theirs,
            course=at_referral,
            at=timezone.now() - timedelta(days=days, minutes=5),
            attendance="attended",
        )
    plan.plan_session(chart=chart, course=course, at=timezone.now() - timedelta(days=2), attendance="no_show")
    found = whereabouts(cast.max, now=timezone.now())
    assert dict(found.stages)["No course yet"] == 1
    assert dict(found.stages)["Referral"] == 1
    assert dict(found.stages)["Assessment"] == 1, "who was seen does not wait, whatever stage is written down"
    assert [(one.number, one.weeks(found.today)) for one in found.waiting] == [(cast.pia.number, 6), (2, 0)]
    assert found.longest == 6
    assert sum(count for _, count in found.held) == 3
    page = signed_in(cast.max).get(reverse("practice_numbers")).content.decode()
    assert "the longest for 6 weeks" in page
    for name in ("Pia", "Nobody Yet", "Seen Already", "PHQ"):
        assert name not in page


def test_nobody_waits(cast, signed_in):
    far = people.add_user(username="mona", name="Mona", password=None)
    people.grant_role(practice=cast.other_practice, user=far, role=RoleName.MANAGER)
    assert "Nobody waits" in signed_in(far).get(reverse("practice_numbers")).content.decode()


def test_the_managers_page_asks_as_often_in_a_larger_practice(cast, signed_in, django_assert_max_num_queries):
    for number in range(12):
        people.admit_patient(practice=cast.practice, name=f"P {number}", by=cast.max)
    client = signed_in(cast.max)
    client.get(reverse("practice_numbers"))
    with django_assert_max_num_queries(15):
        client.get(reverse("practice_numbers"))
