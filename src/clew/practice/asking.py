"""What is asked of a patient now, what is half filled in, and whether a question about danger may be put at this hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from clew.practice.access import Chart
from clew.practice.actions.alerts import owner_of
from clew.practice.contacts import hours_of
from clew.practice.errors import PracticeError
from clew.practice.models import Answering, Ask, GivenAnswer, Practice, Session, User
from clew.therapy import measures
from clew.therapy.measures import DECLINED, NOT_APPLICABLE, Instrument
from clew.therapy.measures.asking import AFTER_EACH_SESSION, asked_since, danger_items, holds_for
from clew.therapy.measures.scoring import Answer
from clew.therapy.safety.panel import Cover, cover_at

DID_NOT_MEET = (Session.Attendance.CANCELLED.value, Session.Attendance.NO_SHOW.value)
"""Attendance after which there was no session to be asked about."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a questionnaire can be begun now. `opens` is when it can, where it cannot because the practice is closed.

    `cover` is what is said before questions about danger; None where the questionnaire has none.
    """

    may: bool
    cover: Cover | None = None
    opens: datetime | None = None
    reader: User | None = None


def offer(chart: Chart, form: Instrument, now: datetime) -> Offer:
    """Say whether a questionnaire can be begun now. One without a question about danger always can.

    Questions about danger are not put where nobody reads the answers at any hour, where nobody treats the patient, or
    while the practice is closed and does not want them put then.
    """
    practice: Practice = chart.patient.practice
    try:
        reader = owner_of(chart)
    except PracticeError:
        reader = None
    if not danger_items(form):
        return Offer(True, reader=reader)
    hours = hours_of(practice)
    cover = cover_at(now, hours) if reader else Cover.NONE
    if not cover.may_ask:
        return Offer(False, cover, reader=reader)
    if cover is Cover.OUT_OF_HOURS and not practice.asks_out_of_hours:
        return Offer(False, cover, opens=hours.next_opening(now) if hours else None, reader=reader)
    return Offer(True, cover, reader=reader)


def said(given: GivenAnswer) -> Answer:
    """Return one given answer as questionnaires take it."""
    if given.value is not None:
        return given.value
    return DECLINED if given.declined else NOT_APPLICABLE


def answers_in(form: Instrument, given: Iterable[GivenAnswer]) -> list[Answer]:
    """Return the answer that counts for each question: the last one given, None where none was.

    `given` are the answers of one filling-in in the order in which they were given.
    """
    answers: list[Answer] = [None] * len(form.items)
    for one in given:
        answers[one.item] = said(one)
    return answers


def in_order(answering: Answering) -> list[GivenAnswer]:
    """Return the answers of one filling-in in the order in which they were given."""
    return list(GivenAnswer.objects.filter(answering=answering).order_by("event"))


def is_open(answering: Answering) -> bool:
    """Whether the filling-in was neither finished nor stopped."""
    return answering.finished_at is None and answering.stopped_at is None


def holds(answering: Answering, now: datetime) -> bool:
    """Whether a filling-in may go on: the time that its questions are about is not over."""
    return now - answering.began_at <= holds_for(measures.instrument(answering.instrument))


@dataclass(frozen=True, slots=True)
class Standing:
    """How one asking stands: asked `since` then, or None where it is not asked now.

    `begun` can go on; `lapsed` was begun too long ago and stays unfinished; `settled` was finished or stopped for this
    asking. `session` is the one that it is about.
    """

    ask: Ask
    since: datetime | None
    begun: Answering | None = None
    lapsed: Answering | None = None
    settled: Answering | None = None
    session: Session | None = None

    @property
    def waits(self) -> bool:
        """Whether the patient is asked to do something now."""
        return self.since is not None and self.settled is None


def ended(session: Session) -> datetime:
    """When a session ended."""
    return session.at + timedelta(minutes=session.minutes)


def stands(ask: Ask, answerings: Sequence[Answering], sessions: Sequence[Session], now: datetime) -> Standing:
    """Say how one asking stands. `answerings` are those of the ask, `sessions` those of its course."""
    zone = ZoneInfo(ask.patient.practice.time_zone)
    met = [one for one in sessions if one.attendance not in DID_NOT_MEET]
    since = asked_since(
        from_on=ask.from_on,
        every_days=ask.every_days,
        sessions=[ended(one) for one in met],
        now=now,
        zone=zone,
    )
    if ask.withdrawn_at is not None:
        since = None
    begun = lapsed = settled = None
    for one in sorted(answerings, key=lambda one: one.began_at):
        if not is_open(one):
            settled = one if since is not None and one.began_at >= since else settled
        elif holds(one, now):
            begun = one
        else:
            lapsed = one
    session = ask.session
    if session is None and ask.every_days == AFTER_EACH_SESSION:
        when = begun.began_at if begun else now
        session = max((one for one in met if ended(one) <= when), key=ended, default=None)
    return Standing(ask, since, begun, lapsed, settled, session)


def all_standing(
    asks: Sequence[Ask], answerings: Iterable[Answering], sessions: Sequence[Session], now: datetime
) -> list[Standing]:
    """Say how several askings of one patient stand."""
    by_ask: Mapping[object, list[Answering]] = {ask.pk: [] for ask in asks}
    for one in answerings:
        if one.ask_id in by_ask:
            by_ask[one.ask_id].append(one)
    return [stands(ask, by_ask[ask.pk], sessions, now) for ask in asks]
