"""One call, one table of models."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from clew.therapy.evidence.aggregate import aggregate
from clew.therapy.evidence.assumptions import MODELS, models
from clew.therapy.evidence.benefit import furukawa_leucht
from clew.therapy.evidence.conditions import Condition
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.tables import table_of
from clew.therapy.evidence.trim_fill import trim_fill


def trials() -> pl.DataFrame:
    """Twelve trials of one to three effects, some with two arms, small ones with larger effects."""
    draw = np.random.default_rng(3)
    rows = []
    for trial in range(12):
        se = 0.12 + 0.03 * trial
        own = draw.normal(0.3, 0.15) + se / 2
        for effect in range(1 + trial % 3):
            arm = None if trial % 4 else ("group", "individual")[effect % 2]
            rows.append((f"Trial {trial}", own + draw.normal(0, 0.3 * se), se, trial % 5, arm))
    return pl.DataFrame(rows, schema=["study", ".g", ".g_se", "rob", "multi_arm1"], orient="row")


def effects() -> Effects:
    frame = trials()
    return Effects.of(frame[".g"].to_list(), np.square(frame[".g_se"]), frame["study"].to_list())


def test_every_model_is_there_once_with_its_assumption_and_its_numbers() -> None:
    table = models(trials())
    assert tuple(model.name for model in table) == tuple(MODELS)
    for model in table:
        assert model.problem is None, model
        assert model.g is not None
        assert model.ci is not None
        assert model.ci[0] < model.g < model.ci[1]
        assert model.assumes.count(".") - model.assumes.count("0.") == 1  # one sentence
        assert "{" not in model.assumes
        assert model.k is not None
        assert model.k >= 3
        assert model.nnt == furukawa_leucht(model.g, 0.2)
        if model.name != "pet_peese":
            assert model.pi is not None
            assert model.pi[0] < model.g < model.pi[1]
            assert model.i2 is not None
            assert 0 <= model.i2 <= 100


def test_its_rows_are_the_analyses_that_they_name() -> None:
    by_name = {model.name: model for model in models(trials())}
    one = pool(effects())
    overall = by_name["overall"]
    assert (overall.k, overall.studies, overall.g, overall.ci) == (one.k, 12, one.estimate, one.ci)
    assert (overall.pi, overall.i2) == (one.pi_classic, one.i2_higgins)
    arms = list(zip(trials()["study"], trials()["multi_arm1"], strict=True))
    assert by_name["combined"].g == pool(aggregate(effects(), arms, rho=0.6)).estimate
    assert by_name["combined"].k == len(set(arms))
    filled = trim_fill(effects())
    assert by_name["trim_and_fill"].g == pool(filled.effects).estimate
    assert by_name["trim_and_fill"].studies is None


def test_it_says_which_rows_a_model_leaves_out() -> None:
    by_name = {model.name: model for model in models(trials())}
    frame = table_of(trials()).frame
    low = frame.filter(pl.col("rob") > 2)
    assert by_name["low_risk_of_bias"].left_out == tuple(frame.filter(pl.col("rob") <= 2)["row_id"])
    assert by_name["low_risk_of_bias"].k == len(low)
    for name in ("lowest", "highest"):
        kept = frame.filter(~pl.col("row_id").is_in(by_name[name].left_out))
        assert kept["study"].to_list() == [f"Trial {n}" for n in range(12)]
    lowest, highest = by_name["lowest"].g, by_name["highest"].g
    assert lowest is not None
    assert highest is not None
    assert lowest < highest


def test_turned_round_it_says_the_same_of_effects_that_are_better_below_0() -> None:
    here = models(trials())
    there = models(trials().with_columns(-pl.col(".g")), favours="negative")
    for one, other in zip(here, there, strict=True):
        assert one.g is not None
        assert one.ci is not None
        assert other.g == pytest.approx(-one.g)
        assert other.ci == pytest.approx((-one.ci[1], -one.ci[0]))
        assert other.nnt == pytest.approx(one.nnt)
        assert (other.left_out, other.p, other.i2) == (
            one.left_out,
            pytest.approx(one.p),
            pytest.approx(one.i2),
        )


def test_settings_change_the_rows_they_concern() -> None:
    usual = {model.name: model for model in models(trials())}
    other = {
        model.name: model
        for model in models(trials(), rho=0.9, control_rate=0.4, low_risk=Condition("rob", ">=", 4))
    }
    assert other["combined"].g != usual["combined"].g
    assert "0.9" in other["three_level_che"].assumes
    assert other["three_level"].g == usual["three_level"].g
    assert "rob >= 4" in other["low_risk_of_bias"].assumes
    assert other["overall"].g is not None
    assert other["overall"].nnt == furukawa_leucht(other["overall"].g, 0.4)


def test_the_interval_of_the_nnt_is_open_when_harm_is_not_excluded() -> None:
    sure, unsure = (models(Effects.of([g, g + 0.2, g - 0.2], [0.02] * 3), ["overall"])[0] for g in (1.2, 0.1))
    assert sure.nnt_ci is not None
    assert sure.nnt is not None
    assert sure.nnt_ci[0] < sure.nnt < sure.nnt_ci[1]
    assert unsure.nnt_ci is None


def test_effects_alone_know_no_arms_and_no_risk_of_bias() -> None:
    by_name = {model.name: model for model in models(effects())}
    assert by_name["combined"].k == 12
    assert "one trial" in by_name["combined"].assumes
    assert by_name["low_risk_of_bias"].g is None
    assert "column rob" in str(by_name["low_risk_of_bias"].problem)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_what_cannot_be_fitted_stays_in_the_table_with_its_reason(k: int) -> None:
    few = models(trials().head(k))
    assert len(few) == len(MODELS)
    assert few[0].g is not None
    for model in few:
        assert (model.g is None) == (model.problem is not None)
        assert model.problem is None or model.problem.endswith(".")


def test_rows_without_an_effect_are_passed_over() -> None:
    frame = trials()
    holed = pl.concat([frame, frame.head(1).with_columns(pl.lit(None, pl.Float64).alias(".g_se"))])
    assert models(holed, ["overall", "combined"]) == models(frame, ["overall", "combined"])


def test_wrong_settings_are_said() -> None:
    with pytest.raises(EvidenceError, match="choose from overall"):
        models(trials(), ["median"])
    with pytest.raises(EvidenceError, match="rho"):
        models(trials(), rho=1.0)
    with pytest.raises(EvidenceError, match="control rate"):
        models(trials(), control_rate=0)
    with pytest.raises(EvidenceError, match="no effects"):
        models(Effects.of([], []))


def test_influence_is_not_sought_among_very_many_effects() -> None:
    many = Effects.of(np.linspace(-1, 1, 10_001).tolist(), [0.1] * 10_001)
    assert "up to 10,000" in str(models(many, ["influence"])[0].problem)
