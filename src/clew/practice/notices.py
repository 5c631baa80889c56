"""Telling people outside Clew that something waits for them in it, by e-mail: never what, nor about whom.

An action puts a notice inside its own transaction. A worker sends it: `sending` is written down before the mail server
is spoken to and its answer after, so that a notice whose worker died in between is known to be uncertain, and is
never sent again by itself. What cannot be delivered stays visible; of an alert, it becomes a step.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from clew.practice import consents, mail, vault
from clew.practice.actions.base import in_practice
from clew.practice.contacts import closed_because
from clew.practice.models import (
    Alert,
    AlertStep,
    AuditEvent,
    Message,
    Notice,
    NoticeChoice,
    Patient,
    Practice,
    Session,
    User,
)
from clew.practice.transactions import write

log = logging.getLogger("clew.notices")

# Defaults, not validated.
LATE = timedelta(minutes=10)
"""An alert whose notice still waits after so long counts as not told."""
TRIES = 24
"""After so many tries a notice has failed."""
FIRST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE_OF_AN_ALERT = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(minutes=10),
)
LEASE = timedelta(minutes=15)
"""A notice that is `sending` for so long has lost its worker. Longer than any conversation with a mail server."""
ROUND = 50
"""At most so many in one round, so that other waiting work has its turn."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice: its words, whether it ignores quiet hours, and whether it is a patient's reminder."""

    subject: str
    opening: str
    urgent: bool = False
    reminder: bool = False


_LOOK_NOW = Kind("Please look into Clew now", "Something in Clew needs you to look at it now.", urgent=True)
_WAITS = Kind("Something waits for you in Clew", "Something waits for you in Clew.")
# All kinds for patients have the same words, so that who sees several of them learns nothing from their difference.
_REMINDS = Kind(_WAITS.subject, _WAITS.opening, reminder=True)

KINDS: Mapping[str, Kind] = {
    "alert": _LOOK_NOW,
    "alert_passed_on": _LOOK_NOW,
    "alert_unread_report": Kind(
        "Please look into Clew today", "Something in Clew needs you to look at it today.", urgent=True
    ),
    "from_patient": _WAITS,
    "message": _REMINDS,
    "questionnaire": _REMINDS,
    "unread": _REMINDS,
    "session_reminder": _REMINDS,
    "programme": _REMINDS,
    "feedback": _REMINDS,
}
"""Every kind. To a patient, only those that remind; and those only while the patient agrees to reminders."""

_CLOSING = (
    "This message says no more than that, so that nobody else learns anything from it. In the settings you can choose "
    "whether and when such messages come. Please do not answer it: nobody reads what is sent to this address."
)

ERRORS: Mapping[str, str] = {
    "no_server": "Clew has no mail server",
    "no_address": "no e-mail address is known",
    "bad_address": "the e-mail address cannot be used",
    "not_wanted": "e-mail is switched off in the settings of this person",
    "left": "this person cannot sign in any more",
    "refused": "the mail server refused it",
    "down": "the mail server could not be reached",
    "sign_in": "the mail server did not accept Clew's own sign-in",
    "no_answer": "the mail server took the text and did not answer, so it may have arrived",
    "lost": "Clew was stopped while it was being sent, so it may have arrived",
    "late": "it has not been sent yet",
}
"""What a person reads for each error."""


def put(
    *,
    kind: str,
    to: User,
    practice: Practice,
    key: str,
    patient: Patient | None = None,
    alert: Alert | None = None,
    not_before: datetime | None = None,
) -> Notice:
    """Ask for a notice to one person; part of the transaction of the action that has cause for it.

    Asking twice with the same `key` is asking once. Whether it may be sent, and whether it is still needed, is
    looked at when it is due.

    Raises:
        ValueError: there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no notice of the kind {kind!r}")
    now = timezone.now()
    with write():
        notice, _ = Notice.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "to": to,
                "practice": practice,
                "patient": patient,
                "alert": alert,
                "created_at": now,
                "not_before": not_before or now,
            },
        )
    return notice


def words(kind: str) -> tuple[str, str]:
    """Return the subject and the text of a notice: our own words, the address of Clew, and nothing else."""
    said = KINDS[kind]
    return said.subject, "\n\n".join(
        part for part in (said.opening, settings.CLEW_URL, _CLOSING) if part
    ) + "\n"


def is_quiet(at: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> bool:
    """Whether a moment is within the quiet hours on the clock of `zone`, over midnight where the second time is earlier.

    The same time twice means that there are no quiet hours.
    """
    clock = at.astimezone(zone).time()
    if quiet_until < quiet_from:
        return clock >= quiet_from or clock < quiet_until
    return quiet_from <= clock < quiet_until


def end_of_quiet(at: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo) -> datetime:
    """Return the first moment from `at` on, to the minute, that is not within the quiet hours.

    It walks the minutes of at most a day, since clocks that are set forward or back make every shortcut wrong.
    """
    moment = at
    while is_quiet(moment, quiet_from, quiet_until, zone):
        moment = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return moment


# -- Sending ----------------------------------------------------------------------------------------------------------


def send_due(now: datetime | None = None) -> int:
    """Send what is due, alerts first; return how many were taken by the mail server.

    Where the mail server cannot be reached the round ends, so that a slow one never holds up other waiting work.
    """
    now = now or timezone.now()
    _settle_lost(now)
    taken = 0
    due = (
        Notice.objects.filter(state=Notice.State.WAITING, not_before__lte=now)
        .select_related("to__notice_choice", "practice", "alert__patient__key__master", "patient")
        .order_by(F("alert").asc(nulls_last=True), "not_before")
    )
    for notice in list(due[:ROUND]):
        try:
            answer = _send(notice, now)
        except Exception:  # one that goes wrong must never hold up an alert behind it
            log.exception("a notice could not be sent")
            continue
        if answer is None:
            continue
        taken += answer.outcome is mail.Outcome.TAKEN
        if not answer.reached:
            break
    _say_late(now)
    return taken


def _send(notice: Notice, now: datetime) -> mail.Answer | None:
    """Send one notice, if it is to be sent now and no other worker was first."""
    if not _ready(notice, now) or not _claim(notice, now):
        return None
    subject, body = words(notice.kind)
    answer = mail.hand_over(to=notice.to.email, subject=subject, body=body, key=notice.key)
    _write_down(notice, answer, now)
    return answer


def _ready(notice: Notice, now: datetime) -> bool:
    """Whether a notice is to be sent now; where not, what becomes of it instead is written down."""
    if not _wanted(notice):
        _settle(notice, Notice.State.CANCELLED, "", now)
        return False
    problem = _in_the_way(notice)
    if problem == "not_wanted" and notice.alert is None:
        _settle(notice, Notice.State.CANCELLED, problem, now)
        return False
    if problem:
        _settle(notice, Notice.State.FAILED, problem, now)
        return False
    if not KINDS[notice.kind].urgent:
        choice = _choice(notice.to)
        zone = ZoneInfo(notice.practice.time_zone)
        later = end_of_quiet(now, choice.quiet_from, choice.quiet_until, zone)
        if later > now:
            Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING).update(not_before=later)
            return False
    return True


def _wanted(notice: Notice) -> bool:
    """Whether there is still cause for a notice. The people of a demonstration have no letter box."""
    if notice.practice.demonstration:
        return False
    if notice.alert is not None and notice.alert.state != Alert.State.OPEN:
        return False
    if notice.patient is not None and notice.patient.erased_at is not None:
        return False
    if KINDS[notice.kind].reminder and (
        notice.patient is None
        or not consents.holds(notice.patient, consents.Purpose.REMINDERS)
        or closed_because(notice.patient)
    ):
        return False
    if notice.kind == "session_reminder" and notice.key.startswith("session:"):
        _, session, day = notice.key.split(":")
        start = datetime.combine(date.fromisoformat(day), time.min, ZoneInfo(notice.practice.time_zone))
        planned = Session.objects.filter(pk=session, attendance=Session.Attendance.PLANNED)
        return planned.filter(at__gte=start, at__lt=start + timedelta(days=1)).exists()
    if notice.kind in ("message", "from_patient"):
        message = message_of(notice.key)
        return message is not None and Message.objects.filter(pk=message, read_at=None).exists()
    return True


def key_of(message: Message) -> str:
    """Return the key of the notice of one message."""
    return f"message:{message.pk}"


def message_of(key: str) -> uuid.UUID | None:
    """Return which message a notice is about, from its key."""
    try:
        return uuid.UUID(key.removeprefix("message:"))
    except ValueError:
        return None


def _in_the_way(notice: Notice) -> str:
    """Return why a notice can never be sent as things are: a key of `ERRORS`, or nothing."""
    if not notice.to.is_active:
        return "left"
    if not mail.configured():
        return "no_server"
    if not notice.to.email:
        return "no_address"
    return "" if _choice(notice.to).by_email else "not_wanted"


def _choice(user: User) -> NoticeChoice:
    found: NoticeChoice | None = getattr(user, "notice_choice", None)
    return found or NoticeChoice(user=user)


def _claim(notice: Notice, now: datetime) -> bool:
    """Write down that this worker is about to send it; False where another was first."""
    with write():
        mine = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING).update(
            state=Notice.State.SENDING, attempts=F("attempts") + 1, tried_at=now
        )
    notice.attempts += mine
    return bool(mine)


def _write_down(notice: Notice, answer: mail.Answer, now: datetime) -> None:
    if answer.outcome is mail.Outcome.TAKEN:
        _settle(notice, Notice.State.SENT, "", now)
    elif answer.outcome is mail.Outcome.UNCERTAIN:
        _settle(notice, Notice.State.UNCERTAIN, answer.error, now)
    elif answer.outcome is mail.Outcome.REFUSED or notice.attempts >= TRIES:
        _settle(notice, Notice.State.FAILED, answer.error, now)
    else:
        longest = LONGEST_PAUSE if notice.alert_id is None else LONGEST_PAUSE_OF_AN_ALERT
        pause = min(FIRST_PAUSE * 2 ** (notice.attempts - 1), longest)
        with write():
            Notice.objects.filter(pk=notice.pk, state=Notice.State.SENDING).update(
                state=Notice.State.WAITING, not_before=now + pause, error=answer.error
            )


_BEFORE = {
    Notice.State.SENT: (Notice.State.SENDING, Notice.State.UNCERTAIN),
    Notice.State.UNCERTAIN: (Notice.State.SENDING,),
    Notice.State.FAILED: (Notice.State.WAITING, Notice.State.SENDING),
    Notice.State.CANCELLED: (Notice.State.WAITING,),
}
"""From which states each end is reached: an answer that comes after all mends what was uncertain."""


def _settle(notice: Notice, state: Notice.State, error: str, now: datetime) -> None:
    """Write down how a notice ended, and of an alert that its owner was told or not; one transaction."""
    with write():
        mine = Notice.objects.filter(pk=notice.pk, state__in=_BEFORE[state]).update(
            state=state, error=error, sent_at=now if state is Notice.State.SENT else None
        )
        if mine and notice.alert is not None and state is not Notice.State.CANCELLED:
            told = state is Notice.State.SENT
            _step(notice, AlertStep.Kind.TOLD if told else AlertStep.Kind.NOT_TOLD, error, now)


def _settle_lost(now: datetime) -> None:
    """What was being sent when its worker died may have arrived, or not: nobody can know, so it is said."""
    lost = Notice.objects.filter(state=Notice.State.SENDING, tried_at__lt=now - LEASE)
    for notice in lost.select_related("to", "practice", "alert__patient__key__master"):
        _settle(notice, Notice.State.UNCERTAIN, "lost", now)


def _say_late(now: datetime) -> None:
    """Say of an alert, once, that its notice still waits after `LATE`."""
    late = Notice.objects.filter(
        state=Notice.State.WAITING,
        alert__state=Alert.State.OPEN,
        created_at__lt=now - LATE,
        practice__demonstration=False,
    )
    waiting = {
        f"notice:{notice.pk}:late": notice
        for notice in late.select_related("to", "alert__patient__key__master")
    }
    said = set(AuditEvent.objects.filter(key__in=waiting).values_list("key", flat=True))
    for key, notice in waiting.items():
        if key not in said:
            with write():
                _step(notice, AlertStep.Kind.NOT_TOLD, notice.error or "late", now, key=key)


def _step(notice: Notice, kind: AlertStep.Kind, error: str, now: datetime, key: str | None = None) -> None:
    """Add to the alert that its owner was told, or why not. The event names the notice."""
    alert = notice.alert
    if alert is None or alert.patient.erased_at is not None:
        return
    with in_practice(
        notice.practice,
        f"alert.{kind.value}",
        by=None,
        patient=alert.patient_id,
        kind="notice",
        object=notice.pk,
        detail={"alert": str(alert.pk), "error": error},
        key=key,
    ) as event:
        step = AlertStep(
            patient=alert.patient, event=event, alert=alert, kind=kind, at=now, level=alert.level
        )
        text = f"{notice.to}: {ERRORS[error]}." if error else f"To {notice.to}."
        step.seal(vault.cipher_for(alert.patient), text=text)
        step.save(force_insert=True)
