"""Entering questionnaires. An answer that may mean danger raises an alert in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions import alerts
from clew.practice.actions.base import on_record
from clew.practice.errors import PracticeError
from clew.practice.models import Administration, AuditEvent, Course, Session
from clew.practice.roles import May
from clew.therapy import measures
from clew.therapy.measures import Instrument
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety import rules as safety
from clew.therapy.safety.rules import Answer, Finding


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
    version: str = "",
    risk_answer: int | str | None = None,
    replaces: Administration | None = None,
    now: datetime | None = None,
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
        version: what a score-only total was worked out with, where the instrument leaves it open.
        risk_answer: the answer to a score-only instrument's item on death or self-harm, as in `answers`.
        now: when it is entered, from which an alert's deadline counts; the present unless told.
        replaces: an earlier one that this corrects. The earlier one stays, an alert it raised stays too.
        key: the request's idempotency key.

    Raises:
        TherapyError: an answer or the total is outside what the instrument takes.
        PracticeError: `replaces` is another instrument's or was corrected already.
    """
    form = measures.instrument(instrument)
    kept = list(answers)
    if form.score_only:
        if total is None:
            raise PracticeError(f"Enter the total of {form.title}.")
        asked = risk_answer if isinstance(risk_answer, int) else None
        measures.score_total(form, total, version=version or None, risk_answer=asked)
        kept = [risk_answer] if form.risk else []
    else:
        measures.score(form, kept)
    with on_record(
        chart,
        "measure.enter",
        to=May.ENTER_MEASURES,
        of=(course, session, replaces),
        kind="measure",
        object=replaces.pk if replaces else "",
        detail={"instrument": form.key},
        key=key,
    ) as event:
        if replaces is not None:
            if replaces.instrument != form.key:
                raise PracticeError("A correction must be of the same questionnaire.")
            if Administration.objects.filter(replaces=replaces).exists():
                raise PracticeError("This was corrected already. Correct the newer one.")
        administration = store(
            chart,
            event,
            form=form,
            course=course,
            session=session,
            version=version,
            rater=rater,
            at=at,
            answers=kept,
            total=total,
            replaces=replaces,
        )
        finding = danger_in(form, administration)
        if finding is not None and finding.positive and finding.level is not None:
            alerts.raise_for_answer(
                chart=chart,
                administration=administration,
                item=finding.moments[0].first or 0,
                level=finding.level.value,
                rule=finding.words,
                event=event,
                now=now or timezone.now(),
            )
    return administration


def store(
    chart: Chart,
    event: AuditEvent,
    *,
    form: Instrument,
    course: Course,
    at: datetime,
    answers: Sequence[int | str | None],
    rater: str = Administration.Rater.PATIENT,
    session: Session | None = None,
    version: str = "",
    total: float | None = None,
    replaces: Administration | None = None,
) -> Administration:
    """Keep a filled-in questionnaire that was checked. Part of the actions that do so; raises no alert by itself."""
    return Administration.objects.create(
        patient=chart.patient,
        event=event,
        course=course,
        session=session,
        instrument=form.key,
        version=form.version or version,
        rater=rater,
        at=at,
        answers=list(answers),
        total=total if form.score_only else None,
        replaces=replaces,
    )


_ASQ_ANSWERS = {1: Answer.YES, 0: Answer.NO, "declined": Answer.REFUSED, None: None}


def danger_in(form: Instrument, administration: Administration) -> Finding | None:
    """Return what an instrument's own item on death or self-harm shows, or None where it has none."""
    return danger_of(form, administration.answers, at=administration.at, ref=str(administration.pk))


def danger_of(
    form: Instrument,
    answers: Sequence[int | str | None],
    *,
    at: datetime,
    ref: str,
    going_on: bool = False,
) -> Finding | None:
    """Return what the answers to an instrument's own item on death or self-harm show, or None where it has none.

    A missing answer is "not asked", never zero. `ref` is the id of what holds the answers; `going_on`: they are being
    given at this moment.
    """

    def moment(position: int) -> tuple[Moment, ...]:
        return (Moment(MomentKind.ANSWER, ref, first=position),)

    if form.key == "asq":
        said = [_ASQ_ANSWERS[answer] for answer in answers]
        loud = next((i for i, answer in enumerate(said) if answer in (Answer.YES, Answer.REFUSED)), 0)
        return safety.asq(said[:4], said[4], at=at, moments=moment(loud), going_on=going_on)
    if form.risk is None or not answers:
        return None
    place = 0 if form.score_only else form.risk.position - 1
    given = answers[place]
    answer = given if isinstance(given, int) else None
    if form.key == "phq-9":
        return safety.item9(answer, at=at, moments=moment(place))
    return safety.self_harm_item(
        answer,
        title=form.title,
        position=form.risk.position,
        at_least=form.risk.at_least,
        at=at,
        moments=moment(place),
    )
