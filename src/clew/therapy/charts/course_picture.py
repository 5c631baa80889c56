"""The course picture: one horizontal score of a whole treatment, time in days from its start.

Lanes from the top: symptoms, alliance, sessions, life and treatment. The thread runs through the sessions' beads,
frays after a rupture and is knotted where it was repaired.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clew.therapy.charts.lane import (
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
from clew.therapy.charts.scene import Circle, Mark, Path, Rect, Scene, Sheet, Spot, Text, line, number
from clew.therapy.errors import TherapyError

__all__ = [
    "Bead",
    "CourseData",
    "Happening",
    "Kept",
    "Medicine",
    "Point",
    "Scale",
    "course_picture",
    "rows",
    "sparkline",
]

WIDTH = 1120.0
LEFT, RIGHT, TOP = 104.0, 1104.0, 12.0
SYMPTOMS, ALLIANCE, SESSIONS, LIFE, AXIS = 150.0, 76.0, 84.0, 62.0, 30.0
MEDICINE = 18.0  # height of one medicine's row
GAP = 18.0


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
class Happening:
    """Something in the life and treatment lane: a stressor, break, turn in life, change of the frame, formulation or alert."""

    day: int
    kind: str  # stressor, break, life, frame, formulation, alert
    words: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine taken from one day to another; `last` is None while it goes on."""

    first: int
    last: int | None
    words: str


@dataclass(frozen=True, slots=True)
class CourseData:
    """All that the picture shows, in days from `start` (day 0). `first` to `last` is the part drawn."""

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

    def __post_init__(self) -> None:
        if self.last <= self.first:
            raise TherapyError("The course picture must end after it starts.")


@dataclass(frozen=True, slots=True)
class _Frame:
    data: CourseData

    @property
    def days(self) -> Days:
        return Days(self.data.first, self.data.last, LEFT, RIGHT)

    def x(self, day: float) -> float:
        return self.days.x(day)

    def shown(self, day: float) -> bool:
        return self.days.shows(day)


def course_picture(data: CourseData) -> Scene:
    """Draw the course."""
    sheet, frame = Sheet(), _Frame(data)
    bottom = TOP + SYMPTOMS + ALLIANCE + SESSIONS + LIFE + MEDICINE * len(data.medicines) + 3 * GAP
    _axis(sheet, frame, bottom)
    y = TOP
    _symptoms(sheet, frame, y)
    y += SYMPTOMS + GAP
    _alliance(sheet, frame, y)
    y += ALLIANCE + GAP
    beads = _sessions(frame, y)
    _thread(sheet, frame, y + SESSIONS / 2)
    sheet.add(*beads)
    sheet.add(Text(0, y + SESSIONS / 2 + 4, "Sessions", small=False, bold=True))
    y += SESSIONS + GAP
    _life(sheet, frame, y)
    held = sum(b.kept is Kept.HELD for b in data.beads)
    about = (
        f"{data.scale.title}: {len(data.symptoms)} scores. {held} sessions held, "
        f"{sum(b.kept is Kept.MISSED for b in data.beads)} missed, "
        f"{sum(b.kept is Kept.PLANNED for b in data.beads)} planned. The table below says the same."
    )
    return Scene(WIDTH, bottom + AXIS, "The course of treatment", about, tuple(sheet.marks))


def _axis(sheet: Sheet, frame: _Frame, bottom: float) -> None:
    data = frame.data
    draw_weeks(sheet, frame.days, data.start, TOP, bottom)
    draw_day(sheet, frame.days, data.today, TOP, bottom, "today")
    if data.ended is not None and frame.shown(data.ended) and data.ended != data.today:
        draw_day(sheet, frame.days, data.ended, TOP, bottom, "ended")
        return
    if data.planned_end is not None and frame.shown(data.planned_end) and data.planned_end != data.today:
        x = frame.x(data.planned_end)
        sheet.add(
            Path("planned", line([(x, TOP), (x, bottom)])), Text(x - 3, TOP + 8, "agreed end", anchor="end")
        )


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
    shown = [b for b in frame.data.beads if frame.shown(b.day)]
    gap = min(
        (frame.x(b.day) - frame.x(a.day) for a, b in itertools.pairwise(shown) if b.day > a.day),
        default=60.0,
    )
    radius = max(3.5, min(11.0, gap / 3.2))
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
        if bead.kept is not Kept.MISSED and (radius > 6 or bead.number % 4 == 0):
            marks.append(Text(x, y + radius + 16, str(bead.number), anchor="middle"))
        marks += [Circle("target", x, y, max(radius, 12))]
        state = {Kept.HELD: "", Kept.MISSED: ", missed", Kept.PLANNED: ", planned"}[bead.kept]
        when = frame.data.start + timedelta(days=bead.day)
        title = f"Session {bead.number}, {when.day} {when:%B %Y}{state}"
        spots.append(Spot(bead.ref, title, bead.lines, tuple(marks), x, y - radius))
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


_SIGNS = {
    "stressor": "M-5 4L0 -5L5 4Z",
    "break": "M-6 -4V4M-2 0H2M6 -4V4",
    "life": "M0 -5V5M-5 0H5",
    "frame": "M-7 -3H6L3 -6M7 3H-6L-3 6",
}
_NAMES = {"frame": "Change of the frame"}


def _life(sheet: Sheet, frame: _Frame, top: float) -> None:
    sheet.add(
        Text(0, top + 10, "Life and", small=False, bold=True),
        Text(0, top + 26, "treatment", small=False, bold=True),
    )
    for row, medicine in enumerate(frame.data.medicines):
        last = medicine.last if medicine.last is not None else max(frame.data.today, medicine.first + 1)
        first, end = max(medicine.first, frame.data.first), min(last, frame.data.last)
        if end <= first:
            continue
        y = top + LIFE + MEDICINE * row
        sheet.add(Rect("medication", frame.x(first), y, frame.x(end) - frame.x(first), 13))
        sheet.add(Text(frame.x(first) + 5, y + 10, medicine.words))
    for happening in frame.data.happenings:
        if not frame.shown(happening.day):
            continue
        x = frame.x(happening.day)
        lane = {"alert": 8.0, "formulation": 48.0}.get(happening.kind, 28.0)
        y = top + lane
        marks: tuple[Path | Rect | Circle | Text, ...]
        if happening.kind == "alert":
            marks = (Path("danger", f"M{number(x)} {number(y - 8)}l8 8l-8 8l-8 -8Z"),)
        elif happening.kind == "formulation":
            marks = (
                Rect("bead", x - 6, y - 7, 12, 14),
                Text(x, y + 4, happening.words.split(" ")[-1], anchor="middle"),
            )
        else:
            marks = (Path("ink", _shifted(_SIGNS[happening.kind], x, y)),)
        when = frame.data.start + timedelta(days=happening.day)
        kind = _NAMES.get(happening.kind, happening.kind.capitalize())
        title = f"{kind}, {when.day} {when:%B %Y}"
        sheet.add(Spot(happening.ref, title, (happening.words,), (*marks, *target(x, y)), x, y - 8))


def _shifted(d: str, x: float, y: float) -> str:
    """Shift a small sign drawn around 0, 0 to its place."""

    def shift(match: re.Match[str]) -> str:
        command, numbers = match.group(1), [float(n) for n in match.group(2).split()]
        if command == "V":
            return f"V{number(numbers[0] + y)}"
        if command == "H":
            return f"H{number(numbers[0] + x)}"
        if command == "Z":
            return "Z"
        return f"{command}{number(numbers[0] + x)} {number(numbers[1] + y)}"

    return re.sub(r"([MLVHZ])([-\d. ]*)", shift, d)


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
    for happening in data.happenings:
        put(happening.day, _NAMES.get(happening.kind, happening.kind.capitalize()), happening.words)
    for medicine in data.medicines:
        put(medicine.first, "Medication", medicine.words)
    if data.ended is not None:
        put(data.ended, "Ended", "The course ended.")
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
