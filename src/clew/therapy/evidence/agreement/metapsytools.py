"""The table of models as metapsyTools prints it (runMetaAnalysis of version 1.0.14, with meta 8.0-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from clew.therapy.evidence.assumptions import ARM, CONTROL_RATE, LOW_RISK, RHO, models
from clew.therapy.evidence.benefit import furukawa_leucht
from clew.therapy.evidence.levels import three_level
from clew.therapy.evidence.model_rows import Model, said
from clew.therapy.evidence.tables import Table, effects_of

Params = Mapping[str, Any]
Results = dict[str, Any]

ROWS = {
    "overall": ("overall", "Overall"),
    "lowest": ("lowest.highest", "One ES/study (lowest)"),
    "highest": ("lowest.highest", "One ES/study (highest)"),
    "outliers": ("outliers", "Outliers removed"),
    "influence": ("influence", "Influence Analysis"),
    "low_risk_of_bias": ("rob", f"Only {said(LOW_RISK)}"),
    "combined": ("combined", "Combined"),
    "three_level": ("threelevel", "Three-Level Model"),
    "three_level_che": ("threelevel.che", "Three-Level Model (CHE)"),
}
"""Our models in the order of its rows, each with the name that asks for it and the one that is printed."""


def _metapsytools(table: Table, params: Params) -> Results:
    runs = params.get("which_run", [run for run, _ in ROWS.values()])
    asked = [name for name, (run, _) in ROWS.items() if run in ([runs] if isinstance(runs, str) else runs)]
    by_name = {model.name: model for model in models(table, dict.fromkeys(["overall", *asked]))}
    effects = effects_of(table)
    results: Results = {
        "models": [_row(table, _as_there(by_name[name], by_name["overall"])) for name in asked]
    }
    for name, field, rho in (
        ("three_level", "three_level_sigma2", 0.0),
        ("three_level_che", "che_sigma2", RHO),
    ):
        if name in asked:
            found = three_level(effects, rho=rho, smooth=rho > 0)
            results[field] = [found.sigma2_between, found.sigma2_within]
    return results


def _as_there(model: Model, overall: Model) -> Model:
    """The row that it prints where its answer is another than ours.

    Its influence analysis stops on an error with this version of meta, which it catches: it then removes nothing and
    says "none", whatever is influential. And where no trial has a low risk of bias it goes on with all.
    """
    if model.name == "influence" or (model.name == "low_risk_of_bias" and model.problem):
        return replace(overall, name=model.name)
    return model


def _row(table: Table, model: Model) -> Results:
    digits = 1 if model.name.startswith("three_level") else 2
    return {
        "model": ROWS[model.name][1],
        "k": model.k,
        "g": model.g,
        "ci": model.ci,
        "p": None if model.p is None else _p(model.p),
        "I2": None if model.i2 is None else round(model.i2, digits),
        "I2_ci": None if model.i2_ci is None else [round(limit, digits) for limit in model.i2_ci],
        "pi": model.pi,
        "nnt_cer20": None if model.g is None else furukawa_leucht(abs(model.g), CONTROL_RATE),
        "excluded": _excluded(table, model),
    }


def _p(p: float) -> str:
    return "<0.001" if p < 0.001 else ">0.999" if p > 0.999 else f"{p:.3f}"


def _excluded(table: Table, model: Model) -> str:
    if model.name.startswith("three_level"):
        return f"Number of clusters/studies: {model.studies}; robust variance estimation (RVE) used."
    if model.name == "combined":
        return f"combined (arm-level): {_several(_arms(table)) or 'none'}"
    left_out = "; ".join(
        comparison
        for row, comparison in zip(table.row.tolist(), _comparisons(table), strict=True)
        if row in set(model.left_out)
    )
    if model.name == "influence":
        return f"removed as influential cases: {left_out or 'none'}"
    if model.name == "low_risk_of_bias":
        return left_out or f"no studies removed; {said(LOW_RISK)} applies to all studies"
    return left_out or ("no outliers detected" if model.name == "outliers" else "none")


def _comparisons(table: Table) -> list[str]:
    columns = [table.texts(name) for name in ("study", "condition_arm1", "condition_arm2", "instrument")]
    written = [["NA" if cell is None else cell for cell in column] for column in columns]
    return [f"{study} ({one} vs. {two}; {scale})" for study, one, two, scale in zip(*written, strict=True)]


def _arms(table: Table) -> list[str]:
    return [f"{study} {arm or ''}" for study, arm in zip(table.study, table.texts(ARM), strict=True)]


def _several(names: list[str]) -> str:
    return "; ".join(sorted(name for name, times in Counter(names).items() if times > 1))


KINDS: dict[str, Callable[[Table, Params], Results]] = {"metapsytools": _metapsytools}
