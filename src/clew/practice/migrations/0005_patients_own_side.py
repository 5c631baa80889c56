"""The patient's own side: invitations, consent, what is asked and answered, journal, messages, programmes, notices.

SQLite makes the table of alerts anew for this, which drops its triggers; see 0004.
"""

import importlib
import clew.practice.models.base
import datetime
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

entries = importlib.import_module("clew.practice.migrations.0004_course_of_treatment")

NEVER_CHANGED = ("consent", "givenanswer", "arrangement", "modulestep", "programmeanswer")
OF_A_PATIENT = (
    *NEVER_CHANGED,
    "invitation",
    "ask",
    "answering",
    "visibility",
    "journalentry",
    "thread",
    "message",
    "chatslot",
    "enrolment",
    "feedback",
)
TEXT_KEPT = {
    "journalentry": "OLD.text <> NEW.text AND length(NEW.text) > 0",
    "message": "OLD.text <> NEW.text OR OLD.thread_id <> NEW.thread_id OR OLD.by_id <> NEW.by_id",
    "feedback": "OLD.text <> NEW.text OR OLD.by_id <> NEW.by_id",
}


def new_rules():
    """Yield the rules of the new tables, as `append_only.rules` does."""
    for table in NEVER_CHANGED:
        yield f"{table}_update", table, "UPDATE", "1 = 1", f"{table} is append-only"
    for table, refused in TEXT_KEPT.items():
        yield f"{table}_update", table, "UPDATE", refused, f"what was written in {table} is never changed"
    for table in OF_A_PATIENT:
        kept = (
            "NOT EXISTS (SELECT 1 FROM practice_patient p WHERE p.id = OLD.patient_id AND p.erased_at IS NOT NULL)"
        )
        yield f"{table}_delete", table, "DELETE", kept, f"{table} is kept until the person is erased"


def put_back(apps, schema_editor):
    """Put the triggers of the earlier migrations back where SQLite made a table anew."""
    entries.put_back(apps, schema_editor, *entries.new_rules())


def create(apps, schema_editor):
    """Put the triggers in place, those that a remade table lost included."""
    put_back(apps, schema_editor)
    entries.make(schema_editor, new_rules())


def drop(apps, schema_editor):
    """Take the triggers of the new tables away."""
    entries.unmake(schema_editor, new_rules())


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0004_course_of_treatment'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, put_back),
        migrations.CreateModel(
            name='Ask',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=40)),
                ('from_on', models.DateField(verbose_name='from when it is asked')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when, if that matters')),
                ('every_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='asked again after so many days')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='practice.course')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='practice.session')),
            ],
            options={
                'ordering': ['from_on', 'event'],
                'indexes': [models.Index(fields=['patient', 'from_on'], name='ask_patient_from')],
            },
        ),
        migrations.CreateModel(
            name='Answering',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=40)),
                ('version', models.CharField(blank=True, max_length=20)),
                ('began_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='the patient did not want to go on')),
                ('administration', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answering', to='practice.administration')),
                ('after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='second_stages', to='practice.answering', verbose_name='the filling-in whose answer led to this second stage')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answerings', to='practice.course')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('ask', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answerings', to='practice.ask')),
            ],
            options={
                'ordering': ['began_at'],
                'indexes': [models.Index(fields=['patient', 'finished_at'], name='answering_patient')],
                'constraints': [models.CheckConstraint(condition=models.Q(('administration', None), ('finished_at__isnull', False), _connector='OR'), name='answering_finished_has_date')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True, verbose_name='SHA-256 of what the address carries')),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ChatSlot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(verbose_name='0 is Monday')),
                ('at', models.TimeField()),
                ('minutes', models.PositiveSmallIntegerField(default=30)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chat_slots', to='practice.course')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['from_on'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40, verbose_name='see `practice.consents`')),
                ('given', models.BooleanField()),
                ('version', models.CharField(max_length=20, verbose_name='of the words that were read')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['at', 'event'],
                'indexes': [models.Index(fields=['patient', 'purpose', '-at'], name='consent_latest')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('programme', models.CharField(max_length=60, verbose_name='slug of the programme')),
                ('version', models.CharField(max_length=20)),
                ('language', models.CharField(max_length=10)),
                ('starts_on', models.DateField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end', models.CharField(blank=True, choices=[('finished', 'Finished'), ('stopped', 'Stopped by the clinician'), ('left', 'The patient did not want to go on')], max_length=10)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='practice.course')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['-starts_on', '-event'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('patient', 'programme'), name='one_current_enrolment')],
            },
        ),
        migrations.CreateModel(
            name='Arrangement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('modules', models.JSONField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrangements', to='practice.enrolment')),
            ],
            options={
                'ordering': ['at', 'event'],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('module', models.CharField(max_length=60)),
                ('text', clew.practice.models.base.Sealed(blank=True, default=b'')),
                ('at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='of guidance')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='when the patient first opened it')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='practice.enrolment')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['at', 'event'],
            },
        ),
        migrations.CreateModel(
            name='GivenAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.PositiveSmallIntegerField(verbose_name='position in the instrument, from 0')),
                ('value', models.SmallIntegerField(blank=True, null=True)),
                ('declined', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('answering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to='practice.answering')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['at', 'event'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('declined', False), ('value__isnull', False)), ('value', None), _connector='OR'), name='given_answer_or_declined')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True, verbose_name='SHA-256 of what the link carries')),
                ('code_hash', models.CharField(max_length=64, verbose_name='HMAC-SHA-256 of the code under what the link carries')),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='wrong codes so far')),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('journal', 'Journal'), ('association', 'Whatever comes'), ('dream', 'Dream'), ('day', 'Good and hard moments of a day')], max_length=12)),
                ('on', models.DateField(verbose_name='the day it is about')),
                ('at', models.DateTimeField(verbose_name='when it was written')),
                ('seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='how long a timed writing lasted')),
                ('text', clew.practice.models.base.Sealed(blank=True, default=b'')),
                ('shared', models.BooleanField(default=False, verbose_name='the clinician may read it')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='the patient took it away')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='when a clinician first opened it')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('first', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='versions', to='practice.journalentry')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('read_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='replaced_by', to='practice.journalentry')),
            ],
            options={
                'ordering': ['-on', '-at'],
                'indexes': [models.Index(fields=['patient', '-on'], name='journal_patient_on')],
            },
        ),
        migrations.CreateModel(
            name='ModuleStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('module', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('opened', 'Opened'), ('finished', 'Finished'), ('reopened', 'Taken up again')], max_length=10)),
                ('at', models.DateTimeField()),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='practice.enrolment')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['at', 'event'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('key', models.CharField(max_length=160, unique=True)),
                ('created_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sending', 'On its way'), ('sent', 'Taken by the mail server'), ('uncertain', 'It is not known whether it was taken'), ('failed', 'Not delivered'), ('cancelled', 'No longer needed')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=80, verbose_name='kind of the last error, never its text')),
                ('alert', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='practice.alert')),
                ('patient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='practice.patient', verbose_name='in whose record it has its cause')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='practice.practice')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['created_at', 'pk'],
                'indexes': [models.Index(fields=['state', 'not_before'], name='notice_due')],
            },
        ),
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_email', models.BooleanField(default=True)),
                ('quiet_from', models.TimeField(default=datetime.time(20, 0))),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0))),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='notice_choice', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProgrammeAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('module', models.CharField(max_length=60)),
                ('exercise', models.CharField(max_length=60)),
                ('field', models.CharField(max_length=60)),
                ('text', clew.practice.models.base.Sealed(blank=True, default=b'')),
                ('at', models.DateTimeField()),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='practice.enrolment')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['at', 'event'],
                'indexes': [models.Index(fields=['enrolment', 'module'], name='programme_answer_module')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('messages', 'Messages'), ('chat', 'Live chat')], default='messages', max_length=10)),
                ('subject', clew.practice.models.base.Sealed(blank=True, default=b'')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='of guidance, where it was a chat')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='practice.course')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'ordering': ['-opened_at'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('by_patient', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('text', clew.practice.models.base.Sealed(blank=True, default=b'')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='of guidance')),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='practice.thread')),
            ],
            options={
                'ordering': ['at', 'event'],
                'indexes': [models.Index(fields=['patient', 'by_patient', 'read_at'], name='message_unread')],
            },
        ),
        migrations.CreateModel(
            name='Visibility',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('choice', models.CharField(choices=[('now', 'Share now'), ('later', 'Share later'), ('not', 'Keep for myself')], max_length=6)),
                ('changed_at', models.DateTimeField()),
                ('administration', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='visibility', to='practice.administration')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.auditevent')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.patient')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='alert',
            name='alert_rests_on_something',
        ),
        migrations.AddField(
            model_name='practice',
            name='answers_within_days',
            field=models.PositiveSmallIntegerField(default=2, verbose_name="working days within which a patient's message is answered"),
        ),
        migrations.AddField(
            model_name='practice',
            name='asks_out_of_hours',
            field=models.BooleanField(default=True, verbose_name='questionnaires with a question about danger are offered while the practice is closed'),
        ),
        migrations.AlterField(
            model_name='alertstep',
            name='kind',
            field=models.CharField(choices=[('raised', 'Raised'), ('told', 'A notice was taken by the mail server'), ('not_told', 'A notice could not be delivered'), ('seen', 'Opened by its owner'), ('acknowledged', 'Acknowledged'), ('contact', 'An attempt to reach the patient'), ('done', 'Done'), ('escalated', 'Passed on because nobody answered in time'), ('assessed', 'Assessed'), ('override', 'Level changed by a clinician')], max_length=12),
        ),
        migrations.AddField(
            model_name='alert',
            name='answering',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='practice.answering'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('administration__isnull', False), ('item__isnull', False)), models.Q(('answering__isnull', False), ('item__isnull', False)), models.Q(('transcript__isnull', False), ('turn__isnull', False)), ('source__in', ['person', 'help']), _connector='OR'), name='alert_rests_on_something'),
        ),
        migrations.RunPython(create, drop),
    ]
