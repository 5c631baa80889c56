"""The kinds of reference analyses that pool one effect a row, and ask what the pool hangs on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clew.therapy.evidence import benefit, sensitivity
from clew.therapy.evidence.pooling import Pooled, forest_rows, pool
from clew.therapy.evidence.tables import Table, effects_of

Results = dict[str, Any]
_ALL_UP_TO = 70  # a reference lists every refit only of so many


def pooled_results(pooled: Pooled, studies: int | None = None) -> Results:
    """Return a pool in the names of reference files; `studies` is given only where the reference counts them."""
    return {
        "k": pooled.k,
        "n_studies": studies,
        "estimate": pooled.estimate,
        "se": pooled.se,
        **limits("ci", pooled.ci),
        "stat": pooled.statistic,
        "df": pooled.df,
        "pval": pooled.p,
        "tau2": pooled.tau2,
        "se_tau2": pooled.tau2_se,
        "tau": pooled.tau,
        "I2": pooled.i2,
        "H2": pooled.h2,
        "Q": pooled.q,
        "Q_df": pooled.q_df,
        "Q_p": pooled.q_p,
        **limits("pi", pooled.pi),
        **limits("pi_riley", pooled.pi_riley),
        **limits("pi_classic_se", pooled.pi_classic),
        **limits("tau2_ci", pooled.tau2_ci),
        **limits("tau_ci", pooled.tau_ci),
        **limits("I2_ci", pooled.i2_ci),
        **limits("H2_ci", pooled.h2_ci),
        "I2_higgins": pooled.i2_higgins,
        **limits("I2_higgins_ci", pooled.i2_higgins_ci),
        "logLik": pooled.log_likelihood,
        "AIC": pooled.aic,
        "BIC": pooled.bic,
    }


def limits(name: str, pair: tuple[float, float] | None) -> Results:
    """Return two limits under the names with `_lb` and `_ub`."""
    low, high = pair if pair is not None else (None, None)
    return {f"{name}_lb": low, f"{name}_ub": high}


def _pool(table: Table, params: Results) -> Results:
    pooled = pool(effects_of(table), params.get("method", "REML"), params.get("test", "z"))
    return pooled_results(pooled, pooled.studies)


def _leave_one_out(table: Table, params: Results) -> Results:
    found = sensitivity.leave_one_out(effects_of(table), params["level"])
    refits = found.without

    def row(place: int) -> Results:
        return {
            "omitted": found.omitted[place],
            "estimate": refits.estimate[place],
            "se": refits.se[place],
            "ci_lb": refits.ci_low[place],
            "ci_ub": refits.ci_high[place],
            "pval": refits.p[place],
            "tau2": refits.tau2[place],
            "I2": refits.i2[place],
            "Q": refits.q[place],
        }

    smallest, largest = int(refits.tau2.argmin()), int(refits.tau2.argmax())
    results: Results = {
        "n_refits": len(refits),
        "full_estimate": found.full.estimate,
        "lowest": row(found.lowest),
        "highest": row(found.highest),
        "tau2_min": refits.tau2[smallest],
        "tau2_max": refits.tau2[largest],
        "tau2_min_omitted": found.omitted[smallest],
        "tau2_max_omitted": found.omitted[largest],
    }
    if len(refits) <= _ALL_UP_TO:
        results["all"] = [row(place) for place in range(len(refits))]
    return results


def _outliers(table: Table, params: Results) -> Results:
    found = sensitivity.without_outliers(effects_of(table))
    return {
        "n_removed": len(found.removed),
        "removed_row_ids": found.removed,
        "refit": found.kept and pooled_results(found.kept, found.kept.studies),
    }


def _influence(table: Table, params: Results) -> Results:
    found = sensitivity.influence(effects_of(table))
    return {
        "row_id": found.row,
        "rstudent": found.rstudent,
        "dffits": found.dffits,
        "cook_d": found.cook_d,
        "cov_r": found.cov_r,
        "tau2_del": found.tau2_without,
        "QE_del": found.q_without,
        "hat": found.hat,
        "weight_pct": 100 * found.hat,
        "dfbs": found.dfbs,
        "is_influential_row_ids": found.influential_rows,
    }


def _cumulative(table: Table, params: Results) -> Results:
    found = sensitivity.cumulative(effects_of(table), table.numbers("year"), every=params.get("every", 1))
    pools = found.pools
    return {
        "steps": [
            {
                "n": n,
                "last_row_id": found.row[n - 1],
                "year": found.year[n - 1],
                "estimate": pools.estimate[step],
                "ci_lb": pools.ci_low[step],
                "ci_ub": pools.ci_high[step],
                "tau2": pools.tau2[step],
            }
            for step, n in enumerate(pools.k.tolist())
        ]
    }


def _lowest_highest(table: Table, params: Results) -> Results:
    effects = effects_of(table)
    return {
        "lowest": pooled_results(pool(sensitivity.lowest_of_each_study(effects))),
        "highest": pooled_results(pool(sensitivity.highest_of_each_study(effects))),
    }


def _forest_rows(table: Table, params: Results) -> Results:
    rows = forest_rows(effects_of(table))
    return {
        "row_id": rows.row,
        "ci_lb": rows.ci_low,
        "ci_ub": rows.ci_high,
        "weight_pct": rows.weight,
        "blup": rows.blup,
        "blup_se": rows.blup_se,
        "blup_pi_lb": rows.blup_low,
        "blup_pi_ub": rows.blup_high,
    }


def _nnt(table: Table, params: Results) -> Results:
    rates = params["cer"] if isinstance(params["cer"], list) else [params["cer"]]
    found = benefit.benefit(pool(effects_of(table)), rates)
    return {
        "g": found.g,
        **{f"furukawa_leucht_cer_{rate:g}": triple for rate, triple in found.nnt.items()},
        "kraemer_kupfer": found.kraemer_kupfer,
        "probability_of_superiority": found.superiority,
        "cohen_u3": found.u3,
        "overlap": found.overlap,
    }


KINDS: dict[str, Callable[[Table, Results], Results]] = {
    "pool": _pool,
    "leave_one_out": _leave_one_out,
    "outliers_ci": _outliers,
    "influence": _influence,
    "cumulative": _cumulative,
    "lowest_highest": _lowest_highest,
    "forest_rows": _forest_rows,
    "nnt": _nnt,
}
