"""What the pictures of evidence share: the scale of effects, its axis with the direction of benefit, and the figure.

Numbers are written as in print: a true minus, the same number of decimals in a column, the unit at the axis.
"""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clew.therapy.charts.scene import Circle, Path, Scene, Sheet, Text, line
from clew.therapy.evidence.effects import EvidenceError

WIDE, NARROW = 760.0, 360.0
"""The width of a picture on a page and on a phone."""
SMALL, LARGE = 5.5, 6.4  # about the width of a letter of the small and the large type
RUNNING = 5.1  # and of one in a sentence of the small type
MINUS = "\u2212"
INFINITE = "\u221e"
INSIDE = 0.98  # an axis holds this share of the lower limits, and of the upper ones


@dataclass(frozen=True, slots=True)
class EffectScale:
    """What the effects are: their unit and what the ends of the axis mean.

    `ratio` is for effects that are logarithms of a ratio: the axis and all numbers then show the ratio itself.
    """

    unit: str
    low: str
    """What effects below no difference favour, in words."""
    high: str
    """What effects above it favour."""
    ratio: bool = False

    def write(self, effect: float, decimals: int = 2) -> str:
        """Return an effect as it stands in a column."""
        if not self.ratio:
            return figures(effect, decimals)
        ratio = math.exp(min(effect, 700.0))
        return figures(ratio, decimals) if ratio < 1000 else f"{ratio:.1e}"

    def interval(self, low: float, high: float) -> str:
        """Return an interval in brackets."""
        return f"[{self.write(low)}, {self.write(high)}]"

    @property
    def none(self) -> str:
        """No difference, as it stands under the axis."""
        return "1" if self.ratio else "0"

    def favoured(self, effect: float) -> str:
        """Return what an effect favours, in words."""
        return self.high if effect > 0 else self.low if effect < 0 else "favours neither"


HEDGES_G = EffectScale("Hedges g", "favours control", "favours therapy")
HEDGES_G_NEGATIVE = EffectScale("Hedges g", "favours therapy", "favours control")
"""For tables in which effects below 0 favour the therapy."""
RISK_RATIO = EffectScale("Risk ratio", "favours control", "favours therapy", ratio=True)
ODDS_RATIO = EffectScale("Odds ratio", "favours control", "favours therapy", ratio=True)
RISK_DIFFERENCE = EffectScale("Risk difference", "favours control", "favours therapy")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture and the numbers in it as a table: the names of the columns, and rows of cells."""

    scene: Scene
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise EvidenceError("Each row of a figure's table needs a cell for every column.")


def figures(value: float | None, decimals: int = 2) -> str:
    """Write a number with a true minus; a dash where there is none."""
    if value is None or math.isnan(value):
        return "\u2013"
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}{INFINITE}"
    written = f"{abs(value):.{decimals}f}"
    negative = value < 0 and float(written) > 0
    return f"{MINUS if negative else ''}{written}"


def probability(p: float) -> str:
    """Write a p-value with its sign: "p = .032", or "p < .001", in one piece."""
    said = "< .001" if p < 0.001 else f"= {p:.3f}".replace("0.", ".", 1)
    return f"p {said}".replace(" ", "\u00a0")


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shorten(words: str, room: float, letter: float = SMALL) -> str:
    """Return words cut with an ellipsis to the room there is."""
    most = max(2, int(room / letter))
    return words if len(words) <= most else words[: most - 1].rstrip(" ,;.") + "\u2026"


def steps(low: float, high: float, most: int = 8) -> tuple[float, ...]:
    """Return round values from `low` to `high`, at most `most` of them, evenly apart by 1, 2, 2.5 or 5 times a power of ten.

    Each is the nearest float of its decimal value, 0 where it lies between them.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high and most >= 2):
        raise EvidenceError("An axis runs from one number to a larger one.")
    power = math.floor(math.log10((high - low) / most)) - 1
    while True:
        for factor in (1.0, 2.0, 2.5, 5.0):
            size, digits = factor * 10.0**power, max(0, (factor == 2.5) - power)
            first, last = math.ceil(low / size - 1e-9), math.floor(high / size + 1e-9)
            if last - first + 1 <= most:
                return tuple(round(n * size, digits) + 0.0 for n in range(first, last + 1))
        power += 1


def written_steps(values: Sequence[float]) -> list[str]:
    """Write the steps of an axis, all with as many decimals as the one that needs most; 0 is plain."""
    decimals = max((_decimals(value) for value in values), default=0)
    return ["0" if value == 0 else figures(value, decimals) for value in values]


def _decimals(value: float) -> int:
    return next((d for d in range(8) if math.isclose(round(value, d), value, abs_tol=1e-9)), 8)


# The round ratios that an axis may mark, from close together to far apart.
RATIOS: tuple[tuple[float, ...], ...] = (
    (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6, 1.8, 2),
    (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10),
    (0.1, 0.2, 0.5, 1, 2, 5, 10),
    (0.01, 0.05, 0.2, 1, 5, 20, 100),
    (0.01, 0.1, 1, 10, 100),
    (0.0001, 0.01, 1, 100, 10000),
    (1,),
)
LEAST_APART = 24.0  # between two numbers under an axis


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of effects: which effects stand at its ends, and where those are across the picture."""

    scale: EffectScale
    low: float
    high: float
    left: float
    right: float

    def __post_init__(self) -> None:
        if not (self.low < self.high and self.left < self.right):
            raise EvidenceError("An axis runs from one number to a larger one.")

    def x(self, effect: float) -> float:
        """Where an effect lies; one beyond the axis lies at its end."""
        share = (min(max(effect, self.low), self.high) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def shows(self, effect: float) -> bool:
        """Whether an effect lies on the axis."""
        return self.low <= effect <= self.high

    def ticks(self, most: int = 0) -> list[tuple[float, str]]:
        """Return the effects that are marked, and how they are written."""
        most = most or max(3, int((self.right - self.left) / 56))
        if not self.scale.ratio:
            values = steps(self.low, self.high, most)
            return list(zip(values, written_steps(values), strict=True))
        ratio_width = (self.right - self.left) / (self.high - self.low)
        for ratios in RATIOS:
            inside = [math.log(ratio) for ratio in ratios if self.low <= math.log(ratio) <= self.high]
            apart = min((b - a for a, b in itertools.pairwise(inside)), default=math.inf) * ratio_width
            spans = math.log(ratios[0]) <= self.low + 0.4 and math.log(ratios[-1]) >= self.high - 0.4
            if len(inside) <= most and apart >= LEAST_APART and (spans or len(ratios) == 1):
                break
        return [(value, f"{math.exp(value):.6g}") for value in inside]


def axis_over(
    scale: EffectScale,
    lows: Iterable[float],
    highs: Iterable[float],
    held: Iterable[float],
    left: float,
    right: float,
    stretch: float = 1.2,
) -> Axis:
    """Return an axis that holds no difference, all of `held` and nearly all of the limits `lows` and `highs`.

    Few very wide intervals would squeeze all others together, so they may go on beyond the axis (see `INSIDE`), unless
    the axis need be no longer than `stretch` times for all to fit.
    """
    bottoms, tops = sorted(v for v in lows if math.isfinite(v)), sorted(v for v in highs if math.isfinite(v))
    sure = [0.0, *(v for v in held if math.isfinite(v))]
    low = min([*sure, *bottoms[int(len(bottoms) * (1 - INSIDE)) :][:1]])
    high = max([*sure, *tops[: math.ceil(len(tops) * INSIDE)][-1:]])
    lowest, highest = min([*sure, *bottoms[:1]]), max([*sure, *tops[-1:]])
    if highest - lowest <= stretch * (high - low):
        low, high = lowest, highest
    if low == high:
        low, high = -1.0, 1.0
    beside = 0.03 * (high - low)
    return Axis(scale, low - beside, high + beside, left, right)


def draw_axis(sheet: Sheet, axis: Axis, top: float, bottom: float, *, rules: bool = True) -> None:
    """Draw the axis under `bottom`: rules, marks, numbers, the unit, and at its ends what effects there favour.

    No difference is a line of its own from top to bottom. It takes `AXIS` of height.
    """
    for value, words in axis.ticks():
        x = axis.x(value)
        if rules and value != 0:
            sheet.add(Path("rule", line([(x, top), (x, bottom)])))
        sheet.add(Path("soft", line([(x, bottom), (x, bottom + 4)])))
        sheet.add(Text(x, bottom + 16, words, anchor="middle"))
    sheet.add(Path("soft", line([(axis.left, bottom), (axis.right, bottom)])))
    if axis.shows(0):
        sheet.add(Path("soft", line([(axis.x(0), top), (axis.x(0), bottom + 4)])))
    draw_directions(sheet, axis, bottom + 33)


AXIS = 40.0


def draw_directions(sheet: Sheet, axis: Axis, y: float) -> None:
    """Write what the ends of the axis favour, with arrows, on either side of no difference, and the unit between."""
    low, high, unit = axis.scale.low, axis.scale.high, axis.scale.unit
    lows, highs, units = (SMALL * len(words) + 14 for words in (low, high, unit))
    together = axis.right - axis.left >= lows + units + highs + 8
    left, right = axis.left, axis.right
    if not together:
        middle = (left + right) / 2
        left, right = min(left, middle - lows - 8), max(right, middle + highs + 8)
    sheet.add(_arrow(left, y - 4, -1), Text(left + 11, y, low))
    sheet.add(Text(right - 11, y, high, anchor="end"), _arrow(right, y - 4, 1))
    middle = (left + lows + right - highs) / 2
    sheet.add(
        Text(
            middle if together else (axis.left + axis.right) / 2,
            y if together else y + 15,
            unit,
            anchor="middle",
        )
    )


def directions_height(axis: Axis) -> float:
    """How much higher the words under an axis are than `AXIS`, where they need two lines."""
    words = len(axis.scale.low) + len(axis.scale.high) + len(axis.scale.unit)
    return 0.0 if axis.right - axis.left >= SMALL * words + 42 + 8 else 15.0


def _arrow(x: float, y: float, way: int) -> Path:
    return Path(
        "soft", line([(x - way * 8, y), (x, y)]) + line([(x - way * 3, y - 3), (x, y), (x - way * 3, y + 3)])
    )


def draw_interval(axis: Axis, low: float, high: float, y: float, kind: str = "thin") -> Path:
    """Return an interval as a line, with an arrow where it goes on beyond the axis."""
    d = line([(axis.x(low), y), (axis.x(high), y)])
    for end, beyond, way in ((axis.left, low < axis.low, -1), (axis.right, high > axis.high, 1)):
        if beyond:
            d += line([(end - way * 4, y - 3), (end, y), (end - way * 4, y + 3)])
    return Path(kind, d)


def draw_prediction(axis: Axis, low: float, high: float, y: float, tall: float = 4.0) -> Path:
    """Return a prediction interval as a bar that ends exactly at its limits, pointed where it goes on beyond the axis."""
    left, right, half = axis.x(low), axis.x(high), tall / 2
    start = [(left, y)] if low < axis.low else [(left, y - half), (left, y + half)]
    end = [(right, y)] if high > axis.high else [(right, y + half), (right, y - half)]
    if low < axis.low:
        start = [(left + 5, y - half), *start, (left + 5, y + half)]
    if high > axis.high:
        end = [(right - 5, y + half), *end, (right - 5, y - half)]
    return Path("prediction", line([*start, *end]) + "Z")


def edge_or_circle(
    axis: Axis, effect: float, place: tuple[float, float], radius: float, kind: str
) -> Path | Circle:
    """Return an effect as a circle at its place, or as a small arrowhead at the edge beyond which it lies."""
    x, y = place
    if axis.shows(effect):
        return Circle(kind, x, y, radius)
    way = 1 if effect > axis.high else -1
    return Path(kind, line([(x, y), (x - way * 6, y - 3.5), (x - way * 6, y + 3.5)]) + "Z")


def goes_beyond(axis: Axis, limits: Iterable[tuple[float, float]]) -> bool:
    """Whether an interval goes on beyond the axis, so that the picture must explain its arrows."""
    return any(low < axis.low or high > axis.high for low, high in limits)


def diamond(x: float, y: float, wide: float, tall: float) -> str:
    """Return path data of a diamond around a point, from half its width and half its height."""
    return line([(x - wide, y), (x, y - tall), (x + wide, y), (x, y + tall)]) + "Z"


MOST_SPOTS = 150
"""With more points than that in one picture only the most unusual can be focused; the table holds them all."""


def focusable(unusual: Sequence[float]) -> set[int]:
    """Return the places of the points that can be focused: all, or the most unusual where they are many."""
    by_rank = sorted(range(len(unusual)), key=lambda at: -unusual[at])
    return set(by_rank[: MOST_SPOTS if len(unusual) <= MOST_SPOTS else MOST_SPOTS // 5])


def pooled_diamond(axis: Axis, estimate: float, low: float, high: float, y: float, tall: float) -> str:
    """Return path data of the diamond that reaches over the interval of a pool, highest at its estimate."""
    return (
        line(
            [(axis.x(low), y), (axis.x(estimate), y - tall), (axis.x(high), y), (axis.x(estimate), y + tall)]
        )
        + "Z"
    )


def write_interval(
    sheet: Sheet,
    scale: EffectScale,
    right: float,
    y: float,
    e: float,
    low: float,
    high: float,
    *,
    bold: bool = False,
) -> None:
    """Write an effect with its interval so that the numbers of a column stand under one another."""
    sheet.add(Text(right - 80, y, scale.write(e), anchor="end", bold=bold))
    sheet.add(Text(right - 37, y, f"[{scale.write(low)},", anchor="end", bold=bold))
    sheet.add(Text(right, y, f"{scale.write(high)}]", anchor="end", bold=bold))


INTERVAL = 120.0
"""The room that `write_interval` takes."""


def wrapped(words: str, room: float, letter: float = RUNNING) -> list[str]:
    """Return words as lines that fit the room."""
    return textwrap.wrap(words, max(12, int(room / letter)))
