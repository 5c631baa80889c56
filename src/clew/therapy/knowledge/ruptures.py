"""Ruptures of the alliance and their repair: fourteen markers and ten strategies.

Marker and strategy names follow the Rupture Resolution Rating System (3RS); definitions and examples are
Clew's own. A marker is an invitation to talk, not a finding, and never a judgement of the clinician.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.knowledge.base import Entry, Tag, by_slug


class RuptureFamily(StrEnum):
    """Whether the patient moves away from the work or against it."""

    WITHDRAWAL = "withdrawal"
    CONFRONTATION = "confrontation"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuptureMarker(Entry):
    """A sign, in a patient's turn, that working together has become harder; ``example`` is invented."""

    family: RuptureFamily
    example: str


class RepairTiming(StrEnum):
    """When experts advise a strategy: during the rupture, later, or no advice recorded."""

    DURING = "during"
    LATER = "later"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairStrategy(Entry):
    """Something a clinician does to mend a rupture; ``example`` is invented."""

    timing: RepairTiming
    example: str


def _marker(slug: str, name: str, family: RuptureFamily, definition: str, example: str) -> RuptureMarker:
    return RuptureMarker(
        slug=slug,
        name=name,
        family=family,
        definition=definition,
        example=example,
        source="3RSmanual",
        tag=Tag.KNOWN,
    )


_W, _C = RuptureFamily.WITHDRAWAL, RuptureFamily.CONFRONTATION

RUPTURE_MARKERS = by_slug(
    (
        _marker(
            "denial_of_state",
            "Denial of an evident state",
            _W,
            "The patient says that all is well while the opposite can be seen or heard.",
            "No, no, really, I am perfectly happy with how this is going. [wiping eyes]",
        ),
        _marker(
            "minimal_response",
            "Minimal response",
            _W,
            "Answers shrink to a word or two and give the clinician nothing to join.",
            "I suppose. Yes.",
        ),
        _marker(
            "abstract_communication",
            "Abstract communication",
            _W,
            "Vague or global talk keeps the clinician away from what matters.",
            "One could say that trust as such is a modern problem.",
        ),
        _marker(
            "avoidant_storytelling",
            "Avoidant storytelling or topic shift",
            _W,
            "A long story or a new subject takes the place of what was being spoken about.",
            "That reminds me, I have to tell you about the people upstairs and their boiler.",
        ),
        _marker(
            "deferential",
            "Deferential and appeasing",
            _W,
            "The patient gives in or agrees at once, more to please than from conviction.",
            "If you think so then that must be it. You would know.",
        ),
        _marker(
            "content_affect_split",
            "Content and affect split",
            _W,
            "What is told and the feeling shown do not belong together.",
            "[laughing] So there I was at seven, locked out in the snow till dark.",
        ),
        _marker(
            "self_criticism_hopelessness",
            "Self-criticism or hopelessness",
            _W,
            "The patient sinks into self-blame or hopelessness in a way that shuts the clinician out.",
            "You can stop trying. People like me do not change.",
        ),
        _marker(
            "complaint_about_clinician",
            "Complaint about the clinician",
            _C,
            "The patient voices displeasure with the clinician as a person or at work.",
            "You never actually say anything. It is like talking to a lamp.",
        ),
        _marker(
            "rejects_intervention",
            "Rejects an intervention",
            _C,
            "The patient dismisses what the clinician has just said or offered.",
            "Not everything is about my mother. That is just wrong.",
        ),
        _marker(
            "complaint_about_activities",
            "Complaint about the activities of therapy",
            _C,
            "The patient doubts the use of what is done in the sessions.",
            "We go over and over these stories. How is that meant to help me sleep?",
        ),
        _marker(
            "complaint_about_arrangements",
            "Complaint about the arrangements",
            _C,
            "The patient objects to time, place, fee, length or rules.",
            "I have to pay for the week I was on a family holiday? That cannot be right.",
        ),
        _marker(
            "complaint_about_progress",
            "Complaint about progress",
            _C,
            "The patient is unhappy with how little has changed.",
            "It is June, and I feel exactly as I did in February.",
        ),
        _marker(
            "defends_self",
            "Defends self against the clinician",
            _C,
            "The patient gives a justification as if accused by the clinician.",
            "I was late because the bridge was shut, I was not avoiding anything, whatever you may think.",
        ),
        _marker(
            "controls_clinician",
            "Controls or pressures the clinician",
            _C,
            "The patient presses the clinician to do, say or be something.",
            "Just answer me: do I leave him, yes or no? I am not going before you tell me.",
        ),
    )
)
"""The seven withdrawal and seven confrontation markers."""


def _strategy(
    slug: str, name: str, definition: str, example: str, timing: RepairTiming = RepairTiming.ANY
) -> RepairStrategy:
    return RepairStrategy(
        slug=slug,
        name=name,
        definition=definition,
        example=example,
        timing=timing,
        source="3RSmanual" if timing is RepairTiming.ANY else "EubanksConsensus2018",
        tag=Tag.KNOWN,
    )


REPAIR_STRATEGIES = by_slug(
    (
        _strategy(
            "clarify_misunderstanding",
            "Clarify a misunderstanding",
            "Finds out what was heard and says what was meant.",
            "I think I put that badly. I did not mean that you were wrong to be angry.",
        ),
        _strategy(
            "change_task_or_goal",
            "Change the task or the goal",
            "Alters what is done or aimed at to fit what the patient can use.",
            "Then let us leave the dream for today and look at how to get you through this week.",
        ),
        _strategy(
            "explain_reason",
            "Explain the reason",
            "Says why something is done in the therapy.",
            "I ask about those years because I keep hearing them in how you speak of your boss.",
        ),
        _strategy(
            "invite_talk_about_therapy",
            "Invite talk about the therapy or the clinician",
            "Opens the way to speak about what happens between the two.",
            "Something changed a few minutes ago. How is it to be here with me just now?",
            RepairTiming.DURING,
        ),
        _strategy(
            "acknowledge_own_contribution",
            "Acknowledge own contribution",
            "The clinician owns a part in what went wrong.",
            "I went too fast there, and you were left alone with it. That was my doing.",
            RepairTiming.DURING,
        ),
        _strategy(
            "disclose_own_experience",
            "Disclose own experience of the interaction",
            "The clinician tells how the exchange is from the other chair.",
            "I notice I have been trying hard to find the right thing to say, and it keeps missing you.",
        ),
        _strategy(
            "link_to_pattern_between_us",
            "Link to a wider pattern between us",
            "Connects the rupture with how the two have met before.",
            "This may be what happened after the break as well: I was away, and then you went quiet.",
            RepairTiming.LATER,
        ),
        _strategy(
            "link_to_pattern_with_others",
            "Link to a pattern with others",
            "Connects the rupture with how it goes with other people.",
            "Agreeing and then staying away: I wonder whether that is familiar from home.",
            RepairTiming.LATER,
        ),
        _strategy(
            "validate_defensive_stance",
            "Validate the defensive stance",
            "Shows respect for the patient's reason to be on guard.",
            "If I had been let down like that, I would keep an eye on the door too.",
            RepairTiming.DURING,
        ),
        _strategy(
            "redirect",
            "Redirect",
            "Brings the talk back from the strain to the work.",
            "We can return to that. Before we stop, you had begun to tell me about the interview.",
        ),
    )
)
"""The ten repair strategies."""
