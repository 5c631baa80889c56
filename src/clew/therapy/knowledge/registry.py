"""One door to the whole vocabulary: every entry by its family and slug."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.affects import AFFECTS
from clew.therapy.knowledge.base import Entry, Parameter, by_slug
from clew.therapy.knowledge.ccrt import (
    CCRT_LU_CLUSTERS,
    CLUSTERS,
    COMPLETENESS_THRESHOLD,
    CORNERS,
    OTHERS,
    PROPOSED_THEME_EPISODES,
    RESPONSES_OF_OTHER,
    RESPONSES_OF_SELF,
    STABLE_THEME_EPISODES,
    WISHES,
    Component,
)
from clew.therapy.knowledge.defenses import CONFUSIONS, DEFENSE_LEVELS, DEFENSES, SEED_DEFENSES
from clew.therapy.knowledge.evidence import EVIDENCE
from clew.therapy.knowledge.hypotheses import CONFIGURATIONS, HYPOTHESES
from clew.therapy.knowledge.indication import (
    CAUTIONS,
    EXCLUSIONS,
    MODIFIERS,
    NEUROVEGETATIVE_ANSWER,
    NEUROVEGETATIVE_ITEMS,
    NICE_MORE_SEVERE,
    RED_FLAGS,
    SELECTION,
)
from clew.therapy.knowledge.interventions import (
    GATE_EPISODES,
    GATE_OTHERS,
    GATE_RECENT,
    INTERPRETATION_RULES,
    MINIMUM_CODED_TURNS,
    SITUATIONS,
    THERAPIST_CODES,
    TRANSFERENCE_SOFT_LIMIT,
)
from clew.therapy.knowledge.risk import RISK_CODES
from clew.therapy.knowledge.ruptures import REPAIR_STRATEGIES, RUPTURE_MARKERS
from clew.therapy.knowledge.suitability import EMPHASIS_MARGIN, SUITABILITY

PARAMETERS: Mapping[str, Parameter] = by_slug(
    (
        COMPLETENESS_THRESHOLD,
        PROPOSED_THEME_EPISODES,
        STABLE_THEME_EPISODES,
        GATE_EPISODES,
        GATE_OTHERS,
        GATE_RECENT,
        TRANSFERENCE_SOFT_LIMIT,
        MINIMUM_CODED_TURNS,
        EMPHASIS_MARGIN,
        NICE_MORE_SEVERE,
        NEUROVEGETATIVE_ANSWER,
        NEUROVEGETATIVE_ITEMS,
    )
)
"""Every number of the vocabulary that a rule uses."""

FAMILIES: Mapping[str, Mapping[str, Entry]] = MappingProxyType(
    {
        "intervention": THERAPIST_CODES,
        "defense": DEFENSES,
        "rupture": RUPTURE_MARKERS,
        "repair": REPAIR_STRATEGIES,
        "affect": AFFECTS,
        "risk": RISK_CODES,
        "W": WISHES,
        "RO": RESPONSES_OF_OTHER,
        "RS": RESPONSES_OF_SELF,
        "W_cluster": CLUSTERS[Component.WISH],
        "RO_cluster": CLUSTERS[Component.RESPONSE_OF_OTHER],
        "RS_cluster": CLUSTERS[Component.RESPONSE_OF_SELF],
        "CCRT_LU_cluster": CCRT_LU_CLUSTERS,
        "other": OTHERS,
        "corner": CORNERS,
        "defense_level": DEFENSE_LEVELS,
        "confusion": CONFUSIONS,
        "seed_defense": SEED_DEFENSES,
        "situation": SITUATIONS,
        "interpretation_rule": INTERPRETATION_RULES,
        "suitability": SUITABILITY,
        "red_flag": RED_FLAGS,
        "modifier": MODIFIERS,
        "caution": CAUTIONS,
        "exclusion": EXCLUSIONS,
        "evidence": EVIDENCE,
        "selection": SELECTION,
        "hypothesis": HYPOTHESES,
        "configuration": CONFIGURATIONS,
        "parameter": PARAMETERS,
    }
)
"""The vocabulary by family. The first six are the coding schemes, W, RO and RS the parts of a theme."""


def entry(scheme: str, slug: str) -> Entry:
    """Return the entry ``slug`` of the family ``scheme``, a key of `FAMILIES` or a coding scheme.

    Raises `TherapyError` when there is no such family or entry; the message offers what may have been
    meant, and says so when the slug belongs to another family.
    """
    family = FAMILIES.get(scheme)
    if family is None:
        raise TherapyError(f"There is no scheme {scheme!r}; choose one of: {', '.join(FAMILIES)}.")
    if slug in family:
        return family[slug]
    wrong = f"The scheme '{scheme}' has no code {slug!r}"
    elsewhere = [name for name, entries in FAMILIES.items() if slug in entries]
    if elsewhere:
        raise TherapyError(f"{wrong}; it belongs to: {', '.join(elsewhere)}.")
    if close := get_close_matches(slug, family):
        raise TherapyError(f"{wrong}; did you mean {' or '.join(close)}?")
    raise TherapyError(f"{wrong}; the codes are: {', '.join(family)}.")


def all_entries() -> Iterator[tuple[str, Entry]]:
    """Yield every entry with the name of its family; the same order each time."""
    for family, entries in FAMILIES.items():
        for item in entries.values():
            yield family, item
