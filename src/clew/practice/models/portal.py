"""The patient's own side: how they come in, what they agree to, what is asked of them, and what they answer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from clew.practice.models.base import Record
from clew.practice.models.course import Course, Session
from clew.practice.models.measures import Administration


class Invitation(Record):
    """A link and a code with which a patient makes a sign-in of their own. Only hashes of both are kept.

    The two go separate ways to the patient, so that a link that is found opens nothing.
    """

    token_hash = models.CharField("SHA-256 of what the link carries", max_length=64, unique=True)
    code_hash = models.CharField("HMAC-SHA-256 of the code under what the link carries", max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField("wrong codes so far", default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"made_by", "made_at", "expires_at", "tries", "used_at", "revoked_at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "token_hash", "code_hash"}


class Consent(Record):
    """That the patient agreed to one purpose, or withdrew it. Append-only: the latest row of a purpose holds."""

    purpose = models.CharField("see `practice.consents`", max_length=40)
    given = models.BooleanField()
    version = models.CharField("of the words that were read", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "event"]
        indexes = [models.Index(fields=["patient", "purpose", "-at"], name="consent_latest")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"given", "by", "at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "purpose", "version"}


class Ask(Record):
    """That a questionnaire is asked of the patient: once, or again every so many days."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="asks")
    instrument = models.CharField(max_length=40)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="asks")
    from_on = models.DateField("from when it is asked")
    due_on = models.DateField("by when, if that matters", null=True, blank=True)
    every_days = models.PositiveSmallIntegerField("asked again after so many days", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["from_on", "event"]
        indexes = [models.Index(fields=["patient", "from_on"], name="ask_patient_from")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"instrument", "from_on", "due_on", "every_days", "by", "withdrawn_at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course", "session"}


class Answering(Record):
    """One filling-in of a questionnaire by the patient, from the first answer to the last, over days if need be.

    Each answer is kept the moment it is given (`GivenAnswer`); `administration` is what it became when finished.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="answerings")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, null=True, blank=True, related_name="answerings")
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    after = models.ForeignKey(
        "self",
        verbose_name="the filling-in whose answer led to this second stage",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="second_stages",
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField("the patient did not want to go on", null=True, blank=True)
    administration = models.OneToOneField(
        Administration, on_delete=models.PROTECT, null=True, blank=True, related_name="answering"
    )

    class Meta:
        ordering = ["began_at"]
        indexes = [models.Index(fields=["patient", "finished_at"], name="answering_patient")]
        constraints = [
            models.CheckConstraint(
                condition=Q(administration=None) | Q(finished_at__isnull=False),
                name="answering_finished_has_date",
            )
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"instrument", "began_at", "finished_at", "stopped_at"}
        link: ClassVar[set[str]] = {
            *Record.Privacy.link,
            "course",
            "ask",
            "version",
            "after",
            "administration",
        }


class GivenAnswer(Record):
    """One answer at the moment it was given. Append-only: who changes an answer adds another, and the last counts."""

    answering = models.ForeignKey(Answering, on_delete=models.PROTECT, related_name="given")
    item = models.PositiveSmallIntegerField("position in the instrument, from 0")
    value = models.SmallIntegerField(null=True, blank=True)
    declined = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "event"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, declined=False) | Q(value=None),
                name="given_answer_or_declined",
            )
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"item", "value", "declined", "at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "answering"}


class Visibility(Record):
    """Whether the clinician sees one filled-in check-in: the patient chose. Without a row it is seen.

    The history of the choice is in the audit log. Never for a questionnaire with an item on danger.
    """

    class Choice(models.TextChoices):
        """When it is shared."""

        NOW = "now", "Share now"
        LATER = "later", "Share later"
        NOT = "not", "Keep for myself"

    administration = models.OneToOneField(Administration, on_delete=models.PROTECT, related_name="visibility")
    choice = models.CharField(max_length=6, choices=Choice.choices)
    changed_at = models.DateTimeField()

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"choice", "changed_at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "administration"}
