"""The forest plot: every effect exactly where it belongs, rows of one trial together, pages that share one axis."""

from __future__ import annotations

import math

import numpy as np
import pytest
from unit.charts.evidence_scenes import is_sound, made_up, marks, points_of, spots, texts, words

from clew.therapy.charts.evidence_axis import HEDGES_G, HEDGES_G_NEGATIVE, RISK_RATIO, axis_over
from clew.therapy.charts.evidence_forest import Total, forest
from clew.therapy.charts.evidence_listing import pages
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.pooling import forest_rows, pool


def axis_of(figure):
    """How the picture maps effects to places, from two numbers under its axis."""
    numbers = [
        t
        for t in texts(figure)
        if t.anchor == "middle" and t.words.replace("−", "-").lstrip("-").replace(".", "").isdigit()
    ]
    (x0, v0), *_, (x1, v1) = sorted((t.x, float(t.words.replace("−", "-"))) for t in numbers)
    return lambda x: v0 + (x - x0) / (x1 - x0) * (v1 - v0)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("bayes", [False, True])
@pytest.mark.parametrize("k", [1, 2, 3, 30])
def test_pictures_of_every_size_are_sound(k, bayes, narrow):
    figure = forest(made_up(k, per_study=2), bayes=bayes, narrow=narrow)
    is_sound(figure)
    assert len(spots(figure)) == k


def test_squares_stand_at_their_effects_and_lines_reach_over_their_intervals():
    effects = made_up(9)
    figure, rows = forest(effects, order="table"), forest_rows(effects)
    value = axis_of(figure)
    squares, lines = marks(figure, "dot"), marks(figure, "thin")
    for at, (square, interval) in enumerate(zip(squares, lines, strict=True)):
        assert value(square.x + square.width / 2) == pytest.approx(effects.y[at], abs=1e-3)
        (left, y), (right, _) = points_of(interval)
        assert value(left) == pytest.approx(rows.ci_low[at], abs=1e-3)
        assert value(right) == pytest.approx(rows.ci_high[at], abs=1e-3)
        assert y == pytest.approx(square.y + square.height / 2, abs=1e-3)


def test_the_area_of_a_square_is_as_its_weight():
    effects = made_up(9)
    figure, rows = forest(effects, order="table"), forest_rows(effects)
    areas = np.array([square.width**2 for square in marks(figure, "dot")])
    assert areas / areas.max() == pytest.approx(rows.weight / rows.weight.max())


def test_the_diamond_reaches_over_the_interval_of_the_mean_and_the_bar_over_new_trials():
    effects = made_up(9)
    figure, pooled = forest(effects), pool(effects)
    value = axis_of(figure)
    diamond = [x for x, _ in points_of(marks(figure, "pooled")[0])]
    assert value(min(diamond)) == pytest.approx(pooled.ci[0], abs=1e-3)
    assert value(max(diamond)) == pytest.approx(pooled.ci[1], abs=1e-3)
    bar = [x for x, _ in points_of(marks(figure, "prediction")[0])]
    assert value(min(bar)) == pytest.approx(pooled.pi[0], abs=1e-3)
    assert value(max(bar)) == pytest.approx(pooled.pi[1], abs=1e-3)


def test_empirical_bayes_lies_between_the_trial_and_the_mean():
    effects = made_up(9)
    figure, rows = forest(effects, order="table", bayes=True), forest_rows(effects)
    value = axis_of(figure)
    hollow = [np.mean([x for x, _ in points_of(mark)]) for mark in marks(figure, "shrunk")]
    assert [value(x) for x in hollow] == pytest.approx(rows.blup.tolist(), abs=1e-3)
    assert not marks(forest(effects), "shrunk")


def test_rows_of_one_trial_stand_together_under_its_name():
    effects = made_up(6)
    mixed = Effects(effects.y, effects.v, effects.row, ("B", "A", "B", "C", "A", "B"))
    figure = forest(mixed, labels=list("123456"))
    assert [spot.title for spot in spots(figure)] == ["A, 2", "A, 5", "B, 1", "B, 3", "B, 6", "C"]
    assert {"A (2 effects)", "B (3 effects)"} <= set(words(figure))
    assert "Effects of one trial count as if they were independent." in " ".join(words(figure))
    assert [row[0] for row in figure.rows[:6]] == ["A", "A", "B", "B", "B", "C"]


@pytest.mark.parametrize("order", ["effect", "weight"])
def test_trials_can_be_ordered_by_what_they_say(order):
    effects = made_up(12)
    rows = forest_rows(effects)
    by = effects.y if order == "effect" else -rows.weight
    titles = [spot.title for spot in spots(forest(effects, order=order))]
    assert titles == [effects.study[at] for at in np.argsort(by)]


@pytest.mark.parametrize("per_page", [4, 7, 25])
def test_pages_hold_every_effect_once_in_order_and_share_axis_and_totals(per_page):
    effects = made_up(61, per_study=3)
    whole = forest(effects)
    paged = [forest(effects, page=n + 1, per_page=per_page) for n in range(pages(effects, per_page))]
    assert [spot.ref for page in paged for spot in spots(page)] == [spot.ref for spot in spots(whole)]
    places = {spot.ref: spot.x for spot in spots(whole)}
    for page in paged:
        is_sound(page)
        assert all(spot.x == places[spot.ref] for spot in spots(page))
        assert [x for x, _ in points_of(marks(page, "pooled")[0])] == [
            x for x, _ in points_of(marks(whole, "pooled")[0])
        ]
        lines = [
            text
            for text in texts(page)
            if text.x in (0, 12) and 26 < text.y < points_of(marks(page, "pooled")[0])[0][1] - 8
        ]
        assert len(lines) <= per_page
        assert page.rows == whole.rows
    assert f"page 1 of {len(paged)}" in paged[0].scene.title


@pytest.mark.parametrize("order", ["table", "study", "effect", "weight"])
def test_pages_are_counted_in_the_order_in_which_they_are_drawn(order):
    effects = made_up(60)
    uneven = Effects(effects.y, effects.v, effects.row, tuple(f"Trial {n * n // 97}" for n in range(60)))
    last = pages(uneven, 9, order=order)
    assert spots(forest(uneven, page=last, per_page=9, order=order))
    with pytest.raises(EvidenceError, match=f"pages 1 to {last}"):
        forest(uneven, page=last + 1, per_page=9, order=order)


def test_a_trial_longer_than_a_page_is_named_again():
    effects = made_up(12, per_study=12)
    second = forest(effects, page=2, per_page=8)
    assert "Trial 01 (12 effects), continued" in words(second)
    assert len(spots(second)) == 5
    third = forest(made_up(20, per_study=20), page=3, per_page=8)
    assert [word for word in words(third) if "continued" in word] == ["Trial 01 (20 effects), continued"]


def test_a_page_that_there_is_not_is_refused():
    with pytest.raises(EvidenceError, match="pages 1 to 1"):
        forest(made_up(5), page=2)


def test_other_models_stand_below_as_diamonds_of_their_own():
    figure = forest(made_up(5), more=[Total("Three-level", 0.4, (0.1, 0.7))])
    assert len(marks(figure, "pooled")) == 2
    assert ("Three-level", "mean", "0.40", "[0.10, 0.70]", "") in figure.rows


def test_the_table_says_the_numbers_of_the_picture():
    effects = made_up(4)
    figure, rows = forest(effects, order="table", bayes=True), forest_rows(effects)
    for at, row in enumerate(figure.rows[:4]):
        assert row[2] == HEDGES_G.write(effects.y[at])
        assert row[3] == HEDGES_G.interval(rows.ci_low[at], rows.ci_high[at])
        assert row[4] == f"{rows.weight[at]:.1f} %"
        assert row[5] == HEDGES_G.write(rows.blup[at])
        assert {row[2], row[3].split(" ")[0]} <= {
            t.words for t in spots(figure)[at].marks if hasattr(t, "words")
        }


def test_weights_that_hundreds_share_have_more_decimals():
    weights = [float(row[4][:-2]) for row in forest(made_up(300)).rows[:300]]
    assert sum(weights) == pytest.approx(100, abs=1.5)
    assert len(set(weights)) > 10


def test_ratios_are_shown_as_ratios():
    effects = Effects.of([math.log(1.2), math.log(2), math.log(0.9)], [0.02, 0.1, 0.04])
    figure = forest(effects, RISK_RATIO)
    is_sound(figure)
    assert figure.rows[0][2] == "1.20"
    assert "Risk ratio [95% CI]" in words(figure)
    assert "tau (of logarithms)" in " ".join(words(figure))


def test_where_effects_below_zero_favour_the_therapy_the_ends_say_so():
    figure = forest(made_up(5, mean=-0.5), HEDGES_G_NEGATIVE)
    at = {t.words: t.x for t in texts(figure)}
    assert at["favours therapy"] < at["favours control"]


def test_equal_effects_have_no_bar_for_new_trials_and_say_what_they_are():
    figure = forest(made_up(5), method="EE", test="z")
    assert not marks(figure, "prediction")
    assert "equal effects" in " ".join(words(figure))


def test_trials_that_agree_to_the_digit_can_be_drawn():
    figure = forest(Effects.of([0.5] * 4, [0.04] * 4))
    is_sound(figure)
    assert pool(Effects.of([0.5] * 4, [0.04] * 4)).tau2 == 0


def test_an_interval_beyond_the_axis_is_told_of():
    effects = Effects.of([0.5] * 60 + [0.4], [0.04] * 60 + [100.0])
    figure = forest(effects)
    is_sound(figure)
    assert "An arrow" in " ".join(words(figure))
    assert axis_over(HEDGES_G, [-1], [2], [], 0, 9).shows(2)


def test_labels_must_be_as_many_as_effects():
    with pytest.raises(EvidenceError, match="2 labels for 5 effects"):
        forest(made_up(5), labels=["a", "b"])
