"""The keys under which text is kept. No key stands here in the clear."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class MasterKey(models.Model):
    """A master key: how to derive it again and how to know that it is the right one.

    `salt` and the Argon2id costs serve a passphrase and are empty for a key from the environment.
    `proof` is a known text encrypted under the key. One key is `current`; older ones wait for rotation to end.
    """

    created_at = models.DateTimeField()
    salt = models.BinaryField(default=b"", blank=True)
    memory_kib = models.PositiveIntegerField(default=0)
    iterations = models.PositiveIntegerField(default=0)
    proof = models.BinaryField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["current"], condition=models.Q(current=True), name="one_current_master_key"
            )
        ]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {
            "id",
            "created_at",
            "salt",
            "memory_kib",
            "iterations",
            "proof",
            "current",
        }


class PatientKey(models.Model):
    """The data key of one patient, wrapped by a master key. When `wrapped` is empty the key is destroyed."""

    patient = models.OneToOneField(
        "practice.Patient", on_delete=models.PROTECT, related_name="key", primary_key=True
    )
    master = models.ForeignKey(MasterKey, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField(default=b"", blank=True)
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {"patient", "master", "wrapped", "event"}
