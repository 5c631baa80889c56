"""The picture of a person's own totals: every total a dot, a gap no line, and nothing in it that judges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clew.therapy.charts.own_answers import GAP_DAYS, OwnAnswers, gaps, own_answers
from clew.therapy.charts.scene import Path, Spot, svg
from clew.therapy.errors import TherapyError

FIRST = date(2026, 1, 8)


def answers(*totals: tuple[int, float]) -> OwnAnswers:
    days = tuple((FIRST + timedelta(days=day), total) for day, total in totals)
    return OwnAnswers("Your answers", 0, 27, "less often", "more often", days)


def test_every_total_is_a_dot_and_a_gap_breaks_the_line():
    scene = own_answers(answers((0, 20), (7, 12), (7 + GAP_DAYS + 1, 14), (60, 3)))
    assert [mark.title for mark in scene.marks if isinstance(mark, Spot)] == [
        "8 January 2026: 20",
        "15 January 2026: 12",
        "27 February 2026: 14",
        "9 March 2026: 3",
    ]
    assert len([mark for mark in scene.marks if isinstance(mark, Path) and mark.kind == "ink"]) == 2
    assert gaps([FIRST, FIRST + timedelta(days=GAP_DAYS)]) == []


def test_nothing_in_it_judges():
    kinds = {mark.kind for mark in own_answers(answers((0, 27), (30, 0))).marks if isinstance(mark, Path)}
    assert kinds == {"rule", "ink"}
    drawn = svg(own_answers(answers((0, 27), (30, 0))))
    for words in ("band", "danger", "thread", "expected", "today", "severe", "target"):
        assert words not in drawn, words


def test_all_stays_inside_the_picture():
    for totals in (((0, 0),), ((0, 27), (0, 3)), tuple((n, n % 28) for n in range(300))):
        scene = own_answers(answers(*totals))
        for mark in scene.marks:
            if isinstance(mark, Spot):
                assert 0 <= mark.x <= scene.width
                assert 0 <= mark.y <= scene.height


@pytest.mark.parametrize("totals", [(), ((0, 28),), ((3, 1), (0, 1))])
def test_what_cannot_be_is_refused(totals):
    with pytest.raises(TherapyError):
        answers(*totals)
