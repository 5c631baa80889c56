"""Meeting online: what it needs, and what is known about it (course.md 8.10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.knowledge.base import Entry, Tag, by_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Entry):
    """One thing that meeting online needs. `question` asks for it in the form."""

    question: str


def _need(slug: str, name: str, question: str, definition: str) -> Need:
    return Need(
        slug=slug, name=name, question=question, definition=definition, source="Clew", tag=Tag.DEFAULT
    )


NEEDS: Mapping[str, Need] = by_slug(
    (
        _need(
            "guide",
            "A person who accompanies it",
            "Who accompanies it",
            "A clinician is there for the patient. A programme without one is not called therapy.",
        ),
        _need(
            "identity",
            "Who is there, at each contact",
            "How you make sure who is there",
            "Each time, before anything else is said.",
        ),
        _need(
            "location",
            "Where the patient is, at each contact",
            "How you ask where the patient is",
            "Each time: help can only be sent to a place that is known.",
        ),
        _need(
            "emergency_contact",
            "Whom to call in an emergency",
            "Whom you call in an emergency",
            "Somebody near to the patient, and what help there is at that place.",
        ),
        _need(
            "connection_fails",
            "If the connection fails",
            "What you do if the connection fails",
            "Who calls whom, on which number, and how long the other waits.",
        ),
        _need(
            "private_place",
            "A private place",
            "Where the patient can speak without being heard",
            "On both sides; and what is said when somebody comes in.",
        ),
        _need(
            "fitting",
            "Whether it fits, and risk",
            "Whether it fits, and what is known about danger",
            "Asked before the first meeting online, and again when something changes.",
        ),
        _need(
            "adult",
            "An adult",
            "The patient is an adult",
            "Meeting online is for adults unless the practice has decided otherwise.",
        ),
    )
)
"""What meeting online needs."""


def _fact(slug: str, name: str, definition: str, source: str, tag: Tag) -> Entry:
    return Entry(slug=slug, name=name, definition=definition, source=source, tag=tag)


FACTS: Mapping[str, Entry] = by_slug(
    (
        _fact(
            "adapted",
            "It has been adapted",
            "Psychodynamic therapy has been adapted for the internet.",
            "UTD",
            Tag.STATED,
        ),
        _fact(
            "adults_guided",
            "Adults, guided self-help",
            "A randomised trial of ten weeks with a therapist's guidance against structured support, 92 people, found a "
            "large effect.",
            "Johansson2012",
            Tag.KNOWN,
        ),
        _fact(
            "adolescents",
            "Adolescents",
            "Eight weeks, 76 people: d = 0.82 on depression; response 56% against 21%, remission 35% against 8%. They "
            "finished 5.8 of 8 modules on average.",
            "Lindqvist2020",
            Tag.VERIFIED,
        ),
        _fact(
            "against_cbt",
            "Against internet CBT",
            "In 272 adolescents it was not inferior.",
            "Mechler2022",
            Tag.KNOWN,
        ),
    )
)
"""What is known about psychodynamic therapy over the internet."""


def still_needed(noted: Collection[str]) -> tuple[Reason, ...]:
    """Return what meeting online needs and nothing is noted about yet, in the order of `NEEDS`."""
    return tuple(
        Reason(rule="online", words=f"{one.name}: {one.definition}", source=one.source, tag=one.tag)
        for one in NEEDS.values()
        if one.slug not in noted
    )


def _case(given: str, answer: str, *noted: str) -> Case:
    def ask() -> str:
        found = still_needed(noted)
        return (
            f"{len(found)} open, first: {found[0].words.split(':')[0].lower()}" if found else "nothing open"
        )

    return Case(given=given, ask=ask, answer=answer)


RULES = (
    Rule(
        slug="online",
        name="What meeting online needs",
        definition="Each need has a note or is open. Nothing of it keeps the two from meeting.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            _case("nothing noted", "8 open, first: a person who accompanies it"),
            _case(
                "all but the place of the patient",
                "1 open, first: where the patient is, at each contact",
                *(slug for slug in NEEDS if slug != "location"),
            ),
            _case("everything noted", "nothing open", *NEEDS),
        ),
    ),
)
"""The rule of meeting online, for the manual."""
