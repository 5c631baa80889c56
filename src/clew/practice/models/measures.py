"""Filled-in questionnaires."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clew.practice.models.base import Record
from clew.practice.models.course import Course, Session


class Administration(Record):
    """One filled-in questionnaire. Append-only: a correction is a new one that names what it replaces.

    `answers` is a list in the instrument's own order, each a whole number, null (not answered) or
    "declined". A score-only instrument keeps its total in `total`, and as its one answer that to the item on
    death or self-harm, if it has one. Scores are never stored where answers are: `therapy.measures` computes them.
    """

    class Rater(models.TextChoices):
        """Who answered. A clinician's rating and a self-report never share a curve."""

        PATIENT = "patient", "Patient"
        CLINICIAN = "clinician", "Clinician"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="administrations")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="administrations"
    )
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20, blank=True)
    rater = models.CharField(max_length=10, choices=Rater.choices, default=Rater.PATIENT)
    at = models.DateTimeField()
    answers = models.JSONField(default=list, blank=True)
    total = models.FloatField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["patient", "instrument", "at"], name="admin_patient_instrument")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"instrument", "rater", "at", "answers", "total"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course", "session", "version", "replaces"}
