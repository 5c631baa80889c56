"""Work that is done later: leased, so that a worker that dies loses nothing, and keyed, so that twice is once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, F, Max, Q, When
from django.utils import timezone

from clew.practice import access, notices, reminders, second_coder
from clew.practice.actions import alerts, answering, second, sessions, tuning
from clew.practice.errors import AlreadyDone, PracticeError
from clew.practice.models import Alert, Answering, Job, Practice, Transcript, User
from clew.practice.readings import own_curve, unread
from clew.practice.readings import tuning as tuning_reading
from clew.practice.transactions import write
from clew.therapy.coding.limits import TooFew
from clew.therapy.errors import TherapyError
from clew.therapy.measures.asking import UNFINISHED_AFTER

PAUSE = 5.0  # seconds between two looks
LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)
SLOW = (second.WORK, tuning.WORK)  # work that may take as long as a lease
SECOND_CODER_TRIES = 5  # how often one piece is asked about before a second coder is given up
log = logging.getLogger("clew.jobs")


def put(kind: str, *, key: str, payload: dict[str, Any], run_at: datetime | None = None) -> bool:
    """Ask for some work. Returns False when the same key was asked for before. `payload` holds ids only."""
    if kind not in WORK:
        raise ValueError(f"there is no work of the kind {kind!r}")
    with write():
        _, new = Job.objects.get_or_create(
            key=key, defaults={"kind": kind, "payload": payload, "run_at": run_at or timezone.now()}
        )
    return new


def lease(now: datetime) -> Job | None:
    """Take the next due piece of work, so that no other worker takes it until the lease runs out."""
    with write():
        due = (
            Job.objects.select_for_update(skip_locked=_skips())
            .filter(
                Q(leased_until=None) | Q(leased_until__lt=now),
                done_at=None,
                run_at__lte=now,
            )
            .order_by(Case(When(kind__in=SLOW, then=1), default=0), "run_at")
            .first()
        )
        if due is None:
            return None
        due.leased_until = now + LEASE
        due.attempts = F("attempts") + 1
        due.save(update_fields=["leased_until", "attempts"])
    due.refresh_from_db()
    return due


def _skips() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def run_due(now: datetime | None = None) -> int:
    """Do all that is due, and return how many pieces were done.

    What takes long comes last, and one of it ends the round, so that alerts are looked at before the next. A failed
    one is tried again, later each time, at least once an hour, and never given up: an alert may hang on it.
    """
    done, slow = 0, False
    while not slow and (job := lease(now or timezone.now())):
        slow = job.kind in SLOW
        try:
            WORK[job.kind](job.payload)
        except Exception as problem:
            wait = min(timedelta(seconds=30 * 2 ** min(job.attempts, 10)), LONGEST_WAIT)
            Job.objects.filter(pk=job.pk).update(
                error=type(problem).__name__, run_at=(now or timezone.now()) + wait, leased_until=None
            )
            log.exception("waiting work failed")
            continue
        Job.objects.filter(pk=job.pk).update(done_at=timezone.now(), leased_until=None, error="")
        done += 1
    return done


def _ask(kind: str, wanted: Mapping[str, dict[str, Any]]) -> int:
    """Ask for each piece of work, by its key, that was not asked for before; return how many were new."""
    there = set(Job.objects.filter(key__in=wanted).values_list("key", flat=True))
    return sum(put(kind, key=key, payload=payload) for key, payload in wanted.items() if key not in there)


def plan_alert_checks(now: datetime | None = None) -> int:
    """Ask for every open alert that is overdue to be passed on, once for each deadline that it missed."""
    overdue = Alert.objects.filter(state=Alert.State.OPEN, due_at__lt=now or timezone.now())
    wanted = {}
    for alert in overdue:
        due = alert.due_at.isoformat()
        wanted[f"escalate:{alert.pk}:{due}"] = {"alert": str(alert.pk), "due": due}
    return _ask("alert.escalate", wanted)


def plan_own_curves(now: datetime | None = None) -> int:
    """Ask for each practice's own expected course to be worked out, once a day."""
    day = (now or timezone.now()).date().isoformat()
    every = Practice.objects.values_list("pk", flat=True)
    return _ask("own_curve", {f"own-curve:{pk}:{day}": {"practice": str(pk)} for pk in every})


def plan_broken_off(now: datetime | None = None) -> int:
    """Ask for every second stage that was left after a positive answer to be told, once."""
    at = now or timezone.now()
    left = (
        Answering.objects.filter(
            instrument=answering.SECOND_STAGE, finished_at=None, stopped_at=None, alerts__isnull=False
        )
        .annotate(last=Max("given__at"))
        .filter(last__lte=at - UNFINISHED_AFTER)
    )
    wanted = {f"broken-off:{one.pk}:{one.last.isoformat()}": {"answering": str(one.pk)} for one in left}
    return _ask("answering.broken_off", wanted)


def _once_a_day(name: str, at: datetime, hour_of: Callable[[Practice], time]) -> dict[str, str]:
    """Return the key of today's work of each practice whose own clock has come to an hour, and which practice."""
    wanted = {}
    for practice in Practice.objects.all():
        local = at.astimezone(ZoneInfo(practice.time_zone))
        if local.time() >= hour_of(practice):
            wanted[f"{name}:{practice.pk}:{local.date().isoformat()}"] = str(practice.pk)
    return wanted


def plan_reminders(now: datetime | None = None) -> int:
    """Ask for the reminders of each practice, once a day from `reminders.AT` on, on its own clock."""
    due = _once_a_day("reminders", now or timezone.now(), lambda practice: reminders.AT)
    return _ask("reminders", {key: {"practice": pk} for key, pk in due.items()})


def plan_unread_reports(now: datetime | None = None) -> int:
    """Ask for the unread report of each practice once a day, from its opening time on, on its own clock; on closed days too."""
    due = _once_a_day("unread-report", now or timezone.now(), lambda practice: practice.opens)
    return _ask("unread_report", {key: {"practice": pk, "key": key} for key, pk in due.items()})


PLANS: list[Callable[[datetime | None], int]] = [
    plan_alert_checks,
    plan_own_curves,
    plan_broken_off,
    plan_reminders,
    plan_unread_reports,
]
"""What looks, in every round, for work that is to be asked for."""


def work(now: datetime | None = None) -> int:
    """One round of a worker: ask for what is due, do it, and send what is to be sent. Returns how much was done."""
    for plan in PLANS:
        plan(now)
    return run_due(now) + notices.send_due(now)


def _own_curve(payload: dict[str, Any]) -> None:
    practice = Practice.objects.filter(pk=payload["practice"]).first()
    if practice is not None:
        own_curve.work_out(practice)


def _unread_report(payload: dict[str, Any]) -> None:
    """Tell owners and managers that alerts wait too long: that there are some, never of whom. Twice is once."""
    practice = Practice.objects.filter(pk=payload["practice"]).first()
    if practice is None:
        return
    found = unread.of_practice(practice, now=timezone.now())
    with write():
        for user in unread.told_daily(practice, found):
            notices.put(
                kind="alert_unread_report", to=user, practice=practice, key=f"{payload['key']}:{user.pk}"
            )


def _escalate(payload: dict[str, Any]) -> None:
    waiting = Alert.objects.select_related("patient__key__master", "patient__practice")
    alert = waiting.filter(pk=payload["alert"], state=Alert.State.OPEN).first()
    # Done twice is done once: if somebody answered meanwhile, if it was passed on already, or if the person was
    # erased, there is nothing to do. A second worker at the same moment is refused by the action itself.
    if alert is None or alert.due_at.isoformat() != payload["due"]:
        return
    chart = access.open_as_system(alert.patient, why="escalate")
    alerts.escalate(chart=chart, alert=alert)


def _broken_off(payload: dict[str, Any]) -> None:
    found = Answering.objects.select_related("patient__key__master", "patient__practice")
    one = found.filter(pk=payload["answering"]).first()
    if one is None:
        return
    chart = access.open_as_system(one.patient, why="broken off")
    with suppress(PracticeError):  # it went on or ended meanwhile, or was told: then there is nothing to tell
        answering.take_as_broken_off(chart=chart, answering=one)


def _reminders(payload: dict[str, Any]) -> None:
    practice = Practice.objects.filter(pk=payload["practice"]).first()
    if practice is not None and not practice.demonstration:
        reminders.put_reminders(practice, timezone.now())


def _ask_coder(payload: dict[str, Any]) -> None:
    """Ask a second coder about the next piece of a session, and ask for the one after it.

    One piece at a time, each asked for when the one before is done: an alert that falls due meanwhile is not kept
    waiting by a long session (`SLOW`).
    """
    rows = Transcript.objects.select_related("session__course", "patient__key__master", "patient__practice")
    row = rows.filter(pk=payload["transcript"], current=True, patient__erased_at=None).first()
    if row is None:
        return
    chart = access.open_as_system(row.patient, why="second coder")
    coder = second_coder.configured()
    if coder is None or coder.name != payload["model"] or not second_coder.may_read(row.patient, coder):
        second.give_up(chart=chart, transcript=row, model=payload["model"], why="not allowed any more")
        return
    state = second_coder.progress(chart, row, coder)
    if not state.waits:
        return
    tries = payload["tries"]
    try:
        found = coder.code(sessions.read_turns(chart, row), state.missing[0])
    except TherapyError:
        tries += 1
        if tries == SECOND_CODER_TRIES:
            second.give_up(chart=chart, transcript=row, model=coder.name, why="no answer")
            return
    else:
        with suppress(AlreadyDone):
            second.take(chart=chart, transcript=row, piece=state.missing[0], found=found)
        tries = 0
    answered = len(second_coder.progress(chart, row, coder).answered)
    put(
        second.WORK,
        key=second.job_key(row, payload["asked"], answered, tries),
        payload={**payload, "tries": tries},
        run_at=timezone.now() + (timedelta(seconds=30 * 2**tries) if tries else timedelta()),
    )


def _tune_coder(payload: dict[str, Any]) -> None:
    """Let the coder learn from the sessions of a practice, and keep what it learned; not used before somebody says so."""
    practice = Practice.objects.filter(pk=payload["practice"]).first()
    if practice is None:
        return
    by = User.objects.filter(pk=payload["by"]).first()
    try:
        learned, sources = tuning_reading.work_out(practice, why="tune the coder")
        tuning.store(
            practice=practice,
            learned=learned,
            sources=sources,
            by=by,
            key=f"{tuning.WORK}:{payload['asked']}",
        )
    except AlreadyDone:
        pass
    except TooFew as few:
        tuning.stop(practice=practice, why="too few", sentence=str(few))
    except PracticeError as problem:  # somebody withdrew meanwhile, or whoever asked may not any more
        tuning.stop(practice=practice, why="not agreed", sentence=str(problem))


WORK: dict[str, Callable[[dict[str, Any]], None]] = {
    "alert.escalate": _escalate,
    "own_curve": _own_curve,
    "answering.broken_off": _broken_off,
    "reminders": _reminders,
    "unread_report": _unread_report,
    second.WORK: _ask_coder,
    tuning.WORK: _tune_coder,
}
