"""When to look again after an end: what is known about recurrence, early signs, and four prompts (course.md 8.9).

A prompt says "worth asking about" and rests on a score or on signs that the patient noticed. It is no diagnosis of a
relapse, and its absence is not proof of being well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug
from clew.therapy.measures.scoring import Risk, Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Entry):
    """An early sign that depression may be coming back. Each person chooses their own."""


def _sign(slug: str, name: str, definition: str) -> Sign:
    return Sign(slug=slug, name=name, definition=definition, source="Practice", tag=Tag.KNOWN)


SIGNS: Mapping[str, Sign] = by_slug(
    (
        _sign("sleep_change", "Sleep changes", "Waking early, not falling asleep, or sleeping much more."),
        _sign("loss_of_interest", "Less interest", "What was looked forward to leaves one indifferent."),
        _sign("withdrawal", "Pulling back", "Answering less, going out less, cancelling."),
        _sign("irritability", "Irritable", "Short with people, or with oneself."),
        _sign("fatigue", "Tired", "Tired without having done much."),
        _sign("self_criticism", "Harder on oneself", "The old reproaches are back."),
        _sign("poor_concentration", "Hard to concentrate", "Reading the same line again."),
        _sign("appetite_change", "Appetite changes", "Eating much less, or more."),
        _sign("skipping_activities", "Skipping things", "Leaving out what usually does one good."),
        _sign("old_defense", "An old way of protecting oneself", "One that had become rarer returns."),
    )
)
"""Early signs to choose from, beside a person's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Entry):
    """Something known about recurrence, to be told honestly; the definition says it in one sentence."""


FACTS: Mapping[str, Fact] = by_slug(
    (
        Fact(
            slug="recurrence",
            name="It tends to come back",
            definition="After a first episode at least half of people have another one; after two, about four in five.",
            source="BurcusaIacono2007",
            tag=Tag.KNOWN,
        ),
        Fact(
            slug="residual_symptoms",
            name="What is left over matters",
            definition="Of people with symptoms left over about 76 in 100 fell ill again within 10 to 15 months, against "
            "about 25 in 100 of those without.",
            source="Paykel1995",
            tag=Tag.KNOWN,
        ),
        Fact(
            slug="gains_go_on",
            name="What was begun can go on",
            definition="After short psychodynamic therapies the gains held or grew at follow-up, on average.",
            source="Driessen2015",
            tag=Tag.VERIFIED,
        ),
        Fact(
            slug="same_clinician",
            name="A known clinician keeps an eye on it",
            definition="Where the same clinician also prescribes, regular meetings watch for early signs, and some of the "
            "work goes on in them.",
            source="UTD",
            tag=Tag.STATED,
        ),
    )
)
"""What is known about depression coming back."""


def _default(slug: str, name: str, value: float, definition: str) -> Parameter:
    return Parameter(slug=slug, name=name, value=value, definition=definition, source="Clew", tag=Tag.DEFAULT)


HIGH = _default("relapse_score", "PHQ-9", 10, "A score after the end at or above this is worth a look.")
RISE = _default(
    "relapse_rise", "Rise", 6, "A rise from the score at the end of this many points or more is worth a look."
)
SIGN_COUNT = _default(
    "relapse_signs", "Signs", 2, "So many of the person's own signs at the same time are worth a look."
)
SIGN_WEEKS = _default("relapse_weeks", "Weeks", 2, "They have lasted for at least this long.")


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a PHQ-9 after the end came to; `total` is None where it has none."""

    on: date
    total: Total | None
    risk: Risk | None
    ref: str


@dataclass(frozen=True, slots=True)
class SignsSeen:
    """How many of their signs a person noticed, and for how many weeks (None: not said)."""

    on: date
    count: int
    weeks: int | None
    ref: str

    def __post_init__(self) -> None:
        if self.count < 0 or (self.weeks or 0) < 0:
            raise TherapyError("Signs and weeks are counted from 0 on.")


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something worth asking about after an end; `danger` comes first and has a procedure of its own."""

    asks: str
    reason: Reason
    danger: bool = False


def of_score(check: CheckIn, *, at_end: Total | None) -> tuple[Prompt, ...]:
    """Return what one PHQ-9 after the end asks for: danger, a high score, a rise since the end.

    `at_end` is the last score before or at the end; without it no rise can be told.
    """
    found = []
    if check.risk is Risk.RAISED:
        words = "The answers mention thoughts of death or self-harm; follow the safety procedure before anything else."
        found.append(_prompt("Thoughts of death or self-harm", words, check.ref, danger=True))
    if check.total is not None and check.total.value >= HIGH.value:
        stayed = at_end is not None and at_end.value >= HIGH.value
        was = f", and was {at_end} at the end" if stayed else ""
        words = f"PHQ-9 is {check.total}{was}; {HIGH.value:g} or more after an end is worth asking about."
        found.append(_prompt("Is it still there?" if stayed else "Is it coming back?", words, check.ref))
    if check.total is not None and at_end is not None and check.total - at_end >= RISE.value:
        words = f"PHQ-9 rose from {at_end} at the end to {check.total}; a rise of {RISE.value:g} or more is worth asking about."
        found.append(_prompt("What has happened since the end?", words, check.ref))
    return tuple(found)


def of_signs(seen: SignsSeen) -> tuple[Prompt, ...]:
    """Return what noticed signs ask for: two or more of them for two weeks or longer, or for a time that was not said."""
    if seen.count < SIGN_COUNT.value:
        return ()
    if seen.weeks is None:
        words = f"{seen.count} of the person's own signs; for how long is not said, so ask."
        return (_prompt("How long has it been like this?", words, seen.ref),)
    if seen.weeks < SIGN_WEEKS.value:
        return ()
    words = (
        f"{seen.count} of the person's own signs for {seen.weeks} weeks; {SIGN_COUNT.value:g} or more for "
        f"{SIGN_WEEKS.value:g} weeks are worth asking about."
    )
    return (_prompt("Are the early signs back?", words, seen.ref),)


def _prompt(asks: str, words: str, ref: str, *, danger: bool = False) -> Prompt:
    reason = Reason(rule="relapse", words=words, source="Clew", tag=Tag.DEFAULT, rests_on=(ref,))
    return Prompt(asks, reason, danger)


_DAY = date(2026, 9, 1)


def _score(given: str, answer: str, now: int, *, end: int | None = 5, risk: Risk = Risk.NOT_RAISED) -> Case:
    def ask() -> str:
        check = CheckIn(_DAY, Total(float(now), "phq-9", "1"), risk, "")
        at_end = Total(float(end), "phq-9", "1") if end is not None else None
        return "; ".join(prompt.asks for prompt in of_score(check, at_end=at_end)) or "nothing"

    return Case(given=given, ask=ask, answer=answer)


def _signs(given: str, answer: str, count: int, weeks: int | None) -> Case:
    def ask() -> str:
        return "; ".join(p.asks for p in of_signs(SignsSeen(_DAY, count, weeks, ""))) or "nothing"

    return Case(given=given, ask=ask, answer=answer)


RULES = (
    Rule(
        slug="relapse",
        name="Worth asking about after an end",
        definition="A PHQ-9 of 10 or more, a rise of 6 or more since the end, two or more personal signs for two weeks, "
        "or any answer about danger. The score at the end was 5 unless the case says otherwise.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _score("PHQ-9 9", "nothing", 9),
            _score("PHQ-9 10", "Is it coming back?", 10),
            _score("PHQ-9 11", "Is it coming back?; What has happened since the end?", 11),
            _score("PHQ-9 12 after 17: it had not gone", "Is it still there?", 12, end=17),
            _score("PHQ-9 12 after 9", "Is it coming back?", 12, end=9),
            _score("PHQ-9 7 after 1", "What has happened since the end?", 7, end=1),
            _score("PHQ-9 6 after 1", "nothing", 6, end=1),
            _score("PHQ-9 9, no score at the end", "nothing", 9, end=None),
            _score("PHQ-9 3, ninth question answered", "Thoughts of death or self-harm", 3, risk=Risk.RAISED),
            _score("PHQ-9 3, ninth question not asked", "nothing", 3, risk=Risk.NOT_ASKED),
            _signs("2 signs for 2 weeks", "Are the early signs back?", 2, 2),
            _signs("2 signs for 1 week", "nothing", 2, 1),
            _signs("1 sign for 6 weeks", "nothing", 1, 6),
            _signs("3 signs, nobody wrote for how long", "How long has it been like this?", 3, None),
        ),
        defaults=(HIGH, RISE, SIGN_COUNT, SIGN_WEEKS),
    ),
)
"""The rule of relapse prompts, for the manual."""
