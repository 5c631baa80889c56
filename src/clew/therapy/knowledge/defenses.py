"""Defense mechanisms: seven levels of adaptiveness and thirty codes, with what is easily confused.

The order of levels and the thirty codes follow the Defense Mechanism Rating Scales (DMRS); definitions and
examples are Clew's own. A code is a judgement about one utterance in its context, never about a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Tag, by_slug, check_slugs


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenseLevel(Entry):
    """One of the seven levels; ``level`` runs from 1 (least adaptive) to 7 (most adaptive)."""

    level: int

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if not 1 <= self.level <= 7:
            raise TherapyError(f"Defense levels run from 1 to 7, so '{self.slug}' cannot be {self.level}.")


class GabbardClass(StrEnum):
    """The older grouping of defenses found in textbooks, kept to read them, not to code with."""

    PRIMITIVE = "primitive"
    HIGHER_NEUROTIC = "higher_neurotic"
    MATURE = "mature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defense(Entry):
    """One of the thirty defenses.

    ``level`` is its DMRS level 1-7; ``function`` what it does for the person; ``example`` an invented
    utterance. ``depressive`` marks Perry's eight depressive defenses, whose list is uncertain
    (`DEPRESSIVE_TAG`); idealization and devaluation have two codes here, so nine codes carry the mark.
    ``gabbard`` is the textbook class, or None where that list does not name the defense.
    """

    level: int
    function: str
    example: str
    depressive: bool = False
    gabbard: GabbardClass | None = None
    source: str = "DiGiuseppePerry2021"
    tag: Tag = Tag.VERIFIED

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if not 1 <= self.level <= 7:
            raise TherapyError(f"Defense levels run from 1 to 7, so '{self.slug}' cannot be {self.level}.")


DEPRESSIVE_TAG = Tag.UNCERTAIN
"""How sure the list of depressive defenses is: their number is verified [Perry2026], their names are not."""


def _level(level: int, slug: str, name: str, definition: str) -> DefenseLevel:
    return DefenseLevel(
        slug=slug,
        name=name,
        definition=definition,
        level=level,
        source="DiGiuseppePerry2021",
        tag=Tag.VERIFIED,
    )


DEFENSE_LEVELS = by_slug(
    (
        _level(
            7,
            "high_adaptive",
            "High-adaptive",
            "Feeling and idea both stay in awareness, and conflict is met in a way that serves everyone.",
        ),
        _level(
            6, "obsessional", "Obsessional", "The idea stays in awareness; the feeling is kept at a distance."
        ),
        _level(
            5,
            "neurotic",
            "Neurotic",
            "One side of a conflict is kept out of awareness while its effect can still be felt or seen.",
        ),
        _level(
            4,
            "minor_image_distorting",
            "Minor image-distorting",
            "The picture of self or others is raised or lowered to protect self-esteem.",
        ),
        _level(
            3,
            "disavowal",
            "Disavowal",
            "Something evident about oneself or the world is refused, placed elsewhere or explained away.",
        ),
        _level(
            2,
            "major_image_distorting",
            "Major image-distorting",
            "Self or others are seen as wholly good or wholly bad, and the other side is lost from view.",
        ),
        _level(
            1,
            "action",
            "Action",
            "Tension is discharged in doing or in complaint instead of being felt or thought.",
        ),
    )
)
"""The seven levels, most adaptive first."""

_PRIMITIVE, _NEUROTIC, _MATURE = GabbardClass.PRIMITIVE, GabbardClass.HIGHER_NEUROTIC, GabbardClass.MATURE

DEFENSES = by_slug(
    (
        Defense(
            slug="affiliation",
            name="Affiliation",
            definition="Goes to other people for comfort or help with a difficulty and keeps it one's own.",
            function="Distress is less lonely.",
            example="I told my neighbour the whole mess over tea. It is still a mess, but I could sleep.",
            level=7,
        ),
        Defense(
            slug="altruism",
            name="Altruism",
            definition="Finds something for oneself in helping others, by choice and with an eye on the own "
            "need.",
            function="Helplessness turns into something of worth.",
            example="Since the miscarriage I sit with other couples at the clinic. It helps me more than "
            "them, I think.",
            level=7,
            gabbard=_MATURE,
        ),
        Defense(
            slug="anticipation",
            name="Anticipation",
            definition="Lives through a coming difficulty beforehand, feeling included, and prepares for it.",
            function="The blow is softer when it comes.",
            example="The first Christmas without Dad will be grim, so we have planned who sits where and "
            "when I slip out.",
            level=7,
            gabbard=_MATURE,
        ),
        Defense(
            slug="humor",
            name="Humor",
            definition="Sees the comic side of something painful without disowning the pain or hurting "
            "anyone.",
            function="Tension eases and contact holds.",
            example="I cried so hard at the supermarket that they offered me the bereavement discount.",
            level=7,
            gabbard=_MATURE,
        ),
        Defense(
            slug="self_assertion",
            name="Self-assertion",
            definition="Says plainly what one feels or wants, without attack, threat or detour.",
            function="The conflict can be settled in the open.",
            example="I told her I would not lend the car again, and that I was cross about the scratch.",
            level=7,
        ),
        Defense(
            slug="self_observation",
            name="Self-observation",
            definition="Looks at one's own feelings, thoughts and acts with interest and makes use of what "
            "is seen.",
            function="Distance without losing touch; one can learn.",
            example="It is odd, I went cold the second you said holiday. I do that whenever someone goes "
            "away.",
            level=7,
        ),
        Defense(
            slug="sublimation",
            name="Sublimation",
            definition="Gives a strong feeling or urge a form that is of value to oneself or others.",
            function="The urge is lived without harm.",
            example="All that fury at the firm went into digging the allotment. We have potatoes for a year.",
            level=7,
            gabbard=_MATURE,
        ),
        Defense(
            slug="suppression",
            name="Suppression",
            definition="Puts something aside knowingly and for a while, in order to come back to it.",
            function="One can do what has to be done now.",
            example="I decided not to open the letter until the exam was over. On Friday evening I sat down "
            "with it.",
            level=7,
            gabbard=_MATURE,
        ),
        Defense(
            slug="isolation_of_affect",
            name="Isolation of affect",
            definition="Tells what happened, in detail even, while the feeling that belongs to it is out of "
            "reach.",
            function="The facts can be known without the pain.",
            example="He packed two bags, took the dog and left at a quarter past four. Then I did the "
            "ironing.",
            level=6,
            gabbard=_NEUROTIC,
        ),
        Defense(
            slug="intellectualization",
            name="Intellectualization",
            definition="Moves from one's own experience to theories, generalities and abstract words.",
            function="The feeling stays far off.",
            example="Bereavement is known to come in waves, and one would expect a dip in the second year.",
            level=6,
            gabbard=_NEUROTIC,
        ),
        Defense(
            slug="undoing",
            name="Undoing",
            definition="Says or does something and then cancels it with its opposite.",
            function="Guilt about it is wiped out.",
            example="I could have slapped her. Not that I mean it, she is a dear, I sent her flowers this "
            "morning.",
            level=6,
            gabbard=_NEUROTIC,
        ),
        Defense(
            slug="repression",
            name="Repression",
            definition="Cannot recall, or can only blur, something charged, while its feeling may linger "
            "unexplained.",
            function="The content is kept out of mind.",
            example="There was something about my uncle, I know there was. It is a blank, and my stomach "
            "turns.",
            level=5,
            gabbard=_NEUROTIC,
        ),
        Defense(
            slug="dissociation",
            name="Dissociation",
            definition="Awareness, memory or behaviour alters for a while, as if a part of oneself were "
            "elsewhere.",
            function="An unbearable state is walled off.",
            example="Her voice was coming through cotton wool and I watched some other woman sign the "
            "papers.",
            level=5,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="reaction_formation",
            name="Reaction formation",
            definition="Shows, with too much of it, the opposite of a feeling one may not have.",
            function="The forbidden wish is hidden, also from oneself.",
            example="I could never be cross with Mother. I moved back in so that I can be with her every "
            "minute.",
            level=5,
            gabbard=_NEUROTIC,
        ),
        Defense(
            slug="displacement",
            name="Displacement",
            definition="Keeps the feeling but lets it out at someone or something less dangerous than its "
            "cause.",
            function="The feeling finds a safe target.",
            example="The tribunal turned me down, fine. But I shouted at the boy who packed my shopping "
            "until his manager came.",
            level=5,
            gabbard=_NEUROTIC,
        ),
        Defense(
            slug="omnipotence",
            name="Omnipotence",
            definition="Feels or behaves as if above others, beyond limits or impossible to harm.",
            function="Weakness need not be felt.",
            example="They will come crawling back to me. Nobody in this country can do what I do.",
            level=4,
        ),
        Defense(
            slug="idealization_of_self",
            name="Idealization of self",
            definition="Inflates one's own merit, kindness or importance.",
            function="Shaky self-esteem is held up.",
            example="I suppose I simply love more deeply than most people are able to.",
            level=4,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="idealization_of_other",
            name="Idealization of other",
            definition="Sees another person as flawless or all-powerful.",
            function="Something of that person's safety or worth is borrowed.",
            example="My new manager never makes a mistake. One hour with her and everything is solved.",
            level=4,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="devaluation_of_self",
            name="Devaluation of self",
            definition="Belittles oneself far beyond what the matter warrants.",
            function="Disappointment is met in advance, and comfort is asked for without asking.",
            example="Do not bother writing that down, nothing that comes out of me is worth the ink.",
            level=4,
            depressive=True,
        ),
        Defense(
            slug="devaluation_of_other",
            name="Devaluation of other",
            definition="Belittles other people, what they do or what they stand for.",
            function="Envy, need or hurt becomes smaller.",
            example="The whole choir is hopeless. I would be embarrassed if they had taken me.",
            level=4,
            depressive=True,
        ),
        Defense(
            slug="denial",
            name="Denial",
            definition="Refuses to acknowledge a fact, feeling or intention that is plain to others.",
            function="The unwelcome thing does not exist.",
            example="Upset about the divorce? No. No, why would I be, I am absolutely fine.",
            level=3,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="projection",
            name="Projection",
            definition="Finds in others the feeling, wish or intention that is one's own and not "
            "acknowledged.",
            function="The blame or the feeling sits elsewhere.",
            example="I have nothing against the man, it is he who is eaten up with jealousy of me.",
            level=3,
            depressive=True,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="rationalization",
            name="Rationalization",
            definition="Covers the real reason with one that sounds sensible.",
            function="Self-respect is saved.",
            example="I would have gone to see him at the hospital, only the parking there is impossible.",
            level=3,
            gabbard=_NEUROTIC,
        ),
        Defense(
            slug="autistic_fantasy",
            name="Autistic (schizoid) fantasy",
            definition="Withdraws into daydreams in place of acting or of being with people.",
            function="An inner world stands in for contact.",
            example="Most nights I am in the lighthouse I invented. I know every room. I forget to eat.",
            level=3,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="splitting_of_self_image",
            name="Splitting of self-image",
            definition="Sees oneself as altogether good or altogether bad and cannot recall the other side.",
            function="Mixed feelings about oneself are avoided.",
            example="There is nothing in me but rot. On Monday I was a wonderful mother? That was never "
            "real.",
            level=2,
            depressive=True,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="splitting_of_others_image",
            name="Splitting of other's image",
            definition="Sees another as altogether good or altogether bad, with sudden changes between the "
            "two.",
            function="Mixed feelings about the other are avoided.",
            example="Dr Hale is a monster, I see that now. Everything he ever did for me was poison.",
            level=2,
            depressive=True,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="projective_identification",
            name="Projective identification",
            definition="Sees one's own feeling in another, stirs it up there, and takes one's own answer as "
            "justified.",
            function="An unbearable state is lodged in someone else and managed there.",
            example="Go on, throw me out, I can tell you want to. There, you sighed. So now I have every "
            "right to shout.",
            level=2,
            depressive=True,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="acting_out",
            name="Acting out",
            definition="Does something on impulse where a feeling or a thought would have been.",
            function="Relief comes at once.",
            example="I got his text, and the next thing I knew I had resigned and smashed the phone.",
            level=1,
            depressive=True,
            gabbard=_PRIMITIVE,
        ),
        Defense(
            slug="passive_aggression",
            name="Passive aggression",
            definition="Lets hostility show by delay, forgetting, silence or doing badly.",
            function="One attacks without owning it.",
            example="He wanted it by noon, so naturally I had a very long lunch.",
            level=1,
            depressive=True,
        ),
        Defense(
            slug="help_rejecting_complaining",
            name="Help-rejecting complaining",
            definition="Asks for help again and again and finds each offer useless.",
            function="Anger and need come out together, unspoken.",
            example="The walks did nothing, the group was a joke, the tablets made it worse. So what do you "
            "suggest?",
            level=1,
            depressive=True,
        ),
    )
)
"""The thirty defenses, most adaptive level first."""


OUTSIDE_TERMS: Mapping[str, GabbardClass] = MappingProxyType(
    {
        "somatization": _PRIMITIVE,
        "regression": _PRIMITIVE,
        "introjection": _NEUROTIC,
        "identification": _NEUROTIC,
        "sexualization": _NEUROTIC,
        "asceticism": _MATURE,
    }
)
"""Textbook terms outside the seven levels and their class: free tags at most, never counted in a profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedDefense(Entry):
    """A defense that the founding text names for anaclitic or introjective depression, placed in the levels.

    ``configuration`` is ``anaclitic`` or ``introjective``; ``defense`` is the slug of `DEFENSES`, or None
    where the term is no code of its own.
    """

    configuration: str
    level: int
    defense: str | None
    gabbard: GabbardClass

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if self.configuration not in ("anaclitic", "introjective"):
            raise TherapyError(
                f"'{self.slug}' must be anaclitic or introjective, not {self.configuration!r}."
            )
        if self.defense is not None:
            check_slugs(self.slug, (self.defense,), DEFENSES)
            if DEFENSES[self.defense].level != self.level:
                raise TherapyError(f"'{self.slug}' says level {self.level}, but the defense has another.")


def _seed(configuration: str, defense: str, gabbard: GabbardClass, definition: str) -> SeedDefense:
    return SeedDefense(
        slug=f"{configuration}_{defense}",
        name=DEFENSES[defense].name,
        definition=definition,
        configuration=configuration,
        level=DEFENSES[defense].level,
        defense=defense,
        gabbard=gabbard,
        source="UTD",
        tag=Tag.STATED,
    )


SEED_DEFENSES = by_slug(
    (
        SeedDefense(
            slug="anaclitic_disavowal",
            name="Disavowal, unspecified",
            definition="In the DMRS this is the name of level 3, not a defense: it may be kept as a tag, but it is "
            "not a code and does not count in a profile.",
            configuration="anaclitic",
            level=3,
            defense=None,
            gabbard=_PRIMITIVE,
            source="UTD",
            tag=Tag.STATED,
        ),
        _seed("anaclitic", "displacement", _NEUROTIC, "Named for anaclitic depression."),
        _seed("anaclitic", "denial", _PRIMITIVE, "Named for anaclitic depression."),
        _seed("introjective", "reaction_formation", _NEUROTIC, "Named for introjective depression."),
        _seed(
            "introjective",
            "rationalization",
            _NEUROTIC,
            "Named for introjective depression; textbooks call it higher-level, but its DMRS level is 3.",
        ),
        _seed("introjective", "intellectualization", _NEUROTIC, "Named for introjective depression."),
    )
)
"""The founding text's defenses of the two configurations, with the trap of the word 'disavowal' marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion(Entry):
    """Defenses that are easily taken for one another; the definition says how to tell them apart.

    ``codes`` are slugs of `DEFENSES`; a single code or none means that the other side is no defense.
    """

    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        check_slugs(self.slug, self.codes, DEFENSES)


def _confusion(slug: str, name: str, codes: tuple[str, ...], definition: str) -> Confusion:
    return Confusion(
        slug=slug, name=name, codes=codes, definition=definition, source="Practice", tag=Tag.KNOWN
    )


CONFUSIONS = by_slug(
    (
        _confusion(
            "putting_aside",
            "Suppression, repression or denial",
            ("suppression", "repression", "denial"),
            "Suppression is a choice, for a while, and the person can say what was put aside. In repression the idea "
            "cannot be found. Denial refuses what is in plain sight.",
        ),
        _confusion(
            "without_feeling",
            "Isolation of affect or intellectualization",
            ("isolation_of_affect", "intellectualization"),
            "Isolation of affect tells one's own facts without the feeling; intellectualization leaves one's own "
            "story for general ideas.",
        ),
        _confusion(
            "feeling_moved",
            "Displacement or projection",
            ("displacement", "projection"),
            "In displacement the feeling stays mine and its target changes; in projection the feeling becomes "
            "someone else's.",
        ),
        _confusion(
            "feeling_given_away",
            "Projection or projective identification",
            ("projection", "projective_identification"),
            "Projective identification also stirs the feeling up in the other and stays in touch with it; projection "
            "is done once the other is seen that way.",
        ),
        _confusion(
            "all_or_nothing",
            "Splitting, or devaluation and idealization",
            (
                "splitting_of_self_image",
                "splitting_of_others_image",
                "devaluation_of_self",
                "devaluation_of_other",
                "idealization_of_self",
                "idealization_of_other",
            ),
            "Splitting covers the whole person, can turn over, and has lost the other side; devaluation and "
            "idealization exaggerate within one picture that stays.",
        ),
        _confusion(
            "joking",
            "Humor or devaluation in a joke",
            ("humor", "devaluation_of_self", "devaluation_of_other"),
            "Humor lets the distress be seen and hurts nobody; a joke that makes someone small is devaluation.",
        ),
        _confusion(
            "being_kind",
            "Altruism or reaction formation",
            ("altruism", "reaction_formation"),
            "Altruism knows what it needs; in reaction formation the kindness covers its opposite.",
        ),
        _confusion(
            "asking_for_help",
            "Affiliation or help-rejecting complaining",
            ("affiliation", "help_rejecting_complaining"),
            "Affiliation makes use of the help that comes.",
        ),
        _confusion(
            "letting_it_out",
            "Self-assertion or acting out",
            ("self_assertion", "acting_out"),
            "Self-assertion chooses words; acting out discharges.",
        ),
        _confusion(
            "plain_feeling",
            "A feeling, plainly told",
            (),
            "Saying what one feels is no defense and gets no code, however strong the feeling.",
        ),
    )
)
"""How to tell apart what is often mixed up."""
