"""Reference pages of the vocabulary, rendered from the data: pure functions that return Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clew.therapy.knowledge.affects import AFFECTS
from clew.therapy.knowledge.base import Entry, Parameter, Tag
from clew.therapy.knowledge.ccrt import (
    CATEGORIES,
    CCRT_LU_CLUSTERS,
    CLUSTER_READINGS,
    CLUSTERS,
    COMPLETENESS_THRESHOLD,
    CORNERS,
    LINKS,
    OTHERS,
    PROPOSED_THEME_EPISODES,
    STABLE_THEME_EPISODES,
    Category,
    Component,
    Triangle,
)
from clew.therapy.knowledge.defenses import (
    CONFUSIONS,
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
    Intervention,
)
from clew.therapy.knowledge.markdown import page, table
from clew.therapy.knowledge.risk import RISK_CODES
from clew.therapy.knowledge.ruptures import REPAIR_STRATEGIES, RUPTURE_MARKERS, RuptureFamily
from clew.therapy.knowledge.sources import SOURCES
from clew.therapy.knowledge.suitability import EMPHASIS_MARGIN, SUITABILITY

HOW_TO_READ = (
    "Every term has a slug, which is what Clew stores and exports, a definition in Clew's own words, a source and "
    "a tag that says how sure it is ([sources and tags](sources.md)). Examples are invented."
)


def _rests_on(entry: Entry) -> str:
    return f"[{entry.source}](sources.md), {entry.tag}"


def _names(slugs: Iterable[str], entries: Mapping[str, Entry]) -> str:
    return ", ".join(entries[slug].name.lower() for slug in slugs) or "none"


def _parameters(*parameters: Parameter) -> str:
    return table(
        ("Parameter", "Value", "What it does", "Source, tag"),
        [
            (f"`{p.slug}`", f"{p.value:g}", p.definition, f"{_rests_on(p)} ({p.tag.meaning})")
            for p in parameters
        ],
    )


def _intervention(item: Intervention) -> str:
    lines = [f"### {item.name} `{item.slug}`", item.definition, f"*Use when.* {item.use_when}"]
    if item.markers:
        lines.append("*Often heard.* " + "; ".join(f'"{words}"' for words in item.markers))
    lines.append(f"*Not this.* {item.not_this}")
    lines.append("\n".join(f'- "{words}"' for words in item.examples))
    lines.append(f"Source: {_rests_on(item)}.")
    return "\n\n".join(lines)


def interventions_page() -> str:
    """The eight interventions, the codes beside them, the decision aid and the rules about interpreting."""
    return page(
        "Interventions",
        "Eight interventions stand on a continuum from insight to support; six further codes stand beside it. The "
        "scheme is Clew's, named after the founding text; it is not validated.",
        HOW_TO_READ,
        "## The continuum",
        table(
            ("Position", "Intervention", "Slug", "Pole"),
            [(str(i.position), i.name, f"`{i.slug}`", str(i.pole)) for i in INTERVENTIONS.values()],
        ),
        *(_intervention(item) for item in INTERVENTIONS.values()),
        "## Codes beside the continuum",
        *(_intervention(item) for item in EXTRA_CODES.values()),
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
                    _rests_on(s),
                )
                for s in SITUATIONS.values()
            ],
        ),
        "## Rules about interpreting",
        table(
            ("Rule", "Name", "What it says", "Source, tag"),
            [(r.code, r.name, r.definition, _rests_on(r)) for r in INTERPRETATION_RULES.values()],
        ),
        "## Parameters",
        _parameters(GATE_EPISODES, GATE_OTHERS, GATE_RECENT, TRANSFERENCE_SOFT_LIMIT, MINIMUM_CODED_TURNS),
    )


def defenses_page() -> str:
    """The thirty defenses by level, what is easily confused, and older groupings."""
    blocks = []
    for level in DEFENSE_LEVELS.values():
        blocks.append(f"## Level {level.level}: {level.name.lower()} `{level.slug}`")
        blocks.append(f"{level.definition} Source: {_rests_on(level)}.")
        blocks.append(
            table(
                ("Defense", "Slug", "What it is", "What it does", "Example", "Source, tag"),
                [
                    (d.name, f"`{d.slug}`", d.definition, d.function, f'"{d.example}"', _rests_on(d))
                    for d in DEFENSES.values()
                    if d.level == level.level
                ],
            )
        )
    outside = ", ".join(sorted(OUTSIDE_TERMS))
    return page(
        "Defenses",
        "Thirty defenses in seven levels of adaptiveness, after the Defense Mechanism Rating Scales. A code is a "
        "judgement about one utterance in its context, never about a person. A patient never sees level names.",
        HOW_TO_READ,
        *blocks,
        "## Easily confused",
        table(
            ("Which", "How to tell", "Source, tag"),
            [(c.name, c.definition, _rests_on(c)) for c in CONFUSIONS.values()],
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
                    _rests_on(s),
                )
                for s in SEED_DEFENSES.values()
            ],
        ),
    )


def _category_row(category: Category) -> tuple[str, ...]:
    return (
        f"{category.number} ({category.number_tag})",
        f"`{category.slug}`",
        category.definition,
        _rests_on(category),
    )


def ccrt_page() -> str:
    """Categories and clusters of the theme, thresholds, kinds of other and the two triangles."""
    blocks = []
    for component in Component:
        blocks.append(
            f"## {component.label.capitalize()} ({component}): {len(CATEGORIES[component])} categories"
        )
        blocks.append(
            table(
                ("Number (tag)", "Slug", "Meaning", "Source, tag"),
                [_category_row(c) for c in CATEGORIES[component].values()],
            )
        )
        blocks.append(
            table(
                ("Cluster", "Slug", "Meaning", "Source, tag"),
                [
                    (f"{c.number} {c.name}", f"`{c.slug}`", c.definition, _rests_on(c))
                    for c in CLUSTERS[component].values()
                ],
            )
        )
    corners = [
        table(
            ("Letter", "Corner", "Meaning", "Source, tag"),
            [
                (c.letter, c.name, c.definition, _rests_on(c))
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
        "Slugs are the keys, and they are unique within W, RO and RS only. Numbers are the places in the printed list "
        "as far as they are known; the tag says how sure. Which category belongs to which cluster is a table in the "
        "method's book: it is not known here, so a rater chooses the cluster directly.",
        *blocks,
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
        "## Kinds of other",
        table(
            ("Slug", "Who", "Source, tag"),
            [(f"`{o.slug}`", o.definition, _rests_on(o)) for o in OTHERS.values()],
        ),
        "## Triangles",
        *corners,
        f"Links an interpretation may make: {', '.join(LINKS)}.",
        "## CCRT-LU",
        "A reformulation with one system for all three components; names only.",
        table(
            ("Cluster", "Slug", "What it is", "Source, tag"),
            [(c.name, f"`{c.slug}`", c.definition, _rests_on(c)) for c in CCRT_LU_CLUSTERS.values()],
        ),
    )


def ruptures_page() -> str:
    """Rupture markers in their two families, and repair strategies."""
    blocks = []
    for family in RuptureFamily:
        blocks.append(f"## {family.value.capitalize()} markers")
        blocks.append(
            table(
                ("Marker", "Slug", "What it is", "Example", "Source, tag"),
                [
                    (m.name, f"`{m.slug}`", m.definition, f'"{m.example}"', _rests_on(m))
                    for m in RUPTURE_MARKERS.values()
                    if m.family is family
                ],
            )
        )
    return page(
        "Ruptures and repair",
        "A marker is an invitation to talk about the work, not a finding, and it is no measure of a clinician.",
        HOW_TO_READ,
        *blocks,
        "## Repair strategies",
        "Experts advise to validate and explore during a rupture and to link it to patterns later "
        "([EubanksConsensus2018](sources.md), V); where no advice is recorded the timing is any.",
        table(
            ("Strategy", "Slug", "What it is", "When", "Example", "Source, tag"),
            [
                (s.name, f"`{s.slug}`", s.definition, s.timing.value, f'"{s.example}"', _rests_on(s))
                for s in REPAIR_STRATEGIES.values()
            ],
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
                    _rests_on(f),
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
            [(h.code, h.name, f"`{h.slug}`", h.definition, _rests_on(h)) for h in HYPOTHESES.values()],
        ),
        "## Anaclitic and introjective",
        "Most people mix the two, so each is rated on its own scale and nobody is put in a class.",
        table(
            ("", *(c.name for c in configurations)),
            [
                *((label, *(str(getattr(c, name)) for c in configurations)) for label, name in rows),
                ("defenses", *(_names(c.defenses, DEFENSES) for c in configurations)),
                ("source, tag", *(_rests_on(c) for c in configurations)),
            ],
        ),
    )


def affects_and_risk_page() -> str:
    """Affects, and the three codes for talk of suicide."""
    return page(
        "Affects and risk language",
        HOW_TO_READ,
        "## Affects",
        table(
            ("Slug", "What it is", "Example", "Source, tag"),
            [(f"`{a.slug}`", a.definition, f'"{a.example}"', _rests_on(a)) for a in AFFECTS.values()],
        ),
        "## Risk language",
        "The codes mark words; they do not assess a person, and no code says nothing about safety. What has to happen "
        "is on the page [safety](safety.md).",
        table(
            ("Code", "Slug", "What it is", "Screener items", "Not this", "Example", "Source, tag"),
            [
                (
                    r.name,
                    f"`{r.slug}`",
                    r.definition,
                    ", ".join(map(str, r.screener_items)),
                    r.not_this,
                    f'"{r.example}"',
                    _rests_on(r),
                )
                for r in RISK_CODES.values()
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
