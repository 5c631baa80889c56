"""The sessions of a course side by side: the patient's share of the words, and the share of short answers.

Two small pictures with a scale each: the share from 0 to 100 in a hundred, the short answers from 0 to the next quarter
above the most of them. There is no target line, and nothing joins the
sessions: what lies between them was not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line

WIDTH, TOP, LANE, GAP, BOTTOM = 920.0, 14.0, 64.0, 22.0, 24.0
LEFT, RIGHT = 178.0, 908.0
FEWEST = 8  # columns that the width is shared among, at least, so that two sessions do not fill the page


@dataclass(frozen=True, slots=True)
class Counted:
    """One session: its name for links, its number, and both shares in per cent; None where nothing can be said."""

    ref: str
    number: int
    share: float | None
    short: float | None


TOPS = (25, 50, 75, 100)
LANES = (("share", "patient's share", "of the words"), ("short", "short answers", "of all answers"))


def process_course(sessions: Sequence[Counted]) -> Scene:
    """Draw both pictures, a column a session. Each spot's ``ref`` is ``session:`` and the session's name."""
    sheet = Sheet()
    tops = (100, top_of(sessions))
    for order, (_, *name) in enumerate(LANES):
        base = _base(order)
        sheet.add(Path("rule", line([(LEFT, base), (RIGHT, base)])))
        sheet.add(Path("rule", line([(LEFT, base - LANE), (RIGHT, base - LANE)])))
        sheet.add(Text(LEFT - 48, base - LANE / 2, name[0], anchor="end"))
        sheet.add(Text(LEFT - 48, base - LANE / 2 + 13, name[1], anchor="end"))
        sheet.add(Text(LEFT - 8, base - LANE + 4, f"{tops[order]} %", anchor="end"))
        sheet.add(Text(LEFT - 8, base + 4, "0", anchor="end"))
    room = (RIGHT - LEFT) / max(len(sessions), FEWEST)
    for place, one in enumerate(sessions):
        sheet.add(_spot(one, LEFT + (place + 0.5) * room, room, tops))
    about = f"{len(sessions)} sessions with a transcript. The table below says the same."
    return Scene(WIDTH, _base(len(LANES) - 1) + BOTTOM, "Talk by session", about, tuple(sheet.marks))


def top_of(sessions: Sequence[Counted]) -> int:
    """Return the share of short answers, in per cent, at the top of their picture."""
    most = max((one.short or 0 for one in sessions), default=0)
    return next(top for top in TOPS if most <= top)


def _base(order: int) -> float:
    return TOP + order * (LANE + GAP) + LANE


def _spot(one: Counted, x: float, room: float, tops: tuple[int, int]) -> Spot:
    bottom = _base(len(LANES) - 1)
    width = min(18.0, room * 0.6)
    marks: list[Path | Rect | Circle | Text] = [Rect("target", x - room / 2, TOP, room, bottom - TOP)]
    for order, (field, *_) in enumerate(LANES):
        share, base = getattr(one, field), _base(order)
        if share is None:
            marks.append(Circle("missed", x, base - 5, 3))
        elif share > 0:
            height = share / tops[order] * LANE
            marks.append(Rect("talk", x - width / 2, base - height, width, height))
    if room >= 12 or one.number % 5 == 0:
        marks.append(Text(x, bottom + 16, str(one.number), anchor="middle"))
    return Spot(f"session:{one.ref}", f"Session {one.number}", words(one), tuple(marks), x, TOP)


def words(one: Counted) -> tuple[str, ...]:
    """Say one session in words."""
    share = "not known who the patient is" if one.share is None else f"patient {one.share:.0f} % of the words"
    short = "no answers to count" if one.short is None else f"short answers {one.short:.0f} %"
    return share, short
