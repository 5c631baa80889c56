"""The genogram: generations, no symbol on another, ties told from one side, bonds by shape, repetitions by letter."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.charts.family import STEP, Family, Relative, generations, places
from clew.therapy.charts.genogram import BONDS, R, genogram, key, label, repetitions, said
from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Spot, Text, svg
from clew.therapy.errors import TherapyError


def person(ref: str, **given) -> Relative:
    return Relative(ref=ref, role=ref, **given)


REMARRIED = Family(
    (
        person("patient", sex="woman", index=True, parents=("mother", "father")),
        person("mother", sex="woman", parents=("grandmother", "grandfather"), bond="close", mood="yes"),
        person("father", sex="man", partners=("stepmother",), parted=("mother",), bond="distant"),
        person("grandmother", sex="woman", died="1999", repetition="Waiting.", repeats=("mother",)),
        person("grandfather", sex="man"),
        person("stepmother", sex="woman"),
        person("half-brother", sex="man", parents=("father", "stepmother"), bond="violent"),
        person("aunt", parents=("grandmother", "grandfather"), bond="cut_off"),
    )
)


@st.composite
def families(draw) -> Family:
    """Any family of up to twelve: parents come before their children, partners from anywhere."""
    refs = [f"p{n}" for n in range(draw(st.integers(1, 12)))]
    people = []
    for n, ref in enumerate(refs):
        parents = draw(st.lists(st.sampled_from(refs[:n]), max_size=3, unique=True)) if n else []
        others = [other for other in refs if other != ref]
        tied = draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else []
        people.append(
            Relative(
                ref=ref,
                role=draw(st.sampled_from(["mother", "father's second wife's older brother", "x"])),
                sex=draw(st.sampled_from(["", "woman", "man", "another"])),
                born=draw(st.sampled_from(["", "1950", "1975-03"])),
                died=draw(st.sampled_from(["", "2001"])),
                parents=tuple(parents),
                partners=tuple(tied[:1]),
                parted=tuple(tied[1:]),
                bond=draw(st.sampled_from(["", *BONDS])),
                mood=draw(st.sampled_from(["", "yes", "no"])),
                index=n == len(refs) // 2,
                repeats=tuple(others[:1]),
            )
        )
    return Family(tuple(people))


@given(families())
def test_parents_always_stand_above_their_children(family):
    rows = generations(family)
    assert set(rows) == {one.ref for one in family.people}
    assert min(rows.values()) == 0
    for one in family.people:
        assert all(rows[parent] < rows[one.ref] for parent in one.parents)


@given(families())
def test_nobody_stands_on_anybody_and_words_keep_to_their_own_symbol(family):
    stand = list(places(family).values())
    for n, (x, row) in enumerate(stand):
        for other, its_row in stand[n + 1 :]:
            assert row != its_row or abs(x - other) >= STEP - 1e-6
    scene = genogram(family)
    boxes = [box(spot) for spot in spots(scene)]
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            assert apart(one, other)
        left, top, right, bottom = one
        assert left >= 0
        assert top >= 0
        assert right <= scene.width
        assert bottom <= scene.height


def spots(scene: Scene) -> list[Spot]:
    return [mark for mark in scene.marks if isinstance(mark, Spot)]


def box(spot: Spot) -> tuple[float, float, float, float]:
    """The room that a symbol takes with its words, counted by what stands in the picture."""
    words = [mark for mark in spot.marks if isinstance(mark, Text) and mark.anchor == "middle"]
    under = [mark for mark in words if mark.y > spot.y + R]
    half = max([R + 4, *(len(mark.words) * 5.6 / 2 for mark in under)])
    return spot.x - half, spot.y - R - 4, spot.x + half, max(mark.y for mark in under)


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_family_of_three_generations_with_a_second_marriage():
    rows = generations(REMARRIED)
    assert [ref for ref, row in rows.items() if row == 0] == ["grandmother", "grandfather"]
    assert rows["mother"] == rows["father"] == rows["stepmother"] == rows["aunt"] == 1
    assert rows["patient"] == rows["half-brother"] == 2
    x = {ref: at for ref, (at, _) in places(REMARRIED).items()}
    assert x["mother"] < x["father"] < x["stepmother"]  # who remarried stands between
    assert REMARRIED.couples()[frozenset(("mother", "father"))] is True
    assert REMARRIED.couples()[frozenset(("father", "stepmother"))] is False


def test_a_couple_of_whom_one_descends_from_the_other_is_still_drawn():
    family = Family((person("a"), person("b", parents=("a",)), person("c", parents=("b",), partners=("a",))))
    assert generations(family) == {"a": 0, "b": 1, "c": 2}
    assert len(spots(genogram(family))) == 3


def test_every_person_can_be_opened_and_is_said_in_words():
    drawn = svg(genogram(REMARRIED), links={"patient": "/somewhere/"})
    assert 'href="/somewhere/"' in drawn
    assert "style=" not in drawn
    assert "mother, child of grandmother and grandfather, parted from father" in drawn
    assert said(REMARRIED, REMARRIED["grandmother"])[-1] == "may repeat mother"
    assert "bond with the patient: violent" in said(REMARRIED, REMARRIED["half-brother"])


def shapes(one: Relative) -> list[str]:
    family = Family((replace(one, index=False), person("patient", index=True)))
    (spot,) = [spot for spot in spots(genogram(family)) if spot.ref == one.ref]
    return [type(mark).__name__ + (mark.kind if not isinstance(mark, Text) else "") for mark in spot.marks]


def test_the_symbols_are_those_of_a_genogram():
    assert "Circlebead" in shapes(person("a", sex="woman"))
    assert "Rectbead" in shapes(person("a", sex="man"))
    assert "Pathbead" in shapes(person("a", sex="another"))
    assert "Pathbead" in shapes(person("a"))
    assert "Pathshade" in shapes(person("a", mood="yes"))
    assert "Pathshade" not in shapes(person("a", mood="unclear"))
    assert shapes(person("a", died="2000")).count("Pathink") == 2
    assert "Pathink" not in shapes(person("a"))
    (patient,) = [spot for spot in spots(genogram(REMARRIED)) if spot.ref == "patient"]
    assert (
        sum(isinstance(mark, Circle) and mark.kind == "bead" for mark in patient.marks) == 2
    )  # a second outline


def test_every_bond_has_a_shape_of_its_own_and_its_words_in_the_key():
    drawn = {}
    for kind, words in BONDS.items():
        family = Family((person("patient", index=True, parents=("a",)), person("a", bond=kind)))
        scene = genogram(family)
        drawn[kind] = tuple(
            (mark.kind, len(re.findall("L", mark.d)))
            for mark in scene.marks
            if isinstance(mark, Path) and mark.kind in ("soft", "planned", "dot")
        )
        ((slug, said_below, _),) = key(family)
        assert (slug, said_below) == (kind, words)
    assert len(set(drawn.values())) == len(BONDS)
    unmarked = Family((person("patient"), person("a", bond="close")))
    assert key(unmarked) == ()
    assert not [
        mark for mark in genogram(unmarked).marks if isinstance(mark, (Path, Rect)) and mark.kind == "soft"
    ]


def test_a_repetition_is_a_letter_ringed_by_the_thread_on_both_and_no_line():
    ((letter, who),) = repetitions(REMARRIED)
    assert (letter, who.ref) == ("a", "grandmother")
    marked = {
        spot.ref
        for spot in spots(genogram(REMARRIED))
        if any(isinstance(mark, Text) and mark.words == "a" for mark in spot.marks)
    }
    assert marked == {"grandmother", "mother"}
    ringed = {
        spot.ref
        for spot in spots(genogram(REMARRIED))
        if any(isinstance(mark, Circle) and mark.kind == "strand" for mark in spot.marks)
    }
    assert ringed == marked
    lines = [mark.kind for mark in genogram(REMARRIED).marks if isinstance(mark, Path)]
    assert not {"strand", "thread"} & set(lines)


def test_a_long_role_is_cut_and_years_stand_below():
    one = Relative(ref="a", role="mother's father's youngest half-brother", born="1950-05", died="1999")
    assert label(one) == ("mother's father's", "youngest...", "1950-1999")


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ((person("a", parents=("b",)), person("b", parents=("a",))), "own ancestor"),
        ((person("a", parents=("a",)),), "tied to themselves"),
        ((person("a", index=True), person("b", index=True)), "Two people are marked"),
        ((person("a", partners=("b",)),), "not in the list"),
        ((person("a"), person("a")), "twice"),
    ],
)
def test_what_cannot_be_a_family_is_refused_with_what_to_do(people, words):
    with pytest.raises(TherapyError, match=words):
        Family(people)


def test_nobody_yet_is_an_empty_picture():
    assert spots(genogram(Family(()))) == []
