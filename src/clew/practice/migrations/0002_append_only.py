"""Triggers that keep history as it was: the audit log, decisions, answers, alert steps, signed notes.

A row about a patient can be deleted only once the patient is erased, so that an erasure can do its work and
nothing else can lose a record.
"""

from django.db import migrations

NEVER_CHANGED = [
    "decision",
    "alertstep",
    "administration",
    "formulation",
    "themechoice",
    "hypothesismoment",
    "component",
]
OF_A_PATIENT = [
    *NEVER_CHANGED,
    "alert",
    "code",
    "course",
    "episode",
    "goal",
    "hypothesis",
    "lifeevent",
    "medication",
    "note",
    "session",
    "transcript",
]


def rules():
    """Yield (name, table, UPDATE or DELETE, when it is refused, in words)."""
    yield "audit_update", "auditevent", "UPDATE", "1 = 1", "the audit log is append-only"
    yield "audit_delete", "auditevent", "DELETE", "1 = 1", "the audit log is append-only"
    for table in NEVER_CHANGED:
        yield f"{table}_update", table, "UPDATE", "1 = 1", f"{table} is append-only"
    for table in OF_A_PATIENT:
        kept = (
            "NOT EXISTS (SELECT 1 FROM practice_patient p WHERE p.id = OLD.patient_id AND p.erased_at IS NOT NULL)"
        )
        yield f"{table}_delete", table, "DELETE", kept, f"{table} is kept until the person is erased"
    yield "note_update", "note", "UPDATE", "OLD.signed_at IS NOT NULL", "a signed note is never changed"
    yield (
        "transcript_update",
        "transcript",
        "UPDATE",
        "OLD.turns <> NEW.turns OR OLD.session_id <> NEW.session_id",
        "what was said is never changed",
    )


def create(apps, schema_editor):
    """Put the triggers in place."""
    for name, table, verb, refused, words in rules():
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER clew_{name} BEFORE {verb} ON practice_{table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        else:
            back = "OLD" if verb == "DELETE" else "NEW"
            schema_editor.execute(
                f"CREATE FUNCTION clew_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {refused} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN {back}; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER clew_{name} BEFORE {verb} ON practice_{table} "
                f"FOR EACH ROW EXECUTE FUNCTION clew_{name}()"
            )


def drop(apps, schema_editor):
    """Take the triggers away."""
    for name, table, _verb, _refused, _words in rules():
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER clew_{name}")
        else:
            schema_editor.execute(f"DROP TRIGGER clew_{name} ON practice_{table}")
            schema_editor.execute(f"DROP FUNCTION clew_{name}()")


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
