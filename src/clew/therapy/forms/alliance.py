"""A rupture of the alliance, from noticing it to the next session, and what was found then (alliance 6.3)."""

from __future__ import annotations

from clew.therapy.course.rupture import Found
from clew.therapy.forms.definition import YES_NO, Field, Form, Kind, Option, Room, options
from clew.therapy.knowledge.base import Tag
from clew.therapy.knowledge.ruptures import (
    REPAIR_STRATEGIES,
    RUPTURE_MARKERS,
    RepairTiming,
    RuptureFamily,
)


def _markers(family: RuptureFamily) -> tuple[Option, ...]:
    return tuple(
        Option(
            slug=marker.slug,
            label=marker.name,
            help=f"\N{LEFT DOUBLE QUOTATION MARK}{marker.example}\N{RIGHT DOUBLE QUOTATION MARK}",
        )
        for marker in RUPTURE_MARKERS.values()
        if marker.family is family
    )


_LATER = ", ".join(
    strategy.name.lower() for strategy in REPAIR_STRATEGIES.values() if strategy.timing is RepairTiming.LATER
)
_STRATEGIES = tuple(
    Option(slug=strategy.slug, label=strategy.name) for strategy in REPAIR_STRATEGIES.values()
)

RUPTURE = Form(
    slug="rupture",
    name="Rupture",
    definition="Working together became harder, or the tie was strained. Five steps, any of which may still be open: "
    "notice, name it gently, explore both views, own your part, agree what changes and come back to it.",
    source="3RSmanual",
    tag=Tag.DEFAULT,
    room=Room.ALLIANCE,
    many=True,
    on="Noticed on",
    title_field="summary",
    due="due_on",
    due_name="Rupture to come back to",
    fields=(
        Field(
            slug="summary", label="In one line", kind=Kind.LINE, help="For the history, without a verdict."
        ),
        Field(
            slug="withdrawal",
            label="Moving away: what you noticed",
            kind=Kind.CHOICES,
            options=_markers(RuptureFamily.WITHDRAWAL),
            help="Away from the work, or from you. The sayings are invented examples.",
            section="1. Notice",
            source="3RSmanual",
            tag=Tag.KNOWN,
        ),
        Field(
            slug="confrontation",
            label="Moving against: what you noticed",
            kind=Kind.CHOICES,
            options=_markers(RuptureFamily.CONFRONTATION),
            help="Against the work, or against you. The sayings are invented examples.",
            source="3RSmanual",
            tag=Tag.KNOWN,
        ),
        Field(slug="said", label="What the patient said or showed", kind=Kind.SAID),
        Field(slug="happened", label="What happened", kind=Kind.WORDS),
        Field(
            slug="named",
            label="How it was named, and how that was taken",
            section="2. Name it gently",
            help="As something between the two, not as something the patient does.",
        ),
        Field(
            slug="their_view",
            label="How it was for the patient",
            kind=Kind.SAID,
            section="3. Explore both views",
        ),
        Field(slug="own_view", label="How it was for you"),
        Field(
            slug="own_part",
            label="Your own part, and whether you said so",
            section="4. Own your part",
            help="A clinician who owns a part makes repair more likely; laying it all on the patient makes it less likely.",
            source="UTD",
            tag=Tag.STATED,
        ),
        Field(
            slug="strategies",
            label="What you did to mend it",
            kind=Kind.CHOICES,
            options=_STRATEGIES,
            help="In the rupture itself, hear, validate and explore first. Experts found what aims at change less helpful "
            f"then; it can come later: {_LATER}.",
            source="EubanksConsensus2018",
            tag=Tag.VERIFIED,
        ),
        Field(
            slug="agreed",
            label="What is agreed to change",
            section="5. Agree what changes, and come back to it",
        ),
        Field(
            slug="due_on",
            label="Come back to it on",
            kind=Kind.DAY,
            help="The next session, as a rule. Until you have, it stays on the list.",
        ),
    ),
)
"""One rupture. Its markers are those of rule R5."""

RUPTURE_CHECK = Form(
    slug="rupture_check",
    name="Coming back to a rupture",
    definition="What it was like the next time. Your answer decides how the rupture stands; until there is one, the "
    "check-ins of the patient do.",
    source="Clew",
    tag=Tag.DEFAULT,
    room=Room.ALLIANCE,
    many=True,
    on="Looked at on",
    title_field="found",
    due="due_on",
    due_name="Rupture to come back to",
    again=True,
    fields=(
        Field(
            slug="found",
            label="How it stands",
            kind=Kind.CHOICE,
            required=True,
            options=(
                Option(slug=Found.REPAIRED.value, label="Repaired"),
                Option(slug=Found.PARTLY.value, label="Partly"),
                Option(slug=Found.NOT_YET.value, label="Not yet"),
                Option(slug=Found.CANNOT_SAY.value, label="Cannot say"),
            ),
        ),
        Field(slug="asked", label="Was it talked about?", kind=Kind.CHOICE, options=YES_NO),
        Field(slug="said", label="What the patient said about it", kind=Kind.SAID),
        Field(slug="like", label="What it was like this time"),
        Field(
            slug="strategies",
            label="What you did to mend it",
            kind=Kind.CHOICES,
            options=_STRATEGIES,
        ),
        Field(slug="learned", label="What the two of you may have learned from it"),
        Field(slug="due_on", label="Come back to it again on", kind=Kind.DAY),
    ),
)
"""What became of a rupture; written about it."""

SHARING = Form(
    slug="check_in_sharing",
    name="Who sees the check-in",
    definition="People rate more kindly when they know that the clinician reads it. Say who will, before asking, and let "
    "the patient choose. An answer about danger is always told.",
    source="Clew",
    tag=Tag.DEFAULT,
    room=Room.ALLIANCE,
    on="Told on",
    fields=(
        Field(slug="told", label="Were they told who sees it?", kind=Kind.CHOICE, options=YES_NO),
        Field(
            slug="who",
            label="Who sees it",
            kind=Kind.CHOICES,
            options=options(
                clinician="The clinician", supervisor="The supervisor", prescriber="The prescriber"
            ),
        ),
        Field(
            slug="choice",
            label="What the patient chose",
            kind=Kind.CHOICE,
            options=options(now="Share at once", later="Share later", no="Not share"),
        ),
        Field(slug="said", label="What the patient said about being asked", kind=Kind.SAID),
    ),
)
"""Whether the patient knows who sees the check-in, and what they chose."""

FORMS = (RUPTURE, RUPTURE_CHECK, SHARING)
"""The forms of the alliance."""
