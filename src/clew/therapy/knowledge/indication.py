"""What is weighed before a treatment is recommended: modifiers, cautions, red flags. What trials found is in `evidence`.

All of it supports a clinician's decision. A tick is what a clinician saw; nothing here diagnoses or refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug


class Line(StrEnum):
    """The four things that may be recommended; also the options of the decision."""

    ALONE = "psychodynamic_alone"
    RAISE = "raise_medication"
    TOGETHER = "together"
    NOT_NOW = "not_now"

    @property
    def words(self) -> str:
        """The line as people read it."""
        return _LINES[self]


_LINES = {
    Line.ALONE: "Psychodynamic therapy alone",
    Line.RAISE: "Psychodynamic therapy, with medication raised",
    Line.TOGETHER: "Psychodynamic therapy together with medication",
    Line.NOT_NOW: "Not now, or elsewhere",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution(Entry):
    """Something that speaks against exploratory therapy as the only treatment; `leads_to` is what it speaks for."""

    handling: str
    leads_to: Line | None


def _entry(slug: str, name: str, definition: str, source: str = "Practice", tag: Tag = Tag.KNOWN) -> Entry:
    return Entry(slug=slug, name=name, definition=definition, source=source, tag=tag)


MODIFIERS = by_slug(
    (
        _entry(
            "psychotic_features",
            "Psychotic features",
            "Delusions or voices with the depression: an emergency, so that the safety check comes first.",
        ),
        _entry(
            "suicidal_ideation",
            "Suicidal ideation, moderate or worse",
            "Intent, a plan, thoughts that are frequent or hard to control, or a recent act, as assessed in talk.",
            "UTD",
            Tag.STATED,
        ),
        _entry(
            "neurovegetative_symptoms",
            "Neurovegetative symptoms, moderate or worse",
            "Sleep, appetite and energy are clearly reduced.",
            "UTD",
            Tag.STATED,
        ),
        _entry(
            "good_response_to_medication",
            "A medication helped before",
            "An earlier episode responded well to medication.",
            "APA2010",
        ),
        _entry(
            "recurrent_or_chronic",
            "Recurrent or chronic course",
            "There were earlier episodes, or this one has become lasting.",
            "APA2010",
        ),
        _entry(
            "melancholic_features",
            "Melancholic features",
            "The depression has the features of melancholia, as a clinician judges.",
            "APA2010",
        ),
    )
)
"""What speaks for adding medication and for a psychiatric evaluation, whatever the total is (1.1)."""

RED_FLAGS = by_slug(
    (
        _entry(
            "suicidal_intent",
            "Suicidal intent, a plan, or a recent act",
            "The person means to end their life, knows how, or has tried lately.",
        ),
        _entry("harm_to_others", "Thoughts of harming others", "The person thinks of hurting somebody else."),
        _entry(
            "command_voices_or_delusions",
            "Commanding voices or delusions",
            "The person hears orders, or holds beliefs that nothing can shake.",
        ),
        _entry(
            "refuses_food_or_fluids",
            "Not eating or drinking, or catatonia",
            "The body is in danger because the person takes nothing in or has become rigid and mute.",
        ),
        _entry(
            "elation_with_little_sleep",
            "Little need for sleep, with elation",
            "The person sleeps little, is not tired and is driven or elated.",
        ),
        _entry(
            "confusion",
            "Confusion or changing consciousness",
            "The person is not clear, or is clear at one time and not at another.",
        ),
        _entry(
            "severe_withdrawal",
            "Severe withdrawal from alcohol or sedatives",
            "Stopping has made the person physically ill.",
        ),
        _entry(
            "postpartum_danger",
            "After a birth: bizarre ideas, or thoughts of harming the infant",
            "It began after a birth and mother or child may be in danger.",
        ),
        _entry(
            "someone_at_risk",
            "A child or a vulnerable adult is at risk",
            "Something was told that means danger for somebody who cannot protect themselves.",
        ),
        _entry(
            "severe_self_neglect",
            "Severe self-neglect",
            "The person no longer looks after what keeps them alive and well.",
        ),
        _entry(
            "sudden_calm",
            "Sudden calm after agitation, with signs of farewell",
            "Unrest has given way to calm, and things are given away or goodbyes said.",
        ),
        _entry(
            "serotonergic_reaction",
            "New fever, rigidity or agitation on serotonergic medication",
            "A reaction to a medicine that needs a doctor at once.",
        ),
    )
)
"""What stops a form: help for the person comes before any further question (1.5)."""


def _caution(
    slug: str,
    name: str,
    handling: str,
    leads_to: Line | None,
    source: str = "Practice",
    tag: Tag = Tag.KNOWN,
) -> Caution:
    return Caution(
        slug=slug,
        name=name,
        definition=f"What is usual then: {handling[0].lower()}{handling[1:]}",
        handling=handling,
        leads_to=leads_to,
        source=source,
        tag=tag,
    )


CAUTIONS = by_slug(
    (
        _caution(
            "psychosis_mania_delirium",
            "Active psychosis, mania or a mixed state, delirium, acute intoxication or withdrawal",
            "Treat this first, without exploratory work.",
            Line.NOT_NOW,
        ),
        _caution(
            "acute_suicidality",
            "Acute suicidality or a recent attempt",
            "Safety first; then a supportive frame and combined care, perhaps at a higher level of care.",
            Line.TOGETHER,
        ),
        _caution(
            "bipolar_depression",
            "Bipolar depression",
            "Care led by a mood stabiliser, with psychodynamic therapy only beside it.",
            Line.TOGETHER,
        ),
        _caution(
            "severe_substance_use",
            "Severe substance use disorder",
            "Integrated treatment, or treatment of the substance use first; brief therapy can stand beside it.",
            Line.NOT_NOW,
        ),
        _caution(
            "cognitive_impairment",
            "Marked cognitive impairment or severe intellectual disability",
            "A supportive stance, adapted to what can be used.",
            None,
        ),
        _caution(
            "antisocial_or_violent",
            "Prominent antisocial traits without capacity for alliance, or ongoing violence",
            "A specialist service.",
            Line.NOT_NOW,
        ),
        _caution(
            "eating_disorder_at_risk",
            "Eating disorder with medical risk",
            "Medical monitoring first.",
            Line.NOT_NOW,
        ),
        _caution(
            "dissociation_or_current_threat",
            "Severe dissociation, or complex trauma with a threat that goes on",
            "Work in phases, and steady the present first.",
            Line.NOT_NOW,
        ),
        _caution(
            "better_supported_elsewhere",
            "Main problem with weak evidence here: OCD, PTSD, bulimia, cocaine dependence, psychosis",
            "Offer a therapy that is better supported for it. The founding texts do not agree on these.",
            Line.NOT_NOW,
            source="LayTexts",
            tag=Tag.STATED,
        ),
        _caution(
            "untreated_medical_cause",
            "Untreated medical cause, such as thyroid, anaemia, sleep apnoea or a medicine's effect",
            "A medical work-up.",
            Line.NOT_NOW,
        ),
        _caution(
            "wants_structured_treatment",
            "The patient wants a structured, skills-based treatment",
            "Respect the preference: refer, or integrate.",
            Line.NOT_NOW,
        ),
        _caution(
            "clinician_new_to_it",
            "The clinician is new to psychodynamic therapy",
            "Supervision is arranged before going on.",
            None,
            source="UTD",
            tag=Tag.STATED,
        ),
    )
)
"""What speaks against exploratory therapy as the only treatment, and what is usual then (1.4)."""

EXCLUSIONS = by_slug(
    (
        _entry("bipolar", "Bipolar disorder", "Depression in the course of a bipolar disorder."),
        _entry("medical", "A medical cause", "An illness or a medicine that explains the symptoms."),
        _entry("substance", "A substance", "Alcohol or another substance that explains the symptoms."),
        _entry("bereavement", "Bereavement", "Grief for somebody who has died, rather than a depression."),
    )
)
"""What a clinician excludes, since a questionnaire cannot (1.1)."""

NICE_MORE_SEVERE = Parameter(
    slug="nice_more_severe",
    name="More severe depression, from",
    definition="The total of the PHQ-9 from which NICE speaks of more severe depression; below it, of less severe.",
    value=16,
    source="NICE222",
    tag=Tag.VERIFIED,
)

NEUROVEGETATIVE_ANSWER = Parameter(
    slug="neurovegetative_answer",
    name="Neurovegetative item counts, from",
    definition="The answer from which sleep, energy or appetite in the PHQ-9 counts as clearly reduced.",
    value=2,
    source="Clew",
    tag=Tag.DEFAULT,
)

NEUROVEGETATIVE_ITEMS = Parameter(
    slug="neurovegetative_items",
    name="Neurovegetative items, at least",
    definition="How many of the items on sleep, energy and appetite must count before Clew raises it.",
    value=2,
    source="Clew",
    tag=Tag.DEFAULT,
)

REMISSION_HONESTLY = "In the large outpatient trials about one patient in four or five was in remission after 16 to 20 sessions."
"""To be said beside the figures."""

SELECTION = by_slug(
    (
        _entry(
            "selection_trial",
            "The trial",
            "In Germany 291 in-patients, one after another and with any mental disorder, were selected for "
            "psychodynamic or cognitive behavioural therapy by criteria, or assigned by chance; severity of symptoms "
            "was compared six months later.",
            "Watzke2010",
            Tag.VERIFIED,
        ),
        _entry(
            "selection_result",
            "What it found",
            "Selecting made no difference over all. It helped those in psychodynamic therapy, not those in CBT, at "
            "follow-up, in in-patients.",
            "Watzke2010",
            Tag.VERIFIED,
        ),
        _entry(
            "selection_criteria",
            "What was selected by",
            "Diagnosis, goals beyond symptoms such as taking in unconscious sides of oneself, psychological "
            "mindedness, and preference.",
            "UTD",
            Tag.STATED,
        ),
        _entry(
            "selection_preference",
            "Preference",
            "Who gets what they prefer seems to drop out less and to gain a little more; the exact figures are not "
            "shown until they have been checked.",
            "Swift2018",
            Tag.UNCERTAIN,
        ),
    )
)
"""What is known about selecting patients for it (1.6)."""
