"""Erasing a person: gone from the files too, gone again after a restore, and out of reach in old backups."""

from __future__ import annotations

from pathlib import Path

import pytest
from clew_home import Home

CANARY = "canary-7f3a the word nobody may find"
SECRET = "a long walk by the river"
NEW = "another road, in the hills"

ADMIT = f"""
practice = people.found_practice(name="Elm Street", country="GB", time_zone="Europe/London")
anna = people.add_user(username="anna", name="Anna", password=None)
people.grant_role(practice=practice, user=anna, role=RoleName.CLINICIAN)
for name in ("Pia", "Paul"):
    patient = people.admit_patient(practice=practice, name=name + " {CANARY}", by=anna, clinician=anna)
    chart = access.open_record(anna, patient.pk, to=May.ERASE, view="test")
    course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8), reason="{CANARY}")
    for n in range(3):
        session = plan.plan_session(chart=chart, course=course, at=datetime(2026, 1, 8 + 7 * n, tzinfo=UTC))
        said = "P: {CANARY} %s " % name + "and so on. " * 300
        sessions.import_transcript(chart=chart, session=session, data=said.encode(), name="a.txt")
        notes.save_draft(chart=chart, session=session, kind="process", text="{CANARY}")
    measures.enter(chart=chart, course=course, instrument="phq-9", answers=[3] * 9 + [2], at=timezone.now())
"""

TRACES = """
pia = Patient.objects.get(number=1)
say(
    key=bytes(PatientKey.objects.get(patient=pia).wrapped).hex(),
    identity=bytes(pia.identity).hex(),
    reason=bytes(Course.objects.get(patient=pia).reason).hex(),
    note=bytes(Note.objects.filter(patient=pia).first().text).hex(),
    turns=bytes(Transcript.objects.filter(patient=pia).first().turns)[200:400].hex(),
    file=Transcript.objects.filter(patient=pia).first().source_digest.encode().hex(),
    answers=Administration.objects.get(patient=pia).pk.bytes.hex(),
)
"""

ERASE = """
anna = User.objects.get(username="anna")
people.erase_patient(chart=access.open_record(anna, Patient.objects.get(number=1).pk, to=May.ERASE, view="test"))
say(done=True)
"""

READ = """
found = {}
for patient in Patient.objects.order_by("number"):
    try:
        found[patient.number] = access.identity(patient, vault.cipher_for(patient))["name"].split()[0]
    except PracticeError as problem:
        found[patient.number] = type(problem).__name__
say(found=found, rows=Transcript.objects.filter(patient__number=1).count(), whole=audit.verify().whole)
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> dict[str, bytes]:
    """A practice with two patients, and a backup of it, as files to start from."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.clew("migrate")
    home.python(ADMIT)
    home.clew("backup", str(home.path / "practice.backup"))
    return {p.name: p.read_bytes() for p in home.path.iterdir() if p.is_file()}


@pytest.fixture
def home(filled, tmp_path) -> Home:
    for name, data in filled.items():
        Path(tmp_path, name).write_bytes(data)
    return Home(tmp_path)


def found(home: Home, traces: dict[str, str]) -> set[str]:
    there = home.bytes_of_the_database()
    return {
        name for name, value in traces.items() if bytes.fromhex(value) in there or value.encode() in there
    }


def test_no_text_is_ever_in_the_files_in_the_clear(home):
    for path in home.path.iterdir():
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path.name


def test_an_erased_person_is_gone_from_the_files(home):
    traces = home.python(TRACES)
    assert found(home, traces) == set(traces), "what is looked for must be there before"
    home.python(ERASE)
    assert found(home, traces) == set()
    assert home.python(READ) == {"found": {"1": "Erased", "2": "Paul"}, "rows": 0, "whole": True}


def test_an_erased_person_is_erased_again_after_a_restore(home):
    traces = home.python(TRACES)
    home.python(ERASE)
    said = home.clew("restore", "--replace", str(home.path / "practice.backup")).stdout
    assert "Erased again: 1" in said
    assert home.python(READ) == {"found": {"1": "Erased", "2": "Paul"}, "rows": 0, "whole": True}
    assert found(home, traces) == set()


def test_a_lost_or_torn_ledger_is_made_whole_from_the_database_before_a_restore(home):
    home.python(ERASE)
    ledger = home.path / "erased"
    for left in (None, ledger.read_bytes()[:20] + b"\xff"):
        if left is None:
            ledger.unlink()
        else:
            ledger.write_bytes(left)
        home.clew("restore", "--replace", str(home.path / "practice.backup"))
        assert home.python(READ)["found"] == {"1": "Erased", "2": "Paul"}


def test_an_erasure_that_failed_stands_in_no_ledger(home):
    """Otherwise the next restore would erase somebody whom nobody erased."""
    home.python(
        """
from django.db import DatabaseError, connection
connection.cursor().execute(
    "CREATE TRIGGER broken BEFORE DELETE ON practice_course BEGIN SELECT RAISE(ABORT, 'broken'); END")
anna = User.objects.get(username="anna")
try:
    people.erase_patient(chart=access.open_record(anna, Patient.objects.get(number=1).pk, to=May.ERASE, view="test"))
except DatabaseError:
    say(done=True)
connection.cursor().execute("DROP TRIGGER broken")
"""
    )
    assert not (home.path / "erased").exists()
    home.clew("restore", "--replace", str(home.path / "practice.backup"))
    assert home.python(READ)["found"] == {"1": "Pia", "2": "Paul"}


def test_after_rotation_an_old_backup_opens_no_text_without_the_old_secret(home):
    home.clew("key", "rotate", CLEW_NEW_PASSPHRASE=NEW)
    assert home.python(READ, CLEW_PASSPHRASE=NEW)["found"] == {"1": "Pia", "2": "Paul"}
    assert home.python(READ)["found"] == {"1": "Locked", "2": "Locked"}
    refused = home.clew("check", ok=False)
    assert "not the one this practice was set up with" in refused.stderr

    place = str(home.path / "practice.backup")
    back = home.clew(
        "restore", "--replace", place, ok=False, CLEW_PASSPHRASE=NEW, CLEW_BACKUP_PASSPHRASE=SECRET
    )
    assert "not the one this practice was set up with" in back.stderr
    assert home.python(READ, CLEW_PASSPHRASE=NEW)["found"] == {"1": "Locked", "2": "Locked"}
    assert home.python(READ)["found"] == {"1": "Pia", "2": "Paul"}


def test_a_backup_is_refused_under_another_passphrase_or_when_it_was_changed(home):
    place = home.path / "practice.backup"
    wrong = home.clew("restore", "--replace", str(place), ok=False, CLEW_BACKUP_PASSPHRASE="wrong")
    assert "does not open" in wrong.stderr
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes(data)
    changed = home.clew("restore", "--replace", str(place), ok=False)
    assert "Nothing was changed" in changed.stderr or "does not open" in changed.stderr
    assert home.python(READ)["found"] == {"1": "Pia", "2": "Paul"}


def test_a_restore_does_not_take_the_place_of_a_practice_unasked(home):
    refused = home.clew("restore", str(home.path / "practice.backup"), ok=False)
    assert "--replace" in refused.stderr


def test_what_a_killed_backup_left_behind_goes_with_the_next(home):
    left = home.path / ".unfinished-copy-of-a-killed-process"
    left.mkdir()
    (left / "data").write_bytes(b"a copy of the database")
    own = home.path / "backup-of-last-month"
    own.mkdir()
    home.clew("backup", str(home.path / "next.backup"))
    assert not list(home.path.glob(".unfinished*"))
    assert (home.path / "next.backup").exists()
    assert own.exists(), "what somebody put there is theirs"


def test_two_backups_at_once_do_not_remove_each_others_work(home):
    code = "with backup.private_folder() as folder:\n    print('in', flush=True); sys.stdin.read(); say(there=folder.exists())"
    first = home.start_python(code)
    try:
        assert first.stdout.readline() == "in\n"
        refused = home.clew("backup", str(home.path / "next.backup"), ok=False)
        assert "Another backup or restore is at work" in refused.stderr
    finally:
        out, _ = first.communicate(timeout=60)
    assert '"there": true' in out
