"""How a patient comes to a page of their own: invited, accepted, ended; and what they agree to there.

The link goes one way and the code another, so that a link that is found opens nothing. Of both only hashes are kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from clew.practice import access, deputies
from clew.practice.access import Chart
from clew.practice.actions import people, tuning
from clew.practice.actions.base import in_practice, on_record
from clew.practice.consents import VERSION, Purpose
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import AuditEvent, Consent, Invitation, Patient, User
from clew.practice.roles import May
from clew.practice.transactions import write
from clew.therapy.course.months import age_on
from clew.therapy.programmes.beginning import ADULT

TRIES = 5
"""So many wrong codes close an invitation (default, not validated)."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another when it is read out
_CODE = 8


class Closed(PracticeError):
    """The link opens nothing: never made, used, ended, too old, or closed by wrong codes. All answer alike."""

    def __init__(self) -> None:
        super().__init__("This link is not open. Ask your clinician for a new one.")


class TooYoung(PracticeError):
    """The person is under eighteen, by their own word or by the record; the invitation is closed."""

    def __init__(self) -> None:
        super().__init__("These pages are for people of eighteen and older.")


class NotAccepted(PracticeError):
    """What was typed cannot be used; `field` says which field."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation with its two secrets, which exist in readable form only here."""

    invitation: Invitation
    token: str = field(repr=False)
    code: str = field(repr=False)


def invite(*, chart: Chart, key: str | None = None) -> Invited:
    """Make the one open invitation of a patient; an earlier open one is revoked.

    It holds for `CLEW_INVITATION_DAYS` days.

    Raises:
        PracticeError: the patient has an account already, or is under eighteen by the record.
        AlreadyDone: the same `key` was used before; its link and code cannot be shown again.
    """
    if chart.by is None:
        raise NotFound
    token = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE))
    now = timezone.now()
    with on_record(chart, "invitation.make", to=May.INVITE, kind="invitation", key=key) as event:
        if people.account_of(chart.patient):
            raise PracticeError("This patient has an account already. End its access first.")
        if _under_age(chart):
            raise PracticeError(
                "By the birth date in the record this person is under eighteen. Clew's pages for patients are made "
                "for grown people only."
            )
        _open(chart.patient).update(revoked_at=now)
        invitation = Invitation.objects.create(
            patient=chart.patient,
            event=event,
            token_hash=_hash(token),
            code_hash=_seal(token, code),
            made_by=chart.by,
            made_at=now,
            expires_at=now + timedelta(days=settings.CLEW_INVITATION_DAYS),
        )
    return Invited(invitation, token, f"{code[:4]}-{code[4:]}")


def revoke(*, chart: Chart, invitation: Invitation) -> None:
    """End an open invitation: its link opens nothing any more. One that is not open stays as it is."""
    with on_record(
        chart, "invitation.revoke", to=May.INVITE, of=(invitation,), kind="invitation", object=invitation.pk
    ):
        _open(chart.patient).filter(pk=invitation.pk).update(revoked_at=timezone.now())


def find(token: str) -> Invitation:
    """Return the open invitation of a link.

    Raises:
        Closed: there is none, for whatever reason.
    """
    found = (
        Invitation.objects.filter(token_hash=_hash(token))
        .select_related("patient__practice", "patient__key__master")
        .first()
    )
    if found is None or not is_open(found, timezone.now()):
        raise Closed
    return found


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Whether an invitation can still be accepted."""
    return (
        invitation.used_at is None
        and invitation.revoked_at is None
        and invitation.tries < TRIES
        and now < invitation.expires_at
        and invitation.patient.erased_at is None
        and invitation.patient.account_id is None
    )


def accept(*, token: str, code: str, adult: bool, username: str, password: str, email: str = "") -> User:
    """Make the patient's sign-in, in one transaction. Nobody is signed in yet: link and code are the proof.

    A wrong code is counted and kept, whatever else happens. Whoever is under eighteen gets no account, and the
    invitation is closed.

    Args:
        token: what the link carries.
        code: what was told in person; capitals, spaces and dashes do not matter.
        adult: whether the person says that they are eighteen or older.
        username: the name to sign in with.
        password: checked by the rules for passwords.
        email: for reminders, if the person wants them.

    Raises:
        Closed: the link is not open.
        NotAccepted: the code is wrong, the user name is taken or cannot be used, or the password is too weak.
        TooYoung: see above.
    """
    find(token)
    with write():
        Invitation.objects.select_for_update().filter(token_hash=_hash(token)).first()
        invitation = find(token)  # once more, since another may have come first
        if not hmac.compare_digest(_seal(token, _plain(code)), invitation.code_hash):
            refused: PracticeError = _wrong(invitation)
        else:
            chart = access.open_as_system(invitation.patient, why="invitation")
            if adult and not _under_age(chart):
                return _accepted(invitation, chart, username, password, email)
            refused = _too_young(invitation)
    raise refused


def _wrong(invitation: Invitation) -> PracticeError:
    with _by_link(invitation, "invitation.wrong_code"):
        invitation.tries += 1
        invitation.save(update_fields=["tries"])
    if invitation.tries >= TRIES:
        return Closed()
    return NotAccepted("code", f"This is not the code. After {TRIES} wrong codes the link closes.")


def _too_young(invitation: Invitation) -> PracticeError:
    with _by_link(invitation, "invitation.too_young"):
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
    return TooYoung()


def _accepted(invitation: Invitation, chart: Chart, username: str, password: str, email: str) -> User:
    with _by_link(invitation, "invitation.accept"):
        name = chart.identity["name"]
        try:
            validate_password(password, User(username=username, name=name, email=email))
        except ValidationError as weak:
            raise NotAccepted("password", " ".join(weak.messages)) from None
        try:
            user = people.add_user(username=username, name=name, password=password, email=email)
        except PracticeError as problem:
            raise NotAccepted("username", str(problem)) from None
        people.give_account(chart=chart, user=user)
        invitation.used_at = timezone.now()
        invitation.save(update_fields=["used_at"])
    return user


def _by_link(invitation: Invitation, action: str) -> AbstractContextManager[AuditEvent]:
    patient = invitation.patient
    return in_practice(
        patient.practice, action, by=None, patient=patient.pk, kind="invitation", object=invitation.pk
    )


def end_access(*, chart: Chart) -> None:
    """End a patient's access to their own page. What they wrote and agreed to stays; they can be invited anew.

    Raises:
        PracticeError: there is no account.
    """
    user = people.account_of(chart.patient)
    with on_record(
        chart, "patient.account_end", to=May.INVITE, kind="user", object=str(user.pk) if user else ""
    ):
        if user is None:
            raise PracticeError("This patient has no account.")
        people.close_account(chart.patient, user)


def choose(
    *, chart: Chart, purpose: Purpose, given: bool, at: datetime | None = None, key: str | None = None
) -> Consent:
    """Write down that the patient agrees to one purpose, or does not, or not any more. It counts at once.

    Args:
        chart: the record, opened by the patient.
        purpose: to what.
        given: whether they agree.
        at: when they chose; now unless told.
        key: idempotency key of the form that was sent.

    Raises:
        NotFound: somebody else than the patient asks.
        AlreadyDone: the same `key` was used before.
    """
    action = "consent.give" if given else "consent.refuse"
    with on_record(chart, action, to=May.WRITE_OWN, kind=purpose.value, key=key) as event:
        if chart.by is None:
            raise NotFound
        if purpose is Purpose.TUNING and not given:
            tuning.forget(chart.patient)
        return Consent.objects.create(
            patient=chart.patient,
            event=event,
            purpose=purpose.value,
            given=given,
            version=VERSION,
            by=chart.by,
            at=at or timezone.now(),
        )


def _open(patient: Patient) -> QuerySet[Invitation]:
    return Invitation.objects.filter(patient=patient, used_at=None, revoked_at=None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _seal(token: str, code: str) -> str:
    """Return what is kept of a code: it can be tried only by who has the link as well."""
    return hmac.new(token.encode(), code.encode(), hashlib.sha256).hexdigest()


def _plain(code: str) -> str:
    return "".join(sign for sign in code.casefold() if sign.isalnum())


def _under_age(chart: Chart) -> bool:
    """Whether the birth date in the record says under eighteen; without one it says nothing."""
    born = chart.identity["born"]
    if not born:
        return False
    return age_on(deputies.today(chart.patient.practice), date.fromisoformat(born)) < ADULT.value
