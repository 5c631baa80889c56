"""The alliance over a course: both raters in one picture, the patient's own lower line, and flags as words.

Patient and clinician rate the same scale, which is why they may share a picture here; they are not compared in a
number. A flag says that something is worth asking about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clew.therapy.charts.lane import LETTER, Days, Lane, Point, Scale, draw_day, draw_points, draw_weeks
from clew.therapy.charts.scene import Circle, Path, Scene, Sheet, Spot, Text, line, number
from clew.therapy.errors import TherapyError

WIDTH = 760.0
LEFT, RIGHT, TOP, HEIGHT, AXIS = 92.0, 744.0, 12.0, 170.0, 30.0
ROW = 15.0  # height of one row of words below the picture
ROWS = 5  # flags that follow close on each other stand in different rows
MOST_WEEKS = 9


@dataclass(frozen=True, slots=True)
class Flag:
    """What is worth asking about on one day, in a few words; `after` tells that it is mended."""

    day: int
    words: str
    mended: bool = False


@dataclass(frozen=True, slots=True)
class AllianceData:
    """All that the picture shows, in days from `start` (day 0). `limit` is the patient's own line as (day, value)."""

    start: date
    first: int
    last: int
    today: int
    scale: Scale
    patient: tuple[Point, ...]
    clinician: tuple[Point, ...] = ()
    limit: tuple[tuple[float, float], ...] = ()
    flags: tuple[Flag, ...] = ()

    def __post_init__(self) -> None:
        for point in (*self.patient, *self.clinician):
            if not self.scale.low <= point.value <= self.scale.high:
                raise TherapyError(
                    f"A point of {number(point.value)} lies off the scale of {self.scale.title}."
                )


def alliance_curve(data: AllianceData) -> Scene:
    """Draw both lines, the middle of the scale, the patient's own line dashed, and the flags below in words."""
    sheet = Sheet()
    days = Days(data.first, data.last, LEFT, RIGHT)
    lane = Lane(days, data.scale, TOP, HEIGHT)
    words_top = TOP + HEIGHT
    bottom = words_top + (ROW * ROWS + 10 if data.flags else 0)
    draw_weeks(sheet, days, data.start, TOP, bottom, MOST_WEEKS)
    draw_day(sheet, days, data.today, TOP, bottom, "today")
    middle = (data.scale.low + data.scale.high) / 2
    for value in (data.scale.low, middle, data.scale.high):
        sheet.add(Path("rule", line([(LEFT, lane.y(value)), (RIGHT, lane.y(value))])))
        sheet.add(Text(LEFT - 6, lane.y(value) + 4, number(value), anchor="end"))
    sheet.add(
        Text(0, TOP + 14, "Patient", small=False, bold=True),
        Path("ink", line([(0, TOP + 22), (44, TOP + 22)])),
    )
    if data.clinician:
        sheet.add(
            Text(0, TOP + 44, "Clinician", small=False), Path("thin", line([(0, TOP + 52), (44, TOP + 52)]))
        )
    if len(data.limit) > 1:
        sheet.add(
            Path(
                "expected",
                line([(days.x(day), lane.y(max(value, data.scale.low))) for day, value in data.limit]),
            )
        )
        sheet.add(Text(0, TOP + 74, "Own line"), Path("expected", line([(0, TOP + 80), (44, TOP + 80)])))
    _clinician(sheet, lane, data.clinician)
    draw_points(sheet, lane, data.patient)
    if data.flags:
        sheet.add(Text(0, words_top + ROW + 3, "Worth asking"))
        _flags(sheet, days, data.flags, words_top)
    about = (
        f"{len(data.patient)} ratings by the patient and {len(data.clinician)} by the clinician on a scale from "
        f"{number(data.scale.low)} to {number(data.scale.high)}; {len(data.flags)} sessions with something worth asking "
        "about. The table says the same."
    )
    return Scene(WIDTH, bottom + AXIS, f"{data.scale.title} over the course", about, tuple(sheet.marks))


def _clinician(sheet: Sheet, lane: Lane, points: Sequence[Point]) -> None:
    """A thin line with open points, so that it differs from the patient's without colour."""
    shown = [point for point in points if lane.days.shows(point.day)]
    if len(shown) > 1:
        sheet.add(Path("thin", line([(lane.days.x(p.day), lane.y(p.value)) for p in shown])))
    for point in shown:
        x, y = lane.days.x(point.day), lane.y(point.value)
        sheet.add(
            Spot(point.ref, point.words, (), (Circle("bead", x, y, 2.4), Circle("target", x, y, 9)), x, y)
        )


def _flags(sheet: Sheet, days: Days, flags: Sequence[Flag], top: float) -> None:
    """Mark each flag with a tick, and write its words in the first row in which they have room.

    Words that have no room in any row are left to the table.
    """
    free = [float("-inf")] * ROWS
    for flag in sorted(flags, key=lambda one: one.day):
        if not days.shows(flag.day):
            continue
        x = days.x(flag.day)
        sheet.add(Path("soft", line([(x, top - 6), (x, top + 3)])))
        words = f"{flag.words}, mended" if flag.mended else flag.words
        wide = LETTER * len(words)
        start = min(x, days.right - wide)
        row = next((place for place in range(ROWS) if free[place] <= start), None)
        if row is not None:
            free[row] = start + wide + 8
            sheet.add(Text(start, top + ROW * (row + 1) + 3, words))
