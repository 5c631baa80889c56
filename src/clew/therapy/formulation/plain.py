"""The version in plain words: the terms of the trade that a text for a patient should do without.

A text that a patient reads names no defense, no level and no score (defenses.md 3.6): what protects is "a way I
protect myself". The words are looked for and shown to the clinician, who decides; nothing is changed.
"""

from __future__ import annotations

import re

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.knowledge import DEFENSE_LEVELS, DEFENSES, Tag

# Everyday words that are also names in the hierarchy, and read as everyday words by a patient.
_EVERYDAY = frozenset({"humor", "altruism", "anticipation", "suppression", "affiliation", "action"})
_TERMS = (
    *(defense.name for slug, defense in DEFENSES.items() if slug not in _EVERYDAY),
    *(level.name for slug, level in DEFENSE_LEVELS.items() if slug not in _EVERYDAY),
    "defense mechanism",
    "defence mechanism",
    "immature",
    "primitive",
    "pathological",
    "borderline",
    "neurotic",
    "narcissistic",
    "masochistic",
    "resistance",
    "transference",
    "countertransference",
    "acting out",
    "percentile",
    "PHQ-9",
    "GAD-7",
    "ODF",
)
# Written with z as the field does, or with s.
_SPELLED = {re.escape(spelled) for term in _TERMS for spelled in (term, term.replace("ization", "isation"))}
_PATTERN = re.compile(
    r"(?<!\w)(" + "|".join(sorted(_SPELLED, key=lambda term: (-len(term), term))) + r")(?!\w)",
    re.IGNORECASE,
)


def terms_in(text: str) -> tuple[str, ...]:
    """Return the terms of the trade in a text for a patient, as they stand there, each once."""
    found = {match.group().lower(): match.group() for match in _PATTERN.finditer(text)}
    return tuple(found.values())


def plain_words(text: str) -> tuple[Reason, ...]:
    """Return what in a text for a patient is worth putting in other words."""
    return tuple(
        Reason(
            rule="plain_words",
            words=f"\u2018{term}\u2019 is a term of the trade; say what it is like instead.",
            source="Clew",
            tag=Tag.DEFAULT,
        )
        for term in terms_in(text)
    )


def _case(text: str, answer: str) -> Case:
    return Case(given=text, ask=lambda: ", ".join(terms_in(text)) or "nothing to change", answer=answer)


RULES = (
    Rule(
        slug="plain_words",
        name="Plain words for the patient",
        definition="A text that the patient reads names no defense, no level of defenses and no score. Such words are "
        "shown to the clinician before it is shared.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _case("You make a joke of it when it hurts.", "nothing to change"),
            _case("You use Reaction formation, an immature defense.", "Reaction formation, immature"),
            _case("Your PHQ-9 fell, and so did the rationalisation.", "PHQ-9, rationalisation"),
            _case("You took action.", "nothing to change"),
            _case("Your sense of humour helps.", "nothing to change"),
        ),
    ),
)
"""The rule about plain words."""
