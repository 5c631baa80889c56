"""The field's vocabulary as data: terms with their definition, source and how sure we are of them.

`entry` looks up one term and `all_entries` yields them all; each module holds one part with its types.
"""

from clew.therapy.knowledge.affects import AFFECTS
from clew.therapy.knowledge.base import Entry, Parameter, Tag
from clew.therapy.knowledge.ccrt import (
    CATEGORIES,
    CLUSTER_READINGS,
    CLUSTERS,
    COMPLETENESS_THRESHOLD,
    OTHERS,
    PROPOSED_THEME_EPISODES,
    STABLE_THEME_EPISODES,
    Component,
)
from clew.therapy.knowledge.defenses import CONFUSIONS, DEFENSE_LEVELS, DEFENSES
from clew.therapy.knowledge.hypotheses import CONFIGURATIONS, HYPOTHESES
from clew.therapy.knowledge.interventions import EXTRA_CODES, INTERVENTIONS, THERAPIST_CODES, Pole
from clew.therapy.knowledge.registry import FAMILIES, all_entries, entry
from clew.therapy.knowledge.risk import RISK_CODES
from clew.therapy.knowledge.ruptures import REPAIR_STRATEGIES, RUPTURE_MARKERS
from clew.therapy.knowledge.sources import SOURCES, Source
from clew.therapy.knowledge.suitability import SUITABILITY

__all__ = [
    "AFFECTS",
    "CATEGORIES",
    "CLUSTERS",
    "CLUSTER_READINGS",
    "COMPLETENESS_THRESHOLD",
    "CONFIGURATIONS",
    "CONFUSIONS",
    "DEFENSES",
    "DEFENSE_LEVELS",
    "EXTRA_CODES",
    "FAMILIES",
    "HYPOTHESES",
    "INTERVENTIONS",
    "OTHERS",
    "PROPOSED_THEME_EPISODES",
    "REPAIR_STRATEGIES",
    "RISK_CODES",
    "RUPTURE_MARKERS",
    "SOURCES",
    "STABLE_THEME_EPISODES",
    "SUITABILITY",
    "THERAPIST_CODES",
    "Component",
    "Entry",
    "Parameter",
    "Pole",
    "Source",
    "Tag",
    "all_entries",
    "entry",
]
