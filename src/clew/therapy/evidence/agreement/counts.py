"""The kinds of reference analyses that count events."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from clew.therapy.evidence.agreement.pooling import limits, pooled_results
from clew.therapy.evidence.counts import PooledCounts, TrialCounts, mantel_haenszel, peto
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.pooling import Pooled, pool
from clew.therapy.evidence.proportions import pool_proportions
from clew.therapy.evidence.sizes import Counts
from clew.therapy.evidence.tables import Table
from clew.therapy.evidence.two_by_two import two_by_two

Results = dict[str, Any]

COLUMNS = (
    (".event_arm1", ".totaln_arm1", ".event_arm2", ".totaln_arm2"),
    ("improved.ig", "n.ig", "improved.cg", "n.cg"),
)
"""Where tables keep events and people of the therapy arm, then of the other arm."""


def counts_of(table: Table) -> TrialCounts:
    """Return the counts of those rows of a table that have all four.

    Raises:
        EvidenceError: the table has no such columns; counts that cannot be.
    """
    for columns in COLUMNS:
        if all(column in table for column in columns):
            rows = table.having(*columns)
            events1, n1, events2, n2 = (rows.numbers(column) for column in columns)
            return TrialCounts(events1, n1, events2, n2, rows.row, rows.study)
    wanted = " or ".join(", ".join(columns) for columns in COLUMNS)
    raise EvidenceError(f"{table.name}: no counts of events; they are looked for in {wanted}.")


def _binary(table: Table, params: Results) -> Results:
    counts, measure = counts_of(table), params["measure"]
    pooled = _pooled(counts, measure, params["method"], params.get("test", "z"))
    results = _pooled_counts(pooled) if isinstance(pooled, PooledCounts) else pooled_results(pooled)
    results |= {
        "events_arm1": counts.events1.sum(),
        "n_arm1": counts.n1.sum(),
        "events_arm2": counts.events2.sum(),
        "n_arm2": counts.n2.sum(),
    }
    low, high = pooled.ci
    if measure == "RD":  # what is called a ratio is then the difference itself
        results |= {"ratio": pooled.estimate, **limits("ratio_ci", pooled.ci)}
        return results | {
            "nnt": _one_over(pooled.estimate),
            "nnt_ci_a": _one_over(high),
            "nnt_ci_b": _one_over(low),
        }
    return results | {
        "ratio": math.exp(pooled.estimate),
        **limits("ratio_ci", (math.exp(low), math.exp(high))),
    }


def _pooled(counts: TrialCounts, measure: str, method: str, test: str) -> PooledCounts | Pooled:
    if method == "MH":
        return mantel_haenszel(counts, measure)
    return peto(counts) if method == "PETO" else pool(counts.effects(measure), method, test)


def _one_over(difference: float) -> float | None:
    return 1 / difference if difference else None


def _pooled_counts(pooled: PooledCounts) -> Results:
    return {
        "k": pooled.k,
        "estimate": pooled.estimate,
        "se": pooled.se,
        **limits("ci", pooled.ci),
        "z": pooled.z,
        "pval": pooled.p,
        "Q": pooled.q,
        "Q_df": pooled.q_df,
        "Q_p": pooled.q_p,
        "I2": pooled.i2,
        "H2": pooled.h2,
        "CMH": pooled.cmh,
        "CMH_p": pooled.cmh_p,
        "tarone": pooled.tarone,
        "tarone_p": pooled.tarone_p,
        "breslow_day": pooled.breslow_day,
        "breslow_day_p": pooled.breslow_day_p,
    }


def _proportion(table: Table, params: Results) -> Results:
    rows = table.having(params["events"], params["n"])
    found = pool_proportions(
        rows.numbers(params["events"]), rows.numbers(params["n"]), test=params.get("test", "z")
    )
    return {
        **pooled_results(found.logit),
        "proportion": found.proportion,
        **limits("proportion_ci", found.ci),
        **limits("proportion_pi", found.pi),
        "sum_events": found.events,
        "sum_n": found.n,
    }


def _two_by_two(table: Table, params: Results) -> Results:
    found = two_by_two(Counts(params["e1"], params["n1"]), Counts(params["e2"], params["n2"]))
    return {
        "risk1": found.risk1,
        "risk1_wilson_ci": found.risk1_ci,
        "risk2": found.risk2,
        "risk2_wilson_ci": found.risk2_ci,
        "RR": found.risk_ratio,
        **limits("RR_ci", found.risk_ratio_ci),
        "log_rr_se": found.log_risk_ratio_se,
        "OR": found.odds_ratio,
        **limits("OR_ci", found.odds_ratio_ci),
        "RD": found.risk_difference,
        **limits("RD_ci", found.risk_difference_ci),
        "NNT": found.nnt,
        "fisher_p_two_sided": found.fisher_p,
    }


KINDS: dict[str, Callable[[Table, Results], Results]] = {
    "binary": _binary,
    "proportion": _proportion,
    "two_by_two": _two_by_two,
}
