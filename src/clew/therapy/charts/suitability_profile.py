"""The suitability profile: one line a feature, from support on the left to exploration on the right.

A dot is the rating, an open ring the earlier one; words at the end of each line say the same. No side is the good
one, and a feature that is not rated has no dot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from clew.therapy.charts.scene import Circle, Mark, Path, Rect, Scene, Sheet, Spot, Text, line
from clew.therapy.course.suitability import Move, Rating, compare
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.suitability import SUITABILITY

WIDTH, TOP, ROW, BOTTOM = 750.0, 52.0, 26.0, 12.0
COLUMNS = {Rating.LOW: 336.0, Rating.MIXED: 416.0, Rating.HIGH: 496.0}
WORDS = 548.0  # where the words of each line begin
DOT, RING = 5.5, 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileData:
    """All that the picture shows: two ratings with when they were made; `notes` are read out with each line."""

    rated_on: str
    ratings: Mapping[str, Rating]
    notes: Mapping[str, str]
    earlier_on: str = ""
    earlier: Mapping[str, Rating] | None = None

    def __post_init__(self) -> None:
        if not self.rated_on.strip():
            raise TherapyError("A profile says when it was rated.")
        if (self.earlier is None) != (not self.earlier_on):
            raise TherapyError("An earlier rating comes with its day, and a day with its rating.")

    @property
    def moves(self) -> tuple[Move, ...]:
        """Every feature, before and after; without an earlier rating nothing has a before."""
        return compare(self.earlier or {}, self.ratings)


@dataclass(frozen=True, slots=True)
class Row:
    """One feature as a table says it."""

    slug: str
    name: str
    rating: str
    earlier: str
    moved: str
    holds: str


def rows(data: ProfileData) -> list[Row]:
    """Return the picture as a table."""
    return [
        Row(
            move.slug,
            f"{SUITABILITY[move.slug].number}. {SUITABILITY[move.slug].name}",
            move.after.value if move.after else "not rated",
            (move.before.value if move.before else "not rated") if data.earlier is not None else "",
            move.words if data.earlier is not None else "",
            _holds(move),
        )
        for move in data.moves
    ]


def _holds(move: Move) -> str:
    """What a feature that can hold the emphasis does, where it is low or not rated; empty otherwise."""
    if not SUITABILITY[move.slug].caps:
        return ""
    if move.after is None:
        return "rated low, it would hold the emphasis at balanced"
    return "holds the emphasis at balanced, at most" if move.after is Rating.LOW else ""


def profile_picture(data: ProfileData) -> Scene:
    """Draw the profile."""
    sheet = Sheet()
    bottom = TOP + len(SUITABILITY) * ROW
    for rating, x in COLUMNS.items():
        sheet.add(Text(x, TOP - 10, rating.value, anchor="middle", small=False))
        sheet.add(Path("rule", line([(x, TOP), (x, bottom)])))
    sheet.add(Text(COLUMNS[Rating.LOW], TOP - 30, "favours support", anchor="middle"))
    sheet.add(Text(COLUMNS[Rating.HIGH], TOP - 30, "favours exploration", anchor="middle"))
    _key(sheet, data)
    table = rows(data)
    places = [(COLUMNS[m.after], _y(order)) for order, m in enumerate(data.moves) if m.after is not None]
    for a, b in pairwise(places):
        sheet.add(Path("thin", line([a, b])))
    for order, (move, row) in enumerate(zip(data.moves, table, strict=True)):
        sheet.add(_line(move, row, data.notes.get(move.slug, ""), _y(order)))
    rated = sum(1 for move in data.moves if move.after is not None)
    about = f"{rated} of {len(SUITABILITY)} features rated on {data.rated_on}"
    about += f", compared with {data.earlier_on}" if data.earlier is not None else ""
    return Scene(
        WIDTH,
        bottom + BOTTOM,
        "Suitability profile",
        about + ". The table below says the same.",
        tuple(sheet.marks),
    )


def _y(order: int) -> float:
    return TOP + (order + 0.5) * ROW


def _key(sheet: Sheet, data: ProfileData) -> None:
    sheet.add(Circle("dot", 10, TOP - 34, DOT), Text(24, TOP - 30, data.rated_on))
    if data.earlier is not None:
        sheet.add(Circle("bead", 10, TOP - 14, RING - 2), Text(24, TOP - 10, f"earlier: {data.earlier_on}"))


def _line(move: Move, row: Row, note: str, y: float) -> Mark:
    feature = SUITABILITY[move.slug]
    marks: list[Path | Rect | Circle | Text] = [
        Path("rule", line([(COLUMNS[Rating.LOW] - 24, y), (COLUMNS[Rating.HIGH] + 24, y)]))
    ]
    if feature.caps:  # a gate on the low side: a rating there holds the emphasis
        x = COLUMNS[Rating.LOW]
        marks.append(Path("soft", line([(x + 16, y - 8), (x + 16, y + 8)])))
        marks.append(Path("soft", line([(x + 20, y - 8), (x + 20, y + 8)])))
    marks.append(Text(0, y + 4, row.name, small=False))
    if move.before is not None:
        marks.append(Circle("bead", COLUMNS[move.before], y, RING))
    if move.after is not None:
        marks.append(Circle("dot", COLUMNS[move.after], y, DOT))
    said = row.rating
    if row.earlier and move.before is not move.after:
        said = f"{row.earlier} to {row.rating}"
    if feature.caps and move.after is Rating.LOW:
        said += ": balanced at most"
    marks += [Text(WORDS, y + 4, said), Rect("target", 0, y - ROW / 2, WIDTH, ROW)]
    title = f"{row.name}: {row.rating}" + (f", earlier {row.earlier}" if row.earlier else "")
    lines = [words for words in (note, row.holds) if words]
    return Spot(f"feature:{move.slug}", title, tuple(lines), tuple(marks), COLUMNS[Rating.MIXED], y)
