"""What is told to people outside Clew, and the calendar they can subscribe to. No row here holds text about anybody."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models

from clew.practice.models.alerts import Alert
from clew.practice.models.people import Patient, Practice


class Notice(models.Model):
    """One notice to one person by e-mail: that something waits in Clew, never what.

    `key` makes asking twice the same as asking once. A notice is `sending` from before the mail server is spoken
    to until its answer is written down; one that a dead process left so is `uncertain`, and never sent again.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "On its way"
        SENT = "sent", "Taken by the mail server"
        UNCERTAIN = "uncertain", "It is not known whether it was taken"
        FAILED = "failed", "Not delivered"
        CANCELLED = "cancelled", "No longer needed"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="notices")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=160, unique=True)
    patient = models.ForeignKey(
        Patient,
        verbose_name="in whose record it has its cause",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField("kind of the last error, never its text", max_length=80, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="notice_due")]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = {"to", "kind", "created_at", "not_before", "tried_at", "sent_at"}
        link: ClassVar[set[str]] = {"id", "practice", "key", "patient", "alert", "state", "attempts", "error"}


class NoticeChoice(models.Model):
    """How one person wants to be told. Alerts about danger ignore the quiet hours."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choice"
    )
    by_email = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(8))
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = {"by_email", "quiet_from", "quiet_until"}
        link: ClassVar[set[str]] = {"id", "user", "event"}


class CalendarFeed(models.Model):
    """A secret address at which one person's own sessions can be read by a calendar program, without any name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    token_hash = models.CharField("SHA-256 of what the address carries", max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = {"made_at", "revoked_at"}
        link: ClassVar[set[str]] = {"id", "user", "token_hash", "event"}
