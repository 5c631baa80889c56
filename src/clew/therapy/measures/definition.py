"""What a questionnaire is: items, answers, bands, cut-offs, change values and the licence, as checked data.

Nothing here scores anything; `scoring` does. A value that cannot be true (an option without words, bands with
a gap, item texts we may not ship, an unconfirmed figure written as a number) cannot be constructed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Tag


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from ``low`` to ``high``, both included; None leaves that end open.

    The check and the words that explain it live in one place, so that an error, a form and a reference page
    cannot disagree.
    """

    low: float | None
    high: float | None
    whole: bool = True

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise TherapyError(f"A range must rise, so it cannot run from {self.low:g} to {self.high:g}.")

    def holds(self, value: object) -> bool:
        """Whether ``value`` is a number of this range. True and False are not numbers here; nor is NaN."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.whole and not isinstance(value, int):
            return False
        if not math.isfinite(value):
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def words(self) -> str:
        """What the range takes, as the end of a sentence: "a whole number from 0 to 3"."""
        number = "a whole number" if self.whole else "a number"
        if self.low is None and self.high is None:
            return number
        if self.high is None:
            return f"{number} of {self.low:g} or more"
        if self.low is None:
            return f"{number} of at most {self.high:g}"
        return f"{number} from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a person can choose: its value, its words, and its LOINC answer code where confirmed."""

    value: int
    label: str
    loinc: str | None = None

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise TherapyError(f"The option with value {self.value} needs words.")


@dataclass(frozen=True, slots=True)
class Options:
    """The answers to one item, lowest value first, without gaps."""

    options: tuple[Option, ...]
    loinc_list: str | None = None

    def __post_init__(self) -> None:
        values = [option.value for option in self.options]
        if len(values) < 2 or values != list(range(values[0], values[0] + len(values))):
            raise TherapyError("Options must be two or more consecutive values, lowest first.")
        if len({option.label for option in self.options}) != len(self.options):
            raise TherapyError("Two options of one item have the same words.")

    @property
    def range(self) -> Range:
        """The whole numbers from the lowest to the highest value."""
        return Range(self.options[0].value, self.options[-1].value)

    def label(self, value: int) -> str:
        """The words of the option with this value."""
        for option in self.options:
            if option.value == value:
                return option.label
        raise TherapyError(f"No option has the value {value}; an answer is {self.range.words}.")


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``key`` names it in code, files and columns; ``text`` is what the person reads.

    ``scored`` is False for questions that stand beside the score. ``only_for`` names the people an item is
    meant for ("women"); it alone may be answered "not applicable".
    """

    key: str
    text: str
    options: Options
    loinc: str | None = None
    scored: bool = True
    only_for: str | None = None

    def __post_init__(self) -> None:
        if not self.key.replace("_", "").isalnum() or self.key != self.key.lower():
            raise TherapyError(f"An item's key is small letters, digits and underscores, not {self.key!r}.")
        if not self.text.strip():
            raise TherapyError(f"Item '{self.key}' has no text.")


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number with how sure we are of it. An unconfirmed figure (tag K?) has no value."""

    value: float | None
    tag: Tag
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        _check_figure(self.value, self.tag, self.source)


def _check_figure(value: float | None, tag: Tag, source: str) -> None:
    if (value is None) != (tag is Tag.UNCERTAIN):
        raise TherapyError("A figure tagged K? must be left empty, and any other must have a value.")
    if not source:
        raise TherapyError("A figure needs a source.")


class CutOffKind(StrEnum):
    """What a cut-off is for."""

    CASE = "case"  # in treatment statistics: counts as a case
    SCREEN = "screen"  # worth a proper look for a disorder
    TALK = "talk"  # worth talking about together


@dataclass(frozen=True, slots=True)
class CutOff:
    """A threshold, and in whom and in which language it was found. Reaching it is never a diagnosis.

    ``below`` is True where low scores are the ones of interest (an alliance scale).
    """

    kind: CutOffKind
    value: float | None
    meaning: str
    population: str
    language: str
    source: str
    tag: Tag
    below: bool = False

    def __post_init__(self) -> None:
        _check_figure(self.value, self.tag, self.source)

    def reached(self, value: float) -> bool | None:
        """Whether a total reaches the cut-off; None where no figure is confirmed."""
        if self.value is None:
            return None
        return value < self.value if self.below else value >= self.value


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of totals with the published word for it; None leaves the outer end open."""

    low: float | None
    high: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of one instrument, lowest first, meeting without gap or overlap.

    ``step`` is the distance between one band's end and the next one's start as published: 1, or 0.1.
    """

    bands: tuple[Band, ...]
    tag: Tag
    source: str
    step: float = 1

    def __post_init__(self) -> None:
        for lower, upper in zip(self.bands, self.bands[1:], strict=False):
            if lower.high is None or upper.low is None or not math.isclose(lower.high + self.step, upper.low):
                raise TherapyError(
                    f"The band '{upper.label}' must start where '{lower.label}' ends, without gap or overlap."
                )

    def label(self, value: float) -> str:
        """The word for a total. A value between two published ends belongs to the lower band."""
        found = self.bands[0]
        for band in self.bands[1:]:
            if band.low is not None and value >= band.low:
                found = band
        return found.label


@dataclass(frozen=True, slots=True)
class Missing:
    """How many scored items may be unanswered before there is no score, and on whose word.

    ``allowed`` unanswered items are made up by proration: sum x items / answered, for the total only. An
    item's own answer is never made up.
    """

    allowed: int
    source: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Subscale:
    """Items (numbered from 1) that are read together; ``angle`` in degrees places a circumplex octant."""

    key: str
    title: str
    items: tuple[int, ...]
    angle: int | None = None


@dataclass(frozen=True, slots=True)
class RiskItem:
    """The item (numbered from 1) that asks about death or self-harm, and the answer that raises risk.

    Any answer of ``at_least`` or more opens the safety page, whatever the total says.
    """

    position: int
    answers: Range
    at_least: int
    source: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class ChangeValues:
    """The figures that the verdicts of `change` rest on.

    ``reliable``: the smallest change larger than the measure's own error. ``minimal``: the smallest change
    people notice. ``remission``: the highest total that counts as remission.
    """

    reliable: Figure | None = None
    minimal: Figure | None = None
    remission: Figure | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """Whether the item texts may travel with Clew, why, and the line of credit that goes with them."""

    ship: bool
    basis: str
    credit: str
    tag: Tag

    def __post_init__(self) -> None:
        if not self.basis or not self.credit:
            raise TherapyError("A licence needs its basis and the rights holder or credit line.")


class Direction(StrEnum):
    """What a higher total means."""

    WORSE = "higher is worse"
    BETTER = "higher is better"
    NEITHER = "a description, neither better nor worse"


class Scoring(StrEnum):
    """How answers become a score."""

    SUM = "sum"
    MEAN = "mean"
    OCTANTS = "mean of each octant, and two vectors"
    SCREEN = "any yes"
    TABLE = "from a published table or value set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One questionnaire in one version and one language.

    With ``items`` it can be asked and scored; without, only a total worked out elsewhere can be entered
    (`scoring.score_total`). ``version`` is None where each score must name its own (an EQ-5D value set);
    ``n_items`` is None where forms of different length share one metric; ``recall`` is "" where our source does
    not state it.
    ``reversed`` and the subscales number the items from 1, as manuals do. ``item_range`` is the scale of one
    item, needed to compare alliance measures of different length.
    """

    key: str
    title: str
    full_title: str
    version: str | None
    language: str
    about: str
    source: str
    licence: Licence
    scoring: Scoring
    direction: Direction
    n_items: int | None
    recall: str = ""
    item_range: Range | None = None
    total: Range | None = None
    stem: str = ""
    items: tuple[Item, ...] = ()
    reversed: tuple[int, ...] = ()
    subscales: tuple[Subscale, ...] = ()
    missing: Missing | None = None
    bands: Bands | None = None
    cut_offs: tuple[CutOff, ...] = ()
    change: ChangeValues = field(default_factory=ChangeValues)
    risk: RiskItem | None = None
    loinc_panel: str | None = None
    loinc_total: str | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        name = self.title
        if self.items and not self.licence.ship:
            raise TherapyError(f"{name}: its licence does not let the item texts travel with Clew.")
        if self.items and self.missing is None:
            raise TherapyError(
                f"{name}: an instrument with items must say what happens when answers are missing."
            )
        if self.items and len(self.scored_items) != self.n_items:
            raise TherapyError(
                f"{name} has {self.n_items} scored items, but {len(self.scored_items)} are given."
            )
        if len({item.key for item in self.items}) != len(self.items):
            raise TherapyError(f"{name}: two items share a key.")
        numbered = (*self.reversed, *(i for scale in self.subscales for i in scale.items))
        for number in (*numbered, *((self.risk.position,) if self.risk else ())):
            if self.n_items is None or not 1 <= number <= self.n_items:
                raise TherapyError(f"{name} has no item {number}; its items are 1 to {self.n_items}.")
        if self.bands and self.total:
            first, last = self.bands.bands[0], self.bands.bands[-1]
            if (first.low, last.high) != (self.total.low, self.total.high):
                raise TherapyError(
                    f"{name}: the bands must cover every total, from the lowest to the highest."
                )

    def __str__(self) -> str:
        return self.title

    @property
    def score_only(self) -> bool:
        """Whether only totals worked out elsewhere can be entered."""
        return not self.items

    @property
    def scored_items(self) -> tuple[Item, ...]:
        """The items that count towards the score, in order."""
        return tuple(item for item in self.items if item.scored)

    def item(self, key: str) -> Item:
        """The item with this key."""
        for item in self.items:
            if item.key == key:
                return item
        known = ", ".join(item.key for item in self.items) or "none, because only totals can be entered"
        raise TherapyError(f"{self.title} has no item {key!r}; its items are {known}.")

    def case_cut_off(self, population: str | None = None) -> CutOff | None:
        """The cut-off between case and non-case: the first listed, or that of a named population."""
        for cut_off in self.cut_offs:
            if cut_off.kind is CutOffKind.CASE and population in (None, cut_off.population):
                return cut_off
        return None
