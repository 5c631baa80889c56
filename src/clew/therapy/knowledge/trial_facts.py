"""What a fact about efficacy is made of: people, arms, outcomes and published estimates, with what follows and what not.

The facts themselves are in `evidence`. A ratio or difference of risks is never written down here: the evidence engine
computes it from the counts (`clew.therapy.evidence.facts`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry

_SEED = re.compile(r"S\d{3}")


class Basis(StrEnum):
    """Of whom a number of people tells. Shares of different bases are not compared as if they were alike."""

    RANDOMISED = "randomised"
    ANALYSED = "analysed"
    COMPLETED = "completed"
    FOLLOWED = "followed up"
    INCLUDED = "in the studies"
    UNSAID = "told without saying of whom"

    @property
    def of_whom(self) -> str:
        """Of whom a share is, as people say it."""
        return _OF_WHOM[self]


_OF_WHOM = {
    Basis.RANDOMISED: "of all who were randomised",
    Basis.ANALYSED: "of those who were analysed",
    Basis.COMPLETED: "of those who completed",
    Basis.FOLLOWED: "of those who were followed up",
    Basis.INCLUDED: "of all in the studies",
    Basis.UNSAID: "of whom is not said",
}


class FactKind(StrEnum):
    """What a fact rests on."""

    TRIAL = "trial"
    POOLED = "pooled analysis"
    REVIEW = "review"
    STATEMENT = "statement"


class Measure(StrEnum):
    """What a published estimate is a number of. Standardised sizes are signed so that above 0 favours arm 1."""

    SIZE = "d"
    CHANGE = "d (change)"
    ODDS_RATIO = "OR"
    CORRELATION = "r"
    POINTS = "difference in points"


@dataclass(frozen=True, slots=True)
class People:
    """So many people, and of whom that is the number. Raises `TherapyError` below one."""

    number: int
    basis: Basis

    def __post_init__(self) -> None:
        if self.number < 1:
            raise TherapyError(f"A number of people is 1 or more, here it is {self.number}.")

    @property
    def words(self) -> str:
        """Such as "51 randomised"."""
        return f"{self.number:,} {self.basis}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialArm:
    """One arm: the share with the outcome in whole per cent as published, and its counts (events, people) where known.

    Raises `TherapyError` when neither is given, a count cannot be, or the counts do not give the published share.
    """

    name: str
    percent: int | None = None
    counts: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not self.name or (self.percent is None and self.counts is None):
            raise TherapyError(f"The arm {self.name!r} needs a name, and a share or counts.")
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise TherapyError(
                f"A share lies between 0 and 100 per cent, that of '{self.name}' is {self.percent}."
            )
        if self.counts is not None:
            events, n = self.counts
            if n < 1 or not 0 <= events <= n:
                raise TherapyError(f"'{self.name}' cannot have {events} events in {n} people.")
            if self.percent is not None and abs(100 * events / n - self.percent) > 0.5:
                raise TherapyError(f"{events} of {n} in '{self.name}' is not {self.percent} per cent.")

    @property
    def of_hundred(self) -> int:
        """How many in a hundred had the outcome, rounded as papers round it."""
        if self.counts is not None:
            return math.floor(100 * self.counts[0] / self.counts[1] + 0.5)
        return self.percent or 0

    @property
    def words(self) -> str:
        """Such as "57 % (12 of 21)"."""
        counted = "" if self.counts is None else f" ({self.counts[0]} of {self.counts[1]})"
        return f"{self.of_hundred} %{counted}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOutcome:
    """Something that happened to people or not, by arm; the first arm is the therapy.

    ``good`` says whether it is to be wished for. ``rebuilt``: the counts are the only whole numbers that give the
    published shares in arms of that size; the paper itself was not read for them. Raises `TherapyError` for one arm.
    """

    name: str
    basis: Basis
    good: bool
    arms: tuple[TrialArm, ...]
    rebuilt: bool = False

    def __post_init__(self) -> None:
        if not self.name or len(self.arms) < 2:
            raise TherapyError(f"The outcome {self.name!r} needs a name and two arms at least.")
        if self.rebuilt and any(None in (arm.percent, arm.counts) for arm in self.arms):
            raise TherapyError(f"Counts of '{self.name}' are rebuilt from shares, so each arm needs both.")

    @property
    def counted(self) -> bool:
        """Whether the counts of every arm are known, so that risks can be compared."""
        return all(arm.counts is not None for arm in self.arms)

    @property
    def shares(self) -> tuple[int, ...]:
        """How many in a hundred, arm by arm."""
        return tuple(arm.of_hundred for arm in self.arms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An effect as it was published: a value, its 95% interval, or a range of values over outcomes (``value`` to ``up_to``).

    Raises `TherapyError` when the value lies outside its interval or the range runs backwards.
    """

    what: str
    measure: Measure
    value: float
    ci: tuple[float, float] | None = None
    up_to: float | None = None

    def __post_init__(self) -> None:
        if not self.what:
            raise TherapyError("An estimate says what it compares.")
        if self.ci is not None and not self.ci[0] <= self.value <= self.ci[1]:
            raise TherapyError(f"'{self.what}': {self.value:g} lies outside its interval.")
        if self.up_to is not None and self.up_to <= self.value:
            raise TherapyError(f"'{self.what}': a range runs from its lower to its upper value.")

    @property
    def words(self) -> str:
        """Such as "d = 0.39 (0.06 to 0.71)"."""
        value = _plain(self.value) if self.up_to is None else f"{_plain(self.value)} to {_plain(self.up_to)}"
        interval = f" ({self.ci[0]:.2f} to {self.ci[1]:.2f})" if self.ci else ""
        return f"{self.measure} = {value}{interval}"


def _plain(value: float) -> str:
    """With two decimals at least, and a third where it was published."""
    return f"{value:.3f}".removesuffix("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Entry):
    """One thing said about whether psychodynamic therapy works, in numbers where there are numbers.

    ``definition`` tells it in short. ``seeds`` are the founding statements that it answers. ``studies`` is how many
    were pooled. ``shows`` is what can be concluded and ``leaves_open`` what cannot. ``differs`` says where a founding
    text and the paper part, ``checked`` what was read to confirm it. Raises `TherapyError` on a statement's number
    that is none, or a trial without people.
    """

    kind: FactKind
    shows: str
    leaves_open: str
    seeds: tuple[str, ...] = ()
    design: str | None = None
    people: tuple[People, ...] = ()
    studies: int | None = None
    outcomes: tuple[TrialOutcome, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    differs: str | None = None
    checked: str | None = None

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        for seed in self.seeds:
            if not _SEED.fullmatch(seed):
                raise TherapyError(f"'{self.slug}': {seed!r} is no founding statement (S001 to S370).")
        if self.kind is FactKind.TRIAL and not (self.people and self.design):
            raise TherapyError(f"'{self.slug}' is a trial, so it needs its design and its number of people.")

    @property
    def outcome(self) -> TrialOutcome:
        """The main outcome. Raises `TherapyError` where a fact has none in numbers."""
        if not self.outcomes:
            raise TherapyError(f"'{self.slug}' has no outcome with shares or counts.")
        return self.outcomes[0]

    @property
    def identified(self) -> bool:
        """Whether the work that the numbers come from is known; a founding text only tells of it."""
        return self.kind is FactKind.STATEMENT or self.source not in ("UTD", "LayTexts")
