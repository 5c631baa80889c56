"""Evidence: effects of trials, pooled and questioned. Numbers from tables, never from the records of a practice.

`pool` and `models` are the short way: a frame of Polars or pandas in the Metapsy data standard goes in, an answer comes
out. Behind them effects come from a table (`tables`), are checked (`checks`), become `Effects`, and are pooled (`pooling`)
or put to one of the other analyses, each a function of `Effects` that returns a frozen dataclass with every number that
it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clew.therapy.evidence.conditions import Condition
    from clew.therapy.evidence.effects import Effects
    from clew.therapy.evidence.model_rows import Model
    from clew.therapy.evidence.pooling import Pooled
    from clew.therapy.evidence.tables import Table

__all__ = ["models", "pool"]

# The packages for tables and sums are loaded by the call: pages that only show facts about trials do without them.


def pool(
    trials: Table | Effects | Any,
    *,
    where: str | Iterable[Condition] = "",
    method: str = "REML",
    test: str = "knha",
    effect: str = ".g",
    error: str = ".g_se",
    study: str = "study",
) -> Pooled:
    """Pool the effects of a frame of Polars or pandas, as `pooling.pool` does.

    Effects of one trial are pooled as if they were independent; `models` shows what that choice does.

    Args:
        trials: a frame with a row an effect; a `Table`, or `Effects` whose rows are chosen already.
        where: which rows, as conditions or as text such as "condition_arm1 == 'dyn' and rob >= 2". A row without an
            effect or without its standard error is left out.
        method: the estimator of tau2, one of `tau.METHODS`.
        test: "knha" (Knapp-Hartung), "adhoc" (one that never narrows) or "z" (normal).
        effect: the column of effects.
        error: the column of their standard errors.
        study: the column that names trials.

    Raises:
        EvidenceError: no effect is left; a column is missing or holds no numbers; a setting that does not exist.
    """
    from clew.therapy.evidence.pooling import pool as pool_effects

    return pool_effects(_effects(trials, where, effect, error, study), method, test)


def models(
    trials: Table | Effects | Any,
    which: Iterable[str] | None = None,
    *,
    where: str | Iterable[Condition] = "",
    **settings: Any,
) -> tuple[Model, ...]:
    """Answer one question under every assumption, one row each, as `assumptions.models` does.

    Args:
        trials: a frame of Polars or pandas in the Metapsy data standard, with a row an effect (Hedges g); a `Table`, or
            `Effects`, of which neither arms nor risk of bias are known.
        which: names of models (`assumptions.NAMES`), in the order wanted; None for all.
        where: which rows, as for `pool`.
        settings: `favours`, `rho`, `control_rate` and `low_risk` of `assumptions.models`.

    Raises:
        EvidenceError: no effect is left; a column, a name or a setting that cannot be.
    """
    from clew.therapy.evidence.assumptions import models as answers

    return answers(_chosen(trials, where), which, **settings)


def _effects(
    trials: Table | Effects | Any, where: str | Iterable[Condition], effect: str, error: str, study: str
) -> Effects:
    from clew.therapy.evidence.effects import Effects
    from clew.therapy.evidence.tables import effects_of

    chosen = _chosen(trials, where)
    if isinstance(chosen, Effects):
        return chosen
    return effects_of(chosen, effect, error, study)


def _chosen(trials: Table | Effects | Any, where: str | Iterable[Condition]) -> Table | Effects:
    from clew.therapy.evidence import conditions
    from clew.therapy.evidence.effects import Effects, EvidenceError
    from clew.therapy.evidence.tables import table_of

    if isinstance(trials, Effects):
        if where:
            raise EvidenceError(
                "Effects have no columns to choose by; choose rows of the table they come from."
            )
        return trials
    return conditions.where(table_of(trials), where)
