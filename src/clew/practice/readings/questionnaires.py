"""Questionnaires between patient and clinician: what is asked, what is half filled in, what was answered and kept back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from clew.practice import asking, consents
from clew.practice.access import Chart
from clew.practice.actions.answering import READ_HELP, SECOND_STAGE
from clew.practice.asking import Standing
from clew.practice.consents import Purpose
from clew.practice.models import (
    Administration,
    Alert,
    Answering,
    Ask,
    AuditEvent,
    Consent,
    Course,
    GivenAnswer,
    Session,
    Visibility,
)
from clew.practice.readings.waiting import Waiting
from clew.practice.roles import May
from clew.therapy import measures
from clew.therapy.measures import Instrument
from clew.therapy.measures.asking import (
    AFTER_EACH_SESSION,
    danger_items,
    is_positive,
    may_be_kept,
    path,
    plain_name,
)
from clew.therapy.measures.definition import Item
from clew.therapy.measures.scoring import Answer
from clew.therapy.measures.words import answer_words

_KEPT_BACK = Q(visibility__choice__in=(Visibility.Choice.LATER, Visibility.Choice.NOT))


# -- For the patient ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """One questionnaire that is asked of the patient now."""

    standing: Standing
    form: Instrument
    answered: int

    @property
    def title(self) -> str:
        """What it is called where the patient reads it."""
        return plain_name(self.form)


def asked_now(chart: Chart, now: datetime) -> list[Asked]:
    """Return what is asked of the patient and not settled, the oldest first; one query.

    Nothing where the patient does not agree to questionnaires.
    """
    met = Session.objects.filter(course=OuterRef("course"), at__lte=now).exclude(
        attendance__in=asking.DID_NOT_MEET
    )
    rows = (
        chart.rows(Ask, to=May.READ_OWN)
        .filter(withdrawn_at=None)
        .annotate(
            agreed=Subquery(_consents(chart).values("given")[:1]),
            met_at=Subquery(met.order_by("-at").values("at")[:1]),
            met_minutes=Subquery(met.order_by("-at").values("minutes")[:1]),
            a_pk=F("answerings__pk"),
            a_began=F("answerings__began_at"),
            a_finished=F("answerings__finished_at"),
            a_stopped=F("answerings__stopped_at"),
            times=Count("answerings__given__item", distinct=True),
        )
    )
    asks: dict[uuid.UUID, Ask] = {}
    answerings: list[Answering] = []
    times: dict[uuid.UUID, int] = {}
    sessions: dict[uuid.UUID, list[Session]] = {}
    for row in rows:
        if not row.agreed:
            return []
        row.patient = chart.patient
        asks.setdefault(row.pk, row)
        if row.met_at is not None:
            sessions[row.pk] = [Session(at=row.met_at, minutes=row.met_minutes)]
        if row.a_pk is not None:
            times[row.a_pk] = row.times
            answerings.append(
                Answering(
                    pk=row.a_pk,
                    ask_id=row.pk,
                    instrument=row.instrument,
                    began_at=row.a_began,
                    finished_at=row.a_finished,
                    stopped_at=row.a_stopped,
                )
            )
    found = []
    for ask in asks.values():
        of_it = [one for one in answerings if one.ask_id == ask.pk]
        standing = asking.stands(ask, of_it, sessions.get(ask.pk, []), now)
        if standing.waits or standing.begun:
            answered = times[standing.begun.pk] if standing.begun else 0
            found.append(Asked(standing, measures.instrument(ask.instrument), answered))
    return sorted(found, key=lambda one: one.standing.since or now)


def waiting(chart: Chart) -> Iterable[Waiting]:
    """What is asked, for the list on the patient's home page; one query."""
    now = timezone.now()
    for one in asked_now(chart, now):
        since = timezone.localtime(one.standing.since or now).date()
        if one.standing.begun:
            why = f"You have begun; {one.answered} of {len(one.form.items)} questions are answered."
            yield Waiting(one.title, "own_answering", (one.standing.begun.pk,), since, why)
        else:
            yield Waiting(one.title, "own_ask", (one.standing.ask.pk,), since)


@dataclass(frozen=True, slots=True)
class Filled:
    """One questionnaire that was filled in: here, where there is an `answering`, or on paper."""

    row: Administration
    form: Instrument
    answering: Answering | None
    choice: str

    @property
    def title(self) -> str:
        """What it is called where the patient reads it."""
        return plain_name(self.form)

    @property
    def may_be_kept(self) -> bool:
        """Whether the patient may keep it or share it."""
        return self.answering is not None and may_be_kept(self.form)


def filled_in(chart: Chart) -> list[Filled]:
    """Return what the patient filled in, the newest first; one query."""
    rows = (
        chart.rows(Administration, to=May.READ_OWN)
        .filter(rater=Administration.Rater.PATIENT, replaced_by=None)
        .select_related("answering", "visibility")
        .order_by("-at")
    )
    return [
        Filled(
            row,
            measures.instrument(row.instrument),
            getattr(row, "answering", None),
            row.visibility.choice if hasattr(row, "visibility") else "",
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """One question on the page: its place from 0, its number on the way, and the answer that counts."""

    place: int
    number: int
    item: Item
    answer: Answer

    @property
    def said(self) -> str:
        """The answer in words."""
        return answer_words(self.item, self.answer)


@dataclass(frozen=True, slots=True)
class Filling:
    """One filling-in as the patient's page shows it.

    `help_first`: there is a sign of danger and the patient has not read the help yet. `told`: the latest alert that an
    answer in it raised.
    """

    answering: Answering
    form: Instrument
    questions: tuple[Question, ...]
    help_first: bool
    told: Alert | None

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Those without an answer."""
        return tuple(one for one in self.questions if one.answer is None)

    @property
    def ended(self) -> bool:
        """Whether it was finished or stopped."""
        return not asking.is_open(self.answering)

    def next_after(self, place: int) -> int | None:
        """Return the place of the question after one, or None after the last."""
        return next((one.place for one in self.questions if one.place > place), None)


def filling(chart: Chart, answering: Answering) -> Filling:
    """Read one filling-in of the patient's own; three queries at most."""
    form = measures.instrument(answering.instrument)
    given = list(chart.rows(GivenAnswer, to=May.READ_OWN).filter(answering=answering).order_by("event"))
    answers = asking.answers_in(form, given)
    questions = tuple(
        Question(place, number, form.items[place], answers[place])
        for number, place in enumerate(path(form, answers), start=1)
    )
    help_first, told = False, None
    if any(is_positive(form, one.item, asking.said(one)) for one in given):  # each has its alert
        alerts = list(
            chart.rows(Alert, to=May.READ_OWN)
            .filter(answering=answering)
            .select_related("owner")
            .order_by("event")
        )
        told = alerts[-1] if alerts else None
        read = AuditEvent.objects.filter(
            patient=chart.patient.pk, action=READ_HELP, object=str(answering.pk)
        ).count()
        if form.key == SECOND_STAGE:
            now = is_positive(form, len(form.items) - 1, answers[-1])
            help_first = not read and (now or not asking.is_open(answering))
        else:
            help_first = read < len(alerts)
    return Filling(answering, form, questions, help_first, told)


# -- For the clinician --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A filling-in that is not finished: what was said so far; nothing of a check-in, which is the patient's to share.

    `danger` are the questions about death or self-harm with their answers, "not asked" where there is none.
    """

    answering: Answering
    form: Instrument
    answers: tuple[tuple[Item, str], ...]
    danger: tuple[tuple[int, str], ...]
    alerts: tuple[Alert, ...]
    lapsed: bool


@dataclass(frozen=True, slots=True)
class AskedPage:
    """What the clinician's page on asking shows. `standing` leaves out what was asked once and is settled."""

    agreed: bool
    standing: tuple[tuple[Standing, Instrument], ...]
    withdrawn: tuple[tuple[Ask, Instrument], ...]
    finished: tuple[tuple[Answering, Instrument], ...]
    unfinished: tuple[Unfinished, ...]
    kept_back: int


def not_asked(words: str) -> str:
    """Return an answer to a question about danger in words: without one it is "not asked", never anything else."""
    return (
        "not asked" if words == "not answered" else "not asked (declined)" if words == "declined" else words
    )


def asked_page(chart: Chart, course: Course | None, now: datetime) -> AskedPage:
    """Gather what is asked of the patient in a course and what came of it."""
    asks = list(
        chart.rows(Ask, to=May.READ_MEASURES)
        .filter(course=course)
        .annotate(agreed=Subquery(_consents(chart).values("given")[:1]))
        .select_related("patient__practice", "session", "by")
        .order_by("-from_on", "-event")
    )
    answerings = list(
        chart.rows(Answering, to=May.READ_MEASURES)
        .filter(course=course)
        .select_related("administration", "administration__visibility", "after")
        .prefetch_related(
            Prefetch("given", queryset=chart.rows(GivenAnswer, to=May.READ_MEASURES).order_by("event"))
        )
        .order_by("-began_at")
    )
    alerts: dict[object, list[Alert]] = {}
    open_danger = any(one.administration is None and _has_danger(one) for one in answerings)
    if open_danger and chart.can(May.READ_ALERTS):
        for alert in chart.rows(Alert, to=May.READ_ALERTS).filter(answering__isnull=False).order_by("event"):
            alerts.setdefault(alert.answering_id, []).append(alert)
    each = any(one.every_days == AFTER_EACH_SESSION for one in asks)
    sessions = list(chart.rows(Session, to=May.READ_MEASURES).filter(course=course)) if each else []
    standing = asking.all_standing([one for one in asks if not one.withdrawn_at], answerings, sessions, now)
    finished, unfinished = [], []
    for one in answerings:
        form = measures.instrument(one.instrument)
        if one.administration is None:
            unfinished.append(_unfinished(one, form, alerts.get(one.pk, []), now))
        elif not _is_kept_back(one.administration):
            finished.append((one, form))
    return AskedPage(
        agreed=bool(asks[0].agreed) if asks else consents.given(chart, Purpose.QUESTIONNAIRES),
        standing=tuple(
            (one, measures.instrument(one.ask.instrument))
            for one in standing
            if one.ask.every_days is not None or one.settled is None
        ),
        withdrawn=tuple((one, measures.instrument(one.instrument)) for one in asks if one.withdrawn_at),
        finished=tuple(finished),
        unfinished=tuple(unfinished),
        kept_back=sum(
            one.administration is not None and _is_kept_back(one.administration) for one in answerings
        ),
    )


def _consents(chart: Chart) -> QuerySet[Consent]:
    """The patient's choices about questionnaires, the latest first."""
    rows = Consent.objects.filter(patient=chart.patient, purpose=Purpose.QUESTIONNAIRES.value)
    return rows.order_by("-at", "-event")


def _has_danger(one: Answering) -> bool:
    return bool(danger_items(measures.instrument(one.instrument)))


def _is_kept_back(row: Administration) -> bool:
    return hasattr(row, "visibility") and row.visibility.choice != Visibility.Choice.NOW


def _unfinished(one: Answering, form: Instrument, alerts: Sequence[Alert], now: datetime) -> Unfinished:
    if may_be_kept(form):
        return Unfinished(one, form, (), (), (), lapsed=not asking.holds(one, now))
    answers = asking.answers_in(form, one.given.all())
    said = [answer_words(item, answer) for item, answer in zip(form.items, answers, strict=True)]
    danger = danger_items(form)
    return Unfinished(
        one,
        form,
        tuple(
            (item, not_asked(words) if place in danger else words)
            for place, (item, words) in enumerate(zip(form.items, said, strict=True))
        ),
        tuple((place + 1, not_asked(said[place])) for place in danger),
        tuple(alerts),
        lapsed=asking.is_open(one) and not asking.holds(one, now),
    )


def kept_back(chart: Chart, course: Course | None) -> int:
    """Return how many check-ins of a course the patient keeps back: that they are there, and nothing of what they say."""
    chart.require(May.READ_MEASURES)
    return Administration.objects.filter(
        _KEPT_BACK, patient=chart.patient, course=course, replaced_by=None
    ).count()
