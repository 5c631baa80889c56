"""The safety plan: made together in conversation, in the patient's words, and looked at again while there is reason to."""

from __future__ import annotations

from clew.therapy.forms.definition import Field, Form, Kind, Room, options
from clew.therapy.knowledge.base import Tag
from clew.therapy.safety.plan import SAFETY_PLAN

SAFETY_PLAN_FORM = Form(
    slug="safety_plan",
    name="Safety plan",
    definition="What the patient does and whom they call when it gets dark, in their own words. It is theirs: they "
    "read it on their own page and take it with them. It is no promise to stay alive, which is not asked for.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.SAFETY,
    on="Gone through on",
    titled=False,
    due="look_again",
    due_name="Safety plan: look at it together",
    fields=(
        *(
            Field(
                slug=heading.slug,
                label=heading.name,
                kind=Kind.SAID,
                help=f"{heading.prompt} {heading.definition}",
                section="In the patient's words" if first else "",
            )
            for first, heading in zip(
                (True, *(False for _ in SAFETY_PLAN)), SAFETY_PLAN.values(), strict=False
            )
        ),
        Field(
            slug="made",
            label="How it was made",
            kind=Kind.CHOICE,
            required=True,
            options=options(
                together="Together, in conversation",
                later="Written down later, from what the patient said; to be gone through together",
            ),
            section="About this version",
        ),
        Field(
            slug="copy",
            label="Does the patient have a copy",
            kind=Kind.CHOICE,
            options=options(paper="On paper", page="On their own page", both="Both", none="Not yet"),
        ),
        Field(
            slug="look_again",
            label="Look at it together again on",
            kind=Kind.DAY,
            help="While a level above none stands it is looked at in every session, whatever is written here.",
        ),
    ),
)
"""One plan a person, kept up to date: each change is a version with its day."""

PATIENTS_OWN = tuple(SAFETY_PLAN)
"""The fields that are the patient's: what their page, the printed sheet and the card show."""

FORMS = (SAFETY_PLAN_FORM,)
"""The forms of safety that are the patient's own."""
