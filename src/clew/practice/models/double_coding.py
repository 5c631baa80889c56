"""A session coded by two who do not see each other's codes, and what they settled on."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from clew.practice.models.base import Record, Sealed
from clew.practice.models.sessions import Transcript


class DoubleCoding(Record):
    """That one transcript is coded by two, by one scheme. It is `closed_at` when everybody has said that they are done.

    Only `closed_at` and `withdrawn_at` are filled in afterwards.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="double_codings")
    scheme = models.CharField("key of the scheme", max_length=40)
    scheme_version = models.CharField(max_length=20)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    why = Sealed()
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"why"}
        person: ClassVar[set[str]] = {"asked_by", "asked_at", "closed_at", "withdrawn_at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "transcript", "scheme", "scheme_version"}


class CoderPart(Record):
    """One coder's part: a person who codes blind, what stands in the margin, or the coder that proposes.

    The margin and the proposals are copied into `GivenCode` when the coding is closed, so that the comparison stays
    what it was. Only `done_at` is filled in, and emptied while the other is not done.
    """

    class Kind(models.TextChoices):
        """Whose codes these are."""

        PERSON = "person", "A person, blind"
        MARGIN = "margin", "The codes in the margin"
        MACHINE = "machine", "Clew's proposals"

    coding = models.ForeignKey(DoubleCoding, on_delete=models.PROTECT, related_name="parts")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["coding", "place"], name="one_coder_at_a_place"),
            models.CheckConstraint(
                condition=Q(kind="person", coder__isnull=False) | ~Q(kind="person") & Q(coder=None),
                name="coder_is_a_person_or_not",
            ),
        ]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"kind", "coder", "done_at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "coding", "place"}


class GivenCode(Record):
    """That a coder gave a code to a turn or to some words of it, or took it off again. Append-only.

    The latest row about a code on the same words says how it stands. `undoes` marks a step back.
    """

    part = models.ForeignKey(CoderPart, on_delete=models.PROTECT, related_name="given")
    turn = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True, blank=True)
    stop = models.PositiveIntegerField(null=True, blank=True)
    code = models.CharField(max_length=60)
    given = models.BooleanField("given rather than taken off", default=True)
    undoes = models.BooleanField("a step back", default=False)

    class Meta:
        ordering = ["event", "turn"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        person: ClassVar[set[str]] = {"turn", "start", "stop", "code", "given", "undoes"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "part"}


class Outcome(Record):
    """What was settled for one turn: `codes` is a list of [code, start, stop], empty where it is no code.

    Append-only: the latest for a turn holds. In a scheme of Clew's own vocabulary the codes stand in the margin too, by
    the same event.
    """

    coding = models.ForeignKey(DoubleCoding, on_delete=models.PROTECT, related_name="outcomes")
    turn = models.PositiveIntegerField()
    codes = models.JSONField(default=list)
    agreed = models.BooleanField("both had given the same", default=False)
    reason = Sealed()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["event", "turn"]

    class Privacy(Record.Privacy):
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"reason"}
        person: ClassVar[set[str]] = {"turn", "codes", "agreed", "by", "at"}
        link: ClassVar[set[str]] = {*Record.Privacy.link, "coding"}
