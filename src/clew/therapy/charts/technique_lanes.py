"""What the clinician did, session by session: three lanes with the shares toward insight, between, and toward support.

There is no target line. A session with too few coded turns has a hollow mark and no bars.
"""

from __future__ import annotations

from collections.abc import Sequence

from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line
from clew.therapy.course.technique import CodedSession, Stretch

WIDTH, TOP, LANE, GAP, BOTTOM = 920.0, 40.0, 64.0, 26.0, 26.0
LEFT, RIGHT = 150.0, 896.0
LANES = (("insight", "toward insight"), ("middle", "between"), ("support", "toward support"))


def technique_picture(sessions: Sequence[CodedSession], stretches: Sequence[Stretch] = ()) -> Scene:
    """Draw the lanes, and above them which emphasis was planned during which sessions."""
    sheet = Sheet()
    _plans(sheet, sessions, stretches)
    bottom = TOP + len(LANES) * (LANE + GAP)
    top = _top(sessions)
    for order, (_, name) in enumerate(LANES):
        base = _base(order)
        sheet.add(Path("rule", line([(LEFT - 12, base), (RIGHT, base)])))
        sheet.add(Path("rule", line([(LEFT - 12, base - LANE), (RIGHT, base - LANE)])))
        sheet.add(Text(0, base - LANE / 2 + 4, name, small=False))
        sheet.add(Text(LEFT - 18, base - LANE + 4, f"{top} %", anchor="end"))
        sheet.add(Text(LEFT - 18, base + 4, "0", anchor="end"))
    for place, one in enumerate(sessions):
        sheet.add(_spot(one, _x(place, len(sessions)), bottom, top))
    counted = sum(one.mix.enough for one in sessions)
    about = (
        f"{counted} of {len(sessions)} sessions with a transcript have enough coded turns. "
        "The table below says the same."
    )
    return Scene(WIDTH, bottom + BOTTOM, "Interventions by session", about, tuple(sheet.marks))


def _plans(sheet: Sheet, sessions: Sequence[CodedSession], stretches: Sequence[Stretch]) -> None:
    """Draw one bar for each planned emphasis, over the sessions of its days; it says nothing of what is right."""
    place = {one.ref: order for order, one in enumerate(sessions)}
    half = (RIGHT - LEFT) / max(len(sessions), 8) / 2 - 3
    if any(stretch.plan and stretch.plan.emphasis for stretch in stretches):
        sheet.add(Text(0, 18, "planned", small=False))
    for stretch in stretches:
        if stretch.plan is None or stretch.plan.emphasis is None or not stretch.sessions:
            continue
        first, last = (
            _x(place[one.ref], len(sessions)) for one in (stretch.sessions[0], stretch.sessions[-1])
        )
        sheet.add(Path("ink", line([(first - half, 24), (last + half, 24)])))
        sheet.add(Text(first - half, 17, stretch.plan.emphasis.value))


def _top(sessions: Sequence[CodedSession]) -> int:
    """Return the share at the top of each lane: 50, 75 or 100 %, the same for all three, so that they compare."""
    shares = [getattr(one.mix, pole) or 0 for one in sessions for pole, _ in LANES]
    return next(top for top in (50, 75, 100) if max(shares, default=0) <= top)


def _base(order: int) -> float:
    return TOP + order * (LANE + GAP) + LANE


def _x(place: int, count: int) -> float:
    room = (RIGHT - LEFT) / max(count, 8)
    return LEFT + (place + 0.5) * room


def _spot(one: CodedSession, x: float, bottom: float, top: int) -> Spot:
    marks: list[Path | Rect | Circle | Text] = [Rect("target", x - 12, TOP, 24, bottom - TOP)]
    for order, (pole, _) in enumerate(LANES):
        share = getattr(one.mix, pole)
        base = _base(order)
        if share is None:
            marks.append(Circle("missed", x, base - 4, 3))
        elif share > 0:
            marks.append(Path(f"ring-{pole}", line([(x, base), (x, base - share / top * LANE)])))
    marks.append(Text(x, bottom + 4, str(one.number), anchor="middle"))
    return Spot(f"session:{one.ref}", f"Session {one.number}", words(one), tuple(marks), x, TOP)


def words(one: CodedSession) -> tuple[str, ...]:
    """Say one session in words: its shares, or that there is too little, and what nobody has looked at."""
    mix = one.mix
    waiting = (f"{one.waiting} proposals not looked at",) if one.waiting else ()
    if mix.insight is None or mix.middle is None or mix.support is None:
        return (mix.label, *waiting)
    return (
        f"insight {mix.insight:.0f} %, between {mix.middle:.0f} %, support {mix.support:.0f} %",
        f"{mix.coded_turns} coded turns",
        *waiting,
    )
