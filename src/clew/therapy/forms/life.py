"""What happened in a life: events, times of illness, and stressors with what they meant (assessment.md 2.1 and 2.2)."""

from __future__ import annotations

from clew.therapy.forms.definition import INFORMANT, YES_NO, Field, Form, Kind, Room, options, steps
from clew.therapy.knowledge.base import Tag

_WHEN = "As far as it is known: 1998, 1998-05 or 1998-05-14."

_MEANT = steps("Not at all", "A little", "Clearly", "Very much")

STRESSOR = Form(
    slug="stressor",
    name="Stressor",
    definition="Something that weighed on the person, then or now, and what it meant to them.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    many=True,
    on="Noted on",
    fields=(
        Field(slug="event", label="What happened", kind=Kind.LINE, required=True),
        Field(
            slug="when",
            label="When",
            kind=Kind.WHEN,
            help=_WHEN,
        ),
        Field(slug="until", label="Until, if it lasted", kind=Kind.WHEN),
        Field(
            slug="course",
            label="How it came",
            kind=Kind.CHOICE,
            options=options(acute="At once", chronic="Over time"),
        ),
        Field(slug="people", label="Who was part of it", kind=Kind.LINE, help="By role, as 'older sister'."),
        Field(
            slug="onset", label="Did the depression begin or worsen with it", kind=Kind.CHOICE, options=YES_NO
        ),
        Field(
            slug="meaning",
            label="What it meant about them, about others, about the future",
            kind=Kind.SAID,
            section="What it meant",
        ),
        Field(
            slug="loss",
            label="Loss",
            kind=Kind.SCALE,
            options=_MEANT,
            help="Loss and humiliation are rated apart: together they weigh more than loss alone.",
        ),
        Field(slug="humiliation", label="Humiliation", kind=Kind.SCALE, options=_MEANT),
        Field(slug="entrapment", label="No way out", kind=Kind.SCALE, options=_MEANT),
        Field(slug="danger", label="Danger", kind=Kind.SCALE, options=_MEANT),
        Field(slug="other", label="Something else", kind=Kind.LINE),
        Field(
            slug="echoes",
            label="Echoes of",
            kind=Kind.LINKS,
            links_to=("stressor",),
            help="Earlier events that this one may have reawakened.",
            section="Pattern",
        ),
        Field(slug="pattern", label="What they may have in common", kind=Kind.WORDS),
        *INFORMANT,
    ),
)
"""A stressor with its meaning: loss and humiliation as two ratings, never one type of event."""

LIFE_EVENT = Form(
    slug="life_event",
    name="Life event",
    definition="Something that belongs in the story of a life whether or not it weighed: a birth, a move, a marriage.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    many=True,
    on="Noted on",
    fields=(
        Field(slug="event", label="What happened", kind=Kind.LINE, required=True),
        Field(slug="when", label="When", kind=Kind.WHEN, help=_WHEN),
        Field(slug="until", label="Until, if it lasted", kind=Kind.WHEN),
        Field(slug="told", label="As it was told", kind=Kind.SAID),
        *INFORMANT,
    ),
)
"""An event of the life story that is no stressor, for the lifeline."""

SYMPTOM_EPISODE = Form(
    slug="symptom_episode",
    name="Time of depression",
    definition="A time of depression, now or earlier, so that events can be seen beside its beginning.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    many=True,
    on="Noted on",
    fields=(
        Field(slug="what", label="What it was", kind=Kind.LINE, required=True, help="As 'waking at four'."),
        Field(slug="when", label="Since when", kind=Kind.WHEN, help=_WHEN),
        Field(slug="until", label="Until when, if it is over", kind=Kind.WHEN),
        Field(slug="told", label="How it began, as it was told", kind=Kind.SAID),
        *INFORMANT,
    ),
)
"""A time of symptoms: when it began stands against the dates of the stressors."""

FORMS = (STRESSOR, LIFE_EVENT, SYMPTOM_EPISODE)
