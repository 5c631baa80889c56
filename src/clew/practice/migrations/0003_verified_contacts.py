"""The crisis contacts that a practice has checked, and triggers that keep each check as it was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


VERBS = ("UPDATE", "DELETE")
WORDS = "verifiedcontacts is append-only"


def create(apps, schema_editor):
    """Put the triggers in place."""
    for verb in VERBS:
        name, table = f"clew_verifiedcontacts_{verb.lower()}", "practice_verifiedcontacts"
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )
        else:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def drop(apps, schema_editor):
    """Take the triggers away."""
    for verb in VERBS:
        name, table = f"clew_verifiedcontacts_{verb.lower()}", "practice_verifiedcontacts"
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {name}")
        else:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='VerifiedContacts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2)),
                ('emergency', models.JSONField()),
                ('lines', models.JSONField()),
                ('source_url', models.CharField(max_length=500)),
                ('verified_on', models.DateField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.practice')),
                ('verified_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'country', '-id'], name='contacts_latest')],
            },
        ),
        migrations.RunPython(create, drop),
    ]
