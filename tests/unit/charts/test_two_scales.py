"""Dependency and self-criticism: two lines, never one point on a plane and never a type."""

from __future__ import annotations

import pytest

from clew.therapy.charts.scene import Circle, Text, svg
from clew.therapy.charts.two_scales import LEFT, RIGHT, two_scales
from clew.therapy.errors import TherapyError


def test_each_rating_stands_on_its_own_line_and_earlier_ones_are_hollow():
    scene = two_scales([8, 6], [5])
    dots = [mark for mark in scene.marks if isinstance(mark, Circle)]
    assert [(dot.kind, round((dot.x - LEFT) / (RIGHT - LEFT) * 10)) for dot in dots] == [
        ("bead", 8),
        ("dot", 6),
        ("dot", 5),
    ]
    assert dots[0].y == dots[1].y != dots[2].y
    assert scene.description == "Dependency 6 of 10, before 8; Self-criticism 5 of 10. Not validated."
    assert "style=" not in svg(scene)


def test_what_is_not_rated_says_so():
    scene = two_scales([None], [])
    assert [mark.words for mark in scene.marks if isinstance(mark, Text)].count("not rated") == 2


def test_a_rating_off_the_scale_is_refused():
    with pytest.raises(TherapyError, match="from 0 to 10"):
        two_scales([11], [1])
