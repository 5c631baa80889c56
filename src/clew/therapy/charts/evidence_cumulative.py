"""The cumulative picture: what the trials said together as the years went by, one line a step."""

from __future__ import annotations

import math

from clew.therapy.charts.evidence_axis import (
    AXIS,
    HEDGES_G,
    INTERVAL,
    NARROW,
    WIDE,
    EffectScale,
    Figure,
    axis_over,
    counted,
    directions_height,
    draw_axis,
    draw_interval,
    goes_beyond,
    pooled_diamond,
    shorten,
    wrapped,
    write_interval,
)
from clew.therapy.charts.scene import Path, Rect, Scene, Sheet, Spot, Text, line
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.sensitivity import Cumulative

TOP, ROW, COUNTS = 26.0, 18.0, 40.0
LABELS, LABELS_NARROW, YEARS = 150.0, 104.0, 70.0  # room for names, and for years
HALF = 3.6  # half the side of a square
MOST = 45
"""With more steps than that, the last step of each year is drawn."""


def cumulative_picture(
    found: Cumulative,
    effects: Effects,
    scale: EffectScale = HEDGES_G,
    *,
    narrow: bool = False,
    title: str = "",
) -> Figure:
    """Draw a cumulative analysis: from above, the pool of all effects up to each step.

    Args:
        found: the analysis.
        effects: the effects it was made from, for the names of trials.
        scale: their unit, and what the ends of the axis favour.
        narrow: for a phone, without the columns of numbers, which the table has.
        title: of the picture.

    Raises:
        EvidenceError: the analysis is of other effects.
    """
    names = dict(zip(effects.row.tolist(), effects.study, strict=True))
    if set(found.row.tolist()) != set(names):
        raise EvidenceError("This cumulative analysis was made from other effects.")
    pools = found.pools
    steps, by_year = _steps(found)
    lows, highs = (limits.tolist() for limits in (pools.ci_low, pools.ci_high))
    room = YEARS if by_year else LABELS_NARROW if narrow else LABELS
    left, right = room + 6, NARROW - 34 if narrow else WIDE - INTERVAL - COUNTS - 14
    last = len(pools) - 1
    axis = axis_over(
        scale,
        [lows[at] for at in steps],
        [highs[at] for at in steps],
        [lows[last], highs[last], *pools.estimate[steps].tolist()],
        left,
        right,
    )
    sheet = Sheet()
    bottom = TOP + ROW * len(steps) + 4
    draw_axis(sheet, axis, TOP - 4, bottom)
    end = float(pools.estimate[last])
    sheet.add(Path("expected", line([(axis.x(end), TOP - 4), (axis.x(end), bottom)])))
    sheet.add(Text(0, 12, "Until" if by_year else "Up to", bold=True))
    width = NARROW if narrow else WIDE
    sheet.add(Text(width, 12, "k", anchor="end", bold=True))
    if not narrow:
        sheet.add(Text(WIDE - COUNTS, 12, f"{scale.unit} [95% CI]", anchor="end", bold=True))
    rows = []
    for order, at in enumerate(steps):
        y = TOP + ROW * order
        k, estimate = int(pools.k[at]), float(pools.estimate[at])
        label = _label(found, names, k, by_year=by_year)
        x, middle = axis.x(estimate), y + ROW / 2
        inner = Sheet()
        inner.add(draw_interval(axis, lows[at], highs[at], middle))
        if at == last:
            inner.add(Path("pooled", pooled_diamond(axis, estimate, lows[at], highs[at], middle, 6)))
        else:
            inner.add(Rect("dot", x - HALF, middle - HALF, 2 * HALF, 2 * HALF))
        inner.add(Text(0, middle + 4, shorten(label, room), bold=at == last))
        inner.add(Text(width, middle + 4, f"{k:,}", anchor="end"))
        if not narrow:
            write_interval(inner, scale, WIDE - COUNTS, middle + 4, estimate, lows[at], highs[at])
        inner.add(Rect("target", 0, y, width, ROW))
        said = (
            f"{scale.unit} {scale.write(estimate)}, 95% interval {scale.interval(lows[at], highs[at])}",
            counted(k, "effect"),
        )
        marks = tuple(mark for mark in inner.marks if not isinstance(mark, Spot))
        sheet.add(Spot(f"step:{k}", label, said, marks, x, middle))
        rows.append((label, f"{k:,}", scale.write(estimate), scale.interval(lows[at], highs[at])))
    y = bottom + AXIS + directions_height(axis)
    note = "Each line pools all effects so far (REML, Knapp-Hartung). Dashed: what all say."
    if goes_beyond(axis, ((lows[at], highs[at]) for at in steps)):
        note += " An arrow: the interval goes on beyond the axis."
    for words in wrapped(note, width - 4):
        y += 15
        sheet.add(Text(0, y, words))
    first = steps[0]
    about = (
        f"From {scale.write(float(pools.estimate[first]))} ({counted(int(pools.k[first]), 'effect')}) to "
        f"{scale.write(end)} {scale.interval(lows[last], highs[last])} ({counted(int(pools.k[last]), 'effect')}), "
        f"{scale.unit}. The table says the same."
    )
    scene = Scene(width, y + 8, title or f"As the trials came: {scale.unit}", about, tuple(sheet.marks))
    return Figure(
        scene, ("Until" if by_year else "Up to", "Effects", scale.unit, "95% interval"), tuple(rows)
    )


def _steps(found: Cumulative) -> tuple[list[int], bool]:
    """The steps to draw, and whether they are the last of each year."""
    ends = found.pools.k.tolist()
    if len(ends) <= MOST:
        return list(range(len(ends))), False
    last: dict[float, int] = {}
    for at, k in enumerate(ends):
        year = float(found.year[k - 1])
        last[-1.0 if math.isnan(year) else year] = at
    return sorted(last.values()), True


def _label(found: Cumulative, names: dict[int, str], k: int, *, by_year: bool) -> str:
    year = float(found.year[k - 1])
    if by_year:
        return "year unknown" if math.isnan(year) else f"{year:.0f}"
    return f"{names[int(found.row[k - 1])]}"
