"""The triangle of conflict: defense and anxiety above, the hidden feeling below, each in the clinician's words.

Source: Menninger1958, Malan1979 (keys of `clew.therapy.knowledge.SOURCES`).
"""

from __future__ import annotations

import textwrap

from clew.therapy.charts.scene import Circle, Path, Scene, Sheet, Text, line

WIDTH, HEIGHT = 420.0, 262.0
DEFENSE, ANXIETY, FEELING = (96.0, 84.0), (324.0, 84.0), (210.0, 176.0)
RADIUS = 15.0
ACROSS, BELOW = 26, 44  # characters of a line beside the upper corners, and under the lower one
LINES, STEP = 3, 14.0


def conflict_triangle(
    *, feeling: str = "", anxiety: str = "", defense: str = "", sketch: bool = False
) -> Scene:
    """Draw one conflict; a corner that is open stays empty, and a sketch is dashed."""
    sheet = Sheet()
    sheet.add(Path("proposal" if sketch else "ink", line([DEFENSE, ANXIETY, FEELING, DEFENSE])))
    corners = (
        ("D", "defense", defense, DEFENSE),
        ("A", "anxiety", anxiety, ANXIETY),
        ("F", "hidden feeling", feeling, FEELING),
    )
    for letter, name, words, (x, y) in corners:
        sheet.add(Circle("bead" if words else "missed", x, y, RADIUS))
        sheet.add(Text(x, y + 5, letter, anchor="middle", small=False, bold=True))
        above = letter != "F"
        lines = _lines(words or "still open", ACROSS if above else BELOW)
        top = y - RADIUS - 10 - STEP * (len(lines) - 1) if above else y + RADIUS + 32
        sheet.add(Text(x, top - STEP if above else y + RADIUS + 17, name, anchor="middle"))
        for order, one in enumerate(lines):
            sheet.add(Text(x, top + STEP * order, one, anchor="middle", small=False))
    said = "; ".join(f"{name}: {words or 'still open'}" for _, name, words, _ in corners)
    title = "Triangle of conflict" + (", a sketch" if sketch else "")
    return Scene(WIDTH, HEIGHT, title, f"{said}.", tuple(sheet.marks))


def _lines(words: str, width: int) -> list[str]:
    """Return words in a few short lines, the rest cut."""
    return textwrap.wrap(words, width, max_lines=LINES, placeholder=" \N{HORIZONTAL ELLIPSIS}")
