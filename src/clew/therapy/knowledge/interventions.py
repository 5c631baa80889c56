"""What a clinician says: eight interventions from insight to support, and the codes beside them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug, check_slugs


class Pole(StrEnum):
    """The part of the continuum to which an intervention belongs."""

    INSIGHT = "insight"
    MIDDLE = "middle"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention(Entry):
    """A code for one clinician turn.

    ``position`` runs from 1 (most insight-promoting) to 8 (most directly supportive); it and ``pole`` are
    None for the codes that stand beside the continuum. ``markers`` are phrases often heard, ``not_this``
    tells the code from its nearest neighbour, ``examples`` are invented.
    """

    use_when: str
    not_this: str
    examples: tuple[str, ...]
    markers: tuple[str, ...] = ()
    position: int | None = None
    pole: Pole | None = None

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if (self.position is None) != (self.pole is None):
            raise TherapyError(f"'{self.slug}' needs both a position and a pole, or neither.")
        if self.position is not None and not 1 <= self.position <= 8:
            raise TherapyError(
                f"The continuum has positions 1 to 8, so '{self.slug}' cannot be {self.position}."
            )
        if not self.examples:
            raise TherapyError(f"'{self.slug}' needs at least one example.")


INTERVENTIONS = by_slug(
    (
        Intervention(
            slug="interpretation",
            name="Interpretation",
            definition="Offers a possible reason: ties what is felt, thought, done or suffered to a motive, meaning "
            "or origin of which the patient is at most half aware.",
            use_when="The pattern has come up several times, the alliance is sound and the patient is close to "
            "seeing it unaided.",
            markers=(
                "I wonder whether this is because",
                "perhaps that keeps you from",
                "much as it was with",
            ),
            not_this="Naming a pattern while leaving the reason open is an observation.",
            examples=(
                "Perhaps being ill was the one way to be looked after, and a part of you still waits for that.",
                "I wonder whether you leave people a little before they could leave you.",
                "Maybe feeling nothing about the promotion spares you from seeing whether your brother minds.",
                "Could it be that you are hard on yourself here before I can be, as your teacher was?",
            ),
            position=1,
            pole=Pole.INSIGHT,
            source="UTD",
            tag=Tag.STATED,
        ),
        Intervention(
            slug="observation",
            name="Observation",
            definition="Points to something that goes on outside the patient's attention, such as a gesture, a "
            "tone or a change of subject, and leaves it unexplained.",
            use_when="Something new shows in the hour: the voice or posture changes, a subject is dropped, a "
            "sequence repeats.",
            markers=("I notice that", "just then", "did you catch how", "that is the second time today"),
            not_this="With a reason added it is an interpretation; if the patient knows it and steps around it, "
            "it is a confrontation.",
            examples=(
                "You started looking at the clock when your husband came up.",
                "Whenever you say something kind about yourself, a joke follows.",
                "Your hands have been tight together since we began on Sunday's lunch.",
                "I am struck that everyone is in this story except you.",
            ),
            position=2,
            pole=Pole.INSIGHT,
            source="UTD",
            tag=Tag.STATED,
        ),
        Intervention(
            slug="confrontation",
            name="Confrontation",
            definition="Turns gently towards something that the patient knows but steps around or declines to "
            "accept; setting a limit when the boundary of the work is pushed belongs here.",
            use_when="A known fact is being left out, an agreement is strained, or safety asks for plain "
            "words.",
            markers=("you know this, and still", "we have not spoken about", "that is something I cannot do"),
            not_this="A sharp or blaming tone is not technique; it puts the alliance at risk.",
            examples=(
                "You told me in March that the drinking worried you, and we have not spoken of it since.",
                "We agreed to stop at ten to and ran over three weeks in a row; I have to keep to it.",
                "You say it does not matter that he forgot, and you have called off your own birthday.",
                "I will not phone your manager for you. What did you hope it would change?",
            ),
            position=3,
            pole=Pole.INSIGHT,
            source="UTD",
            tag=Tag.STATED,
        ),
        Intervention(
            slug="clarification",
            name="Clarification",
            definition="Gathers what was said loosely into something clearer, often as a question back, and adds "
            "nothing from beneath the surface.",
            use_when="The account is tangled or vague, or several strands run at once.",
            markers=("have I understood that", "so it is more", "do you mean", "let me see whether I follow"),
            not_this="Bringing in a motive of which the patient has not spoken is an interpretation.",
            examples=(
                "So it was not the quarrel that hurt, it was that nobody rang afterwards?",
                "When you say everyone, who comes to mind first?",
                "So the letter came, it went into the drawer, and then the sleeping stopped?",
                "You want the job, and you also want them not to choose you; is that right?",
            ),
            position=4,
            pole=Pole.MIDDLE,
            source="UTD",
            tag=Tag.STATED,
        ),
        Intervention(
            slug="encouragement_to_elaborate",
            name="Encouragement to elaborate",
            definition="Invites the patient openly to say more and leaves the direction to the patient.",
            use_when="At the start, after a hint, or when little is coming.",
            markers=("say a little more", "and then", "what comes with that", "how was that for you"),
            not_this="A closed request for a fact is a question.",
            examples=(
                "Tell me about the kitchen in that house.",
                "And what happened in you then?",
                "Stay with that for a moment; what else is there?",
                "You mentioned your aunt in passing. I would like to hear about her.",
            ),
            position=5,
            pole=Pole.MIDDLE,
            source="UTD",
            tag=Tag.STATED,
        ),
        Intervention(
            slug="empathic_validation",
            name="Empathic validation",
            definition="Shows that the patient's experience is understood and that the response makes sense in the "
            "light of what happened.",
            use_when="Shame, hurt, the early phase, or after a strain between the two.",
            markers=("of course you", "that must have been", "given what happened", "who would not"),
            not_this="Taking sides against other people, or soothing with something untrue, is not "
            "validation.",
            examples=(
                "You were nine and cooking for all of them; of course you were tired.",
                "To be told you had imagined it, when you had seen it, must have been so lonely.",
                "Given how that first therapy ended, being wary of me makes good sense.",
                "Waiting all day for that call and hearing nothing; it hurts just to listen to it.",
            ),
            position=6,
            pole=Pole.SUPPORT,
            source="UTD",
            tag=Tag.STATED,
        ),
        Intervention(
            slug="psychoeducation",
            name="Psychoeducation",
            definition="Explains something about depression, about what the therapy aims at and where it stops, or "
            "about how one can look at oneself.",
            use_when="At the start, when the patient asks, around medication, and in planning for relapse.",
            markers=(
                "people who are depressed often",
                "the way this kind of therapy works",
                "many people find",
            ),
            not_this="Teaching in order to get away from a feeling is not psychoeducation.",
            examples=(
                "In depression, concentrating is often hard; that is part of the illness rather than a failing.",
                "I leave more room than an ordinary talk would, so that what matters to you can come up.",
                "Depression can return, and a person's early signs are often alike; we can write yours down.",
                "Your prescriber decides the dose; what taking tablets means to you belongs here.",
            ),
            position=7,
            pole=Pole.SUPPORT,
            source="UTD",
            tag=Tag.STATED,
        ),
        Intervention(
            slug="advice_praise",
            name="Advice and praise",
            definition="Suggests something to do, or appreciates an insight or a step that serves the patient's own "
            "goals.",
            use_when="In a crisis, or when the patient is stuck and cannot choose; and at real progress.",
            markers=(
                "my suggestion is",
                "it would be wise to",
                "that was new",
                "you did something different",
            ),
            not_this="Praise for pleasing the clinician, and advice that does the patient's thinking, are "
            "misuses.",
            examples=(
                "My suggestion is to ring the surgery today and say that you have not slept since Thursday.",
                "Please do not be alone tonight; could your sister come?",
                "You stayed in the room when he raised his voice. A month ago you would have left.",
                "I had not put those two things together; you did.",
            ),
            position=8,
            pole=Pole.SUPPORT,
            source="UTD",
            tag=Tag.STATED,
        ),
    )
)
"""The eight interventions in the order of the continuum. The scheme is Clew's, and it is not validated."""


EXTRA_CODES = by_slug(
    (
        Intervention(
            slug="question",
            name="Question",
            definition="Asks for a fact: who, when, how many, whether.",
            use_when="A date, a name, a dose or a sequence is needed.",
            not_this="An open invitation to say more is an encouragement to elaborate.",
            examples=("How old were you when you moved?", "Are you still taking the evening dose?"),
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Intervention(
            slug="frame",
            name="Frame",
            definition="Concerns the arrangement: time, place, fee, absences, recording, who else is told.",
            use_when="Something about the arrangement is agreed, announced or changed.",
            not_this="Holding a limit against a push on it is a confrontation.",
            examples=(
                "We will not meet on the twelfth; shall we look for another day?",
                "There are five minutes left today.",
            ),
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Intervention(
            slug="self_disclosure",
            name="Self-disclosure",
            definition="Tells something of the clinician's own: a feeling in the room, a fact, a shared "
            "interest.",
            use_when="Sparingly, when it serves the patient or the bond.",
            not_this="Describing what the patient does in the room is an observation.",
            examples=("I felt moved when you read that out.", "I know that coast a little; I studied there."),
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Intervention(
            slug="silence",
            name="Silence",
            definition="The clinician lets a pause stand and does not fill it.",
            use_when="The patient is at work within, or a feeling needs room.",
            not_this="A murmur that keeps the talk going is coded as other.",
            examples=("[A long pause, not filled.]", "[The clinician waits.]"),
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Intervention(
            slug="risk_enquiry",
            name="Risk enquiry",
            definition="Asks about thoughts of death or suicide, self-harm, harm to others, or about safety.",
            use_when="Any sign of danger, and whenever the clinician is not sure.",
            not_this="Asking how a bad week felt, without asking about safety, is encouragement to "
            "elaborate.",
            examples=(
                "Have there been moments this week when you wished you were not alive?",
                "Is there anyone at home with you tonight?",
            ),
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Intervention(
            slug="other",
            name="Other",
            definition="Talk that fits no other code: greetings, small talk, murmurs, words cut off.",
            use_when="No other code fits the turn.",
            not_this="If another code fits even loosely, that code is given.",
            examples=("Good morning, do come in.", "Mm-hm."),
            source="Practice",
            tag=Tag.KNOWN,
        ),
    )
)
"""The six codes that stand beside the continuum."""

THERAPIST_CODES = by_slug((*INTERVENTIONS.values(), *EXTRA_CODES.values()))
"""All fourteen codes a clinician turn may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation(Entry):
    """A moment in therapy with the interventions to consider first; an aid, never an instruction.

    ``prefer`` and ``avoid`` are slugs of `THERAPIST_CODES`; ``advice`` says what slugs cannot.
    """

    prefer: tuple[str, ...]
    avoid: tuple[str, ...]
    advice: str

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        check_slugs(self.slug, (*self.prefer, *self.avoid), THERAPIST_CODES)
        if set(self.prefer) & set(self.avoid):
            raise TherapyError(f"'{self.slug}' cannot both prefer and avoid the same intervention.")


SITUATIONS = by_slug(
    (
        Situation(
            slug="danger_or_crisis",
            name="Danger, crisis or panic",
            definition="There is a sign of danger, or the patient is overwhelmed.",
            prefer=("risk_enquiry", "advice_praise", "empathic_validation", "frame"),
            avoid=("interpretation", "confrontation"),
            advice="Make things safe first; leave the defenses alone for now.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Situation(
            slug="first_sessions",
            name="First two or three sessions",
            definition="The two are getting to know each other and the assessment is under way.",
            prefer=("encouragement_to_elaborate", "empathic_validation", "clarification", "psychoeducation"),
            avoid=(),
            advice="A few observations and at most one trial interpretation; none about the relationship with the "
            "clinician yet.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Situation(
            slug="signs_of_rupture",
            name="Signs of a rupture",
            definition="The patient withdraws from the work or turns against it.",
            prefer=("empathic_validation", "observation"),
            avoid=("interpretation",),
            advice="Own one's part, speak about what is happening between the two, and do not defend.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Situation(
            slug="patient_is_vague",
            name="The patient is vague",
            definition="It is unclear what is meant or how things hang together.",
            prefer=("clarification", "encouragement_to_elaborate"),
            avoid=("interpretation",),
            advice="Understand first; a reason given for something vague is a guess.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Situation(
            slug="subject_keeps_changing",
            name="The subject keeps changing",
            definition="The talk leaves the same subject again and again.",
            prefer=("observation", "encouragement_to_elaborate"),
            avoid=("interpretation",),
            advice="Say what is seen, then ask; one interpretation may be tried, a series of them rarely "
            "helps.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Situation(
            slug="known_and_avoided",
            name="A known fact is avoided",
            definition="Both know of something that is not being spoken about.",
            prefer=("confrontation",),
            avoid=("silence",),
            advice="Bring it up gently; waiting without end leaves the patient alone with it.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Situation(
            slug="pattern_alive_in_the_room",
            name="A known pattern is alive in the room",
            definition="A theme seen in three or more relationship episodes shows between the two now.",
            prefer=("observation", "interpretation"),
            avoid=(),
            advice="Observe first, then offer a reason as a possibility; never as certainty.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Situation(
            slug="question_about_the_clinician",
            name="A question about the clinician",
            definition="The patient asks about the clinician's life or person.",
            prefer=("encouragement_to_elaborate", "self_disclosure"),
            avoid=(),
            advice="Ask first what the question means; a brief honest answer, or an interest both share, can serve "
            "the bond. Neither routine disclosure nor stonewalling.",
            source="UTD",
            tag=Tag.STATED,
        ),
        Situation(
            slug="patient_is_silent",
            name="Silence",
            definition="The patient falls silent.",
            prefer=("silence", "observation"),
            avoid=("psychoeducation",),
            advice="Wait, then say what is noticed; a pause need not be filled with teaching.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Situation(
            slug="ending_phase",
            name="Ending phase",
            definition="The agreed end is near.",
            prefer=("interpretation", "empathic_validation", "psychoeducation"),
            avoid=(),
            advice="How this person ends things, what the ending stirs, and relapse; no deep new subject in the "
            "last session.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
    )
)
"""What to consider first, by situation."""


GATE_EPISODES = Parameter(
    slug="gate_episodes",
    name="Episodes before an interpretation is drafted",
    definition="So many relationship episodes must show the theme before the drafting aid opens.",
    value=3,
    source="Clew",
    tag=Tag.DEFAULT,
)
GATE_OTHERS = Parameter(
    slug="gate_others",
    name="People before an interpretation is drafted",
    definition="The episodes behind a draft must concern at least so many different people.",
    value=2,
    source="Clew",
    tag=Tag.DEFAULT,
)
GATE_RECENT = Parameter(
    slug="gate_recent",
    name="Recent episodes before an interpretation is drafted",
    definition="At least so many of the episodes behind a draft must be recent.",
    value=1,
    source="Clew",
    tag=Tag.DEFAULT,
)
TRANSFERENCE_SOFT_LIMIT = Parameter(
    slug="transference_soft_limit",
    name="Transference interpretations in one session before a reminder",
    definition="Above this number in a session the counter reminds the clinician of the dose; it forbids "
    "nothing.",
    value=3,
    source="Clew",
    tag=Tag.DEFAULT,
)
MINIMUM_CODED_TURNS = Parameter(
    slug="minimum_coded_turns",
    name="Coded turns before shares are shown",
    definition="Shares of insight and support are shown only for sessions with at least so many coded clinician "
    "turns.",
    value=10,
    source="Clew",
    tag=Tag.DEFAULT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpretationRule(Entry):
    """A rule about interpreting; ``number`` is its place in the list, I1 to I14."""

    number: int

    @property
    def code(self) -> str:
        """The short name used in reasons, such as ``I3``."""
        return f"I{self.number}"


INTERPRETATION_RULES = by_slug(
    (
        InterpretationRule(
            number=1,
            slug="tentative",
            name="Offer a possibility",
            definition="An interpretation is worded as a possibility and invites correction; a draft without a hedge "
            "is not offered.",
            source="UTD",
            tag=Tag.STATED,
        ),
        InterpretationRule(
            number=2,
            slug="sparing",
            name="Interpret rarely",
            definition="Interpretations are few and come after enough has been seen.",
            source="UTD",
            tag=Tag.STATED,
        ),
        InterpretationRule(
            number=3,
            slug="evidence_first",
            name="Evidence before the draft",
            definition=f"A draft needs at least {GATE_EPISODES.value:g} relationship episodes with "
            f"{GATE_OTHERS.value:g} or more different people, {GATE_RECENT.value:g} or more of them recent, and "
            "lists them beside it.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        InterpretationRule(
            number=4,
            slug="one_link",
            name="One link, briefly",
            definition="One connection at a time, in no more than two sentences.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        InterpretationRule(
            number=5,
            slug="surface_first",
            name="From the surface down",
            definition="What protects is spoken of before what is wished for, the near before the deep, and only "
            "what the patient is about to see.",
            source="Gabbard2014",
            tag=Tag.KNOWN,
        ),
        InterpretationRule(
            number=6,
            slug="alive_in_the_room",
            name="Transference only when it is alive",
            definition="The relationship with the clinician is interpreted only while the theme shows in the room "
            "and no rupture is open.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        InterpretationRule(
            number=7,
            slug="transference_dose",
            name="A small dose of transference work",
            definition="Trials in which it was used a little had about one to three transference interpretations a "
            f"session; above {TRANSFERENCE_SOFT_LIMIT.value:g} a reminder appears.",
            source="Hoglend2006",
            tag=Tag.UNCERTAIN,
        ),
        InterpretationRule(
            number=8,
            slug="transference_moderator",
            name="For whom transference work helped",
            definition="On average it made no difference; it helped where relationships were poor, and did slightly "
            "worse where they were mature, more so when the alliance was also strong.",
            source="Hoglend2006",
            tag=Tag.VERIFIED,
        ),
        InterpretationRule(
            number=9,
            slug="more_is_not_better",
            name="More does not mend the alliance",
            definition="Many transference interpretations went with a weaker alliance and outcome, above all in "
            "patients with mature relationships; raising the number is no remedy for a poor alliance.",
            source="Piper1991",
            tag=Tag.KNOWN,
        ),
        InterpretationRule(
            number=10,
            slug="close_to_the_theme",
            name="Close to the patient's own theme",
            definition="Interpretations that match the wish and the response of other in this patient's theme went "
            "with better outcome.",
            source="CC1988accuracy",
            tag=Tag.KNOWN,
        ),
        InterpretationRule(
            number=11,
            slug="look_at_the_answer",
            name="Look at the answer",
            definition="New material, feeling or a correction speaks for it; a flat yes, silence, withdrawal or "
            "anger asks for another thought. Assent alone confirms nothing.",
            source="Practice",
            tag=Tag.KNOWN,
        ),
        InterpretationRule(
            number=12,
            slug="never_by_software",
            name="Never from the software",
            definition="No interpretation reaches a patient from the software, and none is given remotely about "
            "something the clinician has not spoken about with the patient.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        InterpretationRule(
            number=13,
            slug="gain_and_cost",
            name="What a defense gives and what it costs",
            definition="A defense is explored from both sides: what it protects and what it takes away.",
            source="UTD",
            tag=Tag.STATED,
        ),
        InterpretationRule(
            number=14,
            slug="belief_is_no_defense",
            name="Belief is not a defense",
            definition="Cultural, religious or political belief is not interpreted as a defense without "
            "supervision.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
    )
)
"""The fourteen rules about interpreting, I1 to I14."""
