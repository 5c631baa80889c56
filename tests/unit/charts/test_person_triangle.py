"""The triangle of person: three corners whose area is the number of episodes."""

from __future__ import annotations

import pytest

from clew.therapy.charts.person_triangle import LARGEST, person_triangle
from clew.therapy.charts.scene import Circle, Text, svg
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Place


def corners(past: int, outside: int, room: int) -> list[Circle]:
    scene = person_triangle({Place.PAST: past, Place.OUTSIDE: outside, Place.ROOM: room})
    return [mark for mark in scene.marks if isinstance(mark, Circle)]


def test_the_area_of_a_corner_is_its_number_of_episodes():
    room, past, outside = corners(past=50, outside=100, room=25)
    assert outside.r == LARGEST
    assert past.r**2 / outside.r**2 == pytest.approx(0.5)
    assert room.r**2 / outside.r**2 == pytest.approx(0.25)


def test_a_corner_not_yet_seen_is_drawn_as_such():
    assert [corner.kind for corner in corners(past=3, outside=1, room=0)] == ["missed", "bead", "bead"]


def test_the_numbers_stand_in_it_and_in_its_words():
    scene = person_triangle({Place.PAST: 3, Place.OUTSIDE: 8, Place.ROOM: 0})
    assert {"3", "8", "0", "past", "outside", "in the room"} == {
        m.words for m in scene.marks if isinstance(m, Text)
    }
    assert scene.description == "Episodes: past 3, outside 8, in the room 0."
    assert "style=" not in svg(scene)


@pytest.mark.parametrize("episodes", [{}, {Place.PAST: 1}, {Place.PAST: -1, Place.OUTSIDE: 0, Place.ROOM: 0}])
def test_a_place_left_out_or_a_negative_number_is_refused(episodes):
    with pytest.raises(TherapyError, match="for each place"):
        person_triangle(episodes)


def test_a_link_that_interpretations_made_stands_on_its_side_and_in_its_words():
    places = {Place.PAST: 3, Place.OUTSIDE: 8, Place.ROOM: 1}
    sides = {
        ("clinician", "past_figures"): 2,
        ("clinician", "current_others"): 0,
        ("defense", "anxiety"): 4,
    }
    scene = person_triangle(places, sides)
    assert [m.words for m in scene.marks if isinstance(m, Text) and "linked" in m.words] == ["2 linked"]
    assert (
        scene.description
        == "Episodes: past 3, outside 8, in the room 1. Interpretations: 2 linked in the room and past."
    )
