"""A hundred people, some of them filled in: how many in a hundred something was true of."""

from __future__ import annotations

from clew.therapy.charts.scene import Path, Scene, number
from clew.therapy.errors import TherapyError

PEOPLE, A_ROW = 100, 10
WIDE, TALL = 15.0, 20.0
HEAD = "m-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0"
BODY = "m-4.4 11.5v-3.9a4.4 4.4 0 0 1 8.8 0v3.9z"


def icon_array(of_hundred: int, *, title: str, counted: str) -> Scene:
    """Draw a hundred small people, ``of_hundred`` of them filled in, from the top left on.

    Args:
        of_hundred: how many are filled in, from 0 to 100.
        title: which group it is.
        counted: what is true of those who are filled in, to follow "of 100 people".

    Raises:
        TherapyError: where the number is not one of a hundred people.
    """
    if not 0 <= of_hundred <= PEOPLE:
        raise TherapyError(
            f"Of a hundred people {of_hundred} cannot be counted; give a number from 0 to 100."
        )
    return Scene(
        A_ROW * WIDE,
        PEOPLE // A_ROW * TALL,
        title,
        f"{of_hundred} of 100 people {counted}. The other {PEOPLE - of_hundred} are drawn empty.",
        people(of_hundred),
    )


def people(of_hundred: int, x: float = 0.0, y: float = 0.0) -> tuple[Path, ...]:
    """Return a hundred small people, ``of_hundred`` of them filled in, with their top left corner at a place."""
    drawn = [_person(order, x, y) for order in range(PEOPLE)]
    marks = (Path("counted", "".join(drawn[:of_hundred])), Path("uncounted", "".join(drawn[of_hundred:])))
    return tuple(mark for mark in marks if mark.d)


def _person(order: int, left: float, top: float) -> str:
    x, y = left + WIDE * (order % A_ROW) + WIDE / 2, top + TALL * (order // A_ROW) + 4.5
    start = f"M{number(x)} {number(y)}"
    return f"{start}{HEAD}{start}{BODY}"
