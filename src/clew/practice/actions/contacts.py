"""Verifying the crisis contacts that a practice shows."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.utils import timezone

from clew.practice.access import memberships_of
from clew.practice.actions.base import in_practice
from clew.practice.contacts import day_at
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Practice, User, VerifiedContacts
from clew.practice.roles import ROLES, May, RoleName
from clew.therapy.safety.contacts import CountryContacts


def verify_contacts(
    *,
    practice: Practice,
    by: User,
    contacts: CountryContacts,
    source_url: str,
    on: date,
    key: str | None = None,
) -> VerifiedContacts:
    """Put on record that a person checked the contacts of the practice's country against `source_url`.

    From then on they are shown instead of what was verified before. Who looks after the practice's people may.

    Raises:
        NotFound: the person may not do this in this practice.
        PracticeError: the contacts are of another country, or the day is still to come.
        TherapyError: the address of the page is none.
        AlreadyDone: the same `key` was used before.
    """
    held = memberships_of(by).filter(practice=practice).values_list("role", flat=True)
    if not any(May.MANAGE_PEOPLE in ROLES[RoleName(role)].in_practice for role in held):
        raise NotFound
    if contacts.country != practice.country:
        raise PracticeError(
            f"These numbers are for {contacts.country}, and the practice is in {practice.country}. "
            "Check the numbers of the practice's own country."
        )
    if on > day_at(practice, timezone.now()):
        raise PracticeError("Numbers cannot be checked on a day that is still to come.")
    checked = contacts.verified(on=on, by=str(by), source_url=source_url)
    lines = [{name: value for name, value in asdict(line).items() if name != "tag"} for line in checked.lines]
    with in_practice(
        practice,
        "contacts.verify",
        by=by,
        kind="practice",
        object=practice.pk,
        detail={"country": checked.country, "lines": len(lines)},
        key=key,
    ) as event:
        return VerifiedContacts.objects.create(
            practice=practice,
            country=checked.country,
            emergency=list(checked.emergency),
            lines=lines,
            source_url=source_url,
            verified_on=on,
            verified_by=by,
            event=event,
        )
