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
from clew.therapy.knowledge.ccrt import CORNERS, LINKS
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


def sides(linked: Iterable[frozenset[str]]) -> dict[tuple[str, str], int]:
    """Return how many interpretations joined each two corners of one triangle, by the slugs of `CORNERS`.

    ``linked`` holds, for each interpretation, the corners that it linked. A side that none joined has 0.
    """
    given = [set(corners) for corners in linked]
    return {
        pair: sum(corners >= set(pair) for corners in given)
        for kind in TriangleKind
        for pair in combinations([slug for slug, one in CORNERS.items() if one.triangle is kind], 2)
    }


def links_made(linked: Iterable[frozenset[str]]) -> dict[str, int]:
    """Return how many interpretations made each link, written by the corners' letters (`LINKS`); 0 where none did.

    A link of two corners is counted only where the third was not joined too: T-C-P is no T-C.
    """
    made = [
        "-".join(one.letter for slug, one in CORNERS.items() if slug in corners and one.triangle is kind)
        for corners in linked
        for kind in TriangleKind
    ]
    return {link: made.count(link) for link in LINKS}
