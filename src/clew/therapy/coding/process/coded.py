"""What is counted from codes: feelings through the session, rupture and repair, words of insight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Proposal, Scheme
from clew.therapy.coding.process.limits import Limits
from clew.therapy.coding.process.said import Phrase, pattern_of, phrases_in
from clew.therapy.coding.process.talk import Talk
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.process import INSIGHT_WORDS
from clew.therapy.knowledge.ruptures import RUPTURE_MARKERS, RuptureFamily
from clew.therapy.transcripts.turns import Role

_INSIGHT = pattern_of(INSIGHT_WORDS)


@dataclass(frozen=True, slots=True, order=True)
class Noted:
    """That a turn was given a code, by a person or as a proposal: what the counting needs of either."""

    turn: int
    scheme: Scheme
    code: str
    accepted: bool = True

    def __post_init__(self) -> None:
        if self.turn < 0:
            raise TherapyError(f"Turns are counted from 0, so there is no turn {self.turn}.")


def noted(codes: Iterable[Annotation | Proposal]) -> tuple[Noted, ...]:
    """Return codes of people and proposals as the counting takes them, in order; codes outside a transcript are left out."""
    found = {
        Noted(one.turn, one.scheme, one.code, isinstance(one, Annotation))
        for one in codes
        if one.turn is not None
    }
    return tuple(sorted(found))


def _turns(codes: Iterable[Noted], scheme: Scheme) -> list[Noted]:
    """Return the codes of one scheme in the order of their turns; the same code on a turn counts once."""
    once: dict[tuple[int, str], Noted] = {}
    for one in sorted(codes, key=lambda code: (code.turn, code.code, not code.accepted)):
        if one.scheme is scheme:
            once.setdefault((one.turn, one.code), one)
    return list(once.values())


@dataclass(frozen=True, slots=True)
class AffectCourse:
    """One affect: its turns in order, and how many of them lie in each third of the session."""

    affect: str
    turns: tuple[int, ...]
    thirds: tuple[int, int, int]


def affect_course(talk: Talk, codes: Iterable[Noted]) -> tuple[AffectCourse, ...]:
    """Return the affects that were coded, each with its turns, in the order in which they first appear (Clew, D)."""
    places: dict[str, list[int]] = {}
    for one in _turns(codes, Scheme.AFFECT):
        places.setdefault(one.code, []).append(one.turn)
    return tuple(AffectCourse(code, tuple(turns), talk.by_third(turns)) for code, turns in places.items())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rupture markers close together, and the repair moves near them. Whether it was mended is not told by it."""

    markers: tuple[Noted, ...]
    repairs: tuple[Noted, ...]

    @property
    def first(self) -> int:
        """The turn of its first marker."""
        return self.markers[0].turn

    @property
    def last(self) -> int:
        """The turn of its last marker."""
        return self.markers[-1].turn

    @property
    def families(self) -> tuple[RuptureFamily, ...]:
        """Whether its markers are of withdrawal, of confrontation, or of both."""
        found = {RUPTURE_MARKERS[one.code].family for one in self.markers if one.code in RUPTURE_MARKERS}
        return tuple(family for family in RuptureFamily if family in found)


@dataclass(frozen=True, slots=True)
class RuptureCourse:
    """The stretches, the markers that stand alone, and the repair moves near no stretch."""

    stretches: tuple[Stretch, ...]
    single: tuple[Noted, ...]
    elsewhere: tuple[Noted, ...]


def rupture_course(codes: Iterable[Noted], limits: Limits | None = None) -> RuptureCourse:
    """Join rupture markers at most ``marker_reach`` turns apart, and find repair moves near each stretch (Clew, D).

    A stretch has at least ``marker_least`` markers. A repair move belongs to the latest stretch that has begun, up to
    ``repair_reach`` turns after its last marker.
    """
    limits, codes = limits or Limits(), list(codes)
    groups: list[list[Noted]] = []
    for marker in _turns(codes, Scheme.RUPTURE):
        if groups and marker.turn - groups[-1][-1].turn <= limits.marker_reach:
            groups[-1].append(marker)
        else:
            groups.append([marker])
    joined = [group for group in groups if len(group) >= limits.marker_least]
    repairs: list[list[Noted]] = [[] for _ in joined]
    elsewhere = []
    for repair in _turns(codes, Scheme.REPAIR):
        begun = [place for place, group in enumerate(joined) if group[0].turn <= repair.turn]
        if begun and repair.turn - joined[begun[-1]][-1].turn <= limits.repair_reach:
            repairs[begun[-1]].append(repair)
        else:
            elsewhere.append(repair)
    return RuptureCourse(
        tuple(Stretch(tuple(m), tuple(r)) for m, r in zip(joined, repairs, strict=True)),
        tuple(marker for group in groups if len(group) < limits.marker_least for marker in group),
        tuple(elsewhere),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """Phrases found in some turns of the patient, and how many words these turns have."""

    turns: tuple[int, ...]
    words: int
    found: tuple[Phrase, ...] = field(default=())

    @property
    def per_hundred(self) -> float | None:
        """Phrases per 100 words; None where there are no words."""
        return 100 * len(self.found) / self.words if self.words else None


@dataclass(frozen=True, slots=True)
class InsightWords:
    """Words of insight in the patient's turns soon after an interpretation, and in the patient's other turns."""

    interpretations: tuple[int, ...]
    after: Counted
    elsewhere: Counted


def insight_words(talk: Talk, codes: Iterable[Noted], limits: Limits | None = None) -> InsightWords:
    """Count phrases of the list per 100 words of the patient, after interpretations and elsewhere (Clew, D, not validated).

    "After" are the patient's turns among the ``insight_reach`` turns after a turn coded as interpretation.
    """
    reach = int((limits or Limits()).insight_reach)
    given = [one.turn for one in _turns(codes, Scheme.INTERVENTION) if one.code == "interpretation"]
    near = {turn + step for turn in given for step in range(1, reach + 1)}
    of_patient = [turn.index for turn in talk.turns if turn.role is Role.PATIENT]

    def count(turns: Sequence[int]) -> Counted:
        found = [phrase for turn in turns for phrase in phrases_in(talk, turn, _INSIGHT)]
        return Counted(tuple(turns), sum(len(talk.words[turn]) for turn in turns), tuple(found))

    return InsightWords(
        tuple(given),
        count([turn for turn in of_patient if turn in near]),
        count([turn for turn in of_patient if turn not in near]),
    )
