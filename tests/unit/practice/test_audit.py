"""The audit log: a chain that cannot be changed unseen, and without which nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from clew.practice import audit
from clew.practice.actions import people
from clew.practice.errors import AlreadyDone
from clew.practice.models import (
    Administration,
    AlertStep,
    AuditEvent,
    AuditHead,
    CareTeamMember,
    Decision,
    Membership,
    Note,
    Patient,
    PatientKey,
    Record,
    Transcript,
)

# -- The digest -------------------------------------------------------------------------------------------------


def as_json(value: object) -> str:
    """JSON as the digest's definition has it, written out by hand: sorted keys, no spaces, ASCII only."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(as_json(part) for part in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{as_json(key)}:{as_json(value[key])}" for key in sorted(value)) + "}"
    assert isinstance(value, str)
    out = ""
    for character in value:
        code = ord(character)
        short = {34: '\\"', 92: "\\\\", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
        if code in short:
            out += short[code]
        elif 32 <= code < 127:
            out += character
        elif code < 0x10000:
            out += f"\\u{code:04x}"
        else:
            code -= 0x10000
            out += f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f'"{out}"'


def slow_digest(previous: str, event: AuditEvent) -> str:
    """The digest's definition, one field after the other."""
    at = event.at.astimezone(UTC)
    fields: list[object] = [
        previous,
        event.seq,
        f"{at.year:04}-{at.month:02}-{at.day:02}T{at.hour:02}:{at.minute:02}:{at.second:02}.{at.microsecond:06}+00:00",
        event.actor,
        event.role,
        "" if event.practice is None else str(event.practice),
        "" if event.patient is None else str(event.patient),
        event.action,
        event.kind,
        event.object,
        event.detail,
        event.key,
    ]
    return hashlib.sha256(as_json(fields).encode("ascii")).hexdigest()


words = st.text(st.characters(codec="utf-8"), max_size=20)
details = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
events = st.builds(
    AuditEvent,
    seq=st.integers(1, 10**12),
    at=st.datetimes(
        datetime(1970, 1, 2),  # noqa: DTZ001  the strategy adds the zone
        datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))]),
    ),
    actor=st.none() | st.integers(1, 10**9),
    role=words,
    practice=st.none() | st.uuids(),
    patient=st.none() | st.uuids(),
    action=words,
    kind=words,
    object=words,
    detail=st.dictionaries(words, details, max_size=3),
    key=st.none() | words,
)


@given(words, events)
def test_the_digest_is_what_its_definition_says(previous, event):
    assert audit.digest(previous, event) == slow_digest(previous, event)


@given(
    events,
    st.sampled_from(
        ["seq", "at", "actor", "role", "practice", "patient", "action", "kind", "object", "detail", "key"]
    ),
    events,
)
def test_a_change_of_any_field_changes_the_digest(event, field, other):
    before = audit.digest("", event)
    old, new = getattr(event, field), getattr(other, field)
    setattr(event, field, new)
    same = old == new or (field in ("practice", "patient") and str(old or "") == str(new or ""))
    assert (audit.digest("", event) == before) is same


def test_every_field_of_an_event_is_in_its_digest():
    covered = {
        "seq",
        "at",
        "actor",
        "role",
        "practice",
        "patient",
        "action",
        "kind",
        "object",
        "detail",
        "key",
    }
    assert {field.name for field in AuditEvent._meta.fields} - {"digest"} == covered


# -- The chain --------------------------------------------------------------------------------------------------


def test_the_chain_is_whole_and_counts_without_gaps(cast, chart):
    verdict = audit.verify()
    assert verdict.whole
    assert verdict.events == AuditEvent.objects.count() > 10
    previous = ""
    for number, event in enumerate(AuditEvent.objects.order_by("seq"), start=1):
        assert event.seq == number
        assert event.digest == slow_digest(previous, event)
        previous = event.digest


def test_an_event_read_back_from_the_database_has_the_digest_it_was_written_with(db):
    detail = {"n": 3, "list": [1, None, True], "words": "ruptur\u00e9 \U0001f9f5", "nested": {"b": 1, "a": 2}}
    audit.append(action="test", actor=None, detail=detail)
    event = AuditEvent.objects.get()
    assert event.detail == detail
    assert audit.digest("", event) == event.digest


FORBIDDEN = "append-only|through protected foreign keys"


def test_the_log_cannot_be_changed_by_the_usual_ways(cast):
    event = AuditEvent.objects.first()
    event.action = "something.else"
    for change in (
        lambda: AuditEvent.objects.update(action="nothing"),
        lambda: AuditEvent.objects.filter(seq=1).update(actor=7),
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditEvent.objects.bulk_update([event], ["action"]),
        event.save,
        event.delete,
        lambda: raw("UPDATE practice_auditevent SET action = 'nothing'"),
        lambda: raw("DELETE FROM practice_auditevent WHERE seq = 1"),
    ):
        with pytest.raises(DatabaseError, match=FORBIDDEN), transaction.atomic():
            change()
    assert audit.verify().whole


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@contextmanager
def behind_clews_back(verb: str) -> Iterator[None]:
    """Somebody with the database file in their hands: drops a trigger, changes a row, puts the trigger back."""
    name = f"clew_audit_{verb}"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
            (trigger,) = cursor.fetchone()
            cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET session_replication_role = replica")  # no trigger fires
    yield
    with connection.cursor() as cursor:
        cursor.execute(trigger if connection.vendor == "sqlite" else "SET session_replication_role = origin")


@pytest.mark.parametrize(
    "change",
    [
        "actor = 999",
        "action = 'record.read'",
        "at = '2020-01-01 00:00:00'",
        'detail = \'{"relation": "clinician"}\'',
        "role = 'patient'",
        "kind = 'x'",
        "object = 'x'",
        "key = 'x'",
        "patient = NULL",
        "digest = '" + "0" * 64 + "'",
    ],
)
def test_a_changed_event_is_found(cast, change):
    victim = AuditEvent.objects.filter(action="team.join").first()
    with behind_clews_back("update"):
        raw(f"UPDATE practice_auditevent SET {change} WHERE seq = %s", victim.seq)
    with pytest.raises(DatabaseError, match=FORBIDDEN), transaction.atomic():
        AuditEvent.objects.update(action="again")  # the trigger is back, as an intruder would leave it
    faults = audit.verify().faults
    assert faults[0] == (victim.seq, "was changed after it was written")


def test_a_removed_event_is_found(cast, chart):
    read = AuditEvent.objects.filter(action="record.read").first().seq
    with behind_clews_back("delete"):
        raw("DELETE FROM practice_auditevent WHERE seq = %s", read)
    assert audit.verify().faults[0] == (read, f"events {read} to {read} are missing")


def test_two_events_that_changed_places_are_found(cast):
    with behind_clews_back("update"):
        for old, new in ((2, -1), (3, 2), (-1, 3)):
            raw("UPDATE practice_auditevent SET seq = %s WHERE seq = %s", new, old)
    assert [seq for seq, _ in audit.verify().faults[:2]] == [2, 3]


def test_a_cut_off_end_is_found(db):
    for _ in range(3):
        audit.append(action="test", actor=None)
    with behind_clews_back("delete"):
        raw("DELETE FROM practice_auditevent WHERE seq > 1")
    assert audit.verify().faults == ((2, "the end of the chain is not where the log says it is"),)


def test_an_event_added_at_the_end_by_hand_is_found(cast):
    last = AuditEvent.objects.order_by("-seq").first()
    forged = AuditEvent(seq=last.seq + 1, at=last.at, actor=1, action="team.join")
    forged.digest = audit.digest(last.digest, forged)
    forged.save(force_insert=True)
    assert audit.verify().faults == (
        (forged.seq + 1, "the end of the chain is not where the log says it is"),
    )


def test_an_empty_log_is_whole(db):
    assert audit.verify() == audit.Verdict(0, ())
    AuditHead.objects.create(pk=1, seq=4, digest="x")
    assert not audit.verify().whole


# -- Rows and their events --------------------------------------------------------------------------------------

# Tables about a person in which a row can stand without an event, with the reason.
WITHOUT_EVENT = {
    "AuditEvent": "is the log",
    "AuditHead": "is the log",
    "Job": "holds ids only and is made anew from what it speaks of",
    "Notice": "is no fact about a person: the steps of an alert say what became of its notices",
    "MasterKey": "is about no person; `key.rotate` is logged",
    "Practice": "is about no person; `practice.found` and `practice.change` are logged",
    "User": "`user.add` is logged",
}


def test_no_row_about_a_person_can_stand_without_its_event():
    for model in apps.get_app_config("practice").get_models():
        if model.__name__ in WITHOUT_EVENT:
            assert not issubclass(model, Record)
            continue
        field = model._meta.get_field("event")
        assert isinstance(field, models.ForeignKey), model
        assert field.related_model is AuditEvent
        assert not field.null
        assert field.db_constraint
        assert field.remote_field.on_delete is models.PROTECT


def join(cast, event: int | None) -> None:
    CareTeamMember.objects.create(patient=cast.pia, user=cast.chris, relation="clinician", event_id=event)
    connection.check_constraints()


def test_the_database_itself_refuses_a_row_without_its_event(cast):
    for event in (None, 10**9):
        with pytest.raises(DatabaseError), transaction.atomic():
            join(cast, event)


def test_the_event_of_each_row_is_of_the_same_patient(cast, chart, course, session):
    for model in (Patient, PatientKey, CareTeamMember, Membership):
        for row in model.objects.select_related("event"):
            assert row.event.seq > 0
    assert course.event.patient == session.event.patient == cast.pia.pk


# -- What is kept as it was -------------------------------------------------------------------------------------


def test_history_cannot_be_changed_or_deleted(cast, chart, course, session):
    from clew.practice.actions import alerts, coding, measures, notes, sessions

    transcript = sessions.import_transcript(
        chart=chart, session=session, data=b"T: Yes?\n\nP: I am sad.", name="a.txt"
    )
    code = coding.add(chart=chart, transcript=transcript, turn=1, scheme="affect", code="joy")
    coding.decide(chart=chart, claim=code, verdict=Decision.Verdict.REJECTED)
    measures.enter(
        chart=chart, course=course, instrument="phq-9", answers=[0] * 10, at=datetime(2026, 1, 8, tzinfo=UTC)
    )
    alerts.raise_alert(chart=chart, course=course, level="low", text="x")
    note = notes.save_draft(chart=chart, session=session, kind="progress", text="x")
    note.text = b"a draft may change"
    note.save()
    notes.sign(chart=chart, note=notes.save_draft(chart=chart, session=session, kind="progress", text="x"))
    for model, change in (
        (Decision, {"verdict": "accepted"}),
        (Administration, {"answers": [0]}),
        (AlertStep, {"level": "low"}),
        (Note, {"text": b"x"}),
        (Transcript, {"turns": b"x"}),
    ):
        rows = model.objects.filter(patient=cast.pia)
        assert rows.exists()
        with pytest.raises(DatabaseError, match=r"append-only|never changed"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError, match="kept until the person is erased"), transaction.atomic():
            rows._raw_delete(rows.db)


def test_every_table_of_a_patient_keeps_its_rows(db):
    """No table about a patient was left out when the triggers were made."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        triggers = {name for (name,) in cursor.fetchall()}
    tables = {
        m._meta.model_name for m in apps.get_app_config("practice").get_models() if issubclass(m, Record)
    }
    assert {f"clew_{table}_delete" for table in tables} <= triggers
    assert {
        "clew_audit_update",
        "clew_audit_delete",
        "clew_note_update",
        "clew_transcript_update",
    } <= triggers


def test_erasing_a_person_is_the_one_way_to_delete(cast, chart, course, settings, tmp_path):
    settings.CLEW_HOME = tmp_path
    people.erase_patient(chart=chart)
    for model in apps.get_app_config("practice").get_models():
        if issubclass(model, Record):
            assert not model.objects.filter(patient=cast.pia).exists(), model
    assert AuditEvent.objects.filter(patient=cast.pia.pk, action="course.open").exists()
    assert audit.verify().whole


def test_a_key_that_is_too_long_for_its_column_works_all_the_same(cast):
    for key in ("k" * 64, "k" * 65, "k" * 5000):
        audit.append(action="test.long", actor=None, key=key)
        with pytest.raises(AlreadyDone):
            audit.append(action="test.long", actor=None, key=key)
    assert AuditEvent.objects.filter(action="test.long").count() == 3
    assert audit.verify().whole
