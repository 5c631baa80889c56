"""What became of notices: how somebody is told, and which alerts nobody could be told of."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clew.practice import consents
from clew.practice.models import Alert, Notice, NoticeChoice, Patient, Practice, User
from clew.practice.notices import ERRORS, LATE

State = Notice.State


def choice_of(user: User) -> NoticeChoice:
    """Return how somebody wants to be told; the defaults where they never chose."""
    return NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)


def reminds(user: User) -> bool | None:
    """Whether a patient agrees to reminders; None for who is no patient."""
    patient = Patient.objects.filter(account=user).first()
    return None if patient is None else consents.holds(patient, consents.Purpose.REMINDERS)


def untold(now: datetime | None = None) -> Q:
    """Which alerts nobody could be told of by e-mail, as a filter of alerts.

    An open one whose owner's notice failed, is uncertain, or still waits after `LATE`, and none of whose notices to the
    owner arrived. An installation without a mail server says so once, on the page of alerts, and not on each.
    The daily report counts the same ones as not delivered.
    """
    to_owner = Notice.objects.filter(alert=OuterRef("pk"), to=OuterRef("owner"))
    late = Q(state__in=[State.WAITING, State.SENDING], created_at__lt=(now or timezone.now()) - LATE)
    trouble = to_owner.filter(Q(state__in=[State.FAILED, State.UNCERTAIN]) | late).exclude(error="no_server")
    return Q(Exists(trouble), ~Exists(to_owner.filter(state=State.SENT)), state=Alert.State.OPEN)


def untold_in(practice: Practice) -> int:
    """Return of how many open alerts of a practice nobody could be told: a number, for who looks after the practice."""
    return Alert.objects.filter(untold(), patient__practice=practice, patient__erased_at=None).count()


def why_untold(alerts: Iterable[Alert]) -> dict[uuid.UUID, str]:
    """Return for each alert of which its owner could not be told why not, in words; one query."""
    waiting = [alert.pk for alert in alerts if alert.state == Alert.State.OPEN]
    found = Notice.objects.filter(alert__in=waiting).exclude(error="no_server")
    found = found.select_related("to", "alert").order_by("created_at")
    now, told = timezone.now(), set()
    why: dict[uuid.UUID, str] = {}
    for notice in found:
        if notice.alert is None or notice.to_id != notice.alert.owner_id:
            continue
        if notice.state == State.SENT:
            told.add(notice.alert.pk)
        late = notice.state in (State.WAITING, State.SENDING) and notice.created_at < now - LATE
        if late or notice.state in (State.FAILED, State.UNCERTAIN):
            why[notice.alert.pk] = f"{notice.to}: {ERRORS[notice.error or 'late']}."
    return {pk: words for pk, words in why.items() if pk not in told}
