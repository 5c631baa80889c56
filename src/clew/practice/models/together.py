"""Several people in one treatment, and who stands in for whom."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from clew.practice.models.people import Practice


class Joint(models.Model):
    """One treatment of several patients: a couple, a family or a group. It holds no text about anybody.

    Who takes part is said by `Course.joint`: each patient has a course, a record and measures of their own.
    """

    class Kind(models.TextChoices):
        """Who meets."""

        COUPLE = "couple", "Couple"
        FAMILY = "family", "Family"
        GROUP = "group", "Group"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="joints")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="one_joint_number")]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {"id", "practice", "kind", "number", "starts_on", "ended_on", "event"}


class JointSession(models.Model):
    """One meeting of a joint treatment. Each patient's own `Session` names it; what was noted stands there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    joint = models.ForeignKey(Joint, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=50)
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["joint", "number"], name="one_meeting_number")]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {"id", "joint", "number", "at", "minutes", "event"}


class Absence(models.Model):
    """That a clinician is away, and who stands in: a deputy opens the absent one's records on those days only."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="absences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputises")
    first_day = models.DateField()
    last_day = models.DateField()
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["first_day"]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = {"user", "deputy", "first_day", "last_day"}
        link: ClassVar[set[str]] = {"id", "practice", "event", "cancelled_at"}
