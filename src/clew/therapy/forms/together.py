"""What one person wants from being treated together with others: as a couple, a family or in a group.

Each person has one of these in their own record. What somebody hopes for, and what they want kept to themselves, is
never shown to the others by Clew.
"""

from __future__ import annotations

from clew.therapy.forms.definition import Field, Form, Kind, Room, options
from clew.therapy.knowledge.base import Tag

JOINT_FOCUS = Form(
    slug="joint_focus",
    name="Focus together",
    definition="What this person wants from meeting as a couple, a family or a group, and how far it goes. It belongs "
    "to this record alone.",
    source="LayTexts",
    tag=Tag.STATED,
    room=Room.FRAME,
    on="Agreed on",
    title_field="hopes",
    fields=(
        Field(slug="hopes", label="What they hope for from meeting together", kind=Kind.SAID),
        Field(
            slug="couple",
            label="As a couple",
            kind=Kind.CHOICES,
            section="What the meetings are for",
            options=options(
                why_depressed="To understand why one of us is depressed",
                what_helps="To find which changes between us help",
                how_to_cope="To find how each of us can cope with it",
            ),
        ),
        Field(
            slug="family",
            label="As a family",
            kind=Kind.CHOICES,
            options=options(
                part_of_team="The family is part of the team",
                how_to_cope="To find how everybody can cope",
                how_to_help="To find how everybody can help",
            ),
        ),
        Field(
            slug="group",
            label="In a group",
            kind=Kind.CHOICES,
            options=options(
                to_share="To share what it is like",
                others_alike="To find that others feel alike",
            ),
        ),
        Field(
            slug="alone_too",
            label="Times alone with the clinician",
            kind=Kind.CHOICE,
            section="What goes where",
            options=options(none="None", some="Some, as agreed", as_needed="When one of them asks"),
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(
            slug="told_alone",
            label="What is told alone",
            kind=Kind.CHOICE,
            options=options(
                stays="Stays alone unless the person brings it in",
                may_come="May be brought in by the clinician",
                asked_first="Is brought in after asking first",
            ),
            help="Agree on it with everybody before the first meeting alone.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(
            slug="kept_back",
            label="What this person does not want said in front of the others",
            kind=Kind.WORDS,
            source="Clew",
            tag=Tag.DEFAULT,
        ),
    ),
)
"""One a course. The purposes are those of the founding text on couple, family and group formats."""

JOINT_SAFETY = Form(
    slug="joint_safety",
    name="Safety, asked alone",
    definition="Whether this person can speak before the others without fear. Asked of each one alone; it belongs to "
    "this record alone. Fear or violence raises an alert as soon as it is saved.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.INTAKE,
    many=True,
    on="Asked on",
    title_field="without_fear",
    due="again_on",
    due_name="Question asked alone",
    fields=(
        Field(
            slug="asked",
            label="How it was asked",
            kind=Kind.CHOICE,
            options=options(alone="Alone", others="With others there"),
            help="What is said before the others can be said to them. See the person alone for it.",
            required=True,
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(
            slug="without_fear",
            label="Can this person speak before the others without fear of what happens at home",
            kind=Kind.CHOICE,
            options=options(yes="Yes, without fear", unclear="Not clear", no="No, afraid"),
            required=True,
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(
            slug="violence",
            label="Violence at home that goes on",
            kind=Kind.CHOICE,
            options=options(no="None told", unclear="Not clear", yes="Yes"),
            help="A child or a vulnerable adult at risk is entered in the safety check of the intake too.",
        ),
        Field(slug="said", label="What they said", kind=Kind.SAID),
        Field(
            slug="reached",
            label="How this person can be reached without the others seeing it",
            kind=Kind.LINE,
            help="Telephones and letter boxes are often shared.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(slug="again_on", label="Ask again on", kind=Kind.DAY, source="Clew", tag=Tag.DEFAULT),
    ),
)
"""As often as it is asked; the latest counts. `therapy.course.together` says what follows from it."""

FORMS = (JOINT_FOCUS, JOINT_SAFETY)
