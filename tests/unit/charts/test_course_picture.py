"""The course picture shows what the record says, and says it without seeing too."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.charts.course_picture import (
    Bead,
    Checked,
    CourseData,
    Happening,
    Kept,
    Medicine,
    Stretch,
    course_picture,
    rows,
    sparkline,
)
from clew.therapy.charts.lane import Days, Point, Scale
from clew.therapy.charts.life_lane import key
from clew.therapy.charts.scene import Circle, Path, Spot, Text, svg
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


# -- Years after the end ----------------------------------------------------------------------------------------------

MONTH = 30.4


def two_years_after_sixteen_weeks(**changes) -> CourseData:
    """Sixteen weekly sessions, then check-ins each month for half a year and each quarter to two years."""
    months = [1, 2, 3, 4, 5, 6, 9, 12, 15, 18, 21, 24]
    ended = 7 * 15
    after = [(round(ended + MONTH * month), month) for month in months]
    return a_course(
        **{
            "last": ended + 775,
            "today": ended + 740,
            "ended": ended,
            "planned_end": ended,
            "bend": ended,
            "symptoms": tuple(
                Point(day, 10, f"PHQ-9 10, day {day}", f"measure:{day}")
                for day in (*range(0, ended + 1, 7), *(day for day, _ in after))
            ),
            "beads": tuple(Bead(n + 1, 7 * n, Kept.HELD, f"session:{n + 1}") for n in range(16)),
            "check_ins": tuple(
                Checked(day, Kept.MISSED if month == 5 else Kept.HELD, f"{month} months", f"check:{month}")
                for day, month in after
            ),
            "phases": (
                Stretch(0, 21, "Assessment and alliance"),
                Stretch(21, ended, "Working through"),
                Stretch(ended, ended + 740, "Follow-up"),
            ),
            "happenings": (
                Happening(3, "formulation", "Version 1", "formulation:1", 1),
                Happening(4, "formulation", "Version 2", "formulation:2", 2),
                Happening(4, "review", "A review", "entry:r"),
                Happening(ended + 90, "follow-up", "A meeting", "entry:f"),
                Happening(ended + 90, "early signs", "None", "entry:s"),
            ),
            **changes,
        }
    )


def texts(scene) -> list[Text]:
    found = []
    for mark in scene.marks:
        found += [m for m in (mark.marks if isinstance(mark, Spot) else [mark]) if isinstance(m, Text)]
    return found


def test_two_years_after_sixteen_weeks_leave_each_session_room_and_every_number_readable():
    scene = course_picture(two_years_after_sixteen_weeks())
    found = spots(scene)
    sessions = [found[f"session:{n}"].x for n in range(1, 17)]
    assert min(b - a for a, b in pairwise(sessions)) > 30
    numbers = [text.words for text in texts(scene) if text.words.isdecimal() and text.y > 300]
    assert {str(n) for n in range(1, 17)} <= set(numbers)
    checks = [found[f"check:{n}"].x for n in (1, 2, 3, 4, 5, 6, 9, 12, 15, 18, 21, 24)]
    assert min(b - a for a, b in pairwise(checks)) > 12
    assert found["check:5"].marks[0].kind == "missed"
    assert max(checks) < 1104


def test_no_two_dates_under_the_axis_touch():
    for data in (a_course(), two_years_after_sixteen_weeks(), a_course(last=1200, today=1100)):
        scene = course_picture(data)
        for row in (scene.height - 16, scene.height - 3):
            line = sorted((t for t in texts(scene) if abs(t.y - row) < 0.5), key=lambda t: t.x)
            assert len(line) > 3
            for one, other in pairwise(line):
                ends = one.x if one.anchor == "end" else one.x + 5.2 * len(one.words) / 2
                begins = other.x - 5.2 * len(other.words) * (1 if other.anchor == "end" else 0.5)
                assert ends <= begins, (one.words, other.words)


def test_the_end_the_phases_and_what_came_after_stand_in_the_table_too():
    table = [(kind, words) for _, kind, words in rows(two_years_after_sixteen_weeks())]
    assert ("End", "The course ended.") in table
    assert ("Phase", "Working through") in table
    assert ("Check-in", "5 months") in table
    assert ("Review", "A review") in table


def test_versions_of_one_week_stand_side_by_side():
    found = spots(course_picture(two_years_after_sixteen_weeks()))
    places = sorted(found[ref].x for ref in ("formulation:1", "formulation:2", "entry:r"))
    assert min(b - a for a, b in pairwise(places)) >= 14


def test_the_key_names_each_sign_that_occurs_and_no_other():
    assert [words for _, words in key(two_years_after_sixteen_weeks().happenings)] == [
        "a version of the formulation",
        "a review",
        "a follow-up",
        "early signs looked at",
    ]


def test_a_course_that_goes_on_has_an_agreed_end_and_one_that_is_over_an_end():
    said = {text.words for text in texts(course_picture(a_course(planned_end=50)))}
    assert "agreed end" in said
    said = {text.words for text in texts(course_picture(a_course(planned_end=50, ended=20)))}
    assert "ended" in said
    assert "agreed end" not in said


@given(st.integers(10, 200), st.integers(1, 1000), st.lists(st.integers(-5, 1300), min_size=2, max_size=20))
def test_a_bent_axis_keeps_every_day_in_its_order_and_inside(bend, after, days):
    axis = Days(-3, bend + after, 100, 1100, bend)
    places = [axis.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert axis.x(-3) == pytest.approx(100)
    assert axis.x(bend + after) == pytest.approx(1100)


def test_the_axis_bends_within_the_picture_or_not_at_all():
    with pytest.raises(TherapyError, match="within the picture"):
        Days(0, 10, 0, 100, 10)


def test_a_happening_of_no_kind_is_refused():
    with pytest.raises(TherapyError, match="one of"):
        Happening(1, "gossip", "Something")
