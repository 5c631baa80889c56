"""The axis of effects: round marks at their exact places, true minus signs, and the direction of benefit at both ends."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.charts.evidence_scenes import points_of

import clew.web
from clew.therapy.charts.evidence_axis import (
    HEDGES_G,
    HEDGES_G_NEGATIVE,
    MOST_SPOTS,
    RISK_RATIO,
    Axis,
    Figure,
    axis_over,
    directions_height,
    draw_axis,
    draw_interval,
    draw_prediction,
    figures,
    focusable,
    probability,
    shorten,
    steps,
    written_steps,
)
from clew.therapy.charts.evidence_plane import clipped
from clew.therapy.charts.scene import Scene, Sheet, Text
from clew.therapy.evidence.effects import EvidenceError


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.5, "0.50"),
        (-0.5, "−0.50"),
        (-0.001, "0.00"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_numbers_are_written_as_in_print(value, written):
    assert figures(value) == written


def test_p_values_lose_their_zero_and_never_become_zero():
    assert probability(0.0321).replace("\u00a0", " ") == "p = .032"
    assert probability(1e-9).replace("\u00a0", " ") == "p < .001"
    assert " " not in probability(0.2)  # never broken over two lines


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.integers(2, 12))
def test_marks_are_round_evenly_apart_and_no_more_than_wanted(low, length, most):
    found = steps(low, low + length, most)
    assert len(found) <= most
    assert all(low - 1e-6 * length <= value <= low + length * (1 + 1e-6) for value in found)
    apart = [b - a for a, b in itertools.pairwise(found)]
    if apart:
        lead = apart[0] / 10 ** math.floor(math.log10(apart[0]) + 1e-9)
        assert min(abs(lead - one) for one in (1, 2, 2.5, 5)) < 1e-6
        assert max(apart) - min(apart) < 1e-9 * max(1.0, abs(low) + length)
    assert len(found) >= most / 3 - 2  # nor far fewer


def test_marks_are_the_very_decimals_they_say():
    assert steps(-0.3, 0.7, 12) == (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    assert written_steps((-0.5, 0.0, 0.25)) == ["−0.50", "0", "0.25"]
    assert written_steps((-1.0, 0.0, 1.0)) == ["−1", "0", "1"]


def test_an_axis_that_does_not_rise_is_refused():
    with pytest.raises(EvidenceError, match="larger one"):
        Axis(HEDGES_G, 1, 1, 0, 100)
    with pytest.raises(EvidenceError, match="larger one"):
        steps(1, 1)


@given(st.floats(-2.5, 2.5))
def test_effects_lie_where_they_belong_and_beyond_the_axis_at_its_end(effect):
    axis = Axis(HEDGES_G, -2, 2, 100, 500)
    assert axis.x(effect) == pytest.approx(min(max(300 + 100 * effect, 100), 500))
    assert axis.shows(effect) == (-2 <= effect <= 2)


@pytest.mark.parametrize("spread", [0.2, 0.5, 1.0, 2.0, 4.0, 8.0])
def test_ratios_are_marked_by_themselves_where_their_logarithm_lies(spread):
    axis = Axis(RISK_RATIO, -spread, spread, 0, 300)
    ticks = axis.ticks()
    assert (0.0, "1") in ticks
    assert all(value == pytest.approx(math.log(float(written))) for value, written in ticks)
    assert all(axis.x(b) - axis.x(a) >= 24 for (a, _), (b, _) in itertools.pairwise(ticks))
    assert RISK_RATIO.write(math.log(1.5)) == "1.50"
    assert RISK_RATIO.interval(math.log(0.5), math.log(2)) == "[0.50, 2.00]"


@pytest.mark.parametrize(("left", "right"), [(6.0, 354.0), (200.0, 560.0), (110.0, 320.0)])
@pytest.mark.parametrize("scale", [HEDGES_G, HEDGES_G_NEGATIVE, RISK_RATIO])
def test_the_ends_say_what_they_favour_and_words_do_not_touch(scale, left, right):
    sheet, axis = Sheet(), Axis(scale, -1, 2, left, right)
    draw_axis(sheet, axis, 0, 100)
    said = {mark.words: mark for mark in sheet.marks if isinstance(mark, Text)}
    low, high, unit = said[scale.low], said[scale.high], said[scale.unit]
    assert low.x < unit.x < high.x
    assert low.x + 5 * len(low.words) < high.x - 5 * len(high.words)
    if unit.y == low.y:
        assert directions_height(axis) == 0
        assert low.x + 5 * len(low.words) < unit.x - 2.5 * len(unit.words)
    else:
        assert unit.y - low.y <= directions_height(axis)
    numbers = [mark for mark in said.values() if mark.y == 116]
    assert all(b.x - a.x > 2.5 * (len(a.words) + len(b.words)) for a, b in itertools.pairwise(numbers))


def test_the_direction_of_benefit_follows_the_table():
    assert HEDGES_G.favoured(0.3) == HEDGES_G_NEGATIVE.favoured(-0.3) == "favours therapy"
    assert HEDGES_G.favoured(-0.3) == HEDGES_G_NEGATIVE.favoured(0.3) == "favours control"
    assert HEDGES_G.favoured(0) == "favours neither"


def test_few_very_wide_intervals_go_on_beyond_the_axis_with_an_arrow():
    lows, highs = [-0.5] * 99 + [-40.0], [1.0] * 99 + [40.0]
    axis = axis_over(HEDGES_G, lows, highs, [0.4, 1.3], 0, 400)
    assert -1 < axis.low < -0.5
    assert 1.3 < axis.high < 2
    assert "M" in draw_interval(axis, -40, 0.5, 10).d[1:]
    assert "M" not in draw_interval(axis, -0.4, 0.5, 10).d[1:]
    all_in = axis_over(HEDGES_G, [-0.5], [1.0], [], 0, 400)
    assert all_in.low < -0.5 < 1.0 < all_in.high


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [
        (-1, 1, [(100, 2), (300, 2)]),
        (-9, 1, [(0, 1), (300, 2)]),
        (-1, 9, [(100, 2), (400, 1)]),
        (-9, 9, [(0, 1), (400, 1)]),
    ],
)
def test_a_prediction_bar_is_square_at_its_limits_and_pointed_where_it_goes_on(low, high, ends):
    corners = points_of(draw_prediction(Axis(HEDGES_G, -2, 2, 0, 400), low, high, 10))
    for (x, times), end in zip(ends, (min, max), strict=True):
        assert end(corner[0] for corner in corners) == x
        assert sum(corner[0] == x for corner in corners) == times


def test_an_axis_of_nothing_but_zero_can_be_drawn():
    axis = axis_over(HEDGES_G, [0.0], [0.0], [], 0, 100)
    assert axis.low < 0 < axis.high


def test_of_many_points_the_most_unusual_can_be_focused():
    assert focusable([0.0] * 5) == set(range(5))
    many = [float(n % 97) for n in range(MOST_SPOTS + 1)]
    chosen = focusable(many)
    assert len(chosen) < MOST_SPOTS
    assert min(many[at] for at in chosen) >= max(many[at] for at in range(len(many)) if at not in chosen)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 5)), min_size=3, max_size=3))
def test_a_shape_is_cut_at_the_edges_and_nowhere_else(corners):
    kept = clipped(corners, -1, 2)
    assert all(-1 - 1e-9 <= x <= 2 + 1e-9 for x, _ in kept)
    assert {corner for corner in corners if -1 <= corner[0] <= 2} <= set(kept)


def test_words_too_long_for_their_room_are_cut():
    assert shorten("Trial", 100) == "Trial"
    assert shorten("A very long name of a trial", 55) == "A very lo…"


def test_a_table_has_a_cell_for_every_column():
    with pytest.raises(EvidenceError, match="every column"):
        Figure(Scene(1, 1, "x", "y.", ()), ("a", "b"), (("1",),))


def test_every_mark_has_its_rule_on_the_page():
    css = (File(clew.web.__file__).parent / "static/clew/css/pictures.css").read_text("utf-8")
    ours = (
        "soft",
        "thin",
        "dot",
        "pooled",
        "prediction",
        "shrunk",
        "shrunk-reach",
        "point",
        "filled-in",
        "bubble",
    )
    for kind in (*ours, "trunk", "contour-10", "contour-05"):
        assert re.search(rf"\.c-{kind}[ ,{{]", css), kind
