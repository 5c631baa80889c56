"""The audit log: every read of a record and every write, chained by hash."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils import timezone

from clew.practice.errors import AlreadyDone
from clew.practice.models import AuditEvent, AuditHead

LONGEST_KEY = 64


def digest(previous: str, event: AuditEvent) -> str:
    """Return SHA-256, in hexadecimal, over the previous digest and every field of the event."""
    fields = [
        previous,
        event.seq,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor,
        event.role,
        str(event.practice or ""),
        str(event.patient or ""),
        event.action,
        event.kind,
        event.object,
        event.detail,
        event.key,
    ]
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def append(
    *,
    action: str,
    actor: int | None,
    role: str = "",
    practice: uuid.UUID | None = None,
    patient: uuid.UUID | None = None,
    kind: str = "",
    object: str = "",  # noqa: A002
    detail: dict[str, Any] | None = None,
    key: str | None = None,
) -> AuditEvent:
    """Add one event to the end of the chain. Call it inside the transaction of what it tells.

    `detail` holds counts, codes and ids, never text. `key` is the request's idempotency key; one that is longer than
    a column of it, as somebody may send, is kept as its digest.

    Raises:
        AlreadyDone: an event with this key is there already.
    """
    if key is not None and len(key) > LONGEST_KEY:
        key = hashlib.sha256(key.encode()).hexdigest()
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    if key is not None:
        before = AuditEvent.objects.filter(key=key).first()
        if before is not None:
            raise AlreadyDone(before)
    event = AuditEvent(
        seq=head.seq + 1,
        at=timezone.now(),
        actor=actor,
        role=role,
        practice=practice,
        patient=patient,
        action=action,
        kind=kind,
        object=object,
        detail=detail or {},
        key=key,
    )
    event.digest = digest(head.digest, event)
    event.save(force_insert=True)
    head.seq, head.digest = event.seq, event.digest
    head.save(update_fields=["seq", "digest"])
    return event


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the chain found: how many events, and for each fault the number and what is wrong."""

    events: int
    faults: tuple[tuple[int, str], ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify() -> Verdict:
    """Walk the whole chain, in bounded memory."""
    return Verdict(*_walk(AuditEvent.objects.order_by("seq").iterator(chunk_size=2000)))


def _walk(events: Iterator[AuditEvent]) -> tuple[int, tuple[tuple[int, str], ...]]:
    faults: list[tuple[int, str]] = []
    previous, expected, count = "", 1, 0
    for event in events:
        if event.seq != expected:
            faults.append((expected, f"events {expected} to {event.seq - 1} are missing"))
        elif digest(previous, event) != event.digest:
            faults.append((event.seq, "was changed after it was written"))
        previous, expected, count = event.digest, event.seq + 1, count + 1
    head = AuditHead.objects.filter(pk=1).first()
    if (head.seq if head else 0) != expected - 1 or (head and head.digest != previous):
        faults.append((expected, "the end of the chain is not where the log says it is"))
    return count, tuple(faults)
