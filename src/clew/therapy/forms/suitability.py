"""The suitability profile as a form: nineteen features, each with what its rating rests on."""

from __future__ import annotations

from clew.therapy.course.suitability import NOTE, without_evidence
from clew.therapy.forms.definition import Field, Form, Kind, Room, options
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.suitability import SUITABILITY, SuitabilityFeature


def _of(feature: SuitabilityFeature) -> tuple[Field, Field]:
    ends = f"Low: {feature.supportive[0].lower()}{feature.supportive[1:]}. "
    ends += f"High: {feature.exploratory[0].lower()}{feature.exploratory[1:]}."
    seen = f" Seen in: {feature.noticed_by[0].lower()}{feature.noticed_by[1:]}." if feature.noticed_by else ""
    held = " Rated low, it holds the emphasis at balanced." if feature.caps else ""
    return (
        Field(
            slug=feature.slug,
            label=f"{feature.number}. {feature.name}",
            kind=Kind.CHOICE,
            options=options(low="Low", mixed="Mixed", high="High"),
            help=ends + seen + held,
            source=feature.source,
            tag=feature.tag,
        ),
        Field(
            slug=NOTE.format(feature.slug),
            label=f"What it rests on ({feature.number})",
            help="What you saw or heard. A rating needs it; without a rating it is kept too.",
        ),
    )


SUITABILITY_PROFILE = Form(
    slug="suitability",
    name="Suitability profile",
    definition="Nineteen features that speak for a more exploratory or a more supportive emphasis, each with its "
    "evidence. No feature has to be rated, and no profile is passed or failed.",
    source="Gabbard2014",
    tag=Tag.KNOWN,
    room=Room.SUITABILITY,
    many=True,
    on="Rated on",
    title_field="occasion",
    check=without_evidence,
    fields=(
        Field(
            slug="occasion",
            label="Occasion",
            kind=Kind.CHOICE,
            options=options(assessment="Assessment", review="Review", other="In between"),
        ),
        *(field for feature in SUITABILITY.values() for field in _of(feature)),
        Field(slug="whole", label="What the features leave out", section="As a whole"),
    ),
)
"""The profile. It is written anew at each review, so that ratings can be compared."""

FORMS = (SUITABILITY_PROFILE,)
