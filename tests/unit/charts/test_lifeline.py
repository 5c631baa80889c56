"""The lifeline: everything in its place, no words on others, echoes as curves, no more exact than what is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.charts.flags import cut, short, tiers, width
from clew.therapy.charts.lane import LETTER, Point, Scale
from clew.therapy.charts.lifeline import (
    LEFT,
    RIGHT,
    WIDTH,
    Happened,
    Lasted,
    Life,
    Row,
    What,
    left_out,
    lifeline,
)
from clew.therapy.charts.scene import Path, Rect, Scene, Spot, Text, svg
from clew.therapy.errors import TherapyError
from clew.therapy.forms.when import days_of

TODAY = date(2026, 6, 1)
BORN = date(1988, 3, 14)


def spots(scene: Scene) -> dict[str, Spot]:
    return {mark.ref: mark for mark in scene.marks if isinstance(mark, Spot)}


whens = st.builds(
    lambda days, known: (TODAY - timedelta(days=days)).isoformat()[:known],
    st.integers(0, 17_000),
    st.sampled_from([4, 7, 10]),
)
happenings = st.lists(st.tuples(whens, st.text("abc de", min_size=1, max_size=60)), max_size=12)


def words_boxes(scene: Scene) -> list[tuple[float, float, float]]:
    """Left, right and baseline of the words of each event."""
    found = []
    for spot in spots(scene).values():
        for mark in spot.marks:
            if isinstance(mark, Text) and mark.anchor == "end" and mark.y < spot.y:
                found.append((mark.x - 5.6 * len(mark.words), mark.x, mark.y))
    return found


@given(happenings, st.booleans())
def test_no_words_lie_on_other_words_or_on_a_pole(listed, in_window):
    happened = tuple(Happened(str(n), What.STRESSOR, words, when) for n, (when, words) in enumerate(listed))
    window = (TODAY - timedelta(days=365), TODAY) if in_window else None
    scene = lifeline(Life(TODAY, BORN, happened), window=window)
    boxes = words_boxes(scene)
    for n, (left, right, y) in enumerate(boxes):
        assert left >= 0
        for its_left, its_right, its_y in boxes[n + 1 :]:
            assert right <= its_left or its_right <= left or abs(y - its_y) >= 14
    poles = [(spot.x, min(m.y for m in spot.marks if isinstance(m, Text))) for spot in spots(scene).values()]
    for x, top in poles:
        for left, right, y in boxes:
            assert not (left < x < right and top < y)  # a taller pole would run through these words


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(1, 200)), max_size=10).map(sorted))
def test_tiers_are_the_lowest_that_leave_every_pole_clear(poles):
    found = tiers(poles)
    for n, (x, wide) in enumerate(poles):
        under = [found[m] for m in range(n) if poles[m][0] > x - wide - 6]
        assert found[n] == (max(under) + 1 if under else 0)


def test_poles_out_of_order_are_refused():
    with pytest.raises(TherapyError, match="from left to right"):
        tiers([(10, 5), (5, 5)])


@given(st.text("abc de", max_size=80), st.integers(30, 300))
def test_words_are_cut_to_the_room_and_at_a_word(words, room):
    found = cut(words, room)
    assert found == words or width(found) <= room
    if found != words and " " in words[: len(found) - 3].strip():
        assert words.startswith(found[:-3])


def test_words_that_are_cut_end_at_a_whole_word():
    assert (
        short("Her former partner's new partner is expecting", 40) == "Her former partner's new partner is..."
    )
    assert short("short", 40) == "short"
    assert short("a" * 50, 10) == "a" * 7 + "..."


PHQ_9 = Scale(
    "PHQ-9", 0, 27, ((4, "minimal"), (9, "mild"), (14, "moderate"), (19, "moderately severe"), (27, "severe"))
)
lasting = st.lists(
    st.tuples(whens, st.sampled_from(list(Row)), st.text("abc de", min_size=1, max_size=140)), max_size=6
)
days_scored = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 27)), max_size=20)


def text_box(mark: Text) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of words, as wide as their letters."""
    wide = LETTER * len(mark.words)
    left = mark.x - {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
    return left, mark.y - 9, left + wide, mark.y + 3


@given(happenings, lasting, days_scored, st.booleans())
def test_no_words_leave_the_frame_and_no_words_of_bars_scores_and_rows_lie_on_one_another(
    listed, bars, scored, in_window
):
    life = Life(
        TODAY,
        BORN,
        tuple(Happened(str(n), What.STRESSOR, words, when) for n, (when, words) in enumerate(listed)),
        tuple(Lasted(f"bar{n}", row, words, when) for n, (when, row, words) in enumerate(bars)),
        tuple(
            Point(TODAY.toordinal() - ago, value, "said", f"m{n}")
            for n, (ago, value) in enumerate(sorted(scored, reverse=True))
        ),
        PHQ_9,
    )
    window = (TODAY - timedelta(days=365), TODAY) if in_window else None
    scene = lifeline(life, window=window)
    every = [mark for mark in scene.marks if isinstance(mark, Text)]
    every += [mark for spot in spots(scene).values() for mark in spot.marks if isinstance(mark, Text)]
    boxes = [(mark, text_box(mark)) for mark in every if mark.words.strip()]
    for mark, (left, top, right, bottom) in boxes:
        assert left >= 0, mark
        assert right <= scene.width, mark
        assert top >= 0, mark
        assert bottom <= scene.height, mark
    for n, (one, a) in enumerate(boxes):
        for other, b in boxes[n + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)
    for spot in spots(scene).values():
        for mark in spot.marks:
            if isinstance(mark, Rect):
                assert mark.x >= 0
                assert mark.x + mark.width <= scene.width


def test_scores_stand_below_the_events_on_their_own_days():
    life = Life(
        TODAY,
        BORN,
        (Happened("left", What.STRESSOR, "Partner left", "2026-03-10"),),
        scores=(
            Point(date(2026, 3, 10).toordinal(), 17, "PHQ-9 17", "m1"),
            Point(date(2026, 5, 1).toordinal(), 9, "PHQ-9 9", "m2"),
        ),
        scale=PHQ_9,
    )
    drawn = spots(lifeline(life, window=(TODAY - timedelta(days=365), TODAY)))
    assert drawn["m1"].x == pytest.approx(drawn["left"].x)
    assert drawn["m1"].y > drawn["left"].y
    assert drawn["m2"].y > drawn["m1"].y, "a lower score stands lower"
    assert "m1" not in spots(lifeline(life)), "on a whole life, weeks would lie on one another"


def test_scores_without_their_scale_are_refused():
    with pytest.raises(TherapyError, match="scale of their questionnaire"):
        Life(TODAY, BORN, scores=(Point(1, 5, "said"),))


def test_what_the_plan_notes_is_drawn_only_where_weeks_can_be_told_apart():
    life = Life(TODAY, BORN, (Happened("a", What.NOTED, "A new flat", "2026-03-10"),))
    assert set(spots(lifeline(life))) == set()
    assert set(spots(lifeline(life, window=(TODAY - timedelta(days=365), TODAY)))) == {"a"}


@given(st.lists(whens, max_size=10))
def test_every_event_stands_on_a_day_that_it_can_mean_and_marks_keep_apart(listed):
    life = Life(TODAY, BORN, tuple(Happened(str(n), What.EVENT, "x", when) for n, when in enumerate(listed)))
    for one in life.happened:
        first, last = days_of(one.when)
        assert first <= life.day(one) <= last or life.day(one) == life.first
        assert life.day(one) <= TODAY
    drawn = list(spots(lifeline(life)).values())
    assert len(drawn) == len(listed)
    for n, one in enumerate(drawn):
        assert LEFT - 0.01 <= one.x <= RIGHT + 0.01
        for other in drawn[n + 1 :]:
            assert abs(one.x - other.x) >= 11 or abs(one.y - other.y) >= 11


def bar(spot: Spot) -> Rect:
    return next(mark for mark in spot.marks if isinstance(mark, Rect) and mark.kind == "medication")


def life_with_an_echo() -> Life:
    return Life(
        TODAY,
        BORN,
        (
            Happened("baths", What.STRESSOR, "Left at the baths", "1997"),
            Happened("left", What.STRESSOR, "Partner left", "2025-09-01", echoes=("baths", "unknown")),
            Happened("work", What.EARLY, "Not responded to", "1994"),
        ),
        (
            Lasted("low", Row.SYMPTOMS, "Waking at four", "2025-10"),
            Lasted("once", Row.TREATMENT, "Counselling", "2008", "2009"),
        ),
    )


def test_an_echo_is_a_curve_back_to_the_earlier_event_and_said_in_words():
    scene = lifeline(life_with_an_echo())
    curves = [mark for mark in scene.marks if isinstance(mark, Path) and "Q" in mark.d]
    assert [curve.kind for curve in curves] == ["strand"]  # the thread leads to what an event may rest on
    assert spots(scene)["left"].lines == ("May echo: Left at the baths",)
    assert "style=" not in svg(scene)


def test_an_illness_goes_on_until_today_and_a_treatment_ends_with_its_year():
    drawn = spots(lifeline(life_with_an_echo()))
    low, once = (bar(drawn[ref]) for ref in ("low", "once"))
    assert low.x + low.width == pytest.approx(RIGHT)
    years = once.width / (RIGHT - LEFT) * (TODAY - BORN).days / 365.25
    assert years == pytest.approx(2, abs=0.01)  # the whole of 2008 and 2009
    assert "still going on" in drawn["low"].title
    assert "to 2009" in drawn["once"].title


def test_in_months_what_is_known_only_to_the_year_is_named_and_not_drawn():
    life = Life(
        TODAY,
        BORN,
        (Happened("a", What.EVENT, "Moved", "2026"), Happened("b", What.EVENT, "Fell", "2026-02")),
    )
    window = (TODAY - timedelta(days=365), TODAY)
    assert set(spots(lifeline(life, window=window))) == {"b"}
    assert [one.ref for one in left_out(life, window)] == ["a"]
    assert set(spots(lifeline(life))) == {"a", "b"}


def test_a_life_without_a_date_of_birth_starts_with_what_is_known_first():
    life = Life(TODAY, None, (Happened("a", What.EVENT, "Moved", "2001"),))
    assert life.first == date(2001, 12, 31)
    said = {mark.words for mark in lifeline(life).marks if isinstance(mark, Text)}
    assert "born" not in said
    assert not any(words.startswith("age") for words in said)
    assert {"born", "age 5"} <= {m.words for m in lifeline(Life(TODAY, BORN)).marks if isinstance(m, Text)}


def test_a_birthday_on_the_29th_of_february_has_an_axis_too():
    assert lifeline(Life(TODAY, date(1988, 2, 29))).width == WIDTH


def test_a_birth_ahead_is_refused():
    with pytest.raises(TherapyError, match="lies ahead"):
        Life(TODAY, date(2027, 1, 1))
