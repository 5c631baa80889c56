"""How somebody wants to be told, and the calendar that they subscribe to."""

from __future__ import annotations

import hashlib
import secrets
from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from clew.practice import access
from clew.practice.actions.base import in_practice
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import CalendarFeed, NoticeChoice, Practice, User


def choose(
    *, by: User, email: str, by_email: bool, quiet_from: time, quiet_until: time, key: str | None = None
) -> NoticeChoice:
    """Choose where to be told, whether, and in which hours not.

    Raises:
        PracticeError: the address is none, or there is none and messages are wanted.
        NotFound: the person holds no role in any practice.
        AlreadyDone: the same `key` was used before.
    """
    address = email.strip()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise PracticeError("This is no e-mail address. Write it as name@example.org.") from None
    if by_email and not address:
        raise PracticeError("Give an address, or choose to get no e-mail.")
    with in_practice(
        _practice_of(by),
        "notices.choose",
        by=by,
        kind="user",
        object=by.pk,
        detail={"by_email": by_email},
        key=key,
    ) as event:
        by.email = address
        by.save(update_fields=["email"])
        choice, _ = NoticeChoice.objects.update_or_create(
            user=by,
            defaults={
                "by_email": by_email,
                "quiet_from": quiet_from,
                "quiet_until": quiet_until,
                "event": event,
            },
        )
    return choice


def make_feed(*, by: User, key: str | None = None) -> str:
    """Make a secret address for one's calendar and return what it carries: shown once, kept only as a hash.

    Earlier ones end: there is one at a time.

    Raises:
        NotFound: the person holds no role in any practice.
        AlreadyDone: the same `key` was used before.
    """
    token = secrets.token_urlsafe(32)
    with in_practice(_practice_of(by), "calendar.feed", by=by, kind="user", object=by.pk, key=key) as event:
        now = timezone.now()
        CalendarFeed.objects.filter(user=by, revoked_at=None).update(revoked_at=now)
        CalendarFeed.objects.create(user=by, token_hash=hashed(token), made_at=now, event=event)
    return token


def revoke_feed(*, by: User, key: str | None = None) -> None:
    """End the address of one's calendar: it answers as if it had never been. Asking twice is the same as once.

    Raises:
        AlreadyDone: the same `key` was used before.
    """
    with in_practice(_practice_of(by), "calendar.revoke", by=by, kind="user", object=by.pk, key=key):
        CalendarFeed.objects.filter(user=by, revoked_at=None).update(revoked_at=timezone.now())


def hashed(token: str) -> str:
    """Return the hash under which an address is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def _practice_of(by: User) -> Practice:
    membership = access.held_by(by).order_by("pk").first()
    if membership is None:
        raise NotFound
    return membership.practice
