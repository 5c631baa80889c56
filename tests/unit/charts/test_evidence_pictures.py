"""Baujat, cumulative, orchard, models and people: each says the numbers of its analysis, at their places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.charts.evidence_scenes import is_sound, made_up, marks, points_of, spots, texts, words

from clew.therapy.charts.evidence_axis import HEDGES_G
from clew.therapy.charts.evidence_baujat import baujat, coordinates
from clew.therapy.charts.evidence_cumulative import MOST, cumulative_picture
from clew.therapy.charts.evidence_models import models_picture
from clew.therapy.charts.evidence_orchard import Group, orchard
from clew.therapy.charts.evidence_people import people_picture, with_therapy
from clew.therapy.charts.icon_array import HEAD
from clew.therapy.evidence.assumptions import models
from clew.therapy.evidence.benefit import furukawa_leucht
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.sensitivity import cumulative

SIZES = [2, 3, 30, 180]
NARROW = [False, True]


def test_baujat_coordinates_are_those_of_pools_made_one_by_one():
    effects = made_up(14)
    full = pool(effects, test="z")
    across, upwards = coordinates(effects)
    for at in range(14):
        without = pool(effects.only(np.arange(14) != at), test="z")
        assert across[at] == pytest.approx((effects.y[at] - full.estimate) ** 2 / (effects.v[at] + full.tau2))
        assert upwards[at] == pytest.approx((full.estimate - without.estimate) ** 2 / without.se**2)


@pytest.mark.parametrize("narrow", NARROW)
@pytest.mark.parametrize("k", SIZES)
def test_baujat_pictures_are_sound_and_name_the_most_unusual(k, narrow):
    figure = baujat(made_up(k), narrow=narrow)
    is_sound(figure)
    assert figure.rows[0][0] in words(figure)
    assert len(figure.rows) == k


def test_names_beside_points_do_not_lie_on_one_another():
    figure = baujat(made_up(60))
    names = [t for t in texts(figure) if t.words.startswith("Trial ")]
    boxes = [(t.x, t.y - 10, t.x + 5.5 * len(t.words), t.y + 3) for t in names]
    assert len(names) >= 3
    for n, a in enumerate(boxes):
        assert all(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for b in boxes[n + 1 :])


def test_baujat_needs_two_effects_and_bears_two_that_agree():
    with pytest.raises(EvidenceError, match="two effects"):
        baujat(made_up(1))
    is_sound(baujat(Effects.of([0.5, 0.5], [0.1, 0.1])))


@pytest.mark.parametrize("narrow", NARROW)
@pytest.mark.parametrize("k", [1, 4, MOST, 120])
def test_cumulative_pictures_end_with_the_pool_of_all(k, narrow):
    effects = made_up(k)
    years = [1980 + n % 30 for n in range(k)]
    figure = cumulative_picture(cumulative(effects, years), effects, narrow=narrow)
    is_sound(figure)
    pooled = pool(effects)
    assert figure.rows[-1][1:] == (f"{k}", HEDGES_G.write(pooled.estimate), HEDGES_G.interval(*pooled.ci))
    assert len(figure.rows) == len(spots(figure)) <= MOST
    assert len(marks(figure, "pooled")) == 1


def test_many_steps_are_drawn_by_year_each_as_its_last_step():
    effects = made_up(100)
    years = [2000.0 + n // 10 for n in range(95)] + [float("nan")] * 5
    found = cumulative(effects, years)
    figure = cumulative_picture(found, effects)
    assert [row[0] for row in figure.rows] == [*(str(2000 + n) for n in range(10)), "year unknown"]
    assert [row[1] for row in figure.rows] == [*(str(10 * n) for n in range(1, 10)), "95", "100"]
    assert figure.rows[3][2] == HEDGES_G.write(pool(effects.only(np.arange(40))).estimate)


def test_a_cumulative_analysis_of_other_effects_is_refused():
    with pytest.raises(EvidenceError, match="other effects"):
        cumulative_picture(cumulative(made_up(4), [1, 2, 3, 4]), made_up(5))


@pytest.mark.parametrize("narrow", NARROW)
def test_an_orchard_hangs_every_effect_and_each_mean_in_its_row(narrow):
    groups = [Group(f"Therapy {k}", made_up(k, seed=k)) for k in (1, 2, 40)]
    figure = orchard(groups, narrow=narrow)
    is_sound(figure)
    assert len(marks(figure, "bubble")) == 43
    assert len(marks(figure, "trunk")) == len(marks(figure, "bead")) == 3
    means = marks(figure, "bead")
    for group, row, trunk, mean in zip(groups, figure.rows, marks(figure, "trunk"), means, strict=True):
        pooled = pool(group.effects)
        share = (pooled.estimate - pooled.ci[0]) / (pooled.ci[1] - pooled.ci[0])
        assert (mean.x - trunk.x) / trunk.width == pytest.approx(share)
        assert row[3] == HEDGES_G.write(pooled.estimate)
    assert figure.rows[0][5] == "–"


def test_an_orchard_keeps_fruits_in_their_row_and_larger_ones_are_surer():
    figure = orchard([Group("A", made_up(60)), Group("B", made_up(60, seed=2))])
    fruits = marks(figure, "bubble")
    top = [fruit.y for fruit in fruits[:60]]
    below = [fruit.y for fruit in fruits[60:]]
    assert max(top) < min(below)
    surest = made_up(60).se.argmin()
    assert fruits[0].r == max(fruit.r for fruit in fruits[:60])
    assert made_up(60).se[surest] == made_up(60).se.min()
    assert figure == orchard([Group("A", made_up(60)), Group("B", made_up(60, seed=2))])  # the same each time


def test_an_orchard_without_groups_is_refused():
    with pytest.raises(EvidenceError, match="one group"):
        orchard([])


@pytest.fixture(scope="module")
def table():
    return models(made_up(30, per_study=2))


@pytest.mark.parametrize("narrow", NARROW)
def test_every_model_stands_with_its_numbers_and_what_it_assumes(table, narrow):
    figure = models_picture(table, narrow=narrow)
    is_sound(figure)
    assert [spot.title for spot in spots(figure)] == [model.title for model in table]
    assert len(marks(figure, "dot")) == sum(model.g is not None for model in table)
    said = " ".join(words(figure))
    for model, row in zip(table, figure.rows, strict=True):
        if model.g is not None:
            assert row[1] == HEDGES_G.write(model.g)
            assert row[1] in said
        assert row[-1] == (model.problem or model.assumes)
        assert all(word in said for word in row[-1].split())


def test_a_model_that_could_not_be_fitted_says_why(table):
    broken = next(model for model in table if model.problem)
    figure = models_picture([table[0], broken])
    assert "could not be fitted" in words(figure)
    assert broken.problem.split()[0] in " ".join(words(figure))
    only = models_picture([broken])
    is_sound(only)
    assert "None of the models could be fitted" in only.scene.description


def test_a_number_needed_is_told_only_where_the_interval_is_on_one_side(table):
    sure = replace(table[0], nnt=5.0, nnt_ci=(4.0, 7.0))
    figure = models_picture([sure, replace(sure, nnt_ci=None)])
    assert [row[5] for row in figure.rows] == ["5.0", "–"]


def test_no_models_cannot_be_drawn():
    with pytest.raises(EvidenceError, match="at least one"):
        models_picture([])


@given(st.floats(-2, 2), st.floats(0.05, 0.95))
def test_people_with_therapy_agree_with_the_number_needed(g, rate):
    share = with_therapy(g, rate)
    assert 0 < share < 1
    if abs(g) > 0.01:
        assert 1 / (share - rate) == pytest.approx(furukawa_leucht(g, rate))


@pytest.mark.parametrize("narrow", NARROW)
@pytest.mark.parametrize(
    ("g", "ci"), [(0.54, (0.31, 0.77)), (0.0, (-0.2, 0.2)), (-0.4, (-0.6, -0.2)), (3.0, (2.0, 4.0))]
)
def test_a_hundred_people_twice(g, ci, narrow):
    figure = people_picture(g, ci, 0.2, "better", narrow=narrow)
    is_sound(figure)
    filled = [mark.d.count(HEAD) for mark in marks(figure, "counted")]
    assert filled == [20, round(100 * with_therapy(g, 0.2))]
    assert figure.rows[1][1] == str(filled[1])
    low, high = (round(100 * with_therapy(end, 0.2)) for end in ci)
    assert figure.rows[1][2] == f"{low} to {high}"
    said = " ".join(words(figure))
    assert ("harm" in said) == (g <= 0)
    assert ("benefit and harm are both open" in said) == (ci[0] <= 0 <= ci[1])
    assert "which is assumed" in said


def test_a_rate_with_its_source_is_not_called_assumed():
    said = " ".join(words(people_picture(0.5, (0.3, 0.7), 0.2, "better", source="our own waiting list")))
    assert "our own waiting list" in said
    assert "assumed" not in said


@pytest.mark.parametrize(
    ("g", "ci", "rate", "why"), [(0.5, (0.6, 0.7), 0.2, "hold"), (0.5, (0.4, 0.6), 0.0, "between 0 and 1")]
)
def test_people_need_a_rate_and_an_interval_that_can_be(g, ci, rate, why):
    with pytest.raises(EvidenceError, match=why):
        people_picture(g, ci, rate, "better")


def test_prediction_bars_end_at_their_limits(table):
    figure = models_picture([table[0]])
    (bar,) = marks(figure, "prediction")
    (line_,) = marks(figure, "ink")
    wide = max(x for x, _ in points_of(bar)) - min(x for x, _ in points_of(bar))
    narrow = max(x for x, _ in points_of(line_)) - min(x for x, _ in points_of(line_))
    model = table[0]
    assert wide / narrow == pytest.approx((model.pi[1] - model.pi[0]) / (model.ci[1] - model.ci[0]), rel=0.01)
