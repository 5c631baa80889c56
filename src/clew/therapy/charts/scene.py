"""A picture as plain marks, and its SVG.

Each mark names its meaning (`kind`), not its colour. The SVG carries the meaning as a class, so that a page can
draw it in its own light or dark colours, and a plain colour as an attribute, so that it also stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

# How each meaning looks where no style sheet tells otherwise: fill, line, line width, dashes.
LOOKS: dict[str, tuple[str, str, float, str]] = {
    "ink": ("none", "#1f2126", 1.5, ""),
    "soft": ("none", "#5a5b60", 1.0, ""),
    "rule": ("none", "#e4dfd6", 1.0, ""),
    "band": ("#efebe2", "none", 0, ""),
    "dot": ("#1f2126", "none", 0, ""),
    "thin": ("none", "#1f2126", 0.9, ""),
    "expected": ("none", "#5a5b60", 1.2, "5 4"),
    "thread": ("none", "#9e2b25", 2.0, ""),
    "bead": ("#ffffff", "#1f2126", 1.2, ""),
    "missed": ("#ffffff", "#5a5b60", 1.2, "2.5 2.5"),
    "planned": ("none", "#5a5b60", 1.0, "1.5 3"),
    "today": ("none", "#5a5b60", 1.0, ""),
    "danger": ("none", "#b4530a", 2.0, ""),
    "medication": ("#e4dfd6", "#8b857a", 0.8, ""),
    "strand": ("none", "#9e2b25", 1.0, ""),
    "ring-insight": ("none", "#3d4a8f", 5.0, ""),
    "ring-middle": ("none", "#7d6231", 3.5, ""),
    "ring-support": ("none", "#1d6b66", 2.0, ""),
    "target": ("none", "none", 0, ""),  # unseen: makes a small mark easy to touch
    "proposal": ("none", "#5a5b60", 1.2, "4 3"),
    "shade": ("#8b857a", "none", 0, ""),
    "talk": ("#8b857a", "none", 0, ""),
    "faint": ("none", "#8b857a", 0.8, ""),  # a proposal too small for dashes
    "counted": ("#1f2126", "#1f2126", 0.8, ""),  # people of whom something is true, and the others
    "uncounted": ("none", "#8b857a", 0.8, ""),
    "pooled": ("#1f2126", "#1f2126", 1.0, ""),  # what many trials say together
    "prediction": ("#8b857a", "none", 0, ""),  # where the effect of a new trial lies
    "shrunk": ("#ffffff", "#1f2126", 1.0, ""),  # a trial's effect drawn towards that of all
    "shrunk-reach": ("none", "#5a5b60", 0.9, "2.5 2"),
    "point": ("#1f2126", "#ffffff", 0.7, ""),  # one trial among many
    "filled-in": ("#ffffff", "#1f2126", 1.2, ""),  # one that was not seen
    "bubble": ("#efebe2", "#5a5b60", 0.7, ""),  # one trial, larger the surer it is
    "trunk": ("#1f2126", "none", 0, ""),  # the interval of a mean, over many bubbles
    "contour-10": (
        "#efebe2",
        "none",
        0,
        "",
    ),  # where a result would have p between .05 and .10, and .01 and .05
    "contour-05": ("#ddd6ca", "none", 0, ""),
    "act-insight": ("none", "#3d4a8f", 2.4, ""),
    "act-middle": ("none", "#7d6231", 2.0, ""),
    "act-support": ("none", "#1d6b66", 1.6, ""),
}


# The letters where no style sheet tells otherwise. A name with a figure in it must be quoted.
FAMILY = "'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Path:
    """A line or shape, as SVG path data."""

    kind: str
    d: str


@dataclass(frozen=True, slots=True)
class Rect:
    """A box."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Circle:
    """A round mark."""

    kind: str
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Text:
    """Words in the picture. `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    small: bool = True
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Marks that together can be pointed at, focused and opened.

    `title` is read by a screen reader; `lines` are shown beside it; `ref` says what opens (a session, an alert).
    """

    ref: str
    title: str
    lines: tuple[str, ...]
    marks: tuple[Path | Rect | Circle | Text, ...]
    x: float
    y: float


Mark: TypeAlias = Path | Rect | Circle | Text | Spot


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: its size in its own units, its marks from back to front, and its words for who cannot see it."""

    width: float
    height: float
    title: str
    description: str
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class Sheet:
    """Marks being gathered."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, *marks: Mark) -> None:
        """Put marks in front of those already there."""
        self.marks.extend(marks)


def number(value: float) -> str:
    """Write a coordinate in at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def line(points: Sequence[tuple[float, float]]) -> str:
    """Return path data for straight lines through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _look(kind: str) -> str:
    fill, stroke, width, dashes = LOOKS[kind]
    text = f'class="c-{kind}" fill="{fill}"'
    if stroke != "none":
        text += f' stroke="{stroke}" stroke-width="{number(width)}"'
    if dashes:
        text += f' stroke-dasharray="{dashes}"'
    return text


def _mark(mark: Mark, links: dict[str, str]) -> str:
    if isinstance(mark, Path):
        return f'<path {_look(mark.kind)} d="{mark.d}" stroke-linecap="round" stroke-linejoin="round"/>'
    if isinstance(mark, Rect):
        box = zip(("x", "y", "width", "height"), (mark.x, mark.y, mark.width, mark.height), strict=True)
        return f"<rect {_look(mark.kind)} " + " ".join(f'{k}="{number(v)}"' for k, v in box) + "/>"
    if isinstance(mark, Circle):
        return (
            f'<circle {_look(mark.kind)} cx="{number(mark.x)}" cy="{number(mark.y)}" r="{number(mark.r)}"/>'
        )
    if isinstance(mark, Text):
        size = 11 if mark.small else 13
        weight = ' font-weight="600"' if mark.bold else ""
        return (
            f'<text class="c-text" x="{number(mark.x)}" y="{number(mark.y)}" text-anchor="{mark.anchor}" '
            f'font-size="{size}"{weight} fill="#5a5b60" font-family="{FAMILY}">{escape(mark.words)}</text>'
        )
    inner = f"<title>{escape(mark.title)}</title>" + "".join(_mark(m, links) for m in mark.marks)
    said = quoteattr(" | ".join((mark.title, *mark.lines)))
    place = f'data-x="{number(mark.x)}" data-y="{number(mark.y)}" data-said={said}'
    href = links.get(mark.ref)
    if href is None:
        return (
            f'<g class="spot" tabindex="0" role="img" aria-label={quoteattr(mark.title)} {place}>{inner}</g>'
        )
    return f'<a class="spot" href={quoteattr(href)} aria-label={quoteattr(mark.title)} {place}>{inner}</a>'


def svg(scene: Scene, *, links: dict[str, str] | None = None, name: str = "picture") -> str:
    """Return the picture as SVG text.

    Args:
        scene: the picture.
        links: for a spot's `ref`, the address that it opens; other spots open nothing.
        name: the start of the ids in it, so that several pictures fit on one page.
    """
    inner = "".join(_mark(mark, links or {}) for mark in scene.marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(scene.width)} {number(scene.height)}" '
        f'class="picture" role="group" aria-labelledby="{name}-title {name}-about">'
        f'<title id="{name}-title">{escape(scene.title)}</title>'
        f'<desc id="{name}-about">{escape(scene.description)}</desc>{inner}</svg>'
    )
