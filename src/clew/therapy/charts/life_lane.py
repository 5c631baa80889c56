"""The lowest lane of the course picture: what happened in life and in the treatment, and medicines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clew.therapy.charts.flags import cut
from clew.therapy.charts.lane import Days, target
from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, number
from clew.therapy.errors import TherapyError

HEIGHT = 62.0
MEDICINE = 18.0  # height of one medicine's row
ALERTS, LIFE, WORK = 8.0, 28.0, 48.0  # how far below the top of the lane each kind stands
APART = 15.0  # between two marks of the work, so that none lies on another

# Each kind: its row, its sign around 0, 0 (empty where it is drawn apart), and what the key says.
KINDS: dict[str, tuple[float, str, str]] = {
    "alert": (ALERTS, "", "an alert"),
    "stressor": (LIFE, "M-5 4L0 -5L5 4Z", "a stressor"),
    "life": (LIFE, "M0 -5V5M-5 0H5", "something else in life"),
    "break": (LIFE, "M-6 -4V4M-2 0H2M6 -4V4", "a break"),
    "frame": (LIFE, "M-7 -3H6L3 -6M7 3H-6L-3 6", "a change of the frame"),
    "formulation": (WORK, "", "a version of the formulation"),
    "review": (WORK, "M-5 1L-1 5L6 -4", "a review"),
    "follow-up": (WORK, "M-6 0H6M2 -4L6 0L2 4", "a follow-up"),
    "early signs": (WORK, "M-7 0L0 -5L7 0L0 5ZM-1 0H1", "early signs looked at"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something in the life and treatment lane; `kind` is one of `KINDS`. A version of the formulation has a `number`."""

    day: int
    kind: str
    words: str
    ref: str = ""
    number: int | None = None

    @property
    def name(self) -> str:
        """What the kind is called."""
        return "Change of the frame" if self.kind == "frame" else self.kind.capitalize()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise TherapyError(
                f"Nothing of the kind {self.kind!r} is drawn; it is one of {', '.join(KINDS)}."
            )


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine taken from one day to another; `last` is None while it goes on."""

    first: int
    last: int | None
    words: str


def height(medicines: Sequence[Medicine]) -> float:
    """How high the lane is."""
    return HEIGHT + MEDICINE * len(medicines)


def draw_life(
    sheet: Sheet,
    days: Days,
    start: date,
    top: float,
    *,
    today: int,
    happenings: Iterable[Happening],
    medicines: Sequence[Medicine],
) -> None:
    """Draw the lane. Marks of the work that lie close are moved to the right, so that each can be read and opened."""
    sheet.add(
        Text(0, top + 10, "Life and", small=False, bold=True),
        Text(0, top + 26, "treatment", small=False, bold=True),
    )
    for row, medicine in enumerate(medicines):
        _medicine(sheet, days, medicine, top + HEIGHT + MEDICINE * row, today)
    free = float("-inf")
    for happening in sorted(happenings, key=lambda one: (one.day, one.number or 0)):
        if not days.shows(happening.day):
            continue
        x = days.x(happening.day)
        row_at = KINDS[happening.kind][0]
        if row_at == WORK:
            x = min(max(x, free), days.right - 6)
            free = x + APART
        y = top + row_at
        when = start + timedelta(days=happening.day)
        title = f"{happening.name}, {when.day} {when:%B %Y}"
        marks = (*sign(happening.kind, x, y, happening.number), *target(x, y))
        sheet.add(Spot(happening.ref, title, (happening.words,), marks, x, y - 8))


def _medicine(sheet: Sheet, days: Days, medicine: Medicine, y: float, today: int) -> None:
    last = medicine.last if medicine.last is not None else max(today, medicine.first + 1)
    first, end = max(medicine.first, days.first), min(last, days.last)
    if end <= first:
        return
    left, wide = days.x(first), days.x(end) - days.x(first)
    sheet.add(Rect("medication", left, y, wide, 13))
    sheet.add(Text(left + 5, y + 10, cut(medicine.words, max(wide, days.right - left) - 5)))


def sign(
    kind: str, x: float, y: float, version: int | None = None
) -> tuple[Path | Rect | Circle | Text, ...]:
    """Return the marks of one kind around a place."""
    if kind == "alert":
        return (Path("danger", f"M{number(x)} {number(y - 8)}l8 8l-8 8l-8 -8Z"),)
    if kind == "formulation":
        box = Rect("bead", x - 6, y - 7, 12, 14)
        return (box, Text(x, y + 4, str(version), anchor="middle")) if version else (box,)
    return (Path("ink", _shifted(KINDS[kind][1], x, y)),)


def key(happenings: Iterable[Happening]) -> list[tuple[Scene, str]]:
    """Return the key of the signs that occur: a small picture of each, and what it stands for."""
    occur = {one.kind for one in happenings}
    return [
        (Scene(20, 20, words, "", sign(kind, 10, 10)), words)
        for kind, (_, _, words) in KINDS.items()
        if kind in occur
    ]


def _shifted(d: str, x: float, y: float) -> str:
    """Shift a small sign drawn around 0, 0 to its place."""

    def shift(match: re.Match[str]) -> str:
        command, numbers = match.group(1), [float(n) for n in match.group(2).split()]
        if command == "V":
            return f"V{number(numbers[0] + y)}"
        if command == "H":
            return f"H{number(numbers[0] + x)}"
        if command == "Z":
            return "Z"
        return f"{command}{number(numbers[0] + x)} {number(numbers[1] + y)}"

    return re.sub(r"([MLVHZ])([-\d. ]*)", shift, d)
