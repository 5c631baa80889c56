"""What a clinician writes down after a sign of danger: what was asked, how it is judged today, what happens next.

No screener and no rule takes the place of this. A judgement holds for its day and carries its author's name.
"""

from __future__ import annotations

from collections.abc import Mapping

from clew.therapy.forms.definition import Field, Form, Kind, Option, Room, Value, options
from clew.therapy.knowledge.base import Tag
from clew.therapy.safety.levels import MINIMUM_DUTIES, Level

_ASKED = options(yes="Yes", no="No", not_asked="Could not be asked")

_LEVELS = {
    Level.HIGH: "High",
    Level.MODERATE: "Moderate",
    Level.LOW: "Low",
    Level.NONE: "No sign of danger on asking",
}


def _check(values: Mapping[str, Value]) -> dict[str, str]:
    """Say what is missing where the judgement is moderate or high; nothing more is needed for the others."""
    if values.get("level") not in (Level.MODERATE.value, Level.HIGH.value):
        return {}
    needed = {
        "means": "Say whether means are within reach, or that it could not be asked.",
        "plan": "Say where the safety plan stands.",
        "again": "Name the day on which somebody asks again.",
    }
    return {field: words for field, words in needed.items() if field not in values}


DANGER_REVIEW = Form(
    slug="danger_review",
    name="Assessment of a sign of danger",
    definition="What you asked, what you heard, how you judge it today, and what happens next. A score is none.",
    source="Practice",
    tag=Tag.KNOWN,
    room=Room.TEAM,
    many=True,
    on="Assessed on",
    title_field="level",
    check=_check,
    fields=(
        Field(
            slug="assessment",
            label="Your assessment",
            required=True,
            help="What you asked, what you heard, how you judge it. In your own words.",
        ),
        Field(
            slug="level",
            label="Urgency, as judged now",
            kind=Kind.CHOICE,
            required=True,
            options=tuple(
                Option(slug=level.value, label=label, help=MINIMUM_DUTIES[level].clinician)
                for level, label in _LEVELS.items()
            ),
            help="Up or down: it is yours to say, and holds for today. Under each is the least that it asks for.",
            source="CSSRSweb",
        ),
        Field(
            slug="adds",
            label="What adds to it",
            kind=Kind.CHOICES,
            options=options(
                hopelessness="Hopelessness",
                agitation="Agitation",
                insomnia="Insomnia",
                intoxication="Alcohol or drugs",
                discharge="Recently left a hospital",
                loss="A recent loss or humiliation",
                anniversary="An anniversary",
                psychosis="Psychosis",
                concealment="Perfectionism, or hiding it",
            ),
            section="Around it",
        ),
        Field(
            slug="around",
            label="In words",
            help="How do they see the days ahead? Are they on edge, do they sleep, do they drink? What was lost, or "
            "shamed them; what day is near? Have they left a hospital? Do they hear or fear what others do not? Whom "
            "would they not want to burden? Leave out what was not spoken of: it is not a no.",
        ),
        Field(slug="means", label="Are means within reach", kind=Kind.CHOICE, options=_ASKED),
        Field(slug="others", label="Do they mean to harm somebody else", kind=Kind.CHOICE, options=_ASKED),
        Field(
            slug="dependants",
            label="Is a child, or somebody who depends on them, at risk",
            kind=Kind.CHOICE,
            options=_ASKED,
            help="If so, the law of the place says what follows.",
        ),
        Field(slug="protects", label="What protects"),
        Field(
            slug="disposition",
            label="What was agreed",
            required=True,
            help="And who was told. Where it is high: who has taken over.",
            section="What happens next",
        ),
        Field(
            slug="ways",
            label="What follows",
            kind=Kind.CHOICES,
            options=options(
                goes_on="The treatment goes on as agreed",
                sooner="The next meeting is sooner",
                between="Contact between the meetings",
                close="Somebody close to them is told, with their consent",
                team="Supervisor or prescriber are told",
                screen="The second questions (ASQ) were asked",
                care="Another level of care was arranged",
                emergency="An emergency evaluation; others have taken over",
            ),
        ),
        Field(
            slug="plan",
            label="Safety plan",
            kind=Kind.CHOICE,
            options=options(
                made="Made together now",
                revised="Gone through together",
                not_made="Not made, for a reason above",
            ),
            help="Made in conversation, in their words. It is not a promise to stay alive, which is not asked for.",
        ),
        Field(slug="again", label="Follow up on", kind=Kind.DAY),
    ),
)
"""The clinician's own assessment, with which an alert is closed."""

FORMS = (DANGER_REVIEW,)
"""The forms after a sign of danger."""
