"""The course picture shows what the record says, and says it without seeing too."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.charts.course_picture import (
    Bead,
    CourseData,
    Happening,
    Kept,
    Medicine,
    course_picture,
    rows,
    sparkline,
)
from clew.therapy.charts.lane import Point, Scale
from clew.therapy.charts.scene import Circle, Path, Spot, svg
from clew.therapy.errors import TherapyError

PHQ = Scale(
    "PHQ-9", 0, 27, ((4, "minimal"), (9, "mild"), (14, "moderate"), (19, "moderately severe"), (27, "severe"))
)


def a_course(**changes) -> CourseData:
    given_ = {
        "start": date(2026, 1, 8),
        "first": -3,
        "last": 60,
        "today": 30,
        "scale": PHQ,
        "symptoms": (
            Point(0, 17, "PHQ-9 17, 8 January", "measure:a"),
            Point(7, 15, "PHQ-9 15, 15 January", "measure:b"),
        ),
        "beads": (
            Bead(1, 0, Kept.HELD, "session:1", ("Attended",), (4, 4, 4)),
            Bead(2, 7, Kept.HELD, "session:2", ruptured=True),
            Bead(3, 14, Kept.MISSED, "session:3"),
            Bead(4, 21, Kept.HELD, "session:4", repaired=True),
            Bead(5, 28, Kept.HELD, "session:5"),
            Bead(6, 35, Kept.PLANNED, "session:6"),
        ),
        "happenings": (
            Happening(10, "alert", "Moderate: item 9", "alert:x"),
            Happening(12, "life", "A move"),
        ),
        "medicines": (Medicine(14, None, "sertraline 50 mg"),),
    }
    return CourseData(**{**given_, **changes})


def kinds(scene) -> list[str]:
    found = []
    for mark in scene.marks:
        found += [
            m.kind for m in (mark.marks if isinstance(mark, Spot) else [mark]) if isinstance(m, Path | Circle)
        ]
    return found


def spots(scene) -> dict[str, Spot]:
    return {mark.ref: mark for mark in scene.marks if isinstance(mark, Spot)}


def test_each_session_and_score_can_be_opened():
    found = spots(course_picture(a_course()))
    assert {f"session:{n}" for n in range(1, 7)} | {"measure:a", "measure:b", "alert:x"} <= set(found)
    assert found["session:3"].title == "Session 3, 22 January 2026, missed"
    assert found["session:1"].lines == ("Attended",)


def test_the_thread_frays_after_a_rupture_until_it_is_repaired():
    drawn = kinds(course_picture(a_course()))
    # Held sessions 1-2, 2-4, 4-5: the piece after the rupture is three strands, the others are whole.
    assert drawn.count("strand") == 3
    assert drawn.count("thread") == 2 + 1  # two whole pieces and the knot at session 4


def test_without_a_rupture_the_thread_is_whole():
    calm = tuple(Bead(n, 7 * n, Kept.HELD, f"session:{n}") for n in range(5))
    drawn = kinds(course_picture(a_course(beads=calm)))
    assert drawn.count("strand") == 0
    assert drawn.count("thread") == 4


def test_an_open_rupture_stays_frayed_to_the_last_session():
    beads = tuple(Bead(n, 7 * n, Kept.HELD, f"session:{n}", ruptured=n == 1) for n in range(4))
    drawn = kinds(course_picture(a_course(beads=beads)))
    assert (drawn.count("thread"), drawn.count("strand")) == (1, 6)


def test_a_missed_session_is_hollow_and_has_no_ring():
    marks = spots(course_picture(a_course()))["session:3"].marks
    assert [m.kind for m in marks if isinstance(m, Circle)] == ["missed", "target"]
    assert not [m for m in marks if isinstance(m, Path)]


def test_the_table_says_the_same():
    table = rows(a_course())
    said = " / ".join(f"{when} {kind} {words}" for when, kind, words in table)
    for words in (
        "PHQ-9 17, 8 January",
        "missed",
        "planned",
        "sertraline 50 mg",
        "Moderate: item 9",
        "A move",
    ):
        assert words in said
    assert [when for when, _, _ in table] == sorted(when for when, _, _ in table)


def test_the_svg_is_whole_links_and_has_no_inline_style():
    text = svg(course_picture(a_course()), links={"session:1": "/s/1?a=1&b=2"})
    root = ElementTree.fromstring(text)
    hrefs = [e.get("href") for e in root.iter() if e.get("href")]
    assert hrefs == ["/s/1?a=1&b=2"]
    assert " style=" not in text
    assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)


def test_words_from_the_record_cannot_break_out_of_the_picture():
    nasty = '</title><script>alert("x")</script> & "quoted"'
    text = svg(course_picture(a_course(happenings=(Happening(5, "life", nasty),))))
    root = ElementTree.fromstring(text)
    assert not [e for e in root.iter() if e.tag.endswith("script")]
    assert any(nasty in (e.get("data-said") or "") for e in root.iter())


def test_a_course_cannot_end_before_it_starts():
    with pytest.raises(TherapyError):
        a_course(first=10, last=10)


@given(st.lists(st.tuples(st.integers(-30, 400), st.floats(0, 27)), max_size=30), st.integers(29, 500))
def test_everything_shown_lies_inside_the_picture(values, last):
    data = a_course(
        last=last, symptoms=tuple(Point(d, v, "a score", f"measure:{n}") for n, (d, v) in enumerate(values))
    )
    scene = course_picture(data)
    for spot in spots(scene).values():
        assert 0 <= spot.x <= scene.width
        assert -1 <= spot.y <= scene.height
    ElementTree.fromstring(svg(scene))


@pytest.mark.parametrize("values", [[], [3.0], [27.0, 0.0, 13.0]])
def test_a_sparkline_of_any_length(values):
    ElementTree.fromstring(svg(sparkline(values, 0, 27, title="PHQ-9")))
