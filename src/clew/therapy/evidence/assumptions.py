"""One call, one table: the same question answered under different assumptions, side by side.

A pooled effect rests on choices: which effects count, how those of one trial hang together, what was never published.
Where all rows of the table agree, the choices do not matter; where they part, no single row is the answer. The rows
follow metapsyTools (Harrer, Kuper, Sprenger & Cuijpers 2022, docs.metapsy.org) and add corrections for small-study
effects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np

from clew.therapy.evidence import model_rows as rows
from clew.therapy.evidence.benefit import furukawa_leucht
from clew.therapy.evidence.conditions import Condition, where
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.model_rows import STEP, Model, Question, said
from clew.therapy.evidence.sensitivity import highest_of_each_study, lowest_of_each_study
from clew.therapy.evidence.tables import EFFECT, STANDARD_ERROR, Table, effects_of, table_of

RHO = 0.6
CONTROL_RATE = 0.2
LOW_RISK = Condition("rob", ">", 2)
ARM = "multi_arm1"
"""The defaults of metapsyTools: how much sampling errors within a trial correlate, how many respond without therapy,
which trials have a low risk of bias, and the column that tells arms of a trial apart."""

Favours = Literal["positive", "negative"]


def models(
    table: Table | Effects | Any,
    which: Iterable[str] | None = None,
    *,
    favours: Favours = "positive",
    rho: float = RHO,
    control_rate: float = CONTROL_RATE,
    low_risk: Condition = LOW_RISK,
) -> tuple[Model, ...]:
    """Answer one question under every assumption, one row each.

    A model that cannot be fitted is in the table with its `problem`, never left away.

    Args:
        table: a table or frame of the Metapsy standard, its rows already chosen; or effects, of which then neither
            arms nor risk of bias are known.
        which: names of models, in the order wanted; None for all.
        favours: the sign of effects that favour the therapy. Negative ones are turned round for the models, so that
            "lowest" is what favours it least, and back in the table; the NNT is above 0 when the therapy helps.
        rho: the assumed correlation of sampling errors of effects of one arm (combined) or one trial (CHE).
        control_rate: the share who respond without the therapy, for the NNT.
        low_risk: which rows count as of low risk of bias.

    Raises:
        EvidenceError: no effects; a name or a setting that cannot be.
    """
    names = tuple(MODELS if which is None else which)
    unknown = [name for name in names if name not in MODELS]
    if unknown:
        raise EvidenceError(f"There is no model {unknown[0]!r}; choose from {', '.join(MODELS)}.")
    if favours not in ("positive", "negative") or not 0 <= rho < 1 or not 0 < control_rate < 1:
        raise EvidenceError(
            "Effects favour the therapy when positive or when negative; rho is from 0 to below 1; the control rate "
            "lies between 0 and 1."
        )
    sign = 1.0 if favours == "positive" else -1.0
    question = _question(table, sign, rho, low_risk)
    return tuple(_towards(sign, _with_nnt(_answer(name, question), control_rate)) for name in names)


def _question(table: Table | Effects | Any, sign: float, rho: float, low_risk: Condition) -> Question:
    arms = mask = None
    if isinstance(table, Effects):
        effects = table
        if not len(effects):
            raise EvidenceError("There are no effects to pool.")
    else:
        usable = table_of(table).having(EFFECT, STANDARD_ERROR)
        effects = effects_of(usable)
        if ARM in usable:
            arms = list(zip(effects.study, usable.texts(ARM), strict=True))
        if low_risk.column in usable:
            mask = np.isin(effects.row, where(usable, (low_risk,)).row)
    turned = Effects(sign * effects.y, effects.v, effects.row, effects.study)
    return Question(turned, arms, mask, low_risk, rho)


def _answer(name: str, question: Question) -> Model:
    title, assumes, fit = MODELS[name]
    blank = Model(
        name, title, assumes.format(rho=question.rho, step=STEP, low_risk=said(question.low_risk_when))
    )
    try:
        return fit(question, blank)
    except EvidenceError as problem:
        return replace(blank, problem=str(problem))


def _with_nnt(model: Model, control_rate: float) -> Model:
    if model.g is None or model.ci is None:
        return model
    low, high = model.ci
    limits = (
        (furukawa_leucht(high, control_rate), furukawa_leucht(low, control_rate)) if low * high > 0 else None
    )
    return replace(model, nnt=furukawa_leucht(model.g, control_rate), nnt_ci=limits)


def _towards(sign: float, model: Model) -> Model:
    """Turn the effects of a row back to the sign that the table has."""
    if sign > 0 or model.g is None:
        return model
    ci, pi = (None if limits is None else (-limits[1], -limits[0]) for limits in (model.ci, model.pi))
    return replace(model, g=-model.g, ci=ci, pi=pi)


MODELS: dict[str, tuple[str, str, Callable[[Question, Model], Model]]] = {
    "overall": (
        "All effects",
        "Every effect counts as a trial of its own, although one trial may report several.",
        rows.fit_overall,
    ),
    "lowest": (
        "One effect a trial, the lowest",
        "Of each trial only the effect that favours the therapy least is believed: a floor.",
        partial(rows.fit_one_a_study, lowest_of_each_study),
    ),
    "highest": (
        "One effect a trial, the highest",
        "Of each trial only the effect that favours the therapy most is believed: a ceiling.",
        partial(rows.fit_one_a_study, highest_of_each_study),
    ),
    "outliers": (
        "Outliers removed",
        (
            "Effects whose interval does not overlap that of the pool are errors, not true differences; what is left "
            "agrees by construction."
        ),
        rows.fit_outliers,
    ),
    "influence": (
        "Influential effects removed",
        "The single effects that move the pool most move it wrongly.",
        rows.fit_influence,
    ),
    "low_risk_of_bias": (
        "Low risk of bias",
        "Only trials with {low_risk} can be trusted, and they resemble the others in all else.",
        rows.fit_low_risk,
    ),
    "combined": (
        "One effect an arm, averaged",
        "Effects of one arm measure the same with errors that correlate by {rho:g}; arms are independent.",
        rows.fit_combined,
    ),
    "three_level": (
        "Three-level model",
        (
            "True effects differ between trials and within them, and errors within a trial are independent; robust "
            "standard errors cover for it if they are not."
        ),
        partial(rows.fit_three_level, correlated=False),
    ),
    "three_level_che": (
        "Three-level model, correlated errors (CHE)",
        (
            "True effects differ between trials and within them, and errors within a trial correlate by {rho:g}; robust "
            "standard errors cover for it if they do so differently."
        ),
        partial(rows.fit_three_level, correlated=True),
    ),
    "trim_and_fill": (
        "Trim and fill",
        "The funnel of effects would be symmetrical, were nothing missing from one side of it.",
        rows.fit_trim_fill,
    ),
    "pet_peese": (
        "PET-PEESE",
        (
            "Effects depend on the size of the trial along a line, and at its end, in a trial without sampling error, is "
            "the true mean."
        ),
        rows.fit_pet_peese,
    ),
    "selection": (
        "Selection model",
        "Whether a result was seen depended only on its one-sided p-value being up to {step:g} or above it.",
        rows.fit_selection,
    ),
}
"""The models by name: what people read, what they assume, and how they are fitted."""

NAMES = tuple(MODELS)
