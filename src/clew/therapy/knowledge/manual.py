"""The coding manual: what a person codes from, put together from the vocabulary, and the same for paper and screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clew.therapy.knowledge import coding_rules as rules
from clew.therapy.knowledge import neighbours
from clew.therapy.knowledge.affects import AFFECTS
from clew.therapy.knowledge.base import Entry
from clew.therapy.knowledge.ccrt import (
    CATEGORIES,
    CLUSTERS,
    COMPLETENESS_THRESHOLD,
    OTHERS,
    STABLE_THEME_EPISODES,
    Category,
    Component,
)
from clew.therapy.knowledge.coding_rules import Asks, CodingRule
from clew.therapy.knowledge.defenses import CONFUSIONS, DEFENSE_LEVELS, DEFENSES
from clew.therapy.knowledge.interventions import EXTRA_CODES, INTERVENTIONS
from clew.therapy.knowledge.markdown import page, table
from clew.therapy.knowledge.risk import RISK_CODES
from clew.therapy.knowledge.ruptures import REPAIR_STRATEGIES, RUPTURE_MARKERS, RuptureFamily

TITLE = "The coding manual"
INTRO = (
    "What a person codes from, and what Clew's coder proposes. The definitions and examples are Clew's own; every example "
    "is invented. The names of defenses, of rupture markers and of the theme's categories are those of the field, and this "
    "manual takes the place of no published one: who needs ratings by an instrument is trained with that instrument."
)
HOW_SURE = (
    "The tag behind a source says how sure a statement is: V checked, S stated in a founding text, K general knowledge, "
    "K? uncertain, D our own choice and not validated."
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some codes under one heading. ``family`` is their key in the registry; a ``listed`` part is a plain list.

    ``about`` is the entry that says what they have in common, such as a level of defenses.
    """

    title: str
    family: str
    entries: tuple[Entry, ...]
    about: Entry | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """One scheme: its rules, its codes, and what is easily confused."""

    anchor: str
    title: str
    intro: str
    rules: Mapping[str, CodingRule]
    parts: tuple[Part, ...] = ()
    neighbours: tuple[Entry, ...] = ()

    def answers(self) -> tuple[tuple[str, tuple[CodingRule, ...]], ...]:
        """Return the rules by the question that they answer, in the order of asking."""
        return tuple(
            (asks.label, mine)
            for asks in Asks
            if (mine := tuple(rule for rule in self.rules.values() if rule.asks is asks))
        )


def _part(
    title: str, family: str, entries: Iterable[Entry], about: Entry | None = None, *, listed: bool = False
) -> Part:
    return Part(title, family, tuple(entries), about, listed)


def _components() -> tuple[Part, ...]:
    parts = []
    for component in Component:
        name = f"{component.label.capitalize()} ({component})"
        parts.append(
            _part(f"{name}: categories", str(component), CATEGORIES[component].values(), listed=True)
        )
        parts.append(
            _part(f"{name}: clusters", f"{component}_cluster", CLUSTERS[component].values(), listed=True)
        )
    return tuple(parts)


def chapters() -> tuple[Chapter, ...]:
    """Return the manual, chapter by chapter."""
    return (
        Chapter(
            "for-every-scheme",
            "For every scheme",
            "These hold wherever nothing else is said.",
            rules.GENERAL_RULES,
        ),
        Chapter(
            "interventions",
            "Interventions",
            "What the clinician does. Eight codes stand on a continuum from insight to support; six stand beside it. The "
            "scheme is Clew's, named after the founding text; it is not validated.",
            rules.INTERVENTION_RULES,
            (
                _part("The continuum, from insight to support", "intervention", INTERVENTIONS.values()),
                _part("Codes beside the continuum", "intervention", EXTRA_CODES.values()),
            ),
            tuple(neighbours.INTERVENTION_NEIGHBOURS.values()),
        ),
        Chapter(
            "defenses",
            "Defenses",
            "How something hard to bear is kept off: thirty codes in seven levels of adaptiveness, after the Defense "
            "Mechanism Rating Scales. Everybody uses them. A patient never sees level names.",
            rules.DEFENSE_RULES,
            tuple(
                _part(
                    f"Level {level.level}: {level.name.lower()}",
                    "defense",
                    (one for one in DEFENSES.values() if one.level == level.level),
                    level,
                )
                for level in DEFENSE_LEVELS.values()
            ),
            tuple(CONFUSIONS.values()),
        ),
        Chapter(
            "rupture-markers",
            "Rupture markers",
            "Signs that working together has become harder. A marker is an invitation to talk about the work, not a "
            "finding, and it is no measure of a clinician.",
            rules.RUPTURE_RULES,
            tuple(
                _part(
                    family.value.capitalize(),
                    "rupture",
                    (one for one in RUPTURE_MARKERS.values() if one.family is family),
                )
                for family in RuptureFamily
            ),
            tuple(neighbours.RUPTURE_NEIGHBOURS.values()),
        ),
        Chapter(
            "repair-moves",
            "Repair moves",
            "What the clinician does about a strain between the two.",
            rules.REPAIR_RULES,
            (_part("The moves", "repair", REPAIR_STRATEGIES.values()),),
            tuple(neighbours.REPAIR_NEIGHBOURS.values()),
        ),
        Chapter(
            "affects",
            "Affects",
            "Feelings in a patient's own words.",
            rules.AFFECT_RULES,
            (_part("The feelings", "affect", AFFECTS.values()),),
            tuple(neighbours.AFFECT_NEIGHBOURS.values()),
        ),
        Chapter(
            "risk-language",
            "Risk language",
            "The codes mark words; they do not assess a person, and no code says nothing about safety.",
            rules.RISK_RULES,
            (_part("The codes, mildest first", "risk", RISK_CODES.values()),),
            tuple(neighbours.RISK_NEIGHBOURS.values()),
        ),
        Chapter(
            "relationship-episodes",
            "Relationship episodes",
            "What the core conflictual relationship theme is made of: what was wished for (W), how the other responded (RO) "
            "and how the self did (RS). Which category belongs to which cluster is a table in the method's book; it is not "
            "known here, so the cluster is chosen directly.",
            rules.EPISODE_RULES,
            (
                _part("Kinds of other", "other", OTHERS.values(), listed=True),
                _part(
                    "From when on it counts",
                    "parameter",
                    (COMPLETENESS_THRESHOLD, STABLE_THEME_EPISODES),
                    listed=True,
                ),
                *_components(),
            ),
        ),
    )


# --- as Markdown --------------------------------------------------------------------------------------------------


def rests_on(entry: Entry) -> str:
    """Return an entry's source and tag, for a page beside that of the sources."""
    return f"[{entry.source}](sources.md), {entry.tag}"


_FACTS = (("function", "What it does"), ("use_when", "Use when"), ("timing", "When experts advise it"))


def _code(entry: Entry) -> str:
    lines = [f"#### {entry.name[:1].upper()}{entry.name[1:]} `{entry.slug}`", entry.definition]
    lines += [f"*{label}.* {value}" for name, label in _FACTS if (value := getattr(entry, name, ""))]
    if items := getattr(entry, "screener_items", ()):
        lines.append(f"*Screener items.* {', '.join(map(str, items))}")
    if markers := getattr(entry, "markers", ()):
        lines.append("*Often heard.* " + "; ".join(f'"{words}"' for words in markers))
    if not_this := getattr(entry, "not_this", ""):
        lines.append(f"*Not this.* {not_this}")
    examples = getattr(entry, "examples", ()) or (getattr(entry, "example", ""),)
    lines.append("\n".join(f'- "{words}"' for words in examples if words))
    lines.append(f"Source: {rests_on(entry)}.")
    return "\n\n".join(line for line in lines if line)


def _listed(part: Part) -> str:
    rows = []
    for entry in part.entries:
        # Where a category stands in the printed list is surer for some than for others.
        place = f"{entry.number} ({entry.number_tag})" if isinstance(entry, Category) else ""
        value = getattr(entry, "value", None)
        words = entry.definition if value is None else f"{value:g}. {entry.definition}"
        rows.append((f"`{entry.slug}`", words, place, rests_on(entry)))
    if any(row[2] for row in rows):
        return table(("Code", "Meaning", "Place in the printed list (tag)", "Source, tag"), rows)
    return table(("Code", "Meaning", "Source, tag"), [(row[0], row[1], row[3]) for row in rows])


def _chapter(chapter: Chapter) -> Iterable[str]:
    yield f"## {chapter.title}"
    yield chapter.intro
    for label, mine in chapter.answers():
        yield f"**{label}**"
        yield "\n".join(f"- *{rule.name}.* {rule.definition} ({rests_on(rule)})" for rule in mine)
    if chapter.neighbours:
        yield "**Easily taken for one another**"
        yield table(
            ("Which", "How to tell", "Source, tag"),
            [(one.name, one.definition, rests_on(one)) for one in chapter.neighbours],
        )
    for part in chapter.parts:
        yield f"### {part.title}"
        if part.about is not None:
            yield f"{part.about.definition} `{part.about.slug}`. Source: {rests_on(part.about)}."
        if part.listed:
            yield _listed(part)
        else:
            yield from (_code(entry) for entry in part.entries)


def manual_page() -> str:
    """The whole manual."""
    found = chapters()
    return page(
        TITLE,
        INTRO,
        f"{HOW_SURE} ([Sources and tags](sources.md).) Signed in, the same stands under *Reference*, ready to print.",
        "\n".join(f"- [{chapter.title}](#{chapter.title.lower().replace(' ', '-')})" for chapter in found),
        *(block for chapter in found for block in _chapter(chapter)),
    )
