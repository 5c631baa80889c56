"""Work that is done later, leased to one worker at a time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Job(models.Model):
    """One piece of work. `payload` holds ids only, never text about a person.

    A worker leases a job until `leased_until`; if it dies, the lease runs out and another takes it. `key`
    makes asking twice the same as asking once.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    run_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField("kind of the last error, never its text", max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["done_at", "run_at"], name="job_due")]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {
            "id",
            "kind",
            "key",
            "payload",
            "run_at",
            "leased_until",
            "attempts",
            "done_at",
            "error",
        }
