"""The reference: the field's vocabulary, the instruments, the sources, and the practice's anonymous counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path

from clew.practice.readings.counts import counts
from clew.therapy.knowledge import DEFENSES, FAMILIES, SOURCES, THERAPIST_CODES, Entry, Tag
from clew.therapy.knowledge.interventions import Pole
from clew.therapy.knowledge.process import FIGURES, INSIGHT_WORDS, LATENESS_WORDS, PROCESS_PARAMETERS
from clew.therapy.knowledge.registry import PARAMETERS
from clew.therapy.knowledge.ruptures import RuptureFamily
from clew.therapy.measures import INSTRUMENTS
from clew.therapy.measures.words import missing_rule

# What is shown of an entry beside its name and definition, in this order; whatever is not here is not shown.
_FACTS = {
    "use_when": "Use when",
    "not_this": "Not this",
    "function": "What it does",
    "timing": "When",
    "exploratory": "Speaks for exploring",
    "supportive": "Speaks for supporting",
    "noticed_by": "How it is noticed",
    "core_fear": "Core fear",
    "felt_as": "Felt as",
    "wish": "Wish",
    "relationships": "Relationships",
    "character": "Character",
    "trigger": "Trigger",
    "defenses": "Defenses",
    "with_the_clinician": "With the clinician",
    "suicide_note": "Danger",
    "emphasis": "Emphasis",
    "prefer": "Consider",
    "avoid": "Leave for now",
    "advice": "In short",
    "handling": "What then",
    "configuration": "Named for",
    "formula": "Formula",
    "caution": "What it cannot tell",
    "shows": "What follows",
    "leaves_open": "What does not",
    "differs": "Text and paper",
    "value": "Value",
}
_HEARD = ("examples", "example")
_NAMES = {slug: entry.name for table in (THERAPIST_CODES, DEFENSES) for slug, entry in table.items()}


@dataclass(frozen=True, slots=True)
class Term:
    """One entry as the page shows it. `anchor` is family and slug, such as ``defense-denial``."""

    anchor: str
    entry: Entry
    number: str
    facts: tuple[tuple[str, str], ...]
    heard: tuple[str, ...]
    often: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Some entries under one heading."""

    title: str
    terms: tuple[Term, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the vocabulary."""

    anchor: str
    title: str
    intro: str
    groups: tuple[Group, ...]


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_NAMES.get(slug, slug).lower() for slug in value)
    if isinstance(value, Enum):
        return str(value.value)
    return f"{value:g}" if isinstance(value, float | int) else str(value)


def term_of(family: str, entry: Entry) -> Term:
    """Return an entry as pages of the reference show it."""
    has = {field.name for field in fields(entry)}
    facts = [(label, getattr(entry, name)) for name, label in _FACTS.items() if name in has]
    heard: list[str] = []
    for name in _HEARD:
        value = getattr(entry, name, ())
        heard += [value] if isinstance(value, str) else list(value)
    number = getattr(entry, "code", None) or getattr(entry, "position", None) or ""
    return Term(
        anchor=f"{family}-{entry.slug}",
        entry=entry,
        number=str(number),
        facts=tuple((label, _words(value)) for label, value in facts if value not in (None, ())),
        heard=tuple(heard),
        often=tuple(getattr(entry, "markers", ())),
    )


def _group(title: str, family: str, entries: Iterable[Entry] | None = None, intro: str = "") -> Group:
    shown = FAMILIES[family].values() if entries is None else entries
    return Group(title, tuple(term_of(family, entry) for entry in shown), intro)


def _parameters(*slugs: str) -> Group:
    return _group("Numbers that rules use", "parameter", [PARAMETERS[slug] for slug in slugs])


def _where(family: str, name: str, value: object) -> list[Entry]:
    return [entry for entry in FAMILIES[family].values() if getattr(entry, name, None) == value]


def _sections() -> tuple[Section, ...]:
    poles = [
        _group(f"The continuum: {pole.value}", "intervention", _where("intervention", "pole", pole))
        for pole in Pole
    ]
    levels = [
        Group(
            f"Level {getattr(level, 'level', '')}: {level.name.lower()}",
            (
                term_of("defense_level", level),
                *_group("", "defense", _where("defense", "level", getattr(level, "level", 0))).terms,
            ),
        )
        for level in FAMILIES["defense_level"].values()
    ]
    return (
        Section(
            "interventions",
            "Interventions",
            "What a clinician says, from most insight-promoting to most supportive. The scheme is not a validated "
            "instrument and has no target.",
            (
                *poles,
                _group("Beside the continuum", "intervention", _where("intervention", "pole", None)),
                _group(
                    "What to consider first", "situation", intro="An aid to thinking, never an instruction."
                ),
                _group("Rules about interpreting", "interpretation_rule"),
                _parameters(
                    "gate_episodes",
                    "gate_others",
                    "gate_recent",
                    "transference_soft_limit",
                    "minimum_coded_turns",
                ),
            ),
        ),
        Section(
            "defenses",
            "Defenses",
            "Seven levels, from most to least adaptive. A code is a judgement about one utterance in its context, never "
            "about a person.",
            (
                *levels,
                _group("Easily taken for one another", "confusion"),
                _group("Named for the two configurations", "seed_defense"),
            ),
        ),
        Section(
            "ccrt",
            "The core conflictual relationship theme",
            "A wish, the response of the other and the response of self, as they recur over relationship episodes. "
            "Which category belongs to which cluster is a table in the method's book and is not reproduced here.",
            (
                _group("Wishes", "W"),
                _group("Wishes, clusters", "W_cluster"),
                _group("Responses of other", "RO"),
                _group("Responses of other, clusters", "RO_cluster"),
                _group("Responses of self", "RS"),
                _group("Responses of self, clusters", "RS_cluster"),
                _group("Kinds of other", "other"),
                _group("Triangles", "corner"),
                _group("CCRT-LU, names only", "CCRT_LU_cluster"),
                _parameters("completeness_threshold", "stable_theme_episodes", "proposed_theme_episodes"),
            ),
        ),
        Section(
            "ruptures",
            "Ruptures and repair",
            "A marker is an invitation to talk about the work, not a finding, and no measure of a clinician.",
            (
                *(
                    _group(f"Markers: {family.value}", "rupture", _where("rupture", "family", family))
                    for family in RuptureFamily
                ),
                _group("Repair", "repair"),
            ),
        ),
        Section(
            "indication",
            "Before a treatment is chosen",
            "What is weighed together with severity and preference. A clinician decides, with the patient.",
            (
                _group("Signs of danger that come first", "red_flag"),
                _group("What speaks for medication as well", "modifier"),
                _group("What speaks against exploring alone", "caution"),
                _group("What else it may be", "exclusion"),
                _group("What trials found about choosing", "selection"),
                _group("What is known about its efficacy", "evidence"),
                _parameters("nice_more_severe", "neurovegetative_items", "neurovegetative_answer"),
            ),
        ),
        Section(
            "suitability",
            "Suitability",
            "Features that speak for a more exploring or a more supporting emphasis: a profile, never a pass or a fail.",
            (_group("Features", "suitability"), _parameters("emphasis_margin")),
        ),
        Section(
            "hypotheses",
            "Hypotheses",
            "What may drive a depression. Any number may hold together, each with the moments for and against it.",
            (
                _group("Hypotheses", "hypothesis"),
                _group(
                    "Configurations",
                    "configuration",
                    intro="Most people mix the two; each is rated on its own scale and nobody is put in a class.",
                ),
            ),
        ),
        Section(
            "words",
            "Affects and risk language",
            "What a patient's words may express. That no words of risk were found says nothing about safety.",
            (_group("Affects", "affect"), _group("Risk language", "risk")),
        ),
        Section(
            "process",
            "The process of a session",
            "What is counted about one session from its turns and codes. Our own counting, not validated; no figure is a "
            "score of a person, and none has a target.",
            (
                _group("What is counted", "process", FIGURES.values()),
                _group(
                    "Numbers that the counting uses",
                    "process_number",
                    PROCESS_PARAMETERS.values(),
                    f"Words of insight: {', '.join(INSIGHT_WORDS)}. Talk of being late: {', '.join(LATENESS_WORDS)}.",
                ),
            ),
        ),
    )


@cache
def _vocabulary() -> tuple[str, tuple[Section, ...]]:
    """Draw the part of the page that is the same for everybody, once a process."""
    sections = _sections()
    page = render_to_string(
        "research/vocabulary.html",
        {
            "sections": sections,
            "instruments": [(form, missing_rule(form)) for form in INSTRUMENTS.values()],
            "sources": list(SOURCES.values()),
            "tags": [(tag.value, tag.meaning) for tag in Tag],
        },
    )
    return page, sections


def knowledge(request: HttpRequest) -> HttpResponse:
    """Show the reference."""
    practice, cells = counts(request.user)
    vocabulary, sections = _vocabulary()
    return render(
        request,
        "research/knowledge.html",
        {
            "here": "knowledge",
            "practice": practice,
            "cells": cells,
            "sections": sections,
            "vocabulary": vocabulary,
        },
    )


urls = [path("reference/", knowledge, name="knowledge")]
