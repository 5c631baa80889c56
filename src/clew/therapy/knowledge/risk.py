"""Codes for talk of danger in a patient's own words. No code at all means that none was heard.

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
    ground the code covers, none for what that screener does not ask; ``not_this`` tells it from look-alikes;
    ``example`` is invented.
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
            slug="risk_hopelessness",
            name="Hopelessness",
            definition="The patient speaks of life or the future as without hope, so that nothing can get better and nothing is left to go on for.",
            severity=1,
            screener_items=(),
            example="There is nothing ahead of me. It will be like this until it stops.",
            not_this="Little hope for one matter, such as a job or a match, or a low mood that is expected to pass.",
            source="Clew",
            tag=Tag.DEFAULT,
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
            slug="risk_self_harm",
            name="Self-harm",
            definition="The patient injures themselves, has the urge to, or has done so lately, with or without a thought of dying.",
            severity=2,
            screener_items=(),
            example="I cut my arm again on Friday. It was the only way to quiet it.",
            not_this="An injury by accident or in sport, or harm long past that is told as past.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        RiskCode(
            slug="risk_means",
            name="Means at hand",
            definition="The patient speaks of having, getting or looking for what they could end their life or harm themselves with.",
            severity=2,
            screener_items=(),
            example="I have kept the tablets from the hospital, all of them, in the shoe box.",
            not_this="Medicine taken as prescribed, or a tool named for its work.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        RiskCode(
            slug="risk_harm_to_others",
            name="Harm to another",
            definition="The patient speaks of wanting to hurt or kill another person, of a plan for it, or of having done it.",
            severity=2,
            screener_items=(),
            example="Next time he stands on that landing I will push him, I have thought about how.",
            not_this="Anger in a figure of speech, a dream, or a fight in a film or a game.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        RiskCode(
            slug="risk_child",
            name="A child or dependent person at risk",
            definition="What the patient tells suggests that a child, or someone who depends on others, is being hurt, neglected or left without care now.",
            severity=2,
            screener_items=(),
            example="When the baby will not stop I shut the door and turn the music up until morning.",
            not_this="A tired parent who sees to the child, or harm in the patient's own childhood with nobody at risk now.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        RiskCode(
            slug="risk_farewell",
            name="Farewell",
            definition="The patient takes leave as if for good: says goodbye, gives away what matters to them, or settles who will look after what.",
            severity=3,
            screener_items=(),
            example="I have written to both of them, and the dog is going to my neighbour. So thank you, for everything.",
            not_this="An ordinary goodbye, the ending of the therapy, or a will made in the ordinary way.",
            source="Clew",
            tag=Tag.DEFAULT,
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
"""The codes, mildest first. When in doubt between two, the graver one is proposed.

Three cover the ground of the C-SSRS screener; the others mark what a clinician is asked to weigh beside it.
"""
