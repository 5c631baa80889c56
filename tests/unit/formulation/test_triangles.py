import pytest
from formulation_builders import turns

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.triangles import Link, triangles

D, A, F = "defense", "anxiety", "hidden_feeling"
T, C, P = "clinician", "current_others", "past_figures"


def test_without_links_every_corner_is_missing():
    empty = triangles([])
    assert empty.conflict.missing == (D, A, F)
    assert empty.person.missing == (T, C, P)


def test_a_link_fills_its_corners_and_its_side():
    one = Link(turns("s4", 12), frozenset({P, T}))
    person = triangles([one]).person
    assert person.corners == {T: (one.moment,), C: (), P: (one.moment,)}
    assert person.sides == {(T, C): (), (T, P): (one.moment,), (C, P): ()}
    assert person.missing == (C,)


def test_one_interpretation_may_touch_both_triangles():
    link = Link(turns("s4", 12), frozenset({D, F, T}))
    both = triangles([link])
    assert both.conflict.sides[(D, F)] == (link.moment,)
    assert both.conflict.missing == (A,)
    assert both.person.corners[T] == (link.moment,)
    assert not any(both.person.sides.values())


def test_moments_stand_in_the_order_given_and_once():
    first, second = (Link(turns("s4", n), frozenset({D, A})) for n in (3, 8))
    assert triangles([first, second, first]).conflict.sides[(D, A)] == (first.moment, second.moment)


def test_a_link_needs_two_ends():
    with pytest.raises(TherapyError, match="at least two corners"):
        Link(turns("s4", 12), frozenset({D}))


def test_an_unknown_corner_is_refused():
    with pytest.raises(TherapyError, match="'corner' has no code"):
        Link(turns("s4", 12), frozenset({D, "wish"}))
