"""What the patient and the clinician write to keep or to each other: journal, messages, live chat."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from clew.practice.models.base import Record, Sealed
from clew.practice.models.course import Course


class JournalEntry(Record):
    """One version of something that the patient wrote for themselves. Nobody else reads it unless it is `shared`.

    A change is a new version that replaces the earlier one, as with `Entry`. Only `read_at` is ever filled in
    afterwards, and the text emptied when the patient takes an entry away for good.
    """

    class Kind(models.TextChoices):
        """What kind of writing."""

        JOURNAL = "journal", "Journal"
        ASSOCIATION = "association", "Whatever comes"
        DREAM = "dream", "Dream"
        DAY = "day", "Good and hard moments of a day"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField("the day it is about")
    at = models.DateTimeField("when it was written")
    seconds = models.PositiveIntegerField("how long a timed writing lasted", null=True, blank=True)
    text = Sealed()
    shared = models.BooleanField("the clinician may read it", default=False)
    first = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="versions"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replaced_by"
    )
    withdrawn = models.BooleanField("the patient took it away", default=False)
    read_at = models.DateTimeField("when a clinician first opened it", null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-on", "-at"]
        indexes = [models.Index(fields=["patient", "-on"], name="journal_patient_on")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"text"}
        person: ClassVar[set[str]] = {
            "kind",
            "on",
            "at",
            "seconds",
            "shared",
            "withdrawn",
            "read_at",
            "read_by",
        }
        link: ClassVar[set[str]] = {*Record.Privacy.link, "first", "replaces"}


class Thread(Record):
    """A conversation in writing between a patient and those who treat them; or the live chat of one slot."""

    class Kind(models.TextChoices):
        """How it goes."""

        MESSAGES = "messages", "Messages"
        CHAT = "chat", "Live chat"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="threads")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MESSAGES)
    subject = Sealed()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("of guidance, where it was a chat", null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"subject"}
        person: ClassVar[set[str]] = {"kind", "opened_by", "opened_at", "closed_at", "minutes"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course"}


class Message(Record):
    """One message. What was written is never changed; `read_at` is when the other side first opened it."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_patient = models.BooleanField()
    at = models.DateTimeField()
    text = Sealed()
    minutes = models.PositiveSmallIntegerField("of guidance", null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "event"]
        indexes = [models.Index(fields=["patient", "by_patient", "read_at"], name="message_unread")]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"text"}
        person: ClassVar[set[str]] = {"by", "by_patient", "at", "minutes", "read_at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "thread"}


class ChatSlot(Record):
    """The weekly time at which patient and clinician write to each other live, on the practice's clock."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="chat_slots")
    weekday = models.PositiveSmallIntegerField("0 is Monday")
    at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["from_on"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"weekday", "at", "minutes", "from_on", "until_on", "by"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course"}
