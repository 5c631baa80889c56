"""A patient's way through an internet programme, and the clinician's guidance on it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from clew.practice.models.base import Record, Sealed
from clew.practice.models.course import Course


class Enrolment(Record):
    """That a patient takes part in a programme, as part of a course of treatment."""

    class End(models.TextChoices):
        """How it ended."""

        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped by the clinician"
        LEFT = "left", "The patient did not want to go on"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    programme = models.CharField("slug of the programme", max_length=60)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    starts_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    class Meta:
        ordering = ["-starts_on", "-event"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "programme"], condition=Q(ended_at=None), name="one_current_enrolment"
            )
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"starts_on", "by", "ended_at", "end"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course", "programme", "version", "language"}


class Arrangement(Record):
    """How the clinician arranged the modules for one patient. Append-only; the latest holds.

    `modules` is a list in the patient's order, each `{"slug": ..., "hidden": bool, "unlocked": bool}`.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="arrangements")
    modules = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "event"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"modules", "by", "at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "enrolment"}


class ModuleStep(Record):
    """That the patient opened or finished a module. Append-only."""

    class Kind(models.TextChoices):
        """What they did."""

        OPENED = "opened", "Opened"
        FINISHED = "finished", "Finished"
        REOPENED = "reopened", "Taken up again"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="steps")
    module = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "event"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"module", "kind", "at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "enrolment"}


class ProgrammeAnswer(Record):
    """What the patient wrote in one field of one exercise. Append-only: the latest of a field counts."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="answers")
    module = models.CharField(max_length=60)
    exercise = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    text = Sealed()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "event"]
        indexes = [models.Index(fields=["enrolment", "module"], name="programme_answer_module")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"text"}
        person: ClassVar[set[str]] = {"at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "enrolment", "module", "exercise", "field"}


class Feedback(Record):
    """What the clinician wrote to the patient about a module, and how long it took."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="feedback")
    module = models.CharField(max_length=60)
    text = Sealed()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField("of guidance")
    read_at = models.DateTimeField("when the patient first opened it", null=True, blank=True)

    class Meta:
        ordering = ["at", "event"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"text"}
        person: ClassVar[set[str]] = {"by", "at", "minutes", "read_at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "enrolment", "module"}
