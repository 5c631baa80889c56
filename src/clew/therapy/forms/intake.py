"""Referral and intake: who comes, how, and what has to be known before a treatment is recommended.

Sources: indication-and-suitability.md 1.1 and 1.4 to 1.6. The red flags are a form of their own, which stands in
front of the intake and stops it.
"""

from __future__ import annotations

from collections.abc import Iterable

from clew.therapy.course.red_flags import NONE_SEEN
from clew.therapy.forms.definition import INFORMANT, YES_NO, Field, Form, Kind, Option, Room, options
from clew.therapy.knowledge.base import Entry, Tag
from clew.therapy.knowledge.indication import CAUTIONS, EXCLUSIONS, MODIFIERS, RED_FLAGS, Line


def _ticks(entries: Iterable[Entry]) -> tuple[Option, ...]:
    return tuple(Option(slug=entry.slug, label=entry.name) for entry in entries)


_AGREED = options(yes="Agreed", limited="Agreed, with limits", no="Not agreed", not_asked="Not asked yet")

REFERRAL = Form(
    slug="referral",
    name="Referral",
    definition="Who sent the person, when and why, and what they agreed to.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.INTAKE,
    on="Received on",
    title_field="who",
    fields=(
        Field(
            slug="source",
            label="How they came",
            kind=Kind.CHOICE,
            options=options(
                gp="General practitioner",
                self="On their own",
                prescriber="Psychiatrist or prescriber",
                clinician="Another clinician or service",
                close="Somebody close to them",
                other="Another way",
            ),
        ),
        Field(slug="who", label="Who referred them", kind=Kind.LINE, help="By name or practice."),
        Field(
            slug="reason",
            label="What brings them, in their own words",
            kind=Kind.SAID,
        ),
        Field(slug="asked", label="What the referrer writes or asks"),
        Field(slug="wishes", label="What they wish to be careful about", help="Times, places, who may know."),
        Field(
            slug="consent_treatment",
            label="Consent: treatment",
            kind=Kind.CHOICE,
            options=_AGREED,
            section="Consent and its limits",
        ),
        Field(
            slug="consent_records",
            label="Consent: keeping this record, and recordings where they are made",
            kind=Kind.CHOICE,
            options=_AGREED,
        ),
        Field(
            slug="consent_gp",
            label="Consent: contact with the general practitioner",
            kind=Kind.CHOICE,
            options=_AGREED,
        ),
        Field(slug="consent_limits", label="The limits of consent, and what was explained about them"),
        Field(slug="offered", label="What else was offered", section="What else was offered"),
    ),
)
"""How a person came to the practice."""

RED_FLAGS_CHECK = Form(
    slug="red_flags",
    name="Safety check",
    definition="Whether anything was seen or told that needs a person's help before any further question.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.INTAKE,
    many=True,
    on="Asked on",
    fields=(
        Field(
            slug="seen",
            label="Seen or told, today or lately",
            kind=Kind.CHOICES,
            options=(
                *_ticks(RED_FLAGS.values()),
                Option(slug=NONE_SEEN, label="None of these was seen or told"),
            ),
            required=True,
        ),
        Field(slug="note", label="What you saw or heard"),
    ),
)
"""The red flags. It is asked on the day an intake is written, on a page that shows help and raises the alert."""


def _exclusion(entry: Entry, section: str = "") -> tuple[Field, Field]:
    return (
        Field(
            slug=entry.slug,
            label=f"{entry.name}: does it explain the symptoms?",
            kind=Kind.CHOICE,
            options=YES_NO,
            help=entry.definition,
            section=section,
            source=entry.source,
            tag=entry.tag,
        ),
        Field(slug=f"{entry.slug}_note", label="How you know"),
    )


_FIRST, *_REST = EXCLUSIONS.values()

INTAKE = Form(
    slug="intake",
    name="Intake",
    definition="What a clinician has found out before a treatment is recommended. A questionnaire excludes nothing.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.INTAKE,
    on="Written on",
    title_field="diagnosis",
    fields=(
        Field(slug="diagnosis", label="Diagnosis", kind=Kind.LINE, help="As the one who made it words it."),
        Field(slug="diagnosed_by", label="Who made it", kind=Kind.LINE),
        Field(slug="diagnosed_on", label="When", kind=Kind.WHEN, help="As far as it is known."),
        *_exclusion(_FIRST, section="What a clinician excludes"),
        *(field for entry in _REST for field in _exclusion(entry)),
        Field(
            slug="modifiers",
            label="What speaks for medication and a psychiatric evaluation, whatever the score",
            kind=Kind.CHOICES,
            options=_ticks(MODIFIERS.values()),
            section="What changes the recommendation",
        ),
        Field(
            slug="cautions",
            label="What speaks against exploratory therapy as the only treatment",
            kind=Kind.CHOICES,
            options=_ticks(CAUTIONS.values()),
            source="Practice",
            tag=Tag.KNOWN,
        ),
        Field(slug="note", label="What else matters", section="Anything else"),
    ),
)
"""The intake. Its safety check is a form of its own."""

PREFERENCES = Form(
    slug="preferences",
    name="Preferences",
    definition="What the person would like a treatment to be like. A preference is respected, not overruled.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.INTAKE,
    on="Asked on",
    title_field="wished",
    fields=(
        Field(
            slug="structure",
            label="Structured or open",
            kind=Kind.CHOICE,
            options=options(structured="Structured", open="Open", either="Either is fine"),
        ),
        Field(
            slug="length",
            label="How long",
            kind=Kind.CHOICE,
            options=options(
                brief="A set number of sessions", long="Longer, open-ended", either="Either is fine"
            ),
        ),
        Field(
            slug="place",
            label="Online or in person",
            kind=Kind.CHOICE,
            options=options(
                in_person="In person", online="Online", both="Some of each", either="Either is fine"
            ),
        ),
        Field(
            slug="medication",
            label="Medication",
            kind=Kind.CHOICE,
            options=options(
                wants="Would like it",
                open="Open to it",
                rather_not="Would rather not",
                taking="Takes it already",
            ),
        ),
        Field(slug="wished", label="In their own words", kind=Kind.SAID),
    ),
)
"""What the person would like."""

TREATMENT_HISTORY = Form(
    slug="treatment_history",
    name="Earlier treatment",
    definition="A treatment that the person had before, whether it helped, and why it ended.",
    source="UTD",
    tag=Tag.STATED,
    room=Room.INTAKE,
    many=True,
    on="Noted on",
    fields=(
        Field(slug="what", label="What it was", kind=Kind.LINE, required=True),
        Field(
            slug="kind",
            label="Kind",
            kind=Kind.CHOICE,
            options=options(
                psychotherapy="Talking therapy",
                medication="Medication",
                hospital="Hospital or day care",
                self_help="Self-help",
                other="Something else",
            ),
        ),
        Field(slug="when", label="From", kind=Kind.WHEN, help="As far as it is known: 1998 or 1998-05."),
        Field(slug="until", label="Until", kind=Kind.WHEN),
        Field(
            slug="helped",
            label="Did it help",
            kind=Kind.CHOICE,
            options=options(
                yes="Yes", partly="In part", no="No", worse="It made things worse", unclear="Unclear"
            ),
        ),
        Field(slug="how", label="What helped, or did not, in their words", kind=Kind.SAID),
        Field(slug="ended", label="Why it ended"),
        *INFORMANT,
    ),
)
"""One earlier treatment."""

INDICATION_DECISION = Form(
    slug="indication_decision",
    name="Decision on treatment",
    definition="What was decided, by whom and why, and what else was on offer. It can be decided anew at any time.",
    source="Watzke2010",
    tag=Tag.DEFAULT,
    room=Room.INTAKE,
    many=True,
    on="Decided on",
    fields=(
        Field(
            slug="decision",
            label="What was decided",
            kind=Kind.CHOICE,
            options=tuple(Option(slug=line.value, label=line.words) for line in Line),
            required=True,
        ),
        Field(slug="reasons", label="Why", required=True),
        Field(slug="decider", label="Who decided", kind=Kind.LINE, help="The patient is one of them."),
        Field(slug="alternatives", label="What else was offered, and what became of it"),
    ),
)
"""A decision between the four lines of the indication."""

FORMS = (REFERRAL, RED_FLAGS_CHECK, INTAKE, PREFERENCES, TREATMENT_HISTORY, INDICATION_DECISION)
