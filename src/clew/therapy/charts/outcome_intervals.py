"""A practice's shares with their intervals, beside what trials found: dots with whiskers on one scale from 0 to 100 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line
from clew.therapy.errors import TherapyError

WIDTH = 760.0
LEFT, RIGHT, TOP, ROW, AXIS = 190.0, 700.0, 8.0, 38.0, 26.0


@dataclass(frozen=True, slots=True)
class Published:
    """A share that was published, or a range of them, from 0 to 1, with its words."""

    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One question: the practice's own share with its interval, if it can be told, and what was published."""

    label: str
    words: str
    share: float | None
    interval: tuple[float, float] | None
    published: tuple[Published, ...] = ()

    def __post_init__(self) -> None:
        if (self.share is None) != (self.interval is None):
            raise TherapyError("A share is never drawn without its interval.")


def outcome_intervals(lines: Sequence[Line]) -> Scene:
    """Draw one row for each question. Trials stand as hollow diamonds or bars below the practice's own dot."""
    sheet = Sheet()
    bottom = TOP + ROW * len(lines)
    for percent in range(0, 101, 20):
        x = _x(percent / 100)
        sheet.add(Path("rule", line([(x, TOP), (x, bottom)])))
        sheet.add(Text(x, bottom + 15, f"{percent} %", anchor="middle"))
    for order, one in enumerate(lines):
        y = TOP + ROW * order + 13
        sheet.add(Text(LEFT - 12, y + 4, one.label, anchor="end", small=False))
        if order:
            sheet.add(Path("rule", line([(12, y - 13), (RIGHT, y - 13)])))
        if one.share is None or one.interval is None:
            sheet.add(Text(LEFT + 6, y + 4, one.words))
        else:
            low, high = (_x(end) for end in one.interval)
            marks = (
                Path("ink", line([(low, y), (high, y)])),
                Path("ink", line([(low, y - 4), (low, y + 4)])),
                Path("ink", line([(high, y - 4), (high, y + 4)])),
                Circle("dot", _x(one.share), y, 4),
            )
            sheet.add(Spot("", f"{one.label}: {one.words}", (), marks, _x(one.share), y))
        for found in one.published:
            sheet.add(_trial(found, y + 14))
    about = f"{len(lines)} questions with the practice's own shares and what trials found. The table says the same."
    return Scene(WIDTH, bottom + AXIS, "Outcome with intervals", about, tuple(sheet.marks))


def _x(share: float) -> float:
    return LEFT + share * (RIGHT - LEFT)


def _trial(found: Published, y: float) -> Spot:
    middle = _x((found.low + found.high) / 2)
    if found.low == found.high:
        marks: tuple[Path | Rect, ...] = (
            Path("bead", f"{line([(middle, y - 5), (middle + 5, y), (middle, y + 5), (middle - 5, y)])}Z"),
        )
    else:
        marks = (Rect("bead", _x(found.low), y - 4, _x(found.high) - _x(found.low), 8),)
    return Spot("", found.words, (), marks, middle, y)
