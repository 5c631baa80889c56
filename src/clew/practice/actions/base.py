"""What all actions share."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from clew.practice import audit
from clew.practice.access import Chart
from clew.practice.errors import NotFound
from clew.practice.models import AuditEvent, CareTeamMember, Practice, Record, User
from clew.practice.roles import May
from clew.practice.transactions import write


@contextmanager
def on_record(
    chart: Chart,
    action: str,
    *,
    to: May,
    of: Iterable[Record | CareTeamMember | None] = (),
    kind: str = "",
    object: uuid.UUID | str = "",  # noqa: A002
    detail: dict[str, Any] | None = None,
    key: str | None = None,
) -> Iterator[AuditEvent]:
    """Open the transaction of one write on one patient's record, and write its audit event first.

    Rows created inside carry the event that this yields. `of` are the rows that the action was handed.
    `detail` holds counts, codes and ids, never text.

    Raises:
        NotFound: the person may not do this, or one of the rows is another patient's.
        AlreadyDone: the same `key` was used before.
    """
    chart.require(to)
    for row in of:
        check_own(chart, row)
    with write():
        yield audit.append(
            action=action,
            actor=chart.by.pk if chart.by else None,
            role=chart.role,
            practice=chart.patient.practice_id,
            patient=chart.patient.pk,
            kind=kind,
            object=str(object),
            detail=detail,
            key=key,
        )


def check_own(chart: Chart, row: Record | CareTeamMember | None) -> None:
    """Raise `NotFound` unless the row, if there is one, belongs to the patient whose record is open."""
    if row is not None and row.patient_id != chart.patient.pk:
        raise NotFound


@contextmanager
def in_practice(
    practice: Practice | None,
    action: str,
    *,
    by: User | None,
    patient: uuid.UUID | None = None,
    kind: str = "",
    object: uuid.UUID | str | int = "",  # noqa: A002
    detail: dict[str, Any] | None = None,
    key: str | None = None,
) -> Iterator[AuditEvent]:
    """The same for a write without an opened record. The caller has asked `access.practice_for`.

    `patient` makes the event part of that patient's log too.
    """
    with write():
        yield audit.append(
            action=action,
            actor=by.pk if by else None,
            role="" if by else "system",
            practice=practice.pk if practice else None,
            patient=patient,
            kind=kind,
            object=str(object),
            detail=detail,
            key=key,
        )
