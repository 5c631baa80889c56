"""How the patient sees their own answers over time: agreed between the two, and shown in no other way (course, H23)."""

from __future__ import annotations

from clew.therapy.forms.definition import Field, Form, Kind, Option, Room, options
from clew.therapy.knowledge.base import Tag
from clew.therapy.measures.asking import may_be_asked, may_be_kept
from clew.therapy.measures.definition import Direction
from clew.therapy.measures.registry import INSTRUMENTS

SHOWN = tuple(
    form
    for form in INSTRUMENTS.values()
    if may_be_asked(form)
    and not may_be_kept(form)
    and form.direction is Direction.WORSE
    and form.total is not None
)
"""Questionnaires whose answers can be shown over time: those with one total that says how much of something there is."""

OWN_COURSE = Form(
    slug="own_course_agreement",
    name="How the patient sees their answers over time",
    definition="What the two of you agreed about the patient's own page. A line that rises can be read as having failed; "
    "so it is shown only when you have talked about it, and the patient can switch it off at any time.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.MONITORING,
    on="Agreed on",
    title_field="way",
    fields=(
        Field(
            slug="way",
            label="How the patient sees their answers",
            kind=Kind.CHOICE,
            required=True,
            options=(
                Option(slug="not", label="Not on their page", help="You look at them together instead."),
                Option(
                    slug="words",
                    label="In words",
                    help="What they answered at first and lately, question by question.",
                ),
                Option(
                    slug="picture",
                    label="As a picture",
                    help="Their totals over time, with the same as a table.",
                ),
            ),
        ),
        Field(
            slug="instrument",
            label="Which questionnaire",
            kind=Kind.CHOICE,
            options=options(**{form.key.replace("-", "_"): form.title for form in SHOWN}),
            help="The PHQ-9 unless you choose another one.",
        ),
        Field(
            slug="said",
            label="What was said about it",
            help="For instance what a worse week would mean, and what not. The patient can read this.",
        ),
    ),
)
"""One agreement a course; each change is a version with its day."""

FORMS = (OWN_COURSE,)
