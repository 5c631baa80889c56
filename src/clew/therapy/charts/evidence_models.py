"""The table of models as a picture: the same question answered under every assumption, one below the other.

Where the intervals lie over one another the choices do not matter; where they part, no single line is the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from clew.therapy.charts.evidence_axis import (
    AXIS,
    HEDGES_G,
    INTERVAL,
    LARGE,
    NARROW,
    RUNNING,
    WIDE,
    Axis,
    EffectScale,
    Figure,
    axis_over,
    directions_height,
    draw_axis,
    draw_interval,
    draw_prediction,
    figures,
    goes_beyond,
    wrapped,
    write_interval,
)
from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.model_rows import Model

TOP, LINE, BESIDE, PLOT_NARROW = 30.0, 13.0, 250.0, 30.0
TITLE, COUNTS, NNT = 15.0, 38.0, 52.0


def models_picture(
    models: Sequence[Model], scale: EffectScale = HEDGES_G, *, narrow: bool = False, title: str = ""
) -> Figure:
    """Draw what each model says, with what it assumes.

    A model that could not be fitted stands in its line with the reason. The dashed line is the first model that could.

    Raises:
        EvidenceError: there are no models.
    """
    if not models:
        raise EvidenceError("There are no models to draw; choose at least one.")
    fitted = [model for model in models if model.g is not None and model.ci is not None]
    lows = [model.ci[0] for model in fitted if model.ci]
    highs = [model.ci[1] for model in fitted if model.ci]
    reach = [end for model in fitted for end in (model.pi or ())]
    left, right = (6.0, NARROW - 6) if narrow else (BESIDE + 10, WIDE - INTERVAL - COUNTS - NNT - 8)
    axis = axis_over(scale, [*lows, *reach], [*highs, *reach], [*lows, *highs, *reach], left, right)
    sheet = Sheet()
    width = NARROW if narrow else WIDE
    talls = [_tall(model, narrow=narrow) for model in models]
    bottom = TOP + sum(talls)
    draw_axis(sheet, axis, TOP - 6, bottom)
    if fitted and fitted[0].g is not None:
        x = axis.x(fitted[0].g)
        sheet.add(Path("expected", line([(x, TOP - 6), (x, bottom)])))
    _heads(sheet, scale, narrow=narrow)
    y = TOP
    for order, (model, tall) in enumerate(zip(models, talls, strict=True)):
        if order:
            sheet.add(Path("rule", line([(0, y), (width, y)])))
        sheet.add(_line(axis, model, y, tall, narrow=narrow))
        y += tall
    y = bottom + AXIS + directions_height(axis)
    note = "Dot: mean with its 95% interval. Grey bar: where 95% of true effects of new trials lie."
    note += " NNT: how many need the therapy for one more to respond, from g and the rate without it; "
    note += "a dash: the interval holds benefit and harm."
    if goes_beyond(axis, zip(lows, highs, strict=True)):
        note += " An arrow: the interval goes on beyond the axis."
    for words in wrapped(note, width - 4):
        y += 15
        sheet.add(Text(0, y, words))
    scene = Scene(
        width,
        y + 8,
        title or "The same question under every assumption",
        _about(models, scale),
        tuple(sheet.marks),
    )
    columns = (
        "Model",
        scale.unit,
        "95% interval",
        "95% prediction interval",
        "I\u00b2",
        "NNT",
        "k",
        "Assumes",
    )
    return Figure(scene, columns, tuple(_cells(model, scale) for model in models))


def _title(model: Model, *, narrow: bool) -> list[str]:
    room = NARROW if model.g is None else NARROW - INTERVAL
    return wrapped(model.title, room if narrow else BESIDE, LARGE)


def _assumes(model: Model, *, narrow: bool) -> list[str]:
    lines = wrapped(model.problem or model.assumes, (NARROW if narrow else BESIDE) - 4, RUNNING)
    if narrow and model.g is not None:
        lines.append(f"k {figures(model.k, 0)}, NNT {_needed(model)}")
    return lines


def _tall(model: Model, *, narrow: bool) -> float:
    plot = PLOT_NARROW if narrow and model.g is not None else 0.0
    titles = (len(_title(model, narrow=narrow)) - 1) * TITLE
    return 24 + titles + plot + LINE * len(_assumes(model, narrow=narrow)) + 6


def _heads(sheet: Sheet, scale: EffectScale, *, narrow: bool) -> None:
    sheet.add(Text(0, 14, "Model, and what it assumes", bold=True))
    if narrow:
        sheet.add(Text(NARROW, 14, f"{scale.unit} [95% CI]", anchor="end", bold=True))
        return
    sheet.add(Text(WIDE - COUNTS - NNT, 14, f"{scale.unit} [95% CI]", anchor="end", bold=True))
    sheet.add(
        Text(WIDE - COUNTS, 14, "NNT", anchor="end", bold=True), Text(WIDE, 14, "k", anchor="end", bold=True)
    )


def _line(axis: Axis, model: Model, y: float, tall: float, *, narrow: bool) -> Spot:
    inner = Sheet()
    width = NARROW if narrow else WIDE
    base = y + 17
    titles = _title(model, narrow=narrow)
    for order, part in enumerate(titles):
        inner.add(Text(0, base + TITLE * order, part, small=False, bold=True))
    below = base + TITLE * (len(titles) - 1)
    middle = below + 18 if narrow else y + tall / 2 - 3
    x = axis.left
    words = below + LINE + (PLOT_NARROW if narrow and model.g is not None else 0.0)
    for order, part in enumerate(_assumes(model, narrow=narrow)):
        inner.add(Text(0, words + 2 + LINE * order, part))
    if model.g is not None and model.ci is not None:
        x = axis.x(model.g)
        if model.pi:
            inner.add(draw_prediction(axis, *model.pi, middle + 8, 3.5))
        inner.add(draw_interval(axis, *model.ci, middle, "ink"), Circle("dot", x, middle, 4.5))
        numbers = base if narrow else middle + 4
        write_interval(
            inner, axis.scale, width - (0 if narrow else COUNTS + NNT), numbers, model.g, *model.ci
        )
        if not narrow:
            inner.add(Text(WIDE - COUNTS, numbers, _needed(model), anchor="end"))
            inner.add(Text(WIDE, numbers, "\u2013" if model.k is None else f"{model.k:,}", anchor="end"))
    elif not narrow:
        inner.add(Text(WIDE - COUNTS - NNT, middle + 4, "could not be fitted", anchor="end"))
    inner.add(Rect("target", 0, y, width, tall))
    marks = tuple(mark for mark in inner.marks if not isinstance(mark, Spot))
    return Spot(
        f"model:{model.name}",
        model.title,
        (_said(model, axis.scale), model.problem or model.assumes),
        marks,
        x,
        middle,
    )


def _said(model: Model, scale: EffectScale) -> str:
    if model.g is None or model.ci is None:
        return "could not be fitted"
    return (
        f"{scale.unit} {scale.write(model.g)}, 95% interval {scale.interval(*model.ci)}, NNT {_needed(model)}"
    )


def _needed(model: Model) -> str:
    """The number needed to treat, where the interval says whether it is benefit or harm."""
    return figures(model.nnt, 1) if model.nnt_ci else "\u2013"


def _about(models: Sequence[Model], scale: EffectScale) -> str:
    fitted = [model for model in models if model.g is not None]
    if not fitted:
        return "None of the models could be fitted. The table says why."
    lowest = min(fitted, key=lambda model: model.g or 0.0)
    highest = max(fitted, key=lambda model: model.g or 0.0)
    words = f"{len(fitted)} of {len(models)} models could be fitted. {scale.unit} from {scale.write(lowest.g or 0.0)} "
    return (
        words
        + f"({lowest.title}) to {scale.write(highest.g or 0.0)} ({highest.title}). The table says the same."
    )


def _cells(model: Model, scale: EffectScale) -> tuple[str, ...]:
    return (
        model.title,
        "\u2013" if model.g is None else scale.write(model.g),
        "\u2013" if model.ci is None else scale.interval(*model.ci),
        "\u2013" if model.pi is None else scale.interval(*model.pi),
        "\u2013" if model.i2 is None else f"{figures(model.i2, 0)} %",
        _needed(model),
        "\u2013" if model.k is None else f"{model.k:,}",
        model.problem or model.assumes,
    )
