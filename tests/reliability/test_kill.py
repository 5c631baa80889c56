"""Killed in the middle of its work, Clew has lost nothing that it had said was saved.

Eight clients send transcripts and answers over HTTP to a server of two processes, which is killed without a word
once half of them are acknowledged. Then: what was acknowledged is there, whole, once, with its audit event.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from clew_home import Home, Server, Visitor

CLIENTS = 8
IMPORTS = 40
ANSWERS = 460
ACKNOWLEDGED = 250
PASSWORD = "a quiet room with a window"

PRACTICE = f"""
practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
anna = people.add_user(username="anna", name="Anna", password="{PASSWORD}")
people.grant_role(practice=practice, user=anna, role=RoleName.CLINICIAN)
patients, planned = [], []
for n in range({CLIENTS}):
    patient = people.admit_patient(practice=practice, name=f"Patient {{n}}", by=anna, clinician=anna)
    chart = access.open_record(anna, patient.pk, to=May.PLAN, view="test")
    course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8))
    patients.append(patient.pk)
    for m in range({IMPORTS} // {CLIENTS}):
        at = datetime(2026, 1, 8, 10, tzinfo=UTC) + timedelta(days=7 * m)
        planned.append((patient.pk, plan.plan_session(chart=chart, course=course, at=at).pk))
say(patients=patients, planned=planned)
"""

SAID = "\n\n".join(
    f"T: What did you do then, in week {n}?\n\nP: I cancelled again and felt guilty; he only looked at his phone."
    for n in range(12)
).encode()

CHECK = """
from django.db import connection
from collections import Counter
asked = json.loads(sys.stdin.read())
events = {e.key: e.seq for e in AuditEvent.objects.exclude(key=None)}
answers = Counter(Administration.objects.values_list("event_id", flat=True))
imported = Counter(Transcript.objects.values_list("event_id", flat=True))
rows = {key: answers[events.get(key)] + imported[events.get(key)] for key in asked}
half = [t.pk for t in Transcript.objects.all() if t.turn_count != 24 or not t.codes.exists()]
for transcript in Transcript.objects.select_related("patient__key__master"):
    transcript.unseal(vault.cipher_for(transcript.patient), "turns")
sound = "ok"
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        sound = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        connection.check_constraints()
verdict = audit.verify()
say(
    missing=[key for key, n in rows.items() if n == 0],
    twice=[key for key, n in rows.items() if n > 1],
    unknown=sorted(set(answers + imported) - set(events.values())),
    half=half,
    sound=sound,
    faults=verdict.faults,
    kept=sum(rows.values()),
)
"""


class Clients:
    """Eight clients at once. Each request carries a key; a key is acknowledged once its whole answer has arrived."""

    def __init__(self, enough: int) -> None:
        self.enough = enough
        self.acknowledged: set[str] = set()
        self.wrong: list[str] = []
        self.reached = threading.Event()
        self._lock = threading.Lock()

    def send(self, requests: dict[str, Callable[[Visitor], int]], visitor: Visitor) -> None:
        """Send all, by eight threads, until they are done or the server is gone."""
        waiting = iter(list(requests.items()))

        def client() -> None:
            while True:
                with self._lock:
                    key, request = next(waiting, ("", None))
                if request is None:
                    return
                try:
                    status = request(Visitor(visitor.server, visitor.cookies))
                except OSError:
                    return  # the server is gone
                with self._lock:
                    if status == 302:
                        self.acknowledged.add(key)
                    else:
                        self.wrong.append(f"{key}: {status}")
                    if len(self.acknowledged) >= self.enough or self.wrong:
                        self.reached.set()

        with ThreadPoolExecutor(CLIENTS) as threads:
            for done in [threads.submit(client) for _ in range(CLIENTS)]:
                done.add_done_callback(lambda d: self.reached.set() if d.exception() else None)
        self.reached.set()


def requests(found: dict[str, list]) -> dict[str, Callable[[Visitor], int]]:
    """Every request by its key: an import after every dozen answers."""
    made: dict[str, Callable[[Visitor], int]] = {}
    answers = {f"item-{key}": "1" for key in _items()}
    imports = iter(found["planned"])
    for n in range(ANSWERS):
        place = f"/patients/{found['patients'][n % CLIENTS]}/measures/enter/phq-9/"
        form = {**answers, "on": "2026-01-09", "rater": "patient", "session": "", "key": f"answer-{n}"}
        made[form["key"]] = lambda v, place=place, form=form: v.post(place, form).status
        if n % 12 == 0 and (there := next(imports, None)):
            place = f"/patients/{there[0]}/sessions/{there[1]}/transcript/"
            key = f"import-{n}"
            made[key] = lambda v, place=place, key=key: v.upload(place, {"key": key}, "file", SAID).status
    return made


def _items() -> list[str]:
    from clew.therapy.measures import instrument

    return [item.key for item in instrument("phq-9").items]


def check(home: Home, keys: list[str]) -> dict:
    return home.python(CHECK, stdin=keys)


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed(either_home):
    home = either_home
    everything = requests(home.python(PRACTICE))
    clients = Clients(ACKNOWLEDGED)
    server = Server(home).start()
    try:
        visitor = Visitor(server).sign_in("anna", PASSWORD)
        sending = threading.Thread(target=clients.send, args=(everything, visitor))
        sending.start()
        assert clients.reached.wait(120), f"only {len(clients.acknowledged)} were acknowledged"
    finally:
        server.kill()
    sending.join(60)
    assert clients.wrong == []
    acknowledged = sorted(clients.acknowledged)
    assert ACKNOWLEDGED <= len(acknowledged) < len(everything), "the server was killed in the middle"
    assert any(key.startswith("import") for key in acknowledged)

    after = check(home, [*acknowledged, "never sent"])
    assert after == {
        "missing": ["never sent"],
        "twice": [],
        "unknown": [],
        "half": [],
        "sound": "ok",
        "faults": [],
        "kept": len(acknowledged),
    }

    # It starts again by itself, and clients that never heard an answer may send again: each is saved once.
    again = Clients(len(everything))
    with Server(home) as server:
        again.send(everything, Visitor(server).sign_in("anna", PASSWORD))
    assert again.wrong == []
    assert again.acknowledged == set(everything)
    after = check(home, sorted(everything))
    assert (after["missing"], after["twice"], after["faults"], after["kept"]) == ([], [], [], len(everything))
