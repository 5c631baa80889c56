"""Labels of two manuals, OPD-2 and PDM-2: names only, chosen by a trained rater and never derived (assessment.md 2.5, 2.6).

Items and manuals of both are copyrighted and not part of Clew.
"""

from __future__ import annotations

from clew.therapy.forms.definition import Field, Form, Kind, Room, options
from clew.therapy.knowledge.base import Tag

_RATER = Field(
    slug="rater",
    label="Rated by, and where trained",
    kind=Kind.LINE,
    required=True,
    help="These labels are for raters who were trained in the manual. Clew never works them out.",
)

_WEIGHT = options(
    absent="Absent",
    insignificant="Insignificant",
    significant="Significant",
    very_significant="Very significant",
)
_MODE = options(active="Active", passive="Passive")
_LEVEL = options(
    high="High",
    high_to_medium="High to medium",
    medium="Medium",
    medium_to_low="Medium to low",
    low="Low",
    low_to_disintegrated="Low to disintegrated",
    disintegrated="Disintegrated",
)

_CONFLICTS = (
    ("individuation", "Individuation and dependency"),
    ("submission", "Submission and control"),
    ("care", "Need for care and autarky"),
    ("self_worth", "Self-worth"),
    ("guilt", "Guilt"),
    ("oedipal", "Oedipal"),
    ("identity", "Identity"),
)

_STRUCTURE = (
    ("perception_self", "Perception of self"),
    ("perception_object", "Perception of others"),
    ("regulation_self", "Regulation of self"),
    ("regulation_relationship", "Regulation of relationship"),
    ("communication_inward", "Communication inward"),
    ("communication_outward", "Communication outward"),
    ("attachment_internal", "Attachment to internal objects"),
    ("attachment_external", "Attachment to external objects"),
    ("structure", "Structure as a whole"),
)

OPD_2 = Form(
    slug="opd_2",
    name="OPD-2",
    definition="Axis labels of OPD-2, chosen by a rater who was trained in it. OPD-3 differs and is not offered.",
    source="OPD2",
    tag=Tag.KNOWN,
    room=Room.ASSESSMENT,
    on="Rated on",
    fields=(
        _RATER,
        Field(slug="severity", label="Severity", kind=Kind.LINE, section="I. Experience of illness"),
        Field(slug="suffering", label="Suffering", kind=Kind.LINE),
        Field(slug="illness_concept", label="Concept of illness", kind=Kind.LINE),
        Field(slug="change_concept", label="Concept of change", kind=Kind.LINE),
        Field(slug="resources", label="Resources and obstacles", kind=Kind.LINE),
        Field(slug="self_self", label="The patient experiences themselves as", section="II. Relations"),
        Field(slug="self_others", label="The patient experiences others as"),
        Field(slug="others_self", label="Others experience the patient as"),
        Field(slug="others_others", label="Others experience themselves as"),
        *(
            field
            for n, (slug, label) in enumerate(_CONFLICTS)
            for field in (
                Field(
                    slug=slug,
                    label=label,
                    kind=Kind.CHOICE,
                    options=_WEIGHT,
                    section="III. Conflict" if n == 0 else "",
                ),
                Field(slug=f"{slug}_mode", label=f"{label}: mode", kind=Kind.CHOICE, options=_MODE),
            )
        ),
        Field(
            slug="limited_perception", label="Limited conflict perception", kind=Kind.CHOICE, options=_WEIGHT
        ),
        *(
            Field(
                slug=slug,
                label=label,
                kind=Kind.CHOICE,
                options=_LEVEL,
                section="IV. Structure" if n == 0 else "",
            )
            for n, (slug, label) in enumerate(_STRUCTURE)
        ),
        Field(slug="disorders", label="ICD or DSM diagnosis", kind=Kind.LINE, section="V. Disorders"),
    ),
)
"""OPD-2: five axes, names only."""

_CAPACITIES = (
    ("attention", "Attention and learning"),
    ("affect", "Experience and expression of affect"),
    ("mentalization", "Mentalization"),
    ("identity", "Identity"),
    ("intimacy", "Relationships and intimacy"),
    ("self_esteem", "Self-esteem"),
    ("impulse", "Impulse regulation"),
    ("defense", "Defensive functioning"),
    ("adaptation", "Adaptation and resilience"),
    ("self_observation", "Self-observation"),
    ("morals", "Moral standards"),
    ("meaning", "Meaning and purpose"),
)

PDM_2 = Form(
    slug="pdm_2",
    name="PDM-2",
    definition="Axis labels of PDM-2, chosen by a rater who was trained in it.",
    source="PDM2",
    tag=Tag.KNOWN,
    room=Room.ASSESSMENT,
    on="Rated on",
    fields=(
        _RATER,
        Field(slug="syndrome", label="Personality syndrome", kind=Kind.LINE, section="P. Personality"),
        Field(
            slug="level",
            label="Level of organisation",
            kind=Kind.CHOICE,
            options=options(
                healthy="Healthy", neurotic="Neurotic", borderline="Borderline", psychotic="Psychotic"
            ),
        ),
        *(
            Field(slug=slug, label=label, kind=Kind.LINE, section="M. Mental capacities" if n == 0 else "")
            for n, (slug, label) in enumerate(_CAPACITIES)
        ),
        Field(slug="s_affect", label="Affect", section="S. Symptoms as they are felt"),
        Field(slug="s_thought", label="Thought"),
        Field(slug="s_body", label="Body"),
        Field(slug="s_relationship", label="Relationship"),
    ),
)
"""PDM-2: three axes, names only."""

FORMS = (OPD_2, PDM_2)
