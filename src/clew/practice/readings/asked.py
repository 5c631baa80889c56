"""What waits for the patient, gathered from everything that can ask something of them.

Each provider is a function of the chart with at most one query; a new one is a line in `PROVIDERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from clew.practice import consents
from clew.practice.access import Chart
from clew.practice.readings import programme
from clew.practice.readings.waiting import Waiting
from clew.practice.roles import May

__all__ = ["PROVIDERS", "Waiting", "waiting"]


def choices(chart: Chart) -> Iterable[Waiting]:
    """Nothing was chosen yet: the choices wait. Once one was made, they do not ask again."""
    if not consents.choices(chart.patient):
        yield Waiting(
            "Your choices",
            "own_consents",
            why="What you want to use here, and what your practice may do. Each is yours to decide.",
        )


PROVIDERS: tuple[Callable[[Chart], Iterable[Waiting]], ...] = (choices, programme.waits)


def waiting(chart: Chart) -> list[Waiting]:
    """Return what waits for the patient whose record is open: in the order of the providers, the oldest first."""
    chart.require(May.READ_OWN)
    return [
        one
        for provider in PROVIDERS
        for one in sorted(provider(chart), key=lambda found: found.since or date.min)
    ]
