"""The triangle of person: where the episodes took place, as three corners with their counts.

Its sides are only the shape. A link between corners exists where an interpretation was recorded, and counting
episodes makes none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from clew.therapy.charts.scene import Circle, Path, Scene, Sheet, Text, line
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Place

WIDTH, HEIGHT = 300.0, 226.0
CORNERS = {Place.ROOM: (150.0, 46.0), Place.PAST: (52.0, 164.0), Place.OUTSIDE: (248.0, 164.0)}
NAMES = {Place.ROOM: "in the room", Place.PAST: "past", Place.OUTSIDE: "outside"}
SMALLEST, LARGEST = 14.0, 34.0  # radius of a corner


def person_triangle(episodes: Mapping[Place, int]) -> Scene:
    """Draw the number of episodes at each corner; the area of a corner grows with it.

    Raises:
        TherapyError: when a place is left out or a number is negative.
    """
    if set(episodes) != set(Place) or min(episodes.values()) < 0:
        raise TherapyError("The triangle of person needs a number of episodes, 0 or more, for each place.")
    sheet = Sheet()
    sheet.add(Path("rule", line([*CORNERS.values(), CORNERS[Place.ROOM]])))
    most = max(episodes.values()) or 1
    for place, (x, y) in CORNERS.items():
        count = episodes[place]
        radius = max(SMALLEST, LARGEST * math.sqrt(count / most))
        sheet.add(Circle("bead" if count else "missed", x, y, radius))
        sheet.add(Text(x, y + 5, str(count), anchor="middle", small=False, bold=True))
        below = y + radius + 16 if place is not Place.ROOM else y - radius - 6
        sheet.add(Text(x, max(below, 11), NAMES[place], anchor="middle"))
    said = ", ".join(f"{NAMES[place]} {episodes[place]}" for place in Place)
    return Scene(WIDTH, HEIGHT, "Triangle of person", f"Episodes: {said}.", tuple(sheet.marks))
