"""A session coded by two who do not see each other's codes: who is asked, what each gave, what was settled."""

import importlib
import clew.practice.models.base
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

entries = importlib.import_module("clew.practice.migrations.0004_course_of_treatment")

NEVER_CHANGED = ("givencode", "outcome")
FILLED_IN = {
    "doublecoding": "OLD.transcript_id <> NEW.transcript_id OR OLD.scheme <> NEW.scheme "
    "OR OLD.scheme_version <> NEW.scheme_version OR OLD.asked_by_id <> NEW.asked_by_id OR OLD.why <> NEW.why "
    "OR (OLD.closed_at IS NOT NULL AND (NEW.closed_at IS NULL OR OLD.closed_at <> NEW.closed_at))",
    "coderpart": "OLD.coding_id <> NEW.coding_id OR OLD.kind <> NEW.kind OR OLD.place <> NEW.place "
    "OR (OLD.coder_id IS NOT NULL AND (NEW.coder_id IS NULL OR OLD.coder_id <> NEW.coder_id))",
}


def new_rules():
    """Yield the rules of the new tables, as `append_only.rules` does."""
    for table in NEVER_CHANGED:
        yield f"{table}_update", table, "UPDATE", "1 = 1", f"{table} is append-only"
    for table, refused in FILLED_IN.items():
        yield f"{table}_update", table, "UPDATE", refused, f"in {table} nothing is changed but that it is done"
    for table in (*NEVER_CHANGED, *FILLED_IN):
        kept = (
            "NOT EXISTS (SELECT 1 FROM practice_patient p WHERE p.id = OLD.patient_id AND p.erased_at IS NOT NULL)"
        )
        yield f"{table}_delete", table, "DELETE", kept, f"{table} is kept until the person is erased"


def create(apps, schema_editor):
    """Put the triggers in place."""
    entries.make(schema_editor, new_rules())


def drop(apps, schema_editor):
    """Take the triggers away."""
    entries.unmake(schema_editor, new_rules())


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0005_patients_own_side'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoubleCoding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('scheme', models.CharField(max_length=40, verbose_name='key of the scheme')),
                ('scheme_version', models.CharField(max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('why', clew.practice.models.base.Sealed(blank=True, default=b'')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('transcript', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='double_codings', to='practice.transcript')),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='CoderPart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('person', 'A person, blind'), ('margin', 'The codes in the margin'), ('machine', "Clew's proposals")], max_length=8)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('coder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('coding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='practice.doublecoding')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='GivenCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('turn', models.PositiveIntegerField()),
                ('start', models.PositiveIntegerField(blank=True, null=True)),
                ('stop', models.PositiveIntegerField(blank=True, null=True)),
                ('code', models.CharField(max_length=60)),
                ('given', models.BooleanField(default=True, verbose_name='given rather than taken off')),
                ('undoes', models.BooleanField(default=False, verbose_name='a step back')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='practice.coderpart')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['event', 'turn'],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('turn', models.PositiveIntegerField()),
                ('codes', models.JSONField(default=list)),
                ('agreed', models.BooleanField(default=False, verbose_name='both had given the same')),
                ('reason', clew.practice.models.base.Sealed(blank=True, default=b'')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='practice.doublecoding')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['event', 'turn'],
            },
        ),
        migrations.AddConstraint(
            model_name='coderpart',
            constraint=models.UniqueConstraint(fields=('coding', 'place'), name='one_coder_at_a_place'),
        ),
        migrations.AddConstraint(
            model_name='coderpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('coder__isnull', False), ('kind', 'person')), models.Q(models.Q(('kind', 'person'), _negated=True), ('coder', None)), _connector='OR'), name='coder_is_a_person_or_not'),
        ),
        migrations.RunPython(create, drop),
    ]
