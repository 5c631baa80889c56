"""The Baujat plot: which effects make the trials disagree, and which of them move the pool.

To the right stand effects that lie far from the mean for their size (squared Pearson residual), above those without
which the mean would be another (squared move in units of the variance of the mean without it). Top right: both.
Source: Baujat et al. (2002), Stat Med 21:2641, here for the random-effects model.
"""

from __future__ import annotations

import numpy as np

from clew.therapy.charts.evidence_axis import (
    HEDGES_G,
    NARROW,
    WIDE,
    EffectScale,
    Figure,
    counted,
    figures,
    focusable,
    wrapped,
)
from clew.therapy.charts.evidence_plane import Plane, draw_names, draw_x, draw_y, sides
from clew.therapy.charts.scene import Circle, Scene, Sheet, Spot, Text
from clew.therapy.evidence.effects import Effects, Floats
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.sensitivity import influence

TOP, HEIGHT, HEIGHT_NARROW, AXIS = 30.0, 340.0, 280.0, 38.0
NAMED, NAMED_NARROW, MANY = 8, 4, 100


def coordinates(effects: Effects) -> tuple[Floats, Floats]:
    """Return how far each effect lies from the REML mean (squared Pearson residual), and how far it moves it.

    The move is the squared difference of the means with and without it over the variance of that without it.
    """
    full = pool(effects, test="z")
    found = influence(effects)
    apart = (effects.y - full.estimate) ** 2 / (effects.v + full.tau2)
    return apart, found.cook_d / found.cov_r


def baujat(
    effects: Effects, scale: EffectScale = HEDGES_G, *, narrow: bool = False, title: str = ""
) -> Figure:
    """Draw the Baujat plot of at least two effects; the most unusual are named.

    Raises:
        EvidenceError: fewer than two effects.
    """
    across, upwards = coordinates(effects)
    left, right = sides(narrow)
    plane = Plane(
        0.0,
        max(float(across.max()), 1e-9) * 1.08,
        0.0,
        max(float(upwards.max()), 1e-9) * 1.08,
        left,
        right,
        TOP,
        TOP + (HEIGHT_NARROW if narrow else HEIGHT),
    )
    sheet = Sheet()
    draw_x(sheet, plane, "Distance from the mean (squared Pearson residual)")
    draw_y(sheet, plane, "Move of the mean (squared, in its variance)")
    unusual = across / plane.x_high + upwards / plane.y_high
    chosen = focusable(unusual.tolist())
    places = [plane.at(float(x), float(y)) for x, y in zip(across, upwards, strict=True)]
    for at in sorted(range(len(effects)), key=lambda at: unusual[at]):
        x, y = places[at]
        mark = Circle("point" if at in chosen else "dot", x, y, 2.3 if len(effects) > MANY else 3.4)
        if at not in chosen:
            sheet.add(mark)
            continue
        said = (
            f"{scale.unit} {scale.write(float(effects.y[at]))}, standard error {figures(float(effects.se[at]))}",
            f"distance {figures(float(across[at]))}, move {figures(float(upwards[at]), 3)}, row {effects.row[at]}",
        )
        sheet.add(
            Spot(f"row:{effects.row[at]}", effects.study[at], said, (mark, Circle("target", x, y, 9)), x, y)
        )
    order = np.argsort(-unusual, kind="stable")
    named = [(*places[at], effects.study[at]) for at in order[: NAMED_NARROW if narrow else NAMED]]
    draw_names(sheet, named, plane, places)
    y = plane.bottom + AXIS
    note = "Right: disagrees with the others. High: the mean hangs on it. REML; each effect left out in turn."
    for words in wrapped(note, (NARROW if narrow else WIDE) - 4):
        y += 15
        sheet.add(Text(0, y, words))
    far, moves = int(across.argmax()), int(upwards.argmax())
    about = (
        f"{counted(len(effects), 'effect')}. Farthest from the mean: {effects.study[far]}, row {effects.row[far]}; "
        f"moving it most: {effects.study[moves]}, row {effects.row[moves]}. The table says the same."
    )
    table = tuple(
        (
            effects.study[at],
            str(effects.row[at]),
            scale.write(float(effects.y[at])),
            figures(float(across[at]), 3),
            figures(float(upwards[at]), 4),
        )
        for at in order
    )
    scene = Scene(
        NARROW if narrow else WIDE,
        y + 8,
        title or "Baujat plot: what makes trials disagree, and what moves the mean",
        about,
        tuple(sheet.marks),
    )
    return Figure(scene, ("Trial", "Row", scale.unit, "Distance from the mean", "Move of the mean"), table)
