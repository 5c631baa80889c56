"""The suitability profile as a picture: it says in words what it says in marks."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.charts.scene import Circle, Spot, Text, svg
from clew.therapy.charts.suitability_profile import COLUMNS, ProfileData, profile_picture, rows
from clew.therapy.course.suitability import Rating
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.suitability import SUITABILITY

RATINGS = st.dictionaries(st.sampled_from(list(SUITABILITY)), st.sampled_from(Rating))


def data(ratings, earlier=None, notes=None) -> ProfileData:
    return ProfileData(
        rated_on="3 March 2026",
        ratings=ratings,
        notes=notes or {},
        earlier_on="" if earlier is None else "1 January 2026",
        earlier=earlier,
    )


def spots(given_: ProfileData) -> list[Spot]:
    return [mark for mark in profile_picture(given_).marks if isinstance(mark, Spot)]


@settings(max_examples=50)
@given(RATINGS, st.one_of(st.none(), RATINGS))
def test_each_feature_has_a_dot_where_it_is_rated_a_ring_where_it_was_and_the_words(ratings, earlier):
    given_ = data(ratings, earlier)
    for spot, row, slug in zip(spots(given_), rows(given_), SUITABILITY, strict=True):
        dots = [mark for mark in spot.marks if isinstance(mark, Circle) and mark.kind == "dot"]
        rings = [mark for mark in spot.marks if isinstance(mark, Circle) and mark.kind == "bead"]
        assert [dot.x for dot in dots] == ([COLUMNS[ratings[slug]]] if slug in ratings else [])
        before = earlier or {}
        assert [ring.x for ring in rings] == ([COLUMNS[before[slug]]] if slug in before else [])
        words = " ".join(mark.words for mark in spot.marks if isinstance(mark, Text))
        assert row.rating in words
        assert spot.title.startswith(f"{row.name}: {row.rating}")
        assert all(mark.y == spot.y for mark in (*dots, *rings))


def test_a_capping_feature_that_is_low_says_so_in_words_and_the_others_do_not():
    low = dict.fromkeys(SUITABILITY, Rating.LOW)
    said = {
        spot.ref: " ".join(mark.words for mark in spot.marks if isinstance(mark, Text))
        for spot in spots(data(low))
    }
    holding = {ref for ref, words in said.items() if "balanced at most" in words}
    assert holding == {f"feature:{slug}" for slug, feature in SUITABILITY.items() if feature.caps}
    assert len(holding) == 4


def test_the_table_says_what_moved():
    table = rows(data({"motivation": Rating.HIGH}, {"motivation": Rating.LOW, "defenses": Rating.MIXED}))
    by_slug = {row.slug: row for row in table}
    assert (by_slug["motivation"].rating, by_slug["motivation"].earlier) == ("high", "low")
    assert by_slug["motivation"].moved == "more exploratory"
    assert by_slug["defenses"].moved == "not rated this time"
    assert by_slug["relationships"].moved == "as before"
    assert [row.earlier for row in rows(data({}))] == [""] * 19


def test_the_evidence_is_read_out_with_its_line():
    found = spots(data({"motivation": Rating.HIGH}, notes={"motivation": "Asked what she does to people."}))
    assert "Asked what she does to people." in found[1].lines


def test_it_is_well_formed_svg_even_with_marks_in_the_notes():
    picture = svg(
        profile_picture(data({"motivation": Rating.LOW}, notes={"motivation": '<b> & "so"'})), name="p"
    )
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "style=" not in picture


def test_an_earlier_rating_needs_its_day_and_a_profile_its_own():
    for wrong in (
        {"rated_on": "", "ratings": {}, "notes": {}},
        {"rated_on": "today", "ratings": {}, "notes": {}, "earlier": {}},
        {"rated_on": "today", "ratings": {}, "notes": {}, "earlier_on": "then"},
    ):
        with pytest.raises(TherapyError):
            ProfileData(**wrong)
