"""A patient's way through an internet programme as the clinician sees it: what was done, what waits, minutes of guidance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.guidance import ARRANGE, UNDO
from clew.practice.errors import NotFound
from clew.practice.models import (
    Arrangement,
    ChatSlot,
    Course,
    Enrolment,
    Feedback,
    Message,
    ModuleStep,
    ProgrammeAnswer,
    Thread,
)
from clew.practice.programmes import programme as programme_called
from clew.practice.programmes import programmes
from clew.practice.roles import May
from clew.therapy.programmes import Exercise, Field, Module, Programme, Reflection
from clew.therapy.programmes.way import Placed, placed


class State(StrEnum):
    """How far a module is."""

    HIDDEN = "left out"
    AHEAD = "still to come"
    OPEN = "open, not begun"
    BEGUN = "being worked on"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Given:
    """One feedback with its text."""

    row: Feedback
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """One module of the patient's way, and what became of it.

    Attributes:
        placed: where it stands on the calendar.
        state: how far it is.
        opened_at: when the patient opened it first.
        finished_at: when it was finished last, unless it was taken up again since.
        answered_at: when it was answered last.
        read: whether the patient has opened that answer.
    """

    placed: Placed
    state: State
    opened_at: datetime | None
    finished_at: datetime | None
    answered_at: datetime | None
    read: bool

    @property
    def module(self) -> Module:
        """The module."""
        return self.placed.module

    @property
    def waits(self) -> bool:
        """Whether it is finished, and nobody has answered since."""
        if self.finished_at is None:
            return False
        return self.answered_at is None or self.answered_at <= self.finished_at


@dataclass(frozen=True, slots=True)
class Guidance:
    """The whole of one enrolment. `weeks` has minutes of guidance by week, from the first; what came later counts too."""

    enrolment: Enrolment
    programme: Programme
    modules: tuple[Done, ...]
    changes: int
    weeks: tuple[int, ...]

    @property
    def shown(self) -> tuple[Done, ...]:
        """The modules that the patient is given."""
        return tuple(one for one in self.modules if not one.placed.hidden)

    @property
    def finished(self) -> int:
        """How many of those are finished."""
        return sum(one.state is State.FINISHED for one in self.shown)

    @property
    def waiting(self) -> tuple[Done, ...]:
        """Those that wait for an answer, the longest first."""
        waiting = [
            (one.finished_at, n) for n, one in enumerate(self.modules) if one.waits and one.finished_at
        ]
        return tuple(self.modules[n] for _, n in sorted(waiting))

    @property
    def minutes(self) -> int:
        """Minutes of guidance in all."""
        return sum(self.weeks)

    def week(self, today: date) -> int:
        """Return in which week of the programme a day lies, from 1; 0 before it begins."""
        return max(0, (today - self.enrolment.starts_on).days // 7 + 1)


@dataclass(frozen=True, slots=True)
class Taken:
    """One enrolment with how it is arranged now, and how many changes of that were not taken back."""

    enrolment: Enrolment
    arranged: Sequence[Mapping[str, Any]]
    changes: int

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended."""
        return self.enrolment.ended_at is None


def enrolments(chart: Chart, *, pk: UUID | None = None) -> list[Taken]:
    """Return the patient's enrolments, or the one of an id: the present one first. One query.

    Those of programmes that this installation does not have any more are left out.
    """
    latest = Arrangement.objects.filter(enrolment=OuterRef("pk")).order_by("-at", "-event")
    rows = chart.rows(Enrolment, to=May.READ_SHARED).filter(programme__in=list(programmes()))
    if pk is not None:
        rows = rows.filter(pk=pk)
    counted = rows.select_related("course", "by").annotate(
        arranged=Subquery(latest.values("modules")[:1]),
        made=Count("arrangements", filter=Q(arrangements__event__action=ARRANGE)),
        undone=Count("arrangements", filter=Q(arrangements__event__action=UNDO)),
    )
    found = [Taken(row, row.arranged or (), row.made - row.undone) for row in counted]
    return sorted(found, key=lambda one: not one.goes_on)


def enrolment(chart: Chart, pk: UUID) -> Taken:
    """Return one of the patient's enrolments. Raises `NotFound` when there is none of this id."""
    found = enrolments(chart, pk=pk)
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True, slots=True)
class _Happened:
    """A step of the patient, an answer of the clinician, a chat or a message: only when, how long, and whether it was read."""

    module: str
    what: str
    at: datetime
    minutes: int | None
    read: bool


_ANSWER = "answer"


def guidance(chart: Chart, taken: Taken, *, today: date) -> Guidance:
    """Return how one enrolment goes; one query."""
    enrolment = taken.enrolment
    programme = programme_called(enrolment.programme)
    way = placed(programme, taken.arranged, starts_on=enrolment.starts_on, today=today)
    happened = _happened(chart, enrolment)
    return Guidance(
        enrolment=enrolment,
        programme=programme,
        modules=tuple(_done(one, [row for row in happened if row.module == one.module.slug]) for one in way),
        changes=taken.changes,
        weeks=_weeks(enrolment, happened, today),
    )


def _happened(chart: Chart, enrolment: Enrolment) -> list[_Happened]:
    """Return what happened in an enrolment and in the writing beside it, the first first; one query, no text."""
    steps = chart.rows(ModuleStep, to=May.READ_SHARED).filter(enrolment=enrolment)
    answers = chart.rows(Feedback, to=May.READ_SHARED).filter(enrolment=enrolment)
    chats = chart.rows(Thread, to=May.READ_SHARED).filter(course=enrolment.course_id, minutes__gt=0)
    messages = chart.rows(Message, to=May.READ_SHARED).filter(
        thread__course=enrolment.course_id, minutes__gt=0
    )
    none, word = Cast(Value(None), PositiveSmallIntegerField()), CharField()
    never = Cast(Value(None), DateTimeField())
    rows = steps.order_by().values_list("module", "kind", "at", none, never)
    rows = rows.union(
        answers.order_by().values_list("module", Value(_ANSWER, word), "at", "minutes", "read_at"),
        chats.order_by().values_list(Value("", word), Value("chat", word), "opened_at", "minutes", never),
        messages.order_by().values_list(Value("", word), Value("message", word), "at", "minutes", "read_at"),
        all=True,
    )
    found = [
        _Happened(module, what, at, minutes, read is not None) for module, what, at, minutes, read in rows
    ]
    order = {
        ModuleStep.Kind.OPENED.value: 0,
        ModuleStep.Kind.REOPENED.value: 1,
        ModuleStep.Kind.FINISHED.value: 2,
    }
    return sorted(found, key=lambda one: (one.at, order.get(one.what, 3)))


def _done(one: Placed, rows: Sequence[_Happened]) -> Done:
    steps = [row for row in rows if row.what in ModuleStep.Kind.values]
    answers = [row for row in rows if row.what == _ANSWER]
    finished = steps[-1].at if steps and steps[-1].what == ModuleStep.Kind.FINISHED else None
    if finished is not None:
        state = State.FINISHED
    elif one.hidden:
        state = State.HIDDEN
    elif steps:
        state = State.BEGUN
    else:
        state = State.OPEN if one.open else State.AHEAD
    return Done(
        placed=one,
        state=state,
        opened_at=steps[0].at if steps else None,
        finished_at=finished,
        answered_at=answers[-1].at if answers else None,
        read=bool(answers) and answers[-1].read,
    )


def _weeks(enrolment: Enrolment, happened: Iterable[_Happened], today: date) -> tuple[int, ...]:
    """Return the minutes of answers, chats and messages by week of the enrolment; what was before or after is left out."""
    since, until = enrolment.starts_on, enrolment.ended_at
    last = timezone.localdate(until) if until else today
    weeks = [0] * max(1, (last - since).days // 7 + 1)
    for one in happened:
        day = timezone.localdate(one.at)
        if since <= day <= last:
            weeks[(day - since).days // 7] += one.minutes or 0
    return tuple(weeks)


@dataclass(frozen=True, slots=True)
class Asked:
    """One exercise or the reflection, with what the patient wrote: each question with its answer, and when the last came."""

    block: Exercise | Reflection
    lines: tuple[tuple[Field, str], ...]
    at: datetime | None

    @property
    def written(self) -> bool:
        """Whether anything was answered."""
        return any(text for _, text in self.lines)


@dataclass(frozen=True, slots=True)
class Read:
    """One module as the clinician reads it: what was asked and written, and what was answered to it."""

    done: Done
    asked: tuple[Asked, ...]
    feedback: tuple[Given, ...]


def read_module(chart: Chart, found: Guidance, slug: str) -> Read:
    """Return one module with what the patient wrote and what they were answered. Two queries.

    Raises:
        NotFound: the programme has no such module.
    """
    done = next((one for one in found.modules if one.module.slug == slug), None)
    if done is None:
        raise NotFound
    rows = chart.rows(ProgrammeAnswer, to=May.READ_SHARED).filter(enrolment=found.enrolment, module=slug)
    latest = {(row.exercise, row.field): row for row in rows}
    given = chart.rows(Feedback, to=May.READ_SHARED).filter(enrolment=found.enrolment, module=slug)
    asked = []
    for block in done.module.answered:
        here = [(field, latest.get((block.id, field.id))) for field in block.fields]
        asked.append(
            Asked(
                block,
                tuple((field, chart.text(row, "text") if row else "") for field, row in here),
                max((row.at for _, row in here if row), default=None),
            )
        )
    return Read(
        done,
        tuple(asked),
        tuple(Given(row, chart.text(row, "text")) for row in given.select_related("by")),
    )


def chat_slot(chart: Chart, course: Course, *, today: date) -> ChatSlot | None:
    """Return the weekly time of live chat that holds now or is agreed for later."""
    rows = chart.rows(ChatSlot, to=May.READ_SHARED).filter(course=course).order_by("-from_on", "-event")
    return next(
        (row for row in rows if row.until_on is None or row.until_on >= max(today, row.from_on)), None
    )
