"""The headings of a safety plan, in Clew's own words: made together in conversation, in the patient's words.

This is a generic plan of what such plans commonly hold. It is not the Stanley-Brown form and not a contract.
"""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.knowledge.base import Entry, Tag, by_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHeading(Entry):
    """A heading of the plan; the patient reads ``name`` and ``prompt``, the clinician the definition."""

    prompt: str


def _heading(slug: str, name: str, prompt: str, definition: str) -> PlanHeading:
    return PlanHeading(
        slug=slug, name=name, prompt=prompt, definition=definition, source="Practice", tag=Tag.KNOWN
    )


SAFETY_PLAN = by_slug(
    (
        _heading(
            "warning_signs",
            "How I notice that it is getting worse",
            "Thoughts, feelings, places or times that tell me to take out this plan.",
            "Early signs in the patient's words, as particular as possible.",
        ),
        _heading(
            "alone",
            "What I can do by myself",
            "Things that have carried me through an hour before.",
            "Ways of coping that need nobody else; ask what has worked and what might get in the way.",
        ),
        _heading(
            "distraction",
            "Where I can go, and who is good to be with",
            "Places and people that take me out of it, without having to explain.",
            "Company and places for distraction; the crisis need not be mentioned there.",
        ),
        _heading(
            "people_to_ask",
            "Whom I can tell",
            "People I can call and tell the truth, with their number.",
            "People who may know of the crisis; ask whether they know that they are on the list.",
        ),
        _heading(
            "professionals",
            "Professional help",
            "My clinician, the crisis line and the emergency number.",
            "Filled in with verified contacts and the practice's hours.",
        ),
        _heading(
            "safer_surroundings",
            "Making the place around me safer",
            "What I will put out of reach, and who helps me with it.",
            "Agreed steps about dangerous things in reach; name the person who helps and the day.",
        ),
        _heading(
            "what_keeps_me",
            "What keeps me going",
            "People, animals, plans, beliefs: whatever holds me.",
            "Reasons for living in the patient's own words, not suggested by others.",
        ),
    )
)
"""The seven headings, in the order in which they help."""

REVIEW = (
    "Looked at again in every session while a level above none stands; each version has its date; the patient "
    "has a copy on paper or offline."
)
"""How the plan is kept alive."""
