"""What a clinician sees of a patient's own page: whether there is one, how it came about, and what was agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clew.practice import access, consents
from clew.practice.access import Chart
from clew.practice.actions.portal import is_open
from clew.practice.consents import PURPOSES, Purpose, Words
from clew.practice.models import AuditEvent, Consent, Invitation, User
from clew.practice.roles import May

_HAPPENED = {
    "invitation.make": "An invitation was made",
    "invitation.revoke": "The invitation was ended",
    "invitation.wrong_code": "A wrong code was typed",
    "invitation.too_young": "Whoever opened the invitation is under eighteen, so it was closed",
    "invitation.accept": "The invitation was accepted",
    "patient.account": "The page was opened to an account",
    "patient.account_end": "The access was ended",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose and where it stands: the row of the latest choice, or None where nobody has chosen."""

    words: Words
    row: Consent | None

    @property
    def holds(self) -> bool:
        """Whether it may be done now."""
        return self.words.unless_said if self.row is None else self.row.given


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of how the page came about."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Portal:
    """The account or the open invitation, if there is either, how it came about, and the choices, all of them once."""

    account: User | None
    since: datetime | None
    invitation: Invitation | None
    steps: Sequence[Happened]
    choices: Sequence[Choice]
    history: Sequence[tuple[str, Consent]]


def portal(chart: Chart) -> Portal:
    """Gather it in five queries."""
    now = timezone.now()
    invitations = chart.rows(Invitation, to=May.INVITE).filter(used_at=None, revoked_at=None)
    standing = [one for one in invitations.select_related("made_by", "patient") if is_open(one, now)]
    events = list(access.who_looked(chart).filter(action__in=_HAPPENED))
    account = chart.patient.account
    return Portal(
        account=account,
        since=_since(events) if account else None,
        invitation=standing[0] if standing else None,
        steps=_steps(events),
        choices=choices(chart),
        history=history(chart),
    )


def choices(chart: Chart) -> list[Choice]:
    """Return every purpose with where it stands, in the order in which they are shown; one query."""
    chosen = consents.choices(chart.patient)
    return [Choice(words, chosen.get(purpose)) for purpose, words in PURPOSES.items()]


def history(chart: Chart) -> list[tuple[str, Consent]]:
    """Return every choice that was ever made with the title of its purpose, the latest first; one query."""
    return [(PURPOSES[Purpose(row.purpose)].title, row) for row in consents.history(chart)]


def _since(events: Sequence[AuditEvent]) -> datetime | None:
    return next((event.at for event in events if event.action == "patient.account"), None)


def _steps(events: Sequence[AuditEvent]) -> list[Happened]:
    names = access.people_in(events)
    return [Happened(event.at, names.get(event.actor, ""), _HAPPENED[event.action]) for event in events]
