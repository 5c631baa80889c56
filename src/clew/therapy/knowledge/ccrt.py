"""The words of the core conflictual relationship theme (CCRT): categories, clusters, people and triangles.

The names and counts of the standard categories follow the method's book; the definitions are Clew's own.
Which category belongs to which cluster is a table in that book and is not reproduced or guessed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Parameter, Tag, by_slug
from clew.therapy.moments import Place


class Component(StrEnum):
    """The three parts of a theme."""

    WISH = "W"
    RESPONSE_OF_OTHER = "RO"
    RESPONSE_OF_SELF = "RS"

    @property
    def label(self) -> str:
        """The component's name in words."""
        return _LABELS[self]


_LABELS = {
    Component.WISH: "wish",
    Component.RESPONSE_OF_OTHER: "response of other",
    Component.RESPONSE_OF_SELF: "response of self",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Entry):
    """A standard category, edition 2.

    The slug is the key. ``number`` is the place in the printed list as far as it is known; ``number_tag``
    says how sure that place is. ``cluster`` is None for every category until the assignment has been
    obtained from the book; until then a rater chooses the cluster directly.
    """

    component: Component
    number: int
    number_tag: Tag
    cluster: str | None = None

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if self.number < 1:
            raise TherapyError(f"Categories are numbered from 1, so '{self.slug}' cannot be {self.number}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster(Entry):
    """One of the eight clusters of a component, edition 3; ``number`` runs from 1 to 8."""

    component: Component
    number: int

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if not 1 <= self.number <= 8:
            raise TherapyError(f"Clusters are numbered 1 to 8, so '{self.slug}' cannot be {self.number}.")


_UNSURE_RS_NUMBERS = range(1, 17)  # the printed order of these responses of self has not been checked


def _categories(component: Component, rows: tuple[tuple[str, str], ...]) -> tuple[Category, ...]:
    return tuple(
        Category(
            slug=slug,
            name=slug.replace("_", " "),
            definition=definition,
            component=component,
            number=number,
            number_tag=Tag.UNCERTAIN
            if component is Component.RESPONSE_OF_SELF and number in _UNSURE_RS_NUMBERS
            else Tag.KNOWN,
            source="LuborskyCC1998",
            tag=Tag.KNOWN,
        )
        for number, (slug, definition) in enumerate(rows, start=1)
    )


def _clusters(component: Component, rows: tuple[tuple[str, str], ...]) -> tuple[Cluster, ...]:
    return tuple(
        Cluster(
            slug=name.replace(",", "").replace("-", "_").replace(" ", "_"),
            name=name,
            definition=definition,
            component=component,
            number=number,
            source="LuborskyCC1998",
            tag=Tag.KNOWN,
        )
        for number, (name, definition) in enumerate(rows, start=1)
    )


WISHES = by_slug(
    _categories(
        Component.WISH,
        (
            ("be_understood", "To be seen and grasped as one is, to meet sympathy."),
            ("be_accepted", "To be taken as one is, to be approved of and not judged."),
            ("be_respected", "To be valued, treated fairly, taken seriously."),
            ("accept_others", "To be able to take other people as they are."),
            ("respect_others", "To be able to value and look up to other people."),
            ("have_trust", "To be able to rely on others, to find them honest."),
            ("be_liked", "To have others take an interest in one and enjoy one's company."),
            ("be_opened_up_to", "To have others speak freely and show themselves."),
            ("be_open", "To speak freely and show oneself."),
            ("be_distant_from_others", "To keep apart, to be left in peace, not to show oneself."),
            ("be_close_to_others", "To be near others, to belong, to be friends."),
            ("help_others", "To look after others, to give, to nurture."),
            ("be_helped", "To be looked after, supported, protected."),
            ("not_be_hurt", "To be spared pain, rejection or punishment."),
            ("be_hurt", "To be punished, treated badly or injured."),
            ("hurt_others", "To get back at others, to punish or injure them."),
            ("avoid_conflict", "To keep the peace, to settle, not to anger anyone."),
            ("oppose_others", "To resist, to stand against what others want."),
            ("have_control_over_others", "To lead, to have power, to get one's way with others."),
            ("be_controlled_by_others", "To be led, to have someone else take charge."),
            ("have_self_control", "To be steady, to hold oneself in hand."),
            ("achieve", "To be competent, to do well, to win recognition by what one does."),
            ("be_independent", "To rely on oneself, to stand alone."),
            ("feel_good_about_self", "To feel worth something, to be confident."),
            ("better_self", "To improve, to become more than one is."),
            ("be_good", "To do right, to be a decent person."),
            ("be_like_other", "To resemble someone, to be the same as that person."),
            ("be_own_person", "To be unlike others, to be oneself."),
            ("not_be_responsible_or_obligated", "To be free of duty and of what others need."),
            ("have_stability", "To have security, order and a settled life."),
            ("feel_comfortable", "To be at ease, to relax, to be free of strain."),
            ("feel_happy", "To enjoy, to have fun, to be glad."),
            ("be_loved", "To be wanted as a partner, to be cherished."),
            ("assert_self", "To stand up for oneself and be heard."),
            ("compete_with_someone", "To measure oneself against another, to outdo that person."),
        ),
    )
)
"""The 35 wishes."""

RESPONSES_OF_OTHER = by_slug(
    _categories(
        Component.RESPONSE_OF_OTHER,
        (
            ("understanding", "The other grasps how it is for me and feels with me."),
            ("not_understanding", "The other does not see how it is for me, or does not consider it."),
            ("accepting", "The other takes me as I am."),
            ("rejecting", "The other turns me away, disapproves or criticises."),
            ("respects_me", "The other values me and treats me fairly."),
            ("does_not_respect_me", "The other looks down on me or treats me unfairly."),
            ("does_not_trust_me", "The other doubts or suspects me."),
            ("likes_me", "The other takes an interest in me and enjoys being with me."),
            ("dislikes_me", "The other cannot stand me."),
            ("open", "The other speaks freely and shows feeling."),
            ("distant", "The other is cold, away or out of reach."),
            ("close", "The other is warm and near."),
            ("helpful", "The other supports, comforts or gives."),
            ("unhelpful", "The other gives no support or comfort."),
            ("hurts_me", "The other injures me or treats me badly."),
            ("hurt", "The other is wounded or in pain."),
            ("opposes_me", "The other blocks, contradicts or competes with me."),
            ("cooperative", "The other goes along with me or works with me."),
            ("out_of_control", "The other is unreliable, wild or irresponsible."),
            ("controlling", "The other dominates, interferes or takes charge."),
            ("gives_me_independence", "The other leaves me free and encourages me to stand alone."),
            ("dependent", "The other leans on me or gives in to me."),
            ("independent", "The other stands alone and does not need me."),
            ("strong", "The other is capable, sure and superior."),
            ("bad", "The other is in the wrong, guilty or dishonest."),
            ("strict", "The other is rigid, stern or severe."),
            ("angry", "The other is irritated or furious."),
            ("anxious", "The other is worried, frightened or tense."),
            ("happy", "The other is glad, amused or content."),
            ("loves_me", "The other loves me or is drawn to me."),
        ),
    )
)
"""The 30 responses of other."""

RESPONSES_OF_SELF = by_slug(
    _categories(
        Component.RESPONSE_OF_SELF,
        (
            ("understand", "I see how it is for the other, or I grasp something about us."),
            ("do_not_understand", "I am puzzled, or cannot see the other's side."),
            ("feel_accepted", "I feel taken as I am."),
            ("feel_respected", "I feel valued and treated fairly."),
            ("like_others", "I am fond of the other or drawn near."),
            ("dislike_others", "I cannot stand the other, or I am repelled."),
            ("open", "I speak freely and show what I feel."),
            ("not_open", "I hold back, hide or withdraw."),
            ("helpful", "I support, comfort or give."),
            ("hurt_others", "I injure the other or treat the other badly."),
            ("oppose_others", "I resist, contradict or compete."),
            ("controlling", "I dominate, manage or press the other."),
            ("out_of_control", "I lose hold of myself or act on impulse."),
            ("self_controlled", "I keep hold of myself and act with thought."),
            ("independent", "I rely on myself and make my own choice."),
            ("dependent", "I lean on the other, give in or follow."),
            ("helpless", "I feel unable, powerless or small."),
            ("self_confident", "I feel capable, proud or sure."),
            ("uncertain", "I am torn, doubtful or confused."),
            ("disappointed", "I feel let down, or failed by what came."),
            ("angry", "I feel irritated, resentful or furious."),
            ("depressed", "I feel sad, hopeless or low."),
            ("unloved", "I feel alone, unwanted or rejected."),
            ("jealous", "I feel envy, or fear of losing someone to another."),
            ("loved", "I feel wanted, cherished or close."),
            ("guilty", "I blame myself or feel I did wrong."),
            ("ashamed", "I feel embarrassed, exposed or humiliated."),
            ("anxious", "I feel afraid, worried or tense."),
            ("comfortable", "I feel at ease, safe or relieved."),
            ("happy", "I feel glad, excited or content."),
            ("somatic_symptoms", "My body answers: pain, a headache, a racing heart, sleeplessness."),
        ),
    )
)
"""The 31 responses of self."""

CATEGORIES: Mapping[Component, Mapping[str, Category]] = MappingProxyType(
    {
        Component.WISH: WISHES,
        Component.RESPONSE_OF_OTHER: RESPONSES_OF_OTHER,
        Component.RESPONSE_OF_SELF: RESPONSES_OF_SELF,
    }
)
"""The standard categories of each component. A slug is unique within its component only."""

CLUSTERS: Mapping[Component, Mapping[str, Cluster]] = MappingProxyType(
    {
        Component.WISH: by_slug(
            _clusters(
                Component.WISH,
                (
                    ("to assert self and be independent", "Wishes to stand up for oneself and stand alone."),
                    (
                        "to oppose, hurt and control others",
                        "Wishes to resist, injure or have power over others.",
                    ),
                    (
                        "to be controlled, hurt and not responsible",
                        "Wishes to be led or treated badly, and to be free of duty.",
                    ),
                    ("to be distant and avoid conflicts", "Wishes to keep apart and keep the peace."),
                    ("to be close and accepting", "Wishes to be near others and take them as they are."),
                    ("to be loved and understood", "Wishes to be cherished, seen and taken seriously."),
                    (
                        "to feel good and comfortable",
                        "Wishes for ease, stability and good feeling about oneself.",
                    ),
                    ("to achieve and help others", "Wishes to do well, to be good and to give."),
                ),
            )
        ),
        Component.RESPONSE_OF_OTHER: by_slug(
            _clusters(
                Component.RESPONSE_OF_OTHER,
                (
                    ("strong", "The other stands firm and alone."),
                    ("controlling", "The other takes charge or is severe."),
                    ("upset", "The other is in pain, afraid or angry."),
                    ("bad", "The other is in the wrong or cannot be relied on."),
                    ("rejecting and opposing", "The other turns away, blocks or injures me."),
                    ("helpful", "The other supports me and works with me."),
                    ("likes me", "The other enjoys me or loves me."),
                    ("understanding", "The other sees me, takes me as I am and values me."),
                ),
            )
        ),
        Component.RESPONSE_OF_SELF: by_slug(
            _clusters(
                Component.RESPONSE_OF_SELF,
                (
                    ("helpful", "I understand, support and give."),
                    ("unreceptive", "I close up, or turn against the other inwardly."),
                    ("respected and accepted", "I feel taken as I am, valued or loved."),
                    ("oppose and hurt others", "I resist, press or injure the other."),
                    ("self-controlled and self-confident", "I feel sure and hold myself in hand."),
                    ("helpless", "I feel powerless, lean on the other or lose hold of myself."),
                    ("disappointed and depressed", "I feel let down, sad, angry or alone."),
                    ("anxious and ashamed", "I feel afraid, guilty or exposed."),
                ),
            )
        ),
    }
)
"""The eight clusters of each component."""

CLUSTER_READINGS: Mapping[Component, Mapping[str, str]] = MappingProxyType(
    {
        Component.WISH: MappingProxyType({}),
        Component.RESPONSE_OF_OTHER: MappingProxyType(
            {
                "strong": "independent, able, in charge of themself",
                "upset": "hurt, sad, anxious or falling apart themself",
                "bad": "not to be trusted, out of control, doing wrong",
                "rejecting_and_opposing": "criticises, refuses, ignores, leaves, does not understand, is angry at me",
                "helpful": "does something for me",
                "likes_me": "warm, glad of me, close",
                "understanding": "listens, accepts, respects, takes it in",
            }
        ),
        Component.RESPONSE_OF_SELF: MappingProxyType(
            {
                "helpful": "does something for the other, understands, is open",
                "unreceptive": "shuts off, says nothing, is not open, keeps away",
                "respected_and_accepted": "feels accepted, liked, close, understood, comfortable or glad with the other",
                "oppose_and_hurt_others": "is angry, argues, hits back, controls",
                "self_controlled_and_self_confident": "stands by self, keeps a grip, is able",
                "helpless": "stuck, gives in, dependent, unsure, out of control",
                "disappointed_and_depressed": "sad, let down, unloved, empty, jealous, angry turned in",
                "anxious_and_ashamed": "fear, guilt, shame, alarm of the body",
            }
        ),
    }
)
"""How those who rated Clew's corpus read the names of clusters: Clew's own working notes (D), not the book's."""


COMPLETENESS_THRESHOLD = Parameter(
    slug="completeness_threshold",
    name="Completeness an episode needs",
    definition="Episodes rated below this on the scale from 1 to 5 are kept but not counted for a theme.",
    value=2.5,
    source="LuborskyCC1998",
    tag=Tag.KNOWN,
)
STABLE_THEME_EPISODES = Parameter(
    slug="stable_theme_episodes",
    name="Episodes a theme needs",
    definition="With fewer complete episodes a theme is shown as provisional, with the number.",
    value=10,
    source="LuborskyCC1998",
    tag=Tag.KNOWN,
)
PROPOSED_THEME_EPISODES = Parameter(
    slug="proposed_theme_episodes",
    name="Episodes a proposed part of a theme needs",
    definition="A wish or response is proposed for a theme when it comes in at least so many episodes; what came once "
    "does not recur.",
    value=2,
    source="Clew",
    tag=Tag.DEFAULT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherKind(Entry):
    """The kind of person met in a relationship episode.

    ``kept_apart`` marks episodes of the relation to oneself, which are logged but not counted with the rest.
    """

    kept_apart: bool = False


def _other(slug: str, definition: str, tag: Tag = Tag.KNOWN, kept_apart: bool = False) -> OtherKind:
    return OtherKind(
        slug=slug,
        name=slug,
        definition=definition,
        kept_apart=kept_apart,
        source="Clew" if tag is Tag.DEFAULT else "LuborskyCC1998",
        tag=tag,
    )


OTHERS = by_slug(
    (
        _other("parent", "Mother, father, or whoever stood in their place."),
        _other("sibling", "Brother or sister, half or step included."),
        _other("grandparent", "A parent's parent.", Tag.DEFAULT),
        _other("relative", "Any other member of the family, by birth or marriage.", Tag.DEFAULT),
        _other("partner", "Husband, wife, partner or lover, present or past."),
        _other("child", "A son or daughter of the patient."),
        _other("friend", "A friend, near or former."),
        _other("boss", "Someone the patient works under."),
        _other("colleague", "Someone the patient works or studies beside."),
        _other("authority", "Someone with power by office: teacher, doctor, official."),
        _other("clinician", "The clinician of this treatment."),
        _other("stranger", "Someone not known before the episode."),
        _other("group", "Several people who act as one: a class, a team, in-laws.", Tag.DEFAULT),
        _other("self", "The relation to oneself.", kept_apart=True),
    )
)
"""The kinds of other a relationship episode may have."""


class Triangle(StrEnum):
    """The two triangles whose corners an interpretation links."""

    CONFLICT = "conflict"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner(Entry):
    """A corner of a triangle; ``letter`` is its usual initial, ``place`` belongs to the triangle of person."""

    triangle: Triangle
    letter: str
    place: Place | None = None

    def __post_init__(self) -> None:
        Entry.__post_init__(self)
        if (self.triangle is Triangle.PERSON) != (self.place is not None):
            raise TherapyError(
                f"'{self.slug}' needs a place exactly when it belongs to the triangle of person."
            )


CORNERS = by_slug(
    (
        Corner(
            slug="defense",
            name="defense",
            definition="How the person keeps the feeling away.",
            triangle=Triangle.CONFLICT,
            letter="D",
            source="Menninger1958",
            tag=Tag.KNOWN,
        ),
        Corner(
            slug="anxiety",
            name="anxiety",
            definition="The anxiety, guilt or shame that the feeling would bring.",
            triangle=Triangle.CONFLICT,
            letter="A",
            source="Menninger1958",
            tag=Tag.KNOWN,
        ),
        Corner(
            slug="hidden_feeling",
            name="hidden feeling",
            definition="The feeling or impulse that is kept away.",
            triangle=Triangle.CONFLICT,
            letter="F",
            source="Menninger1958",
            tag=Tag.KNOWN,
        ),
        Corner(
            slug="clinician",
            name="clinician",
            definition="The relationship with the clinician, here and now.",
            triangle=Triangle.PERSON,
            letter="T",
            place=Place.ROOM,
            source="Malan1979",
            tag=Tag.KNOWN,
        ),
        Corner(
            slug="current_others",
            name="current others",
            definition="People in the patient's present life outside therapy.",
            triangle=Triangle.PERSON,
            letter="C",
            place=Place.OUTSIDE,
            source="Malan1979",
            tag=Tag.KNOWN,
        ),
        Corner(
            slug="past_figures",
            name="past figures",
            definition="People of the past, often parents.",
            triangle=Triangle.PERSON,
            letter="P",
            place=Place.PAST,
            source="Malan1979",
            tag=Tag.KNOWN,
        ),
    )
)
"""The corners of both triangles. The parts of a theme and the corners are never converted automatically."""

LINKS = ("D-A-F", "T-P", "C-P", "T-C", "T-C-P")
"""The links an interpretation can make, written by the corners' letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReformulatedCluster(Entry):
    """A cluster of the Leipzig-Ulm reformulation (CCRT-LU), by name only; ``letter`` runs from A to M."""

    letter: str
    harmonious: bool


def _reformulated(letter: str, name: str, harmonious: bool) -> ReformulatedCluster:
    return ReformulatedCluster(
        slug=name.replace(", ", "_").replace("-", "_").replace(" ", "_"),
        name=name,
        definition=f"Cluster {letter}, {'harmonious' if harmonious else 'disharmonious'}; name only.",
        letter=letter,
        harmonious=harmonious,
        source="Albani2002",
        tag=Tag.UNCERTAIN,
    )


CCRT_LU_CLUSTERS = by_slug(
    (
        _reformulated("A", "attending to", True),
        _reformulated("B", "supporting", True),
        _reformulated("C", "loving, feeling well", True),
        _reformulated("D", "being self-determined", True),
        _reformulated("E", "being depressed", False),
        _reformulated("F", "being dissatisfied, scared", False),
        _reformulated("G", "being determined by others", False),
        _reformulated("H", "being angry, unlikeable", False),
        _reformulated("I", "being unreliable", False),
        _reformulated("J", "rejecting", False),
        _reformulated("K", "subjugating", False),
        _reformulated("L", "annoying, attacking", False),
        _reformulated("M", "withdrawing", False),
    )
)
"""The thirteen clusters of the CCRT-LU, a possible second coding system."""
