"""What the formulation page shows: the theme with its moments, the hypotheses, and the formulation in words.

Every count is `therapy`'s and comes from accepted claims of one course. Proposals only ever stand beside.
"""

from __future__ import annotations

from dataclasses import dataclass

from clew.practice.access import Chart
from clew.practice.models import Course
from clew.practice.readings.cited import Citations, Cited
from clew.practice.readings.evidence import Numbers, gather
from clew.practice.readings.hypotheses import Stated, all_of, stated
from clew.practice.readings.theme import Theme, theme, theme_parts
from clew.practice.readings.versions import Version, latest


@dataclass(frozen=True, slots=True)
class FormulationPage:
    """All values of the page. `waiting` counts the proposed episodes; `words` is the version in force."""

    theme: Theme
    waiting: int
    hypotheses: tuple[Stated, ...]
    words: Version | None
    references: tuple[Cited, ...]


def formulation_page(
    chart: Chart, course: Course, *, proposals: bool = False, numbers: Numbers | None = None
) -> FormulationPage:
    """Gather the page.

    Args:
        chart: the opened record.
        course: the course whose sessions count.
        proposals: whether proposed episodes are shown beside.
        numbers: those of the course, where `evidence.opened` has told them already.
    """
    evidence = gather(chart, course, proposals=proposals, numbers=numbers)
    parts = theme_parts(chart, course, evidence.counts)
    shown = [part.counted for part in parts if part.counted]
    hypotheses = all_of(chart, course)
    citations = Citations(
        chart,
        [
            *(moment for one in shown for moment in evidence.with_proposals(one).moments),
            *(one.moment for _, moments in hypotheses for one in moments),
        ],
    )
    return FormulationPage(
        theme=theme(evidence, parts, citations),
        waiting=evidence.waiting,
        hypotheses=tuple(stated(chart, row, moments, evidence, citations) for row, moments in hypotheses),
        words=latest(chart, course),
        references=citations.all,
    )
