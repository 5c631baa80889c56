"""How `clew evidence` says its answers: as lines that people read, as JSON and as CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from clew.cli.trials import counted

if TYPE_CHECKING:
    from clew.therapy.evidence.model_rows import Model
    from clew.therapy.evidence.pooling import Limits, Pooled

_TESTS = {
    "z": "normal test",
    "knha": "Knapp-Hartung test",
    "adhoc": "Knapp-Hartung test that never narrows",
}
_METHODS = {"EE": "equal effects: no variance between trials is assumed"}


def plain(entry: dict[str, Any]) -> str:
    """Return JSON with every number in full; what is infinite or no number is null, as JSON knows neither."""
    return json.dumps(_finite(entry), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _number(value: float | None, decimals: int = 2) -> str:
    """A number as people read it: a dash where there is none, and no zero with a minus."""
    if value is None or math.isnan(value):
        return "-"
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    written = f"{value:.{decimals}f}"
    return written.lstrip("-") if float(written) == 0 else written


def _between(limits: Limits | None, decimals: int = 2) -> str:
    return "-" if limits is None else " to ".join(_number(limit, decimals) for limit in limits)


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def pool_lines(pooled: Pooled, effect: str) -> Iterator[str]:
    """Yield the lines that say what a pool says."""
    unit = "Hedges g" if effect == ".g" else effect
    counts = f"{counted(pooled.k, 'effect')} of {counted(pooled.studies, 'trial')}"
    yield f"Mean effect   {_number(pooled.estimate)} {unit}, 95% interval {_between(pooled.ci)}, {_p(pooled.p)}"
    yield f"Pooled from   {counts}"
    if pooled.pi is not None:
        yield f"A new trial   true effect within {_between(pooled.pi)} (95% prediction interval)"
    if pooled.k > 1:
        yield from _spread(pooled)
    yield f"Estimated by  {_METHODS.get(pooled.method, pooled.method)}; {_TESTS[pooled.test]}" + (
        "" if pooled.df is None else f" with {counted(int(pooled.df), 'degree')} of freedom"
    )
    if pooled.studies < pooled.k:
        yield ""
        yield "Effects of one trial count as if they were independent; clew evidence models shows what else may be assumed."


def _spread(pooled: Pooled) -> Iterator[str]:
    if pooled.tau2_ci is not None and pooled.tau_ci is not None:
        tau = f"tau {_number(pooled.tau)} ({_between(pooled.tau_ci)})"
        yield f"Differences   {tau}, tau2 {_number(pooled.tau2, 3)} ({_between(pooled.tau2_ci, 3)})"
    if pooled.i2 is not None:
        limits = "" if pooled.i2_ci is None else f" ({_between(pooled.i2_ci, 0)})"
        yield f"I2            {_number(pooled.i2, 0)}%{limits} of what is seen is more than chance"
    yield f"Cochran's Q   {_number(pooled.q, 1)}, {counted(pooled.q_df, 'degree')} of freedom, {_p(pooled.q_p)}"


_HEAD = ("Model", "k", "trials", "g", "95% interval", "a new trial", "I2", "NNT")


def models_lines(models: Sequence[Model], control_rate: float) -> Iterator[str]:
    """Yield the table of models as people read it, then what each assumes."""
    rows = [_HEAD, *(_cells(model) for model in models)]
    wide = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    for row, model in zip(rows, (None, *models), strict=True):
        if model is not None and model.problem is not None:
            yield f"{model.title:<{wide[0]}}  not fitted: {model.problem}"
            continue
        cells = [
            f"{row[0]:<{wide[0]}}",
            *(f"{cell:>{at}}" for cell, at in zip(row[1:], wide[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()
    yield ""
    yield f"NNT: how many need the therapy for one more to respond, if {100 * control_rate:g}% respond without it."
    if any(model.nnt is not None and model.nnt < 0 for model in models):
        yield "Harm: how many have the therapy until one fewer responds than would have without it."
    yield ""
    yield "What each assumes"
    for model in models:
        yield f"  {model.title}: {model.assumes}"


def _cells(model: Model) -> tuple[str, ...]:
    if model.g is None:
        return (model.title, *[""] * (len(_HEAD) - 1))
    return (
        model.title,
        str(model.k),
        "-" if model.studies is None else str(model.studies),
        _number(model.g),
        _between(model.ci),
        _between(model.pi),
        "-" if model.i2 is None else f"{_number(model.i2, 0)}%",
        _people(model.nnt),
    )


def _people(nnt: float | None) -> str:
    """A number of people as a count of help or harm, so that no sign is overlooked."""
    return f"harm {_number(-nnt, 1)}" if nnt is not None and nnt < 0 else _number(nnt, 1)


_COLUMNS = {
    "name": ("name",),
    "title": ("title",),
    "k": ("k",),
    "studies": ("studies",),
    "g": ("g",),
    "ci": ("ci_low", "ci_high"),
    "p": ("p",),
    "pi": ("pi_low", "pi_high"),
    "i2": ("i2",),
    "i2_ci": ("i2_low", "i2_high"),
    "tau2": ("tau2",),
    "nnt": ("nnt",),
    "nnt_ci": ("nnt_better", "nnt_worse"),
}
"""The fields of a model, and the columns that hold each: limits have two."""


def models_csv(models: Sequence[Model]) -> Iterator[list[Any]]:
    """Yield the table of models as the rows of a CSV file: limits in two columns, what does not apply empty."""
    yield [*(name for names in _COLUMNS.values() for name in names), "left_out", "problem", "assumes"]
    for model in models:
        row: list[Any] = []
        for field, names in _COLUMNS.items():
            value = getattr(model, field)
            row += [value] if len(names) == 1 else value or (None, None)
        yield [*row, " ".join(map(str, model.left_out)), model.problem, model.assumes]
