"""The alliance picture: two raters told apart without colour, the patient's own line, flags in words."""

import itertools
from datetime import date

import pytest

from clew.therapy.charts.alliance_curve import ROWS, AllianceData, Flag, alliance_curve
from clew.therapy.charts.lane import LETTER, Point, Scale
from clew.therapy.charts.scene import Circle, Path, Spot, Text, svg
from clew.therapy.errors import TherapyError

SCALE = Scale("Alliance check-in", 0, 10)


def points(*values, who="patient"):
    return tuple(
        Point(7 * n, value, f"{value} by the {who}", f"measure:{who}{n}") for n, value in enumerate(values)
    )


def drawn(**given):
    given.setdefault("patient", points(8, 7, 5))
    return alliance_curve(
        AllianceData(start=date(2026, 1, 8), first=-3, last=80, today=30, scale=SCALE, **given)
    )


def texts(scene):
    return [mark.words for mark in scene.marks if isinstance(mark, Text)]


def kinds(scene):
    return [mark.kind for mark in scene.marks if isinstance(mark, Path)]


def test_the_clinicians_points_are_open_and_the_patients_filled():
    scene = drawn(clinician=points(6, 6, 6, who="clinician"))
    circles = {
        spot.ref: next(mark.kind for mark in spot.marks if isinstance(mark, Circle))
        for spot in scene.marks
        if isinstance(spot, Spot)
    }
    assert circles["measure:patient0"] == "dot"
    assert circles["measure:clinician0"] == "bead"
    assert "Clinician" in texts(scene)


def test_one_rater_alone_needs_no_legend_for_the_other():
    assert "Clinician" not in texts(drawn())


def test_the_own_line_is_drawn_dashed_and_named_only_where_there_is_one():
    assert "Own line" not in texts(drawn())
    scene = drawn(limit=((28, 5.0), (35, 4.8)))
    assert "Own line" in texts(scene)
    assert kinds(scene).count("expected") == 2  # the line and its legend


def test_flags_stand_in_words_and_those_close_together_in_different_rows():
    scene = drawn(
        flags=(Flag(14, "3: tension, fell"), Flag(15, "4: low"), Flag(70, "11: tension", mended=True))
    )
    placed = {mark.words: mark.y for mark in scene.marks if isinstance(mark, Text)}
    assert placed["3: tension, fell"] != placed["4: low"]
    assert placed["11: tension, mended"] == placed["3: tension, fell"]
    assert "3 sessions with something worth asking about" in scene.description


def test_words_never_lie_on_each_other_and_every_flag_has_its_tick():
    scene = drawn(flags=tuple(Flag(day, f"{day}: tension and 2 more") for day in range(0, 80, 4)))
    words = [mark for mark in scene.marks if isinstance(mark, Text) and "2 more" in mark.words]
    assert 0 < len(words) < 20  # those without room are left to the table
    assert kinds(scene).count("soft") == 20
    for row in {mark.y for mark in words}:
        starts = sorted((mark.x, mark.x + LETTER * len(mark.words)) for mark in words if mark.y == row)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(starts))
    assert all(mark.x >= 0 and mark.y < scene.height - 20 for mark in words)
    assert len({mark.y for mark in words}) == ROWS


def test_it_is_plain_svg_with_words_for_who_cannot_see_it():
    text = svg(drawn(), links={}, name="alliance")
    assert "style=" not in text
    assert "The table says the same." in text


def test_a_value_off_the_scale_is_refused():
    with pytest.raises(TherapyError, match="lies off the scale"):
        drawn(patient=points(11))
