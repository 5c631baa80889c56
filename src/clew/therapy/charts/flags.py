"""Words beside marks on a line, each on a thin pole of its own, so that no words ever lie on others or on a pole."""

from __future__ import annotations

from collections.abc import Sequence

from clew.therapy.charts.lane import LETTER
from clew.therapy.errors import TherapyError

CLEAR = 6.0  # between words and the next pole


def width(words: str) -> float:
    """Return about how wide words in the small type are; rather more than less."""
    return LETTER * len(words) + 4


def cut(words: str, room: float) -> str:
    """Return the words, cut short where they are wider than the room."""
    return short(words, max(int((room - 4) // LETTER), 3))


def short(words: str, most: int) -> str:
    """Return the words, ended at a whole word where they have more than so many letters."""
    if len(words) <= most:
        return words
    whole = words[: most - 2].rsplit(" ", 1)[0] if " " in words[: most - 2] else words[: most - 3]
    return whole.rstrip(" ,;.:") + "..."


def tiers(poles: Sequence[tuple[float, float]]) -> list[int]:
    """Return on which tier the words of each pole stand, 0 the lowest.

    Args:
        poles: where each pole stands and how wide its words are; they lie to the left of it. In order from the left.

    Every pole under the words of another one is shorter, so none runs through words, and words of one tier
    keep clear of each other.

    Raises:
        TherapyError: the poles are not in order.
    """
    found: list[int] = []
    for n, (x, wide) in enumerate(poles):
        if n and x < poles[n - 1][0]:
            raise TherapyError("The poles of a line are given from left to right.")
        under = [found[m] for m in range(n) if poles[m][0] > x - wide - CLEAR]
        found.append(max(under, default=-1) + 1)
    return found
