"""The curve of one questionnaire by one rater over a course. Two instruments, or two raters, never share one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
)
from clew.therapy.charts.scene import Path, Scene, Sheet, Text, line, number
from clew.therapy.errors import TherapyError

WIDTH = 760.0
RIGHT, TOP, HEIGHT, AXIS = 744.0, 12.0, 190.0, 30.0
MOST_WEEKS = 9  # dates on the axis that do not touch


@dataclass(frozen=True, slots=True)
class CurveData:
    """All that the picture shows, in days from `start` (day 0). `first` to `last` is the part drawn.

    `expected` is a reference curve as (day, value); it is never drawn without `expected_label`.
    """

    start: date
    first: int
    last: int
    today: int
    scale: Scale
    points: tuple[Point, ...]
    expected: tuple[tuple[float, float], ...] = ()
    expected_label: str = ""

    def __post_init__(self) -> None:
        if self.expected and not self.expected_label:
            raise TherapyError("A reference curve needs a label that says where it comes from.")
        for point in self.points:
            if not self.scale.low <= point.value <= self.scale.high:
                raise TherapyError(
                    f"A point of {number(point.value)} lies off the scale of {self.scale.title}, "
                    f"{number(self.scale.low)} to {number(self.scale.high)}."
                )


def measure_curve(data: CurveData) -> Scene:
    """Draw the curve: faint bands with their words, the reference curve dashed, and a point for each score."""
    sheet = Sheet()
    left = 14 + LETTER * max((len(label) for _, label in data.scale.bands), default=3)
    days = Days(data.first, data.last, left, RIGHT)
    lane = Lane(days, data.scale, TOP, HEIGHT)
    bottom = TOP + HEIGHT
    draw_bands(sheet, lane)
    draw_weeks(sheet, days, data.start, TOP, bottom, MOST_WEEKS)
    draw_day(sheet, days, data.today, TOP, bottom, "today")
    for value in (data.scale.low, data.scale.high):
        sheet.add(Path("rule", line([(left, lane.y(value)), (RIGHT, lane.y(value))])))
        if not data.scale.bands:
            sheet.add(Text(left - 6, lane.y(value) + 4, number(value), anchor="end"))
    draw_expected(sheet, lane, data.expected, data.expected_label, data.points)
    draw_points(sheet, lane, data.points)
    about = f"{len(data.points)} {'score' if len(data.points) == 1 else 'scores'}"
    about += (
        f" on a scale from {number(data.scale.low)} to {number(data.scale.high)}. The table says the same."
    )
    return Scene(WIDTH, bottom + AXIS, f"{data.scale.title} over the course", about, tuple(sheet.marks))
