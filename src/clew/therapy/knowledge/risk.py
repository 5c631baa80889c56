"""Three codes for talk of suicide in a patient's own words. No code at all means that none was heard.

The codes mark language, they do not assess a person: what has to happen is said in `clew.therapy.safety`.
"""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Tag, by_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCode(Entry):
    """A kind of risk language.

    ``severity`` orders the codes from 1 to 3; ``screener_items`` are the items of the C-SSRS screener whose
    ground the code covers; ``not_this`` tells it from look-alikes; ``example`` is invented.
    """

    severity: int
    screener_items: tuple[int, ...]
    example: str
    not_this: str

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if not 1 <= self.severity <= 3:
            raise TherapyError(f"Risk codes are ordered 1 to 3, so '{self.slug}' cannot be {self.severity}.")
        if not all(1 <= item <= 6 for item in self.screener_items):
            raise TherapyError(f"The screener has items 1 to 6; '{self.slug}' names another.")


RISK_CODES = by_slug(
    (
        RiskCode(
            slug="risk_passive",
            name="Wish to be dead",
            definition="The patient wishes to be dead or not to wake up, without a thought of bringing it "
            "about.",
            severity=1,
            screener_items=(1,),
            example="Some evenings I hope I simply do not wake up.",
            not_this="A turn of phrase such as being dead tired, a song, a story, somebody else's wish, or "
            "something long past that is told as past.",
            source="Posner2011",
            tag=Tag.KNOWN,
        ),
        RiskCode(
            slug="risk_active",
            name="Thoughts of suicide",
            definition="The patient has thoughts of ending their own life, with or without an idea of how, and "
            "without any intention to do it.",
            severity=2,
            screener_items=(2, 3),
            example="I have been thinking about ending my life. I would not do it, but I think about it.",
            not_this="Saying that there are no such thoughts, or speaking about suicide in general.",
            source="Posner2011",
            tag=Tag.KNOWN,
        ),
        RiskCode(
            slug="risk_intent_plan_behaviour",
            name="Intent, plan or behaviour",
            definition="The patient means to act, has worked out a plan, has prepared, or has tried.",
            severity=3,
            screener_items=(4, 5, 6),
            example="I have decided. I have put my papers in order.",
            not_this="Putting papers in order for another reason, or a plan that is about something else.",
            source="Posner2011",
            tag=Tag.KNOWN,
        ),
    )
)
"""The three codes, mildest first. When in doubt between two, the graver one is proposed."""
