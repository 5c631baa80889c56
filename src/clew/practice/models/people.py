"""Practices, people who sign in, patients and their care teams."""

from __future__ import annotations

import uuid
from datetime import time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from clew.practice.models.base import Sealed
from clew.practice.roles import RoleName
from clew.therapy.safety.levels import WorkingHours


class User(AbstractUser):
    """Someone who signs in. What they may do comes from `Membership` and `CareTeamMember`, never from here."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("name", max_length=150)

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = {"name", "username", "email", "last_login", "date_joined"}
        link: ClassVar[set[str]] = {
            "id",
            "password",
            "is_active",
            "is_staff",
            "is_superuser",
            "groups",
            "user_permissions",
        }

    def __str__(self) -> str:
        return self.name or self.username


class Practice(models.Model):
    """A clinic or a single-handed practice. Nothing crosses from one to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    country = models.CharField("country, for crisis contacts", max_length=2, help_text="Two letters, as GB.")
    time_zone = models.CharField(max_length=64, default="UTC")
    demonstration = models.BooleanField("holds only fictional people", default=False)
    # When somebody is there to answer. Defaults, not validated: each practice sets its own.
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(17))
    working_days = models.CharField("days it is open, 0 is Monday", max_length=7, default="01234")

    answers_within_days = models.PositiveSmallIntegerField(
        "working days within which a patient's message is answered", default=2
    )
    asks_out_of_hours = models.BooleanField(
        "questionnaires with a question about danger are offered while the practice is closed", default=True
    )

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {
            "id",
            "name",
            "country",
            "answers_within_days",
            "asks_out_of_hours",
            "time_zone",
            "demonstration",
            "opens",
            "closes",
            "working_days",
        }

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> WorkingHours:
        """When somebody is there to answer."""
        days = {int(day): (self.opens, self.closes) for day in self.working_days}
        return WorkingHours(days, ZoneInfo(self.time_zone))


class Membership(models.Model):
    """That a person holds a role in a practice."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in RoleName])
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "user", "role"], condition=Q(ended_at=None), name="one_current_membership"
            )
        ]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = {"role"}
        link: ClassVar[set[str]] = {"id", "practice", "user", "event", "ended_at"}


class Patient(models.Model):
    """A person in treatment. Their name and all else that identifies them is in `identity`, encrypted.

    `number` is the record number inside the practice. `account` is the sign-in of the patient, if any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="patients")
    number = models.PositiveIntegerField()
    identity = Sealed()
    fictional = models.BooleanField(default=False)
    account = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="patient"
    )
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="one_number_a_practice")]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = {"identity"}
        person: ClassVar[set[str]] = {"account"}
        link: ClassVar[set[str]] = {"id", "practice", "number", "fictional", "event", "erased_at"}


class CareTeamMember(models.Model):
    """That a person works with a patient, as what, and until when."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="team")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="care")
    relation = models.CharField(
        max_length=20,
        choices=[(r.value, r.value) for r in (RoleName.CLINICIAN, RoleName.SUPERVISOR, RoleName.PRESCRIBER)],
    )
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "user", "relation"],
                condition=Q(ended_at=None),
                name="one_current_relation",
            )
        ]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = {"relation"}
        link: ClassVar[set[str]] = {"id", "patient", "user", "event", "ended_at"}
