"""What speaks for and against each of four recommendations, with reasons; and what is not recorded yet.

It never decides. A clinician weighs the reasons, decides, and writes down why (indication-and-suitability.md 1.1,
1.4 and 1.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clew.therapy.course.red_flags import stop
from clew.therapy.course.rule import Reason
from clew.therapy.course.severity import Modifier, neurovegetative, self_harm, severity
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Tag, check_slugs
from clew.therapy.knowledge.indication import CAUTIONS, EXCLUSIONS, MODIFIERS, Line
from clew.therapy.knowledge.suitability import SUITABILITY
from clew.therapy.measures.scoring import Total

RULE_OF: Mapping[Line, str] = {line: f"indication_{line.value}" for line in Line}
"""The rule of each line, by which a clinician decides otherwise."""

PREFERENCES = {
    "structure": "structured or open",
    "length": "how long",
    "place": "online or in person",
    "medication": "medication",
}
"""What a preference is asked about (1.6)."""


class Stand(StrEnum):
    """How the reasons for one line lie. No line is ever the answer."""

    FOR = "something speaks for it"
    AGAINST = "something speaks against it"
    BOTH = "reasons on both sides"
    SILENT = "no reason recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known when the indication is weighed.

    Attributes:
        total: the total of a PHQ-9, or None where there is none.
        answers: its answers by key, 0 to 3 or None; empty where only a total is known.
        modifiers: what a clinician ticked of `MODIFIERS`.
        cautions: what a clinician ticked of `CAUTIONS`.
        exclusions: yes, no or unclear for each of `EXCLUSIONS` that was asked.
        red_flags: the answers of the last safety check, or None where it was never asked.
        refs: where each of these was seen: "score", "intake" and "check", each with the ids to open.
    """

    total: Total | None = None
    answers: Mapping[str, int | None] = field(default_factory=dict)
    modifiers: frozenset[str] = frozenset()
    cautions: frozenset[str] = frozenset()
    exclusions: Mapping[str, str] = field(default_factory=dict)
    red_flags: tuple[str, ...] | None = None
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_slugs("the indication", self.modifiers, MODIFIERS)
        check_slugs("the indication", self.cautions, CAUTIONS)
        check_slugs("the indication", self.exclusions, EXCLUSIONS)
        if not set(self.exclusions.values()) <= {"yes", "no", "unclear"}:
            raise TherapyError("What is to be excluded is answered with yes, no or unclear.")

    def at(self, where: str) -> tuple[str, ...]:
        """Return the ids of where something was seen."""
        return self.refs.get(where, ())


@dataclass(frozen=True, slots=True)
class Weighed:
    """One line with what speaks for it and against it. `notes` tell more and weigh nothing."""

    line: Line
    speaks_for: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def stand(self) -> Stand:
        """How the reasons lie."""
        if self.speaks_for and self.against:
            return Stand.BOTH
        if self.speaks_for or self.against:
            return Stand.FOR if self.speaks_for else Stand.AGAINST
        return Stand.SILENT


@dataclass(frozen=True, slots=True)
class _Said:
    """One reason, for or against some lines."""

    words: str
    source: str
    tag: Tag
    seen: tuple[str, ...]
    speaks_for: tuple[Line, ...] = ()
    against: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()


def modifiers(known: Known) -> tuple[Modifier, ...]:
    """Return each modifier, whether it is there, and why that is said; a tick outweighs what the answers leave open."""
    found = []
    read = {
        one.slug: one
        for one in (
            neurovegetative(known.answers, known.at("score")),
            self_harm(known.answers.get("self_harm"), known.at("score")),
        )
    }
    for slug, modifier in MODIFIERS.items():
        if slug in known.modifiers:
            words = f"{modifier.name}: ticked by the clinician."
            reason = Reason(
                rule=RULE_OF[Line.TOGETHER],
                words=words,
                source=modifier.source,
                tag=modifier.tag,
                rests_on=known.at("intake"),
            )
            found.append(Modifier(slug, True, reason))
        elif slug in read:
            found.append(read[slug])
    return tuple(found)


def indication(known: Known) -> tuple[Weighed, ...]:
    """Return the four lines, each with its reasons. None of them is a recommendation by itself."""
    said = [*_of_score(known), *_of_modifiers(known), *_of_cautions(known), *_of_exclusions(known)]
    said += _of_red_flags(known)
    return tuple(
        Weighed(
            line,
            _gather(line, (one for one in said if line in one.speaks_for)),
            _gather(line, (one for one in said if line in one.against)),
            _gather(line, (one for one in said if line in one.notes)),
        )
        for line in Line
    )


def _gather(line: Line, said: Iterable[_Said]) -> tuple[Reason, ...]:
    return tuple(
        Reason(rule=RULE_OF[line], words=one.words, source=one.source, tag=one.tag, rests_on=one.seen)
        for one in said
    )


def _of_score(known: Known) -> list[_Said]:
    if known.total is None:
        words = "There is no PHQ-9 total yet, so that nothing is said about severity."
        return [_Said(words, "Clew", Tag.DEFAULT, (), notes=tuple(Line))]
    found, seen = severity(known.total), known.at("score")
    read = f"PHQ-9 {found.total:g} ({found.band})"
    if found.band == "minimal":
        words = f"{read}: the score asks for no treatment of depression; therapy may still be sought for goals of personality or relationship."
        return [_Said(words, "Kroenke2001", Tag.KNOWN, seen, notes=(Line.ALONE,))]
    if found.band == "mild":
        words = f"{read}: therapy alone is an option; so are watchful waiting, guided self-help and other therapies."
        return [_Said(words, "UTD", Tag.STATED, seen, speaks_for=(Line.ALONE,))]
    if found.band == "moderate":
        alone = f"{read}: therapy alone is an option."
        raised = f"{read}: medication is talked about, as an alternative or an addition."
        return [
            _Said(alone, "UTD", Tag.STATED, seen, speaks_for=(Line.ALONE,)),
            _Said(raised, "UTD", Tag.STATED, seen, speaks_for=(Line.RAISE,)),
        ]
    if found.band == "moderately severe":
        needed = any(one.present for one in modifiers(known))
        upper = f"{read}: the upper end of moderate, where adding medication is raised in so many words"
        upper += ", and must be, since a modifier is there." if needed else "."
        return [_Said(upper, "UTD", Tag.DEFAULT, seen, speaks_for=(Line.RAISE,), notes=(Line.ALONE,))]
    words = f"{read}: therapy together with medication, not therapy alone; a psychiatric evaluation."
    return [
        _Said(words, "UTD", Tag.STATED, seen, speaks_for=(Line.TOGETHER,), against=(Line.ALONE, Line.RAISE))
    ]


def _of_modifiers(known: Known) -> list[_Said]:
    return [
        _Said(
            f"{one.reason.words} Whatever the total: add medication, and a psychiatric evaluation.",
            one.reason.source,
            one.reason.tag,
            one.reason.rests_on,
            speaks_for=(Line.TOGETHER,),
            against=(Line.ALONE,),
        )
        for one in modifiers(known)
        if one.present
    ]


def _of_cautions(known: Known) -> list[_Said]:
    return [
        _Said(
            f"{one.name}. {one.handling}",
            one.source,
            one.tag,
            known.at("intake"),
            speaks_for=(one.leads_to,) if one.leads_to else (),
            against=(Line.ALONE,),
        )
        for one in CAUTIONS.values()
        if one.slug in known.cautions
    ]


_WHEN_PRESENT = {
    "bipolar": ("a mood stabiliser leads, with therapy beside it.", Line.TOGETHER),
    "medical": ("a medical work-up comes first.", Line.NOT_NOW),
    "substance": ("integrated treatment, or treatment of the substance use first.", Line.NOT_NOW),
    "bereavement": ("whether this is grief or depression is for a clinician to say first.", None),
}


def _of_exclusions(known: Known) -> list[_Said]:
    found = []
    for slug, entry in EXCLUSIONS.items():
        if known.exclusions.get(slug) == "yes":
            handling, leads_to = _WHEN_PRESENT[slug]
            found.append(
                _Said(
                    f"{entry.name} may explain it: {handling}",
                    entry.source,
                    entry.tag,
                    known.at("intake"),
                    speaks_for=(leads_to,) if leads_to else (),
                    against=(Line.ALONE,) if leads_to else (),
                    notes=() if leads_to else tuple(Line),
                )
            )
    return found


def _of_red_flags(known: Known) -> list[_Said]:
    found = [
        _Said(reason.words, reason.source, reason.tag, reason.rests_on, (Line.NOT_NOW,), _BUT_NOT_NOW)
        for stopped in [stop(known.red_flags or (), known.at("check"))]
        if stopped
        for reason in stopped.reasons
    ]
    if "psychotic_features" in known.modifiers:
        words = "Psychotic features: an emergency; help comes before any decision about therapy."
        found.append(_Said(words, "Practice", Tag.KNOWN, known.at("intake"), (Line.NOT_NOW,), _BUT_NOT_NOW))
    return found


_BUT_NOT_NOW = (Line.ALONE, Line.RAISE, Line.TOGETHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the record holds of the data that a recommendation rests on (1.6)."""

    diagnosis: bool = False
    diagnosed_by: bool = False
    item_9: bool = False
    goals: bool = False
    preferences: frozenset[str] = frozenset()
    features: int = 0
    alternatives: bool = False

    def __post_init__(self) -> None:
        if not self.preferences <= set(PREFERENCES):
            raise TherapyError(f"A preference is one of: {', '.join(PREFERENCES)}.")
        if not 0 <= self.features <= len(SUITABILITY):
            raise TherapyError(f"There are {len(SUITABILITY)} features, from 0 to all of them rated.")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not recorded yet. `slug` says what, so that a page can lead to where it is written."""

    slug: str
    words: str


MISSING_RULE = "recorded_before_a_recommendation"


def missing(known: Known, recorded: Recorded) -> tuple[Missing, ...]:
    """Return what is to be recorded before a treatment is recommended, in the order in which it is usually asked."""
    found = []

    def need(slug: str, there: bool, words: str) -> None:
        if not there:
            found.append(Missing(slug, words))

    need("check", known.red_flags is not None, "The safety check (red flags)")
    need("diagnosis", recorded.diagnosis, "The diagnosis")
    need("diagnosis", recorded.diagnosed_by, "Who made the diagnosis")
    for slug, entry in EXCLUSIONS.items():
        answer = known.exclusions.get(slug)
        state = "not asked" if answer is None else "still unclear"
        need("exclusions", answer in ("yes", "no"), f"{_lower(entry)} excluded, or not: {state}")
    need("severity", known.total is not None, "Severity: a PHQ-9 with its date")
    need("item_9", recorded.item_9, "Item 9 of the PHQ-9: not asked, which is not zero")
    need("goals", recorded.goals, "Goals in the patient's words")
    for slug, words in PREFERENCES.items():
        need("preferences", slug in recorded.preferences, f"Preference: {words}")
    left = len(SUITABILITY) - recorded.features
    need("suitability", left == 0, f"Suitability: {left} of {len(SUITABILITY)} features not rated")
    need("alternatives", recorded.alternatives, "What else was offered")
    return tuple(found)


def _lower(entry: Entry) -> str:
    return f"Whether {entry.name[0].lower()}{entry.name[1:]} is"
