"""A worker that is killed while it speaks with a mail server: what may have arrived is said, and nothing goes out twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from clew_home import Home
from mail_server import MailServer

RAISE = """
practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
anna = people.add_user(username="anna", name="Anna", password=None, email="anna@example.org")
people.grant_role(practice=practice, user=anna, role=RoleName.CLINICIAN)
pia = people.admit_patient(practice=practice, name="Pia", by=anna, clinician=anna)
chart = access.open_record(anna, pia.pk, to=May.PLAN, view="test")
course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8))
for n in range(3):
    alerts.raise_alert(chart=chart, course=course, level="high", text="He said goodbye.")
say(count=Notice.objects.count())
"""
STATES = """
from clew.practice import mail
say(found=[[n.state, n.error, mail.message_id(n.key), n.attempts, sorted(n.alert.steps.values_list("kind", flat=True))]
           for n in Notice.objects.exclude(alert=None)])
"""


def test_a_worker_killed_while_it_sends_loses_no_alert_and_repeats_none(home: Home) -> None:
    with MailServer("stalls") as server:
        home.env = {"CLEW_MAIL_URL": server.url(timeout=60), "CLEW_MAIL_FROM": "post@example.org"}
        count = home.python(RAISE)["count"]
        worker = subprocess.Popen(
            [sys.executable, "-m", "clew.cli.main", "worker"],
            env=home.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            server.wait_for(1)  # the text is there, and the worker waits for an answer that never comes
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(30)
        half = home.python(STATES)["found"]
        assert sorted(state for state, *_ in half) == ["sending"] + ["waiting"] * (count - 1)

        server.mode = "up"
        home.clew("worker", "--once")  # it starts again, and sends what was never begun
        home.python("from clew.practice import notices\nnotices.send_due(timezone.now() + notices.LEASE * 2)")
        home.clew("worker", "--once")
        after = home.python(STATES)["found"]
    assert all(times == 1 for times in server.by_id().values()), "nothing is sent twice"
    for state, error, message, attempts, steps in after:
        if state == "sent":
            assert server.by_id()[message] == 1
            assert "told" in steps
        else:
            assert (state, error, attempts) == ("uncertain", "lost", 1)
            assert "not_told" in steps
    assert sorted(state for state, *_ in after) == ["sent"] * (count - 1) + ["uncertain"]
