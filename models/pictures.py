"""The pictures beside the numbers about the model: `python -m models.pictures` draws them anew.

Each is drawn from numbers that stand in the repository (the card's own table, and ``curve.json``), never from a run of its
own, so that a picture cannot say anything else than the page that it stands on.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import log2, sqrt
from pathlib import Path
from typing import Any

from clew.therapy.charts.paper import for_paper
from clew.therapy.charts.scene import Circle, Scene, Sheet, Text, line
from clew.therapy.charts.scene import Path as Line

DOCS = Path(__file__).resolve().parents[1] / "docs"
CARD = DOCS / "reference" / "coder-model.md"
RELIABILITY = DOCS / "images" / "coder-reliability.svg"
CURVE = DOCS / "images" / "coder-curve.svg"

Bin = tuple[float, float, int]
"""Confidence said, share that was right, and how many."""


def reliability_of(card: str) -> dict[str, list[Bin]]:
    """Read the table of what confidences mean off the model card, scheme by scheme."""
    table = card.partition("## Whether a confidence means what it says")[2].partition("\n## ")[0]
    found: dict[str, list[Bin]] = {}
    for scheme, said, right, count in re.findall(
        r"^\| (\w+) \| ([\d.]+) \| ([\d.]+) \| ([\d,]+) \|$", table, re.M
    ):
        found.setdefault(scheme, []).append((float(said), float(right), int(count.replace(",", ""))))
    return found


SIDE, GAP, LEFT, TOP, COLUMNS = 168.0, 46.0, 44.0, 58.0, 4
HEAD = 88.0  # what stands above the squares
FEW = 20  # fewer proposals than that are drawn hollow: their share may be chance
NAMES = {"component": "wish or response"}


def reliability(schemes: Mapping[str, Sequence[Bin]]) -> Scene:
    """Draw a square for each scheme: confidence said to the right, share that was right upwards, and the line of truth."""
    sheet = Sheet()
    rows = -(-len(schemes) // COLUMNS)
    for place, (scheme, bins) in enumerate(schemes.items()):
        x = LEFT + place % COLUMNS * (SIDE + GAP)
        y = HEAD + place // COLUMNS * (SIDE + GAP + 18)
        _square(sheet, x, y, scheme, bins)
    sheet.add(
        Text(LEFT, 20, "Share that was right (upwards) for each confidence said (to the right).", small=False)
    )
    sheet.add(
        Text(LEFT, 36, "On the line a confidence means what it says. Above a square: how many proposals."),
        Text(
            LEFT,
            51,
            f"A dot is a tenth of confidence; a larger one holds more, a hollow one fewer than {FEW}.",
        ),
    )
    height = HEAD + rows * (SIDE + GAP + 18) - 36
    return Scene(
        LEFT + COLUMNS * (SIDE + GAP),
        height,
        "Whether a confidence means what it says",
        "One square for each scheme; the table on the same page says the same in numbers.",
        tuple(sheet.marks),
    )


def _square(sheet: Sheet, x: float, y: float, scheme: str, bins: Sequence[Bin]) -> None:
    for step in range(5):
        at = step / 4 * SIDE
        sheet.add(Line("rule", line([(x, y + at), (x + SIDE, y + at)])))
        sheet.add(Line("rule", line([(x + at, y), (x + at, y + SIDE)])))
    for share in (0, 0.5, 1):
        sheet.add(Text(x - 6, y + SIDE * (1 - share) + 4, f"{share:g}", anchor="end"))
        sheet.add(Text(x + SIDE * share, y + SIDE + 16, f"{share:g}", anchor="middle"))
    sheet.add(Line("expected", line([(x, y + SIDE), (x + SIDE, y)])))
    sheet.add(Line("thin", line([(x + said * SIDE, y + (1 - right) * SIDE) for said, right, _ in bins])))
    most = max(count for _, _, count in bins)
    for said, right, count in bins:
        # By area, and never too small to see.
        radius = max(2.0, 7.0 * sqrt(count / most))
        kind = "dot" if count >= FEW else "bead"
        sheet.add(Circle(kind, x + said * SIDE, y + (1 - right) * SIDE, radius))
    total = sum(count for _, _, count in bins)
    sheet.add(Text(x, y - 6, f"{NAMES.get(scheme, scheme)}, {total:,}", bold=True))


PANEL, HIGH, BETWEEN, MARGIN = 300.0, 260.0, 150.0, 48.0
MEASURES = (("own", "own scenes, batches not seen"), ("heldout", "held-out sessions"))


def curve(schemes: Mapping[str, Sequence[Mapping[str, Any]]]) -> Scene:
    """Draw macro-F1 by the share of the batches that were learned from, a panel for each measure, a line a scheme."""
    sheet = Sheet()
    for order, (measure, words) in enumerate(MEASURES):
        x, y = MARGIN + order * (PANEL + BETWEEN), TOP
        sheet.add(Text(x, y - 14, f"Macro-F1, {words}", small=False, bold=True))
        for step in range(6):
            at = y + HIGH * (1 - step / 5)
            sheet.add(Line("rule", line([(x, at), (x + PANEL, at)])))
            sheet.add(Text(x - 6, at + 4, f"{step / 5:g}", anchor="end"))
        for point in next(iter(schemes.values())):
            sheet.add(Text(_across(x, point), y + HIGH + 17, point["share"], anchor="middle"))
        sheet.add(Text(x + PANEL / 2, y + HIGH + 34, "share of the batches learned from", anchor="middle"))
        ends = []
        for scheme, points in schemes.items():
            places = [(_across(x, point), y + HIGH * (1 - point[measure])) for point in points]
            sheet.add(Line("thin", line(places)))
            sheet.add(*(Circle("dot", px, py, 3) for px, py in places))
            ends.append((places[-1][1], f"{scheme} {points[-1][measure]:.2f}"))
        for at, label in _apart(ends):
            sheet.add(Text(x + PANEL + 10, at + 4, label))
    width = MARGIN + 2 * (PANEL + BETWEEN)
    about = "Two panels with a line for each scheme; the table on the same page says the same in numbers."
    return Scene(width, TOP + HIGH + 50, "How much more scenes help", about, tuple(sheet.marks))


def _across(x: float, point: Mapping[str, Any]) -> float:
    """Each doubling is the same step to the right, from an eighth to all."""
    return x + PANEL * (1 + log2(Fraction(point["share"])) / 3)


def _apart(ends: Sequence[tuple[float, str]], least: float = 14.0) -> list[tuple[float, str]]:
    """Move labels apart that would lie on one another, downwards."""
    found: list[tuple[float, str]] = []
    for at, label in sorted(ends):
        found.append((max(at, found[-1][0] + least) if found else at, label))
    return found


def draw_reliability(card: str) -> str:
    """Return the picture of what confidences mean, from the text of the model card."""
    return for_paper(reliability(reliability_of(card)), "reliability")


def main() -> int:
    """Draw both pictures anew."""
    from models.curve import picture, read

    RELIABILITY.write_text(draw_reliability(CARD.read_text("utf-8")), "utf-8")
    CURVE.write_text(picture(read()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
