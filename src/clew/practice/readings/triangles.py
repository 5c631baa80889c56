"""The triangles: conflicts as a clinician states them, and the links that interpretations made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Course
from clew.practice.readings import entries
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.entries import Written
from clew.practice.readings.evidence import Evidence, Numbers, gather
from clew.practice.readings.hypotheses import Sided
from clew.practice.roles import May
from clew.therapy.formulation.conflict import Conflict, State, Verdict, conflict_state
from clew.therapy.formulation.episodes import by_place
from clew.therapy.formulation.triangles import links_made, sides
from clew.therapy.knowledge import DEFENSES
from clew.therapy.knowledge.ccrt import CORNERS
from clew.therapy.moments import Place


@dataclass(frozen=True, slots=True)
class Shown:
    """One conflict with its moments, what it is so far, and its corners in words."""

    written: Written
    verdict: Verdict
    speaks_for: tuple[Cited, ...]
    speaks_against: tuple[Cited, ...]

    @property
    def sketch(self) -> bool:
        """Whether no moment speaks for it yet."""
        return self.verdict.state is State.SKETCH

    @property
    def defense(self) -> str:
        """The name of the defense, if one is named."""
        slug = self.written.get("defense")
        return DEFENSES[slug].name if slug in DEFENSES else ""

    @property
    def places(self) -> str:
        """Where it was seen, in words."""
        field = self.written.form.field("places")
        value = self.written.values.get("places", [])
        return ", ".join(field.label_of(one).lower() for one in value) if isinstance(value, list) else ""


@dataclass(frozen=True, slots=True)
class TrianglesPage:
    """All values of the page; sketches stand last. `sides` and `links` count the interpretations that joined corners."""

    conflicts: tuple[Shown, ...]
    places: dict[Place, int]
    sides: dict[tuple[str, str], int]
    links: dict[str, int]
    interpretations: tuple[Written, ...]


def corners_in_words(one: Shown) -> dict[str, str]:
    """Return the corners of a conflict as a picture names them; "" where one is open."""
    return {
        "feeling": one.written.get("feeling"),
        "anxiety": one.written.get("anxiety"),
        "defense": one.defense.lower(),
    }


def conflict_of(written: Written, moments: Sequence[Sided]) -> Conflict | None:
    """Return a conflict as `therapy` weighs it, or None where no corner is named."""
    if not any(written.get(slug) for slug in ("feeling", "anxiety", "defense")):
        return None
    return Conflict(
        key=str(written.id),
        feeling=written.get("feeling"),
        anxiety=written.get("anxiety"),
        defense=written.get("defense"),
        moments=tuple(one.moment for one in moments if not one.against),
        belief=written.get("belief") == "yes",
        supervised=written.get("supervised") == "yes",
    )


def triangles_page(chart: Chart, course: Course, *, numbers: Numbers | None = None) -> TrianglesPage:
    """Gather the page."""
    evidence = gather(chart, course, numbers=numbers)
    found, moments = entries.with_moments(
        chart, course, "conflict", "interpretation", to=May.READ_FORMULATION
    )
    citations = Citations(
        chart, [one.moment for conflict in found["conflict"] for one in moments[conflict.id]]
    )
    corners = [corners_of(one) for one in found["interpretation"]]
    shown = [
        one
        for written in found["conflict"]
        if (one := _shown(written, moments[written.id], evidence, citations)) is not None
    ]
    return TrianglesPage(
        conflicts=tuple(sorted(shown, key=lambda one: one.sketch)),
        places=by_place(evidence.counts.kept),
        sides=sides(corners),
        links=links_made(corners),
        interpretations=tuple(reversed(found["interpretation"])),
    )


def _shown(
    written: Written, moments: Sequence[Sided], evidence: Evidence, citations: Citations
) -> Shown | None:
    conflict = conflict_of(written, moments)
    if conflict is None:
        return None
    ordered = sorted(moments, key=lambda one: citations.order(one.moment))
    cited = [(one.against, citations.cite(one.moment, evidence.about(one.moment))) for one in ordered]
    return Shown(
        written,
        conflict_state(conflict),
        tuple(one for against, one in cited if one and not against),
        tuple(one for against, one in cited if one and against),
    )


def corners_of(written: Written) -> frozenset[str]:
    """Return the corners that an interpretation links."""
    value = written.values.get("corners", [])
    return frozenset(value) if isinstance(value, list) else frozenset()


def link_in_words(link: str) -> str:
    """Return a link as it is read: "T-P" is the clinician and a figure of the past."""
    names = {one.letter: one.name for one in CORNERS.values()}
    *first, last = (names[letter] for letter in link.split("-"))
    return f"{', '.join(first)} and {last}"
