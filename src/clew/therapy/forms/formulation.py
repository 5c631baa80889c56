"""The formulation in words: under twelve headings, as triangles of conflict, as interpretations tried, and in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from clew.therapy.forms.definition import YES_NO, Field, Form, Kind, Option, Room, Value, options
from clew.therapy.formulation.interpreting import Answer, Relations
from clew.therapy.formulation.wording import Kind as DraftKind
from clew.therapy.knowledge import CATEGORIES, CLUSTERS, DEFENSES, Component
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.ccrt import CORNERS

HEADINGS = (
    Field(
        slug="summary",
        label="The person and the problem",
        help="Who this is, and what it is about, in a few sentences.",
    ),
    Field(
        slug="precipitants",
        label="What set it off, and what that meant",
        help="The events before it began or came back, and what they meant to this person.",
    ),
    Field(
        slug="roots",
        label="Developmental roots",
        help="What earlier experience may have prepared the ground.",
    ),
    Field(
        slug="conflict",
        label="Core conflict and theme",
        help="In words. The counts stand beside it on the page and need no copying.",
    ),
    Field(
        slug="defenses",
        label="What protects",
        help="Usual defenses: what each of them gives, and what it costs.",
    ),
    Field(
        slug="personality",
        label="Personality configuration",
        help="How far needing others and how far judging oneself; most people have something of both.",
    ),
    Field(slug="biology", label="Biology", help="Family history, illness, medicines, substances, sleep."),
    Field(slug="strengths", label="Strengths"),
    Field(
        slug="with_clinician",
        label="How it may appear with me",
        help="What may be repeated here, how it may be resisted, and what I may come to feel.",
    ),
    Field(
        slug="goals",
        label="Goals and stance",
        help="What we work towards, and how far to explore or to support.",
    ),
    Field(slug="alternatives", label="Other explanations considered"),
    Field(
        slug="change_my_mind",
        label="What would change my mind",
        help="What I would have to see or hear to think otherwise.",
    ),
)
"""The twelve headings of assessment.md 2.7."""

_PARTS = tuple(Option(slug=one.slug, label=one.label) for one in HEADINGS)

FORMULATION_TEXT = Form(
    slug="formulation_text",
    name="Formulation",
    definition="How this person's depression may have come about and what keeps it going, under twelve headings. "
    "Every version is dated and kept.",
    source="SummersBarber2010",
    tag=Tag.DEFAULT,
    room=Room.FORMULATION,
    on="As it stood on",
    title_field=None,
    fields=(
        *HEADINGS,
        Field(
            slug="supported",
            label="Parts that the material supports by now",
            kind=Kind.CHOICES,
            options=_PARTS,
            section="How the parts stand",
            help="What is ticked neither here nor below stays a hypothesis.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(
            slug="set_aside",
            label="Parts that you have set aside",
            kind=Kind.CHOICES,
            options=_PARTS,
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(
            slug="relations",
            label="How relations with others have been on the whole",
            kind=Kind.CHOICE,
            options=options(
                **{
                    Relations.POOR.value: "Mostly brief, one-sided or stormy",
                    Relations.MIXED.value: "Some of both",
                    Relations.MATURE.value: "Mostly lasting and mutual",
                }
            ),
            help="Your judgement, not a test. It matters for how much to speak of what happens between the two of you.",
            source="Hoglend2006",
            tag=Tag.DEFAULT,
        ),
    ),
)
"""The formulation under its headings; the versions of the entry are the dated versions."""

_DEFENSES = tuple(
    Option(slug=slug, label=f"{defense.name} (level {defense.level})") for slug, defense in DEFENSES.items()
)

CONFLICT = Form(
    slug="conflict",
    name="Triangle of conflict",
    definition="A hidden feeling, the anxiety that it brings, and what keeps it away. Without a moment that speaks for "
    "it, it is a sketch.",
    source="Menninger1958",
    tag=Tag.KNOWN,
    room=Room.FORMULATION,
    many=True,
    title_field="feeling",
    fields=(
        Field(
            slug="feeling",
            label="Hidden feeling or impulse",
            kind=Kind.LINE,
            help="In a few words that could follow 'there may be': anger at being left.",
        ),
        Field(
            slug="anxiety",
            label="What makes it dangerous",
            kind=Kind.LINE,
            help="Anxiety, guilt or shame, in a few words: the fear of being a burden.",
        ),
        Field(slug="defense", label="What keeps it away", kind=Kind.CHOICE, options=_DEFENSES),
        Field(slug="shows", label="How that looks", kind=Kind.WORDS),
        Field(
            slug="toward",
            label="Toward whom",
            kind=Kind.LINE,
            help="By role, as 'mother'.",
            section="Toward whom",
        ),
        Field(
            slug="places",
            label="Where it was seen",
            kind=Kind.CHOICES,
            options=options(past="In the past", outside="Outside, now", room="In the room"),
        ),
        Field(
            slug="belief",
            label="Is a cultural, religious or political belief part of it",
            kind=Kind.CHOICE,
            options=YES_NO,
            help="A belief is not interpreted as a defense without supervision.",
            section="Before it is interpreted",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(
            slug="supervised",
            label="Taken to supervision",
            kind=Kind.CHOICE,
            options=YES_NO,
            source="Clew",
            tag=Tag.DEFAULT,
        ),
    ),
)
"""One triangle of conflict. A theme is never turned into one: they are not the same thing."""

_ANSWERS = {
    Answer.NEW_MATERIAL: "Something new came",
    Answer.FEELING: "A feeling came",
    Answer.CORRECTION: "A correction came",
    Answer.FLAT_YES: "A flat yes",
    Answer.SILENCE: "Silence",
    Answer.WITHDRAWAL: "Withdrawal",
    Answer.ANGER: "Anger",
}

INTERPRETATION = Form(
    slug="interpretation",
    name="Interpretation",
    definition="What you thought of saying or said, in your own words, and what followed. A note for the clinician; "
    "nothing in it is ever sent.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.FORMULATION,
    many=True,
    title_field="words",
    fields=(
        Field(
            slug="words",
            label="In your own words",
            required=True,
            help="As a possibility, in one or two sentences, ending so that it is easy to say no.",
        ),
        Field(
            slug="joins",
            label="What it joins",
            kind=Kind.CHOICE,
            options=tuple(Option(slug=kind.value, label=kind.label.capitalize()) for kind in DraftKind),
        ),
        Field(
            slug="corners",
            label="Corners that it links",
            kind=Kind.CHOICES,
            options=tuple(
                Option(slug=slug, label=f"{corner.name.capitalize()} ({corner.letter})")
                for slug, corner in CORNERS.items()
            ),
            source="Malan1979",
        ),
        Field(
            slug="said",
            label="Was it said",
            kind=Kind.CHOICE,
            options=options(yes="Yes, in a session", no="No, only thought"),
        ),
        Field(
            slug="in_session",
            label="In session number",
            kind=Kind.NUMBER,
            low=1,
            high=2000,
            help="Leave it open while it was only thought.",
        ),
        Field(
            slug="answer",
            label="What followed",
            kind=Kind.CHOICES,
            options=tuple(Option(slug=answer.value, label=label) for answer, label in _ANSWERS.items()),
            section="The answer",
            help="Something new, a feeling or a correction speaks for it. A yes alone confirms nothing.",
        ),
        Field(slug="answered", label="What the patient said", kind=Kind.SAID),
        Field(slug="thought", label="What you make of it", kind=Kind.WORDS),
    ),
)
"""An interpretation kept as a note, and what followed it (rule I11)."""

PLAIN_FORMULATION = Form(
    slug="plain_formulation",
    name="What we have understood together",
    definition="The formulation in plain words for the patient to read, once you share it. No names of defenses, no "
    "levels, no scores.",
    source="Clew",
    tag=Tag.DEFAULT,
    room=Room.FORMULATION,
    on="As it stood on",
    fields=(
        Field(slug="came", label="What brought you here", help="As you told it, and when it began."),
        Field(
            slug="pattern",
            label="What seems to happen again and again",
            help="What you hope for, what you have come to expect, and what you then do.",
        ),
        Field(
            slug="sense",
            label="Why it made sense once",
            help="How it may have begun, and what it was good for at the time.",
        ),
        Field(slug="cost", label="What it costs you today"),
        Field(slug="protects", label="How you protect yourself", help="What it gives you, too."),
        Field(slug="strengths", label="What you bring"),
        Field(slug="work", label="What we are working on"),
        Field(
            slug="unsure",
            label="What we are not sure of",
            help="Where it may be different, and an invitation to say so.",
        ),
        Field(
            slug="your_words",
            label="In your own words",
            kind=Kind.SAID,
            help="What the patient added or corrected, as it was said.",
        ),
    ),
)
"""The version for the patient; shared only when a clinician shares it."""


def _named(kind: Component, field: str) -> tuple[Field, Field]:
    """Return the fields of one part of a theme: its category and its cluster."""
    return (
        Field(
            slug=field,
            label=kind.label.capitalize(),
            kind=Kind.CHOICE,
            options=tuple(Option(slug=one.slug, label=one.name) for one in CATEGORIES[kind].values()),
        ),
        Field(
            slug=f"{field}_cluster",
            label=f"{kind.label.capitalize()}: cluster",
            kind=Kind.CHOICE,
            options=tuple(Option(slug=one.slug, label=one.name) for one in CLUSTERS[kind].values()),
        ),
    )


THEME_FIELDS = {
    Component.WISH: "wish",
    Component.RESPONSE_OF_OTHER: "other",
    Component.RESPONSE_OF_SELF: "self",
}
"""The field of each part's category; that of its cluster has "_cluster" behind it."""


def _some_part(given: Mapping[str, Value]) -> Mapping[str, str]:
    """Refuse a draft that names no part of a theme."""
    named = any(part in given or f"{part}_cluster" in given for part in THEME_FIELDS.values())
    return {} if named or given.get("stands") == "set_aside" else {"wish": "Choose at least one part."}


THEME_DRAFT = Form(
    slug="theme_draft",
    name="Draft of the theme",
    definition="A theme that Clew proposed over the episodes, taken by a person as a draft or set aside. It is in no "
    "count: the theme itself is counted from accepted episodes.",
    source="LuborskyCC1998",
    tag=Tag.KNOWN,
    room=Room.FORMULATION,
    many=True,
    titled=False,
    check=_some_part,
    fields=(
        Field(
            slug="stands",
            label="How it stands",
            kind=Kind.CHOICE,
            options=options(draft="A draft, to think with", set_aside="Set aside"),
            required=True,
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        *(field for kind, slug in THEME_FIELDS.items() for field in _named(kind, slug)),
        Field(slug="words", label="In your own words", source="Clew", tag=Tag.DEFAULT),
        Field(slug="proposed", label="What was proposed", source="Clew", tag=Tag.DEFAULT),
        Field(
            slug="rests_on", label="What it was counted from", kind=Kind.LINE, source="Clew", tag=Tag.DEFAULT
        ),
    ),
)
"""A proposed theme as a person took it, or set it aside; its moments are what it rests on."""


FORMS = (FORMULATION_TEXT, CONFLICT, INTERPRETATION, PLAIN_FORMULATION, THEME_DRAFT)
