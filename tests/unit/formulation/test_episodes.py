import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.episodes import (
    Component,
    Episode,
    Occurrence,
    Valence,
    overlap,
    within,
)
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, MomentKind, Place

HERE = Moment(MomentKind.TURNS, "s1", 2, 2)
NOTE = Moment(MomentKind.NOTE, "note-7")


def an_episode(**changes):
    fields = {
        "key": "call",
        "session": 1,
        "other": "sibling",
        "name": "older sister",
        "place": Place.OUTSIDE,
        "completeness": 3.5,
        "moment": Moment(MomentKind.TURNS, "s1", 1, 4),
    }
    return Episode(**(fields | changes))


def test_a_component_needs_a_moment():
    with pytest.raises(TypeError):
        Component(ComponentKind.WISH, category="be_loved")


@pytest.mark.parametrize(
    "fields",
    [
        {"category": "be_loved"},
        {"own_words": "to be seen by her"},
        {"cluster": "to_be_loved_and_understood"},
    ],
)
def test_a_component_is_named_by_category_words_or_cluster(fields):
    assert Component(ComponentKind.WISH, HERE, **fields)


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("W", {}, "needs a category"),
        (
            "W",
            {"category": "distant"},
            "'W' has no code 'distant'; it belongs to: RO",
        ),  # distant is a response of other
        ("RO", {"category": "be_loved"}, "'RO' has no code"),
        ("W", {"own_words": "x", "cluster": "helpful"}, "'W_cluster' has no code"),
        ("W", {"category": "be_loved", "valence": Valence.NEGATIVE}, "neither positive nor negative"),
        ("W", {"category": "be_loved", "occurrence": Occurrence.ACTUAL}, "Only a response of other"),
        ("RS", {"category": "helpless", "occurrence": Occurrence.EXPECTED}, "Only a response of other"),
        ("RS", {"category": "helpless", "intensity": 0}, "from 1 to 5"),
        ("RS", {"category": "helpless", "intensity": 6}, "from 1 to 5"),
    ],
)
def test_a_component_that_cannot_be_true_is_refused(kind, fields, expected):
    with pytest.raises(TherapyError, match=expected):
        Component(ComponentKind(kind), HERE, **fields)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"key": ""}, "needs a key"),
        ({"name": ""}, "role code"),
        ({"session": 0}, "counted from 1"),
        ({"other": "neighbour's dog"}, "'other' has no code"),
        ({"completeness": 0.5}, "from 1 to 5"),
        ({"completeness": 5.5}, "from 1 to 5"),
    ],
)
def test_an_episode_that_cannot_be_true_is_refused(changes, expected):
    with pytest.raises(TherapyError, match=expected):
        an_episode(**changes)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (Moment(MomentKind.TURNS, "s1", 1, 1), True),
        (Moment(MomentKind.TURNS, "s1", 4, 4), True),
        (Moment(MomentKind.TURNS, "s1", 0, 1), False),
        (Moment(MomentKind.TURNS, "s1", 5, 5), False),
        (Moment(MomentKind.TURNS, "s2", 2, 2), False),
        (NOTE, False),
    ],
)
def test_a_component_lies_inside_its_episode(moment, inside):
    component = Component(ComponentKind.WISH, moment, category="be_loved")
    if inside:
        assert an_episode(components=(component,)).components == (component,)
    else:
        with pytest.raises(TherapyError, match="outside the episode"):
            an_episode(components=(component,))


def test_an_episode_may_rest_on_a_note():
    component = Component(ComponentKind.WISH, NOTE, category="be_loved")
    assert an_episode(moment=NOTE, components=(component,)).moment == NOTE


def test_only_an_episode_with_oneself_is_about_self():
    assert an_episode(other="self", name="self").about_self
    assert not an_episode().about_self


def test_within_and_overlap_differ_at_the_edge():
    wide, narrow = Moment(MomentKind.TURNS, "s1", 1, 4), Moment(MomentKind.TURNS, "s1", 4, 6)
    assert overlap(wide, narrow)
    assert overlap(narrow, wide)
    assert not within(narrow, wide)
    assert not overlap(wide, Moment(MomentKind.TURNS, "s1", 5, 6))
    assert not overlap(wide, Moment(MomentKind.TURNS, "s2", 1, 4))
    assert overlap(NOTE, NOTE)
