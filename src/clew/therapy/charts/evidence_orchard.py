"""The orchard plot: every effect of some groups as a fruit, larger the surer it is, with the mean of each group.

The dot is the mean, the bar (the branch) its 95% interval, the line (the twig) where 95% of the true effects of new trials lie.
Source: Nakagawa et al. (2021), Res Synth Methods 12:4. Heights within a group mean nothing: they keep fruits apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clew.therapy.charts.evidence_axis import (
    AXIS,
    HEDGES_G,
    INTERVAL,
    LARGE,
    NARROW,
    WIDE,
    Axis,
    EffectScale,
    Figure,
    axis_over,
    counted,
    directions_height,
    draw_axis,
    draw_interval,
    edge_or_circle,
    shorten,
    wrapped,
    write_interval,
)
from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line
from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.evidence.pooling import Pooled, pool

TOP, ROW, ROW_NARROW, LABELS = 26.0, 62.0, 90.0, 168.0
SMALLEST, LARGEST = 1.6, 6.0  # radius of a fruit
HANGS = 22.0  # how far a fruit hangs from the middle at most


@dataclass(frozen=True, slots=True)
class Group:
    """Some effects that belong together, and their name."""

    name: str
    effects: Effects


def orchard(
    groups: Sequence[Group],
    scale: EffectScale = HEDGES_G,
    *,
    method: str = "REML",
    test: str = "knha",
    narrow: bool = False,
    title: str = "",
) -> Figure:
    """Draw the orchard plot of one or more groups, each with a pool of its own.

    Raises:
        EvidenceError: there are no groups, or one has no effects.
    """
    if not groups:
        raise EvidenceError("An orchard needs at least one group of effects.")
    pools = [pool(group.effects, method, test) for group in groups]
    y = np.concatenate([group.effects.y for group in groups]).tolist()
    held = [end for pooled in pools for end in (*pooled.ci, *(pooled.pi or ()))]
    left, right = (6.0, NARROW - 6) if narrow else (LABELS + 6, WIDE - INTERVAL - 8)
    axis = axis_over(scale, y, y, held, left, right, stretch=2.0)
    surest = float(np.quantile(np.concatenate([group.effects.se for group in groups]), 0.05))
    sheet = Sheet()
    tall, width = (ROW_NARROW, NARROW) if narrow else (ROW, WIDE)
    bottom = TOP + tall * len(groups) + 4
    draw_axis(sheet, axis, TOP - 4, bottom)
    sheet.add(Text(width, 12, f"{scale.unit} [95% CI]", anchor="end", bold=True))
    beyond = 0
    for order, (group, pooled) in enumerate(zip(groups, pools, strict=True)):
        top = TOP + tall * order
        if order:
            sheet.add(Path("rule", line([(0, top), (width, top)])))
        beyond += sum(not axis.shows(effect) for effect in group.effects.y.tolist())
        _draw_group(sheet, axis, group, pooled, top, surest, narrow=narrow)
    at = bottom + AXIS + directions_height(axis)
    note = "Circles: effects, larger the surer. Dot: mean; bar: its 95% interval; line: 95% of true effects of new trials."
    note += " Height within a group has no meaning."
    if beyond:
        note += f" Arrowheads at the edge: {counted(beyond, 'effect')} beyond the axis."
    for words in wrapped(note, width - 4):
        at += 15
        sheet.add(Text(0, at, words))
    about = "; ".join(
        f"{group.name} {scale.write(pooled.estimate)} {scale.interval(*pooled.ci)} ({counted(pooled.k, 'effect')})"
        for group, pooled in zip(groups, pools, strict=True)
    )
    scene = Scene(
        width,
        at + 8,
        title or f"Orchard plot: {scale.unit}",
        f"{about}. The table says the same.",
        tuple(sheet.marks),
    )
    columns = ("Group", "Effects", "Trials", scale.unit, "95% interval", "95% prediction interval")
    table = tuple(
        (
            group.name,
            f"{pooled.k:,}",
            f"{pooled.studies:,}",
            scale.write(pooled.estimate),
            scale.interval(*pooled.ci),
            scale.interval(*pooled.pi) if pooled.pi else "\u2013",
        )
        for group, pooled in zip(groups, pools, strict=True)
    )
    return Figure(scene, columns, table)


def _draw_group(
    sheet: Sheet, axis: Axis, group: Group, pooled: Pooled, top: float, surest: float, *, narrow: bool
) -> None:
    middle = top + (60 if narrow else ROW / 2)
    words_at = top + (15 if narrow else ROW / 2)
    room = NARROW - INTERVAL - 10 if narrow else LABELS
    count = f"{counted(pooled.k, 'effect')}, {counted(pooled.studies, 'trial')}"
    radii = np.clip(LARGEST * surest / group.effects.se, SMALLEST, LARGEST)
    xs = np.array([axis.x(effect) for effect in group.effects.y.tolist()])
    heights = middle + _heights(xs, HANGS)
    for at in np.argsort(-radii, kind="stable").tolist():
        sheet.add(
            edge_or_circle(
                axis,
                float(group.effects.y[at]),
                (float(xs[at]), float(heights[at])),
                float(radii[at]),
                "bubble",
            )
        )
    inner = Sheet()
    if pooled.pi:
        inner.add(draw_interval(axis, *pooled.pi, middle, "ink"))
    low, high = (axis.x(limit) for limit in pooled.ci)
    inner.add(Rect("trunk", low, middle - 5, high - low, 10))
    inner.add(Circle("bead", axis.x(pooled.estimate), middle, 3))
    inner.add(Text(0, words_at, shorten(group.name, room, LARGE), small=False, bold=True))
    inner.add(Text(0, words_at + 14, count))
    right = NARROW if narrow else WIDE
    write_interval(inner, axis.scale, right, words_at + (0 if narrow else 4), pooled.estimate, *pooled.ci)
    inner.add(Rect("target", 0, top, right, ROW_NARROW if narrow else ROW))
    said = [
        f"{axis.scale.unit} {axis.scale.write(pooled.estimate)}, 95% interval {axis.scale.interval(*pooled.ci)}",
        count,
    ]
    if pooled.pi:
        said.append(f"a new trial {axis.scale.interval(*pooled.pi)}")
    marks = tuple(mark for mark in inner.marks if not isinstance(mark, Spot))
    sheet.add(Spot(f"group:{group.name}", group.name, tuple(said), marks, axis.x(pooled.estimate), middle))


def _heights(xs: Floats, most: float) -> Floats:
    """How far above or below the middle each fruit hangs: the farther the more fruits are near, evenly spread.

    The order is that of a van der Corput sequence, so that neighbours lie apart and the picture is always the same.
    """
    order = np.argsort(xs, kind="stable")
    near = np.searchsorted(xs[order], xs + 8, "right") - np.searchsorted(xs[order], xs - 8, "left")
    room = most * np.minimum(1.0, near / 12)
    turns = np.empty(len(xs))
    turns[order] = [_van_der_corput(n) for n in range(len(xs))]
    heights: Floats = (2 * turns - 1) * room
    return np.where(near > 1, heights, 0.0)


def _van_der_corput(n: int) -> float:
    value, part = 0.0, 0.5
    while n:
        value += part * (n & 1)
        n, part = n >> 1, part / 2
    return value
