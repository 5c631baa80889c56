"""The internet programme as the patient reads it: which parts are open, what they wrote, what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.actions.programme import way
from clew.practice.consents import Purpose
from clew.practice.errors import NotFound
from clew.practice.models import (
    Arrangement,
    CareTeamMember,
    Enrolment,
    Feedback,
    ModuleStep,
    ProgrammeAnswer,
    User,
)
from clew.practice.programmes import programme as programme_called
from clew.practice.programmes import programmes
from clew.practice.readings.guidance import Given, State
from clew.practice.readings.waiting import Waiting
from clew.practice.roles import May, RoleName
from clew.therapy.programmes import Answered, Field, Module, Programme
from clew.therapy.programmes.way import Placed


@dataclass(frozen=True, slots=True)
class Part:
    """One module on the patient's way. `feedback` is what was written to them about it."""

    placed: Placed
    state: State
    finished_at: datetime | None
    feedback: tuple[Feedback, ...]

    @property
    def new(self) -> bool:
        """Whether something was written to them that they have not opened."""
        return any(row.read_at is None for row in self.feedback)

    @property
    def module(self) -> Module:
        """The module."""
        return self.placed.module

    @property
    def begun(self) -> bool:
        """Whether the patient has begun it; it stays theirs to read from then on."""
        return self.state in (State.BEGUN, State.FINISHED)

    @property
    def ready(self) -> bool:
        """Whether it can be begun."""
        return self.state is State.OPEN


@dataclass(frozen=True, slots=True)
class OwnWay:
    """One enrolment as the patient sees it. `agreed`: to the programme; `asks`: to questionnaires as well."""

    enrolment: Enrolment
    programme: Programme
    parts: tuple[Part, ...]
    guide: User | None
    agreed: bool
    asks: bool

    @property
    def open(self) -> bool:
        """Whether the patient can write."""
        return self.agreed and self.enrolment.ended_at is None

    @property
    def finished(self) -> int:
        """How many parts are finished."""
        return sum(part.state is State.FINISHED for part in self.parts)

    @property
    def next(self) -> Part | None:
        """Where to go on: what was begun, else the first that is open and not begun."""
        for state in (State.BEGUN, State.OPEN):
            for part in self.parts:
                if part.state is state:
                    return part
        return None

    def part(self, module: str) -> Part:
        """Return a part that is begun or can be. Raises `NotFound` when there is none, or its day has not come."""
        for one in self.parts:
            if one.module.slug == module and (one.begun or one.ready):
                return one
        raise NotFound

    def beside(self, part: Part) -> tuple[Part | None, Part | None]:
        """Return the parts before and after one, in the patient's order."""
        at = self.parts.index(part)
        after = self.parts[at + 1] if at + 1 < len(self.parts) else None
        return (self.parts[at - 1] if at else None), after


@dataclass(frozen=True, slots=True)
class Own:
    """The enrolment that the patient is in, or was last. `guide` is who gave it, while that person treats the patient."""

    enrolment: Enrolment
    arranged: list[dict[str, Any]]
    guide: User | None


def own_enrolment(chart: Chart) -> Own | None:
    """Return the programme that the patient is in, or the last they were in; one query."""
    treats = CareTeamMember.objects.filter(
        patient=OuterRef("patient"), user=OuterRef("by"), relation=RoleName.CLINICIAN.value, ended_at=None
    )
    latest = Arrangement.objects.filter(enrolment=OuterRef("pk")).order_by("-at", "-event")
    rows = (
        chart.rows(Enrolment, to=May.READ_OWN)
        .filter(programme__in=list(programmes()))
        .select_related("by")
        .annotate(treats=Exists(treats), arranged=Subquery(latest.values("modules")[:1]))
    )
    row = min(rows, key=lambda one: (one.ended_at is not None, -one.starts_on.toordinal()), default=None)
    return None if row is None else Own(row, row.arranged or [], row.by if row.treats else None)


def own_way(chart: Chart, own: Own, *, today: date) -> OwnWay:
    """Return the patient's way through a programme; parts that are left out are not in it. Three queries."""
    enrolment = own.enrolment
    steps = list(chart.rows(ModuleStep, to=May.READ_OWN).filter(enrolment=enrolment))
    written = list(chart.rows(Feedback, to=May.READ_OWN).filter(enrolment=enrolment).select_related("by"))
    choices = consents.choices(chart.patient)
    agreed = {
        purpose
        for purpose in (Purpose.PROGRAMME, Purpose.QUESTIONNAIRES)
        if purpose in choices and choices[purpose].given
    }
    return OwnWay(
        enrolment,
        programme_called(enrolment.programme),
        tuple(
            _part(one, [step for step in steps if step.module == one.module.slug], written)
            for one in way(enrolment, on=today, arranged=own.arranged)
            if not one.hidden or any(step.module == one.module.slug for step in steps)
        ),
        own.guide,
        agreed=Purpose.PROGRAMME in agreed,
        asks=Purpose.QUESTIONNAIRES in agreed,
    )


def _part(one: Placed, steps: list[ModuleStep], written: Iterable[Feedback]) -> Part:
    here = tuple(row for row in written if row.module == one.module.slug)
    if steps and steps[-1].kind == ModuleStep.Kind.FINISHED:
        return Part(one, State.FINISHED, steps[-1].at, here)
    return Part(one, State.BEGUN if steps else State.OPEN if one.open else State.AHEAD, None, here)


@dataclass(frozen=True, slots=True)
class Version:
    """What one field read at some time."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """One question of an exercise with what the patient wrote: now, and before, the latest of that first."""

    field: Field
    text: str
    earlier: tuple[Version, ...]

    @property
    def lines(self) -> list[str]:
        """What was chosen, where several could be."""
        return self.text.split("\n") if self.text else []


@dataclass(frozen=True, slots=True)
class Sheet:
    """One exercise or the reflection with all that the patient wrote in it. `at` is when they last did."""

    block: Answered
    written: tuple[Written, ...]
    at: datetime | None

    @property
    def begun(self) -> bool:
        """Whether anything stands in it now."""
        return any(one.text for one in self.written)


def sheets(chart: Chart, enrolment: Enrolment, module: Module) -> dict[str, Sheet]:
    """Return what the patient wrote in a module, by exercise; one query."""
    rows = list(chart.rows(ProgrammeAnswer, to=May.READ_OWN).filter(enrolment=enrolment, module=module.slug))
    return {
        block.id: _sheet(chart, block, [row for row in rows if row.exercise == block.id])
        for block in module.answered
    }


def _sheet(chart: Chart, block: Answered, rows: list[ProgrammeAnswer]) -> Sheet:
    written = []
    for field in block.fields:
        versions = [Version(row.at, chart.text(row, "text")) for row in rows if row.field == field.id]
        text = versions[-1].text if versions else ""
        written.append(Written(field, text, tuple(reversed([one for one in versions[:-1] if one.text]))))
    return Sheet(block, tuple(written), max((row.at for row in rows), default=None))


def own_feedback(chart: Chart, part: Part) -> tuple[Given, ...]:
    """Return what was written to the patient about a part and they have opened, the first first."""
    return tuple(Given(row, chart.text(row, "text")) for row in part.feedback if row.read_at is not None)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was written to the patient about one module of a programme that they were in before."""

    enrolment: Enrolment
    module: str
    title: str
    given: tuple[Given, ...]
    new: bool


def earlier_feedback(chart: Chart, now: Enrolment | None) -> list[Earlier]:
    """Return what was answered in programmes before the present one, module by module, with the words of what was opened.

    One query. It has no other place: the programme's own page shows the present one alone.
    """
    rows = chart.rows(Feedback, to=May.READ_OWN).select_related("enrolment", "by").order_by("at", "event")
    if now is not None:
        rows = rows.exclude(enrolment=now)
    found: dict[tuple[Any, str], list[Feedback]] = {}
    for row in rows:
        if row.enrolment.programme in programmes():
            found.setdefault((row.enrolment_id, row.module), []).append(row)
    return [
        Earlier(
            here[0].enrolment,
            module,
            _title(here[0]),
            tuple(Given(row, chart.text(row, "text")) for row in here if row.read_at is not None),
            new=any(row.read_at is None for row in here),
        )
        for (_, module), here in found.items()
    ]


def _title(row: Feedback) -> str:
    """What the module is called about which something was written; its programme must be on this installation."""
    found = programme_called(row.enrolment.programme)
    return next((one.title for one in found.modules if one.slug == row.module), found.title)


def waits(chart: Chart) -> Iterable[Waiting]:
    """What waits in the programme: what was written to the patient and they have not opened; one query."""
    unread = chart.rows(Feedback, to=May.READ_OWN).filter(read_at=None).select_related("enrolment")
    for row in unread.defer("text"):
        if row.enrolment.programme in programmes():
            yield Waiting(
                f"An answer on “{_title(row)}”",
                "own_programme",
                since=timezone.localdate(row.at),
                why="In your programme.",
            )
