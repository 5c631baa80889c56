"""The lifeline: one life on one line, with what happened, what weighed and echoed, when it was dark, and treatments.

What is only known to the year stands in the middle of that year and says so. In a part of the line that shows
months, such things are left out of the picture, since a place there would claim more than is known; there the
scores of a questionnaire stand below on the same days. An echo is drawn as a thread, since it leads from an event to
an earlier one that it may rest on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clew.therapy.charts.flags import cut, short, tiers, width
from clew.therapy.charts.lane import Days, Lane, Point, Scale, draw_bands, draw_points, target
from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line, number
from clew.therapy.errors import TherapyError
from clew.therapy.forms.when import days_of, in_words, middle

WIDTH = 1000.0
LEFT, RIGHT = 120.0, 984.0
LONGEST = 46  # letters of words on the line
TIER = 15.0
DODGE = 11.0  # between marks that would lie on one another
BAND = 27.0  # height of a bar with its words above it
LANE = 92.0  # height of the scores


class What(StrEnum):
    """What a mark on the line is."""

    EVENT = "life event"
    EARLY = "early experience"
    STRESSOR = "stressor"
    NOTED = "noted in the plan"


class Row(StrEnum):
    """What a bar under the line is; the value names its row."""

    SYMPTOMS = "Depression"
    TREATMENT = "Treatment"
    COURSE = "Therapy here"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened. `when` and `until` are `Kind.WHEN`, `until` empty where it did not last.

    `echoes` are the `ref` of earlier stressors.
    """

    ref: str
    what: What
    words: str
    when: str
    until: str = ""
    echoes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lasted:
    """Something that lasted. `until` is empty while it goes on."""

    ref: str
    what: Row
    words: str
    when: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """A life as far as it is known. `born` is None where nobody knows; then the line starts with what is known first.

    `scores` are those of one questionnaire, on the days (ordinals) on which it was filled in; `scale` is its own.

    Raises:
        TherapyError: somebody was born after today, or there are scores without a scale.
    """

    today: date
    born: date | None
    happened: tuple[Happened, ...] = ()
    lasted: tuple[Lasted, ...] = ()
    scores: tuple[Point, ...] = ()
    scale: Scale | None = None

    def __post_init__(self) -> None:
        if self.scores and self.scale is None:
            raise TherapyError("Scores are drawn on the scale of their questionnaire; give it with them.")
        if self.born is not None and self.born > self.today:
            raise TherapyError("The date of birth lies ahead; correct it in the record.")

    @property
    def first(self) -> date:
        """The day on which the line starts: the birth, or the earliest thing that is known."""
        whens = [*(one.when for one in self.happened), *(one.when for one in self.lasted)]
        known = [days_of(when)[1] for when in whens]
        start = min([*known, *([self.born] if self.born else [])], default=self.today)
        return min(start, self.today)

    def day(self, one: Happened) -> date:
        """Return where something stands: the middle of when it can have been, neither before the line nor ahead."""
        return max(self.first, min(middle(one.when), max(self.today, days_of(one.when)[0])))


def lifeline(life: Life, *, window: tuple[date, date] | None = None, title: str = "Lifeline") -> Scene:
    """Draw a life, or the part of it in a window of days in which a year would be too coarse.

    Args:
        life: what is known.
        window: the first and the last day to draw, with the scores of that time; the whole life unless told.
        title: what the picture is called.
    """
    first, last = window or (life.first, life.today)
    if (last - first).days < 28:
        first = date.fromordinal(last.toordinal() - 28)
    days = Days(first.toordinal(), last.toordinal(), LEFT, RIGHT)
    shown = [one for one in placed(life.happened, window) if days.shows(life.day(one).toordinal())]
    shown.sort(key=lambda one: (life.day(one), one.words, one.ref))
    poles, words = [], []
    for one in shown:
        x = days.x(life.day(one).toordinal())
        text = cut(short(one.words, LONGEST), x - 10)
        words.append(text)
        poles.append((x, width(text)))
    stand = tiers(poles)
    lift = _lifts([x for x, _ in poles])
    base = 10 + DODGE * max(lift, default=0)
    top = 8.0
    y = top + TIER * (max(stand, default=0) + 1) + base
    sheet = Sheet()
    arcs = _arcs(life, shown, days)
    below = y + 16 + max((depth for *_, depth in arcs), default=0)
    scores = () if window is None else tuple(one for one in life.scores if days.shows(one.day))
    under = below + (LANE + 34 if scores else 0)
    rows = [(kind, found) for kind in Row if (found := _bars(life, kind, days, window))]
    bottom = under + sum(BAND * len(found) + 6 for _, found in rows) + 6
    _draw_axis(sheet, days, life.born, first, last, top, bottom, in_years=window is None)
    if scores and life.scale is not None:
        lane = Lane(days, life.scale, below + 18, LANE)
        draw_bands(sheet, lane)
        for one in shown:
            x = days.x(life.day(one).toordinal())
            sheet.add(Path("planned", line([(x, y + 9), (x, lane.top + lane.height)])))
        sheet.add(
            Text(
                LEFT,
                lane.top - 6,
                f"{life.scale.title}, {number(life.scale.low)} to {number(life.scale.high)}",
            )
        )
        draw_points(sheet, lane, scores)
    sheet.add(Path("ink", line([(LEFT, y), (RIGHT, y)])))
    for left, right, depth in arcs:
        sheet.add(
            Path(
                "strand",
                f"M{number(right)} {number(y + 7)}Q{number((left + right) / 2)} {number(y + 7 + 2 * depth)} "
                f"{number(left)} {number(y + 7)}",
            ),
            Path("strand", line([(left - 2.5, y + 12.5), (left, y + 7), (left + 5, y + 9.5)])),
        )
    for one, (x, _), text, tier, up in zip(shown, poles, words, stand, lift, strict=True):
        high = y - base - TIER * tier
        sheet.add(Path("rule", line([(x, y), (x, high - 8)])))
        if one.until and days_of(one.until)[1] > life.day(one):
            end = days.x(min(days_of(one.until)[1].toordinal(), days.last))
            sheet.add(Rect("shade", x, y - 2, end - x, 4))
        sheet.add(
            _mark(one, x, y - DODGE * up, text, high, tuple(o for o in life.happened if o.ref in one.echoes))
        )
    at = under
    for kind, found in rows:
        sheet.add(Text(LEFT - 10, at + 22, kind.value, anchor="end"))
        for bar in found:
            sheet.add(_bar(bar, days, at, life.today))
            at += BAND
        at += 6
    about = "; ".join(f"{in_words(one.when)}: {one.words}" for one in shown) or "Nothing is dated yet."
    if scores:
        about += ". " + "; ".join(one.words for one in scores)
    return Scene(WIDTH, bottom + 32, title, about, tuple(sheet.marks))


def _lifts(at: Sequence[float]) -> list[int]:
    """Return how many steps above the line each mark stands, so that none lies on another; given from left to right."""
    found: list[int] = []
    for n, x in enumerate(at):
        near = {found[m] for m in range(n) if x - at[m] < DODGE + 2}
        found.append(next(k for k in range(n + 1) if k not in near))
    return found


def placed(happened: Sequence[Happened], window: tuple[date, date] | None) -> list[Happened]:
    """Return what has a place on the line.

    In a window that is what is known to the month or the day; on the line of a whole life, where weeks lie on one
    another, everything but what the plan notes from week to week.
    """
    return [one for one in happened if ("-" in one.when if window else one.what is not What.NOTED)]


def left_out(life: Life, window: tuple[date, date]) -> tuple[Happened | Lasted, ...]:
    """Return what may belong into a window and is known too coarsely to be drawn there."""

    def may_start(one: Happened | Lasted) -> bool:
        first, last = days_of(one.when)
        return "-" not in one.when and first <= window[1] and last >= window[0]

    found: list[Happened | Lasted] = [*life.happened, *life.lasted]
    return tuple(one for one in found if may_start(one))


def _arcs(life: Life, shown: Sequence[Happened], days: Days) -> list[tuple[float, float, float]]:
    """Return the echoes between what is shown: its left and right end, and how deep it hangs."""
    at = {one.ref: days.x(life.day(one).toordinal()) for one in shown}
    found: list[tuple[float, float, float]] = []
    for one in shown:
        for earlier in one.echoes:
            if earlier in at and earlier != one.ref:
                left, right = sorted((at[one.ref], at[earlier]))
                found.append((left, right, 6 + 2.2 * math.sqrt(right - left) + 5 * (len(found) % 3)))
    return found


def _mark(one: Happened, x: float, y: float, text: str, high: float, echoes: tuple[Happened, ...]) -> Spot:
    """Return a mark by its shape: a diamond for a stressor, a ring for early experience, a dot for the rest."""
    if one.what is What.STRESSOR:
        shape: Path | Circle = Path("bead", line([(x, y - 7), (x + 6, y), (x, y + 7), (x - 6, y)]) + "Z")
    elif one.what is What.EARLY:
        shape = Circle("bead", x, y, 5)
    elif one.what is What.NOTED:
        shape = Path("ink", line([(x, y - 6), (x, y + 6)]))
    else:
        shape = Circle("dot", x, y, 4)
    until = f" to {in_words(one.until)}" if one.until else ""
    title = f"{in_words(one.when)}{until}, {one.what.value}: {one.words}"
    said = (f"May echo: {'; '.join(o.words for o in echoes)}",) if echoes else ()
    marks = (shape, *target(x, y), Text(x - 4, high, text, anchor="end"))
    return Spot(one.ref, title, said, marks, x, y)


def _bars(life: Life, kind: Row, days: Days, window: tuple[date, date] | None) -> list[Lasted]:
    coarse = left_out(life, window) if window else ()
    found = []
    for one in life.lasted:
        start, stop = _span(one, life.today)
        if one.what is kind and one not in coarse and start <= days.last and stop >= days.first:
            found.append(one)
    return sorted(found, key=lambda one: (days_of(one.when)[0], one.words, one.ref))


def _span(one: Lasted, today: date) -> tuple[int, int]:
    """Return the first and last day of a bar; a year or month counts to its end, and never past today."""
    start = days_of(one.when)[0].toordinal()
    stop = days_of(one.until)[1].toordinal() if one.until else today.toordinal()
    return start, max(start, min(stop, today.toordinal()))


def _bar(one: Lasted, days: Days, at: float, today: date) -> Spot:
    start, stop = _span(one, today)
    left, right = days.x(max(start, days.first)), days.x(min(stop, days.last))
    right = max(right, left + 5)
    left, right = (left, right) if right <= RIGHT else (RIGHT - 5, RIGHT)
    text = cut(short(one.words, 2 * LONGEST), WIDTH - LEFT - 16)
    wide = width(text)
    words = Text(left, at + 11, text) if left + wide < WIDTH - 4 else Text(RIGHT, at + 11, text, anchor="end")
    area = Rect(
        "target",
        min(left, RIGHT - wide) if words.anchor == "end" else left,
        at,
        max(right - left, wide),
        BAND,
    )
    shape = Rect("medication", left, at + 15, right - left, 8)
    span = f"from {in_words(one.when)}" + (f" to {in_words(one.until)}" if one.until else ", still going on")
    return Spot(one.ref, f"{one.what.value}: {one.words}, {span}", (), (area, shape, words), left, at + 15)


def _draw_axis(
    sheet: Sheet,
    days: Days,
    born: date | None,
    first: date,
    last: date,
    top: float,
    bottom: float,
    *,
    in_years: bool,
) -> None:
    """Draw a rule every so many years or months, with the year and the age, or the month."""
    ticks: list[tuple[date, str, str]] = []
    if in_years:
        start = born or date(first.year, 1, 1)
        step = next((s for s in (1, 2, 5, 10) if (last.year - start.year) / s <= 12), 20)
        for n in range(0, last.year - start.year + 1, step):
            when = _birthday(start, n)
            ticks.append((when, str(when.year), "" if born is None else f"age {n}" if n else "born"))
    else:
        year, month = first.year, first.month
        while date(year, month, 1) <= last:
            under = str(year) if month == 1 or not ticks else ""
            ticks.append((date(year, month, 1), f"{date(year, month, 1):%b}", under))
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        ticks = ticks[:: -(-len(ticks) // 14)]
    for when, words, under in ticks:
        if days.shows(when.toordinal()):
            x = days.x(when.toordinal())
            sheet.add(
                Path("rule", line([(x, top), (x, bottom)])), Text(x, bottom + 14, words, anchor="middle")
            )
            if under:
                sheet.add(Text(x, bottom + 27, under, anchor="middle"))


def _birthday(born: date, age: int) -> date:
    """Return the day on which somebody reaches an age; 1 March stands for 29 February where there is none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
