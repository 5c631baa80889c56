"""Letting the coder learn from a practice's sessions, using what it learned, going back, and forgetting.

Whoever asks is a person with the right to it in the practice, or nobody: the command of whoever runs this Clew.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone

from clew.practice import coder_tuning, consents
from clew.practice.access import memberships_of
from clew.practice.actions.base import in_practice
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import CoderTuning, Job, Patient, Practice, TunedFrom, User
from clew.practice.roles import ROLES, May, RoleName
from clew.therapy.coding.tuning import made_for, to_numbers

if TYPE_CHECKING:
    from clew.therapy.coding.learning import Learned

WORK = "tune_coder"
"""The kind of work that lets the coder learn."""


def check_may(by: User | None, practice: Practice) -> None:
    """Raise `NotFound` unless a person may tune the coder of a practice."""
    if by is None:
        return
    held = memberships_of(by).filter(practice=practice).values_list("role", flat=True)
    if not any(May.TUNE_CODER in ROLES[RoleName(role)].in_practice for role in held):
        raise NotFound


def ask(*, practice: Practice, by: User | None, key: str | None = None) -> None:
    """Ask for the coder to learn from the sessions of the practice. It is done later.

    Raises:
        NotFound: the person may not.
        PracticeError: it was asked already.
        AlreadyDone: the same `key` was used before.
    """
    check_may(by, practice)
    with in_practice(
        practice, "coder_tuning.ask", by=by, kind="practice", object=practice.pk, key=key
    ) as event:
        if Job.objects.filter(done_at=None, kind=WORK, payload__practice=str(practice.pk)).exists():
            raise PracticeError("The coder is learning already. Wait for it to be done.")
        coder_tuning.tell(practice, 0, 0)
        payload = {"practice": str(practice.pk), "asked": event.seq, "by": by.pk if by else None}
        Job.objects.create(
            kind=WORK, key=f"{WORK}:{practice.pk}:{event.seq}", payload=payload, run_at=timezone.now()
        )


def stop(*, practice: Practice, why: str, sentence: str = "") -> None:
    """Note that nothing was learned, and why: a word for the log, and Clew's own sentence for the page."""
    with in_practice(
        practice, "coder_tuning.stop", by=None, kind="practice", object=practice.pk, detail={"why": why}
    ):
        coder_tuning.keep_reason(practice, sentence or why)


def store(
    *,
    practice: Practice,
    learned: Learned,
    sources: Mapping[uuid.UUID, int],
    by: User | None,
    key: str | None = None,
) -> CoderTuning:
    """Keep what was learned. It is not used before somebody says so.

    Args:
        practice: whose sessions it was learned from.
        learned: the numbers and their figures.
        sources: how many sessions of which patients it was learned from.
        by: who asked for it.
        key: once for each time it was asked for.

    Raises:
        NotFound: the person may not.
        PracticeError: one of the patients does not agree any more.
        AlreadyDone: the same `key` was used before.
    """
    check_may(by, practice)
    report = learned.report
    with in_practice(
        practice,
        "coder_tuning.make",
        by=by,
        kind="practice",
        object=practice.pk,
        detail={"codes": len(learned.codes), "sessions": report.sessions, "patients": report.patients},
        key=key,
    ) as event:
        here = Patient.objects.filter(practice=practice, pk__in=sources, erased_at=None)
        if here.filter(pk__in=consents.agreeing(consents.Purpose.TUNING)).count() != len(sources):
            raise PracticeError("Somebody whose sessions were read does not agree any more. Tune again.")
        last = CoderTuning.objects.filter(practice=practice).aggregate(last=Max("number"))["last"] or 0
        tuning = CoderTuning.objects.create(
            practice=practice,
            number=last + 1,
            made_on=event.at.astimezone(ZoneInfo(practice.time_zone)).date(),
            by=by,
            coder=made_for(),
            turns=report.turns,
            sessions=report.sessions,
            patients=report.patients,
            codes=to_numbers(learned.codes),
            figures=report.to_numbers(),
            event=event,
        )
        coder_tuning.keep_reason(practice, "")
        TunedFrom.objects.bulk_create(
            TunedFrom(patient_id=patient, tuning=tuning, sessions=count, event=event)
            for patient, count in sources.items()
        )
    return tuning


def use(*, tuning: CoderTuning, by: User | None, key: str | None = None) -> None:
    """Let the coder propose with a tuning from now on, in place of another or of the coder as it came.

    Raises:
        NotFound: the person may not.
        TherapyError: it was made for another version of the coder, or holds nothing (any more).
        AlreadyDone: the same `key` was used before.
    """
    practice = tuning.practice
    check_may(by, practice)
    with in_practice(
        practice,
        "coder_tuning.use",
        by=by,
        kind="coder_tuning",
        object=tuning.pk,
        detail={"number": tuning.number},
        key=key,
    ):
        tuning.refresh_from_db()
        coder_tuning.read(tuning)
        CoderTuning.objects.filter(practice=practice, in_use=True).update(in_use=False)
        CoderTuning.objects.filter(pk=tuning.pk).update(in_use=True)


def go_back(*, practice: Practice, by: User | None, key: str | None = None) -> None:
    """Let the coder propose as it came, from now on. What was learned is kept and can be used again.

    Raises:
        NotFound: the person may not.
        PracticeError: no tuning is in use.
        AlreadyDone: the same `key` was used before.
    """
    check_may(by, practice)
    with in_practice(practice, "coder_tuning.back", by=by, kind="practice", object=practice.pk, key=key):
        if not CoderTuning.objects.filter(practice=practice, in_use=True).update(in_use=False):
            raise PracticeError("The coder is as it came already.")


def forget(patient: Patient) -> None:
    """Empty every tuning that learned from a patient, who withdrew or is erased. Part of those actions.

    Its numbers rest on several people and on no words, and still: what somebody withdrew from is not used any more,
    at once and without anybody having to think of it.
    """
    rows = CoderTuning.objects.filter(sources__patient=patient, emptied_at=None).select_related("practice")
    for row in rows:
        with in_practice(
            row.practice,
            "coder_tuning.forget",
            by=None,
            patient=patient.pk,
            kind="coder_tuning",
            object=row.pk,
            detail={"number": row.number, "in_use": row.in_use},
        ):
            CoderTuning.objects.filter(pk=row.pk).update(
                codes=[], figures={}, in_use=False, emptied_at=timezone.now()
            )
