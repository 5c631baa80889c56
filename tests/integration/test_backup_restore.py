"""Backups: consistent while somebody writes, sealed, refused when damaged; and what a restore must leave as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from clew_home import Home
from psycopg import sql

CANARY = "canary-51c9 nobody may read this"
SECRET = "a long walk by the river"

FOUND = f"""
practice = people.found_practice(name="Elm Street {CANARY}", country="GB", time_zone="Europe/London")
anna = people.add_user(username="anna", name="Anna {CANARY}", password=None)
people.grant_role(practice=practice, user=anna, role=RoleName.CLINICIAN)
pia = people.admit_patient(practice=practice, name="Pia {CANARY}", by=anna, clinician=anna)
chart = access.open_record(anna, pia.pk, to=May.PLAN, view="test")
course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8), reason="{CANARY}")
"""

OPEN = """
anna = User.objects.get(username="anna")
chart = access.open_record(anna, Patient.objects.get(number=1).pk, to=May.PLAN, view="test")
course = chart.course
"""

# Writes until it is told to stop, and says each session's number once it is stored.
WRITER = (
    OPEN
    + """
import select
while not select.select([sys.stdin], [], [], 0)[0]:
    session = plan.plan_session(chart=chart, course=course, at=timezone.now())
    notes.save_draft(chart=chart, session=session, kind="process", text="a note of some length " * 40)
    print(session.number, flush=True)
"""
)

STATE = """
found = sorted(Session.objects.values_list("number", flat=True))
say(sessions=found, notes=Note.objects.count(), whole=audit.verify().whole, events=audit.verify().events,
    readable=[access.identity(p, vault.cipher_for(p))["name"][:3] for p in Patient.objects.all()])
"""


@pytest.fixture(scope="module")
def server() -> Iterator[psycopg.Connection]:
    """A PostgreSQL server on which databases of one's own may be made."""
    address = os.environ.get("CLEW_TEST_POSTGRES", "")
    if not address and os.environ.get("CLEW_TESTS_COMPLETE") == "True":
        pytest.fail("CLEW_TESTS_COMPLETE is True and CLEW_TEST_POSTGRES names no server.")
    if not address:
        pytest.skip("no PostgreSQL: set CLEW_TEST_POSTGRES=postgresql://user@127.0.0.1:5432/name")
    with closing(psycopg.connect(address, autocommit=True)) as link:
        yield link


@contextmanager
def database(server: psycopg.Connection, *, like: str = "template1") -> Iterator[str]:
    """The name of a new database, gone afterwards."""
    name = f"clew_scratch_{uuid.uuid4().hex}"
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like))
    server.execute(make)
    try:
        yield name
    finally:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def address_of(name: str) -> str:
    return f"{os.environ['CLEW_TEST_POSTGRES'].rpartition('/')[0]}/{name}"


@pytest.fixture(scope="module")
def made_on_postgresql(server, tmp_path_factory) -> Iterator[tuple[Path, str]]:
    """The home of a practice on PostgreSQL, and its database, to be copied."""
    with database(server) as name:
        home = Home(tmp_path_factory.mktemp("made"), {"CLEW_DATABASE_URL": address_of(name)})
        home.clew("migrate")
        home.python(FOUND)
        yield home.path, name


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def places(request, tmp_path) -> Iterator[tuple[Home, Home]]:
    """A practice, and an empty home of the same kind of database into which its backup may go."""
    here, there = Home(tmp_path / "here"), Home(tmp_path / "there")
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("founded"), here.path)
        yield here, there
        return
    home, name = request.getfixturevalue("made_on_postgresql")
    shutil.copytree(home, here.path)
    server = request.getfixturevalue("server")
    with database(server, like=name) as first, database(server) as second:
        here.env["CLEW_DATABASE_URL"], there.env["CLEW_DATABASE_URL"] = address_of(first), address_of(second)
        yield here, there


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> Path:
    """The home of a practice on SQLite, to be copied."""
    home = Home(tmp_path_factory.mktemp("founded"))
    home.clew("migrate")
    home.python(FOUND)
    return home.path


@pytest.fixture(scope="module")
def made(founded, tmp_path_factory) -> Path:
    """The same with one session, and its backup."""
    home = Home(tmp_path_factory.mktemp("made") / "home")
    shutil.copytree(founded, home.path)
    home.python(OPEN + "plan.plan_session(chart=chart, course=course, at=timezone.now())")
    home.clew("backup", str(home.path / "one.backup"))
    return home.path


@pytest.fixture
def home(made, tmp_path) -> Home:
    shutil.copytree(made, tmp_path / "home")
    return Home(tmp_path / "home")


def everything(home: Home) -> dict[str, bytes]:
    """All that lies in a home, to see that nothing was changed."""
    return {
        p.name: p.read_bytes() for p in home.path.iterdir() if p.is_file() and not p.name.endswith("-shm")
    }


def test_a_backup_taken_while_somebody_writes_holds_all_that_was_acknowledged_before(places, tmp_path):
    here, there = places
    writer = here.start_python(WRITER)
    try:
        assert writer.stdin is not None
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(5)]
        file = tmp_path / "busy.backup"
        here.clew("backup", str(file))
        acknowledged_after = int(writer.stdout.readline())
        writer.stdin.write("stop\n")
        writer.stdin.flush()
        rest = writer.stdout.read().split()
        assert writer.wait(timeout=60) == 0, writer.stderr.read() if writer.stderr else ""
    finally:
        writer.kill()
        for stream in (writer.stdin, writer.stdout, writer.stderr):
            if stream is not None:
                stream.close()
    assert there.clew("restore", str(file)).stdout.endswith("chain whole.\n")
    found, last = there.python(STATE), int(rest[-1]) if rest else acknowledged_after
    assert found["whole"]
    assert found["readable"] == ["Pia"]
    assert found["sessions"] == list(range(1, len(found["sessions"]) + 1)), "no gap"
    assert acknowledged[-1] <= len(found["sessions"]) <= last
    assert len(found["sessions"]) - found["notes"] in (0, 1), "a note may be one step behind its session"
    there.clew("check")
    again = there.python(
        OPEN + "say(n=plan.plan_session(chart=chart, course=course, at=timezone.now()).number)"
    )
    assert again["n"] == len(found["sessions"]) + 1, "the restored practice goes on"


def test_a_backup_shows_nothing_without_its_passphrase(places, tmp_path):
    here, there = places
    here.python(
        OPEN + f"notes.save_draft(chart=chart, session=plan.plan_session(chart=chart, course=course, "
        f"at=timezone.now()), kind='process', text='{CANARY}')"
    )
    file = tmp_path / "sealed.backup"
    here.clew("backup", str(file), CLEW_BACKUP_PASSPHRASE="another one, for the backup")
    data = file.read_bytes()
    for known in (
        CANARY,
        "Elm Street",
        "practice_patient",
        "Europe/London",
        "SQLite format 3",
        "PGDMP",
        SECRET,
    ):
        assert known.encode() not in data, known
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []
    refused = there.clew("restore", str(file), ok=False)
    assert refused.stderr.startswith("The backup does not open: the passphrase is wrong")
    there.clew("restore", str(file), CLEW_BACKUP_PASSPHRASE="another one, for the backup")
    assert there.python(STATE)["sessions"] == [1]


def test_a_restore_asks_before_it_takes_the_place_of_a_practice_and_keeps_what_was_there(places, tmp_path):
    here, _ = places
    file = tmp_path / "old.backup"
    here.clew("backup", str(file))
    for number in (1, 2):
        here.python(OPEN + "plan.plan_session(chart=chart, course=course, at=timezone.now())")
        refused = here.clew("restore", str(file), ok=False)
        assert refused.stderr.startswith("There is a database already. Add --replace")
        assert here.python(STATE)["sessions"] == [1], "a refused restore changes nothing"
        said = here.clew("restore", "--replace", str(file)).stdout
        assert f"-{number}. Delete it" in said or f"_{number}. Delete it" in said
    assert here.python(STATE)["sessions"] == []
    rows = "SELECT count(*) FROM {}practice_session"
    for number in (1, 2):
        if "CLEW_DATABASE_URL" in here.env:
            with closing(psycopg.connect(here.env["CLEW_DATABASE_URL"])) as link:
                count = link.execute(sql.SQL(rows).format(sql.SQL(f"before_restore_{number}."))).fetchone()
        else:
            kept = here.path / f"clew.sqlite3.before-restore-{number}"
            with closing(sqlite3.connect(kept)) as link:
                count = link.execute(rows.format("")).fetchone()
        assert count == (1,), "the session written before this restore"
    later = tmp_path / "later.backup"
    here.clew("backup", str(later))
    assert abs(later.stat().st_size - file.stat().st_size) < 0.2 * file.stat().st_size, (
        "what was kept is not in it"
    )
    here.clew("restore", "--replace", str(later))
    assert here.python(STATE)["whole"]


def test_a_restore_is_refused_while_clew_uses_the_database(places, tmp_path):
    here, _ = places
    file = tmp_path / "x.backup"
    here.clew("backup", str(file))
    user = here.start_python(
        OPEN + "print('open', flush=True)\nsys.stdin.readline()\nsay(n=Session.objects.count())"
    )
    try:
        assert user.stdout is not None
        assert user.stdout.readline() == "open\n"
        refused = here.clew("restore", "--replace", str(file), ok=False)
        assert refused.stderr.startswith("Clew is still running with this database.")
        out, err = user.communicate("go\n", timeout=60)
        assert out == '{"n": 0}\n', err
    finally:
        user.kill()
        user.wait()
    assert not list(here.path.glob("*before-restore*"))
    here.clew("restore", "--replace", str(file))


@pytest.mark.postgres
def test_a_backup_goes_back_into_its_own_kind_of_database_only(server, made):
    with database(server) as name:
        home = Home(made, {"CLEW_DATABASE_URL": address_of(name)})
        refused = home.clew("restore", "--replace", str(made / "one.backup"), ok=False)
        assert refused.stderr.startswith("This backup is of sqlite and Clew is set up for postgresql.")


def test_a_damaged_file_is_refused_and_nothing_is_changed(home, tmp_path):
    """Cut short anywhere, one bit changed anywhere, a part left out, parts of two backups put together."""
    whole = (home.path / "one.backup").read_bytes()
    home.clew("backup", str(tmp_path / "two.backup"))
    with tarfile.open(home.path / "one.backup") as tar:
        offsets = {member.name: (member.offset_data, member.size) for member in tar.getmembers()}
    damaged = {"nothing": b"", "no tar": b"x" * 5000, "cut in the head": whole[:300]}
    for name, (start, size) in offsets.items():
        damaged[f"cut in {name}"] = whole[: start + size // 2]
        for place in (start + size // 3, start + size - 1):
            damaged[f"changed at {place - start} of {name}"] = (
                whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            )
    for n, data in enumerate(damaged.values()):
        (tmp_path / f"{n}.backup").write_bytes(data)
    for left_out in offsets:
        _put_together(tmp_path / f"without {left_out}.backup", home.path / "one.backup", {left_out: None})
        swapped = {left_out: tmp_path / "two.backup"}
        _put_together(tmp_path / f"swapped {left_out}.backup", home.path / "one.backup", swapped)
    (tmp_path / "two.backup").unlink()
    before = everything(home)
    found = home.python(
        f"""
from pathlib import Path
said = {{}}
for path in sorted(Path({str(tmp_path)!r}).glob("*.backup")):
    try:
        backup.read_backup(path, passphrase="{SECRET}", data=Path({str(tmp_path)!r}, "data"))
    except PracticeError as problem:
        said[path.name] = str(problem)
    else:
        said[path.name] = ""
say(**said)
"""
    )
    assert len(found) == len(damaged) + 2 * len(offsets)
    assert {name: why for name, why in found.items() if not why.endswith("Nothing was changed.")} == {}
    refused = home.clew("restore", "--replace", str(tmp_path / "5.backup"), ok=False)
    assert refused.stderr.rstrip().endswith("Nothing was changed.")
    assert everything(home) == before
    assert [path for path in home.path.iterdir() if path.is_dir()] == [], "the clear text is gone"


def _put_together(target: Path, source: Path, other: dict[str, Path | None]) -> None:
    """Write a backup of the parts of one, some left out or taken from another."""
    with tarfile.open(target, "w") as out, tarfile.open(source) as tar:
        for member in tar.getmembers():
            if member.name not in other:
                out.addfile(member, tar.extractfile(member))
            elif (path := other[member.name]) is not None:
                with tarfile.open(path) as second:
                    out.addfile(second.getmember(member.name), second.extractfile(member.name))


def test_a_damaged_database_makes_no_backup_and_makes_room_for_one(home):
    place = home.path / "clew.sqlite3"
    with closing(sqlite3.connect(place)) as link:
        page = link.execute("SELECT rootpage FROM sqlite_master WHERE name = 'practice_goal'").fetchone()[0]
        size = link.execute("PRAGMA page_size").fetchone()[0]
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with place.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    bad = place.read_bytes()
    refused = home.clew("backup", str(home.path / "bad.backup"), ok=False)
    assert "The database is damaged, and so would this backup be" in refused.stderr
    assert not list(home.path.glob("bad.backup*"))
    place.write_bytes(b"not even a database" * 1000)
    assert "Add --replace" in home.clew("restore", str(home.path / "one.backup"), ok=False).stderr
    home.clew("restore", "--replace", str(home.path / "one.backup"))
    assert (home.path / "clew.sqlite3.before-restore-1").read_bytes() == b"not even a database" * 1000 != bad
    assert home.python(STATE)["sessions"] == [1]


def test_a_backup_of_older_tables_is_renewed_by_the_restore(home):
    """Tables as before the append-only triggers: made by an older Clew, backed up by this one before it renews them."""
    home.python(
        "from django.core.management import call_command\n"
        "call_command('migrate', 'practice', '0001', verbosity=0)"
    )
    assert "Run: clew migrate" in home.clew("user", "list", ok=False).stderr
    home.clew("backup", str(home.path / "older.backup"))
    new = Home(home.path / "new")
    new.clew("restore", str(home.path / "older.backup"))
    assert new.python(STATE)["sessions"] == [1]
    refused = new.python(
        "from django.db import DatabaseError\n"
        "try:\n    AuditEvent.objects.all().delete()\n    say(refused=False)\n"
        "except DatabaseError:\n    say(refused=True)"
    )
    assert refused == {"refused": True}, "the triggers of the later migration are there"


def test_a_backup_of_a_newer_clew_is_left_alone(home):
    home.python(
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('practice', '9999_later')"
    )
    home.clew("backup", str(home.path / "newer.backup"))
    new = Home(home.path / "new")
    refused = new.clew("restore", str(home.path / "newer.backup"), ok=False)
    assert "made this backup, and this Clew is older" in refused.stderr
    assert not (new.path / "clew.sqlite3").exists()


ERASE = OPEN.replace("May.PLAN", "May.ERASE") + "people.erase_patient(chart=chart)\nsay(done=True)"
ALIVE = "say(alive=Patient.objects.filter(erased_at=None).count(), sessions=Session.objects.count())"


def test_whoever_was_erased_since_is_erased_again_even_when_the_secret_was_missing_at_first(home):
    home.python(ERASE)
    home.clew("backup", str(home.path / "after.backup"))
    said = home.clew("restore", "--replace", str(home.path / "after.backup")).stdout
    assert "Erased again" not in said, "that backup knew it"
    late = home.clew(
        *("restore", "--replace", str(home.path / "one.backup")),
        ok=False,
        CLEW_PASSPHRASE="wrong",
        CLEW_BACKUP_PASSPHRASE=SECRET,
    )
    assert "The backup is in place." in late.stderr
    assert home.python(ALIVE) == {"alive": 1, "sessions": 1}
    # Every start of the server looks into the list of the erased; it stops here since the host is not this machine's.
    home.python(
        "from clew.cli import serve\n"
        "import granian\n"
        "from pathlib import Path\n"
        "class Stop(Exception): pass\n"
        "class Nobody:\n"
        "    def __init__(self, *args, **kwargs): raise Stop\n"
        "granian.Granian = Nobody\n"
        "try:\n    serve.run(host='127.0.0.1', port=1024 + os.getpid() % 60000, workers=1)\n"
        "except Stop:\n    pass"
    )
    assert home.python(ALIVE) == {"alive": 0, "sessions": 0}


def test_a_backup_of_nothing_is_refused(tmp_path):
    home = Home(tmp_path / "home")
    assert "There is nothing to back up" in home.clew("backup", str(tmp_path / "x"), ok=False).stderr
    assert not (tmp_path / "x").exists()
