"""Workers in processes of their own: one that is killed loses nothing, and two never do the same work."""

from __future__ import annotations

import os
import signal

WORK = """
from clew.practice.actions.base import in_practice
def work(payload):
    say(began=payload["n"])
    if payload.get("waits"):
        sys.stdin.read()
    with in_practice(None, "test.work", by=None, object=str(payload["n"])):
        pass
jobs.WORK["test.work"] = work
"""


def test_work_of_a_worker_that_was_killed_is_taken_up_by_another(home):
    home.python(WORK + 'jobs.put("test.work", key="one", payload={"n": 1, "waits": True})')
    worker = home.start_python(WORK + "jobs.run_due()")
    try:
        assert '"began": 1' in worker.stdout.readline()
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.communicate()

    half = home.python(
        "say(jobs=list(Job.objects.values('attempts', 'done_at')), events=AuditEvent.objects.count())"
    )
    assert half == {"jobs": [{"attempts": 1, "done_at": None}], "events": 0}
    # At once nobody takes it, since the first may still be alive; when the lease has run out another does it.
    second = (
        WORK
        + "now = jobs.run_due(); later = jobs.run_due(timezone.now() + jobs.LEASE + timedelta(seconds=1))\n"
    )
    assert home.python(second + "say(now=now, later=later, n=AuditEvent.objects.count())") == {
        "now": 0,
        "later": 1,
        "n": 1,
    }


def test_two_workers_share_the_work_and_do_each_piece_once(home):
    home.python(WORK + 'for n in range(60): jobs.put("test.work", key=str(n), payload={"n": n})')
    # Each waits for a line, so that both are up before either begins.
    code = WORK + 'print("ready", flush=True); sys.stdin.readline(); jobs.run_due()'
    workers = [home.start_python(code) for _ in range(2)]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        _, err = worker.communicate(timeout=100)
        assert worker.returncode == 0, err
    found = home.python(
        "say(done=[e.object for e in AuditEvent.objects.all()],"
        " open=Job.objects.filter(done_at=None).count())"
    )
    assert sorted(found["done"], key=int) == [str(n) for n in range(60)]
    assert found["open"] == 0


ALERT = """
practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
anna = people.add_user(username="anna", name="Anna", password=None)
people.grant_role(practice=practice, user=anna, role=RoleName.CLINICIAN)
pia = people.admit_patient(practice=practice, name="Pia", by=anna, clinician=anna)
chart = access.open_record(anna, pia.pk, to=May.PLAN, view="test")
course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8))
alerts.raise_alert(chart=chart, course=course, level="high", text="He said goodbye.")
Alert.objects.update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
"""


def test_the_worker_command_finds_overdue_alerts_itself(home):
    home.python(ALERT)
    home.clew("worker", "--once")
    home.clew("worker", "--once")
    assert home.python("say(n=AlertStep.objects.filter(kind='escalated').count())") == {"n": 1}
