"""Alerts: signs of danger, each with an owner and a deadline."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from clew.practice.models.base import Record, Sealed
from clew.practice.models.course import Course
from clew.practice.models.measures import Administration
from clew.practice.models.portal import Answering
from clew.practice.models.sessions import Transcript


class Alert(Record):
    """A sign of danger that a named person must look at by `due_at`.

    It rests on an answer (of a filling-in that may not be finished), on a turn, or on what a person pressed or reported (`source`). `level` never
    falls by itself: only a step of kind `override`, by a person with a reason, lowers it.
    """

    class Level(models.TextChoices):
        """See safety.md 9.2."""

        LOW = "low", "Low"
        MODERATE = "moderate", "Moderate"
        HIGH = "high", "High"

    class State(models.TextChoices):
        """Where the alert stands."""

        OPEN = "open", "Nobody has answered yet"
        ACKNOWLEDGED = "acknowledged", "Somebody is looking"
        CLOSED = "closed", "Assessed and closed"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="alerts")
    level = models.CharField(max_length=10, choices=Level.choices)
    state = models.CharField(max_length=14, choices=State.choices, default=State.OPEN)
    source = models.CharField(max_length=12)
    rule = models.CharField(max_length=120)
    administration = models.ForeignKey(
        Administration, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    answering = models.ForeignKey(
        Answering, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    item = models.PositiveSmallIntegerField(null=True, blank=True)
    transcript = models.ForeignKey(
        Transcript, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    turn = models.PositiveIntegerField(null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="alerts")
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    follow_up_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at"]
        indexes = [models.Index(fields=["owner", "state"], name="alert_owner_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(administration__isnull=False, item__isnull=False)
                | Q(answering__isnull=False, item__isnull=False)
                | Q(transcript__isnull=False, turn__isnull=False)
                | Q(source__in=["person", "help"]),
                name="alert_rests_on_something",
            )
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {
            "level",
            "state",
            "source",
            "rule",
            "item",
            "turn",
            "owner",
            "raised_at",
            "due_at",
            "follow_up_on",
        }
        link: ClassVar[set[str]] = {
            *Record.Privacy.link,
            "course",
            "administration",
            "answering",
            "transcript",
        }


class AlertStep(Record):
    """What was done about an alert, step by step. Append-only."""

    class Kind(models.TextChoices):
        """What the step was."""

        RAISED = "raised", "Raised"
        TOLD = "told", "A notice was taken by the mail server"
        NOT_TOLD = "not_told", "A notice could not be delivered"
        SEEN = "seen", "Opened by its owner"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        CONTACT = "contact", "An attempt to reach the patient"
        DONE = "done", "Done"
        ESCALATED = "escalated", "Passed on because nobody answered in time"
        ASSESSED = "assessed", "Assessed"
        OVERRIDDEN = "override", "Level changed by a clinician"

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    level = models.CharField(max_length=10, choices=Alert.Level.choices)
    text = Sealed()
    disposition = Sealed()

    class Meta:
        ordering = ["event"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"text", "disposition"}
        person: ClassVar[set[str]] = {"kind", "by", "at", "level"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "alert"}
