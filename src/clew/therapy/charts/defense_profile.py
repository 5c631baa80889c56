"""The defense profile: seven lines like a stave, one a DMRS level, with a dot for each session's codes on it.

The area of a dot is the number of codes. Nothing is marked as good or bad: a code is a judgement about one
utterance, and the picture counts such judgements.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.defenses import LEVELS

WIDTH, TOP, ROW, BOTTOM = 920.0, 40.0, 36.0, 28.0
LEFT, RIGHT = 206.0, 754.0  # of the stave
EARLY, LATE = 838.0, 916.0  # where the columns of numbers end
LARGEST = 15.0  # radius of a dot


@dataclass(frozen=True, slots=True)
class Line:
    """One level: its codes early and late, in each session, and each defense with its count in words."""

    level: int
    name: str
    early: int
    late: int
    counts: tuple[tuple[int, int], ...] = ()  # session number, codes
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if sum(count for _, count in self.counts) != self.early + self.late:
            raise TherapyError(f"The sessions of level {self.level} must add up to its early and late codes.")


@dataclass(frozen=True, slots=True)
class DefenseData:
    """All that the picture shows. `late_from` is the first late session; ODF is None where nothing was coded."""

    first: int
    last: int
    late_from: int
    early_odf: float | None
    early_n: int
    late_odf: float | None
    late_n: int
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if tuple(one.level for one in self.lines) != LEVELS:
            raise TherapyError("A defense profile has seven lines, from level 7 to level 1.")
        if self.last < self.first:
            raise TherapyError("The last session cannot come before the first.")


def rows(data: DefenseData) -> list[tuple[str, str, str, str]]:
    """Return the picture as a table: level, early, late, defenses."""
    return [
        (
            f"{one.level} {one.name}",
            _share(one.early, data.early_n),
            _share(one.late, data.late_n),
            ", ".join(one.words),
        )
        for one in data.lines
    ]


def defense_picture(data: DefenseData) -> Scene:
    """Draw the profile."""
    sheet = Sheet()
    bottom = TOP + len(data.lines) * ROW
    most = max((count for one in data.lines for _, count in one.counts), default=1)
    largest = min(LARGEST, 0.49 * (RIGHT - LEFT) / max(data.last - data.first, 1))
    _heads(sheet, data, bottom)
    for order, one in enumerate(data.lines):
        _line(sheet, data, one, TOP + (order + 0.5) * ROW, lambda n: _radius(n, most, largest))
    number = data.early_n + data.late_n
    about = (
        f"{number} {'code' if number == 1 else 'codes'} on seven levels, sessions {data.first} to {data.last}. "
        "The table below says the same."
    )
    return Scene(WIDTH, bottom + BOTTOM, "Defenses by level and session", about, tuple(sheet.marks))


def _x(data: DefenseData, session: float) -> float:
    span = data.last - data.first
    return (LEFT + RIGHT) / 2 if not span else LEFT + (session - data.first) / span * (RIGHT - LEFT)


def _heads(sheet: Sheet, data: DefenseData, bottom: float) -> None:
    sheet.add(Text(EARLY, TOP - 8, "early", anchor="end"), Text(LATE, TOP - 8, "late", anchor="end"))
    if data.first < data.late_from <= data.last:
        x = _x(data, data.late_from - 0.5)
        sheet.add(Path("planned", line([(x, TOP - 30), (x, bottom)])))
        sheet.add(Text(x - 8, TOP - 22, _odf("Early", data.early_odf, data.early_n), anchor="end"))
        sheet.add(Text(x + 8, TOP - 22, _odf("Late", data.late_odf, data.late_n)))
    step = max(1, math.ceil((data.last - data.first + 1) / 12))
    for session in range(data.first, data.last + 1, step):
        sheet.add(Text(_x(data, session), bottom + 16, str(session), anchor="middle"))
    sheet.add(Text(LEFT - 24, bottom + 16, "session", anchor="end"))


def _line(sheet: Sheet, data: DefenseData, one: Line, y: float, radius: Callable[[int], float]) -> None:
    marks: list[Path | Rect | Circle | Text] = [
        Path("rule", line([(LEFT - 16, y), (RIGHT + 16, y)])),
        Text(0, y + 4, f"{one.level}", bold=True, small=False),
        Text(18, y + 4, one.name, small=False),
        *(Circle("dot", _x(data, session), y, radius(count)) for session, count in one.counts),
        Text(EARLY, y + 4, _share(one.early, data.early_n), anchor="end"),
        Text(LATE, y + 4, _share(one.late, data.late_n), anchor="end"),
        Rect("target", 0, y - ROW / 2, WIDTH, ROW),
    ]
    count = one.early + one.late
    words = f"Level {one.level}, {one.name}: {count} {'code' if count == 1 else 'codes'}"
    sheet.add(Spot(f"level:{one.level}", words, one.words, tuple(marks), LEFT, y))


def _radius(count: int, most: int, largest: float) -> float:
    """Return a radius whose area grows with the count; the most codes give the largest dot there is room for."""
    return min(5.0, largest / math.sqrt(most)) * math.sqrt(count)


def _share(count: int, of: int) -> str:
    return f"{count} ({100 * count / of:.0f} %)" if of else "0"


def _odf(name: str, odf: float | None, n: int) -> str:
    return f"{name}: ODF {odf:.1f} (n = {n})" if odf is not None else f"{name}: no codes"
