"""The commands that need a practice, each in a process of its own with its own CLEW_HOME, as people call them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from clew_home import Home

PASSWORD = "a quiet room with a window"
TALK = "Therapist: How was the week?\n\nClient: I rang my sister. She hung up, and I said nothing.\n"

PEOPLE = f"""
practice = people.found_practice(name="Elm Street", country="GB", time_zone="America/New_York")
anna = people.add_user(username="anna", name="Anna", password="{PASSWORD}")
people.grant_role(practice=practice, user=anna, role=RoleName.CLINICIAN)
for name in ("Pia", "Paul"):
    patient = people.admit_patient(practice=practice, name=name, by=anna, clinician=anna)
    if name == "Pia":
        chart = access.open_record(anna, patient.pk, to=May.PLAN, view="test")
        course = plan.open_course(chart=chart, starts_on=date(2026, 1, 8))
        plan.plan_session(chart=chart, course=course, at=datetime(2026, 1, 8, 15, tzinfo=UTC))
"""

COUNTS = """
say(
    sessions=[(s.number, s.at.isoformat()) for s in Session.objects.order_by("number")],
    transcripts=Transcript.objects.count(), codes=Code.objects.count(), alerts=Alert.objects.count(),
    actions=list(AuditEvent.objects.exclude(action="record.read").order_by("seq").values_list("action", flat=True)),
    users=User.objects.count(), practices=Practice.objects.count(), whole=audit.verify().whole,
)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The home of a practice with Anna, Pia (a course, a planned session) and Paul (no course), to be copied."""
    home = Home(tmp_path_factory.mktemp("made"))
    home.clew("migrate")
    home.python(PEOPLE)
    return home.path


@pytest.fixture
def home(made, tmp_path) -> Home:
    shutil.copytree(made, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def talk(tmp_path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a refused command said: one line on stderr, nothing on stdout, exit code 1."""
    assert (done.returncode, done.stdout) == (1, ""), done.stdout + done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


# -- Setting up --------------------------------------------------------------------------------------------------


def test_a_practice_is_set_up_from_nothing(tmp_path):
    home = Home(tmp_path / "new" / "home")
    assert one_line(home.clew("user", "list", ok=False)).endswith("Run: clew migrate")
    assert home.clew("migrate").stdout.endswith("The tables are up to date.\n")
    assert home.clew("migrate").stdout.endswith("The tables are up to date.\n"), "twice is once"
    added = home.clew(
        *("user", "add", "anna", "--name", "Dr Anna", "--role", "clinician", "--role", "manager"),
        *("--practice", "Elm Street", "--country", "de", "--time-zone", "Europe/Berlin"),
        CLEW_USER_PASSWORD=PASSWORD,
    )
    assert added.stdout == "Dr Anna can sign in as anna in Elm Street: clinician, manager.\n"
    home.clew(*["user", "add", "ben", "--name", "Ben", "--role", "supervisor"], CLEW_USER_PASSWORD=PASSWORD)
    listed = [line.split(maxsplit=2) for line in home.clew("user", "list").stdout.splitlines()]
    assert listed == [
        ["anna", "clinician", "Elm Street"],
        ["anna", "manager", "Elm Street"],
        ["ben", "supervisor", "Elm Street"],
    ]
    assert home.clew("audit", "verify").stdout == "The audit log is whole: 6 events.\n"
    assert "is whole (6 events)" in home.clew("check").stdout
    assert home.clew("worker", "--once").stdout.startswith("Done: ")  # what is due once a day
    assert home.clew("worker", "--once").stdout == "Nothing was due.\n"
    private = {path.name: oct(path.stat().st_mode & 0o777) for path in home.path.iterdir() if path.is_file()}
    assert home.path.stat().st_mode & 0o077 == 0, "only the owner may look into it"
    assert private["secret-key"] == "0o600"


def test_a_new_password_takes_the_place_of_the_old(home):
    home.clew("user", "password", "anna", CLEW_USER_PASSWORD="another door in the wall")
    found = home.python(
        "u = User.objects.get(username='anna')\n"
        f"say(old=u.check_password('{PASSWORD}'), new=u.check_password('another door in the wall'))"
    )
    assert found == {"old": False, "new": True}


def test_a_refused_person_leaves_neither_person_nor_practice(tmp_path):
    home = Home(tmp_path)
    home.clew("migrate")
    add = ["user", "add", "anna", "--name", "Anna", "--role", "clinician"]
    for more, password, why in (
        ([], "short", "too short"),
        ([], "1qaz2wsx3edc4rfv", "too common"),
        (["--country", "Germany"], PASSWORD, "two-letter code"),
        (["--time-zone", "Berlin"], PASSWORD, "time zone"),
        (["--practice", " "], PASSWORD, "needs a name"),
    ):
        assert why in one_line(home.clew(*add, *more, ok=False, CLEW_USER_PASSWORD=password))
    spaced = home.clew("user", "add", "an na", *add[3:], ok=False, CLEW_USER_PASSWORD=PASSWORD)
    assert one_line(spaced).startswith("username: ")
    found = home.python(COUNTS)
    assert (found["users"], found["practices"], found["actions"]) == (0, 0, [])


# -- Bringing in a transcript --------------------------------------------------------------------------------------


def test_a_transcript_is_brought_into_a_new_and_into_a_planned_session(home, talk):
    said = home.clew("import", str(talk), "--patient", "1", "--at", "2026-01-15T10:00").stdout
    assert said == "Session 2: 2 turns read as plain.\n"
    assert home.clew("import", str(talk), "--patient", "1", "--session", "1").stdout.startswith("Session 1: ")
    found = home.python(COUNTS)
    assert found["sessions"] == [
        [1, "2026-01-08T15:00:00+00:00"],
        [2, "2026-01-15T15:00:00+00:00"],  # ten o'clock in New York
    ]
    assert found["transcripts"] == 2
    assert found["codes"] > 0
    assert found["whole"]


def test_of_an_annotated_transcript_only_what_was_said_is_brought_in(home, tmp_path):
    margin = "Clinician: Well?\n  # intervention: question\n\nPatient: I rang her.\n  # affect: longing | rang her\n"
    (tmp_path / "one.session").write_text(margin, encoding="utf-8")
    home.clew("import", str(tmp_path / "one.session"), "--patient", "1", "--session", "1")
    found = home.python(
        "t = Transcript.objects.select_related('patient__key__master').get()\n"
        "turns = json.loads(t.unseal(vault.cipher_for(t.patient), 'turns'))['turns']\n"
        "say(turns=[[turn['role'], turn['text']] for turn in turns],\n"
        "    accepted=Code.objects.filter(status='accepted').count())"
    )
    assert found == {"turns": [["clinician", "Well?"], ["patient", "I rang her."]], "accepted": 0}
    (tmp_path / "bad.session").write_text("Clinician: Well?\n", encoding="utf-8")
    bad = home.clew("import", str(tmp_path / "bad.session"), "--patient", "1", ok=False)
    assert one_line(bad).startswith("bad.session:1: ")


def test_a_refused_import_leaves_nothing_behind(home, talk, tmp_path):
    before = home.python(COUNTS)
    (tmp_path / "broken.vtt").write_text("WEBVTT\n\n00:00:01.000 --> \n", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    for args, why in (
        (["broken.vtt", "--patient", "1"], "broken.vtt:3: "),
        (["empty.txt", "--patient", "1"], "empty.txt: the file is empty"),
        (["none.txt", "--patient", "1"], "none.txt: there is no such file."),
        ([".", "--patient", "1"], "this is a folder"),
        (["talk.txt", "--patient", "7"], "No single patient matches"),
        (["talk.txt", "--patient", "somebody"], "No single patient matches"),
        (["talk.txt", "--patient", "9" * 40], "No single patient matches"),
        (["talk.txt", "--patient", "1", "--practice", "Oak Road"], "No single patient matches"),
        (["talk.txt", "--patient", "2"], "no course of treatment yet"),
        (["talk.txt", "--patient", "1", "--session", "9"], "There is no session 9"),
    ):
        done = home.clew("import", str(tmp_path / args[0]), *args[1:], ok=False)
        assert why in one_line(done)
    locked = home.clew("import", str(talk), "--patient", "1", ok=False, CLEW_PASSPHRASE="")
    assert "Clew is locked" in one_line(locked)
    after = home.python(COUNTS)
    assert after == before


def test_an_import_that_fails_at_the_last_takes_its_new_session_back(home, talk):
    """Nobody of Pia's team can answer an alert any more, so a session with words of danger is refused."""
    home.python("people.end_role(membership=Membership.objects.get(user__username='anna', role='clinician'))")
    before = home.python(COUNTS)
    talk.write_text("Therapist: How are you?\n\nClient: I want to kill myself.\n", encoding="utf-8")
    done = home.clew("import", str(talk), "--patient", "1", ok=False)
    assert "No clinician is on this patient's care team" in one_line(done)
    assert home.python(COUNTS) == before


def test_a_second_transcript_for_a_session_is_refused(home, talk):
    home.clew("import", str(talk), "--patient", "1", "--session", "1")
    done = home.clew("import", str(talk), "--patient", "1", "--session", "1", ok=False)
    assert "has a transcript already" in one_line(done)


# -- Looking after it ------------------------------------------------------------------------------------------------


def test_a_log_that_was_tampered_with_is_found_out(home):
    home.python(
        """
from django.db import connection
cursor = connection.cursor()
names = [row[0] for row in cursor.execute(
    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'practice_auditevent'").fetchall()]
for name in names:
    cursor.execute(f"DROP TRIGGER {name}")
cursor.execute("UPDATE practice_auditevent SET actor = 99 WHERE seq = 2")
"""
    )
    done = home.clew("audit", "verify", ok=False)
    assert done.stderr.splitlines() == [
        "event 2: was changed after it was written",
        done.stderr.splitlines()[-1],
    ]
    assert "is not whole: 1 faults" in done.stderr.splitlines()[-1] or "1 fault" in done.stderr
    assert "not whole" in home.clew("check", ok=False).stderr


def test_overdue_alerts_are_passed_on_by_one_round_of_work(home, talk):
    talk.write_text("Therapist: How are you?\n\nClient: I want to kill myself.\n", encoding="utf-8")
    home.clew("import", str(talk), "--patient", "1", "--session", "1")
    home.python("Alert.objects.update(due_at=timezone.now() - timedelta(hours=1))")
    assert home.clew("worker", "--once").stdout.startswith("Done: ")
    assert home.clew("worker", "--once").stdout == "Nothing was due.\n"
    assert "alert.escalate" in home.python(COUNTS)["actions"]


def test_the_master_key_is_changed_and_the_old_one_opens_nothing(home):
    done = home.clew("key", "rotate", CLEW_NEW_PASSPHRASE="another road, in the hills")
    assert done.stdout.startswith("2 patient keys are wrapped under the new master key.")
    assert "is not the one this practice was set up with" in one_line(home.clew("check", ok=False))
    home.clew("check", CLEW_PASSPHRASE="another road, in the hills")


def test_check_says_what_is_not_fit_for_a_network_in_one_line_each(home):
    said = home.clew("check").stderr.splitlines()
    assert [line.split(":")[0] for line in said] == ["Caution"] * len(said)
    assert any("CLEW_HTTPS" in line for line in said)
    assert any("second factor" in line for line in said)
    safe = home.clew("check", CLEW_HTTPS="True", CLEW_REQUIRE_MFA="True", CLEW_HOSTS="clew.example.org")
    assert safe.stderr.startswith("Caution: CLEW_MAIL_URL is not set")
    assert len(safe.stderr.splitlines()) == 1


NEVER_A_TRACEBACK: dict[str, tuple[list[str], dict[str, str], str]] = {
    "a wrong passphrase": (
        ["check"],
        {"CLEW_PASSPHRASE": "wrong"},
        "is not the one this practice was set up with",
    ),
    "no passphrase": (["check"], {"CLEW_PASSPHRASE": ""}, "Clew is locked"),
    "a short key": (
        ["check"],
        {"CLEW_PASSPHRASE": "", "CLEW_MASTER_KEY": "c2hvcnQ="},
        "must be 32 bytes in base64",
    ),
    "a strange flag": (
        ["user", "list"],
        {"CLEW_HTTPS": "maybe"},
        "CLEW_HTTPS is 'maybe'; use True or False.",
    ),
    "a strange number": (["user", "list"], {"CLEW_IDLE_MINUTES": "soon"}, "CLEW_IDLE_MINUTES is 'soon'"),
    "another database": (
        ["user", "list"],
        {"CLEW_DATABASE_URL": "mysql://a@b/c"},
        "must look like postgresql://",
    ),
    "a database away": (
        ["user", "list"],
        {"CLEW_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        "The database cannot be reached or read.",
    ),
    "a file as home": (["user", "list"], {"CLEW_HOME": __file__}, "File exists"),
    "a name taken": (
        ["user", "add", "anna", "--name", "A", "--role", "manager"],
        {},
        "The user name anna is taken",
    ),
    "another practice": (
        ["user", "add", "otto", "--name", "O", "--role", "manager", "--practice", "Oak", "--country", "X"],
        {},
        "two-letter code",
    ),
    "nobody's password": (["user", "password", "nobody"], {}, "There is no user nobody."),
    "no password": (
        ["user", "password", "anna"],
        {"CLEW_USER_PASSWORD": ""},
        "Set CLEW_USER_PASSWORD, or run this at a terminal",
    ),
    "no new passphrase": (["key", "rotate"], {}, "Set CLEW_NEW_PASSPHRASE, or run this at a terminal"),
    "rotating locked": (
        ["key", "rotate"],
        {"CLEW_PASSPHRASE": "wrong", "CLEW_NEW_PASSPHRASE": "b"},
        "is not the one this practice was set up with",
    ),
    "a bad new key": (["key", "rotate"], {"CLEW_NEW_MASTER_KEY": "!"}, "must be 32 bytes in base64"),
    "a demonstration among patients": (["demo"], {}, "never share a CLEW_HOME"),
    "no backup": (["restore", "nothing.backup"], {}, "There is no file nothing.backup"),
    "a folder as backup": (["restore", "/"], {}, "There is no file"),
    "a backup over a file": (["backup", __file__], {}, "There is a file of that name already"),
    "a backup into nowhere": (["backup", "/no/such/folder/x"], {}, "There is no folder /no/such/folder"),
    "a backup without a passphrase": (
        ["backup", "x"],
        {"CLEW_PASSPHRASE": ""},
        "Set CLEW_BACKUP_PASSPHRASE or",
    ),
    "serving at a strange place": (["serve", "--host", "203.0.113.9"], {}, "cannot listen on 203.0.113.9"),
}


@pytest.mark.parametrize("what", NEVER_A_TRACEBACK)
def test_a_bad_use_gets_one_calm_line(home, what):
    args, environment, why = NEVER_A_TRACEBACK[what]
    line = one_line(home.clew(*args, ok=False, **{"CLEW_USER_PASSWORD": PASSWORD, **environment}))
    assert why in line
    assert "!" not in line.replace("'!'", "")


def test_a_database_that_is_none_is_told_in_one_line(home):
    (home.path / "clew.sqlite3").write_bytes(b"no database at all" * 100)
    assert "The database cannot be reached or read." in one_line(home.clew("user", "list", ok=False))


def test_tables_of_a_newer_clew_are_left_alone(home):
    home.python(
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('practice', '9999_later')"
    )
    for command in (["migrate"], ["user", "list"], ["check"]):
        assert "A newer Clew has renewed this database" in one_line(home.clew(*command, ok=False))


# -- Serving ---------------------------------------------------------------------------------------------------------


def test_the_first_passphrase_is_asked_for_twice_and_later_ones_once(home, tmp_path):
    ask = """
from clew.cli import serve
asked = []
serve.ask_for = lambda label, confirm=False: asked.append(confirm) or "typed"
serve._ask()
say(asked=asked, settled=vault.Secret.from_settings().passphrase)
"""
    assert home.python(ask) == {"asked": [False], "settled": "typed"}
    assert Home(tmp_path / "new").python(ask) == {"asked": [True], "settled": "typed"}


def test_serving_needs_the_secret_even_before_there_is_a_patient(tmp_path):
    refused = Home(tmp_path).clew("serve", "--port", str(free_port()), ok=False, CLEW_PASSPHRASE="")
    assert "Clew is locked" in one_line(refused)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_process_that_was_forked_after_a_write_can_write(home):
    """As the server's are, when the demonstration was made in the same command."""
    found = home.python(
        """
from django.db import connections
found_first = people.add_user(username="ben", name="Ben", password=None).username
connections.close_all()
child = os.fork()
if not child:
    try:
        people.add_user(username="max", name="Max", password=None)
    except BaseException:
        os._exit(1)
    os._exit(0)
_, status = os.waitpid(child, 0)
people.add_user(username="rhea", name="Rhea", password=None)
say(child=os.waitstatus_to_exitcode(status), users=sorted(User.objects.values_list("username", flat=True)))
"""
    )
    assert found == {"child": 0, "users": ["anna", "ben", "max", "rhea"]}


def test_it_serves_until_it_is_stopped_and_shares_its_port_with_nobody(home):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "clew.cli.main", "serve", "--port", str(port), "--workers", "1"],
        env=home.environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Clew is at http://localhost:{port}  (Ctrl+C stops it)\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=60) as answer:
            assert answer.status == 200
        again = home.clew("serve", "--port", str(port), ok=False)
        assert one_line(again).startswith(f"Clew cannot listen on 127.0.0.1, port {port}: ")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, "Clew has stopped.\n", "")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
