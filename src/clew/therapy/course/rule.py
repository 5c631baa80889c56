"""What every rule of a course of treatment has in common: its words, its source, and cases that anybody can check.

A rule is a pure function elsewhere in this room. Here it gets a name and a table of cases; a test runs each case,
and the page of rules in the manual is written from the same table, so that the manual cannot say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Parameter, Tag
from clew.therapy.knowledge.sources import SOURCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a rule says what it says.

    `words` is one sentence about what was seen; `rule` the slug of the `Rule`; `source` a key of `SOURCES`;
    `rests_on` names what it was seen in (ids of entries, sessions, questionnaires), for the reader to open.
    """

    rule: str
    words: str
    source: str
    tag: Tag
    rests_on: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.words.strip():
            raise TherapyError("A reason needs words.")
        if self.source not in SOURCES:
            raise TherapyError(f"A reason names the source {self.source!r}; add it to SOURCES first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One line of a rule's table: what is given, in words; how the rule is asked; and what it must answer."""

    given: str
    ask: Callable[[], str]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Entry):
    """One rule: what it looks at and what it says, its defaults, and its cases."""

    cases: tuple[Case, ...]
    defaults: tuple[Parameter, ...] = ()

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if not self.cases:
            raise TherapyError(f"The rule '{self.slug}' needs at least one case that can be checked.")
