"""Sessions side by side: heights are shares, and what cannot be said is an open ring, never zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.charts.process_course import LANE, LEFT, RIGHT, Counted, process_course
from clew.therapy.charts.scene import Circle, Rect, Spot, svg

shares = st.none() | st.floats(0, 100)


def spots(sessions):
    return [mark for mark in process_course(sessions).marks if isinstance(mark, Spot)]


@given(st.lists(st.tuples(shares, shares), max_size=60))
def test_each_bar_is_as_high_as_its_share(told):
    sessions = [Counted(str(n), n, share, short) for n, (share, short) in enumerate(told, 1)]
    found = spots(sessions)
    top = next(t for t in (25, 50, 75, 100) if all((short or 0) <= t for _, short in told))
    assert [spot.ref for spot in found] == [f"session:{one.ref}" for one in sessions]
    for spot, pair in zip(found, told, strict=True):
        bars = [mark.height for mark in spot.marks if isinstance(mark, Rect) and mark.kind == "talk"]
        tops = (100, top)
        wanted = [share / most * LANE for share, most in zip(pair, tops, strict=True) if share]
        assert bars == [pytest.approx(height) for height in wanted]
        assert sum(isinstance(mark, Circle) for mark in spot.marks) == sum(share is None for share in pair)
        assert LEFT < spot.x < RIGHT
    assert "style=" not in svg(process_course(sessions))


def test_a_session_says_itself_in_words():
    (known, unknown) = spots([Counted("a", 1, 61.6, 0.0), Counted("b", 2, None, None)])
    assert known.lines == ("patient 62 % of the words", "short answers 0 %")
    assert unknown.lines == ("not known who the patient is", "no answers to count")
