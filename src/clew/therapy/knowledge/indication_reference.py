"""The page of the manual about the indication, written from the vocabulary itself."""

from __future__ import annotations

from collections.abc import Iterable

from clew.therapy.knowledge.base import Entry
from clew.therapy.knowledge.evidence import EVIDENCE_IN_SHORT
from clew.therapy.knowledge.indication import (
    CAUTIONS,
    EXCLUSIONS,
    MODIFIERS,
    NEUROVEGETATIVE_ANSWER,
    NEUROVEGETATIVE_ITEMS,
    NICE_MORE_SEVERE,
    RED_FLAGS,
    REMISSION_HONESTLY,
    SELECTION,
)
from clew.therapy.knowledge.markdown import page, table
from clew.therapy.knowledge.reference import HOW_TO_READ

_INTRODUCTION = (
    "What a clinician weighs before recommending psychodynamic therapy alone, with medication raised, together with "
    "medication, or not now. Clew gathers reasons and never decides. How they are weighed is in [rules](rules.md)."
)


def indication_page() -> str:
    """Return the page: red flags, what is excluded, modifiers, cautions, the evidence in short."""
    return page(
        "Indication",
        _INTRODUCTION,
        HOW_TO_READ,
        "## Red flags",
        "One of them stops the form, shows help and raises an alert.",
        _entries(RED_FLAGS.values()),
        "## What a clinician excludes",
        _entries(EXCLUSIONS.values()),
        "## What speaks for medication, whatever the score",
        _entries(MODIFIERS.values()),
        "## What speaks against exploratory therapy as the only treatment",
        table(
            ("Caution", "Slug", "What is usual then", "Speaks for", "Source, tag"),
            [
                (c.name, f"`{c.slug}`", c.definition, c.leads_to.words if c.leads_to else "", _rests_on(c))
                for c in CAUTIONS.values()
            ],
        ),
        "## The evidence in short",
        "Who was counted, with intervals, and what follows and what does not: [facts about efficacy](trial-facts.md).",
        _entries(EVIDENCE_IN_SHORT.values()),
        REMISSION_HONESTLY,
        "## Selecting patients for it",
        _entries(SELECTION.values()),
        "## Parameters",
        table(
            ("Parameter", "Slug", "Value", "Meaning", "Source, tag"),
            [
                (p.name, f"`{p.slug}`", f"{p.value:g}", p.definition, _rests_on(p))
                for p in (NICE_MORE_SEVERE, NEUROVEGETATIVE_ANSWER, NEUROVEGETATIVE_ITEMS)
            ],
        ),
    )


def _entries(entries: Iterable[Entry]) -> str:
    return table(
        ("Name", "Slug", "What it is", "Source, tag"),
        [(one.name, f"`{one.slug}`", one.definition, _rests_on(one)) for one in entries],
    )


def _rests_on(entry: Entry) -> str:
    return f"[{entry.source}](sources.md), {entry.tag}"
