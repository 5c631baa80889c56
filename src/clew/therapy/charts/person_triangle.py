"""The triangle of person: where the episodes took place, as three corners with their counts, and the links made.

A side that no interpretation joined is only the shape; counting episodes makes no link. A side that some joined is
drawn strong, with their number.

Source: Malan1979 (a key of `clew.therapy.knowledge.SOURCES`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from clew.therapy.charts.scene import Circle, Path, Scene, Sheet, Text, line
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.ccrt import CORNERS as KNOWN
from clew.therapy.moments import Place

WIDTH, HEIGHT = 300.0, 226.0
CORNERS = {Place.ROOM: (150.0, 46.0), Place.PAST: (52.0, 164.0), Place.OUTSIDE: (248.0, 164.0)}
NAMES = {Place.ROOM: "in the room", Place.PAST: "past", Place.OUTSIDE: "outside"}
SMALLEST, LARGEST = 14.0, 34.0  # radius of a corner


def person_triangle(
    episodes: Mapping[Place, int], sides: Mapping[tuple[str, str], int] | None = None
) -> Scene:
    """Draw the number of episodes at each corner, whose area grows with it, and the links along the sides.

    Args:
        episodes: the number of episodes in each place.
        sides: the number of interpretations that joined two corners, as `triangles.sides` counts them.

    Raises:
        TherapyError: when a place is left out or a number is negative.
    """
    if set(episodes) != set(Place) or min(episodes.values()) < 0:
        raise TherapyError("The triangle of person needs a number of episodes, 0 or more, for each place.")
    sheet = Sheet()
    sheet.add(Path("rule", line([*CORNERS.values(), CORNERS[Place.ROOM]])))
    joined = []
    for pair, count in (sides or {}).items():
        one, other = (KNOWN[slug].place for slug in pair)
        if count < 1 or one is None or other is None:
            continue
        (x, y), (to_x, to_y) = CORNERS[one], CORNERS[other]
        sheet.add(Path("ink", line([(x, y), (to_x, to_y)])))
        joined.append((one, other, count, (x + to_x) / 2, (y + to_y) / 2 - (10 if y == to_y else 0)))
    most = max(episodes.values()) or 1
    for place, (x, y) in CORNERS.items():
        count = episodes[place]
        radius = max(SMALLEST, LARGEST * math.sqrt(count / most))
        sheet.add(Circle("bead" if count else "missed", x, y, radius))
        sheet.add(Text(x, y + 5, str(count), anchor="middle", small=False, bold=True))
        below = y + radius + 16 if place is not Place.ROOM else y - radius - 6
        sheet.add(Text(x, max(below, 11), NAMES[place], anchor="middle"))
    for _, _, count, x, y in joined:
        # Beside its side, so that the line does not run through the words.
        side = "middle" if x == CORNERS[Place.ROOM][0] else "end" if x < CORNERS[Place.ROOM][0] else "start"
        x += {"end": -8, "middle": 0, "start": 8}[side]
        sheet.add(Text(x, y + 4, f"{count} linked", anchor=side, small=False))
    said = ", ".join(f"{NAMES[place]} {episodes[place]}" for place in Place)
    links = "; ".join(f"{count} linked {NAMES[one]} and {NAMES[other]}" for one, other, count, _, _ in joined)
    about = f"Episodes: {said}." + (f" Interpretations: {links}." if links else "")
    return Scene(WIDTH, HEIGHT, "Triangle of person", about, tuple(sheet.marks))
