"""What every piece of the field's vocabulary has in common: a slug, words, a source and how sure we are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.sources import SOURCES, Source

_SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Tag(StrEnum):
    """How sure Clew is of a statement, and so what may be done with it."""

    VERIFIED = "V"
    STATED = "S"
    KNOWN = "K"
    UNCERTAIN = "K?"
    DEFAULT = "D"

    @property
    def meaning(self) -> str:
        """What the tag says, in one line for a reader who has never seen it."""
        return _MEANINGS[self]


_MEANINGS = {
    Tag.VERIFIED: "checked against the primary or official source, or its abstract",
    Tag.STATED: "stated in one of the founding texts (a professional topic review, or a lay page)",
    Tag.KNOWN: "general professional knowledge; a clinical reviewer should confirm it",
    Tag.UNCERTAIN: "general knowledge, exact figure or wording uncertain; not to be relied on unchecked",
    Tag.DEFAULT: "default, not validated; a site may set it otherwise",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One term of the vocabulary.

    ``slug`` is the key that is stored and exchanged; ``name`` is what people read; ``definition`` is in
    Clew's own words; ``source`` is a key of `SOURCES`. ``tag`` speaks of the concept and its place in the
    scheme, not of our wording. Raises `TherapyError` when words are missing or the source is unknown.
    """

    slug: str
    name: str
    definition: str
    source: str
    tag: Tag

    def __post_init__(self) -> None:
        if not _SLUG.fullmatch(self.slug):
            raise TherapyError(f"A slug is lower-case words joined by underscores, so {self.slug!r} is none.")
        if self.source not in SOURCES:
            raise TherapyError(f"'{self.slug}' names the source {self.source!r}; add it to SOURCES first.")
        for field in fields(self):
            value = getattr(self, field.name)
            for words in value if isinstance(value, tuple) else (value,):
                if isinstance(words, str) and (not words or words != words.strip()):
                    raise TherapyError(f"'{self.slug}' needs words without outer blanks in {field.name}.")

    @property
    def citation(self) -> Source:
        """The source itself, with its full citation."""
        return SOURCES[self.source]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Entry):
    """A number that a rule uses, with its tag, so that nobody mistakes a default for a finding."""

    value: float


E = TypeVar("E", bound=Entry)


def by_slug(entries: Iterable[E]) -> Mapping[str, E]:
    """Return ``entries`` as a read-only mapping from slug to entry, in the order given.

    Raises `TherapyError` when two entries share a slug.
    """
    table: dict[str, E] = {}
    for entry in entries:
        if entry.slug in table:
            raise TherapyError(f"The slug '{entry.slug}' is used twice; every slug of a family is unique.")
        table[entry.slug] = entry
    return MappingProxyType(table)


def check_slugs(owner: str, slugs: Iterable[str], known: Mapping[str, Entry]) -> None:
    """Raise `TherapyError` unless every one of ``slugs``, which ``owner`` refers to, is in ``known``."""
    for slug in slugs:
        if slug not in known:
            raise TherapyError(f"'{owner}' refers to '{slug}', which is not defined.")
