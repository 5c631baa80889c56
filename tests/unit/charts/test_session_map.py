"""The session map: heights stand for talk, every mark lies at its turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.charts.scene import Circle, Path, Rect, Spot, svg
from clew.therapy.charts.session_map import (
    BOTTOM,
    GRAIN,
    MEANINGS,
    PARTS,
    TALK_WIDTH,
    TOP,
    MapEpisode,
    MapMark,
    MapTurn,
    SessionMap,
    edges,
    parts,
    session_map,
)
from clew.therapy.errors import TherapyError
from clew.therapy.transcripts import Role

turns = st.lists(
    st.builds(MapTurn, st.sampled_from(list(Role)), st.integers(0, 60)), min_size=1, max_size=120
).map(tuple)


def spots(data: SessionMap) -> list[Spot]:
    return [mark for mark in session_map(data).marks if isinstance(mark, Spot)]


@given(turns)
def test_each_turn_is_as_high_as_its_share_of_the_words(said):
    bounds = edges(said)
    whole = sum(max(1, turn.words) for turn in said)
    assert bounds[0] == TOP
    assert bounds[-1] == pytest.approx(BOTTOM)
    for index, turn in enumerate(said):
        share = (bounds[index + 1] - bounds[index]) / (BOTTOM - TOP)
        assert share == pytest.approx(max(1, turn.words) / whole)


@given(turns)
def test_the_stretches_hold_every_turn_once_in_order(said):
    stretches = parts(said)
    assert [turn for stretch in stretches for turn in stretch] == list(range(len(said)))
    assert all(len(stretch) for stretch in stretches)
    assert len(stretches) <= PARTS


@given(turns)
def test_the_bar_of_a_stretch_is_the_patients_share_of_it(said):
    for spot, stretch in zip(spots(SessionMap(said)), parts(said), strict=True):
        of_patient = of_all = 0
        for index in stretch:  # the slow, obvious way
            of_all += max(1, said[index].words)
            if said[index].role is Role.PATIENT:
                of_patient += max(1, said[index].words)
        bar = next(mark for mark in spot.marks if isinstance(mark, Rect) and mark.kind == "talk")
        assert bar.width == pytest.approx(TALK_WIDTH * of_patient / of_all)
        if any(turn.role is Role.PATIENT for turn in said):
            assert spot.lines == (f"The patient speaks {round(100 * of_patient / of_all)} in 100 words",)
        else:
            assert spot.lines == ()  # nobody knows who the patient is, so no share is stated


@pytest.mark.parametrize("meaning", MEANINGS)
def test_every_mark_lies_at_its_turn(meaning):
    said = (MapTurn(Role.CLINICIAN, 10), MapTurn(Role.PATIENT, 30), MapTurn(Role.CLINICIAN, 10))
    bounds = edges(said)
    bare, marked = session_map(SessionMap(said)), session_map(SessionMap(said, (MapMark(1, meaning, True),)))
    (mark,) = marked.marks[len(bare.marks) :]
    y = (
        mark.y
        if isinstance(mark, Circle)
        else float(mark.d.split("M")[1].split("l")[0].split("L")[0].split("h")[0].split("a")[0].split()[1])
    )
    assert bounds[1] < y < bounds[2]


def test_signs_that_would_lie_on_each_other_are_drawn_once_and_all_counted():
    said = tuple(MapTurn(Role.PATIENT, 1) for _ in range(5000))
    marks = tuple(MapMark(turn, "affect", True) for turn in range(5000))
    picture = session_map(SessionMap(said, marks))
    dots = [mark for mark in picture.marks if isinstance(mark, Circle)]
    assert 100 < len(dots) <= (BOTTOM - TOP) / GRAIN + 1
    assert "feelings 5000" in picture.description


def test_what_is_proposed_is_drawn_faintly_and_risk_never():
    said = (MapTurn(Role.PATIENT, 10),)

    def kind(meaning: str, accepted: bool) -> str:
        last = session_map(SessionMap(said, (MapMark(0, meaning, accepted),))).marks[-1]
        assert isinstance(last, Path | Circle)
        return last.kind

    assert kind("defense", True) == "ink"
    assert kind("defense", False) == "faint"
    assert kind("insight", True) == "act-insight"
    assert kind("risk", False) == kind("risk", True) == "danger"


def test_a_stretch_says_in_words_what_is_in_it():
    said = (MapTurn(Role.CLINICIAN, 10), MapTurn(Role.PATIENT, 30))
    marks = (MapMark(1, "affect", True), MapMark(1, "affect", True), MapMark(1, "rupture", False))
    last = spots(SessionMap(said, marks))[-1]
    assert last.title == "Turn 2"
    assert last.ref == "turn:1"
    assert last.lines == ("The patient speaks 100 in 100 words", "feelings 2", "1 proposal")


def test_the_whole_picture_has_words_for_who_cannot_see_it():
    said = (MapTurn(Role.CLINICIAN, 10), MapTurn(Role.PATIENT, 30))
    picture = session_map(SessionMap(said, (), (MapEpisode(0, 1, True), MapEpisode(1, 1, False))))
    assert picture.description == ("2 turns. The patient speaks 75 in 100 words; no codes yet; 1 episode.")
    assert "style=" not in svg(picture)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda said: SessionMap(()),
        lambda said: SessionMap(said, (MapMark(1, "affect", True),)),
        lambda said: SessionMap(said, (), (MapEpisode(0, 1, True),)),
        lambda said: SessionMap(said, (MapMark(0, "boredom", True),)),
    ],
)
def test_a_wrong_map_cannot_be_made(wrong):
    with pytest.raises(TherapyError):
        wrong((MapTurn(Role.PATIENT, 3),))
