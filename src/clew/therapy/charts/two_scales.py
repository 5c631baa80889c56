"""Two ratings on two lines, each for itself: dependency and self-criticism, with where they stood before."""

from __future__ import annotations

from collections.abc import Sequence

from clew.therapy.charts.scene import Circle, Path, Scene, Sheet, Text, line
from clew.therapy.errors import TherapyError

WIDTH, HEIGHT = 520.0, 124.0
LEFT, RIGHT = 130.0, 490.0
ROWS = (("Dependency", 34.0), ("Self-criticism", 88.0))


def two_scales(dependency: Sequence[int | None], self_criticism: Sequence[int | None]) -> Scene:
    """Draw both ratings from 0 to 10, the latest filled and earlier ones hollow.

    Args:
        dependency, self_criticism: the ratings in the order of time, None where one was not given.

    Raises:
        TherapyError: a rating is not between 0 and 10.
    """
    sheet = Sheet()
    said = []
    for (name, y), ratings in zip(ROWS, (dependency, self_criticism), strict=True):
        if any(value is not None and not 0 <= value <= 10 for value in ratings):
            raise TherapyError(f"{name} is rated from 0 to 10.")
        sheet.add(Text(LEFT - 14, y + 4, name, anchor="end", small=False))
        sheet.add(Path("ink", line([(LEFT, y), (RIGHT, y)])))
        for step in range(11):
            sheet.add(Path("soft", line([(_x(step), y - 3), (_x(step), y + 3)])))
        for step in (0, 5, 10):
            sheet.add(Text(_x(step), y + 20, str(step), anchor="middle"))
        given = [value for value in ratings if value is not None]
        for value in given[:-1]:
            sheet.add(Circle("bead", _x(value), y, 5))
        if given:
            sheet.add(Circle("dot", _x(given[-1]), y, 7))
            sheet.add(Text(_x(given[-1]), y - 13, str(given[-1]), anchor="middle", small=False, bold=True))
        else:
            sheet.add(Text((LEFT + RIGHT) / 2, y - 10, "not rated", anchor="middle"))
        before = f", before {', '.join(map(str, given[:-1]))}" if given[:-1] else ""
        said.append(f"{name} {given[-1]} of 10{before}" if given else f"{name} is not rated")
    return Scene(
        WIDTH,
        HEIGHT,
        "Dependency and self-criticism, each for itself",
        f"{'; '.join(said)}. Not validated.",
        tuple(sheet.marks),
    )


def _x(value: int) -> float:
    return LEFT + value / 10 * (RIGHT - LEFT)
