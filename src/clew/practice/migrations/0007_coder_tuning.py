"""What the coder learned from the sessions of a practice, and from whose; triggers that keep it as it was.

Of a tuning only changes whether it is in use, and it can be emptied for good. That it learned from somebody is kept until
they are erased.
"""

import importlib
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


entries = importlib.import_module("clew.practice.migrations.0004_course_of_treatment")

KEPT = "practice_id number made_on coder turns sessions patients event_id".split()


def new_rules(vendor):
    """Yield the rules of the new tables, as `append_only.rules` does."""
    # PostgreSQL compares what JSON says, SQLite the text of it.
    empty = ("'[]'::jsonb", "'{}'::jsonb") if vendor == "postgresql" else ("'[]'", "'{}'")
    changed = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in KEPT)
    filled = f"(NEW.codes <> OLD.codes AND NEW.codes <> {empty[0]}) OR (NEW.figures <> OLD.figures AND NEW.figures <> {empty[1]})"
    back = "OLD.emptied_at IS NOT NULL AND (NEW.in_use OR NEW.emptied_at IS NULL)"
    yield (
        "codertuning_update", "codertuning", "UPDATE", f"{changed} OR {filled} OR {back}",
        "of a codertuning nothing is changed but whether it is in use, and that it is emptied",
    )
    yield "codertuning_delete", "codertuning", "DELETE", "1 = 1", "a codertuning is kept"
    kept = "NOT EXISTS (SELECT 1 FROM practice_patient p WHERE p.id = OLD.patient_id AND p.erased_at IS NOT NULL)"
    yield "tunedfrom_update", "tunedfrom", "UPDATE", "1 = 1", "tunedfrom is append-only"
    yield "tunedfrom_delete", "tunedfrom", "DELETE", kept, "tunedfrom is kept until the person is erased"


def create(apps, schema_editor):
    """Put the triggers in place."""
    entries.make(schema_editor, new_rules(schema_editor.connection.vendor))


def drop(apps, schema_editor):
    """Take the triggers away."""
    entries.unmake(schema_editor, new_rules(schema_editor.connection.vendor))


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0006_double_coding'),
    ]

    operations = [
        migrations.CreateModel(
            name='CoderTuning',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('made_on', models.DateField()),
                ('coder', models.CharField(max_length=64, verbose_name='version of the coder it was made for')),
                ('turns', models.PositiveIntegerField()),
                ('sessions', models.PositiveIntegerField()),
                ('patients', models.PositiveIntegerField()),
                ('codes', models.JSONField(default=list)),
                ('figures', models.JSONField(default=dict)),
                ('in_use', models.BooleanField(default=False)),
                ('emptied_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coder_tunings', to='practice.practice')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='TunedFrom',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sessions', models.PositiveIntegerField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('tuning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='practice.codertuning')),
            ],
        ),
        migrations.AddConstraint(
            model_name='codertuning',
            constraint=models.UniqueConstraint(fields=('practice', 'number'), name='one_tuning_of_a_number'),
        ),
        migrations.AddConstraint(
            model_name='codertuning',
            constraint=models.UniqueConstraint(condition=models.Q(('in_use', True)), fields=('practice',), name='one_tuning_in_use'),
        ),
        migrations.AddConstraint(
            model_name='tunedfrom',
            constraint=models.UniqueConstraint(fields=('tuning', 'patient'), name='one_source_a_patient'),
        ),
        migrations.RunPython(create, drop),
    ]
