"""What pictures over time share: a lane with its scale, bands, reference curve and points, and the axis of weeks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clew.therapy.charts.scene import Circle, Path, Rect, Sheet, Spot, Text, line
from clew.therapy.course.months import add_months
from clew.therapy.errors import TherapyError

LETTER = 5.6  # about the width of a letter of the small type, to know whether words fit


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day, and its words for the table and the reader."""

    day: int
    value: float
    words: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A measure: its name, its range and its bands as (highest value, label), lowest band first.

    `step` is the distance between one band's highest and the next one's lowest value.
    """

    title: str
    low: float
    high: float
    bands: tuple[tuple[float, str], ...] = ()
    step: float = 1.0

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise TherapyError(f"The scale of {self.title} must rise from its lowest to its highest value.")


SHARE = 0.62  # of the width, for what lies before a bend of the axis


def _between(day: float, first: float, last: float, left: float, right: float) -> float:
    return left + (day - first) / (last - first) * (right - left)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a picture shows, and where the first and the last of them lie across it.

    From `bend` on the days stand closer together (or wider apart): what lies before it takes `SHARE` of the width.
    """

    first: int
    last: int
    left: float
    right: float
    bend: int | None = None

    def __post_init__(self) -> None:
        if self.last <= self.first:
            raise TherapyError("A picture over time must end after it starts.")
        if self.bend is not None and not self.first < self.bend < self.last:
            raise TherapyError("The day from which days stand closer together lies within the picture.")

    def x(self, day: float) -> float:
        """Where a day lies."""
        if self.bend is None:
            return _between(day, self.first, self.last, self.left, self.right)
        middle = self.left + SHARE * (self.right - self.left)
        if day <= self.bend:
            return _between(day, self.first, self.bend, self.left, middle)
        return _between(day, self.bend, self.last, middle, self.right)

    def shows(self, day: float) -> bool:
        """Whether a day lies in the picture."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Lane:
    """One measure over time: the days across, the scale upwards from `top` + `height`."""

    days: Days
    scale: Scale
    top: float
    height: float

    def y(self, value: float) -> float:
        """Where a value lies."""
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return self.top + self.height - share * self.height


def target(x: float, y: float) -> tuple[Circle, ...]:
    """Return an unseen ring that makes a small mark easy to touch."""
    return (Circle("target", x, y, 11),)


def draw_weeks(sheet: Sheet, days: Days, start: date, top: float, bottom: float, most: int = 14) -> None:
    """Draw the axis: a rule for every so many weeks from day 0, at most `most` of them, with date and week.

    After a bend it is counted in months from there.
    """
    until = days.last if days.bend is None else days.bend
    length = until - days.first
    room = most if days.bend is None else most * SHARE
    step = 7 * next((s for s in (1, 2, 4, 8, 13, 26, 52) if length / (7 * s) <= room), 104)
    for day in range(math.ceil(days.first / step) * step, until + 1, step):
        if days.bend is not None and days.x(until) - days.x(day) < 1.5 * NEAR:
            continue
        when = start + timedelta(days=day)
        words = f"{when:%b %Y}" if step >= MANY_WEEKS else f"{when.day} {when:%b}"
        _tick(sheet, days, day, top, bottom, words, f"week {day // 7}" if day else "start")
    if days.bend is not None:
        _months(sheet, days, start, top, bottom)


NEAR = 34.0  # closer than this, two dates under the axis would touch; half as much again where one names its year
MANY_WEEKS = 7 * 13  # from steps of this many days on, a date without its year could be one of several


def _months(sheet: Sheet, days: Days, start: date, top: float, bottom: float) -> None:
    """Draw the axis after its bend: a rule for every so many months."""
    bend = start + timedelta(days=days.bend or 0)
    whole = max(1, round((days.last - (days.bend or 0)) / 30.4))
    room = (days.right - days.x(days.bend or 0)) / (2 * NEAR)
    step = next((s for s in (1, 2, 3, 6, 12, 24) if whole / s <= room), 60)
    for months in range(0, whole + 1, step):
        when = add_months(bend, months)
        day = (when - start).days
        if days.shows(day):
            under = f"{months} month{'' if months == 1 else 's'} on" if months else "the end"
            _tick(sheet, days, day, top, bottom, f"{when:%b %Y}", under)


def _tick(sheet: Sheet, days: Days, day: int, top: float, bottom: float, words: str, under: str) -> None:
    x = days.x(day)
    sheet.add(Path("rule", line([(x, top), (x, bottom)])))
    anchor = "end" if days.right - x < LETTER * 3 else "middle"
    sheet.add(Text(x, bottom + 14, words, anchor=anchor), Text(x, bottom + 27, under, anchor=anchor))


def draw_day(sheet: Sheet, days: Days, day: int, top: float, bottom: float, words: str) -> None:
    """Draw one day that has a name, such as today."""
    if days.shows(day):
        x = days.x(day)
        room = days.right - x > LETTER * len(words)
        words_at = Text(x + 3, top + 8, words) if room else Text(x - 3, top + 8, words, anchor="end")
        sheet.add(Path("today", line([(x, top), (x, bottom)])), words_at)


def draw_bands(sheet: Sheet, lane: Lane) -> None:
    """Draw every second band faintly and write the words of all at the left."""
    below = lane.scale.low
    for order, (upper, label) in enumerate(lane.scale.bands):
        edge = min(upper + lane.scale.step / 2, lane.scale.high)
        if order % 2 == 1:
            left, right = lane.days.left, lane.days.right
            sheet.add(Rect("band", left, lane.y(edge), right - left, lane.y(below) - lane.y(edge)))
        sheet.add(Text(lane.days.left - 6, (lane.y(edge) + lane.y(below)) / 2 + 4, label, anchor="end"))
        below = edge


CLEAR = 14.0  # between words and the points of a line beside them


def draw_expected(
    sheet: Sheet,
    lane: Lane,
    curve: Sequence[tuple[float, float]],
    label: str,
    points: Sequence[Point] = (),
) -> None:
    """Draw a reference curve, given as (day, value), dashed and with what must be said beside it.

    The words stand along the curve where they are farthest from the `points` of the person's own line.
    """
    shown = [(lane.days.x(day), lane.y(value)) for day, value in curve if lane.days.shows(day)]
    if len(shown) > 1:
        sheet.add(Path("expected", line(shown)))
        x, y = shown[-1]
        wide = LETTER * len(label)
        own = [(lane.days.x(p.day), lane.y(p.value)) for p in points if lane.days.shows(p.day)]

        def room(place: tuple[float, float]) -> float:
            """How far the words would be from the nearest point beside them."""
            near = [abs(py - (place[1] - 4)) for px, py in own if abs(px - place[0]) < wide / 2 + 20]
            return min(near, default=lane.height)

        if lane.days.right - x > wide + 6 and room((x + 6 + wide / 2, y + 4)) > CLEAR:
            sheet.add(Text(x + 6, y + 4, label))
            return
        places = [
            (cx, cy + below)
            for cx, cy in shown
            if lane.days.left + wide / 2 < cx < lane.days.right - wide / 2
            for below in (-8.0, 15.0)
        ]
        if places:
            x, y = max(places, key=room)
            sheet.add(Text(x, y, label, anchor="middle"))
        else:
            sheet.add(Text(x, y - 6, label, anchor="end"))


def draw_points(
    sheet: Sheet, lane: Lane, points: Sequence[Point], *, kind: str = "ink", radius: float = 3.2
) -> None:
    """Draw the line through some points and the points, each of which can be focused and opened."""
    shown = [point for point in points if lane.days.shows(point.day)]
    if len(shown) > 1:
        apart = (lane.days.x(shown[-1].day) - lane.days.x(shown[0].day)) / (len(shown) - 1)
        radius = min(radius, max(1.6, apart / 3))  # so that years of scores stay a line of points
        sheet.add(Path(kind, line([(lane.days.x(p.day), lane.y(p.value)) for p in shown])))
    for point in shown:
        x, y = lane.days.x(point.day), lane.y(point.value)
        sheet.add(Spot(point.ref, point.words, (), (Circle("dot", x, y, radius), *target(x, y)), x, y))
