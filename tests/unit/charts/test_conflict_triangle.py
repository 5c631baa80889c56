"""The triangle of conflict: three corners in words, dashed while it is a sketch."""

from __future__ import annotations

from clew.therapy.charts.conflict_triangle import HEIGHT, WIDTH, conflict_triangle
from clew.therapy.charts.scene import Circle, Path, Text, svg


def words(scene):
    return [mark.words for mark in scene.marks if isinstance(mark, Text)]


def test_each_corner_stands_in_its_words_and_in_the_description():
    scene = conflict_triangle(feeling="anger at being left", anxiety="shame", defense="humor")
    assert {"D", "A", "F", "humor", "shame", "anger at being left"} <= set(words(scene))
    assert scene.description == "defense: humor; anxiety: shame; hidden feeling: anger at being left."
    assert "style=" not in svg(scene)


def test_an_open_corner_is_drawn_and_said_as_one():
    scene = conflict_triangle(feeling="anger")
    assert [mark.kind for mark in scene.marks if isinstance(mark, Circle)] == ["missed", "missed", "bead"]
    assert "defense: still open" in scene.description


def test_a_sketch_is_dashed_and_says_so():
    def line(scene):
        return next(mark.kind for mark in scene.marks if isinstance(mark, Path))

    assert line(conflict_triangle(feeling="anger", sketch=True)) == "proposal"
    assert conflict_triangle(feeling="anger", sketch=True).title == "Triangle of conflict, a sketch"
    assert line(conflict_triangle(feeling="anger")) == "ink"


def test_long_words_are_wrapped_and_stay_inside():
    scene = conflict_triangle(feeling="w " * 200, anxiety="w " * 200, defense="w " * 200)
    lines = [mark for mark in scene.marks if isinstance(mark, Text)]
    assert len(lines) == 3 * 2 + 3 * 3
    assert all(0 < mark.x < WIDTH and 0 < mark.y < HEIGHT for mark in lines)


def test_words_are_never_markup():
    assert "<b>" not in svg(conflict_triangle(feeling="<b>anger</b>"))
