"""The reference page on how a formulation is counted, written from the rules' own numbers.

The worked example on the page is counted by the same functions as a patient's episodes.
"""

from __future__ import annotations

from clew.therapy.coding.agreement import LABELS
from clew.therapy.coding.resampling import FEWEST, MOST_UNDEFINED
from clew.therapy.formulation.ccrt import Counted, ccrt
from clew.therapy.formulation.defenses import ENOUGH_DEFENSE_CODES
from clew.therapy.formulation.episodes import Component, Episode
from clew.therapy.formulation.hypotheses import GATE_RULE, RECENT_SESSIONS
from clew.therapy.knowledge import (
    CATEGORIES,
    COMPLETENESS_THRESHOLD,
    INTERVENTIONS,
    STABLE_THEME_EPISODES,
    Parameter,
    Pole,
)
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.knowledge.interventions import (
    GATE_EPISODES,
    GATE_OTHERS,
    GATE_RECENT,
    MINIMUM_CODED_TURNS,
)
from clew.therapy.knowledge.markdown import page, table
from clew.therapy.moments import Moment, MomentKind, Place

NUMBERS: tuple[Parameter, ...] = (
    COMPLETENESS_THRESHOLD,
    STABLE_THEME_EPISODES,
    GATE_EPISODES,
    GATE_OTHERS,
    GATE_RECENT,
    RECENT_SESSIONS,
    ENOUGH_DEFENSE_CODES,
    MINIMUM_CODED_TURNS,
)
"""Every number that the counting uses."""


def example() -> tuple[Episode, ...]:
    """Return the invented episodes of the worked example, one told in each of five sessions."""
    told = (
        ("mother", "parent", Place.PAST, 4.0, ("be_loved", "distant", "not_open")),
        ("sister", "sibling", Place.OUTSIDE, 3.5, ("be_understood", "distant", "not_open")),
        ("boss", "boss", Place.OUTSIDE, 3.0, ("be_respected", "does_not_respect_me", "not_open")),
        ("clinician", "clinician", Place.ROOM, 3.0, ("be_understood", "distant", "depressed")),
        ("sister", "sibling", Place.OUTSIDE, 1.5, ("be_loved", "helpful", "loved")),
    )
    return tuple(
        Episode(
            key="example",
            session=session,
            other=other,
            name=name,
            place=place,
            completeness=completeness,
            moment=(moment := Moment(MomentKind.TURNS, f"session {session}", 0, 3)),
            components=tuple(
                Component(kind, moment, category=slug)
                for kind, slug in zip(ComponentKind, categories, strict=True)
            ),
        )
        for session, (name, other, place, completeness, categories) in enumerate(told, start=1)
    )


def counting_page() -> str:
    """Themes, pervasiveness, defense profile, technique, triangles, readiness and agreement."""
    return page(
        "How themes and profiles are counted",
        "Everything on the formulation page is counted from claims that a clinician accepted. Each count leads to "
        "the moments behind it.",
        *_themes(),
        *_example(),
        *_profiles(),
        *_readiness(),
        *_agreement(),
        "## The numbers",
        table(
            ("Number", "Value", "What it does", "Source, tag"),
            [
                (n.name, f"{n.value:g}", n.definition, f"[{n.source}](sources.md), {n.tag} ({n.tag.meaning})")
                for n in NUMBERS
            ],
        ),
    )


def _themes() -> tuple[str, ...]:
    rules = (
        (
            f"An episode counts when its completeness is at least {COMPLETENESS_THRESHOLD.value:g} on the scale from "
            "1 to 5. The number of those left out is shown. Episodes with oneself are kept apart."
        ),
        (
            "A category counts once in an episode, however often it is said there. Its frequency is the number of "
            "episodes that contain it."
        ),
        (
            "The theme is the most frequent wish, the most frequent response of other and the most frequent response "
            "of self, whether these are positive or negative. How many responses are positive and how many negative "
            "is shown apart; the same response with the same valence counts once in an episode."
        ),
        (
            "All tied categories are shown and the clinician chooses. Until then they stand in the order of their mean "
            "intensity (over the episodes, of the strongest rating in each; unrated ones last), then of the number of "
            "different people. This order is a default, not validated."
        ),
        (
            f"With fewer than {STABLE_THEME_EPISODES.value:g} episodes the theme is called provisional, with the "
            "number."
        ),
        (
            "A component that has only the rater's own words is shown, but not counted until it is given a category. "
            "Clusters are counted in the same way where a rater chose them; categories are not turned into clusters."
        ),
    )
    return (
        "## Themes",
        (
            "A relationship episode is one told or lived piece of interaction with one other person. In it stand "
            "wishes (W), responses of other (RO) and responses of self (RS)."
        ),
        "\n".join(f"{number}. {rule}" for number, rule in enumerate(rules, start=1)),
        (
            "Pervasiveness is frequency divided by the number of episodes. It is given for each person, for each place "
            "(past, outside, in the room), and for early against late sessions, always with the same categories. Late "
            "begins just past the middle between the first and the last session with an episode; this is a default, "
            "not validated, and another session can be chosen. A share of no episodes is left empty."
        ),
    )


def _example() -> tuple[str, ...]:
    episodes = example()
    found = ccrt(episodes)
    rows = [
        (
            e.name,
            e.place.value,
            f"{e.completeness:g}",
            *(_name(c.kind, c.category or "") for c in e.components),
        )
        for e in episodes
    ]
    themes = (
        f"- The most frequent {kind.label}: {'; '.join(map(_counted, found.theme(kind)))}."
        for kind in ComponentKind
    )
    return (
        "### An example",
        table(
            ("Person", "Place", "Completeness", *(kind.label.capitalize() for kind in ComponentKind)), rows
        ),
        f"{len(found.kept)} episodes count and {len(found.left_out)} is left out: {found.label}.",
        "\n".join(themes),
    )


def _name(kind: ComponentKind, slug: str) -> str:
    return CATEGORIES[kind][slug].name


def _counted(counted: Counted) -> str:
    return f"**{_name(counted.kind, counted.slug)}** ({counted.words})"


def _profiles() -> tuple[str, ...]:
    return (
        "## Defense profile",
        (
            "Overall defensive functioning (ODF) is the sum of the levels of all defense codes, 1 to 7, divided by "
            "their number. The share of a defense or a level is its number of codes in per cent of all defense codes, "
            "so that the seven levels sum to 100. Without codes there is no ODF; with fewer than "
            f"{ENOUGH_DEFENSE_CODES.value:g} the page says that they are too few. Two defenses on the same words count "
            "one each. Turns without a defense are not part of it. Compare only samples of similar length and type."
        ),
        (
            "Clew names no ranges of ODF, because the published boundaries are not certain enough; a clinic may enter "
            "its own, with their source."
        ),
        "## Technique",
        (
            f"Of the eight interventions, {_names(Pole.INSIGHT)} count toward insight, {_names(Pole.SUPPORT)} toward "
            f"support; {_names(Pole.MIDDLE)} lie between. The shares are in per cent of all eight, for sessions with "
            f"at least {MINIMUM_CODED_TURNS.value:g} coded turns. The scheme is not a validated instrument, there is no "
            "target value, and patients do not see the shares."
        ),
        "## Triangles",
        (
            "The corners of the triangle of conflict and of the triangle of person ([their names](ccrt.md)) are filled "
            "only from links that a clinician recorded. A wish, a response of other or a response of self is never "
            "turned into a corner."
        ),
    )


def _names(pole: Pole) -> str:
    return ", ".join(f"*{code.name.lower()}*" for code in INTERVENTIONS.values() if code.pole is pole)


def _readiness() -> tuple[str, ...]:
    return (
        "## Hypotheses and readiness",
        (
            "A hypothesis is kept only with at least one moment that speaks for it. An episode supports a hypothesis "
            "when such a moment lies in it, and a category when it contains it."
        ),
        (
            f"{GATE_RULE.name} (rule {GATE_RULE.code}; {GATE_RULE.tag.meaning}): at least {GATE_EPISODES.value:g} "
            f"episodes with at least {GATE_OTHERS.value:g} different people, {GATE_RECENT.value:g} or more of them told "
            f"in the last {RECENT_SESSIONS.value:g} sessions. What is missing is listed, and so is each place in which "
            "the claim was not yet seen. A rejected hypothesis is never ready."
        ),
        "The rule looks at evidence only: an open rupture or an open risk alert comes first, whatever the count.",
    )


def _agreement() -> tuple[str, ...]:
    labels = ", ".join(f"{label} from {lowest:.2f}" for lowest, label in LABELS[:-1])
    return (
        "## Agreement between two coders",
        (
            "Cohen's kappa is agreement beyond what each coder's own frequencies would bring by chance: 1 is perfect, 0 "
            "is chance. It is shown with the number of units and a 95% confidence interval (large-sample formula of "
            "Fleiss, Cohen and Everitt 1969)."
        ),
        (
            f"Labels, by the two decimals shown: {labels}, below that {LABELS[-1][1]}. When both coders gave every unit "
            "the same one code, kappa is undefined; where the formula gives a standard error of 0, as in perfect "
            "agreement, no interval is shown."
        ),
        (
            "Where a session is [coded twice](../how-to/code-a-session-twice.md) every unit counts that could have had a code: "
            "a turn of those who are coded, or in a scheme of words each character of such a turn. A unit's value is the set "
            "of its codes, and no code is a value too, so text that both left uncoded is agreement."
        ),
        table(
            ("Figure", "Formula", "Source"),
            [
                (
                    "weighted kappa",
                    (
                        "kappa with agreement 1 - d / R (linear) or 1 - (d / R) squared (quadratic), d the distance of two "
                        "ranks and R that of the highest and the lowest; a value beside the scale agrees with itself alone"
                    ),
                    "Cohen 1968",
                ),
                (
                    "Krippendorff's alpha",
                    (
                        "1 - observed / expected disagreement over all pairs of values within units, and over all pairs of "
                        "values; nominal, ordinal and interval; units that only one coder rated are left out"
                    ),
                    "Krippendorff 2011, whose example with four observers gives .743, .815 and .849, here too",
                ),
                (
                    "Gwet's AC1, AC2",
                    (
                        "kappa's formula, where chance is the sum of share x (1 - share) over the q categories, times the "
                        "sum of all weights, divided by q (q - 1); AC1 weighs 1 for the same and 0 otherwise"
                    ),
                    "Gwet 2008 and 2014",
                ),
                (
                    "95% interval",
                    (
                        f"the 2.5th to the 97.5th percentile of resamples of turns, each drawn as a whole; none with fewer than "
                        f"{FEWEST} turns, where more than {MOST_UNDEFINED:.0%} of the resamples give no figure, or where all are the same"
                    ),
                    "percentile method; the limits are Clew's, default, not validated",
                ),
            ],
        ),
    )
