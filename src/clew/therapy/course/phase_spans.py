"""When each phase of a treatment was, as far as somebody noted its end: for a picture over time (course.md 8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clew.therapy.course.phases import PHASES, Marker, of_stage
from clew.therapy.course.rule import Case, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """A stretch of a course: the names of its phases (several where nobody noted what parts them), first and last day."""

    names: tuple[str, ...]
    first: date
    last: date

    def __post_init__(self) -> None:
        if not self.names or self.last < self.first:
            raise TherapyError("A stretch of a course has a phase, and does not end before it begins.")


def phase_spans(
    noted: Mapping[Marker, date], *, stage: str, starts_on: date, today: date, ended_on: date | None = None
) -> tuple[PhaseSpan, ...]:
    """Return the stretches of a course in order; none where no exit marker was noted with its day.

    A phase lasts until the day on which its exit marker was noted. A phase without such a day shares its stretch
    with the next; a day before the phase began, after the course ended, or to come, is left out. Intake lies before the first
    session and is not drawn.

    Args:
        noted: the day of each exit marker that a clinician noted.
        stage: the stage that the clinician gave the course: the present phase.
        starts_on: the first day of the course.
        today: the present day.
        ended_on: the day on which the course ended.
    """
    here = of_stage(stage)
    until = min(ended_on or today, today)
    found: list[PhaseSpan] = []
    begun, waiting = starts_on, list[str]()
    for phase in PHASES.values():
        if phase.first is None or phase.number > here.number:
            continue
        waiting.append(phase.name)
        day = noted.get(phase.marker) if phase.marker and phase.number < here.number else None
        if day is not None and begun < day <= until:
            found.append(PhaseSpan(tuple(waiting), begun, day))
            begun, waiting = day, []
    if not found:
        return ()
    if waiting and until > begun:
        found.append(PhaseSpan(tuple(waiting), begun, until))
    elif (
        ended_on is not None and found[-1].last < until
    ):  # its plan was written earlier, the ending lasts to the end
        found[-1] = PhaseSpan(found[-1].names, found[-1].first, until)
    if ended_on is not None and today > ended_on:
        found.append(PhaseSpan((PHASES["follow_up"].name,), ended_on, today))
    return tuple(found)


_DAY = {name: date(2026, 3, day) for name, day in (("start", 1), ("five", 6), ("ten", 11), ("twenty", 21))}


def _case(
    given: str,
    answer: str,
    stage: str,
    *,
    ended: date | None = None,
    today: date = _DAY["twenty"],
    **noted: date,
) -> Case:
    def ask() -> str:
        markers = {Marker(slug): day for slug, day in noted.items()}
        found = phase_spans(markers, stage=stage, starts_on=_DAY["start"], today=today, ended_on=ended)
        return "; ".join(f"{' and '.join(one.names)} to the {one.last.day}" for one in found) or "nothing"

    return Case(given=given, ask=ask, answer=answer)


RULES = (
    Rule(
        slug="phase_spans",
        name="When a phase was",
        definition="A phase lasts until the day on which its exit marker was noted. Phases that nobody parted share a "
        "stretch, and without any such day nothing is drawn. The course began on the 1st, today is the 21st.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _case("in the focus; nothing was noted", "nothing", "focus"),
            _case(
                "in the focus; a formulation was shared on the 6th",
                "Assessment and alliance to the 6; Focus to the 21",
                "focus",
                formulation_shared=_DAY["five"],
            ),
            _case(
                "working through; only the focus was noted, on the 11th",
                "Assessment and alliance and Focus to the 11; Working through to the 21",
                "working_through",
                focus_named=_DAY["ten"],
            ),
            _case(
                "working through; the focus was noted before the formulation",
                "Assessment and alliance to the 11; Focus and Working through to the 21",
                "working_through",
                formulation_shared=_DAY["ten"],
                focus_named=_DAY["five"],
            ),
            _case(
                "continuing care; a new response on the 6th, ended on the 11th",
                "Assessment and alliance and Focus and Working through to the 6; Ending to the 11; Follow-up to the 21",
                "continuing_care",
                ended=_DAY["ten"],
                new_response=_DAY["five"],
            ),
        ),
    ),
)
"""The rule, for the manual."""
