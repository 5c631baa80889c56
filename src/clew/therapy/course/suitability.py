"""The suitability profile: an emphasis indicator with its caps, and what moved between two ratings.

A profile is never passed or failed. The indicator names where the emphasis might lie to begin with; starting
supportive and moving towards exploration as the work goes on is expected (indication-and-suitability.md 1.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from clew.therapy.course.emphasis import Emphasis
from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.knowledge.base import Tag, check_slugs
from clew.therapy.knowledge.suitability import EMPHASIS_MARGIN, SUITABILITY

RULE = "suitability_emphasis"
EVIDENCE_RULE = "suitability_evidence_note"
NOTE = "{}_note"
"""The field that says what the rating of a feature rests on."""


class Rating(StrEnum):
    """The three steps of a feature, from favouring support to favouring exploration."""

    LOW = "low"
    MIXED = "mixed"
    HIGH = "high"

    @property
    def counts(self) -> int:
        """What the step counts in the mean: -1, 0 or +1."""
        return {Rating.LOW: -1, Rating.MIXED: 0, Rating.HIGH: 1}[self]


@dataclass(frozen=True, slots=True)
class Indicator:
    """Where the emphasis might lie.

    Attributes:
        emphasis: the indicator after caps; None where no feature is rated.
        mean: the mean of the rated features from -1 to +1; None where none is.
        rated: how many features are rated.
        missing: the features that are not, which count as nothing at all.
        capped_by: features rated low that hold the indicator at balanced; empty where nothing was held.
        uncapped_by: capping features that are not rated, so that they could still hold it.
        reasons: why.
    """

    emphasis: Emphasis | None
    mean: float | None
    rated: int
    missing: tuple[str, ...]
    capped_by: tuple[str, ...]
    uncapped_by: tuple[str, ...]
    reasons: tuple[Reason, ...]


def indicator(ratings: Mapping[str, Rating], rests_on: tuple[str, ...] = ()) -> Indicator:
    """Return the emphasis indicator of some ratings by feature; a feature that is left out is not rated.

    Raises:
        TherapyError: a rating of something that is no feature.
    """
    check_slugs("the profile", ratings, SUITABILITY)
    missing = tuple(slug for slug in SUITABILITY if slug not in ratings)
    open_caps = tuple(slug for slug in missing if SUITABILITY[slug].caps)
    if not ratings:
        return Indicator(None, None, 0, missing, (), open_caps, ())
    mean = sum(rating.counts for rating in ratings.values()) / len(ratings)
    reached = _emphasis(mean)
    low = tuple(slug for slug, f in SUITABILITY.items() if f.caps and ratings.get(slug) is Rating.LOW)
    held = low if reached is Emphasis.EXPLORATORY else ()
    words = f"The mean of {len(ratings)} rated features is {mean:+.2f}, which reads {reached.value}"
    left = f"{len(missing)} of {len(SUITABILITY)} are not rated" if missing else "none is left unrated"
    words += f" (margin {EMPHASIS_MARGIN.value}); {left}."
    said = [words] + [
        f"{SUITABILITY[slug].name} is rated low: this holds the indicator at balanced." for slug in held
    ]
    reasons = tuple(
        Reason(rule=RULE, words=one, source="Clew", tag=Tag.DEFAULT, rests_on=rests_on) for one in said
    )
    emphasis = Emphasis.BALANCED if held else reached
    return Indicator(emphasis, mean, len(ratings), missing, held, open_caps, reasons)


def _emphasis(mean: float) -> Emphasis:
    if mean > EMPHASIS_MARGIN.value:
        return Emphasis.EXPLORATORY
    return Emphasis.SUPPORTIVE if mean < -EMPHASIS_MARGIN.value else Emphasis.BALANCED


def ratings_of(values: Mapping[str, object]) -> dict[str, Rating]:
    """Return the ratings in a filled-in form, by feature, in the order of the features."""
    return {slug: Rating(str(values[slug])) for slug in SUITABILITY if values.get(slug)}


def notes_of(values: Mapping[str, object]) -> dict[str, str]:
    """Return what each rating of a filled-in form rests on, by feature."""
    return {slug: str(values[NOTE.format(slug)]) for slug in SUITABILITY if values.get(NOTE.format(slug))}


def without_evidence(values: Mapping[str, object]) -> dict[str, str]:
    """Return, for each feature that is rated without a note, a sentence under the field of the note."""
    notes = notes_of(values)
    return {
        NOTE.format(
            slug
        ): f"{SUITABILITY[slug].name} is rated {rating.value}: write what you saw or heard that "
        "this rests on, or leave the feature without a rating."
        for slug, rating in ratings_of(values).items()
        if not notes.get(slug, "").strip()
    }


@dataclass(frozen=True, slots=True)
class Move:
    """One feature in two ratings; None where it was not rated."""

    slug: str
    before: Rating | None
    after: Rating | None

    @property
    def words(self) -> str:
        """What happened to it."""
        if self.before is self.after:
            return "as before"
        if self.before is None:
            return "newly rated"
        if self.after is None:
            return "not rated this time"
        return "more exploratory" if self.after.counts > self.before.counts else "more supportive"


def compare(before: Mapping[str, Rating], after: Mapping[str, Rating]) -> tuple[Move, ...]:
    """Return every feature in an earlier and a later rating, in the order of the features."""
    check_slugs("the earlier profile", before, SUITABILITY)
    check_slugs("the later profile", after, SUITABILITY)
    return tuple(Move(slug, before.get(slug), after.get(slug)) for slug in SUITABILITY)


def _of_numbers(low: str = "", mixed: str = "", high: str = "") -> str:
    """Rate features by their numbers, and say what the indicator reads."""
    slugs = list(SUITABILITY)
    ratings = {
        slugs[int(number) - 1]: rating
        for rating, numbers in ((Rating.LOW, low), (Rating.MIXED, mixed), (Rating.HIGH, high))
        for number in numbers.split()
    }
    found = indicator(ratings)
    if found.emphasis is None:
        return "nothing yet"
    return found.emphasis.value + (", held" if found.capped_by else "")


def _errors(**values: str) -> str:
    found = without_evidence(values)
    return ", ".join(found) or "none"


RULES = (
    Rule(
        slug=RULE,
        name="Emphasis indicator of the suitability profile",
        definition="Low, mixed and high count -1, 0 and +1. A mean of the rated features above 0.33 reads exploratory, "
        "below -0.33 supportive, otherwise balanced. A low rating of features 3, 4, 6 or 16 holds it at balanced.",
        source="Clew",
        tag=Tag.DEFAULT,
        defaults=(EMPHASIS_MARGIN,),
        cases=(
            Case(given="no feature rated", ask=_of_numbers, answer="nothing yet"),
            Case(
                given="1, 2 and 5 high; 7, 8 and 10 mixed (mean 0.50)",
                ask=partial(_of_numbers, high="1 2 5", mixed="7 8 10"),
                answer="exploratory",
            ),
            Case(
                given="1 high, 2 and 5 mixed (mean 0.33...)",
                ask=partial(_of_numbers, high="1", mixed="2 5"),
                answer="exploratory",
            ),
            Case(
                given="1 high; 2, 5 and 7 mixed (mean 0.25)",
                ask=partial(_of_numbers, high="1", mixed="2 5 7"),
                answer="balanced",
            ),
            Case(
                given="1 low, 2 and 5 mixed (mean -0.33...)",
                ask=partial(_of_numbers, low="1", mixed="2 5"),
                answer="supportive",
            ),
            *(
                Case(
                    given=f"1, 2, 5, 7, 8 and 9 high, {capping} low",
                    ask=partial(_of_numbers, high="1 2 5 7 8 9", low=capping),
                    answer="balanced, held",
                )
                for capping in ("3", "4", "6", "16")
            ),
            Case(
                given="1, 2, 5, 7, 8 and 9 high, 10 low",
                ask=partial(_of_numbers, high="1 2 5 7 8 9", low="10"),
                answer="exploratory",
            ),
            Case(
                given="3 and 4 low, 1 mixed: supportive stays supportive",
                ask=partial(_of_numbers, low="3 4", mixed="1"),
                answer="supportive",
            ),
        ),
    ),
    Rule(
        slug=EVIDENCE_RULE,
        name="A rating has its evidence",
        definition="A feature that is rated needs a note of what was seen or heard; one that is not rated needs none.",
        source="Gabbard2014",
        tag=Tag.DEFAULT,
        cases=(
            Case(given="nothing rated", ask=_errors, answer="none"),
            Case(
                given="motivation rated with a note",
                ask=partial(_errors, motivation="high", motivation_note="Asked what she does to people."),
                answer="none",
            ),
            Case(
                given="motivation rated without a note",
                ask=partial(_errors, motivation="high"),
                answer="motivation_note",
            ),
            Case(
                given="motivation rated with a blank note",
                ask=partial(_errors, motivation="low", motivation_note="  "),
                answer="motivation_note",
            ),
            Case(
                given="a note without a rating",
                ask=partial(_errors, motivation_note="Could not tell yet."),
                answer="none",
            ),
        ),
    ),
)
"""The rules of this module, with cases that anybody can check."""
