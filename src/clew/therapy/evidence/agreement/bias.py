"""The kinds about small studies and unseen results, in the names that reference files give to their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clew.therapy.evidence.selection import selection_model
from clew.therapy.evidence.small_study import LineCoefficient, WeightedMean, small_study, uwls_waap
from clew.therapy.evidence.tables import Table, effects_of
from clew.therapy.evidence.trim_fill import trim_fill

Params = Mapping[str, Any]
Results = dict[str, Any]


def _small_study(table: Table, params: Params) -> Results:
    found = small_study(effects_of(table))
    mixed, classic = found.egger_mixed, found.egger_classic
    return {
        "k": found.k,
        "egger_mixed": {
            "stat_z": mixed.z,
            "pval": mixed.p,
            "slope": mixed.slope,
            "slope_se": mixed.slope_se,
            "limit": mixed.limit,
            "limit_ci_lb": mixed.limit_lower,
            "limit_ci_ub": mixed.limit_upper,
            "tau2": mixed.tau2,
        },
        "egger_classic": {
            "slope": classic.estimate,
            "slope_se": classic.se,
            "t": classic.t,
            "df": classic.df,
            "pval": classic.p,
            "slope_ci_lb": classic.lower,
            "slope_ci_ub": classic.upper,
        },
        "pet": _coefficient(found.pet),
        "peese": _coefficient(found.peese),
        "begg": {"tau": found.begg.tau, "z": found.begg.z, "pval_asymptotic": found.begg.p},
        "failsafe_rosenthal": found.fail_safe_n,
    }


def _coefficient(found: LineCoefficient) -> Results:
    return {
        "estimate": found.estimate,
        "se": found.se,
        "t": found.t,
        "pval": found.p,
        "ci_lb": found.lower,
        "ci_ub": found.upper,
    }


def _uwls_waap(table: Table, params: Params) -> Results:
    found = uwls_waap(effects_of(table))
    return {
        "uwls": _weighted_mean(found.uwls),
        "n_powered": found.n_powered,
        "waap": None if found.waap is None else _weighted_mean(found.waap),
    }


def _weighted_mean(found: WeightedMean) -> Results:
    return {
        "estimate": found.estimate,
        "se": found.se,
        "ci_lb_z": found.lower,
        "ci_ub_z": found.upper,
        "t": found.t,
        "pval": found.p,
        "k": found.k,
    }


def _trim_fill(table: Table, params: Params) -> Results:
    found = trim_fill(effects_of(table), params.get("estimator", "L0"), params.get("method", "REML"))
    pooled = found.pooled
    return {
        "k0": found.missing,
        "se_k0": found.missing_se,
        "side": found.side,
        "k_total": pooled.k,
        "estimate": pooled.estimate,
        "se": pooled.se,
        "ci_lb": pooled.ci[0],
        "ci_ub": pooled.ci[1],
        "pval": pooled.p,
        "tau2": pooled.tau2,
        "I2": pooled.i2,
        "Q": pooled.q,
        "filled_yi_sorted": found.filled.y.tolist() or None,
    }


def _selection(table: Table, params: Params) -> Results:
    steps = params.get("steps", 0.025)
    found = selection_model(effects_of(table), steps if isinstance(steps, list) else [steps])
    return {
        "k": found.k,
        "estimate": found.estimate,
        "se": found.se,
        "ci_lb": found.lower,
        "ci_ub": found.upper,
        "pval": found.p,
        "tau2": found.tau2,
        "delta": list(found.weights),
        "LRT": found.likelihood_ratio,
        "LRT_df": found.likelihood_ratio_df,
        "LRT_p": found.likelihood_ratio_p,
        "logLik": found.log_likelihood,
    }


KINDS: dict[str, Callable[[Table, Params], Results]] = {
    "small_study": _small_study,
    "uwls_waap": _uwls_waap,
    "trim_fill": _trim_fill,
    "selection_3psm": _selection,
}
