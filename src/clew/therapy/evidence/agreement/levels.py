"""The names that reference files give to regressions, subgroups, three-level models and aggregated effects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clew.therapy.evidence.aggregate import aggregate
from clew.therapy.evidence.agreement.pooling import pooled_results
from clew.therapy.evidence.levels import ThreeLevel, three_level
from clew.therapy.evidence.moderators import Coefficient, Factor, Moderator, Numeric
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.regression import Between, Group, Regression, meta_regression, subgroup
from clew.therapy.evidence.robust import RobustTest
from clew.therapy.evidence.tables import Table, effects_of

Results = dict[str, Any]


def _meta_regression(table: Table, params: dict[str, Any]) -> Results:
    moderators = [_moderator(table, given) for given in params["moderators"]]
    effects = effects_of(table)
    if params["model"] == "three_level":
        return _three_level_results(three_level(effects, moderators, **_three_level_settings(params)))
    return _regression_results(meta_regression(effects, moderators, params["method"], params["test"]))


def _moderator(table: Table, given: dict[str, Any]) -> Moderator:
    column = given["column"]
    if given["type"] == "numeric":
        values = table.numbers(column).tolist()
        return Numeric(column, values, given.get("center", 0.0), given.get("scale", 1.0))
    return Factor(column, table.texts(column), tuple(str(level) for level in given["levels"]))


def _regression_results(found: Regression) -> Results:
    return {
        "k": found.k,
        "coefficients": [_named(c) | {"stat": c.statistic} for c in found.coefficients],
        "df": found.df,
        "QM": found.omnibus,
        "QM_df1": found.omnibus_df,
        "QM_df2": found.omnibus_df_residual,
        "QM_p": found.omnibus_p,
        "tau2": found.tau2,
        "se_tau2": found.tau2_se,
        "I2_residual": found.i2,
        "H2_residual": found.h2,
        "QE": found.qe,
        "QE_p": found.qe_p,
        "tau2_null_same_rows": found.tau2_without,
        "R2": found.r2,
    }


def _named(found: Coefficient | RobustTest) -> Results:
    own = {"name": found.name, "estimate": found.estimate} if isinstance(found, Coefficient) else {}
    return own | {"se": found.se, "pval": found.p, "ci_lb": found.ci[0], "ci_ub": found.ci[1]}


def _subgroup(table: Table, params: dict[str, Any]) -> Results:
    found = subgroup(effects_of(table), table.texts(params["variable"]))
    common = found.between_common
    return {
        "k": found.k,
        "levels": [_group(group) for group in found.groups],
        "between_separate_tau2_hk_se": _between(found.between),
        "between_separate_tau2_classic_se": _between(found.between_classic),
        "between_common_tau2": None
        if common is None
        else {
            "tau2": common.tau2,
            "QM": common.q,
            "df": common.df,
            "pval": common.p,
            "F_hk": common.f,
            "F_df1": common.df,
            "F_df2": common.f_df_residual,
            "F_p": common.f_p,
        },
    }


def _group(group: Group) -> Results:
    pooled = group.pooled
    return {
        "level": group.level,
        "k": pooled.k,
        "n_studies": pooled.studies,
        "estimate": pooled.estimate,
        "se_hk": pooled.se,
        "se_classic": group.se_classic,
        "ci_lb": pooled.ci[0],
        "ci_ub": pooled.ci[1],
        "pval": pooled.p,
        "tau2": pooled.tau2,
        "I2": pooled.i2,
        "Q": pooled.q,
    }


def _between(found: Between | None) -> Results | None:
    return None if found is None else {"Q": found.q, "df": found.df, "pval": found.p}


def _three_level(table: Table, params: dict[str, Any]) -> Results:
    return _three_level_results(three_level(effects_of(table), **_three_level_settings(params)))


def _three_level_settings(params: dict[str, Any]) -> dict[str, Any]:
    return {
        "rho": params.get("rho") or 0.0,
        "smooth": bool(params.get("smooth_vi")),
        "profile": bool(params.get("profile_ci")),
    }


def _three_level_results(found: ThreeLevel) -> Results:
    return {
        "k": found.k,
        "n_studies": found.studies,
        "sigma2_between": found.sigma2_between,
        "sigma2_within": found.sigma2_within,
        "tau2_total": found.tau2,
        "I2_total": found.i2,
        "I2_between": found.i2_between,
        "I2_within": found.i2_within,
        "Q": found.q,
        "Q_df": found.q_df,
        "Q_p": found.q_p,
        "logLik_REML": found.log_likelihood,
        "coefficients": [
            _with_t(c) | {"cr2": _with_t(c.cr2), "cr1_metafor": _with_t(c.cr1)} for c in found.coefficients
        ],
        "pi_lb": found.pi and found.pi[0],
        "pi_ub": found.pi and found.pi[1],
        "QM_F": found.omnibus_f,
        "QM_df1": found.omnibus_df and found.omnibus_df[0],
        "QM_df2": found.omnibus_df and found.omnibus_df[1],
        "QM_p": found.omnibus_p,
        "sigma2_between_profile_ci": found.sigma2_between_ci,
        "sigma2_within_profile_ci": found.sigma2_within_ci,
    }


def _with_t(found: Coefficient | RobustTest | None) -> Results:
    return {} if found is None else _named(found) | {"df": found.df, "t": found.statistic}


def _aggregate(table: Table, params: dict[str, Any]) -> Results:
    effects = effects_of(table)
    groups = list(effects.study)
    if params["level"] == "arm":
        arms = table.texts("multi_arm1")
        groups = [f"{study} {arm or ''}" for study, arm in zip(groups, arms, strict=True)]
    means = aggregate(effects, groups, rho=params["rho"])
    names = list(dict.fromkeys(groups))
    order = sorted(range(len(names)), key=lambda n: names[n])
    return {
        "pooled": pooled_results(pool(means)) | {"n_studies": None},
        "clusters": [names[n] for n in order],
        "yi": means.y[order].tolist(),
        "vi": means.v[order].tolist(),
    }


KINDS: dict[str, Callable[[Table, dict[str, Any]], Results]] = {
    "meta_regression": _meta_regression,
    "subgroup": _subgroup,
    "three_level": _three_level,
    "aggregate": _aggregate,
}
