"""Entering questionnaires. An answer that may mean danger raises an alert in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from clew.practice.access import Chart
from clew.practice.actions import alerts
from clew.practice.actions.base import on_record
from clew.practice.errors import NotFound, PracticeError
from clew.practice.models import Administration, Course, Session
from clew.practice.roles import May
from clew.therapy import measures, safety


def enter(
    *,
    chart: Chart,
    course: Course,
    instrument: str,
    answers: Sequence[int | str | None],
    at: datetime,
    rater: str = Administration.Rater.PATIENT,
    session: Session | None = None,
    total: float | None = None,
    replaces: Administration | None = None,
    key: str | None = None,
) -> Administration:
    """Store one filled-in questionnaire.

    Args:
        chart: the opened record.
        course: the course it belongs to.
        instrument: its key in `therapy.measures`.
        answers: one for each item in order: a whole number, None (not answered) or "declined".
        at: when it was answered.
        rater: who answered.
        session: the session it belongs to, if any.
        total: the total of a score-only instrument; then there are no answers.
        replaces: an earlier one that this corrects. The earlier one stays, an alert it raised stays too.
        key: the request's idempotency key.

    Raises:
        TherapyError: an answer or the total is outside what the instrument takes.
        PracticeError: `replaces` is another instrument's or was corrected already.
    """
    form = measures.instrument(instrument)
    if form.items:
        form.check([None if a == "declined" else a for a in answers])
    else:
        form.check_total(total)
    with on_record(
        chart,
        "measure.enter",
        to=May.ENTER_MEASURES,
        kind="measure",
        object=replaces.pk if replaces else "",
        detail={"instrument": form.key},
        key=key,
    ) as event:
        if replaces is not None:
            if replaces.patient_id != chart.patient.pk:
                raise NotFound
            if replaces.instrument != form.key:
                raise PracticeError("A correction must be of the same questionnaire.")
            if Administration.objects.filter(replaces=replaces).exists():
                raise PracticeError("This was corrected already. Correct the newer one.")
        administration = Administration.objects.create(
            patient=chart.patient,
            event=event,
            course=course,
            session=session,
            instrument=form.key,
            version=form.version,
            rater=rater,
            at=at,
            answers=list(answers) if form.items else [],
            total=None if form.items else total,
            replaces=replaces,
        )
        danger = safety.from_answers(form.key, administration.answers)
        if danger is not None:
            alerts.raise_for_answer(
                chart=chart,
                administration=administration,
                item=danger.item,
                level=danger.level.name.lower(),
                rule=danger.rule,
                event=event,
            )
    return administration
