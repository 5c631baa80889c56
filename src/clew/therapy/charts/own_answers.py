"""A person's own totals over time, for that person to see: dots and their line, and nothing that judges them.

No bands, no names of levels, no expected course, no line for today: only what was answered, and when nothing was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from clew.therapy.charts.scene import Circle, Path, Scene, Sheet, Spot, Text, line, number
from clew.therapy.errors import TherapyError

WIDTH = 360.0  # narrow, so that its words can be read on a phone
LEFT, RIGHT, TOP, HEIGHT, AXIS = 4.0, 356.0, 20.0, 150.0, 30.0

GAP_DAYS = 42
"""After so many days without an answer the line is broken and the gap is said (default, not validated)."""

MOST_DATES = 3


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """The totals by day, the first first, and what the lowest and the highest possible total mean in plain words."""

    title: str
    low: float
    high: float
    low_words: str
    high_words: str
    totals: tuple[tuple[date, float], ...]

    def __post_init__(self) -> None:
        if not self.totals:
            raise TherapyError("A picture of one's answers needs at least one of them.")
        if not self.low < self.high or any(not self.low <= total <= self.high for _, total in self.totals):
            raise TherapyError("A total lies outside what the questionnaire takes.")
        if any(one[0] > two[0] for one, two in pairwise(self.totals)):
            raise TherapyError("Totals come in the order of their days.")


def gaps(days: Sequence[date]) -> list[tuple[date, date]]:
    """Return the times of more than `GAP_DAYS` days without an answer, each as the day before and the day after."""
    return [(one, two) for one, two in pairwise(days) if (two - one).days > GAP_DAYS]


def own_answers(data: OwnAnswers) -> Scene:
    """Draw the totals as dots, joined where they follow each other without a gap."""
    sheet = Sheet()
    first, last = data.totals[0][0], data.totals[-1][0]
    span = max((last - first).days, 1)
    bottom = TOP + HEIGHT

    def x(day: date) -> float:
        return (
            (LEFT + RIGHT) / 2
            if first == last
            else LEFT + 8 + (day - first).days / span * (RIGHT - LEFT - 16)
        )

    def y(total: float) -> float:
        return bottom - (total - data.low) / (data.high - data.low) * HEIGHT

    for value, words in ((data.low, data.low_words), (data.high, data.high_words)):
        sheet.add(Path("rule", line([(LEFT, y(value)), (RIGHT, y(value))])))
        sheet.add(Text(LEFT, y(value) - 5, words))
    broken = set(gaps([day for day, _ in data.totals]))
    for one, two in pairwise(data.totals):
        if (one[0], two[0]) not in broken:
            sheet.add(Path("ink", line([(x(one[0]), y(one[1])), (x(two[0]), y(two[1]))])))
    for day, total in data.totals:
        sheet.add(
            Spot(
                "",
                f"{day.day} {day:%B %Y}: {number(total)}",
                (),
                (Circle("dot", x(day), y(total), 4.0),),
                x(day),
                y(total),
            )
        )
    for day in _named([day for day, _ in data.totals]):
        anchor = "start" if x(day) - LEFT < 24 else "end" if RIGHT - x(day) < 24 else "middle"
        sheet.add(Text(x(day), bottom + 18, f"{day.day} {day:%b %Y}", anchor=anchor))
    about = f"{len(data.totals)} {'total' if len(data.totals) == 1 else 'totals'}. The table says the same."
    return Scene(WIDTH, bottom + AXIS, data.title, about, tuple(sheet.marks))


def _named(days: Sequence[date]) -> list[date]:
    """Return the days that are written under the picture: the first, the last, and some between that do not touch."""
    first, last = days[0], days[-1]
    if first == last:
        return [first]
    apart = (last - first).days / (MOST_DATES - 1)
    found = [first]
    for day in days[1:-1]:
        if (day - found[-1]).days >= apart and (last - day).days >= apart:
            found.append(day)
    return [*found, last]
