"""What an assessment looks at, what is not yet there, and what may be thought about a sign (assessment.md 2.1, 2.4, 2.8).

Nothing here measures a person. Each answer is a sentence to think about, with its source.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from clew.therapy.course.rule import Case, Reason, Rule
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.base import Entry, Tag, by_slug
from clew.therapy.knowledge.ccrt import STABLE_THEME_EPISODES


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain(Entry):
    """One domain of the assessment. `definition` is what is asked; `forms` hold the answers; `required` may not be left out."""

    forms: tuple[str, ...] = ()
    required: bool = False


def _domain(
    slug: str,
    name: str,
    asked: str,
    forms: tuple[str, ...] = (),
    *,
    source: str = "UTD",
    tag: Tag = Tag.STATED,
    required: bool = False,
) -> Domain:
    return Domain(
        slug=slug, name=name, definition=asked, forms=forms, source=source, tag=tag, required=required
    )


DOMAINS = by_slug(
    (
        _domain(
            "narrative",
            "Life story",
            "How would you tell your life, in your own order? And how do you explain this depression to yourself?",
            ("narrative",),
        ),
        _domain(
            "stressors",
            "Stressors",
            "What weighed, then and now? When was it, and when did the depression begin?",
            ("stressor", "symptom_episode"),
        ),
        _domain(
            "meaning",
            "What they meant",
            "What did it say about you, about the others, about what is to come?",
        ),
        _domain(
            "pattern",
            "What they have in common",
            "Has something like this happened before, perhaps long ago?",
        ),
        _domain(
            "developmental",
            "Early experience",
            "Who was there when you were small, who was not, and who could hear how you were?",
            ("developmental",),
        ),
        _domain("effect", "What it left behind", "What may it have done to being with people, then and now?"),
        _domain(
            "relationships",
            "Relationship patterns",
            "What comes back with family, partners, friends, at work and in this room?",
            ("relationships",),
        ),
        _domain(
            "personality",
            "Personality",
            "Which lasting features may feed the depression: standards, self-criticism, dependency, control, shame?",
            ("personality", "configuration"),
        ),
        _domain("defenses", "Defenses", "What is done with anxiety and conflict?"),
        _domain(
            "biology",
            "Body and inheritance",
            "Family mood disorder, illness, medication, substances, births, seasons?",
            ("biology",),
        ),
        _domain(
            "family",
            "Across generations",
            "Who belongs to the family, and which of its stories comes again?",
            ("person",),
        ),
        _domain(
            "strengths",
            "Strengths and functioning",
            "What holds: work, love, play, people, talents, values, culture, language, faith?",
            ("strengths",),
            source="Practice",
            tag=Tag.KNOWN,
        ),
        _domain(
            "goals",
            "Goals",
            "What should be different, in symptoms and between you and others?",
            ("goal",),
        ),
        _domain(
            "treatment",
            "Earlier treatment",
            "What was tried, what helped, and why did it end?",
            ("treatment_history",),
            source="Practice",
            tag=Tag.KNOWN,
        ),
        _domain(
            "risk",
            "Risk",
            "Are there thoughts of dying or of ending one's life?",
            source="Practice",
            tag=Tag.KNOWN,
            required=True,
        ),
    )
)
"""What an assessment looks at, in its order. Only risk has to be asked."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A domain of which nothing is written yet."""

    domain: Domain
    reason: Reason


def gaps(written: Collection[str]) -> tuple[Gap, ...]:
    """Return the domains that nothing is written about, the required one first.

    Args:
        written: slugs of `DOMAINS` about which something is written.

    Raises:
        TherapyError: a slug is no domain.
    """
    for slug in written:
        if slug not in DOMAINS:
            raise TherapyError(f"The assessment has no domain '{slug}'.")
    missing = [domain for domain in DOMAINS.values() if domain.slug not in written]
    missing.sort(key=lambda domain: not domain.required)
    return tuple(
        Gap(
            domain,
            Reason(
                rule="gaps",
                words="Risk has not been asked about in this treatment. It is the one part that may not be left out."
                if domain.required
                else f"{domain.name}: nothing is written yet. It can wait, or stay out.",
                source=domain.source,
                tag=domain.tag,
            ),
        )
        for domain in missing
    )


def more_episodes(episodes: int, *, wanted: float = STABLE_THEME_EPISODES.value) -> tuple[Reason, ...]:
    """Say how many relationship episodes there are while they are fewer than a stable theme needs.

    Raises:
        TherapyError: the number is negative.
    """
    if episodes < 0:
        raise TherapyError("A number of episodes is 0 or more.")
    if episodes >= wanted:
        return ()
    return (
        Reason(
            rule="more_episodes",
            words=f"{episodes} of at least {wanted:.0f} relationship episodes so far. They gather over time; until "
            "then a theme is provisional.",
            source=STABLE_THEME_EPISODES.source,
            tag=STABLE_THEME_EPISODES.tag,
        ),
    )


def two_ratings(dependency: int | None, self_criticism: int | None) -> tuple[Reason, ...]:
    """Say how the two ratings stand. They are never folded into one, and one alone is asked to be joined by the other.

    Raises:
        TherapyError: a rating is not between 0 and 10.
    """
    given = {"dependency": dependency, "self-criticism": self_criticism}
    if any(value is not None and not 0 <= value <= 10 for value in given.values()):
        raise TherapyError("Dependency and self-criticism are rated from 0 to 10.")
    rated = {name: value for name, value in given.items() if value is not None}
    if not rated:
        return ()
    if len(rated) == 1:
        (name,) = rated
        other = next(one for one in given if one != name)
        words = f"Only {name} is rated. Rate {other} too: one rating alone reads like a box."
    else:
        words = (
            f"Dependency {dependency} of 10 and self-criticism {self_criticism} of 10, each for itself. Most people "
            "have something of both; which one speaks may change from hour to hour. Not validated."
        )
    return (Reason(rule="two_ratings", words=words, source="Clew", tag=Tag.DEFAULT),)


MEANINGS: Mapping[str, tuple[str, ...]] = {
    "silence": ("anxiety", "shame", "loyalty"),
    "attendance": ("ambivalence", "guilt", "deserving"),
    "questions": ("social_tie", "fear_of_judgement"),
    "idealising": ("repetition", "real_features"),
    "flight": ("fear_of_dependence", "ending"),
}
"""What each sign of an `OBSERVATION` may mean, as slugs of its field `meanings` (assessment.md 2.8)."""

LOGGED_AS: Mapping[str, str] = {
    "silence": "in_session",
    "attendance": "attendance",
    "questions": "relational",
    "idealising": "relational",
    "flight": "in_session",
}
"""As what each sign is logged."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What may be thought about a sign: possible meanings, as slugs; none before practical causes were looked at."""

    meanings: tuple[str, ...]
    reason: Reason


def meanings_to_consider(sign: str, practical: str) -> Readings:
    """Return what a sign may mean, once practical causes were looked at and leave something open.

    Args:
        sign: a key of `MEANINGS`.
        practical: explains, not_enough or not_yet, as in `OBSERVATION`.

    Raises:
        TherapyError: either is unknown.
    """
    if sign not in MEANINGS or practical not in ("explains", "not_enough", "not_yet"):
        raise TherapyError(
            "An observation has one of the known signs, and says whether practical causes were seen to."
        )
    if practical == "not_enough":
        words = "A practical cause was looked at and leaves something open. Each meaning is a possibility, no more."
        source, tag, meanings = "UTD", Tag.STATED, MEANINGS[sign]
    elif practical == "explains":
        words = "A practical cause explains this. Nothing more needs to be read into it."
        source, tag, meanings = "Clew", Tag.DEFAULT, ()
    else:
        words = "Look at practical causes first: illness, transport, cost, technology."
        source, tag, meanings = "Clew", Tag.DEFAULT, ()
    if sign == "questions" and meanings:
        words += " Explore before answering."
    return Readings(meanings, Reason(rule="practical_causes_first", words=words, source=source, tag=tag))


def _missing(*written: str) -> str:
    return ", ".join(gap.domain.slug for gap in gaps(written)) or "none"


def _said(reasons: tuple[Reason, ...]) -> str:
    return reasons[0].words if reasons else "nothing"


_ALL = tuple(DOMAINS)

RULES = (
    Rule(
        slug="gaps",
        name="What is not written yet",
        definition="Parts of the assessment about which nothing is written. Only risk has to be asked about.",
        source="Practice",
        tag=Tag.KNOWN,
        cases=(
            Case(
                given="all but goals and risk are written",
                ask=lambda: _missing(*(slug for slug in _ALL if slug not in ("goals", "risk"))),
                answer="risk, goals",
            ),
            Case(given="all is written", ask=lambda: _missing(*_ALL), answer="none"),
        ),
    ),
    Rule(
        slug="more_episodes",
        name="Enough relationship episodes",
        definition="Relationship patterns rest on episodes that gather over time; fewer than the default is said.",
        source=STABLE_THEME_EPISODES.source,
        tag=STABLE_THEME_EPISODES.tag,
        defaults=(STABLE_THEME_EPISODES,),
        cases=(
            Case(
                given="9 episodes",
                ask=lambda: _said(more_episodes(9)).split(".")[0],
                answer="9 of at least 10 relationship episodes so far",
            ),
            Case(given="10 episodes", ask=lambda: _said(more_episodes(10)), answer="nothing"),
        ),
    ),
    Rule(
        slug="two_ratings",
        name="Two ratings, never one category",
        definition="Dependency and self-criticism are rated each for itself and never folded into a type.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            Case(
                given="dependency 7, self-criticism 5",
                ask=lambda: _said(two_ratings(7, 5)).split(".")[0],
                answer="Dependency 7 of 10 and self-criticism 5 of 10, each for itself",
            ),
            Case(
                given="dependency 7, self-criticism not rated",
                ask=lambda: _said(two_ratings(7, None)).split(".")[0],
                answer="Only dependency is rated",
            ),
            Case(given="neither is rated", ask=lambda: _said(two_ratings(None, None)), answer="nothing"),
        ),
    ),
    Rule(
        slug="practical_causes_first",
        name="Practical causes first",
        definition="No meaning is offered for a sign before illness, transport, cost and technology were looked at.",
        source="Clew",
        tag=Tag.DEFAULT,
        cases=(
            Case(
                given="late, not yet looked at",
                ask=lambda: ", ".join(meanings_to_consider("attendance", "not_yet").meanings) or "none",
                answer="none",
            ),
            Case(
                given="late, and the bus explains it",
                ask=lambda: meanings_to_consider("attendance", "explains").reason.words,
                answer="A practical cause explains this. Nothing more needs to be read into it.",
            ),
            Case(
                given="late, looked at, something is left open",
                ask=lambda: ", ".join(meanings_to_consider("attendance", "not_enough").meanings),
                answer="ambivalence, guilt, deserving",
            ),
        ),
    ),
)
