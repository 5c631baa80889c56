"""Entries of forms, joint treatments, absences, and what a course and its sessions need for them.

SQLite makes the tables of courses and sessions anew for this, which drops their triggers; all triggers of the
earlier migrations are therefore put back in place here, together with those of the new tables.
"""

import importlib

import clew.practice.models.base
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


append_only = importlib.import_module("clew.practice.migrations.0002_append_only")

NEW = ("entry", "entrymoment")


def new_rules():
    """Yield the rules of the new tables, as `append_only.rules` does."""
    for table in NEW:
        kept = (
            "NOT EXISTS (SELECT 1 FROM practice_patient p WHERE p.id = OLD.patient_id AND p.erased_at IS NOT NULL)"
        )
        yield f"{table}_update", table, "UPDATE", "1 = 1", f"{table} is append-only"
        yield f"{table}_delete", table, "DELETE", kept, f"{table} is kept until the person is erased"


def put_back(apps, schema_editor, *more):
    """Put the triggers in place that a table lost which SQLite made anew, and those of `more` rules."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name, table, verb, refused, words in (*append_only.rules(), *more):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS clew_{name}")
        schema_editor.execute(
            f"CREATE TRIGGER clew_{name} BEFORE {verb} ON practice_{table} WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )


def make(schema_editor, rules):
    """Put triggers in place."""
    for name, table, verb, refused, words in rules:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER clew_{name} BEFORE {verb} ON practice_{table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
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


def unmake(schema_editor, rules):
    """Take triggers away."""
    for name, table, _verb, _refused, _words in rules:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER clew_{name}")
        else:
            schema_editor.execute(f"DROP TRIGGER clew_{name} ON practice_{table}")
            schema_editor.execute(f"DROP FUNCTION clew_{name}()")


def create(apps, schema_editor):
    """Put the triggers in place, those that a remade table lost included."""
    put_back(apps, schema_editor)
    make(schema_editor, new_rules())


def drop(apps, schema_editor):
    """Take the triggers of the new tables away."""
    unmake(schema_editor, new_rules())


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0003_verified_contacts'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, put_back),
        migrations.AddField(
            model_name='course',
            name='continues',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='continued_by', to='practice.course', verbose_name='the earlier course that this one returns to'),
        ),
        migrations.AddField(
            model_name='course',
            name='emphasis',
            field=models.CharField(blank=True, choices=[('exploratory', 'exploratory'), ('balanced', 'balanced'), ('supportive', 'supportive')], max_length=12, verbose_name='emphasis that was planned'),
        ),
        migrations.AddField(
            model_name='course',
            name='end_reason',
            field=models.CharField(blank=True, choices=[('goals_reached', 'The goals are reached'), ('planned_limit', 'The agreed number of sessions is over'), ('not_feasible', 'It is no longer feasible, for instance after a move'), ('impasse', 'An impasse'), ('patient_choice', 'The patient chose to end'), ('referred_on', 'Referred to other help'), ('lost', 'Contact was lost')], max_length=16),
        ),
        migrations.AddField(
            model_name='course',
            name='ended_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='course',
            name='format',
            field=models.CharField(choices=[('individual', 'Individual'), ('couple', 'Couple'), ('family', 'Family'), ('group', 'Group'), ('online', 'Individual, online')], default='individual', max_length=12),
        ),
        migrations.AddField(
            model_name='course',
            name='referred_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='course',
            name='review_weeks',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='weeks between reviews'),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputises', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='practice.practice')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['first_day'],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=40, verbose_name='slug of the form')),
                ('on', models.DateField(verbose_name='the day it is about')),
                ('at', models.DateTimeField(verbose_name='when it was written')),
                ('values', clew.practice.models.base.Sealed(blank=True, default=b'')),
                ('withdrawn', models.BooleanField(default=False)),
                ('shared', models.BooleanField(default=False, verbose_name='the patient may read it')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='when somebody should come back to it')),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='answers', to='practice.entry', verbose_name='first version of the entry that this one answers')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='practice.course')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('first', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='versions', to='practice.entry', verbose_name='first version of this entry; empty for the first itself')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='replaced_by', to='practice.entry')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='practice.session')),
            ],
            options={
                'ordering': ['on', 'at'],
            },
        ),
        migrations.CreateModel(
            name='EntryMoment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('turn', models.PositiveIntegerField()),
                ('start', models.PositiveIntegerField(blank=True, null=True)),
                ('stop', models.PositiveIntegerField(blank=True, null=True)),
                ('against', models.BooleanField(default=False)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moments', to='practice.entry')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('transcript', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.transcript')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Joint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('couple', 'Couple'), ('family', 'Family'), ('group', 'Group')], max_length=8)),
                ('number', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joints', to='practice.practice')),
            ],
        ),
        migrations.AddField(
            model_name='course',
            name='joint',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='practice.joint'),
        ),
        migrations.CreateModel(
            name='JointSession',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField(default=50)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('joint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='practice.joint')),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.AddField(
            model_name='session',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='practice.jointsession'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['patient', 'form'], name='entry_patient_form'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['form', 'due_on'], name='entry_form_due'),
        ),
        migrations.AddConstraint(
            model_name='joint',
            constraint=models.UniqueConstraint(fields=('practice', 'number'), name='one_joint_number'),
        ),
        migrations.AddConstraint(
            model_name='jointsession',
            constraint=models.UniqueConstraint(fields=('joint', 'number'), name='one_meeting_number'),
        ),
        migrations.AlterField(
            model_name='administration',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='replaced_by', to='practice.administration'),
        ),
        migrations.AlterField(
            model_name='note',
            name='corrects',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='practice.note'),
        ),
        migrations.RunPython(create, drop),
    ]
