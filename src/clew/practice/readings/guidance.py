"""A patient's way through an internet programme as the clinician sees it: what was done, what waits, minutes of guidance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from django.utils import timezone

from clew.practice.access import Chart
from clew.practice.actions.guidance import standing_changes
from clew.practice.errors import NotFound
from clew.practice.models import (
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

R = TypeVar("R", ModuleStep, Feedback)


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
        feedback: when each feedback on it was written, and whether the patient has opened it.
    """

    placed: Placed
    state: State
    opened_at: datetime | None
    finished_at: datetime | None
    feedback: tuple[Feedback, ...]

    @property
    def module(self) -> Module:
        """The module."""
        return self.placed.module

    @property
    def waits(self) -> bool:
        """Whether it is finished, and nobody has answered since."""
        return self.finished_at is not None and not any(one.at > self.finished_at for one in self.feedback)


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


def enrolments(chart: Chart) -> list[Enrolment]:
    """Return the patient's enrolments, the present one first; of programmes that this installation still has."""
    rows = chart.rows(Enrolment, to=May.READ_SHARED).select_related("course", "by")
    there = programmes()
    return sorted((row for row in rows if row.programme in there), key=lambda row: row.ended_at is not None)


def guidance(chart: Chart, enrolment: Enrolment, *, today: date) -> Guidance:
    """Return how one enrolment goes. Five queries."""
    programme = programme_called(enrolment.programme)
    changes = standing_changes(enrolment)
    way = placed(
        programme, changes[-1].modules if changes else (), starts_on=enrolment.starts_on, today=today
    )
    steps = _by_module(chart.rows(ModuleStep, to=May.READ_SHARED).filter(enrolment=enrolment))
    given = _by_module(
        chart.rows(Feedback, to=May.READ_SHARED)
        .filter(enrolment=enrolment)
        .select_related("by")
        .defer("text")
    )
    return Guidance(
        enrolment=enrolment,
        programme=programme,
        modules=tuple(
            _done(one, steps.get(one.module.slug, ()), given.get(one.module.slug, ())) for one in way
        ),
        changes=len(changes),
        weeks=_weeks(chart, enrolment, (one for rows in given.values() for one in rows), today),
    )


def _by_module(rows: Iterable[R]) -> Mapping[str, Sequence[R]]:
    found: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row.module].append(row)
    return found


def _done(one: Placed, steps: Sequence[ModuleStep], feedback: Sequence[Feedback]) -> Done:
    finished = steps[-1].at if steps and steps[-1].kind == ModuleStep.Kind.FINISHED else None
    if finished is not None:
        state = State.FINISHED
    elif one.hidden:
        state = State.HIDDEN
    elif steps:
        state = State.BEGUN
    else:
        state = State.OPEN if one.open else State.AHEAD
    return Done(one, state, steps[0].at if steps else None, finished, tuple(feedback))


def _weeks(chart: Chart, enrolment: Enrolment, feedback: Iterable[Feedback], today: date) -> tuple[int, ...]:
    """Return the minutes of feedback, chats and messages by week of the enrolment. What came before it counts in the first."""
    since = enrolment.starts_on
    spent: list[tuple[datetime, int | None]] = [(one.at, one.minutes) for one in feedback]
    chats = chart.rows(Thread, to=May.READ_SHARED).filter(course=enrolment.course_id, minutes__gt=0)
    spent += list(chats.values_list("opened_at", "minutes"))
    written = chart.rows(Message, to=May.READ_SHARED).filter(
        thread__course=enrolment.course_id, minutes__gt=0
    )
    spent += list(written.values_list("at", "minutes"))
    until = enrolment.ended_at
    last = timezone.localdate(until) if until else today
    weeks = [0] * max(1, (last - since).days // 7 + 1)
    for at, minutes in spent:
        day = timezone.localdate(at)
        if since <= day <= last:
            weeks[(day - since).days // 7] += minutes or 0
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
