"""A word in a private note, looked for everywhere; and code in every text, which no page lets through.

What lies on the disk of a served practice is looked through in `tests/reliability/test_canary_on_disk.py`.
"""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session as BrowserSession
from django.core import mail, serializers
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from every_page import CANARY, addresses
from practice_scene import fill, refusing, rolled_back

from clew.config.logs import PlainFormatter
from clew.practice import access, jobs
from clew.practice.actions import entries, journal, notes, people
from clew.practice.actions.contacts import verify_contacts
from clew.practice.models import Alert, AuditEvent, Entry, Job, Note
from clew.practice.roles import May, RoleName
from clew.therapy.safety.contacts import CONTACTS
from clew.web.access_table import ON_A_RECORD, OTHER, SIGN_IN, TOGETHER, VISITOR

pytestmark = pytest.mark.django_db

OWN_PAGES = sorted({**ON_A_RECORD, **TOGETHER, **OTHER})
PAGES = [*OWN_PAGES, *SIGN_IN]
OWN = {"session", "correct_note", "after_session"}
"""The pages on which the author reads a private note."""
SENT_TO = {name for name, page in {**ON_A_RECORD, **TOGETHER, **OTHER, **SIGN_IN}.items() if page.sends}
"""The pages that take a form."""
PRIVATE = "canary-0be4-of-a-private-page"
"""Stands in what the patient wrote for themselves alone."""
PATIENTS_OWN = {"own_journal", "own_journal_entry", "own_journal_change"}
"""The pages on which the patient reads it."""


@pytest.fixture(scope="module")
def chart(standing_cast):
    return access.open_record(standing_cast.anna, standing_cast.pia.pk, to=May.PLAN, view="test")


@pytest.fixture(scope="module")
def scene(standing_cast, chart):
    scene = fill(chart)
    for kept in (scene.held, scene.later):
        notes.save_draft(chart=chart, session=kept, kind="process", text=f"{CANARY} I grew impatient.")
        entries.write_entry(
            chart=chart,
            course=scene.course,
            form="process",
            session=kept,
            values={"induced": f"{CANARY} I wished to be thanked.", "dream": f"{CANARY} A house."},
        )
    notes.sign(chart=chart, note=Note.objects.get(session=scene.later, kind="process"))
    own = access.open_as_system(chart.patient, why="test")
    scene.keep(writing=journal.write(chart=own, text=f"{PRIVATE} Nobody knows."))
    check_numbers = {"contacts": CONTACTS["GB"], "source_url": "https://example.org/"}
    verify_contacts(  # else the patients' pages would be closed
        practice=standing_cast.practice, by=standing_cast.max, on=timezone.localdate(), **check_numbers
    )
    # A colleague on the same team, who may read all but this.
    people.join_team(chart=chart, user=standing_cast.chris, relation=RoleName.CLINICIAN)
    return scene


@pytest.fixture
def written():
    """What Clew's log would hold, of all loggers and at every level."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(PlainFormatter())
    root = logging.getLogger()
    level, root.level = root.level, logging.DEBUG
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def whole(answer) -> str:
    return answer.content.decode("utf-8", "replace") + str(answer.headers) + str(answer.cookies)


def test_no_page_shows_a_private_note_to_anybody_but_its_author(standing_cast, scene, written):
    address = addresses(scene, standing_cast.otto)
    people_ = {**standing_cast.by_role(), VISITOR: None}
    seen, private = {}, {}
    for person, user in people_.items():
        for name in PAGES if person == "supervisor" else OWN_PAGES:
            client = signed_in(user)
            for method, headers in (("get", {}), ("post", {}), ("get", {"HX-Request": "true"})):
                with rolled_back():
                    answer = getattr(client, method)(address(name), headers=headers)
                assert answer.status_code < 500, (person, name)
                if CANARY in whole(answer):
                    seen.setdefault(person, set()).add(name)
                if method == "get" and headers == {} and answer.status_code == 302 and user is None:
                    break  # a visitor is sent to the sign-in, whatever they ask
                if headers == {} and answer.status_code == 404 and (method == "post" or name not in SENT_TO):
                    break  # it is not theirs, in whichever way they ask
                if PRIVATE in whole(answer):
                    private.setdefault(person, set()).add(name)
    assert private == {"patient": PATIENTS_OWN}, "what is written for oneself alone nobody else reads"
    assert PRIVATE not in written.getvalue()
    assert seen == {"clinician": OWN}, "the author must see it, so that this test can fail"
    assert CANARY not in written.getvalue()
    assert "/patients/" not in written.getvalue()
    assert mail.outbox == []


@pytest.mark.parametrize("name", ["entry", "change_entry", "entry_moments"])
def test_a_process_entry_is_open_to_its_author_alone(standing_cast, scene, name):
    entry = Entry.objects.filter(form="process", session=scene.held).get()
    place = reverse(name, args=[scene.patient.pk, entry.pk])
    for person, user in {**standing_cast.by_role(), VISITOR: None}.items():
        answer = signed_in(user).get(place)
        if person == "clinician":
            assert answer.status_code == 200
            assert name == "entry_moments" or CANARY in whole(answer)
        else:
            assert answer.status_code in (302, 404), person
            assert CANARY not in whole(answer)


@pytest.mark.parametrize("form", ["vtt", "json"])
@pytest.mark.parametrize("who", ["anna", "chris"])
def test_no_export_holds_it(standing_cast, scene, form, who):
    place = reverse("export_transcript", args=[scene.patient.pk, scene.held.pk, form])
    answer = signed_in(getattr(standing_cast, who)).get(place)
    assert answer.status_code == 200
    assert "Dan" in answer.content.decode()
    assert CANARY not in whole(answer)


def test_no_search_finds_it(standing_cast, scene):
    place = reverse("search_session", args=[scene.patient.pk, scene.held.pk])
    for who in ("chris", "ben"):
        answer = signed_in(getattr(standing_cast, who)).get(
            place, {"q": CANARY[:10]}, headers={"HX-Request": "true"}
        )
        assert CANARY not in whole(answer).replace(CANARY[:10], "")


def test_when_clew_fails_neither_the_page_nor_the_log_quotes_it(standing_cast, scene, written):
    """The database refuses a table, as a full disk would, while the note is being read or written."""
    client = signed_in(standing_cast.anna)
    session = reverse("session", args=[scene.patient.pk, scene.held.pk])
    save = reverse("save_note", args=[scene.patient.pk, scene.held.pk, "process"])
    for table in ("practice_auditevent", "practice_note"):
        with rolled_back(), refusing(table):
            for answer in (
                client.get(session),
                client.post(save, {"text": f"{CANARY} once more", "seen": ""}),
            ):
                if answer.status_code == 500:
                    assert CANARY not in whole(answer)
                    assert "made a mistake" in answer.content.decode()
    log = written.getvalue()
    assert re.search(r"ERROR django.request - \w+Error at ", log), "it must have failed"
    assert CANARY not in log
    assert str(scene.patient.pk) not in log


def test_it_is_in_no_row_no_session_no_job_and_no_entry_of_the_log(standing_cast, scene):
    client = signed_in(standing_cast.anna)
    client.get(reverse("session", args=[scene.patient.pk, scene.held.pk]))
    client.post(
        reverse("save_note", args=[scene.patient.pk, scene.held.pk, "process"]),
        {"text": f"{CANARY} again", "seen": "x"},
    )
    Alert.objects.update(due_at=scene.alert.raised_at)
    jobs.plan_alert_checks()
    jobs.run_due()
    assert Job.objects.exists()
    assert BrowserSession.objects.exists()
    for stored in BrowserSession.objects.all():
        assert CANARY not in json.dumps(stored.get_decoded(), default=str)
    for event in AuditEvent.objects.all():
        assert CANARY not in serializers.serialize("json", [event])
    for model in apps.get_models():
        assert CANARY not in serializers.serialize("json", model._base_manager.all()), model
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    assert CANARY.encode() not in raw, table
                    assert PRIVATE.encode() not in raw, table


def test_the_log_of_a_record_says_that_a_note_was_written_and_not_what(standing_cast, scene):
    answer = signed_in(standing_cast.pia_account).get(reverse("record", args=[scene.patient.pk]))
    assert answer.status_code == 200
    assert "wrote on a note" in answer.content.decode()
    assert "impatient" not in answer.content.decode()


# -- Code in every text -----------------------------------------------------------------------------------------------------

CODE = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7|add:7 }}{% now 'Y' %}"
RAW = ("<img src=x", "<script>alert", "onerror=alert(1)>", "&lt;script&gt;alert(2)&lt;/script&gt;14")


def test_no_page_lets_code_in_a_text_through(standing_cast):
    with rolled_back():
        name = people.admit_patient(
            practice=standing_cast.practice,
            name="Eve " + CODE,
            pronouns=CODE[:40],
            by=standing_cast.anna,
            clinician=standing_cast.anna,
        )
        chart = access.open_record(standing_cast.anna, name.pk, to=May.PLAN, view="test")
        people.join_team(chart=chart, user=standing_cast.ben, relation=RoleName.SUPERVISOR)
        people.join_team(chart=chart, user=standing_cast.clara, relation=RoleName.PRESCRIBER)
        account = people.add_user(username="eve", name="Eve " + CODE[:60], password=None)
        people.give_account(chart=chart, user=account)
        scene = fill(chart, mark=" " + CODE)
        address = addresses(scene, standing_cast.chris)
        shown = set()
        for user in (standing_cast.anna, standing_cast.ben, standing_cast.clara, standing_cast.max, account):
            client = signed_in(user)
            for page in OWN_PAGES:
                for method in ("get", "post"):
                    with rolled_back():
                        answer = getattr(client, method)(address(page))
                    if not answer["Content-Type"].startswith("text/html"):
                        continue
                    text = answer.content.decode()
                    assert not [raw for raw in RAW if raw in text], (page, user.username)
                    if "&lt;img src=x" in text:
                        shown.add(page)
        assert len(shown) > 10, "the texts must be on the pages, so that this test can fail"
