"""What may drive a depression: eleven hypotheses, any number of which may hold, and two configurations."""

from __future__ import annotations

from dataclasses import dataclass

from clew.therapy.knowledge.base import Entry, Tag, by_slug, check_slugs
from clew.therapy.knowledge.defenses import DEFENSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis(Entry):
    """One possible source of a depression; ``number`` is its place in the list, E1 to E11."""

    number: int

    @property
    def code(self) -> str:
        """The short name, such as ``E4``."""
        return f"E{self.number}"


def _hypothesis(
    number: int, slug: str, name: str, definition: str, source: str = "UTD", tag: Tag = Tag.STATED
) -> Hypothesis:
    return Hypothesis(slug=slug, name=name, definition=definition, number=number, source=source, tag=tag)


HYPOTHESES = by_slug(
    (
        _hypothesis(
            1,
            "guilt_about_harm",
            "Guilt about having harmed someone loved",
            "The person fears to have damaged those who are loved, in deed or in thought, and pays for it.",
        ),
        _hypothesis(
            2,
            "dominant_other",
            "Living for a dominant other",
            "Life is lived for one person's answer; when it stays away, nothing else counts.",
        ),
        _hypothesis(
            3,
            "stressor_and_meaning",
            "A stressor and its meaning",
            "Something happened, and what it meant weighs most: above all a loss that also humiliates.",
        ),
        _hypothesis(
            4,
            "anaclitic",
            "Anaclitic configuration",
            "Depression around being left, unprotected and alone.",
        ),
        _hypothesis(
            5,
            "introjective",
            "Introjective configuration",
            "Depression around failing, being guilty and being worth nothing.",
        ),
        _hypothesis(
            6,
            "ideal_and_reality",
            "Gap between ideal and reality",
            "The standard set for oneself cannot be met, and every day proves it.",
        ),
        _hypothesis(
            7,
            "anger_turned_inward",
            "Anger turned against the self",
            "After a loss, anger at the one who is lost falls on oneself.",
            "Gabbard2014",
            Tag.KNOWN,
        ),
        _hypothesis(
            8,
            "insecure_attachment",
            "Early insecure attachment",
            "Early ties gave no safe ground, and today's relationships repeat it.",
            "Practice",
            Tag.KNOWN,
        ),
        _hypothesis(
            9,
            "repeated_childhood_conflict",
            "Childhood conflict repeated",
            "An old conflict is lived again, for instance in choosing partners who criticise as a parent did.",
            "LayTexts",
        ),
        _hypothesis(
            10,
            "identification_with_depressed_caregiver",
            "Identification with a depressed caregiver",
            "The person took on a caregiver's sadness and hopes to heal that caregiver in later relationships.",
            "LayTexts",
        ),
        _hypothesis(
            11,
            "biology",
            "Biology and illness",
            "Inheritance, bodily illness, medication, substances, hormones or season take part.",
        ),
    )
)
"""The eleven hypotheses, E1 to E11; never exclusive of one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration(Entry):
    """Anaclitic or introjective depression, two ends that most people mix.

    Both are rated on their own scale (dependency, self-criticism); nobody is put in a class. ``defenses``
    are slugs of `DEFENSES`; the founding text's further term, disavowal, is a level and no code.
    """

    core_fear: str
    felt_as: str
    wish: str
    relationships: str
    character: str
    trigger: str
    defenses: tuple[str, ...]
    with_the_clinician: str
    suicide_note: str
    emphasis: str

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        check_slugs(self.slug, self.defenses, DEFENSES)


CONFIGURATIONS = by_slug(
    (
        Configuration(
            slug="anaclitic",
            name="Anaclitic (dependent)",
            definition="Depression that turns on being cared for and on the danger of being left.",
            core_fear="to be left, unprotected and alone",
            felt_as="weak, helpless, lonely",
            wish="to be loved, sheltered and cared for",
            relationships="stand at the centre",
            character="holds on, pleases, keeps the peace",
            trigger="a separation or a rejection",
            defenses=("displacement", "denial"),
            with_the_clinician="may come to lean on the clinician and dread the end",
            suicide_note="may be shown as a call for someone, and so be seen more easily; no less serious",
            emphasis="more support and relationship at first; the ending is prepared early",
            source="Blatt2004",
            tag=Tag.KNOWN,
        ),
        Configuration(
            slug="introjective",
            name="Introjective (self-critical)",
            definition="Depression that turns on worth, standards and the danger of failing.",
            core_fear="to fail, to be guilty, worthless or exposed",
            felt_as="inferior, guilty, without value",
            wish="to achieve, to be flawless, admired and in control",
            relationships="come after one's own development",
            character="perfectionist, competitive, driven",
            trigger="a failure, criticism, or a loss of control or standing",
            defenses=("reaction_formation", "rationalization", "intellectualization"),
            with_the_clinician="may feel judged, compete, and leave after what feels like a failure",
            suicide_note="may be hidden, planned and grave; perfectionism went with poorer results of brief "
            "treatment",
            emphasis="more interpretation, with the self-criticism as a subject; often needs longer",
            source="Blatt2004",
            tag=Tag.KNOWN,
        ),
    )
)
"""The two configurations and how they tend to differ."""
