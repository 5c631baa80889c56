"""The forest plot: every effect with its interval, its trial's rows together, and below them what they say as one.

Squares grow by area with the weight in the pool. The diamond reaches over the interval of the mean; the broad bar under
it is where the true effect of a new trial lies. With `bayes` each row also shows, hollow and dashed, the trial's effect
as estimated from its own result and all others. Hundreds of rows are drawn in pages that share one axis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from clew.therapy.charts.evidence_axis import (
    AXIS,
    HEDGES_G,
    INTERVAL,
    LARGE,
    NARROW,
    SMALL,
    WIDE,
    Axis,
    EffectScale,
    Figure,
    axis_over,
    counted,
    diamond,
    directions_height,
    draw_axis,
    draw_interval,
    draw_prediction,
    figures,
    goes_beyond,
    pooled_diamond,
    probability,
    shorten,
    wrapped,
    write_interval,
)
from clew.therapy.charts.evidence_listing import Order, Row, listed_by_trial, on_pages, page_of, trials_in
from clew.therapy.charts.scene import Path, Rect, Scene, Sheet, Spot, Text, line
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import ForestRows, Pooled, forest_rows, pool

Limits = tuple[float, float]

TOP = 26.0  # above the first row: the heads of the columns
ROW, ROW_NARROW, TOTAL = 19.0, 34.0, 30.0
BAYES, UNDER = (
    7.0,
    9.5,
)  # how much taller a row with a second estimate is, and how far it lies below the first
LARGEST, SMALLEST = 6.0, 1.3  # half the side of a square
MANY = 200
LABELS, WEIGHTS = 210.0, 46.0  # room for names and for weights


@dataclass(frozen=True, slots=True)
class Total:
    """What effects say together, drawn as a diamond: of this pool, or of another model beside it."""

    label: str
    estimate: float
    ci: Limits
    pi: Limits | None = None


def forest(
    effects: Effects,
    scale: EffectScale = HEDGES_G,
    *,
    labels: Sequence[str] | None = None,
    method: str = "REML",
    test: str = "knha",
    more: Sequence[Total] = (),
    order: Order = "study",
    bayes: bool = False,
    page: int | None = None,
    per_page: int = 40,
    narrow: bool = False,
    title: str = "",
) -> Figure:
    """Draw the forest plot of some effects and their pool.

    Args:
        effects: the effects.
        scale: their unit, and what the ends of the axis favour.
        labels: what tells effects of one trial apart (instrument, arm), one an effect; without, their row.
        method: the estimator of tau2, as for `pool`.
        test: the test, as for `pool`.
        more: what other models say, as diamonds below that of the pool.
        order: of the trials: as in the table, by name, by their mean effect, or by weight; rows of one trial stay
            together, in the order of the table.
        bayes: whether rows also show the empirical Bayes estimate.
        page: which page, from 1, of `per_page` lines; None for all on one. Axis and totals are the same on all.
        per_page: lines a page.
        narrow: for a phone: numbers above the interval instead of beside it.
        title: of the picture.

    Raises:
        EvidenceError: no effects, not as many labels as effects, or a page that there is not.
    """
    if labels is not None and len(labels) != len(effects):
        raise EvidenceError(f"There are {len(labels)} labels for {len(effects)} effects; give each its own.")
    pooled, rows = pool(effects, method, test), forest_rows(effects, method, test)
    totals = (_total(pooled), *more)
    listed = listed_by_trial(effects, labels, trials_in(effects, rows, order))
    shown = page_of(listed, page, per_page)
    axis = _axis(scale, effects, rows, totals, bayes=bayes, narrow=narrow)
    sheet = Sheet()
    bottom = _draw(sheet, axis, effects, rows, shown, totals, labels, bayes=bayes, narrow=narrow)
    bottom += AXIS + directions_height(axis)
    notes = _notes(pooled, axis, effects, rows, bayes=bayes)
    width = NARROW if narrow else WIDE
    for words in (part for note in notes for part in wrapped(note, width - 4)):
        bottom += 15
        sheet.add(Text(0, bottom, words))
    return Figure(
        Scene(
            width,
            bottom + 8,
            _title(title or f"Forest plot: {scale.unit}", listed, page, per_page),
            _about(pooled, scale, shown, page),
            tuple(sheet.marks),
        ),
        _columns(scale, bayes=bayes),
        _table(scale, effects, rows, listed, totals, bayes=bayes),
    )


def _title(title: str, listed: Sequence[Row], page: int | None, per_page: int) -> str:
    return title if page is None else f"{title}, page {page} of {len(on_pages(listed, per_page))}"


def _total(pooled: Pooled) -> Total:
    return Total("All effects", pooled.estimate, pooled.ci, pooled.pi)


def _axis(
    scale: EffectScale,
    effects: Effects,
    rows: ForestRows,
    totals: Sequence[Total],
    *,
    bayes: bool,
    narrow: bool,
) -> Axis:
    held = [end for total in totals for end in (*total.ci, *(total.pi or ()))]
    lows, highs = rows.ci_low.tolist(), rows.ci_high.tolist()
    if bayes:
        held += [float(rows.blup.min()), float(rows.blup.max())]
    left, right = (6.0, NARROW - 6) if narrow else (LABELS + 6, WIDE - WEIGHTS - INTERVAL - 14)
    return axis_over(scale, lows, highs, held, left, right)


def _draw(
    sheet: Sheet,
    axis: Axis,
    effects: Effects,
    rows: ForestRows,
    shown: Sequence[Row],
    totals: Sequence[Total],
    labels: Sequence[str] | None,
    *,
    bayes: bool,
    narrow: bool,
) -> float:
    """Draw rows, totals and the axis; return where the axis lies."""
    step, width = (ROW_NARROW, NARROW) if narrow else (ROW, WIDE)
    step += BAYES if bayes else 0.0
    tall = [ROW if row.at is None else step for row in shown]
    bottom_rows = TOP + sum(tall)
    total_tall = TOTAL + (14 if narrow else 0)
    bottom = bottom_rows + 6 + total_tall * len(totals)
    draw_axis(sheet, axis, TOP - 4, bottom)
    pooled = totals[0].estimate
    sheet.add(Path("expected", line([(axis.x(pooled), TOP - 4), (axis.x(pooled), bottom)])))
    _heads(sheet, axis.scale, narrow=narrow)
    y = TOP
    for row, high in zip(shown, tall, strict=True):
        if row.at is None:
            sheet.add(
                Text(
                    0, y + 13, shorten(row.label, width if narrow else LABELS, LARGE - 0.4), small=not narrow
                )
            )
        else:
            sheet.add(_row(axis, effects, rows, row, row.at, y, bayes=bayes, narrow=narrow))
        y += high
    sheet.add(Path("soft", line([(0, y + 2), (width, y + 2)])))
    y += 6
    for total in totals:
        _draw_total(sheet, axis, total, y, narrow=narrow)
        y += total_tall
    return bottom


def _heads(sheet: Sheet, scale: EffectScale, *, narrow: bool) -> None:
    head = f"{scale.unit} [95% CI]"
    sheet.add(Text(0, 12, "Trial", bold=True))
    if narrow:
        sheet.add(Text(NARROW, 12, head, anchor="end", bold=True))
        return
    sheet.add(Text(WIDE - WEIGHTS - 4, 12, head, anchor="end", bold=True))
    sheet.add(Text(WIDE, 12, "Weight", anchor="end", bold=True))


def _row(
    axis: Axis, effects: Effects, rows: ForestRows, row: Row, at: int, y: float, *, bayes: bool, narrow: bool
) -> Spot:
    effect, low, high = float(effects.y[at]), float(rows.ci_low[at]), float(rows.ci_high[at])
    middle = y + (22 if narrow else ROW / 2)
    words_at = y + (12 if narrow else ROW / 2 + 4)
    indent = 12.0 if row.inner else 0.0
    inner = Sheet()
    if bayes:
        inner.add(
            Path(
                "shrunk-reach",
                line([(axis.x(float(end[at])), middle + UNDER) for end in (rows.blup_low, rows.blup_high)]),
            )
        )
    inner.add(draw_interval(axis, low, high, middle))
    half = _half(float(rows.weight[at]), float(rows.weight.max()))
    if axis.shows(effect):
        inner.add(Rect("dot", axis.x(effect) - half, middle - half, 2 * half, 2 * half))
    if bayes:
        inner.add(Path("shrunk", diamond(axis.x(float(rows.blup[at])), middle + UNDER, 3.5, 3.5)))
    room = NARROW - INTERVAL - 10 if narrow else LABELS
    letter = LARGE if narrow else SMALL
    inner.add(Text(indent, words_at, shorten(row.label, room - indent, letter), small=not narrow))
    right = NARROW if narrow else WIDE - WEIGHTS - 4
    write_interval(inner, axis.scale, right, words_at, effect, low, high)
    if not narrow:
        inner.add(Text(WIDE, words_at, _percent(rows, at), anchor="end"))
    inner.add(
        Rect(
            "target",
            0,
            y,
            NARROW if narrow else WIDE,
            (ROW_NARROW if narrow else ROW) + (BAYES if bayes else 0),
        )
    )
    said = [
        f"{axis.scale.unit} {axis.scale.write(effect)}, 95% interval {axis.scale.interval(low, high)}",
        axis.scale.favoured(effect),
    ]
    said.append(f"weight {_percent(rows, at)}, row {effects.row[at]}")
    if bayes:
        said.append(f"with all others in view {axis.scale.write(float(rows.blup[at]))}")
    name = f"{effects.study[at]}, {row.label}" if row.inner else row.label
    marks = tuple(mark for mark in inner.marks if not isinstance(mark, Spot))
    return Spot(f"row:{effects.row[at]}", name, tuple(said), marks, axis.x(effect), middle)


def _percent(rows: ForestRows, at: int) -> str:
    """A weight, with more decimals where hundreds of effects share them."""
    return f"{figures(float(rows.weight[at]), 1 if len(rows.row) < MANY else 2)} %"


def _half(weight: float, largest: float) -> float:
    """Half the side of a square whose area is as its weight."""
    return max(SMALLEST, LARGEST * math.sqrt(weight / largest))


def _draw_total(sheet: Sheet, axis: Axis, total: Total, y: float, *, narrow: bool) -> None:
    words_at = y + (12 if narrow else 13)
    middle = y + (25 if narrow else 9)
    room = NARROW - INTERVAL - 10 if narrow else LABELS
    sheet.add(
        Text(0, words_at, shorten(total.label, room, LARGE if narrow else SMALL), small=not narrow, bold=True)
    )
    sheet.add(Path("pooled", pooled_diamond(axis, total.estimate, *total.ci, middle, 6)))
    right = NARROW if narrow else WIDE - WEIGHTS - 4
    write_interval(sheet, axis.scale, right, words_at, total.estimate, *total.ci, bold=True)
    if total.pi is not None:
        sheet.add(draw_prediction(axis, *total.pi, middle + 12))
        if not narrow:
            sheet.add(Text(0, words_at + 14, "  effect of a new trial (95% PI)"))
            sheet.add(Text(right - 37, words_at + 14, f"[{axis.scale.write(total.pi[0])},", anchor="end"))
            sheet.add(Text(right, words_at + 14, f"{axis.scale.write(total.pi[1])}]", anchor="end"))


def _notes(pooled: Pooled, axis: Axis, effects: Effects, rows: ForestRows, *, bayes: bool) -> list[str]:
    about = f"{counted(pooled.k, 'effect')} of {counted(pooled.studies, 'trial')}"
    about += ", equal effects" if pooled.method == "EE" else f", random effects ({pooled.method})"
    spread = []
    if pooled.k > 1:
        if pooled.method != "EE":
            of = " (of logarithms)" if axis.scale.ratio else ""
            spread.append(f"tau{of} {figures(pooled.tau)}" + _between(pooled.tau_ci))
        if pooled.i2 is not None:
            percent = None if pooled.i2_ci is None else pooled.i2_ci
            spread.append(f"I\u00b2 {figures(pooled.i2, 0)} %" + _between(percent, 0))
        spread.append(f"Q {figures(pooled.q, 1)}, df {pooled.q_df}, {probability(pooled.q_p)}")
    notes = [f"{about}. Heterogeneity: {'; '.join(spread)}." if spread else f"{about}."]
    key = []
    if pooled.pi is not None:
        key.append(
            "Diamond: mean with its 95% interval. Grey bar: where 95% of true effects of new trials lie."
        )
    else:
        key.append("Diamond: mean with its 95% interval.")
    if bayes:
        key.append("Hollow: the trial's effect as estimated with all others in view (empirical Bayes).")
    if goes_beyond(axis, zip(rows.ci_low.tolist(), rows.ci_high.tolist(), strict=True)):
        key.append("An arrow: the interval goes on beyond the axis.")
    if pooled.studies < pooled.k:
        key.append("Effects of one trial count as if they were independent.")
    return [*notes, " ".join(key)]


def _between(limits: Limits | None, decimals: int = 2) -> str:
    if limits is None:
        return ""
    return f" [{figures(limits[0], decimals)}, {figures(limits[1], decimals)}]"


def _about(pooled: Pooled, scale: EffectScale, shown: Sequence[Row], page: int | None) -> str:
    words = f"{counted(pooled.k, 'effect')} of {counted(pooled.studies, 'trial')}: {scale.unit} {scale.write(pooled.estimate)}, "
    words += f"95% interval {scale.interval(*pooled.ci)}; above {scale.none} {scale.high}."
    if pooled.pi is not None:
        words += f" The true effect of a new trial is expected within {scale.interval(*pooled.pi)}."
    if page is not None:
        words += f" Page {page} shows {counted(sum(row.at is not None for row in shown), 'effect')}."
    return words + " The table says the same."


def _columns(scale: EffectScale, *, bayes: bool) -> tuple[str, ...]:
    columns = ("Trial", "Effect", scale.unit, "95% interval", "Weight")
    return (*columns, "Empirical Bayes", "95% interval of it") if bayes else columns


def _table(
    scale: EffectScale,
    effects: Effects,
    rows: ForestRows,
    listed: Sequence[Row],
    totals: Sequence[Total],
    *,
    bayes: bool,
) -> tuple[tuple[str, ...], ...]:
    table: list[tuple[str, ...]] = []
    for row in listed:
        if row.at is None:
            continue
        at = row.at
        cells = (
            effects.study[at],
            row.label if row.inner else f"row {effects.row[at]}",
            scale.write(float(effects.y[at])),
            scale.interval(float(rows.ci_low[at]), float(rows.ci_high[at])),
            _percent(rows, at),
        )
        own = (
            scale.write(float(rows.blup[at])),
            scale.interval(float(rows.blup_low[at]), float(rows.blup_high[at])),
        )
        table.append((*cells, *own) if bayes else cells)
    empty = ("", "") if bayes else ()
    for total in totals:
        table.append(
            (total.label, "mean", scale.write(total.estimate), scale.interval(*total.ci), "", *empty)
        )
        if total.pi is not None:
            table.append(
                (total.label, "a new trial (95% prediction)", "", scale.interval(*total.pi), "", *empty)
            )
    return tuple(table)
