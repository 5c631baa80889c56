"""What people who share a treatment write to each other: the agreement, the log, tasks, changes of medication.

The agreement has the fields of course.md 8.7; the contact triggers are those of the same table.
"""

from __future__ import annotations

from clew.therapy.forms.definition import Field, Form, Kind, Room, options
from clew.therapy.knowledge.base import Tag

TRIGGERS = options(
    risk_change="Risk has changed",
    dose_change="A dose has changed",
    side_effects="Side effects",
    deterioration="Worse than at the start (N1)",
    planned_ending="The therapy is ending",
    missed_visits="Missed visits",
    pregnancy="Pregnancy, or the wish for it",
)
"""What therapist and prescriber tell each other without waiting (course.md 8.7)."""

_WHO = options(both="Both", clinician="The therapist", prescriber="The prescriber")

_TRIGGER = Field(
    slug="trigger",
    label="What brings it up",
    kind=Kind.CHOICE,
    options=TRIGGERS,
    help="If it is one of the things that are told without waiting. A note about it closes the contact that is due.",
    source="Practice",
    tag=Tag.KNOWN,
)


def _agreed(slug: str, who: str, section: str = "") -> Field:
    return Field(slug=slug, label=f"Agreed by the {who} on", kind=Kind.DAY, section=section)


AGREEMENT = Form(
    slug="agreement",
    name="Agreement on working together",
    definition=(
        "What therapist, prescriber and patient agree on when two people treat one person: they work as one team, keep "
        "no secrets from each other, and talk about concerns regularly."
    ),
    source="UTD",
    tag=Tag.STATED,
    room=Room.TEAM,
    on="Written on",
    due="review_on",
    due_name="Look at the agreement",
    title_field="people",
    fields=(
        Field(slug="people", label="Who takes part, and as what", source="Clew", tag=Tag.DEFAULT),
        Field(slug="emergencies", label="Who is there in an emergency", source="Clew", tag=Tag.DEFAULT),
        Field(slug="holidays", label="Who covers holidays", source="Clew", tag=Tag.DEFAULT),
        Field(
            slug="monitors",
            label="Who watches over what",
            help="Risk, scores, side effects, blood tests, attendance.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(
            slug="shared",
            label="What is shared",
            section="What is told, and how",
            help="And what stays between the patient and one of them, such as the words of a session.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(slug="how_often", label="How often", kind=Kind.LINE, source="Clew", tag=Tag.DEFAULT),
        Field(slug="channel", label="By which way", kind=Kind.LINE, source="Clew", tag=Tag.DEFAULT),
        Field(
            slug="consent",
            label="What the patient consents to, and its limits",
            help="Such as what is told without asking when life is in danger.",
            source="Clew",
            tag=Tag.DEFAULT,
        ),
        Field(slug="disagreements", label="When the two see it differently", source="Clew", tag=Tag.DEFAULT),
        _agreed("agreed_patient", "patient", section="Agreed by"),
        _agreed("agreed_clinician", "therapist"),
        _agreed("agreed_prescriber", "prescriber"),
        Field(slug="review_on", label="To be looked at again on", kind=Kind.DAY),
    ),
)
"""The agreement of a combined treatment. The days of "agreed by" stand for signatures."""

TEAM_NOTE = Form(
    slug="team_note",
    name="Note to the team",
    definition="One line of the log that therapist and prescriber share. The whole care team reads it.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.TEAM,
    many=True,
    on="Told on",
    title_field="note",
    fields=(
        Field(slug="note", label="What you tell", required=True),
        Field(slug="to", label="To", kind=Kind.CHOICE, options=_WHO),
        _TRIGGER,
        Field(
            slug="channel",
            label="How it was told",
            kind=Kind.CHOICE,
            options=options(here="Here only", telephone="By telephone", met="Met", letter="By letter"),
        ),
    ),
)
"""A line of the shared log."""

TASK = Form(
    slug="task",
    name="Task",
    definition="Something that one of the two who treat, or both, is to do.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.TEAM,
    many=True,
    on="Asked on",
    due="due_on",
    done="done_on",
    title_field="what",
    fields=(
        Field(slug="what", label="What is to be done", kind=Kind.LINE, required=True),
        Field(slug="who", label="For", kind=Kind.CHOICE, options=_WHO),
        Field(slug="due_on", label="By", kind=Kind.DAY),
        _TRIGGER,
        Field(slug="done_on", label="Done on", kind=Kind.DAY, section="When it is done"),
        Field(slug="outcome", label="What came of it"),
    ),
)
"""A task. It is done when it has a day on which it was."""

MEDICATION_CHANGE = Form(
    slug="medication_change",
    name="Change of medication",
    definition="A change of a medicine or its dose, with the reason, what is hoped for and what is watched for.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.TEAM,
    many=True,
    on="From",
    title_field="medicine",
    fields=(
        Field(slug="medicine", label="Medicine", kind=Kind.LINE, required=True),
        Field(slug="from_dose", label="Dose until then", kind=Kind.LINE, help="Leave empty if it is new."),
        Field(
            slug="to_dose", label="Dose from then on", kind=Kind.LINE, help="Leave empty if it is stopped."
        ),
        Field(slug="why", label="Why"),
        Field(slug="expected", label="What is expected of it, and when"),
        Field(slug="watched", label="Side effects that are watched for"),
    ),
)
"""A change of medication, beside the list of medicines."""

FORMS = (AGREEMENT, TEAM_NOTE, TASK, MEDICATION_CHANGE)
