"""The treatments side by side: what may matter to a reader, and what each treatment is like in that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.sources import SOURCES, Source


@dataclass(frozen=True, slots=True)
class Option:
    """One treatment."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that may matter to a reader, and what holds for each treatment, by its slug."""

    slug: str
    name: str
    ask: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: the matter, and the words for each treatment that is shown."""

    matter: Matter
    cells: tuple[tuple[Option, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The whole comparison. There is no score and no order of merit in it.

    Raises `TherapyError` where a matter says nothing, or something twice, of a treatment.
    """

    options: tuple[Option, ...]
    matters: tuple[Matter, ...]
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        known = {option.slug for option in self.options}
        for matter in self.matters:
            if set(matter.cells) != known or not all(matter.cells.values()):
                raise TherapyError(f"'{matter.slug}' needs words for each of: {', '.join(sorted(known))}.")
        if wrong := [key for key in self.sources if key not in SOURCES]:
            raise TherapyError(f"The comparison names the source {wrong[0]!r}; add it to SOURCES first.")

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Choices:
        """Return the comparison from its file."""
        return cls(
            tuple(Option(slug, name) for slug, name in found["options"].items()),
            tuple(
                Matter(slug, about["name"], about["ask"], about["cells"])
                for slug, about in found["matters"].items()
            ),
            tuple(found["sources"]),
        )

    @property
    def cited(self) -> tuple[Source, ...]:
        """The works that it rests on."""
        return tuple(SOURCES[key] for key in self.sources)

    def table(
        self, matters: Collection[str], options: Collection[str]
    ) -> tuple[Sequence[Option], Sequence[Row]]:
        """Return what a reader chose to see, in the order of the file; all where nothing was chosen."""
        shown = [one for one in self.options if one.slug in options] or list(self.options)
        asked = [one for one in self.matters if one.slug in matters] or list(self.matters)
        return shown, [Row(one, tuple((option, one.cells[option.slug]) for option in shown)) for one in asked]
