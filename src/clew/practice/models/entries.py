"""What is written down in forms: referral, assessment, ratings, agreements, plans. One table for all of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from clew.practice.models.base import Record, Sealed
from clew.practice.models.course import Course, Session
from clew.practice.models.sessions import Transcript


class Entry(Record):
    """One version of one filled-in form of `therapy.forms`. Append-only: a change is a new version that replaces it.

    `values` is JSON as `therapy.forms.read` returns it, encrypted. Taking an entry back is a version too
    (`withdrawn`), and so is bringing it back; nothing that was written is lost.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="entries")
    form = models.CharField("slug of the form", max_length=40)
    on = models.DateField("the day it is about")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("when it was written")
    values = Sealed()
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    about = models.ForeignKey(
        "self",
        verbose_name="first version of the entry that this one answers",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="answers",
    )
    first = models.ForeignKey(
        "self",
        verbose_name="first version of this entry; empty for the first itself",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="versions",
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replaced_by"
    )
    withdrawn = models.BooleanField(default=False)
    shared = models.BooleanField("the patient may read it", default=False)
    due_on = models.DateField("when somebody should come back to it", null=True, blank=True)

    class Meta:
        ordering = ["on", "at"]
        indexes = [
            models.Index(fields=["patient", "form"], name="entry_patient_form"),
            models.Index(fields=["form", "due_on"], name="entry_form_due"),
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"values"}
        person: ClassVar[set[str]] = {"on", "author", "at", "withdrawn", "shared", "due_on"}
        link: ClassVar[set[str]] = {
            *Record.Privacy.link,
            "course",
            "form",
            "session",
            "about",
            "first",
            "replaces",
        }


class EntryMoment(Record):
    """Words of a turn that an entry rests on, or that speak against it. Append-only; each version has its own."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="moments")
    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True, blank=True)
    stop = models.PositiveIntegerField(null=True, blank=True)
    against = models.BooleanField(default=False)

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"turn", "start", "stop", "against"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "entry", "transcript"}
