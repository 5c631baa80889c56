"""The funnel plot: large trials above, contours where results turn significant, filled-in points hollow."""

from __future__ import annotations

import pytest
from unit.charts.evidence_scenes import is_sound, made_up, marks, points_of, spots, words

from clew.therapy.charts.evidence_axis import HEDGES_G_NEGATIVE, MOST_SPOTS
from clew.therapy.charts.evidence_funnel import funnel
from clew.therapy.evidence.distributions import two_sided_p
from clew.therapy.evidence.effects import Effects
from clew.therapy.evidence.pooling import pool
from clew.therapy.evidence.small_study import small_study
from clew.therapy.evidence.trim_fill import trim_fill


def scales_of(figure, effects):
    """How the picture maps effects and standard errors, from its first two points."""
    by = {spot.ref: (spot.x, spot.y) for spot in spots(figure)}
    (xa, ya), (xb, yb) = by["row:1"], by["row:2"]
    (ea, eb), (sa, sb) = effects.y[:2], effects.se[:2]
    return (lambda x: ea + (x - xa) / (xb - xa) * (eb - ea)), (
        lambda y: sa + (y - ya) / (yb - ya) * (sb - sa)
    )


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("k", [1, 2, 3, 40, MOST_SPOTS + 20])
def test_pictures_of_every_size_are_sound(k, narrow):
    figure = funnel(made_up(k), narrow=narrow)
    is_sound(figure)
    assert len(marks(figure, "point")) == k


def test_effects_run_across_and_standard_errors_downwards():
    effects = made_up(20)
    figure = funnel(effects)
    effect, error = scales_of(figure, effects)
    for at, spot in enumerate(sorted(spots(figure), key=lambda spot: int(spot.ref[4:]))):
        assert effect(spot.x) == pytest.approx(effects.y[at])
        assert error(spot.y) == pytest.approx(effects.se[at])


def test_the_edges_of_the_shades_are_where_p_says():
    effects = made_up(20)
    figure = funnel(effects)
    effect, error = scales_of(figure, effects)
    for kind, edges in (("contour-10", {0.10, 0.05}), ("contour-05", {0.05, 0.01})):
        seen = set()
        for mark in marks(figure, kind):
            for x, y in points_of(mark):
                if error(y) > 0.01:
                    seen.add(round(two_sided_p(effect(x) / error(y)), 2))
        assert edges <= seen


def test_the_dashed_funnel_stands_on_the_mean():
    effects = made_up(20)
    figure = funnel(effects)
    effect, error = scales_of(figure, effects)
    upright, *sides = marks(figure, "expected")
    mean = pool(effects).estimate
    assert [effect(x) for x, _ in points_of(upright)] == pytest.approx([mean, mean])
    for side in sides:
        (_, _), (x, y) = points_of(side)
        assert abs(effect(x) - mean) / error(y) == pytest.approx(1.959964, abs=1e-3)


def test_filled_in_effects_are_hollow_and_told_apart_in_the_table():
    effects = next(e for e in (made_up(25, seed=n) for n in range(50)) if trim_fill(e).missing > 1)
    filled = trim_fill(effects)
    figure = funnel(effects, filled=filled)
    is_sound(figure)
    assert len(marks(figure, "filled-in")) == filled.missing
    assert len(figure.rows) == 25 + filled.missing
    assert [row[1] for row in figure.rows[25:]] == [""] * filled.missing
    assert "filled in by trim and fill" in " ".join(words(figure))


def test_nothing_to_fill_in_is_said():
    effects = Effects.of([0.3, 0.4, 0.5, 0.6, 0.7], [0.01, 0.02, 0.005, 0.02, 0.01])
    figure = funnel(effects, filled=trim_fill(effects))
    assert not marks(figure, "filled-in")
    assert "finds nothing to fill in" in " ".join(words(figure))


@pytest.mark.parametrize("seed", range(5))
def test_eggers_line_runs_through_its_limit_and_stays_inside(seed):
    effects = made_up(20, seed=seed)
    egger = small_study(effects).egger_mixed
    figure = funnel(effects, egger=egger)
    is_sound(figure)
    effect, error = scales_of(figure, effects)
    for x, y in points_of(marks(figure, "ink")[0]):
        assert effect(x) == pytest.approx(egger.limit + egger.slope * error(y), abs=1e-3)


def test_of_many_points_only_the_unusual_can_be_focused_but_all_are_in_the_table():
    figure = funnel(made_up(400), HEDGES_G_NEGATIVE)
    assert len(spots(figure)) < MOST_SPOTS
    assert len(figure.rows) == 400
