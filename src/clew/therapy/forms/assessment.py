"""The psychodynamic assessment, domain by domain (assessment.md 2.1, 2.4, 2.8). Nothing in it has to be filled in."""

from __future__ import annotations

from clew.therapy.forms.definition import INFORMANT, YES_NO, Field, Form, Kind, Option, Room, options
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.hypotheses import HYPOTHESES

NARRATIVE = Form(
    slug="narrative",
    name="Life story",
    definition="The life as the person tells it, in their order, and how they explain being depressed.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    fields=(
        Field(slug="story", label="The story, in the order in which it was told"),
        Field(slug="theory", label="How they explain being depressed", kind=Kind.SAID),
        *INFORMANT,
    ),
)
"""The life narrative and the patient's own theory."""

DEVELOPMENTAL = Form(
    slug="developmental",
    name="Early experience",
    definition="An early loss, abuse, neglect, or a caregiver who could not answer, and what it may have done.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    many=True,
    on="Told on",
    fields=(
        Field(
            slug="kind",
            label="What it was",
            kind=Kind.CHOICE,
            required=True,
            options=options(
                early_loss="Early loss",
                abuse="Abuse",
                neglect="Neglect",
                no_empathic_response="A caregiver who did not respond empathically",
                other="Something else",
            ),
        ),
        Field(slug="told", label="As it was told", kind=Kind.SAID),
        Field(slug="age", label="Age when it began, in years", kind=Kind.NUMBER, low=0, high=120),
        Field(slug="person", label="Who was part of it", kind=Kind.LINE, help="By role, as 'mother'."),
        Field(slug="duration", label="How long it lasted", kind=Kind.LINE),
        Field(slug="spontaneous", label="Told without being asked", kind=Kind.CHOICE, options=YES_NO),
        Field(
            slug="hold",
            label="Do not ask for detail now",
            kind=Kind.CHOICE,
            options=options(yes="Yes, leave it for now", no="No"),
            help="Yes is shown to everybody who reads the assessment.",
        ),
        Field(
            slug="effect",
            label="What it may have done to relating and behaving",
            section="Effect",
            help="Episodes that show it are added as moments, once this is saved.",
        ),
        *INFORMANT,
    ),
)
"""Developmental history, with its effect. `hold` asks everybody not to press for detail."""

RELATIONSHIPS = Form(
    slug="relationships",
    name="Relationship theme",
    definition="Something that comes back between the person and others.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    many=True,
    on="Seen on",
    fields=(
        Field(slug="theme", label="What comes back", kind=Kind.LINE, required=True),
        Field(
            slug="between",
            label="With whom",
            kind=Kind.CHOICES,
            options=options(
                family="Family",
                partners="Partners",
                friends="Friends",
                work="People at work",
                clinician="The clinician",
            ),
        ),
        Field(slug="said", label="In the patient's words", kind=Kind.SAID),
        Field(slug="notes", label="What you see"),
        *INFORMANT,
    ),
)
"""A recurring theme in relationships."""

PERSONALITY = Form(
    slug="personality",
    name="Personality feature",
    definition="A lasting feature that may feed the depression, with what it is seen in.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    many=True,
    on="Seen on",
    fields=(
        Field(
            slug="trait",
            label="Feature",
            kind=Kind.CHOICE,
            required=True,
            options=options(
                perfectionism="Perfectionism",
                self_criticism="Self-criticism",
                dependency="Dependency",
                control="Need for control",
                shame="Proneness to shame",
                other="Another feature",
            ),
        ),
        Field(slug="other", label="Which, if another", kind=Kind.LINE),
        Field(slug="evidence", label="What it is seen in"),
        Field(slug="contribution", label="How it may feed the depression"),
        *INFORMANT,
    ),
)
"""A personality feature with its evidence."""


def _topic(slug: str, label: str, what: str) -> tuple[Field, Field]:
    return (
        Field(slug=slug, label=label, kind=Kind.CHOICE, options=YES_NO, section=label),
        Field(slug=f"{slug}_note", label=what, kind=Kind.LINE),
    )


BIOLOGY = Form(
    slug="biology",
    name="Biological predisposition",
    definition="What body, inheritance, medicines and season may contribute.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    fields=(
        *_topic("family", "Mood disorder in the family", "Who, by role, and what"),
        *_topic("illness", "Medical illness", "Which, and what was examined"),
        *_topic("medication", "Medication that may take part", "Which, and since when"),
        *_topic("substances", "Alcohol or other substances", "What, and how much"),
        *_topic("perinatal", "Pregnancy or the time after a birth", "When, and how"),
        *_topic("season", "A pattern of the seasons", "Which"),
        *INFORMANT,
    ),
)
"""Biology as a structured list; "unclear" is an answer too."""

STRENGTHS = Form(
    slug="strengths",
    name="Strengths and functioning",
    definition="What holds: work, love, play, supports, talents, values, culture, language, faith.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.ASSESSMENT,
    fields=(
        *(
            Field(slug=slug, label=label)
            for slug, label in (
                ("work", "Work"),
                ("love", "Love and friendship"),
                ("play", "Play and pleasure"),
                ("supports", "People and things to lean on"),
                ("talents", "Talents"),
                ("values", "Values"),
                ("culture", "Culture"),
                ("language", "Languages"),
                ("faith", "Faith"),
            )
        ),
        *INFORMANT,
    ),
)
"""Strengths; functioning is also measured (WSAS, on the Measures page)."""

_ENDS = {"0": "0, not at all", "10": "10, very much"}
_RATING = tuple(Option(slug=str(n), label=_ENDS.get(str(n), str(n))) for n in range(11))

CONFIGURATION = Form(
    slug="configuration",
    name="Dependency and self-criticism",
    definition="Two ratings, each for itself; most people have something of both. Not validated.",
    source="Clew",
    tag=Tag.DEFAULT,
    room=Room.ASSESSMENT,
    on="Rated on",
    fields=(
        Field(
            slug="dependency",
            label="Dependency",
            kind=Kind.SCALE,
            options=_RATING,
            help="How far the depression turns on being cared for and being left. Not validated.",
            section="Dependency",
        ),
        Field(slug="dependency_evidence", label="What it is seen in"),
        Field(
            slug="self_criticism",
            label="Self-criticism",
            kind=Kind.SCALE,
            options=_RATING,
            help="How far the depression turns on worth, standards and failing. Not validated.",
            section="Self-criticism",
        ),
        Field(slug="self_criticism_evidence", label="What it is seen in"),
    ),
)
"""Two ratings from 0 to 10 that are never folded into one category."""

SOURCES_OF_DEPRESSION = Form(
    slug="sources_of_depression",
    name="What may drive the depression",
    definition="Eleven possible sources. Any number may hold at once; a note says why one is considered.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    on="Considered on",
    fields=tuple(
        Field(
            slug=hypothesis.slug,
            label=f"{hypothesis.code} {hypothesis.name}",
            help=hypothesis.definition,
            source=hypothesis.source,
            tag=hypothesis.tag,
        )
        for hypothesis in HYPOTHESES.values()
    ),
)
"""E1 to E11, each with a note or none; none excludes another."""

OBSERVATION = Form(
    slug="observation",
    name="Observation in the treatment",
    definition="Something in how the treatment is used: a silence, an absence, a question. Practical causes come first.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    many=True,
    on="Seen on",
    fields=(
        Field(
            slug="sign",
            label="What was seen",
            kind=Kind.CHOICE,
            required=True,
            options=options(
                silence="Silence on a painful topic, or a change of topic",
                attendance="Late, missed or cancelled",
                questions="Questions about the clinician's life",
                idealising="Idealising or devaluing remarks",
                flight="All well of a sudden, or nothing to say",
            ),
        ),
        Field(
            slug="logged_as",
            label="Logged as",
            kind=Kind.CHOICE,
            options=options(in_session="In the session", attendance="Attendance", relational="Relational"),
        ),
        Field(slug="seen", label="How it was"),
        Field(
            slug="practical",
            label="A practical cause was looked at first",
            kind=Kind.CHOICE,
            required=True,
            options=options(
                explains="Yes, and it explains this",
                not_enough="Yes, and something is left open",
                not_yet="Not yet",
            ),
            help="Illness, transport, cost, technology. Until it was, no psychological reading is offered.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(slug="cause", label="Which practical cause, or how it was asked about", kind=Kind.LINE),
        Field(
            slug="meanings",
            label="What it might mean",
            kind=Kind.CHOICES,
            options=options(
                anxiety="Perhaps anxiety",
                shame="Perhaps shame",
                loyalty="Perhaps loyalty to somebody",
                ambivalence="Perhaps being of two minds about getting better",
                guilt="Perhaps guilt",
                deserving="Perhaps a feeling that the depression is deserved",
                social_tie="Perhaps a wish for a social tie",
                fear_of_judgement="Perhaps fear of being judged",
                repetition="Perhaps a past relationship again",
                real_features="Perhaps something real about the clinician",
                fear_of_dependence="Perhaps fear of dependence",
                ending="Perhaps the ending that is near",
            ),
            help="Possibilities to think about, never findings.",
            section="Possible meanings",
        ),
        Field(slug="thought", label="What you make of it, for now"),
    ),
)
"""The log of resistance and transference: seen, checked for practical causes, and only then thought about."""

FORMS = (
    NARRATIVE,
    DEVELOPMENTAL,
    RELATIONSHIPS,
    PERSONALITY,
    BIOLOGY,
    STRENGTHS,
    CONFIGURATION,
    SOURCES_OF_DEPRESSION,
    OBSERVATION,
)
