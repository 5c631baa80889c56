"""What the formulation page shows: the theme, hypotheses, how far the theme reaches, defenses, dated versions.

Every count is `therapy`'s and comes from accepted claims of one course. Proposals only ever stand beside.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Course, Formulation
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.defenses import Defenses, coded, defenses
from clew.practice.readings.evidence import gather
from clew.practice.readings.hypotheses import Stated, hypothesis_rows, moments_of, stated
from clew.practice.readings.theme import Theme, theme, theme_parts
from clew.practice.roles import May
from clew.therapy.formulation import episodes as told
from clew.therapy.formulation.ccrt import Counted, Share
from clew.therapy.formulation.pervasiveness import By, first_late_session, pervasiveness
from clew.therapy.moments import Place

FEWEST_KEPT = 3  # words in a row that stayed, to be told as the same


@dataclass(frozen=True, slots=True)
class ReachRow:
    """The share of some episodes that shows each part of the theme."""

    name: str
    of: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A dated version of the formulation, with its text."""

    row: Formulation
    text: str


@dataclass(frozen=True, slots=True)
class FormulationPage:
    """All values of the page. `waiting` counts the proposed episodes; `late_from` is the first late session."""

    theme: Theme
    waiting: int
    hypotheses: tuple[Stated, ...]
    reach: tuple[ReachRow, ...]
    places: dict[Place, int]
    late_from: int
    defenses: Defenses
    versions: tuple[Version, ...]
    references: tuple[Cited, ...]


def formulation_page(chart: Chart, course: Course, *, proposals: bool = False) -> FormulationPage:
    """Gather the page.

    Args:
        chart: the opened record.
        course: the course whose sessions count.
        proposals: whether proposed episodes are shown beside.
    """
    evidence = gather(chart, course, proposals=proposals)
    parts = theme_parts(chart, course, evidence.counts)
    shown = [part.counted for part in parts if part.counted]
    hypotheses, moments = hypothesis_rows(chart, course), moments_of(chart, course)
    citations = Citations(
        chart,
        [
            *(moment for one in shown for moment in evidence.with_proposals(one).moments),
            *(one.moment for sided in moments.values() for one in sided),
        ],
    )
    found = coded(chart, course)
    late_from = first_late_session(
        [*(e.session for e in evidence.accepted), *(one.where.session for one in found)]
    )
    versions = (
        chart.rows(Formulation, to=May.READ_FORMULATION)
        .filter(course=course)
        .select_related("author")
        .order_by("-number")
    )
    return FormulationPage(
        theme=theme(evidence, parts, citations),
        waiting=evidence.waiting,
        hypotheses=tuple(
            stated(chart, row, moments.get(row.pk, []), evidence, citations) for row in hypotheses
        ),
        reach=_reach(evidence.counts.kept, shown, late_from),
        places=told.by_place(evidence.counts.kept),
        late_from=late_from,
        defenses=defenses(found, late_from),
        versions=tuple(Version(row, chart.text(row, "text")) for row in versions),
        references=citations.all,
    )


def _reach(kept: tuple[told.Episode, ...], shown: Sequence[Counted], late_from: int) -> tuple[ReachRow, ...]:
    """Return the theme's share early, late and with each person."""
    if not shown:
        return ()
    rows = []
    for by in (By.HALF, By.OTHER):
        found = pervasiveness(kept, by, late_from=late_from if by is By.HALF else None)
        columns = [found.row(one.kind, one.slug).shares for one in shown]
        names = {"early": f"Sessions before {late_from}", "late": f"From session {late_from}"}
        rows += [
            ReachRow(
                names[group.name] if by is By.HALF else group.name,
                len(group.episodes),
                tuple(shares[order] for shares in columns),
            )
            for order, group in enumerate(found.groups)
        ]
    return tuple(rows)


def word_changes(older: str, newer: str) -> list[tuple[str, str]]:
    """Return two texts as one, in pieces: ("same", ...), ("out", ...) only in the older, ("in", ...) in the newer.

    A few words that stayed between changes are told as changed, so that what was rewritten can be read.
    """
    before, after = (re.findall(r"^\s+|\S+\s*", text) for text in (older, newer))
    pieces: list[tuple[str, str]] = []
    out, into = "", ""

    def tell() -> None:
        pieces.extend((what, words) for what, words in (("out", out), ("in", into)) if words)

    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal" and (b - a >= FEWEST_KEPT or not (out or into) or b == len(before)):
            tell()
            out, into = "", ""
            pieces.append(("same", "".join(before[a:b])))
        else:
            out, into = out + "".join(before[a:b]), into + "".join(after[c:d])
    tell()
    return pieces
