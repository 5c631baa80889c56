"""Nineteen features that speak for a more exploratory or a more supportive emphasis.

Together they make a profile, never a pass or a fail: every therapy uses both poles from moment to moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitabilityFeature(Entry):
    """A feature rated low, mixed or high, with a note of the evidence.

    ``exploratory`` and ``supportive`` describe its two ends; ``noticed_by`` how it can be seen, or None where
    nothing particular is known. ``caps``: rated low, this feature holds the emphasis at balanced (a default,
    not validated).
    """

    number: int
    exploratory: str
    supportive: str
    noticed_by: str | None
    caps: bool = False


def _feature(
    number: int,
    slug: str,
    name: str,
    definition: str,
    exploratory: str,
    supportive: str,
    noticed_by: str | None,
    caps: bool = False,
) -> SuitabilityFeature:
    return SuitabilityFeature(
        slug=slug,
        name=name,
        definition=definition,
        number=number,
        exploratory=exploratory,
        supportive=supportive,
        noticed_by=noticed_by,
        caps=caps,
        source="Gabbard2014",
        tag=Tag.KNOWN,
    )


SUITABILITY = by_slug(
    (
        _feature(
            1,
            "psychological_mindedness",
            "Psychological mindedness",
            "Interest in one's own inner life and in how it leads to what one does.",
            "Connects feelings, thoughts and acts, and wonders about inner reasons",
            "Finds the reasons only in events and other people",
            "Asked what they make of something happening again",
        ),
        _feature(
            2,
            "motivation",
            "Motivation",
            "What the person comes for and is ready to give.",
            "Wants to know oneself as well as to feel better, and accepts that it takes work",
            "Wants relief alone, or comes because others wished it",
            "Asked what they would like to have learnt about themselves in the end",
        ),
        _feature(
            3,
            "tolerance_of_painful_feeling",
            "Tolerance of painful feeling and frustration",
            "How much pain or waiting can be borne without having to end it.",
            "Can stay with sadness or anger, and can wait",
            "Is soon flooded and does something to make it stop",
            "What happens in a silence, or when a question is not answered",
            caps=True,
        ),
        _feature(
            4,
            "impulse_control",
            "Impulse control",
            "Whether thought comes before the act.",
            "Thinks first",
            "Self-harm, bingeing, violence, or walking out on impulse",
            "The history of the last twelve months",
            caps=True,
        ),
        _feature(
            5,
            "relationships",
            "Relationships (object relations)",
            "How the person lives with others.",
            "Has or had at least one lasting relationship of give and take",
            "Ties are few, exploiting or stormy",
            "Three stories about relationships",
        ),
        _feature(
            6,
            "reality_testing",
            "Reality testing",
            "Whether inner and outer can be told apart under strain.",
            "Holds under stress",
            "Gives way to distortion or suspicion; the sense of 'as if' is lost",
            "Whether the clinician and the fantasy about the clinician remain two things",
            caps=True,
        ),
        _feature(
            7,
            "self_observation",
            "Self-observation",
            "The ability to look at oneself from a step away.",
            "Can stand beside an experience and look at it",
            "Is wholly inside the experience",
            "Remarks on one's own reaction during the meeting",
        ),
        _feature(
            8,
            "defenses",
            "Defenses",
            "The usual ways of dealing with conflict and anxiety.",
            "Mostly from the upper levels, and they can change",
            "Mostly action or image-distorting, and rigid",
            "The defense profile",
        ),
        _feature(
            9,
            "response_to_trial_interpretation",
            "Response to a trial interpretation",
            "What one careful link in the first meetings brings.",
            "Reflects, adds something, feels understood",
            "Is confused or feels attacked, or merely agrees",
            "One tentative link, early on",
        ),
        _feature(
            10,
            "analogy_and_metaphor",
            "Thinking in analogy and metaphor",
            "Whether one thing can stand for another.",
            "Uses images and likenesses",
            "Stays with the concrete",
            "Figures of speech, images, dreams",
        ),
        _feature(
            11,
            "capacity_for_alliance",
            "Capacity for alliance",
            "Whether the person can work together with someone who helps.",
            "Trusts enough and can bear a difference of view",
            "Mistrusts, or seeks to merge",
            "Early ratings of the alliance",
        ),
        _feature(
            12,
            "work_and_social_functioning",
            "Work, study and social functioning",
            "Whether a place in the world is held.",
            "Keeps up a role",
            "Cannot at present",
            "History, and a measure of functioning",
        ),
        _feature(
            13,
            "anxiety_tolerance",
            "Anxiety tolerance",
            "What anxiety does to the person.",
            "Feels it as a signal and uses it",
            "Panics, falls ill in the body, or dissociates",
            "Signs of anxiety in the meeting",
        ),
        _feature(
            14,
            "judgement_and_insight",
            "Judgement and insight",
            "Whether consequences and one's own part are seen.",
            "Weighs what will follow and sees one's own share",
            "Misjudges again and again",
            "Examples from life",
        ),
        _feature(
            15,
            "cognitive_capacity",
            "Cognitive capacity",
            "Memory, attention and thinking as reflection needs them.",
            "Enough to reflect",
            "Impairment sets limits to reflection",
            "History and screening",
        ),
        _feature(
            16,
            "current_life_situation",
            "Current life situation",
            "How safe and steady life is at present.",
            "Safe and steady",
            "Acute crisis, danger at home, or a fresh loss",
            "The risk screen",
            caps=True,
        ),
        _feature(
            17,
            "distress_about_self",
            "Distress about oneself",
            "Whether one's own part is a matter of concern.",
            "Suffers from it and wants to change",
            "Is untroubled by one's own part",
            None,
        ),
        _feature(
            18,
            "regression_in_service_of_growth",
            "Regression in the service of growth",
            "Whether control can be loosened in a session and found again.",
            "Lets go and recovers",
            "Remains disorganised after the session",
            "The state on the following day",
        ),
        _feature(
            19,
            "agreed_focus",
            "A focus can be agreed",
            "Whether a central problem can be named; brief formats need it.",
            "A clear problem within a few sessions",
            "Diffuse, or one crisis after another",
            None,
        ),
    )
)
"""The nineteen features, in the order of the form."""

EMPHASIS_MARGIN = Parameter(
    slug="emphasis_margin",
    name="Margin of the emphasis indicator",
    definition="With low, mixed and high counted as -1, 0 and +1, a mean above this margin reads exploratory, one "
    "below its negative reads supportive, and anything between reads balanced.",
    value=0.33,
    source="Clew",
    tag=Tag.DEFAULT,
)
