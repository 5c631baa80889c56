"""The people of a genogram (assessment.md 2.1, intergenerational reenactment): who, related to whom, and what repeats."""

from __future__ import annotations

from clew.therapy.forms.definition import INFORMANT, YES_NO, Field, Form, Kind, Room, options
from clew.therapy.knowledge.base import Tag

_PEOPLE = ("person",)

PERSON = Form(
    slug="person",
    name="Person in the family",
    definition="Somebody in the family, by role and not by name, with their ties and what repeats.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.ASSESSMENT,
    many=True,
    on="Noted on",
    fields=(
        Field(
            slug="role", label="Who, by role", kind=Kind.LINE, required=True, help="As 'mother'. No names."
        ),
        Field(
            slug="index",
            label="Is this the patient",
            kind=Kind.CHOICE,
            options=options(yes="Yes", no="No"),
        ),
        Field(
            slug="sex",
            label="Sex or gender, as the family says it",
            kind=Kind.CHOICE,
            options=options(woman="Woman", man="Man", another="Another"),
        ),
        Field(slug="born", label="Born", kind=Kind.WHEN, help="A year is enough."),
        Field(slug="died", label="Died", kind=Kind.WHEN),
        Field(slug="parents", label="Parents", kind=Kind.LINKS, links_to=_PEOPLE, section="Ties"),
        Field(slug="children", label="Children", kind=Kind.LINKS, links_to=_PEOPLE),
        Field(slug="partners", label="Partners", kind=Kind.LINKS, links_to=_PEOPLE),
        Field(slug="parted", label="Parted from", kind=Kind.LINKS, links_to=_PEOPLE),
        Field(
            slug="bond",
            label="The bond with the patient",
            kind=Kind.CHOICE,
            options=options(
                close="Close",
                distant="Distant",
                conflicted="Conflicted",
                close_conflicted="Close and conflicted",
                cut_off="Cut off",
                violent="Violent",
            ),
        ),
        Field(
            slug="mood",
            label="A mood disorder, as far as is known",
            kind=Kind.CHOICE,
            options=YES_NO,
            section="What is known",
        ),
        Field(slug="notes", label="What happened, in a few words"),
        Field(slug="repetition", label="What may repeat across generations", section="Repetition"),
        Field(slug="repeats", label="Whom it may repeat", kind=Kind.LINKS, links_to=_PEOPLE),
        *INFORMANT,
    ),
)
"""One person. A tie may be told from either side: a parent's children, or a child's parents."""

FORMS = (PERSON,)
