"""What may be seen of resistance and transference, with meanings to consider and never to assert (assessment 2.8)."""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.knowledge.base import Entry, Tag, by_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Entry):
    """Something that can be seen. ``seen_in`` says where; ``meanings`` are possibilities, in no order."""

    seen_in: str
    meanings: tuple[str, ...]


def _sign(slug: str, name: str, definition: str, seen_in: str, *meanings: str) -> Sign:
    return Sign(
        slug=slug,
        name=name,
        definition=definition,
        source="UTD",
        tag=Tag.STATED,
        seen_in=seen_in,
        meanings=meanings,
    )


SIGNS = by_slug(
    (
        _sign(
            "silence_or_shift",
            "Silence on something painful, or another topic",
            "The talk stops or turns away where it begins to hurt.",
            "in the session",
            "anxiety",
            "shame",
            "loyalty",
        ),
        _sign(
            "late_or_absent",
            "Late, cancelled or not come",
            "An appointment is shortened or missed.",
            "attendance",
            "ambivalence",
            "guilt",
            "a feeling of deserving the depression",
        ),
        _sign(
            "asks_about_clinician",
            "Questions about the clinician's life",
            "The patient asks who the clinician is outside the room.",
            "between the two",
            "a wish for company",
            "fear of being judged",
        ),
        _sign(
            "idealises_or_devalues",
            "Idealising or devaluing remarks",
            "The clinician is made larger or smaller than anybody is.",
            "between the two",
            "a past relationship repeated, mixed with what the clinician is really like",
        ),
        _sign(
            "flight_or_nothing_to_say",
            "Suddenly well, or nothing to say",
            "The trouble is declared over, or there is no material.",
            "in the session",
            "fear of needing somebody",
            "the ending coming nearer",
        ),
    )
)
"""Signs by slug."""

PRACTICAL_FIRST = "Practical causes first: illness, transport, cost, technology."
"""What comes before any psychological reading of an absence (a default, not validated)."""


def in_words(sign: Sign) -> str:
    """Say what a sign is and what it may mean, as possibilities: what stands beside it where it is ticked."""
    *more, last = sign.meanings
    possible = f"{', '.join(more)} or {last}" if more else last
    return f"{sign.definition} Perhaps {possible}."
