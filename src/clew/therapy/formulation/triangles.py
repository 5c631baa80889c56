"""The triangle of conflict and the triangle of person, gathered from the links that clinicians recorded.

Each interpretation joins corners: of conflict (defense, anxiety, hidden feeling) and of person (past, outside,
room). A corner or a side exists here only because somebody recorded it at a moment. Nothing is ever turned
from a CCRT component into a corner: a wish is close to a hidden feeling, but it is not the same thing.

Source: Menninger1958, Malan1979 (keys of `clew.therapy.knowledge.SOURCES`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import entry
from clew.therapy.knowledge.ccrt import CORNERS
from clew.therapy.knowledge.ccrt import Triangle as TriangleKind
from clew.therapy.moments import Moment


@dataclass(frozen=True, slots=True)
class Link:
    """The corners (slugs of `CORNERS`) that one interpretation joined, at the moment it was made.

    Raises:
        TherapyError: when it joins fewer than two corners, or a corner is unknown.
    """

    moment: Moment
    corners: frozenset[str]

    def __post_init__(self) -> None:
        for corner in self.corners:
            entry("corner", corner)
        if len(self.corners) < 2:
            raise TherapyError("A link joins at least two corners; name both ends.")


@dataclass(frozen=True, slots=True)
class Triangle:
    """One triangle: the moments at each corner and along each side (two corners), in the order of `CORNERS`."""

    kind: TriangleKind
    corners: dict[str, tuple[Moment, ...]]
    sides: dict[tuple[str, str], tuple[Moment, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The corners that no link has touched yet."""
        return tuple(corner for corner, moments in self.corners.items() if not moments)


@dataclass(frozen=True, slots=True)
class Triangles:
    """The triangle of conflict and the triangle of person."""

    conflict: Triangle
    person: Triangle


def triangles(links: Iterable[Link]) -> Triangles:
    """Gather the recorded links into the two triangles; without links every corner is empty."""
    links = tuple(links)
    return Triangles(_gather(TriangleKind.CONFLICT, links), _gather(TriangleKind.PERSON, links))


def _gather(kind: TriangleKind, links: tuple[Link, ...]) -> Triangle:
    corners = [slug for slug, corner in CORNERS.items() if corner.triangle is kind]

    def at(*joined: str) -> tuple[Moment, ...]:
        return tuple(dict.fromkeys(link.moment for link in links if link.corners >= set(joined)))

    return Triangle(
        kind=kind,
        corners={corner: at(corner) for corner in corners},
        sides={(one, other): at(one, other) for one, other in combinations(corners, 2)},
    )
