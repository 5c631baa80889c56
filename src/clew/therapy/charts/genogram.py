"""The genogram: the family in generations, its bonds with the patient by shape, and what repeats by letter.

A square is a man, a circle a woman, a diamond anybody else or not said; a cross through it says that the person
died, a second outline that it is the patient, a half filled that a mood disorder is known. A repetition is a letter
ringed in the colour of the thread, at everybody whom it takes in: the page lists it with what it rests on. It is no
line, since a line between two people is a bond or a tie.
"""

from __future__ import annotations

import math
import string
from dataclasses import dataclass, field
from typing import TypeAlias

from clew.therapy.charts.family import STEP, Family, Relative, parent_couples, places
from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line, number
from clew.therapy.forms.when import in_words

R = 18.0  # half of a symbol
LETTERS_A_LINE = 17
MARGIN = 64.0
NARROWEST = 900.0  # so that a small family is not drawn larger than a large one
LABEL = 13.0  # height of a line of words
BAR = 9.0  # between two lines that carry siblings

XY: TypeAlias = tuple[float, float]

BONDS = {
    "close": "close",
    "distant": "distant",
    "conflicted": "conflicted",
    "close_conflicted": "close and conflicted",
    "cut_off": "cut off",
    "violent": "violent",
}
"""The bonds that are drawn, and their words."""


@dataclass(slots=True)
class _Page:
    """Where everybody stands on the sheet, and which gaps between symbols carry a line down already."""

    family: Family
    at: dict[str, tuple[float, float]]
    row: dict[str, int]
    letters: dict[str, tuple[str, ...]]
    bars: dict[int, list[list[tuple[float, float]]]] = field(default_factory=dict)
    taken: dict[tuple[int, int], int] = field(default_factory=dict)

    def gap(self, x: float, row: int) -> float:
        """Return a way down near `x` that no other line of this row uses."""
        key = (row, round(x))
        n = self.taken.get(key, 0)
        self.taken[key] = n + 1
        return x + (n + 1) // 2 * 8 * (1 if n % 2 else -1)

    def under(self, person: Relative) -> float:
        """Return where what stands under somebody's symbol ends: the role, the years, the letters."""
        words = len(label(person)) + bool(self.letters[person.ref]) * 1.6
        return self.at[person.ref][1] + R + 8 + LABEL * words

    def level(self, row: int, left: float, right: float) -> int:
        """Return the first level above a row on which a line from left to right touches no other."""
        levels = self.bars.setdefault(row, [])
        for n, spans in enumerate(levels):
            if all(right + 6 < a or b + 6 < left for a, b in spans):
                spans.append((left, right))
                return n
        levels.append([(left, right)])
        return len(levels) - 1


def repetitions(family: Family) -> tuple[tuple[str, Relative], ...]:
    """Return who repeats somebody, each with the letter that marks both on the picture."""
    found = [person for person in family.people if person.repeats]
    return tuple((_letter(n), person) for n, person in enumerate(found))


def letters(family: Family) -> dict[str, tuple[str, ...]]:
    """Return for everybody the letters of the repetitions that take them in."""
    found = repetitions(family)
    return {
        person.ref: tuple(letter for letter, who in found if person.ref in (who.ref, *who.repeats))
        for person in family.people
    }


def _letter(n: int) -> str:
    more, one = divmod(n, 26)
    return string.ascii_lowercase[one] * (more + 1)


def label(person: Relative) -> tuple[str, ...]:
    """Return the words under a symbol: the role in at most two lines, and the years."""
    lines: list[str] = [""]
    for word in person.role.split():
        if len(lines[-1]) + len(word) + bool(lines[-1]) <= LETTERS_A_LINE:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    lines = [one for one in lines if one]
    if len(lines) > 2:
        lines = [lines[0], lines[1] + "..."]
    lines = [one if len(one) <= LETTERS_A_LINE else one[: LETTERS_A_LINE - 3] + "..." for one in lines]
    years = "-".join(when[:4] for when in (person.born, person.died) if when)
    if person.died and not person.born:
        years = f"died {years}"
    elif person.born and not person.died:
        years = f"born {years}"
    return (*lines, years) if years else tuple(lines)


def said(family: Family, person: Relative) -> tuple[str, ...]:
    """Return what a reader of the picture is told about one person, the role first."""
    found = [person.role]
    if person.born:
        found.append(f"born {in_words(person.born)}")
    if person.died:
        found.append(f"died {in_words(person.died)}")
    if person.parents:
        found.append("child of " + " and ".join(family[ref].role for ref in person.parents))
    couples = family.couples()
    for pair, parted in couples.items():
        if person.ref in pair:
            (other,) = pair - {person.ref}
            found.append(("parted from " if parted else "partner of ") + family[other].role)
    if person.bond and not person.index:
        found.append(f"bond with the patient: {BONDS.get(person.bond, person.bond)}")
    if person.mood == "yes":
        found.append("a mood disorder is known")
    if person.repeats:
        found.append("may repeat " + " and ".join(family[ref].role for ref in person.repeats))
    return tuple(found)


def genogram(family: Family) -> Scene:
    """Draw a family. Every person is a spot that opens by its `ref`."""
    stand = places(family)
    rows = {ref: row for ref, (_, row) in stand.items()}
    page = _Page(family, {}, rows, letters(family))
    reach = max((x for x, _ in stand.values()), default=0.0) + 2 * MARGIN
    width = max(reach, NARROWEST)
    left = MARGIN + (width - reach) / 2
    sibships = _sibships(page, {ref: x + left for ref, (x, _) in stand.items()})
    tops, y = [], R + 30.0
    for row in range(max(rows.values(), default=0) + 1):
        y += BAR * len(page.bars.get(row, ()))
        tops.append(y)
        y += 2 * R + 3 * LABEL + 58
    page.at.update({ref: (x + left, tops[row]) for ref, (x, row) in stand.items()})
    sheet = Sheet()
    _draw_bonds(sheet, page)
    for pair, parted in family.couples().items():
        _draw_couple(sheet, page, *sorted(pair, key=lambda ref: page.at[ref]), parted=parted)
    for one in sibships:
        _draw_sibship(sheet, page, one)
    for person in sorted(family.people, key=lambda p: (page.at[p.ref][1], page.at[p.ref][0])):
        sheet.add(_person(family, person, *page.at[person.ref], page.letters[person.ref]))
    described = "; ".join(", ".join(said(family, person)) for person in family.people)
    return Scene(width, y - 38, "Genogram", described or "Nobody is in it yet.", tuple(sheet.marks))


@dataclass(frozen=True, slots=True)
class _Sibship:
    """Children of the same parents in one row: where the line comes down, and on which level it spreads."""

    parents: tuple[str, ...]
    children: tuple[str, ...]
    x: float
    row: int
    level: int
    sure: bool


def _sibships(page: _Page, x: dict[str, float]) -> tuple[_Sibship, ...]:
    together: dict[tuple[tuple[str, ...], int, bool], list[str]] = {}
    for person in page.family.people:
        for n, parents in enumerate(parent_couples(page.family, person.ref)):
            key = tuple(sorted(parents, key=lambda ref: x[ref])), page.row[person.ref], n == 0
            together.setdefault(key, []).append(person.ref)
    ways: dict[tuple[str, ...], float] = {}
    found = []
    for (parents, row, sure), children in sorted(together.items(), key=lambda kv: x[kv[0][0][0]]):
        if parents not in ways:
            ways[parents] = page.gap(_way_down(page, parents, x), page.row[parents[0]])
        across = [ways[parents], *(x[child] for child in children)]
        level = page.level(row, min(across), max(across))
        found.append(_Sibship(parents, tuple(children), ways[parents], row, level, sure))
    return tuple(found)


def _way_down(page: _Page, parents: tuple[str, ...], x: dict[str, float]) -> float:
    """Return where the line to the children leaves: beside a lone parent, else just left of the right one."""
    if len(parents) == 2:
        return x[parents[1]] - STEP / 2
    (parent,) = parents
    beside = {
        round(x[other] - x[parent])
        for pair in page.family.couples()
        if parent in pair
        for other in pair - {parent}
        if page.row[other] == page.row[parent]
    }
    return x[parent] + (-STEP / 2 if round(STEP) in beside and round(-STEP) not in beside else STEP / 2)


def _lift(page: _Page, left: str, right: str) -> float:
    """Return how far above the symbols the line of a couple runs that does not stand side by side; 0 if it does."""
    (x1, y1), (x2, y2) = page.at[left], page.at[right]
    steps = round((x2 - x1) / STEP)
    return 0.0 if y1 == y2 and steps <= 1 else R + 4.0 + 3.0 * min(steps, 4)


def _draw_couple(sheet: Sheet, page: _Page, left: str, right: str, *, parted: bool) -> None:
    (x1, y1), (x2, y2) = page.at[left], page.at[right]
    lift = _lift(page, left, right)
    if y1 != y2:
        sheet.add(Path("ink", line([(x1, y1), (x2, y2)])))
        middle, y = (x1 + x2) / 2, (y1 + y2) / 2
    elif lift:
        sheet.add(Path("ink", line([(x1, y1 - R), (x1, y1 - lift), (x2, y1 - lift), (x2, y1 - R)])))
        middle, y = x2 - STEP / 2 - 14, y1 - lift
    else:
        sheet.add(Path("ink", line([(x1 + R, y1), (x2 - R, y1)])))
        middle, y = (x1 + x2) / 2 - 14, y1
    if parted:
        for shift in (-2.5, 2.5):
            sheet.add(Path("ink", line([(middle + shift - 3, y + 7), (middle + shift + 3, y - 7)])))


def _draw_sibship(sheet: Sheet, page: _Page, one: _Sibship) -> None:
    kind = "ink" if one.sure else "expected"
    x2, y2 = page.at[one.parents[-1]]
    if len(one.parents) == 2:
        start = y2 - _lift(page, *one.parents)
    else:
        start = y2
        sheet.add(Path(kind, line([(x2 + math.copysign(R, one.x - x2), y2), (one.x, y2)])))
    top = page.at[one.children[0]][1]
    bar = top - R - 22 - BAR * one.level
    across = [one.x, *(page.at[child][0] for child in one.children)]
    sheet.add(Path(kind, line([(one.x, start), (one.x, bar)])))
    sheet.add(Path(kind, line([(min(across), bar), (max(across), bar)])))
    for child in one.children:
        sheet.add(Path(kind, line([(page.at[child][0], bar), (page.at[child][0], top - R)])))


def _symbol(sex: str, x: float, y: float, r: float) -> Path | Rect | Circle:
    if sex == "woman":
        return Circle("bead", x, y, r)
    if sex == "man":
        return Rect("bead", x - r, y - r, 2 * r, 2 * r)
    return Path("bead", line([(x, y - r), (x + r, y), (x, y + r), (x - r, y)]) + "Z")


def _half(sex: str, x: float, y: float) -> Path:
    r = R - 0.6
    if sex == "woman":
        return Path(
            "shade",
            f"M{number(x)} {number(y - r)}A{number(r)} {number(r)} 0 0 0 {number(x)} {number(y + r)}Z",
        )
    if sex == "man":
        return Path("shade", line([(x, y - r), (x - r, y - r), (x - r, y + r), (x, y + r)]) + "Z")
    return Path("shade", line([(x, y - r), (x - r, y), (x, y + r)]) + "Z")


def _person(family: Family, person: Relative, x: float, y: float, marked: tuple[str, ...]) -> Spot:
    marks: list[Path | Rect | Circle | Text] = [Circle("target", x, y, R + 8)]
    if person.index:
        marks.append(_symbol(person.sex, x, y, R + 4))
    marks.append(_symbol(person.sex, x, y, R))
    if person.mood == "yes":
        marks.append(_half(person.sex, x, y))
    if person.died:
        marks += [
            Path("ink", line([(x - R, y - R), (x + R, y + R)])),
            Path("ink", line([(x + R, y - R), (x - R, y + R)])),
        ]
    words = label(person)
    for n, one in enumerate(words):
        marks.append(Text(x, y + R + 16 + LABEL * n, one, anchor="middle", bold=person.index and n == 0))
    below = y + R + 16 + LABEL * len(words)
    for n, letter in enumerate(marked):
        at = x + 17 * (n - (len(marked) - 1) / 2)
        marks += [
            Circle("bead", at, below, 7.5),
            Circle("strand", at, below, 7.5),
            Text(at, below + 4, letter, anchor="middle"),
        ]
    return Spot(person.ref, ", ".join(said(family, person)), (), tuple(marks), x, y)


def _draw_bonds(sheet: Sheet, page: _Page) -> None:
    """Draw the bonds from the patient to each person, fanned out so that none starts on another."""
    index = page.family.index
    if index is None:
        return
    tied = [person for person in page.family.people if person.bond in BONDS and not person.index]
    ways: dict[int, list[Relative]] = {-1: [], 0: [], 1: []}
    for person in sorted(tied, key=lambda person: page.at[person.ref]):
        rows = page.row[person.ref] - page.row[index.ref]
        ways[(rows > 0) - (rows < 0)].append(person)
    for way, people in ways.items():
        for n, person in enumerate(people):
            fan = (n - (len(people) - 1) / 2) * min(14, 48 / len(people))
            sheet.add(*bond(person.bond, *_ends(page, index, person, way, fan)))


def _ends(page: _Page, index: Relative, person: Relative, way: int, fan: float) -> tuple[XY, XY]:
    """Return where a bond starts and ends: outside both symbols and their words."""
    (x1, y1), (x2, y2) = page.at[index.ref], page.at[person.ref]
    if way < 0:
        return (x1 + fan, y1 - R - 8), (x2 + (x1 > x2) * 6 - (x1 < x2) * 6, page.under(person))
    if way > 0:
        return (x1 + fan, page.under(index)), (x2, y2 - R - 6)
    side = 1 if x2 > x1 else -1
    if round(abs(x2 - x1) / STEP) <= 1:  # side by side: a little below the line of a couple
        return (x1 + side * (R + 6), y1 + 11), (x2 - side * (R + 4), y2 + 11)
    return (x1 + side * 10, y1 - R - 9), (x2 - side * 10, y2 - R - 9)  # else above the heads of those between


def bond(kind: str, one: XY, other: XY) -> tuple[Path, ...]:
    """Return the marks of one bond: its shape says which it is, never a colour."""
    (x1, y1), (x2, y2) = one, other
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length

    def at(along: float, aside: float) -> tuple[float, float]:
        return x1 + ux * along - uy * aside, y1 + uy * along + ux * aside

    def straight(aside: float, start: float = 0.0, stop: float = length, kind: str = "soft") -> Path:
        return Path(kind, line([at(start, aside), at(stop, aside)]))

    def zigzag(height: float, aside: float = 0.0) -> Path:
        n = max(4, round(length / 6))
        points = [at(0, aside)]
        points += [at(length * k / n, aside + height * (1 if k % 2 else -1)) for k in range(1, n)]
        return Path("soft", line([*points, at(length, aside)]))

    if kind == "close":
        return straight(-2.5), straight(2.5)
    if kind == "distant":
        return (straight(0, kind="planned"),)
    if kind == "conflicted":
        return (zigzag(4.5),)
    if kind == "close_conflicted":
        return straight(-6.5), zigzag(3.5), straight(6.5)
    if kind == "cut_off":
        gap, middle = 5.0, length / 2
        bars = (Path("soft", line([at(middle + s, -7), at(middle + s, 7)])) for s in (-gap, gap))
        return straight(0, 0, middle - gap), *bars, straight(0, middle + gap, length)
    tip, back = at(length / 2 + 8, 0), length / 2 - 7
    return zigzag(3.5, -5.5), zigzag(3.5, 5.5), Path("dot", line([tip, at(back, -8), at(back, 8)]) + "Z")


def key(family: Family) -> tuple[tuple[str, str, Scene], ...]:
    """Return the bonds that are drawn: each with its slug, its words and a small picture of its line."""
    if family.index is None:
        return ()
    used = [kind for kind in BONDS if any(p.bond == kind and not p.index for p in family.people)]
    return tuple(
        (kind, BONDS[kind], Scene(52, 20, BONDS[kind], "", bond(kind, (4, 10), (48, 10)))) for kind in used
    )
