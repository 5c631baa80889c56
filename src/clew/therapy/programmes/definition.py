"""What an internet programme is made of. A programme that cannot be carried through cannot be constructed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.sources import SOURCES
from clew.therapy.measures.registry import instrument

LONGEST = 20_000  # characters of one answer
LONGEST_LINE = 300
STEPS = range(11)  # of a scale
MOST_WEEKS = 52
MOST_MINUTES = 600  # of one module
REFLECTION_FIELD = "text"

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Kind(StrEnum):
    """How a question of an exercise is answered."""

    TEXT = "text"  # as many words as one likes
    LINE = "line"  # one line
    CHOICE = "choice"  # one of the options
    CHOICES = "choices"  # any of the options
    SCALE = "scale"  # a number from 0 to 10 between two words


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that an exercise asks.

    Attributes:
        id: names the answer within the exercise.
        label: the question, in plain text.
        kind: how it is answered.
        options: the words to choose from, for a choice or choices.
        low: the words at 0 of a scale.
        high: the words at 10 of a scale.
    """

    id: str
    label: str
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    low: str = ""
    high: str = ""

    def __post_init__(self) -> None:
        _slug(self.id, "A field's id")
        _words(self.label, f"The field '{self.id}' needs a label: what is asked.")
        if (self.kind in (Kind.CHOICE, Kind.CHOICES)) != bool(self.options):
            raise TherapyError(
                f"The field '{self.id}': options belong to the kinds choice and choices, and those need them."
            )
        if self.options and (len(self.options) < 2 or len(set(self.options)) < len(self.options)):
            raise TherapyError(f"The field '{self.id}' needs at least two options, each of them once.")
        if any(not option.strip() or "\n" in option for option in self.options):
            raise TherapyError(f"The field '{self.id}': an option is some words on one line.")
        ends = bool(self.low.strip()) + bool(self.high.strip())
        if ends != (2 if self.kind is Kind.SCALE else 0):
            raise TherapyError(
                f"The field '{self.id}': a scale needs words for low and for high, and nothing else has them."
            )

    def kept(self, given: Sequence[str]) -> str:
        """Return an answer as it is stored: one text, in which each chosen option has a line of its own.

        Nothing answered is the empty text. `given` has the values a form sends under this field's name.

        Raises:
            TherapyError: the answer is too long, or it is none of those offered. The answer is not quoted.
        """
        values = [one.replace("\r\n", "\n").strip() for one in given]
        values = [one for one in values if one]
        if self.kind is Kind.CHOICES:
            chosen = [option for option in self.options if option in values]
            if len(chosen) < len(set(values)):
                raise TherapyError(f"{self.label} Please choose among the answers in the list.")
            return "\n".join(chosen)
        if len(values) > 1:
            raise TherapyError(f"{self.label} Only one answer fits here.")
        text = values[0] if values else ""
        if self.kind is Kind.LINE:
            text = " ".join(text.split())
        longest = LONGEST_LINE if self.kind is Kind.LINE else LONGEST
        if len(text) > longest:
            raise TherapyError(
                f"{self.label} At most {longest:,} characters fit here. Please shorten the text."
            )
        if text and self.kind is Kind.CHOICE and text not in self.options:
            raise TherapyError(f"{self.label} Please choose one of the answers in the list.")
        if text and self.kind is Kind.SCALE and text not in map(str, STEPS):
            raise TherapyError(f"{self.label} Please choose one of the steps from 0 to 10.")
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Markdown to read."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A piece of the story of a fictional person, in Markdown. The same name may come back in later modules."""

    name: str
    text: str

    def __post_init__(self) -> None:
        _words(
            self.name, "A story begins with the line 'name:' and whose story it is, such as 'name: Ellen'."
        )
        _words(self.text, f"The story of {self.name} has no text below its name and a blank line.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Markdown set apart: a caution, when to stop, whom to tell."""

    text: str

    def __post_init__(self) -> None:
        _words(self.text, "A note has no text.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """Something to try, with free answers. `ask` is Markdown. Whatever it says, nobody has to answer.

    `optional` is false for an exercise on which a later one builds; the page then says so and refuses nothing.
    """

    id: str
    title: str
    ask: str
    fields: tuple[Field, ...]
    optional: bool = True

    def __post_init__(self) -> None:
        _slug(self.id, "An exercise's id")
        _words(self.title, f"The exercise '{self.id}' needs a title.")
        _words(self.ask, f"The exercise '{self.id}' needs an ask: what to do, why, and how long it takes.")
        _each_once(
            [field.id for field in self.fields], f"The exercise '{self.id}' needs fields, each with an id"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """The last thing of a module: one free text on what one takes along. `ask` is Markdown."""

    id: str
    ask: str

    def __post_init__(self) -> None:
        _slug(self.id, "A reflection's id")
        _words(self.ask, f"The reflection '{self.id}' needs an ask: the question it ends with.")

    @property
    def title(self) -> str:
        """What the reflection is called in a list of answers."""
        return "What I take along"

    @property
    def optional(self) -> bool:
        """Nobody has to answer."""
        return True

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its one field, so that its answer is kept and shown like any other."""
        return (Field(id=REFLECTION_FIELD, label="In your own words"),)


Answered: TypeAlias = Exercise | Reflection
"""What a patient can answer."""
Block: TypeAlias = Reading | Story | Note | Exercise | Reflection
"""One part of a module, in the order of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One part of a programme, read in one week or a little more.

    Attributes:
        slug: names the module within the programme.
        title: its title.
        week: the week for which it is meant, from 1.
        about: one sentence on what it is about.
        minutes: how long reading and doing take, roughly.
        blocks: what stands on the page, in order; the last one is the reflection.
        measure: the key of a questionnaire that is asked in this week, or None.
    """

    slug: str
    title: str
    week: int
    about: str
    minutes: int
    blocks: tuple[Block, ...]
    measure: str | None = None

    def __post_init__(self) -> None:
        _slug(self.slug, "A module's slug")
        _words(self.title, f"The module '{self.slug}' needs a title.")
        _words(self.about, f"The module '{self.slug}' needs an about: one sentence on what it is about.")
        if self.week < 1:
            raise TherapyError(f"The module '{self.slug}' has the week {self.week}; weeks count from 1.")
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise TherapyError(f"The module '{self.slug}': minutes are a number from 1 to {MOST_MINUTES}.")
        if self.measure is not None and not instrument(self.measure).items:
            raise TherapyError(
                f"The module '{self.slug}' asks for '{self.measure}', of which Clew has no questions; choose a "
                "questionnaire that Clew can ask, such as phq-9."
            )
        _each_once(
            [one.id for one in self.answered], f"The module '{self.slug}' needs something to answer, each"
        )
        ends = [isinstance(block, Reflection) for block in self.blocks]
        if ends.count(True) != 1 or not ends[-1]:
            raise TherapyError(
                f"The module '{self.slug}' needs exactly one reflection, and as its last part."
            )

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The exercises and the reflection, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Exercise | Reflection))

    @property
    def markdown(self) -> str:
        """All that a reader of the module reads, in order: the texts, what is asked, and the questions."""
        parts = []
        for block in self.blocks:
            if isinstance(block, Exercise | Reflection):
                parts += [block.ask, *(field.label for field in block.fields)]
            else:
                parts.append(block.text)
        return "\n\n".join(parts)

    def find(self, exercise: str) -> Answered:
        """Return an exercise or the reflection by its id. Raises `TherapyError` when there is none."""
        for one in self.answered:
            if one.id == exercise:
                return one
        raise TherapyError(f"The module '{self.slug}' has no exercise '{exercise}'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """An internet programme: modules in their order, over some weeks, always with a clinician who answers.

    Attributes:
        slug: its name in addresses and records.
        version: changes whenever an id, a field or the order of modules changes.
        language: the language it is written in, as in HTML ("en", "de-CH").
        title: its title.
        about: one or two sentences for those who choose it.
        for_whom: whom it is meant for.
        weeks: how long it takes.
        sources: keys of `SOURCES` on which it rests.
        modules: its parts, in order.
    """

    slug: str
    version: str
    language: str
    title: str
    about: str
    for_whom: str
    weeks: int
    sources: tuple[str, ...]
    modules: tuple[Module, ...]

    def __post_init__(self) -> None:
        _slug(self.slug, "A programme's slug")
        for name in ("version", "title", "about", "for_whom"):
            _words(getattr(self, name), f"The programme '{self.slug}' needs '{name}'.")
        if not _LANGUAGE.fullmatch(self.language):
            raise TherapyError(f"The programme '{self.slug}': language is a code such as en or de-CH.")
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise TherapyError(f"The programme '{self.slug}': weeks are a number from 1 to {MOST_WEEKS}.")
        _each_once(list(self.sources), f"The programme '{self.slug}' needs sources, each")
        for key in self.sources:
            if key not in SOURCES:
                raise TherapyError(
                    f"The programme '{self.slug}' names the source '{key}', which Clew does not know."
                )
        _each_once(
            [module.slug for module in self.modules], f"The programme '{self.slug}' needs modules, each"
        )
        if any(one.week > other.week for one, other in pairwise(self.modules)):
            raise TherapyError(
                f"The programme '{self.slug}': a module comes in an earlier week than the one before."
            )
        if self.modules[-1].week > self.weeks:
            raise TherapyError(
                f"The programme '{self.slug}' has {self.weeks} weeks, and a module comes after them."
            )
        _each_once([one.id for _, one in self.answered], f"The programme '{self.slug}' needs exercises, each")

    @property
    def answered(self) -> Iterator[tuple[Module, Answered]]:
        """Every exercise and reflection with its module, in order."""
        return ((module, one) for module in self.modules for one in module.answered)

    def module(self, slug: str) -> Module:
        """Return a module. Raises `TherapyError` when there is none."""
        for one in self.modules:
            if one.slug == slug:
                return one
        raise TherapyError(f"The programme '{self.slug}' has no module '{slug}'.")


def _slug(text: str, what: str) -> None:
    if not _SLUG.fullmatch(text):
        raise TherapyError(f"{what} is small letters and digits joined by hyphens, unlike {text[:60]!r}.")


def _words(text: str, problem: str) -> None:
    if not text.strip():
        raise TherapyError(problem)


def _each_once(names: Sequence[str], start: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or twice:
        raise TherapyError(f"{start} of its own and only once" + (f": {', '.join(twice)}." if twice else "."))
