"""The curve of one questionnaire: every score a point that can be focused, the reference curve never without a label."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.charts.lane import Days, Lane, Point, Scale
from clew.therapy.charts.measure_curve import CurveData, measure_curve
from clew.therapy.charts.scene import Path, Rect, Spot, Text, svg
from clew.therapy.course.expected import PROPORTIONAL
from clew.therapy.errors import TherapyError

PHQ = Scale(
    "PHQ-9", 0, 27, ((4, "minimal"), (9, "mild"), (14, "moderate"), (19, "moderately severe"), (27, "severe"))
)


def a_curve(**changes) -> CurveData:
    given_ = {
        "start": date(2026, 1, 8),
        "first": -3,
        "last": 120,
        "today": 100,
        "scale": PHQ,
        "points": (
            Point(0, 16, "PHQ-9 16 of 27, moderately severe, 8 January 2026", "measure:a"),
            Point(14, 9, "PHQ-9 9 of 27, mild, 22 January 2026", "measure:b"),
        ),
    }
    return CurveData(**(given_ | changes))


def words(scene) -> list[str]:
    return [mark.words for mark in scene.marks if isinstance(mark, Text)]


def test_every_score_can_be_focused_and_opens_its_answers():
    scene = measure_curve(a_curve())
    spots = [mark for mark in scene.marks if isinstance(mark, Spot)]
    assert [spot.title for spot in spots] == [point.words for point in a_curve().points]
    root = ElementTree.fromstring(svg(scene, links={"measure:a": "/a/", "measure:b": "/b/"}))
    links = root.findall("{http://www.w3.org/2000/svg}a")
    assert [link.get("href") for link in links] == ["/a/", "/b/"]
    assert all(link.get("aria-label") for link in links)


def test_the_bands_carry_their_words_and_higher_scores_stand_higher():
    scene = measure_curve(a_curve())
    heights = {text.words: text.y for text in scene.marks if isinstance(text, Text)}
    order = [heights[label] for _, label in PHQ.bands]
    assert order == sorted(order, reverse=True)
    assert sum(isinstance(mark, Rect) for mark in scene.marks) == 2  # every second band is tinted
    spots = [mark for mark in scene.marks if isinstance(mark, Spot)]
    assert spots[0].y < spots[1].y


def test_the_reference_curve_is_dashed_and_labelled():
    scene = measure_curve(a_curve(expected=PROPORTIONAL.line(16), expected_label=PROPORTIONAL.label))
    assert [mark.kind for mark in scene.marks if isinstance(mark, Path)].count("expected") == 1
    assert PROPORTIONAL.label in words(scene)
    assert "stroke-dasharray" in svg(scene)


def test_a_reference_curve_without_a_label_cannot_be_made():
    with pytest.raises(TherapyError, match="label"):
        a_curve(expected=PROPORTIONAL.line(16))


def test_a_score_off_the_scale_cannot_be_drawn():
    with pytest.raises(TherapyError, match="off the scale of PHQ-9, 0 to 27"):
        a_curve(points=(Point(0, 28, "x"),))


def test_without_bands_the_ends_of_the_scale_are_written():
    scene = measure_curve(
        a_curve(scale=Scale("Alliance check-in", 0, 10), points=(Point(0, 7.5, "x", "measure:a"),))
    )
    assert {"0", "10"} <= set(words(scene))


def test_long_band_names_are_not_cut_off_at_the_left():
    label = "moderately severe or worse"
    scene = measure_curve(a_curve(scale=Scale("WSAS", 0, 40, ((20, "significant"), (40, label)))))
    text = next(mark for mark in scene.marks if isinstance(mark, Text) and mark.words == label)
    assert text.anchor == "end"
    assert text.x - 5.6 * len(label) >= 0


@given(st.floats(0, 27), st.integers(-50, 400), st.integers(-50, 0), st.integers(1, 400))
def test_places_are_linear_in_days_and_values(value, day, first, last):
    days = Days(first, last, 100, 700)
    lane = Lane(days, PHQ, 10, 190)
    assert days.x(first) == 100
    assert days.x(last) == pytest.approx(700)
    assert days.shows(day) == (first <= day <= last)
    assert lane.y(0) == 200
    assert lane.y(27) == pytest.approx(10)
    assert 10 - 1e-9 <= lane.y(value) <= 200
    middle = (first + last) / 2
    assert days.x(middle) == pytest.approx(400)


def test_time_that_stands_still_is_refused():
    with pytest.raises(TherapyError, match="end after it starts"):
        Days(3, 3, 0, 1)


def test_a_scale_that_falls_is_refused():
    with pytest.raises(TherapyError, match="must rise"):
        Scale("PHQ-9", 27, 0)


def test_the_reference_line_starts_at_the_baseline_and_ends_where_it_is_defined():
    line = PROPORTIONAL.line(16)
    assert line[0] == (0, 16)
    assert line[-1] == (7 * 16, pytest.approx(8))
    assert [round(value, 1) for day, value in line if day in (28, 56)] == [11.5, 9.8]  # course 8.4
