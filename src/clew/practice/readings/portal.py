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
from clew.practice.second_coder import sends_away

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
    """Gather it in four queries."""
    now = timezone.now()
    invitations = chart.rows(Invitation, to=May.INVITE).filter(used_at=None, revoked_at=None)
    standing = [one for one in invitations.select_related("made_by", "patient") if is_open(one, now)]
    events = list(access.who_looked(chart).filter(action__in=_HAPPENED))
    people = User.objects.in_bulk({chart.patient.account_id, *(event.actor for event in events)} - {None})
    account = people.get(chart.patient.account_id) if chart.patient.account_id else None
    history = consents.history(chart)
    return Portal(
        account=account,
        since=_since(events) if account else None,
        invitation=standing[0] if standing else None,
        steps=[
            Happened(event.at, str(people.get(event.actor or 0, "")), _HAPPENED[event.action])
            for event in events
        ],
        choices=choices(history),
        history=titled(history),
    )


def choices(history: Sequence[Consent]) -> list[Choice]:
    """Return every purpose with where it stands, in the order in which they are shown."""
    latest = {row.purpose: row for row in reversed(history)}
    offered = [p for p in PURPOSES if p is not Purpose.SECOND_CODER or p.value in latest or sends_away()]
    return [Choice(PURPOSES[purpose], latest.get(purpose.value)) for purpose in offered]


def titled(history: Sequence[Consent]) -> list[tuple[str, Consent]]:
    """Return every choice with the title of its purpose."""
    return [(PURPOSES[Purpose(row.purpose)].title, row) for row in history]


def _since(events: Sequence[AuditEvent]) -> datetime | None:
    return next((event.at for event in events if event.action == "patient.account"), None)
