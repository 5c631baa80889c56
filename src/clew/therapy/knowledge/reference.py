"""Reference pages of the vocabulary, rendered from the data: pure functions that return Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clew.therapy.knowledge.base import Entry, Parameter, Tag
from clew.therapy.knowledge.ccrt import (
    CATEGORIES,
    CCRT_LU_CLUSTERS,
    CLUSTER_READINGS,
    CLUSTERS,
    COMPLETENESS_THRESHOLD,
    CORNERS,
    LINKS,
    PROPOSED_THEME_EPISODES,
    STABLE_THEME_EPISODES,
    Component,
    Triangle,
)
from clew.therapy.knowledge.defenses import (
    DEFENSE_LEVELS,
    DEFENSES,
    DEPRESSIVE_TAG,
    OUTSIDE_TERMS,
    SEED_DEFENSES,
    GabbardClass,
)
from clew.therapy.knowledge.hypotheses import CONFIGURATIONS, HYPOTHESES
from clew.therapy.knowledge.interventions import (
    EXTRA_CODES,
    GATE_EPISODES,
    GATE_OTHERS,
    GATE_RECENT,
    INTERPRETATION_RULES,
    INTERVENTIONS,
    MINIMUM_CODED_TURNS,
    SITUATIONS,
    THERAPIST_CODES,
    TRANSFERENCE_SOFT_LIMIT,
)
from clew.therapy.knowledge.manual import rests_on
from clew.therapy.knowledge.markdown import page, table
from clew.therapy.knowledge.sources import SOURCES
from clew.therapy.knowledge.suitability import EMPHASIS_MARGIN, SUITABILITY

HOW_TO_READ = (
    "Every term has a slug, which is what Clew stores and exports, a definition in Clew's own words, a source and "
    "a tag that says how sure it is ([sources and tags](sources.md)). Examples are invented."
)


def _names(slugs: Iterable[str], entries: Mapping[str, Entry]) -> str:
    return ", ".join(entries[slug].name.lower() for slug in slugs) or "none"


def _parameters(*parameters: Parameter) -> str:
    return table(
        ("Parameter", "Value", "What it does", "Source, tag"),
        [
            (f"`{p.slug}`", f"{p.value:g}", p.definition, f"{rests_on(p)} ({p.tag.meaning})")
            for p in parameters
        ],
    )


def interventions_page() -> str:
    """The continuum, the decision aid and the rules about interpreting. The codes themselves are in the manual."""
    return page(
        "Interventions",
        "Eight interventions stand on a continuum from insight to support; six further codes stand beside it. The "
        "scheme is Clew's, named after the founding text; it is not validated. What each is, what it is not and "
        "examples: [the coding manual](coding-manual.md#interventions).",
        HOW_TO_READ,
        "## The continuum",
        table(
            ("Position", "Intervention", "Slug", "Pole"),
            [(str(i.position), i.name, f"`{i.slug}`", str(i.pole)) for i in INTERVENTIONS.values()],
        ),
        f"Beside the continuum: {_names(EXTRA_CODES, EXTRA_CODES)}.",
        "## What to consider first",
        "An aid to thinking, never an instruction.",
        table(
            ("Situation", "Consider", "Leave for now", "In short", "Source, tag"),
            [
                (
                    f"{s.name}: {s.definition}",
                    _names(s.prefer, THERAPIST_CODES),
                    _names(s.avoid, THERAPIST_CODES),
                    s.advice,
                    rests_on(s),
                )
                for s in SITUATIONS.values()
            ],
        ),
        "## Rules about interpreting",
        table(
            ("Rule", "Name", "What it says", "Source, tag"),
            [(r.code, r.name, r.definition, rests_on(r)) for r in INTERPRETATION_RULES.values()],
        ),
        "## Parameters",
        _parameters(GATE_EPISODES, GATE_OTHERS, GATE_RECENT, TRANSFERENCE_SOFT_LIMIT, MINIMUM_CODED_TURNS),
    )


def defenses_page() -> str:
    """The levels, and older groupings of the thirty defenses. The codes themselves are in the manual."""
    outside = ", ".join(sorted(OUTSIDE_TERMS))
    return page(
        "Defenses",
        "Thirty defenses in seven levels of adaptiveness, after the Defense Mechanism Rating Scales. A code is a "
        "judgement about one utterance in its context, never about a person. A patient never sees level names. What each "
        "is, what it does, what it is taken for and examples: [the coding manual](coding-manual.md#defenses).",
        HOW_TO_READ,
        table(
            ("Level", "Name", "Defenses"),
            [
                (
                    str(level.level),
                    level.name.lower(),
                    ", ".join(d.name.lower() for d in DEFENSES.values() if d.level == level.level),
                )
                for level in DEFENSE_LEVELS.values()
            ],
        ),
        "## Depressive defenses",
        f"Perry speaks of eight defenses that go with depression ([Perry2026](sources.md)). Which eight is tagged "
        f"{DEPRESSIVE_TAG}: {DEPRESSIVE_TAG.meaning}. Marked here (devaluation has two codes, so there are nine): "
        + ", ".join(d.name.lower() for d in DEFENSES.values() if d.depressive)
        + ".",
        "## Textbook classes",
        "An older grouping ([Gabbard2014](sources.md), K), kept to read textbooks by. It is not used for coding, and "
        "it does not follow the levels: dissociation is primitive there and level 5 here.",
        table(
            ("Class", "Defenses"),
            [
                (
                    kind.value.replace("_", " "),
                    ", ".join(d.name.lower() for d in DEFENSES.values() if d.gabbard is kind),
                )
                for kind in GabbardClass
            ],
        ),
        f"Outside the seven levels, free tags at most and never counted: {outside}.",
        "## Defenses of the two configurations",
        table(
            ("Configuration", "Term", "Level", "Code", "Textbook class", "Note", "Source, tag"),
            [
                (
                    s.configuration,
                    s.name.lower(),
                    str(s.level),
                    f"`{s.defense}`" if s.defense else "none",
                    s.gabbard.value.replace("_", " "),
                    s.definition,
                    rests_on(s),
                )
                for s in SEED_DEFENSES.values()
            ],
        ),
    )


def ccrt_page() -> str:
    """Thresholds and the two triangles. Episodes, categories and clusters are in the manual."""
    corners = [
        table(
            ("Letter", "Corner", "Meaning", "Source, tag"),
            [
                (c.letter, c.name, c.definition, rests_on(c))
                for c in CORNERS.values()
                if c.triangle is triangle
            ],
        )
        for triangle in Triangle
    ]
    return page(
        "The core conflictual relationship theme",
        "A theme is a wish (W), the response of the other (RO) and the response of self (RS) that recur over "
        "relationship episodes. Each category is counted once per episode.",
        HOW_TO_READ,
        "How an episode is marked and read, with all categories and clusters: "
        "[the coding manual](coding-manual.md#relationship-episodes). Slugs are the keys, and they are unique within W, RO and "
        "RS only. Numbers are the places in the printed list as far as they are known; the tag says how sure.",
        table(
            ("Part", "Categories", "Clusters"),
            [(f"{c.label} ({c})", str(len(CATEGORIES[c])), str(len(CLUSTERS[c]))) for c in Component],
        ),
        "## How the raters of Clew's corpus read the clusters",
        "Clew's own working notes (D: default, not validated), not the book's. A rater chooses the one cluster that fits "
        "best, from what is said and its context, and a second best only where it is really close. A wish is what the "
        "teller wanted from the other, said or plain from the story. No cluster is derived from a category.",
        table(
            ("Component", "Cluster", "Read as"),
            [
                (component.label, CLUSTERS[component][slug].name, words)
                for component, readings in CLUSTER_READINGS.items()
                for slug, words in readings.items()
            ],
        ),
        "## Thresholds",
        _parameters(COMPLETENESS_THRESHOLD, STABLE_THEME_EPISODES, PROPOSED_THEME_EPISODES),
        "## Triangles",
        *corners,
        f"Links an interpretation may make: {', '.join(LINKS)}.",
        "## CCRT-LU",
        "A reformulation with one system for all three components; names only.",
        table(
            ("Cluster", "Slug", "What it is", "Source, tag"),
            [(c.name, f"`{c.slug}`", c.definition, rests_on(c)) for c in CCRT_LU_CLUSTERS.values()],
        ),
    )


def suitability_page() -> str:
    """The features that speak for exploratory or supportive emphasis."""
    return page(
        "Suitability",
        "Nineteen features, each rated low, mixed or high with a note of the evidence. They give a profile and an "
        "emphasis, never a pass or a fail, and they are rated again at each review.",
        HOW_TO_READ,
        table(
            (
                "No.",
                "Feature",
                "Slug",
                "More exploratory",
                "More supportive",
                "How it is noticed",
                "Caps",
                "Source, tag",
            ),
            [
                (
                    str(f.number),
                    f"{f.name}: {f.definition}",
                    f"`{f.slug}`",
                    f.exploratory,
                    f.supportive,
                    f.noticed_by or "",
                    "yes" if f.caps else "",
                    rests_on(f),
                )
                for f in SUITABILITY.values()
            ],
        ),
        f"Caps: rated low, such a feature holds the emphasis at balanced ({Tag.DEFAULT.meaning}).",
        "## Parameter",
        _parameters(EMPHASIS_MARGIN),
    )


def hypotheses_page() -> str:
    """Hypotheses about what drives a depression, and the two configurations side by side."""
    rows = (
        ("what it is", "definition"),
        ("core fear", "core_fear"),
        ("felt as", "felt_as"),
        ("wish", "wish"),
        ("relationships", "relationships"),
        ("character", "character"),
        ("trigger", "trigger"),
        ("with the clinician", "with_the_clinician"),
        ("danger", "suicide_note"),
        ("emphasis", "emphasis"),
    )
    configurations = list(CONFIGURATIONS.values())
    return page(
        "Hypotheses",
        "Eleven hypotheses about what drives a depression. Any number may hold together; each is kept with the moments "
        "for it and against it.",
        HOW_TO_READ,
        table(
            ("Code", "Hypothesis", "Slug", "What it says", "Source, tag"),
            [(h.code, h.name, f"`{h.slug}`", h.definition, rests_on(h)) for h in HYPOTHESES.values()],
        ),
        "## Anaclitic and introjective",
        "Most people mix the two, so each is rated on its own scale and nobody is put in a class.",
        table(
            ("", *(c.name for c in configurations)),
            [
                *((label, *(str(getattr(c, name)) for c in configurations)) for label, name in rows),
                ("defenses", *(_names(c.defenses, DEFENSES) for c in configurations)),
                ("source, tag", *(rests_on(c) for c in configurations)),
            ],
        ),
    )


def sources_page() -> str:
    """What the tags mean, and every source with its citation."""
    return page(
        "Sources and tags",
        "## Tags",
        table(("Tag", "Meaning"), [(tag.value, tag.meaning) for tag in Tag]),
        "## Sources",
        "*Read*: the work, its abstract or its official page was read when Clew's content was written. *To check*: "
        "details of the citation are still to be verified before it is quoted in print.",
        table(
            ("Key", "Citation", "DOI", "Read", "To check"),
            [
                (
                    s.key,
                    s.citation,
                    f"[{s.doi}]({s.url})" if s.doi else "",
                    "yes" if s.seen else "",
                    "yes" if s.check else "",
                )
                for s in SOURCES.values()
            ],
        ),
    )
