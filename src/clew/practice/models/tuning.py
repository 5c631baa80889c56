"""What the coder learned from the sessions of one practice, and from whose."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from clew.practice.models.base import Record
from clew.practice.models.people import Practice


class CoderTuning(models.Model):
    """One tuning of the coder: numbers for each code that was learned, and the figures before and after.

    ``codes`` and ``figures`` hold names of codes and numbers, never a word of anybody. Afterwards only `in_use` changes,
    and when somebody whose sessions it learned from withdraws or is erased, both are emptied for good.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="coder_tunings")
    number = models.PositiveIntegerField()
    made_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    coder = models.CharField("version of the coder it was made for", max_length=64)
    turns = models.PositiveIntegerField()
    sessions = models.PositiveIntegerField()
    patients = models.PositiveIntegerField()
    codes = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    in_use = models.BooleanField(default=False)
    emptied_at = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="one_tuning_of_a_number"),
            models.UniqueConstraint(fields=["practice"], condition=Q(in_use=True), name="one_tuning_in_use"),
        ]

    class Privacy:
        """See `Record.Privacy`. No column is about one person: what is counted is of several."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {
            "id",
            "practice",
            "number",
            "made_on",
            "by",
            "coder",
            "turns",
            "sessions",
            "patients",
            "codes",
            "figures",
            "in_use",
            "emptied_at",
            "event",
        }


class TunedFrom(Record):
    """That a tuning learned from so many sessions of the patient, so that it can be emptied when they withdraw."""

    tuning = models.ForeignKey(CoderTuning, on_delete=models.PROTECT, related_name="sources")
    sessions = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tuning", "patient"], name="one_source_a_patient")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"sessions"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "tuning"}
