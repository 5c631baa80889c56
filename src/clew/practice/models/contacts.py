"""Whom to call in a crisis, as a person of the practice has checked it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from clew.practice.models.people import Practice, User
from clew.therapy.safety.contacts import CONTACTS, CountryContacts, Line


class VerifiedContacts(models.Model):
    """That somebody checked the crisis numbers of a country on a day. Never changed: the latest row counts.

    `emergency` is a list of numbers, `lines` a list of the fields of `Line` but its tag, which is about where Clew
    starts from. What `CountryContacts` refuses is not saved.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    emergency = models.JSONField()
    lines = models.JSONField()
    source_url = models.CharField(max_length=500)
    verified_on = models.DateField()
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["practice", "country", "-id"], name="contacts_latest")]

    class Privacy:
        """See `Record.Privacy`."""

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {
            "id",
            "practice",
            "country",
            "emergency",
            "lines",
            "source_url",
            "verified_on",
            "verified_by",
            "event",
        }

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save only what can be read back.

        Raises:
            TherapyError: a number, an address or the country cannot be right.
        """
        self.read()
        super().save(*args, **kwargs)

    def read(self) -> CountryContacts:
        """Return the contacts with the day and the name of the check.

        Raises:
            TherapyError: a number, an address or the country cannot be right.
        """
        known = CONTACTS.get(self.country)
        return CountryContacts(
            country=self.country,
            name=known.name if known else self.country,
            emergency=tuple(self.emergency),
            lines=tuple(Line(**{**line, "languages": tuple(line["languages"])}) for line in self.lines),
            source_url=self.source_url,
            verified_on=self.verified_on,
            verified_by=str(self.verified_by),
        )
