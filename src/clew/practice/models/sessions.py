"""What was said and noted in a session, and what it was judged to show."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from clew.practice.models.base import Record, Sealed
from clew.practice.models.course import Course, Session
from clew.therapy.coding.codes import Scheme
from clew.therapy.moments import Place


class Transcript(Record):
    """The turns of a session. `turns` is Clew's own transcript JSON, encrypted.

    Correcting who spoke makes a new version; only one is `current`.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="transcripts")
    version = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    format = models.CharField(max_length=20)
    turn_count = models.PositiveIntegerField()
    source_digest = models.CharField("SHA-256 of the file that was read", max_length=64)
    turns = Sealed()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(current=True), name="one_current_transcript"
            ),
            models.UniqueConstraint(fields=["session", "version"], name="one_transcript_version"),
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"turns"}
        person: ClassVar[set[str]] = {"turn_count", "source_digest"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "session", "version", "current", "format"}


class Claim(Record):
    """A judgement about something said: a proposal of the coder or a person's own.

    It always stands on turns of a transcript. `status` is what the latest `Decision` says, kept here so that
    lists can be asked for; the decisions are the history and are never overwritten.
    """

    class Status(models.TextChoices):
        """What a clinician made of it. Only accepted claims count."""

        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="%(class)ss")
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    model = models.CharField("coder's name and version; empty for a person", max_length=40, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PROPOSED)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(coder=None, confidence__isnull=False) & ~Q(model="")
                | Q(coder__isnull=False, model="", confidence=None),
                name="%(class)s_by_person_or_model",
            )
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"confidence", "status", "coder"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "transcript", "model"}


class Code(Claim):
    """That one turn, or some words of it, shows something. `code` is a slug of `therapy.knowledge`."""

    SCHEMES = [(s.value, s.value) for s in Scheme] + [("moment", "moment")]

    turn = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True, blank=True)
    stop = models.PositiveIntegerField(null=True, blank=True)
    scheme = models.CharField(max_length=12, choices=SCHEMES)
    code = models.CharField(max_length=40)

    class Meta(Claim.Meta):
        abstract = False
        ordering = ["turn", "scheme", "-confidence"]
        indexes = [models.Index(fields=["patient", "scheme", "status"], name="code_patient_scheme")]

    class Privacy(Claim.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {*Claim.Privacy.person, "turn", "start", "stop", "scheme", "code"}


class Episode(Claim):
    """A relationship episode: a told or enacted interaction with one other person.

    `other_name` is the role by which that person is counted ("older sister"), never a name of theirs.
    """

    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    kind = models.CharField("kind of other", max_length=20)
    place = models.CharField(max_length=8, choices=[(p.value, p.value) for p in Place])
    completeness = models.FloatField()
    enacted = models.BooleanField(default=False)
    other_name = Sealed()
    when = Sealed()

    class Meta(Claim.Meta):
        abstract = False
        ordering = ["first"]

    class Privacy(Claim.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"other_name", "when"}
        person: ClassVar[set[str]] = {
            *Claim.Privacy.person,
            "first",
            "last",
            "kind",
            "place",
            "completeness",
            "enacted",
        }


class Component(Record):
    """A wish, response of other or response of self within an episode, on words of one turn."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="components")
    kind = models.CharField(max_length=2, choices=[("W", "W"), ("RO", "RO"), ("RS", "RS")])
    category = models.CharField(max_length=60, blank=True)
    cluster = models.CharField(max_length=60, blank=True)
    own_words = Sealed()
    valence = models.CharField(max_length=8, blank=True)
    expected = models.BooleanField("expected rather than met", default=False)
    intensity = models.PositiveSmallIntegerField(null=True, blank=True)
    turn = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True, blank=True)
    stop = models.PositiveIntegerField(null=True, blank=True)

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"own_words"}
        person: ClassVar[set[str]] = {
            "kind",
            "category",
            "cluster",
            "valence",
            "expected",
            "intensity",
            "turn",
            "start",
            "stop",
        }
        link: ClassVar[set[str]] = {*Record.Privacy.link, "episode"}


class Decision(Record):
    """What a person decided about one claim. Append-only: changing one's mind is a new decision."""

    class Verdict(models.TextChoices):
        """What was decided. `reopened` is undo: the claim is a proposal again."""

        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"
        CHANGED = "changed", "Changed"
        REOPENED = "reopened", "Reopened"

    code = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replacement = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["event"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code=None, episode__isnull=False) | Q(code__isnull=False, episode=None),
                name="decision_on_one_claim",
            )
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"verdict", "by", "at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "code", "episode", "replacement"}


class Note(Record):
    """A note on a session. `process` notes are the author's own: nobody else reads them, no export has them.

    A draft may be overwritten while it is typed. A signed note is never changed; a correction is a new
    note that names the one it corrects.
    """

    class Kind(models.TextChoices):
        """The record, or the clinician's private note."""

        PROGRESS = "progress", "Progress note"
        PROCESS = "process", "Process note"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="notes")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = Sealed()
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    reason = Sealed()

    class Meta:
        ordering = ["saved_at"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"text", "reason"}
        person: ClassVar[set[str]] = {"kind", "author", "saved_at", "signed_at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "course", "session", "corrects"}
