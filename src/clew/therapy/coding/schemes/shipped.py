"""The schemes that come with Clew. Their codes are the vocabulary's own, so that nothing is written twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.schemes.definition import CodingScheme, Scale, SchemeCode, Unit, Weighting
from clew.therapy.knowledge import CLUSTERS, DEFENSE_LEVELS, RUPTURE_MARKERS, THERAPIST_CODES, Entry, Tag
from clew.therapy.transcripts.turns import Role


def _codes(entries: Iterable[Entry]) -> tuple[SchemeCode, ...]:
    return tuple(
        SchemeCode(one.slug, one.name, one.definition, getattr(one, "not_this", "")) for one in entries
    )


INTERVENTIONS = CodingScheme(
    key="interventions",
    name="Interventions, the eight codes",
    version="1",
    source="Clew's eight codes from interpretation to advice and praise, and the codes beside them; not validated.",
    tag=Tag.DEFAULT,
    unit=Unit.TURN,
    who=frozenset({Role.CLINICIAN}),
    several=True,
    scale=Scale.NOMINAL,
    codes=_codes(THERAPIST_CODES.values()),
    family=Scheme.INTERVENTION,
)

DEFENSE_LEVEL = CodingScheme(
    key="defense-levels",
    name="Defense levels 0 to 7",
    version="1",
    source="The seven levels of the Defense Mechanism Rating Scales (DMRS) in Clew's own words; a turn "
    "without a code is 0, no defense, which is no step of the scale. The weights are Clew's choice.",
    tag=Tag.DEFAULT,
    unit=Unit.TURN,
    who=frozenset({Role.PATIENT}),
    several=False,
    scale=Scale.ORDINAL,
    weighting=Weighting.LINEAR,
    codes=tuple(
        SchemeCode(f"level_{level.level}", f"{level.level} {level.name}", level.definition, rank=level.level)
        for level in sorted(DEFENSE_LEVELS.values(), key=lambda one: one.level)
    ),
    uncoded="0 No defense",
)

CCRT_CLUSTERS = CodingScheme(
    key="ccrt-clusters",
    name="CCRT clusters",
    version="1",
    source="The eight clusters each of wishes, responses of the other and responses of the self (CCRT, edition 3), by name.",
    tag=Tag.KNOWN,
    unit=Unit.WORDS,
    who=frozenset({Role.PATIENT}),
    several=True,
    scale=Scale.NOMINAL,
    codes=tuple(
        SchemeCode(
            f"{component.value.lower()}_{one.slug}",
            f"{component.value}: {one.name}",
            one.definition if one.definition != one.name else "",
        )
        for component, clusters in CLUSTERS.items()
        for one in clusters.values()
    ),
)

RUPTURES = CodingScheme(
    key="rupture-markers",
    name="Rupture markers",
    version="1",
    source="Fourteen markers of withdrawal and confrontation, named as in the Rupture Resolution Rating System (3RS), "
    "in Clew's own words. It is no 3RS rating.",
    tag=Tag.KNOWN,
    unit=Unit.TURN,
    who=frozenset({Role.PATIENT}),
    several=True,
    scale=Scale.NOMINAL,
    codes=_codes(RUPTURE_MARKERS.values()),
    family=Scheme.RUPTURE,
)

SHIPPED: Mapping[str, CodingScheme] = MappingProxyType(
    {one.key: one for one in (INTERVENTIONS, DEFENSE_LEVEL, CCRT_CLUSTERS, RUPTURES)}
)
"""The shipped schemes by key. Codes of the Psychodynamic Interventions List (PIL) are not among them: no list of its 37
categories was at hand that could be checked, so a practice that has the article enters it as a scheme of its own."""
