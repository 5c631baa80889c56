"""Questionnaires that the patient fills in alone: asked, begun, answered one question at a time, finished or stopped.

Every answer is kept the moment it is given. A positive answer to a question about danger raises its alert in the same
transaction, so that neither can be there without the other, whenever Clew is killed.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from clew.practice import asking, consents
from clew.practice.access import Chart
from clew.practice.actions import alerts, measures
from clew.practice.actions.base import on_record
from clew.practice.consents import Purpose
from clew.practice.errors import AlreadyDone, NotFound, PracticeError
from clew.practice.models import (
    Administration,
    Alert,
    AlertStep,
    Answering,
    Ask,
    AuditEvent,
    Course,
    GivenAnswer,
    Session,
    User,
    Visibility,
)
from clew.practice.roles import May
from clew.therapy import measures as therapy
from clew.therapy.measures import DECLINED, Instrument
from clew.therapy.measures.asking import (
    AFTER_EACH_SESSION,
    SHORTEST,
    UNFINISHED_AFTER,
    danger_items,
    is_positive,
    may_be_asked,
    may_be_kept,
    read_answer,
)
from clew.therapy.measures.scoring import Answer
from clew.therapy.safety.levels import Level

NOT_AGREED = (
    "Questionnaires on this page are switched off, because they are not among the choices that were made for it. "
    "The choices can be changed at any time."
)
SECOND_STAGE = "asq"

READ_HELP = "answering.help_read"
"""The audit event by which it is known that the patient has read the help after a positive answer."""


# -- What the clinician asks ------------------------------------------------------------------------------------------


def ask(
    *,
    chart: Chart,
    course: Course,
    instrument: str,
    from_on: date | None = None,
    due_on: date | None = None,
    every_days: int | None = None,
    session: Session | None = None,
    now: datetime | None = None,
    key: str | None = None,
) -> Ask:
    """Ask a questionnaire of the patient.

    Args:
        chart: the opened record.
        course: the course it belongs to.
        instrument: its key; one whose words travel with Clew and that is no second stage.
        from_on: the first day; today unless told.
        due_on: by when, if that matters.
        every_days: again after so many days, or `AFTER_EACH_SESSION`; once unless told.
        session: the session it is about, if it is about one.
        now: the present unless told.
        key: idempotency key of the form that was sent.

    Raises:
        PracticeError: it cannot be asked so, it is asked already, or the patient has not agreed to questionnaires.
    """
    form = therapy.instrument(instrument)
    if not may_be_asked(form):
        raise PracticeError(
            f"{form.title} cannot be asked here: its questions are not part of Clew, or it is only the second step "
            "after an answer."
        )
    if every_days is not None and every_days != AFTER_EACH_SESSION and every_days < SHORTEST:
        raise PracticeError(
            f"Ask it every {SHORTEST} days at the most: its questions are about longer than that."
        )
    first = from_on or timezone.localdate(now, ZoneInfo(chart.patient.practice.time_zone))
    if due_on is not None and due_on < first:
        raise PracticeError("The day by which it is wanted lies before the first day.")
    with on_record(
        chart,
        "questionnaire.ask",
        to=May.WRITE_TO_PATIENT,
        of=(course, session),
        kind="ask",
        detail={"instrument": form.key, "every_days": every_days},
        key=key,
    ) as event:
        if not consents.given(chart, Purpose.QUESTIONNAIRES):
            raise PracticeError(
                "The patient has not agreed to questionnaires on their page, or took it back. Talk about it when you "
                "meet; on paper they can be filled in at any time."
            )
        same = Ask.objects.filter(
            patient=chart.patient, instrument=form.key, withdrawn_at=None, session=session, course=course
        )
        if every_days is not None and same.exclude(every_days=None).exists():
            raise PracticeError(f"{form.title} is asked again and again already. Withdraw that first.")
        return Ask.objects.create(
            patient=chart.patient,
            event=event,
            course=course,
            instrument=form.key,
            session=session,
            from_on=first,
            due_on=due_on,
            every_days=every_days,
            by=_person(chart),
        )


def withdraw_ask(*, chart: Chart, ask: Ask, now: datetime | None = None, key: str | None = None) -> Ask:
    """Ask it no longer. What was answered stays; what is half filled in stays unfinished.

    Raises:
        PracticeError: it was withdrawn already.
    """
    with on_record(
        chart,
        "questionnaire.withdraw",
        to=May.WRITE_TO_PATIENT,
        of=(ask,),
        kind="ask",
        object=ask.pk,
        key=key,
    ):
        ask.refresh_from_db()
        if ask.withdrawn_at is not None:
            raise PracticeError("It is not asked any more already.")
        ask.withdrawn_at = now or timezone.now()
        ask.save(update_fields=["withdrawn_at"])
        return ask


def restore_ask(*, chart: Chart, ask: Ask, key: str | None = None) -> Ask:
    """Take back that it was withdrawn.

    Raises:
        PracticeError: it is asked.
    """
    with on_record(
        chart, "questionnaire.restore", to=May.WRITE_TO_PATIENT, of=(ask,), kind="ask", object=ask.pk, key=key
    ):
        ask.refresh_from_db()
        if ask.withdrawn_at is None:
            raise PracticeError("It is asked already.")
        ask.withdrawn_at = None
        ask.save(update_fields=["withdrawn_at"])
        return ask


# -- What the patient does ----------------------------------------------------------------------------------------------


def begin(
    *,
    chart: Chart,
    what: Ask | Answering,
    now: datetime | None = None,
    key: str | None = None,
) -> Answering:
    """Begin to fill in what is asked, or the second stage that a positive answer in another filling-in leads to.

    Raises:
        AlreadyDone: it was begun and can go on; the event is the one by which it was begun.
        PracticeError: it is not asked now, or cannot be put at this hour.
    """
    at = now or timezone.now()
    ask, after = (what, None) if isinstance(what, Ask) else (None, what)
    form = therapy.instrument(ask.instrument if ask else SECOND_STAGE)
    with on_record(
        chart,
        "answering.begin",
        to=May.WRITE_OWN,
        of=(what,),
        kind="answering",
        detail={"instrument": form.key},
        key=key,
    ) as event:
        _agreed(chart)
        course = _asked_now(what, at) if isinstance(what, Ask) else _second_stage_of(what, at)
        if not asking.offer(chart, form, at).may:
            raise PracticeError(
                "These questions are not put at this hour, because nobody would read the answers."
            )
        return Answering.objects.create(
            patient=chart.patient,
            event=event,
            course=course,
            ask=ask,
            after=after,
            instrument=form.key,
            version=form.version or "",
            began_at=at,
        )


def _asked_now(ask: Ask, now: datetime) -> Course:
    ask.refresh_from_db()
    sessions = list(Session.objects.filter(course=ask.course))
    standing = asking.stands(ask, list(Answering.objects.filter(ask=ask)), sessions, now)
    if standing.begun is not None and ask.withdrawn_at is None:
        raise AlreadyDone(standing.begun.event)
    if not standing.waits:
        raise PracticeError("This is not asked of you any more, or not now.")
    return ask.course


def _second_stage_of(after: Answering, now: datetime) -> Course:
    """The second stage follows a positive answer, once for each time that one raised an alert."""
    stages = list(Answering.objects.filter(after=after).order_by("event"))
    if stages and asking.is_open(stages[-1]) and asking.holds(stages[-1], now):
        raise AlreadyDone(stages[-1].event)
    if after.instrument == SECOND_STAGE or Alert.objects.filter(answering=after).count() <= len(stages):
        raise PracticeError("These questions were put already, or nothing leads to them.")
    return after.course


def give(
    *,
    chart: Chart,
    answering: Answering,
    item: int,
    answer: int | str,
    now: datetime | None = None,
    key: str | None = None,
) -> GivenAnswer:
    """Keep one answer, at once; a positive one about danger raises its alert in the same transaction.

    An answer that is changed is another row, and the last one counts. An alert that was raised is never touched by it.

    Args:
        chart: the opened record.
        answering: the filling-in.
        item: the place of the question, from 0.
        answer: a whole number, "declined" or "not applicable".
        now: the present unless told.
        key: idempotency key of the form that was sent.

    Raises:
        TherapyError: the questionnaire has no such question or answer.
        PracticeError: it was finished or stopped meanwhile, was begun too long ago, or questionnaires are switched off.
            Nothing was kept; whoever shows this puts help first where the answer is positive.
    """
    form = therapy.instrument(answering.instrument)
    said = read_answer(form, item, answer)
    at = now or timezone.now()
    with on_record(
        chart,
        "answering.give",
        to=May.WRITE_OWN,
        of=(answering,),
        kind="answering",
        object=answering.pk,
        detail={"item": item},
        key=key,
    ) as event:
        _agreed(chart)
        found = _still_open(answering, form, at)
        given = GivenAnswer.objects.create(
            patient=chart.patient,
            event=event,
            answering=found,
            item=item,
            value=said if isinstance(said, int) else None,
            declined=said == DECLINED,
            at=at,
        )
        if is_positive(form, item, said):
            answers = asking.answers_in(form, asking.in_order(found))
            _tell(chart, event, found, form, answers, at, going_on=True)
    return given


def finish(
    *,
    chart: Chart,
    answering: Answering,
    visibility: str | None = None,
    now: datetime | None = None,
    key: str | None = None,
) -> Administration:
    """Make a filled-in questionnaire of what was answered. What was not reached is "not asked".

    A check-in that the patient may keep is kept until they share it, unless `visibility` says otherwise.

    Raises:
        AlreadyDone: it was finished.
        PracticeError: nothing was answered, or it cannot go on.
    """
    form = therapy.instrument(answering.instrument)
    at = now or timezone.now()
    choice = _choice(form, visibility) if visibility or may_be_kept(form) else None
    with on_record(
        chart,
        "answering.finish",
        to=May.WRITE_OWN,
        of=(answering,),
        kind="answering",
        object=answering.pk,
        detail={"visibility": choice} if choice else None,
        key=key,
    ) as event:
        _agreed(chart)
        found = Answering.objects.select_for_update().get(pk=answering.pk)
        if found.administration is not None:
            raise AlreadyDone(found.administration.event)
        _still_open(found, form, at)
        given = asking.in_order(found)
        answers = asking.answers_in(form, given)
        if not given:
            raise PracticeError(
                "Nothing is answered yet. If you would rather not, you can stop here instead."
            )
        therapy.score(form, answers)
        administration = measures.store(
            chart,
            event,
            form=form,
            course=found.course,
            at=max(one.at for one in given),
            answers=answers,
            session=_session_of(found),
        )
        found.administration, found.finished_at = administration, at
        found.save(update_fields=["administration", "finished_at"])
        if choice:
            Visibility.objects.create(
                patient=chart.patient,
                event=event,
                administration=administration,
                choice=choice,
                changed_at=at,
            )
        _tell(chart, event, found, form, answers, at, going_on=False)
    return administration


def stop(
    *, chart: Chart, answering: Answering, now: datetime | None = None, key: str | None = None
) -> Answering:
    """The patient does not want to go on. What was answered is kept and shown as unfinished.

    A second stage that is broken off after a positive answer is told as urgent.

    Raises:
        PracticeError: it was finished or stopped already.
    """
    form = therapy.instrument(answering.instrument)
    at = now or timezone.now()
    with on_record(
        chart,
        "answering.stop",
        to=May.WRITE_OWN,
        of=(answering,),
        kind="answering",
        object=answering.pk,
        key=key,
    ) as event:
        found = Answering.objects.select_for_update().get(pk=answering.pk)
        if not asking.is_open(found):
            raise PracticeError("This was finished or stopped already.")
        found.stopped_at = at
        found.save(update_fields=["stopped_at"])
        if form.key == SECOND_STAGE:
            answers = asking.answers_in(form, asking.in_order(found))
            _tell(chart, event, found, form, answers, at, going_on=False)
    return found


def read_help(
    *, chart: Chart, answering: Answering, now: datetime | None = None, key: str | None = None
) -> None:
    """Note that the patient has read the help that a positive answer put first."""
    with on_record(
        chart, READ_HELP, to=May.WRITE_OWN, of=(answering,), kind="answering", object=answering.pk, key=key
    ):
        return


def choose_visibility(
    *,
    chart: Chart,
    administration: Administration,
    choice: str,
    now: datetime | None = None,
    key: str | None = None,
) -> Visibility:
    """Choose whether the clinician sees one filled-in check-in. The patient may change it at any time.

    Raises:
        PracticeError: it is not one that can be kept, or the clinician has corrected it together with the patient.
    """
    form = therapy.instrument(administration.instrument)
    wanted = _choice(form, choice)
    at = now or timezone.now()
    with on_record(
        chart,
        "answering.share",
        to=May.WRITE_OWN,
        of=(administration,),
        kind="measure",
        object=administration.pk,
        detail={"visibility": wanted},
        key=key,
    ) as event:
        if not Answering.objects.filter(administration=administration).exists():
            raise PracticeError(
                "This was filled in on paper and entered at the practice, so it cannot be kept here."
            )
        if Administration.objects.filter(replaces=administration).exists():
            raise PracticeError("This was corrected together with you, so it cannot be kept back any more.")
        found, _ = Visibility.objects.update_or_create(
            administration=administration,
            defaults={"patient": chart.patient, "event": event, "choice": wanted, "changed_at": at},
        )
    return found


# -- What nobody does: a second stage that is left open -------------------------------------------------------------------


def take_as_broken_off(*, chart: Chart, answering: Answering, now: datetime | None = None) -> None:
    """Tell that a second stage with a positive answer was left before its fifth question; once.

    It stays open for the patient. Until a person has asked it is taken as urgent.

    Raises:
        PracticeError: it went on meanwhile, or was told already.
    """
    form = therapy.instrument(answering.instrument)
    at = now or timezone.now()
    with on_record(
        chart,
        "answering.broken_off",
        to=May.HANDLE_ALERTS,
        of=(answering,),
        kind="answering",
        object=answering.pk,
    ) as event:
        found = Answering.objects.select_for_update().get(pk=answering.pk)
        given = asking.in_order(found)
        if (
            form.key != SECOND_STAGE
            or not asking.is_open(found)
            or not given
            or at - given[-1].at < UNFINISHED_AFTER
        ):
            raise PracticeError("It goes on, or was finished or stopped.")
        if not _tell(chart, event, found, form, asking.answers_in(form, given), at, going_on=False):
            raise PracticeError("Nothing in it is positive, or it was told already.")


# -- Shared -----------------------------------------------------------------------------------------------------------


def _person(chart: Chart) -> User:
    if chart.by is None:
        raise NotFound
    return chart.by


def _agreed(chart: Chart) -> None:
    if not consents.given(chart, Purpose.QUESTIONNAIRES):
        raise PracticeError(NOT_AGREED)


def _still_open(answering: Answering, form: Instrument, now: datetime) -> Answering:
    """Return the filling-in as it stands now, locked until the transaction ends. Raises where it cannot go on."""
    found = Answering.objects.select_for_update().get(pk=answering.pk)
    if not asking.is_open(found):
        raise PracticeError(
            "You finished or stopped this already, perhaps in another window. Nothing was changed."
        )
    if not asking.holds(found, now):
        raise PracticeError(
            "You began this too long ago: its questions are about a time that has passed. Please begin anew; what you "
            "answered is kept."
        )
    if found.version != (form.version or ""):
        raise PracticeError("The questionnaire has changed since you began. Please begin anew.")
    return found


def _choice(form: Instrument, choice: str | None) -> str:
    wanted = choice or Visibility.Choice.LATER.value
    if not may_be_kept(form):
        raise PracticeError("Answers to this questionnaire are always seen by your clinician.")
    if wanted not in Visibility.Choice.values:
        raise PracticeError("Choose to share it now, to share it later, or to keep it.")
    return wanted


def _session_of(answering: Answering) -> Session | None:
    """Return the session that a filling-in is about: the one it was asked for, or the last before it began."""
    wanted = answering.ask
    if wanted is None or wanted.session is not None or wanted.every_days != AFTER_EACH_SESSION:
        return wanted.session if wanted else None
    sessions = list(Session.objects.filter(course=wanted.course))
    return asking.stands(wanted, [], sessions, answering.began_at).session


def _tell(
    chart: Chart,
    event: AuditEvent,
    answering: Answering,
    form: Instrument,
    answers: list[Answer],
    at: datetime,
    *,
    going_on: bool,
) -> bool:
    """Raise the alert that the answers call for, unless one as urgent was raised for the same question.

    Return whether it was raised.

    While answers are given, one that was closed does not stand: whoever says it again is heard again. When the
    filling-in ends, nothing is told a second time.
    """
    if not danger_items(form):
        return False
    finding = measures.danger_of(form, answers, at=at, ref=str(answering.pk), going_on=going_on)
    if finding is None or not finding.positive or finding.level is None:
        return False
    item = finding.moments[0].first or 0
    if form.key == SECOND_STAGE and is_positive(form, len(form.items) - 1, answers[-1]):
        item = len(form.items) - 1  # the question about now says more than any before it
    as_high = [level.value for level in Level if level >= finding.level]
    standing = Alert.objects.filter(
        answering=answering,
        item=item,
        steps__kind=AlertStep.Kind.RAISED,
        steps__level__in=as_high,  # as it was raised: what a clinician made of it since does not count here
    )
    if going_on:
        standing = standing.exclude(state=Alert.State.CLOSED)
    if standing.exists():
        return False
    alerts.raise_for_answer(
        chart=chart,
        answering=answering,
        item=item,
        level=finding.level.value,
        rule=finding.words,
        event=event,
        now=at,
    )
    return True
