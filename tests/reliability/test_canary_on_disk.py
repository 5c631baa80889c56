"""A word in a private note, looked for in everything that a served practice leaves on the disk or prints."""

from __future__ import annotations

import re
import tarfile

from clew_home import Home, Server, Visitor
from every_page import CANARY

STEM = CANARY[:11]
SAID = f"P: {STEM} in a transcript. I am sad."
PASSWORD = "a quiet room with a window"

PRACTICE = f"""
practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
for name in ("anna", "chris"):
    user = people.add_user(username=name, name=name.title(), password="{PASSWORD}")
    people.grant_role(practice=practice, user=user, role=RoleName.CLINICIAN)
anna = User.objects.get(username="anna")
pia = people.admit_patient(practice=practice, name="Pia", by=anna, clinician=anna)
chart = access.open_record(anna, pia.pk, to=May.PLAN, view="test")
people.join_team(chart=chart, user=User.objects.get(username="chris"), relation=RoleName.CLINICIAN)
course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8), reason="x {CANARY[:11]}")
session = plan.plan_session(chart=chart, course=course, at=datetime(2026, 1, 8, tzinfo=UTC))
say(place=f"/patients/{{pia.pk}}/sessions/{{session.pk}}/", patient=str(pia.pk))
"""

DECRYPT = """
from pathlib import Path
data = Path(os.environ["CLEW_HOME"], "clear")
backup.read_backup(Path(os.environ["CLEW_HOME"], "practice.backup"), passphrase=os.environ["CLEW_PASSPHRASE"], data=data)
say(n=data.stat().st_size)
"""


def everything(home: Home) -> dict[str, bytes]:
    return {str(p.relative_to(home.path)): p.read_bytes() for p in home.path.rglob("*") if p.is_file()}


def test_a_private_note_is_nowhere_on_the_disk_in_the_clear(home):
    found = home.python(PRACTICE)
    said = []
    with Server(home) as server:
        anna = Visitor(server).sign_in("anna", PASSWORD)
        place = found["place"]
        saved = anna.post(f"{place}notes/process/", {"text": f"{CANARY} I grew impatient."})
        assert saved.status == 302, saved.text
        assert CANARY in anna.get(place).text
        upload = anna.upload(f"{place}transcript/", {"key": "k"}, "file", SAID.encode())
        assert upload.status == 302
        refused = anna.upload(f"{place}transcript/", {"key": "l"}, "file", CANARY.encode() + b"\x00\xff" * 50)
        chris = Visitor(server).sign_in("chris", PASSWORD)
        for page in ("", "transcript/", "search/?q=impatient", "session.vtt", "session.json"):
            said.append(chris.get(place + page).text)
        said.append(
            Visitor(server).get(f"/nothing/{CANARY}/").headers.as_string().replace(f"/nothing/{CANARY}/", "")
        )
        assert refused.status in (302, 413, 422)
        for command in (["user", "list"], ["check"], ["audit", "verify"], ["worker", "--once"]):
            done = home.clew(*command)
            said += [done.stdout, done.stderr]
        done = home.clew("backup", str(home.path / "practice.backup"))
        said += [done.stdout, done.stderr]
    # The server was killed at the end of the block: nothing was tidied up.
    files = everything(home)
    assert {"clew.sqlite3", "server.log", "practice.backup", "secret-key"} <= set(files)
    for name, data in files.items():
        assert STEM.encode() not in data, name
    for text in said:
        assert CANARY not in text.replace(f"next=/nothing/{CANARY}", "")
    assert not re.search(f"{found['patient']}|impatient", files["server.log"].decode())
    with tarfile.open(home.path / "practice.backup") as tar:
        for member in tar:
            assert STEM.encode() not in tar.extractfile(member).read()

    # Opened with its passphrase, a backup is the database, in which every text is sealed still.
    assert home.python(DECRYPT)["n"] > 100_000
    assert STEM.encode() not in (home.path / "clear").read_bytes()
    # And it is there, for its author, so that this test can fail.
    reading = "note = Note.objects.get(kind='process'); patient = Patient.objects.select_related('key__master').get()\n"
    text = home.python(reading + "say(text=note.unseal(vault.cipher_for(patient), 'text'))")["text"]
    assert CANARY in text
