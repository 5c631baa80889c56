"""Asking a second coder about a session, keeping what it answers, and giving up."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from clew.practice import second_coder
from clew.practice.access import Chart
from clew.practice.actions import alerts
from clew.practice.actions.base import check_own, on_record
from clew.practice.actions.sessions import read_turns, store_proposals
from clew.practice.errors import PracticeError
from clew.practice.models import Alert, Code, Job, Transcript
from clew.practice.roles import May
from clew.practice.second_coder import ANSWERED, ASKED, STOPPED
from clew.therapy.coding.codes import Coding
from clew.therapy.safety.levels import Level

WORK = "coder.ask"
"""The kind of work that asks about the next piece."""


def ask(*, chart: Chart, transcript: Transcript, key: str | None = None) -> None:
    """Ask the second coder about a session. It is asked later, a piece at a time; after a failure, about the rest.

    Raises:
        PracticeError: there is none, the patient has not agreed, or it was asked already.
    """
    chart.require(May.CODE)
    check_own(chart, transcript)
    coder = second_coder.configured()
    if coder is None:
        raise PracticeError("No second coder is set up.")
    if not second_coder.may_read(chart.patient, coder):
        raise PracticeError("The patient has not agreed that what they say is sent to another machine.")
    pieces = coder.pieces(read_turns(chart, transcript))
    with on_record(
        chart,
        ASKED,
        to=May.CODE,
        of=(transcript,),
        kind="transcript",
        object=transcript.pk,
        detail={"model": coder.name, "pieces": pieces},
        key=key,
    ) as event:
        if not Transcript.objects.filter(pk=transcript.pk, current=True).exists():
            raise PracticeError("This transcript is not the current one. Open the session again.")
        before = second_coder.progress(chart, transcript, coder)
        if (
            before.done
            or Job.objects.filter(key__startswith=f"{WORK}:{transcript.pk}:", done_at=None).exists()
        ):
            raise PracticeError("It was asked already.")
        payload = {"transcript": str(transcript.pk), "model": coder.name, "asked": event.seq, "tries": 0}
        Job.objects.create(
            kind=WORK, key=job_key(transcript, event.seq, 0, 0), payload=payload, run_at=timezone.now()
        )


def job_key(transcript: Transcript, asked: int, answered: int, tries: int) -> str:
    """Return the key of the work that asks about the next piece, once for each attempt."""
    return f"{WORK}:{transcript.pk}:{asked}:{answered}:{tries}"


def take(
    *, chart: Chart, transcript: Transcript, piece: int, found: Coding, now: datetime | None = None
) -> int:
    """Store what a second coder proposes for one piece, and return how many codes that are.

    What stands there already, by whomever, is not stored again, so that nothing counts twice. Risk language raises an
    alert, unless one of that level was raised for this session.

    Raises:
        AlreadyDone: this piece was answered before.
    """
    told = f"{transcript.pk}:{found.model}:{piece}"
    check_own(chart, transcript)
    there = set(Code.objects.filter(transcript=transcript).values_list("turn", "scheme", "code"))
    new = tuple(p for p in found.proposals if (p.turn, p.scheme.value, p.code) not in there)
    with on_record(
        chart,
        ANSWERED,
        to=May.IMPORT,
        of=(transcript,),
        kind="transcript",
        object=transcript.pk,
        detail={
            "model": found.model,
            "piece": piece,
            "codes": len(new),
            "there": len(found.proposals) - len(new),
        },
        key=f"coder:{hashlib.sha256(told.encode()).hexdigest()[:48]}",
    ) as event:
        store_proposals(chart, transcript, replace(found, proposals=new, episodes=()), event)
        raised = Alert.objects.filter(transcript__session=transcript.session_id).values_list(
            "level", flat=True
        )
        worst = max((Level(level) for level in raised), default=Level.NONE)
        flags = [flag for flag in found.flags if flag.kind == "risk" and worst < Level(flag.level)]
        alerts.raise_for_language(
            chart=chart,
            session=transcript.session,
            transcript=transcript,
            flags=flags,
            event=event,
            now=now or timezone.now(),
        )
    return len(new)


def give_up(*, chart: Chart, transcript: Transcript, model: str, why: str) -> None:
    """Note that a second coder is not asked any more about a session, and why: a word, never an error's text."""
    with on_record(
        chart,
        STOPPED,
        to=May.IMPORT,
        of=(transcript,),
        kind="transcript",
        object=transcript.pk,
        detail={"model": model, "why": why},
    ):
        pass
