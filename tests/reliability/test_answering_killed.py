"""Killed at any point of answering, Clew has lost no answer that it acknowledged and no alert.

A patient answers the PHQ-9 over HTTP, item 9 positive again and again, by several windows at once; the server is
killed without a word, several times, between requests and within them. Then: what was acknowledged is there; every
positive answer that is there has its alert, in the same transaction, and no alert stands without its answer.
"""

from __future__ import annotations

import threading
from itertools import count

from clew_home import Home, Server, Visitor

PASSWORD = "a quiet room with a window"
KILLS = 2
WINDOWS = 3
ENOUGH = 10  # acknowledged answers before each kill

PRACTICE = f"""
from clew.practice.actions import answering, portal
from clew.practice.consents import Purpose
practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London", demonstration=True)
anna = people.add_user(username="anna", name="Anna", password="{PASSWORD}")
people.grant_role(practice=practice, user=anna, role=RoleName.CLINICIAN)
asks = []
for n in range({WINDOWS}):
    patient = people.admit_patient(practice=practice, name=f"Patient {{n}}", by=anna, clinician=anna, fictional=True)
    chart = access.open_record(anna, patient.pk, to=May.MANAGE_TEAM, view="test")
    account = people.add_user(username=f"p{{n}}", name=f"P {{n}}", password=None, same_password_as=anna)
    people.give_account(chart=chart, user=account)
    course = plan.open_course(chart=chart, starts_on=timezone.localdate())
    own = access.open_own(account, to=May.WRITE_OWN, view="test")
    portal.choose(chart=own, purpose=Purpose.QUESTIONNAIRES, given=True)
    for _ in range(20):
        asks.append((n, answering.ask(chart=chart, course=course, instrument="phq-9").pk))
say(asks=asks)
"""

CHECK = """
from django.db import connection
events = {e.key: e.seq for e in AuditEvent.objects.exclude(key=None)}
given = {g.event_id: g for g in GivenAnswer.objects.select_related("answering")}
positive = [g for g in given.values() if g.item == 8 and g.value and g.answering.instrument == "phq-9"]
alerts_of = {}
for alert in Alert.objects.all():
    alerts_of.setdefault(alert.answering_id, []).append(alert)
sound = "ok"
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        sound = cursor.execute("PRAGMA integrity_check").fetchone()[0]
asked = json.loads(sys.stdin.read())
finished = list(Answering.objects.filter(finished_at__isnull=False))
say(
    missing=[key for key in asked if events.get(key) not in given],
    positive=len(positive),
    without_alert=[str(g.pk) for g in positive if g.answering_id not in alerts_of],
    of_another_moment=[
        str(a.pk) for found in alerts_of.values() for a in found
        if a.event_id not in given or not given[a.event_id].value or given[a.event_id].answering_id != a.answering_id
    ],
    told_twice=[str(k) for k, found in alerts_of.items() if len(found) > 1],
    alerts_without_step=Alert.objects.filter(steps=None).count(),
    half_finished=[str(a.pk) for a in finished if a.administration is None],
    loose=Administration.objects.filter(answering=None).count(),
    sound=sound,
    faults=audit.verify().faults,
)
"""


class Windows:
    """Three patients, each in a window of their own, who begin, answer item 9 and others, and finish; over and over."""

    def __init__(self, server: Server, asks: dict[int, list[str]], names: count[int]) -> None:
        self.server, self.asks, self.names = server, asks, names
        self.acknowledged: list[str] = []
        self.wrong: list[str] = []
        self.enough = threading.Event()
        self._lock = threading.Lock()

    def answer(self, who: int) -> None:
        try:
            visitor = Visitor(self.server).sign_in(f"p{who}", PASSWORD)
            while True:
                self._one(visitor, self.asks[who].pop())
        except (OSError, IndexError):
            pass  # the server is gone, or there is nothing left
        finally:
            self.enough.set()

    def _one(self, visitor: Visitor, ask: str) -> None:
        begun = visitor.post(f"/me/questionnaires/asked/{ask}/", {"key": f"begin-{next(self.names)}"})
        place = begun.headers["Location"]
        for question, value in ((1, 2), (9, 1), (2, 0), (9, 3), (3, 1), (9, 0)):
            key = f"answer-{next(self.names)}"
            form = {"do": "answer", "question": str(question), "answer": str(value), "key": key}
            self._count(key, visitor.post(place, form).status)
        self._count("", visitor.post(place, {"do": "finish"}).status)

    def _count(self, key: str, status: int) -> None:
        with self._lock:
            if status != 302:
                self.wrong.append(f"{key}: {status}")
            elif key:
                self.acknowledged.append(key)
            if len(self.acknowledged) >= ENOUGH or self.wrong:
                self.enough.set()

    def until_killed(self) -> None:
        threads = [threading.Thread(target=self.answer, args=(who,)) for who in range(WINDOWS)]
        for thread in threads:
            thread.start()
        assert self.enough.wait(120)
        self.server.kill()
        for thread in threads:
            thread.join(60)


def test_no_answer_and_no_alert_is_lost_when_the_server_is_killed(home: Home):
    found = home.python(PRACTICE)
    asks: dict[int, list[str]] = {who: [] for who in range(WINDOWS)}
    for who, ask in found["asks"]:
        asks[who].append(ask)
    names, acknowledged = count(), []
    for _ in range(KILLS):
        windows = Windows(Server(home, workers=1).start(), asks, names)
        windows.until_killed()
        assert windows.wrong == []
        assert len(windows.acknowledged) >= ENOUGH
        acknowledged += windows.acknowledged
    after = home.python(CHECK, stdin=[*acknowledged, "never sent"])
    assert after.pop("positive") > KILLS
    assert after == {
        "missing": ["never sent"],
        "without_alert": [],
        "of_another_moment": [],
        "told_twice": [],
        "alerts_without_step": 0,
        "half_finished": [],
        "loose": 0,
        "sound": "ok",
        "faults": [],
    }
