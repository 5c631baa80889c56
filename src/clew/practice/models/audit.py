"""The audit log: an append-only chain. Database triggers refuse to change or delete a row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AuditEvent(models.Model):
    """That someone did something, in one line that never holds text about a patient.

    `seq` counts from 1 without gaps. `digest` is SHA-256 over the previous digest and this row's fields.
    `patient`, `practice` and `actor` are plain ids: the log outlives what it speaks of.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField("id of the user; null for the system itself", null=True)
    role = models.CharField(max_length=20, blank=True)
    practice = models.UUIDField(null=True)
    patient = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    kind = models.CharField("kind of thing acted on", max_length=40, blank=True)
    object = models.CharField("its id", max_length=64, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    key = models.CharField("idempotency key of the request", max_length=64, null=True, unique=True)  # noqa: DJ001
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["patient", "-seq"], name="audit_patient_seq")]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = {"actor", "role", "patient", "action", "kind", "object", "detail", "at"}
        link: ClassVar[set[str]] = {"seq", "practice", "key", "digest"}


class AuditHead(models.Model):
    """The end of the chain: one row, locked while an event is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {"id", "seq", "digest"}
