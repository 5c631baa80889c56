"""What may drive the depression, and the moments each statement rests on."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from clew.practice.models.base import Record, Sealed
from clew.practice.models.course import Course
from clew.practice.models.measures import Administration
from clew.practice.models.sessions import Note, Transcript


class Hypothesis(Record):
    """A hedged statement. It is stored only together with at least one moment that speaks for it."""

    class Status(models.TextChoices):
        """How it stands."""

        HYPOTHESIS = "hypothesis", "Hypothesis"
        SUPPORTED = "supported", "Supported"
        REJECTED = "rejected", "Rejected"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="hypotheses")
    code = models.CharField("hypothesis of assessment.md 2.3, if it is one", max_length=4, blank=True)
    statement = Sealed()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.HYPOTHESIS)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"statement"}
        person: ClassVar[set[str]] = {"code", "status", "author", "at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course"}


class HypothesisMoment(Record):
    """A moment for or against a hypothesis: words of a turn, a line of a note, or an answer."""

    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.PROTECT, related_name="moments")
    against = models.BooleanField(default=False)
    transcript = models.ForeignKey(
        Transcript, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    administration = models.ForeignKey(
        Administration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveIntegerField("turn, line or item, from 0")
    start = models.PositiveIntegerField(null=True, blank=True)
    stop = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(transcript__isnull=False, note=None, administration=None)
                | Q(transcript=None, note__isnull=False, administration=None)
                | Q(transcript=None, note=None, administration__isnull=False),
                name="moment_in_one_place",
            )
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"against", "position", "start", "stop"}
        link: ClassVar[set[str]] = {
            *Record.Privacy.link,
            "hypothesis",
            "transcript",
            "note",
            "administration",
        }


class Formulation(Record):
    """A dated version of the formulation in words."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="formulations")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = Sealed()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="one_formulation_number")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"text"}
        person: ClassVar[set[str]] = {"at", "author"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course", "number"}


class ThemeChoice(Record):
    """Which of several tied categories the clinician chose for one component of the theme."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="theme_choices")
    kind = models.CharField(max_length=2, choices=[("W", "W"), ("RO", "RO"), ("RS", "RS")])
    category = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"kind", "category", "by", "at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course"}
