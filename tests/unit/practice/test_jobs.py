"""Work that waits: leased to one worker, done once, tried again, and an overdue alert passed on once each time."""

from __future__ import annotations

import io
import logging
from datetime import UTC, datetime, timedelta

import pytest

from clew.config.logs import PlainFormatter
from clew.practice import access, audit, jobs
from clew.practice.actions import alerts, people
from clew.practice.errors import PracticeError
from clew.practice.models import Alert, AlertStep, AuditEvent, CareTeamMember, Job, Membership
from clew.practice.roles import RoleName

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def work(db, monkeypatch):
    """A kind of work that notes what it was given, and fails as often as it is told."""
    done: list[object] = []

    def note(payload):
        if payload.get("fails"):
            raise RuntimeError("the words of a patient")
        done.append(payload["n"])

    monkeypatch.setitem(jobs.WORK, "test.note", note)
    return done


def put(n: int = 1, *, at: datetime = NOON, **payload: object) -> bool:
    return jobs.put("test.note", key=f"note:{n}", payload={"n": n, **payload}, run_at=at)


def test_asking_twice_is_asking_once(work):
    assert put()
    assert not put()
    assert jobs.run_due(NOON) == 1
    assert not put(), "not even after it was done"
    assert jobs.run_due(NOON) == 0
    assert work == [1]


def test_work_of_an_unknown_kind_is_refused(db):
    with pytest.raises(ValueError, match="no work of the kind"):
        jobs.put("test.unheard", key="x", payload={})


def test_work_waits_until_it_is_due_and_the_longest_due_comes_first(work):
    put(1, at=NOON + timedelta(minutes=2))
    put(2, at=NOON + timedelta(minutes=1))
    assert jobs.run_due(NOON) == 0
    assert jobs.run_due(NOON + timedelta(minutes=3)) == 2
    assert work == [2, 1]


def test_leased_work_is_nobody_elses_until_the_lease_runs_out(work):
    put()
    first = jobs.lease(NOON)
    assert (first.attempts, first.leased_until) == (1, NOON + jobs.LEASE)
    assert jobs.lease(NOON + jobs.LEASE) is None
    again = jobs.lease(NOON + jobs.LEASE + timedelta(seconds=1))
    assert (again.pk, again.attempts) == (first.pk, 2)


def test_work_whose_worker_died_is_done_by_another(work):
    put()
    jobs.lease(NOON)  # and the worker dies
    assert jobs.run_due(NOON) == 0
    assert jobs.run_due(NOON + jobs.LEASE + timedelta(seconds=1)) == 1
    assert work == [1]


def test_failed_work_is_tried_again_later_each_time_and_never_given_up(work):
    put(fails=True)
    now, waits = NOON, []
    for attempt in range(1, 31):
        assert jobs.run_due(now) == 0
        job = Job.objects.get()
        assert (job.attempts, job.done_at, job.leased_until) == (attempt, None, None)
        waits.append(job.run_at - now)
        now = job.run_at
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits)
    assert waits[-1] == jobs.LONGEST_WAIT == timedelta(hours=1)
    Job.objects.update(payload={"n": 1})
    assert jobs.run_due(now) == 1
    assert Job.objects.get().error == ""


def test_one_that_fails_does_not_hold_up_the_others(work):
    put(1, fails=True)
    put(2)
    assert jobs.run_due(NOON) == 1
    assert work == [2]


def test_a_failure_is_told_without_its_words(work):
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(PlainFormatter())
    jobs.log.addHandler(handler)
    try:
        put(fails=True)
        jobs.run_due(NOON)
    finally:
        jobs.log.removeHandler(handler)
    assert Job.objects.get().error == "RuntimeError"
    assert "waiting work failed RuntimeError at note:" in out.getvalue()
    assert "words" not in out.getvalue()


# -- Overdue alerts -------------------------------------------------------------------------------------------------


@pytest.fixture
def alert(chart, course):
    raised = alerts.raise_alert(chart=chart, course=course, level="high", text="He said goodbye.")
    return Alert.objects.get(pk=raised.pk)


def late(alert: Alert) -> datetime:
    return Alert.objects.get(pk=alert.pk).due_at + timedelta(minutes=1)


def overdue(alert: Alert) -> None:
    """Nobody answered in time: the deadline now lies in the past."""
    Alert.objects.filter(pk=alert.pk).update(
        due_at=datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(seconds=AlertStep.objects.count())
    )


def passed_on(alert: Alert) -> list[str]:
    return [s.kind for s in AlertStep.objects.filter(alert=alert, kind=AlertStep.Kind.ESCALATED)]


def check() -> tuple[int, int]:
    return jobs.plan_alert_checks(), jobs.run_due()


def test_an_alert_in_time_is_left_alone(alert):
    assert check() == (0, 0)
    assert passed_on(alert) == []


def test_an_overdue_alert_is_passed_on_once_for_each_missed_deadline(cast, alert):
    for deadline in range(1, 4):
        overdue(alert)
        assert check() == (1, 1)
        for _ in range(3):
            assert check() == (0, 0)
        assert len(passed_on(alert)) == deadline
    assert audit.verify().whole


def test_it_goes_round_all_who_may_answer_clinicians_first(cast, chart, alert):
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    owners = []
    for _ in range(4):
        overdue(alert)
        check()
        alert.refresh_from_db()
        owners.append(alert.owner.username)
    assert owners == ["chris", "clara", "anna", "chris"], "the supervisor, who may not answer, is left out"


def test_it_is_not_passed_to_somebody_who_cannot_open_the_record(cast, chart, alert):
    people.end_role(membership=Membership.objects.get(user=cast.clara))
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    cast.chris.is_active = False
    cast.chris.save()
    overdue(alert)
    assert check() == (1, 1)
    alert.refresh_from_db()
    assert alert.owner == cast.anna
    assert len(passed_on(alert)) == 1, "the step is there although nobody else is"


def test_it_leaves_an_owner_who_cannot_open_the_record_any_more(cast, chart, alert):
    people.join_team(chart=chart, user=cast.chris, relation=RoleName.CLINICIAN)
    people.leave_team(chart=chart, member=CareTeamMember.objects.get(user=cast.anna))
    overdue(alert)
    check()
    alert.refresh_from_db()
    assert alert.owner == cast.chris


def test_an_answer_just_in_time_stops_it(cast, chart, alert):
    overdue(alert)
    assert jobs.plan_alert_checks() == 1
    alert.refresh_from_db()
    alerts.acknowledge(chart=chart, alert=alert)
    assert jobs.run_due() == 1
    assert passed_on(alert) == []


def test_two_workers_at_the_same_moment_pass_it_on_once(cast, alert):
    overdue(alert)
    one, two = Alert.objects.get(pk=alert.pk), Alert.objects.get(pk=alert.pk)
    chart = access.open_as_system(cast.pia, why="test")
    alerts.escalate(chart=chart, alert=one)
    before = AuditEvent.objects.count()
    with pytest.raises(PracticeError, match="meanwhile"):
        alerts.escalate(chart=chart, alert=two)
    assert AuditEvent.objects.count() == before
    assert len(passed_on(alert)) == 1


def test_an_erased_person_leaves_no_work_behind(cast, chart, alert, settings, tmp_path):
    settings.CLEW_HOME = tmp_path
    overdue(alert)
    assert jobs.plan_alert_checks() == 1
    people.erase_patient(chart=chart)
    assert jobs.run_due() == 1
    assert Job.objects.get().error == ""


def test_a_job_holds_ids_and_nothing_else(cast, alert):
    overdue(alert)
    jobs.plan_alert_checks()
    job = Job.objects.get()
    assert job.payload == {"alert": str(alert.pk), "due": Alert.objects.get(pk=alert.pk).due_at.isoformat()}
