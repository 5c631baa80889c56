"""The picture of a session from left to right: every sign lies at its turn and opens it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.charts.process_timeline import GRAIN, LEFT, RIGHT, process_timeline, x_of
from clew.therapy.charts.scene import Circle, Path, Rect, Spot, Text, svg
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.process import Noted, Process, process_of
from clew.therapy.knowledge import FAMILIES
from clew.therapy.transcripts.turns import Role, Turn

CODES = [(s, code) for s in (Scheme.AFFECT, Scheme.RUPTURE, Scheme.REPAIR) for code in FAMILIES[s.value]]
CODES.append((Scheme.INTERVENTION, "interpretation"))


def session(*spoken: tuple[Role, str], codes: tuple[Noted, ...] = ()) -> Process:
    return process_of([Turn(i, role.value, role, text) for i, (role, text) in enumerate(spoken)], codes)


def spots(found: Process) -> list[Spot]:
    return [mark for mark in process_timeline(found).marks if isinstance(mark, Spot)]


def saying(found: Process, words: str) -> list[Spot]:
    return [spot for spot in spots(found) if any(words in line for line in spot.lines)]


C, P = Role.CLINICIAN, Role.PATIENT
USUAL = ((C, "And then what?"), (P, "He left. [silence] I stayed there."), (C, "Hm."), (P, "Yes."))


def test_a_silence_a_short_answer_and_a_feeling_lie_at_their_turns():
    found = session(*USUAL, codes=(Noted(1, Scheme.AFFECT, "grief"),))
    for words, turn in (("silence", 1), ("short answer", 3), ("grief", 1)):
        (spot,) = saying(found, words)
        assert spot.ref == f"turn:{turn}"
        assert spot.title == f"Turn {turn + 1}"
        assert spot.x == pytest.approx(x_of(found.talk.middles[turn]))


def test_what_is_only_proposed_is_drawn_hollow():
    def mark(accepted: bool) -> Circle:
        (spot,) = saying(session(*USUAL, codes=(Noted(1, Scheme.AFFECT, "grief", accepted),)), "grief")
        return next(one for one in spot.marks if isinstance(one, Circle))

    assert (mark(True).kind, mark(False).kind) == ("dot", "faint")


def test_a_stretch_of_markers_is_one_sign_from_its_first_marker_to_its_last():
    spoken = [(C, "One two three."), (P, "Four five six.")] * 6
    codes = (Noted(1, Scheme.RUPTURE, "deferential"), Noted(7, Scheme.RUPTURE, "rejects_intervention", False))
    (spot,) = saying(session(*spoken, codes=codes), "close together")
    assert spot.lines == ("2 markers close together (withdrawal and confrontation), no repair move coded",)
    (shape,) = [one for one in spot.marks if isinstance(one, Path)]
    assert shape.kind == "faint", "one of them is not accepted"
    assert 8 * shape.d.count("l4 6") == pytest.approx((RIGHT - LEFT) / 2, abs=8)  # six of twelve turns


def test_signs_too_close_to_tell_apart_are_one_that_says_how_many():
    spoken = [(P, "I was sad.")] * 1000
    found = session(*spoken, codes=tuple(Noted(turn, Scheme.AFFECT, "sadness") for turn in range(1000)))
    signs = saying(found, "sadness")
    assert 50 < len(signs) <= (RIGHT - LEFT) / GRAIN + 1
    said = [spot.lines[0] for spot in signs]
    assert sum(1 if words == "sadness" else int(words.split()[0]) for words in said) == 1000
    assert "sadness: 1000" in process_timeline(found).description


def test_a_stretch_says_who_speaks_in_it_and_how_much():
    (*_, last) = [spot for spot in spots(session(*USUAL)) if "word" in spot.lines[0]]
    assert (last.title, last.lines) == ("Turn 4", ("Patient, 1 word",))
    found = session(*[(C, "Yes. And then?"), (P, "He left me there at once that day.")] * 60)
    shares = saying(found, "in 100 words")
    assert len(shares) == 60
    assert {spot.lines[0] for spot in shares} == {"The patient speaks 73 in 100 words"}


def test_the_bars_stand_on_one_line_side_by_side_as_wide_as_their_words():
    found = session((P, "one two three"), (C, "one"), (P, "one two"), (C, "one two three four"))
    rects = [[m for m in spot.marks if isinstance(m, Rect)] for spot in spots(found) if len(spot.marks) == 3]
    edges = [(band.x - LEFT) / (RIGHT - LEFT) for (band, *_) in rects]
    assert edges == [pytest.approx(words / 10) for words in (0, 3, 4, 6)]
    for turn, (band, talk, target) in enumerate(rects):
        assert talk.y + talk.height == pytest.approx(band.y + band.height)
        assert talk.height == (band.height if turn % 2 == 0 else 0)
        assert target.x == band.x
    assert rects[-1][2].x + rects[-1][2].width == pytest.approx(RIGHT)


def test_no_share_is_drawn_for_a_patient_nobody_has_named():
    found = session((Role.UNKNOWN, "One."), (Role.UNKNOWN, "Two."))
    assert saying(found, "in 100 words") == []
    texts = [mark.words for mark in process_timeline(found).marks if isinstance(mark, Text)]
    assert "not known yet" in texts


def test_a_session_without_a_turn_is_drawn_empty():
    assert spots(session()) == []


@settings(deadline=None)
@given(st.data())
def test_every_sign_is_inside_and_every_count_is_kept(data):
    spoken = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(Role), st.sampled_from(["Yes.", "[pause]", "I see that he left me there."])
            ),
            max_size=40,
        )
    )
    codes = ()
    if spoken:
        codes = tuple(
            Noted(turn, *code)
            for turn, code in data.draw(
                st.lists(st.tuples(st.integers(0, len(spoken) - 1), st.sampled_from(CODES)), max_size=30)
            )
        )
    found = session(*spoken, codes=codes)
    picture = process_timeline(found)
    known = {f"turn:{turn.index}" for turn in found.talk.turns}
    for spot in spots(found):
        assert spot.ref in known
        assert LEFT <= spot.x <= RIGHT
        assert 0 <= spot.y <= picture.height
    bars = [
        mark for spot in spots(found) for mark in spot.marks if isinstance(mark, Rect) and mark.kind == "talk"
    ]
    patient = sum(bar.width > 0.5 and bar.height > 0 for bar in bars)
    assert (patient > 0) <= any(turn.role is Role.PATIENT for turn in found.talk.turns)
    assert "style=" not in svg(picture)
