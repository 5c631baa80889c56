"""The formulation on one page to print: its headings, the theme, hypotheses, what protects, and numbered references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Course, Hypothesis
from clew.practice.readings import entries, versions
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.defenses import coded
from clew.practice.readings.evidence import Numbers, gather, named
from clew.practice.readings.hypotheses import Sided, all_of
from clew.practice.readings.theme import Part, theme_parts
from clew.practice.readings.triangles import conflict_of
from clew.practice.readings.versions import Version
from clew.practice.roles import May
from clew.therapy.formulation.ccrt import Counted
from clew.therapy.formulation.conflict import State, conflict_state
from clew.therapy.formulation.defenses import DefenseProfile, defense_profile
from clew.therapy.knowledge import DEFENSES
from clew.therapy.moments import Moment, Place

OF_THEME, OF_HYPOTHESIS, OF_CONFLICT, USUAL = (
    3,
    2,
    1,
    4,
)  # moments and defenses on one page; default, not validated


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement with the numbers of the moments for it and against it."""

    words: str
    status: str
    refs: tuple[Cited, ...]
    against: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All values of the page. `references` are the moments named on it, in the order of their numbers."""

    words: Version | None
    theme: tuple[tuple[Part, tuple[Cited, ...]], ...]
    label: str
    hypotheses: tuple[Claim, ...]
    conflicts: tuple[Claim, ...]
    profile: DefenseProfile
    usual: tuple[str, ...]
    references: tuple[Cited, ...]


def sheet(chart: Chart, course: Course, *, numbers: Numbers | None = None) -> Sheet:
    """Gather the page. Of each statement only the strongest moments are named; all of them stand on the formulation."""
    evidence = gather(chart, course, numbers=numbers)
    parts = theme_parts(chart, course, evidence.counts)
    hypotheses = [one for one in all_of(chart, course) if one[0].status != Hypothesis.Status.REJECTED]
    found, moments = entries.with_moments(chart, course, "conflict", versions.SLUG, to=May.READ_FORMULATION)
    conflicts = found["conflict"]
    strongest = {part.kind: _strongest(part.counted) for part in parts if part.counted}
    citations = Citations(
        chart,
        [
            *(moment for listed in strongest.values() for moment, _ in listed),
            *(one.moment for _, sided in hypotheses for one in sided),
            *(one.moment for conflict in conflicts for one in moments[conflict.id]),
        ],
    )
    theme = tuple(
        (part, tuple(c for m, who in strongest.get(part.kind, ()) if (c := citations.cite(m, who))))
        for part in parts
    )
    claims = tuple(
        Claim(
            chart.text(row, "statement"),
            row.get_status_display().lower(),
            _refs(citations, sided, against=False, most=OF_HYPOTHESIS),
            _refs(citations, sided, against=True, most=1),
        )
        for row, sided in hypotheses
    )
    stated = []
    for one in conflicts:
        conflict = conflict_of(one, moments[one.id])
        if conflict is None or conflict_state(conflict).state is State.SKETCH:
            continue
        defense = DEFENSES[conflict.defense].name.lower() if conflict.defense else ""
        words = "; ".join(
            f"{label} {text}"
            for label, text in (
                ("feeling:", conflict.feeling),
                ("danger:", conflict.anxiety),
                ("kept away by", defense),
            )
            if text
        )
        refs = _refs(citations, moments[one.id], against=False, most=OF_CONFLICT)
        stated.append(Claim(words, "", refs))
    profile = defense_profile(found.note for found in coded(chart, course))
    often = sorted(profile.defenses, key=lambda one: (-one.count, one.slug))[:USUAL]
    return Sheet(
        words=versions.in_force(chart, course, found[versions.SLUG]),
        theme=theme,
        label=evidence.counts.label,
        hypotheses=claims,
        conflicts=tuple(stated),
        profile=profile,
        usual=tuple(f"{DEFENSES[one.slug].name.lower()} {one.count}" for one in often),
        references=citations.all,
    )


def _strongest(counted: Counted) -> list[tuple[Moment, str]]:
    """Return one moment of each of the fullest episodes, one place after the other, with whom it is about."""
    ordered = sorted(counted.episodes, key=lambda e: (-e.completeness, -e.session))
    first = [next((e for e in ordered if e.place is place), None) for place in Place]
    chosen = list(dict.fromkeys([*(e for e in first if e), *ordered]))[:OF_THEME]
    return [(counted.mentions(e)[0].moment, named(e)) for e in chosen]


def _refs(citations: Citations, sided: Sequence[Sided], *, against: bool, most: int) -> tuple[Cited, ...]:
    """Return the last moments of one side, in the order of their numbers."""
    ordered = sorted(
        (one.moment for one in sided if one.against is against), key=citations.order, reverse=True
    )
    found = [cited for moment in ordered[:most] if (cited := citations.cite(moment))]
    return tuple(sorted(found, key=lambda one: one.number))
