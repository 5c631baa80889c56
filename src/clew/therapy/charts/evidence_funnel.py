"""The funnel plot: effects against their standard errors, large trials above, with contours of significance.

The shaded contours show where a result would be at the edge of significance: effects missing from the unshaded middle
speak of results that were not published; a funnel that leans for other reasons also leans across the contours
(Peters et al. 2008, J Clin Epidemiol 61:991). Hollow points were filled in by trim and fill and never seen.
"""

from __future__ import annotations

from scipy.special import ndtri

from clew.therapy.charts.evidence_axis import (
    AXIS,
    HEDGES_G,
    NARROW,
    WIDE,
    Axis,
    EffectScale,
    Figure,
    axis_over,
    counted,
    directions_height,
    draw_axis,
    edge_or_circle,
    figures,
    focusable,
    probability,
    wrapped,
)
from clew.therapy.charts.evidence_plane import Plane, clipped, draw_y, sides
from clew.therapy.charts.scene import Circle, Path, Scene, Sheet, Spot, Text, line
from clew.therapy.evidence.distributions import Z, two_sided_p
from clew.therapy.evidence.effects import Effects
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.small_study import EggerMixed
from clew.therapy.evidence.trim_fill import TrimFill

TOP, HEIGHT, HEIGHT_NARROW = 30.0, 380.0, 300.0
CONTOURS = (("contour-10", 0.10, 0.05), ("contour-05", 0.05, 0.01))
"""Two-sided p-values between which each shade lies."""
MANY = 100  # more points than that are drawn smaller


def funnel(
    effects: Effects,
    scale: EffectScale = HEDGES_G,
    *,
    method: str = "REML",
    filled: TrimFill | None = None,
    egger: EggerMixed | None = None,
    narrow: bool = False,
    title: str = "",
) -> Figure:
    """Draw the funnel plot of some effects.

    Args:
        effects: the effects.
        scale: their unit, and what the ends of the axis favour.
        method: the estimator of tau2 of the pool on which the funnel stands.
        filled: trim and fill of the same effects, whose points are drawn hollow.
        egger: Egger's test of the same effects, drawn as a line.
        narrow: for a phone.
        title: of the picture.

    Raises:
        EvidenceError: no effects.
    """
    pooled = pool(effects, method)
    extra = filled.filled if filled else None
    across = [*effects.y.tolist(), *(extra.y.tolist() if extra else ())]
    left, right = sides(narrow)
    deepest = float(effects.se.max()) * 1.05
    reach = Z * deepest
    held = [pooled.estimate - reach, pooled.estimate + reach]
    if filled:
        held.append(filled.pooled.estimate)
    axis = axis_over(scale, across, across, held, left, right, stretch=2.0)
    bottom = TOP + (HEIGHT_NARROW if narrow else HEIGHT)
    plane = Plane(axis.low, axis.high, deepest, 0.0, left, right, TOP, bottom)
    sheet = Sheet()
    _contours(sheet, plane, deepest)
    draw_y(sheet, plane, "Standard error (large trials above)", rules=False)
    draw_axis(sheet, axis, TOP, bottom, rules=False)
    _cone(sheet, plane, pooled.estimate, deepest)
    if egger is not None:
        _line_of(sheet, plane, egger, deepest)
    radius = 2.3 if len(effects) > MANY else 3.4
    if extra is not None:
        for y, se in zip(extra.y.tolist(), extra.se.tolist(), strict=True):
            sheet.add(_point(plane, axis, y, se, radius, "filled-in"))
    _points(sheet, plane, axis, effects, pooled.estimate, radius)
    y = bottom + AXIS + directions_height(axis)
    for note in _notes(axis, across, filled, egger):
        for words in wrapped(note, (NARROW if narrow else WIDE) - 4):
            y += 15
            sheet.add(Text(0, y, words))
    about = f"{counted(len(effects), 'effect')}, {scale.unit} from {scale.write(float(effects.y.min()))} to "
    about += (
        f"{scale.write(float(effects.y.max()))}, standard errors from {figures(float(effects.se.min()))} to "
    )
    about += f"{figures(float(effects.se.max()))}, around a mean of {scale.write(pooled.estimate)}."
    if filled:
        about += f" Trim and fill adds {counted(filled.missing, 'effect')}, mean {scale.write(filled.pooled.estimate)}."
    scene = Scene(
        NARROW if narrow else WIDE,
        y + 8,
        title or f"Funnel plot: {scale.unit} by standard error",
        f"{about} The table says the same.",
        tuple(sheet.marks),
    )
    return Figure(scene, ("Trial", "Row", scale.unit, "Standard error", "p"), _table(effects, scale, filled))


def _contours(sheet: Sheet, plane: Plane, deepest: float) -> None:
    for kind, wide, tight in CONTOURS:
        inner, outer = (float(ndtri(1 - p / 2)) * deepest for p in (wide, tight))
        for sign in (-1.0, 1.0):
            wedge = clipped(
                [(0.0, 0.0), (sign * inner, deepest), (sign * outer, deepest)], plane.x_low, plane.x_high
            )
            if len(wedge) > 2:
                sheet.add(Path(kind, line([plane.at(x, se) for x, se in wedge]) + "Z"))


def _cone(sheet: Sheet, plane: Plane, estimate: float, deepest: float) -> None:
    sheet.add(Path("expected", line([plane.at(estimate, 0), plane.at(estimate, deepest)])))
    for sign in (-1.0, 1.0):
        end = min(deepest, ((plane.x_high if sign > 0 else plane.x_low) - estimate) * sign / Z)
        sheet.add(Path("expected", line([plane.at(estimate, 0), plane.at(estimate + sign * Z * end, end)])))


def _line_of(sheet: Sheet, plane: Plane, egger: EggerMixed, deepest: float) -> None:
    ends = [(egger.limit + egger.slope * se, se) for se in (0.0, deepest)]
    beyond = plane.x_high if ends[1][0] > plane.x_high else plane.x_low if ends[1][0] < plane.x_low else None
    if beyond is not None and egger.slope:
        ends[1] = (beyond, (beyond - egger.limit) / egger.slope)
    sheet.add(Path("ink", line([plane.at(*end) for end in ends])))


def _points(sheet: Sheet, plane: Plane, axis: Axis, effects: Effects, estimate: float, radius: float) -> None:
    chosen = focusable((abs(effects.y - estimate) / effects.se).tolist())
    for at in sorted(range(len(effects)), key=lambda at: at in chosen):
        y, se = float(effects.y[at]), float(effects.se[at])
        mark = _point(plane, axis, y, se, radius, "point")
        if at not in chosen:
            sheet.add(mark)
            continue
        x, down = plane.at(y, se)
        said = (
            f"{axis.scale.unit} {axis.scale.write(y)}, standard error {figures(se)}",
            f"row {effects.row[at]}",
        )
        sheet.add(
            Spot(
                f"row:{effects.row[at]}",
                effects.study[at],
                said,
                (mark, Circle("target", x, down, 9)),
                x,
                down,
            )
        )


def _point(plane: Plane, axis: Axis, effect: float, se: float, radius: float, kind: str) -> Path | Circle:
    return edge_or_circle(axis, effect, plane.at(effect, se), radius, kind)


def _notes(axis: Axis, across: list[float], filled: TrimFill | None, egger: EggerMixed | None) -> list[str]:
    notes = [
        "Shaded: two-sided p from .10 to .05 (light) and from .05 to .01 (dark); between the shades p is above .10.",
        "Dashed: the mean, and where 95% of effects would lie if all trials had one true effect.",
    ]
    if filled is not None:
        seen = f"Hollow: {counted(filled.missing, 'effect')} filled in by trim and fill ({filled.estimator}, {filled.side})"
        notes.append(
            f"{seen}; with them the mean is {axis.scale.write(filled.pooled.estimate)}."
            if filled.missing
            else f"Trim and fill ({filled.estimator}, {filled.side}) finds nothing to fill in."
        )
    if egger is not None:
        notes.append(
            f"Line: effect by standard error (Egger), slope {figures(egger.slope)}, {probability(egger.p)}."
        )
    beyond = sum(not axis.shows(effect) for effect in across)
    if beyond:
        notes.append(f"Arrowheads at the edge: {counted(beyond, 'effect')} beyond the axis.")
    return [" ".join(notes)]


def _table(effects: Effects, scale: EffectScale, filled: TrimFill | None) -> tuple[tuple[str, ...], ...]:
    both = [(effects, True), *([(filled.filled, False)] if filled else [])]
    return tuple(
        (
            some.study[at],
            str(some.row[at]) if seen else "",
            scale.write(float(some.y[at])),
            figures(float(some.se[at]), 3),
            figures(two_sided_p(float(some.y[at] / some.se[at])), 3),
        )
        for some, seen in both
        for at in range(len(some))
    )
