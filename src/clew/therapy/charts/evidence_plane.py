"""A plane with two axes, on which points stand for effects: what the funnel and the Baujat plot are drawn on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.therapy.charts.evidence_axis import NARROW, SMALL, WIDE, steps, written_steps
from clew.therapy.charts.scene import Path, Sheet, Text, line

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """Where values lie: from (`x_low`, `y_low`) at `left`, `bottom` to (`x_high`, `y_high`) at `right`, `top`.

    `y_low` may be the larger value, as in a funnel, whose standard errors rise downwards.
    """

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    left: float
    right: float
    top: float
    bottom: float

    def at(self, x: float, y: float) -> Place:
        """Where a value lies in the picture; one beyond an axis lies at its end."""
        x = min(max(x, self.x_low), self.x_high)
        y = min(max(y, min(self.y_low, self.y_high)), max(self.y_low, self.y_high))
        return (
            self.left + (x - self.x_low) / (self.x_high - self.x_low) * (self.right - self.left),
            self.bottom - (y - self.y_low) / (self.y_high - self.y_low) * (self.bottom - self.top),
        )


def sides(narrow: bool) -> tuple[float, float]:
    """The left and right edge of a plane on a page or a phone."""
    return (38.0, NARROW - 8) if narrow else (52.0, WIDE - 20)


def draw_y(sheet: Sheet, plane: Plane, words: str, *, rules: bool = True) -> None:
    """Draw the upright axis with its numbers and, above it, what it measures."""
    low, high = sorted((plane.y_low, plane.y_high))
    values = steps(low, high, 7)
    for value, written in zip(values, written_steps(values), strict=True):
        _, y = plane.at(plane.x_low, value)
        if rules:
            sheet.add(Path("rule", line([(plane.left, y), (plane.right, y)])))
        sheet.add(Path("soft", line([(plane.left - 4, y), (plane.left, y)])))
        sheet.add(Text(plane.left - 8, y + 4, written, anchor="end"))
    sheet.add(Path("soft", line([(plane.left, plane.top), (plane.left, plane.bottom)])))
    sheet.add(Text(0, plane.top - 12, words))


def draw_x(sheet: Sheet, plane: Plane, words: str) -> None:
    """Draw the level axis with its numbers and, below it, what it measures."""
    values = steps(plane.x_low, plane.x_high, max(4, int((plane.right - plane.left) / 60)))
    for value, written in zip(values, written_steps(values), strict=True):
        x, _ = plane.at(value, plane.y_low)
        sheet.add(Path("rule", line([(x, plane.top), (x, plane.bottom)])))
        sheet.add(Path("soft", line([(x, plane.bottom), (x, plane.bottom + 4)])))
        sheet.add(Text(x, plane.bottom + 16, written, anchor="middle"))
    sheet.add(Path("soft", line([(plane.left, plane.bottom), (plane.right, plane.bottom)])))
    sheet.add(Text((plane.left + plane.right) / 2, plane.bottom + 34, words, anchor="middle"))


def clipped(corners: Sequence[Place], low: float, high: float) -> list[Place]:
    """Return the part of a shape whose x lies from `low` to `high`."""
    for limit, sign in ((low, 1.0), (high, -1.0)):
        kept: list[Place] = []
        for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], *corners[:1]], strict=True):
            inside0, inside1 = sign * (x0 - limit) >= 0, sign * (x1 - limit) >= 0
            if inside0:
                kept.append((x0, y0))
            if inside0 != inside1:
                kept.append((limit, y0 + (limit - x0) / (x1 - x0) * (y1 - y0)))
        corners = kept
    return list(corners)


def draw_names(
    sheet: Sheet, named: Sequence[tuple[float, float, str]], plane: Plane, avoid: Sequence[Place]
) -> None:
    """Write names beside points, the first first, on whichever side they touch neither words nor points; else not at all."""
    taken: list[tuple[float, float, float, float]] = []
    for x, y, words in named:
        wide = SMALL * len(words)
        places = [(x + 8, y + 4), (x - 8 - wide, y + 4), (x - wide / 2, y - 9), (x - wide / 2, y + 17)]
        for left, base in places:
            box = (left, base - 10, left + wide, base + 3)
            inside = (
                plane.left < box[0]
                and box[2] < plane.right + 12
                and plane.top - 6 < box[1]
                and box[3] < plane.bottom
            )
            free = all(box[2] < t[0] or t[2] < box[0] or box[3] < t[1] or t[3] < box[1] for t in taken)
            clear = all(
                not (box[0] - 3 < px < box[2] + 3 and box[1] - 2 < py < box[3] + 2) for px, py in avoid
            )
            if inside and free and clear:
                taken.append(box)
                sheet.add(Text(left, base, words))
                break
