"""Codes that are easily taken for one another, and how to tell; those of defenses stand with the defenses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.affects import AFFECTS
from clew.therapy.knowledge.base import Entry, Tag, by_slug, check_slugs
from clew.therapy.knowledge.interventions import THERAPIST_CODES
from clew.therapy.knowledge.risk import RISK_CODES
from clew.therapy.knowledge.ruptures import REPAIR_STRATEGIES, RUPTURE_MARKERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours(Entry):
    """Codes of one scheme that are easily taken for one another, or for something beside it.

    ``codes`` are slugs of the scheme; a single one means that the other side is not of the scheme.
    """

    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if not self.codes:
            raise TherapyError(f"'{self.slug}' names no code, so nobody would find it.")


def _neighbours(
    codes: Mapping[str, Entry], *rows: tuple[str, str, tuple[str, ...], str]
) -> Mapping[str, Neighbours]:
    found = by_slug(
        Neighbours(slug=slug, name=name, codes=named, definition=words, source="Clew", tag=Tag.DEFAULT)
        for slug, name, named, words in rows
    )
    for one in found.values():
        check_slugs(one.slug, one.codes, codes)
    return found


INTERVENTION_NEIGHBOURS = _neighbours(
    THERAPIST_CODES,
    (
        "reason_or_not",
        "Interpretation or observation",
        ("interpretation", "observation"),
        "An observation stops at what is seen; with a because, in whatever words, it is an interpretation.",
    ),
    (
        "known_or_not",
        "Observation or confrontation",
        ("observation", "confrontation"),
        "Of the observed the patient has not been aware; the confronted they know and leave aside.",
    ),
    (
        "gathered_or_added",
        "Clarification or interpretation",
        ("clarification", "interpretation"),
        "A clarification holds only what was said; once a motive is added of which nobody spoke, it is an interpretation.",
    ),
    (
        "gathered_or_felt",
        "Clarification or empathic validation",
        ("clarification", "empathic_validation"),
        "Saying back what was meant is clarification; saying that it makes sense to feel so is validation.",
    ),
    (
        "open_or_closed",
        "Encouragement to elaborate or question",
        ("encouragement_to_elaborate", "question"),
        "If a date, a name or a yes would be a full answer, it is a question.",
    ),
    (
        "limit_or_arrangement",
        "Confrontation or frame",
        ("confrontation", "frame"),
        "Telling or agreeing an arrangement is frame; holding it against a push is confrontation.",
    ),
    (
        "self_or_scene",
        "Self-disclosure or observation",
        ("self_disclosure", "observation"),
        "What the clinician feels or is belongs to self-disclosure; what the patient does in the room is observed.",
    ),
    (
        "taught_or_suggested",
        "Psychoeducation or advice",
        ("psychoeducation", "advice_praise"),
        "What holds for many people is taught; what this person might do is advised.",
    ),
)
"""Pairs of interventions."""

RUPTURE_NEIGHBOURS = _neighbours(
    RUPTURE_MARKERS,
    (
        "short_or_thinking",
        "Minimal response or a short answer",
        ("minimal_response",),
        "A short answer to a short question is an answer. Minimal is what leaves an open question unanswered.",
    ),
    (
        "agrees_or_gives_in",
        "Deferential or agreeing",
        ("deferential",),
        "Who agrees adds something of their own; who gives in hands the matter over.",
    ),
    (
        "story_or_way_round",
        "Avoidant storytelling or telling",
        ("avoidant_storytelling",),
        "A story that answers what was spoken about is told, however long; avoidant is one that takes its place.",
    ),
    (
        "abstract_or_defended",
        "Abstract communication or intellectualization",
        ("abstract_communication",),
        "The defense keeps a feeling off, the marker keeps the clinician off. One turn may show both.",
    ),
    (
        "denied_to_whom",
        "Denial of an evident state or the defense",
        ("denial_of_state",),
        "The marker is about a state that shows between the two now; denial as a defense may be about anything.",
    ),
    (
        "shuts_out",
        "Self-criticism or plain low mood",
        ("self_criticism_hopelessness",),
        (
            "Low mood that is brought to the clinician is none; it is a marker where it leaves them nothing to do. Hopeless words "
            "are looked at for danger as well."
        ),
    ),
    (
        "corrects_or_rejects",
        "Rejects an intervention or corrects it",
        ("rejects_intervention",),
        "Who corrects offers something better and works on; who rejects closes the matter.",
    ),
    (
        "asks_or_objects",
        "Complaint about arrangements or asking",
        ("complaint_about_arrangements",),
        "Asking for another time is none; finding the time unfair is one.",
    ),
    (
        "who_or_what",
        "Complaint about the clinician, the activities or the progress",
        ("complaint_about_clinician", "complaint_about_activities", "complaint_about_progress"),
        "About the person or how they are; about what is done in the sessions; about what has come of it.",
    ),
    (
        "explains_or_defends",
        "Defends self or explains",
        ("defends_self",),
        "It takes a charge to defend oneself against, felt even where none was made. A reason that was asked for is none.",
    ),
    (
        "asks_or_presses",
        "Controls the clinician or asks",
        ("controls_clinician",),
        "A request leaves the clinician free to say no; pressure does not.",
    ),
)
"""Rupture markers and what they are taken for."""

REPAIR_NEIGHBOURS = _neighbours(
    REPAIR_STRATEGIES,
    (
        "own_words_cleared",
        "Clarify a misunderstanding or clarification",
        ("clarify_misunderstanding",),
        "The repair clears up what the clinician said or was heard to say; the intervention what the patient said.",
    ),
    (
        "changed_or_moved",
        "Change the task or frame",
        ("change_task_or_goal",),
        "What is worked at changes with the repair; when and where it is done belongs to the frame.",
    ),
    (
        "reason_or_teaching",
        "Explain the reason or psychoeducation",
        ("explain_reason",),
        "The repair gives the reason for something done here that has met with strain.",
    ),
    (
        "invited_or_encouraged",
        "Invite talk about the therapy or encouragement",
        ("invite_talk_about_therapy",),
        "The invitation is to what goes on between the two; anything else is encouragement to elaborate.",
    ),
    (
        "part_or_side",
        "Acknowledge own contribution or disclose own experience",
        ("acknowledge_own_contribution", "disclose_own_experience"),
        "Owning a part says what I did; disclosing says how it is for me.",
    ),
    (
        "us_or_others",
        "Link between us or with others",
        ("link_to_pattern_between_us", "link_to_pattern_with_others"),
        "The other moment of the link decides: one between the two, or one with somebody else.",
    ),
    (
        "guard_or_feeling",
        "Validate the defensive stance or empathic validation",
        ("validate_defensive_stance",),
        "What is respected is the guard against the clinician or the work, not a feeling in general.",
    ),
    (
        "back_or_away",
        "Redirect or a change of subject",
        ("redirect",),
        "It leads from a strain that was noticed back to the work. Passing over the strain is no repair.",
    ),
)
"""Repair moves and what they are taken for."""

AFFECT_NEIGHBOURS = _neighbours(
    AFFECTS,
    (
        "lost_for_good",
        "Sadness or grief",
        ("sadness", "grief"),
        "Grief is for someone or something lost for good; sadness may be about anything missed.",
    ),
    (
        "hoped_for",
        "Disappointment or sadness",
        ("disappointment", "sadness"),
        "With disappointment something had been hoped for, and the words say what.",
    ),
    (
        "did_or_am",
        "Guilt or shame",
        ("guilt", "shame"),
        "Guilt is about what I did or left undone, shame about what I am or how I am seen.",
    ),
    (
        "near_or_vague",
        "Fear or anxiety",
        ("fear", "anxiety"),
        "Fear has something before it; anxiety waits for something that is vague or still to come.",
    ),
    (
        "against_or_above",
        "Anger or contempt",
        ("anger", "contempt"),
        "Anger stands against somebody, contempt above them.",
    ),
    (
        "nobody_or_nothing",
        "Loneliness or emptiness",
        ("loneliness", "emptiness"),
        "In loneliness somebody is missing; in emptiness nothing is felt.",
    ),
    (
        "out_of_reach",
        "Longing or hope",
        ("longing", "hope"),
        "Hope thinks it possible; longing wants it although it is out of reach.",
    ),
    (
        "no_use",
        "Helplessness or hopelessness",
        ("helplessness",),
        "Helplessness: nothing I do helps. That nothing can ever get better is hopelessness, and is coded as words of danger.",
    ),
    (
        "gladness",
        "Joy or relief",
        ("joy", "relief"),
        "Relief is about something bad that is over or did not come.",
    ),
)
"""Affects that are close to one another."""

RISK_NEIGHBOURS = _neighbours(
    RISK_CODES,
    (
        "dead_or_kill",
        "Wish to be dead or thoughts of suicide",
        ("risk_passive", "risk_active"),
        "If the person themselves would bring it about, even as a passing thought, it is the graver code.",
    ),
    (
        "thought_or_intent",
        "Thoughts of suicide or intent",
        ("risk_active", "risk_intent_plan_behaviour"),
        "A decision, a day, a preparation or an attempt makes it the graver code.",
    ),
    (
        "had_or_planned",
        "Means at hand or intent",
        ("risk_means", "risk_intent_plan_behaviour"),
        "Having or getting the means is a code of its own; kept for the purpose it is both.",
    ),
    (
        "hopeless_or_dead",
        "Hopelessness or wish to be dead",
        ("risk_hopelessness", "risk_passive"),
        "Hopeless is the future; in the other the person would rather not be alive.",
    ),
)
"""Words of danger that are close to one another."""
