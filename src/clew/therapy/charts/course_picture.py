"""The course picture: one horizontal score of a whole treatment, time in days from its start.

Lanes from the top: symptoms, alliance, phases, sessions, life and treatment. The thread runs through the sessions'
beads, frays after a rupture and is knotted where it was repaired. After the end check-ins take the place of beads, and
the months stand closer together, so that two years after sixteen weeks can be read on one sheet.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clew.therapy.charts.lane import (
    LETTER,
    Days,
    Lane,
    Point,
    Scale,
    draw_bands,
    draw_day,
    draw_expected,
    draw_points,
    draw_weeks,
    target,
)
from clew.therapy.charts.life_lane import Happening, Medicine, draw_life
from clew.therapy.charts.life_lane import height as life_height
from clew.therapy.charts.scene import Circle, Mark, Path, Rect, Scene, Sheet, Spot, Text, line, number
from clew.therapy.errors import TherapyError

__all__ = [
    "Bead",
    "Checked",
    "CourseData",
    "Happening",
    "Kept",
    "Medicine",
    "Point",
    "Scale",
    "Stretch",
    "course_picture",
    "rows",
    "sparkline",
]

WIDTH = 1120.0
LEFT, RIGHT, TOP = 104.0, 1104.0, 12.0
SYMPTOMS, ALLIANCE, PHASES, SESSIONS, AXIS = 150.0, 76.0, 22.0, 84.0, 30.0
GAP = 18.0
NUMBER = 22.0  # between two numbers under the beads, so that they can be read


class Kept(StrEnum):
    """What became of a session."""

    HELD = "held"
    MISSED = "missed"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Bead:
    """One session. The mix counts the clinician's coded turns by pole; None where too few are coded.

    `possible` marks signs of a rupture in the coding that nobody has said to be one.
    """

    number: int
    day: int
    kept: Kept
    ref: str
    lines: tuple[str, ...] = ()
    mix: tuple[int, int, int] | None = None  # support, middle, insight
    ruptured: bool = False
    repaired: bool = False
    possible: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase of the treatment, from one day to another, by its name."""

    first: int
    last: int
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A check-in after the end: its day, whether it came (HELD), did not (MISSED) or lies ahead (PLANNED), and words."""

    day: int
    kept: Kept
    words: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class CourseData:
    """All that the picture shows, in days from `start` (day 0). `first` to `last` is the part drawn.

    `ended` is the day on which the course ended; `bend` the day after which days stand closer together.
    """

    start: date
    first: int
    last: int
    today: int
    scale: Scale
    symptoms: tuple[Point, ...] = ()
    expected: tuple[tuple[float, float], ...] = ()
    expected_label: str = ""
    alliance_patient: tuple[Point, ...] = ()
    alliance_clinician: tuple[Point, ...] = ()
    beads: tuple[Bead, ...] = ()
    happenings: tuple[Happening, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    planned_end: int | None = None
    ended: int | None = None
    bend: int | None = None
    phases: tuple[Stretch, ...] = ()
    check_ins: tuple[Checked, ...] = ()

    def __post_init__(self) -> None:
        if self.last <= self.first:
            raise TherapyError("The course picture must end after it starts.")


@dataclass(frozen=True, slots=True)
class _Frame:
    data: CourseData

    @property
    def days(self) -> Days:
        return Days(self.data.first, self.data.last, LEFT, RIGHT, self.data.bend)

    def x(self, day: float) -> float:
        return self.days.x(day)

    def shown(self, day: float) -> bool:
        return self.days.shows(day)


def course_picture(data: CourseData) -> Scene:
    """Draw the course."""
    sheet, frame = Sheet(), _Frame(data)
    phases = PHASES if data.phases else 0.0
    bottom = TOP + SYMPTOMS + ALLIANCE + phases + SESSIONS + life_height(data.medicines) + 3 * GAP
    _axis(sheet, frame, bottom)
    y = TOP
    _symptoms(sheet, frame, y)
    y += SYMPTOMS + GAP
    _alliance(sheet, frame, y)
    y += ALLIANCE + GAP
    _phases(sheet, frame, y)
    y += phases
    beads = [*_check_ins(frame, y + SESSIONS / 2), *_sessions(frame, y)]
    _thread(sheet, frame, y + SESSIONS / 2)
    sheet.add(*beads)
    sheet.add(Text(0, y + SESSIONS / 2 + 4, "Sessions", small=False, bold=True))
    y += SESSIONS + GAP
    draw_life(
        sheet,
        frame.days,
        data.start,
        y,
        today=data.today,
        happenings=data.happenings,
        medicines=data.medicines,
    )
    held = sum(b.kept is Kept.HELD for b in data.beads)
    about = (
        f"{data.scale.title}: {len(data.symptoms)} scores. {held} sessions held, "
        f"{sum(b.kept is Kept.MISSED for b in data.beads)} missed, "
        f"{sum(b.kept is Kept.PLANNED for b in data.beads)} planned."
        f"{' After the end the months stand closer together.' if data.bend is not None else ''}"
        " The table below says the same."
    )
    return Scene(WIDTH, bottom + AXIS, "The course of treatment", about, tuple(sheet.marks))


def _axis(sheet: Sheet, frame: _Frame, bottom: float) -> None:
    data = frame.data
    draw_weeks(sheet, frame.days, data.start, TOP, bottom)
    draw_day(sheet, frame.days, data.today, TOP, bottom, "today")
    end = data.ended if data.ended is not None else data.planned_end
    if end is None or not frame.shown(end) or (end == data.today and data.ended is None):
        return
    words = "agreed end"
    if data.ended is not None:
        words = "ended as agreed" if data.ended == data.planned_end else "ended"
    x = frame.x(end)
    kind = "planned" if data.ended is None else "soft"
    sheet.add(Path(kind, line([(x, TOP), (x, bottom)])), Text(x - 3, TOP + 8, words, anchor="end"))


def _phases(sheet: Sheet, frame: _Frame, top: float) -> None:
    """Draw a bracket for each phase, with its name as far as it has room."""
    if frame.data.phases:
        sheet.add(Text(0, top + 8, "Phases"))
    for phase in frame.data.phases:
        first, last = max(phase.first, frame.data.first), min(phase.last, frame.data.last)
        if last <= first:
            continue
        a, b = frame.x(first) + 1.5, frame.x(last) - 1.5
        sheet.add(Path("soft", line([(a, top + 12), (a, top + 8), (b, top + 8), (b, top + 12)])))
        name = _fitting(phase.words, b - a)
        title = f"{phase.words}: {_when(frame, phase.first)} to {_when(frame, phase.last)}"
        place = Rect("target", a, top - 6, max(b - a, 4.0), 18)
        words = (Text(a, top + 3, name),) if name else ()
        sheet.add(Spot("", title, (), (place, *words), a, top))


def _fitting(words: str, room: float) -> str:
    """Return as many of the words, from the first, as have room."""
    listed = words.split(" ")
    return next(
        (
            said
            for n in range(len(listed), 0, -1)
            if LETTER * len(said := " ".join(listed[:n]).rstrip(",")) <= room + 3
        ),
        "",
    )


def _when(frame: _Frame, day: int) -> str:
    on = frame.data.start + timedelta(days=day)
    return f"{on.day} {on:%B %Y}"


def _symptoms(sheet: Sheet, frame: _Frame, top: float) -> None:
    lane = Lane(frame.days, frame.data.scale, top, SYMPTOMS)
    draw_bands(sheet, lane)
    sheet.add(Text(0, top + 10, lane.scale.title, small=False, bold=True))
    draw_expected(sheet, lane, frame.data.expected, frame.data.expected_label, frame.data.symptoms)
    draw_points(sheet, lane, frame.data.symptoms)


def _alliance(sheet: Sheet, frame: _Frame, top: float) -> None:
    lane = Lane(frame.days, Scale("Alliance", 0, 10), top, ALLIANCE)
    sheet.add(Text(0, top + 10, lane.scale.title, small=False, bold=True))
    sheet.add(Text(0, top + 26, "patient thick,"), Text(0, top + 39, "clinician thin"))
    for value in (10, 0):
        sheet.add(Path("rule", line([(LEFT, lane.y(value)), (RIGHT, lane.y(value))])))
        sheet.add(Text(LEFT - 6, lane.y(value) + 4, str(value), anchor="end"))
    clinician = [
        (frame.x(p.day), lane.y(p.value)) for p in frame.data.alliance_clinician if frame.shown(p.day)
    ]
    if len(clinician) > 1:
        sheet.add(Path("thin", line(clinician)))
    draw_points(sheet, lane, frame.data.alliance_patient, radius=2.6)


def _ring(x: float, y: float, radius: float, mix: tuple[int, int, int]) -> list[Path]:
    """Arcs around a bead whose lengths are the shares of support, middle and insight."""
    whole = sum(mix)
    arcs, angle = [], -math.pi / 2
    for kind, count in zip(("support", "middle", "insight"), mix, strict=True):
        if not count:
            continue
        sweep = min(count / whole, 0.9999) * 2 * math.pi
        end = angle + sweep
        a = (x + radius * math.cos(angle), y + radius * math.sin(angle))
        b = (x + radius * math.cos(end), y + radius * math.sin(end))
        d = (
            f"M{number(a[0])} {number(a[1])}A{number(radius)} {number(radius)} 0 {int(sweep > math.pi)} 1 "
            f"{number(b[0])} {number(b[1])}"
        )
        arcs.append(Path(f"ring-{kind}", d))
        angle = end
    return arcs


def _sessions(frame: _Frame, top: float) -> list[Mark]:
    y = top + SESSIONS / 2
    spots: list[Mark] = []
    bend = frame.data.bend if frame.data.bend is not None else frame.data.last
    shown = [b for b in frame.data.beads if frame.shown(b.day)]
    free = 0.0  # from where on a number has room
    for part in ([b for b in shown if b.day <= bend], [b for b in shown if b.day > bend]):
        spots += _beads(frame, part, y, free)
        free = frame.x(part[-1].day) + NUMBER if part else free
    return spots


def _beads(frame: _Frame, shown: Sequence[Bead], y: float, free: float) -> list[Mark]:
    """Draw beads as large, and number as many of them, as they have room for."""
    gap = min(
        (frame.x(b.day) - frame.x(a.day) for a, b in itertools.pairwise(shown) if b.day > a.day),
        default=60.0,
    )
    radius = max(3.0, min(11.0, gap / 3.2))
    every = next((n for n in (1, 2, 4, 5, 10, 20) if n * gap >= NUMBER), 50)
    spots: list[Mark] = []
    for bead in shown:
        x = frame.x(bead.day)
        kind = {Kept.HELD: "bead", Kept.MISSED: "missed", Kept.PLANNED: "planned"}[bead.kept]
        marks: list[Path | Rect | Circle | Text] = [Circle(kind, x, y, radius)]
        if bead.mix and sum(bead.mix):
            marks += _ring(x, y, radius, bead.mix)
        if bead.possible:
            marks.append(Circle("proposal", x, y, radius + 4))
        if bead.repaired:
            marks.append(_knot(x, y, radius))
        if bead.kept is not Kept.MISSED and bead.number % every == 0 and x >= free:
            marks.append(Text(x, y + radius + 16, str(bead.number), anchor="middle"))
        marks += [Circle("target", x, y, max(radius, 12))]
        state = {Kept.HELD: "", Kept.MISSED: ", missed", Kept.PLANNED: ", planned"}[bead.kept]
        when = frame.data.start + timedelta(days=bead.day)
        title = f"Session {bead.number}, {when.day} {when:%B %Y}{state}"
        spots.append(Spot(bead.ref, title, bead.lines, tuple(marks), x, y - radius))
    return spots


def _check_ins(frame: _Frame, y: float) -> list[Mark]:
    """Draw a small square for each check-in after the end: drawn out where it came, broken where not, dotted ahead."""
    kinds = {Kept.HELD: "bead", Kept.MISSED: "missed", Kept.PLANNED: "planned"}
    spots: list[Mark] = []
    for one in frame.data.check_ins:
        if frame.shown(one.day):
            x = frame.x(one.day)
            marks: tuple[Rect | Circle, ...] = (Rect(kinds[one.kept], x - 4.5, y - 4.5, 9, 9), *target(x, y))
            spots.append(Spot(one.ref, f"Check-in, {_when(frame, one.day)}", (one.words,), marks, x, y - 6))
    return spots


def _knot(x: float, y: float, r: float) -> Path:
    """A small knot in the thread, above its bead."""
    top = y - r - 3
    d = (
        f"M{number(x - 7)} {number(top)}c4 -9 12 -9 10 -3c-2 6 -10 4 -6 -3c3 -5 9 -2 10 6"
        f"M{number(x - 7)} {number(top)}c-1 2 -3 3 -5 3M{number(x + 7)} {number(top)}c1 2 3 3 5 3"
    )
    return Path("thread", d)


def _thread(sheet: Sheet, frame: _Frame, y: float) -> None:
    """The thread from the first session held to the last, frayed between a rupture and its repair."""
    shown = [b for b in frame.data.beads if b.kept is Kept.HELD and frame.shown(b.day)]
    frayed = False
    for one, other in itertools.pairwise(shown):
        frayed = (frayed and not one.repaired) or one.ruptured
        if one.ruptured and one.repaired:
            frayed = False
        a, b = frame.x(one.day), frame.x(other.day)
        if not frayed:
            sheet.add(Path("thread", line([(a, y), (b, y)])))
            continue
        middle = (a + b) / 2
        for lift in (-9.0, 0.0, 9.0):
            d = f"M{number(a)} {number(y)}Q{number(middle)} {number(y + 2 * lift)} {number(b)} {number(y)}"
            sheet.add(Path("strand", d))


def rows(data: CourseData) -> Sequence[tuple[date, str, str]]:
    """Return the same as a table: date, kind, words; in time order."""
    table: list[tuple[date, str, str]] = []

    def put(day: int, kind: str, words: str) -> None:
        table.append((data.start + timedelta(days=day), kind, words))

    for point in data.symptoms:
        put(point.day, data.scale.title, point.words)
    for point in data.alliance_patient:
        put(point.day, "Alliance, patient", point.words)
    for point in data.alliance_clinician:
        put(point.day, "Alliance, clinician", point.words)
    for bead in data.beads:
        put(bead.day, f"Session {bead.number}", "; ".join((bead.kept.value, *bead.lines)))
    for phase in data.phases:
        put(phase.first, "Phase", phase.words)
    for one in data.check_ins:
        put(one.day, "Check-in", one.words)
    if data.ended is not None:
        put(data.ended, "End", "The course ended.")
    for happening in data.happenings:
        put(happening.day, happening.name, happening.words)
    for medicine in data.medicines:
        put(medicine.first, "Medication", medicine.words)
    return sorted(table, key=lambda row: row[0])


def sparkline(values: Sequence[float], low: float, high: float, *, title: str) -> Scene:
    """A score series as one small line, for a list."""
    width, height = 120.0, 28.0
    if not values:
        return Scene(width, height, title, "No scores yet.", ())

    def at(index: int, value: float) -> tuple[float, float]:
        x = 3 + (index / max(1, len(values) - 1)) * (width - 6)
        return x, 3 + (1 - (value - low) / (high - low)) * (height - 6)

    points = [at(i, v) for i, v in enumerate(values)]
    marks: list[Mark] = [Path("ink", line(points))] if len(points) > 1 else []
    marks.append(Circle("dot", *points[-1], 2.6))
    return Scene(width, height, title, f"From {values[0]:g} to {values[-1]:g}.", tuple(marks))
