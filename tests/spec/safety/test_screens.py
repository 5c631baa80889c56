"""How answers about suicide are read. Each test is a table of answers and the level that follows.

y is yes, n is no, r is refused, and a dash is a question that was not asked or not answered.
"""

from datetime import UTC, datetime

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety.levels import Level
from clew.therapy.safety.rules import Answer, CssrsAnswers, asq, cssrs, item9

SEEN = {"at": datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "moments": (Moment(MomentKind.ANSWER, "screen 1", 8),)}
ANSWERS = {"y": Answer.YES, "n": Answer.NO, "r": Answer.REFUSED, "-": None}
LEVELS = {**{level.value: level for level in Level}, "unknown": None}


def rows(table):
    return [tuple(line.split()) for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    ("answer", "level"),
    [(0, Level.NONE), (1, Level.MODERATE), (2, Level.MODERATE), (3, Level.MODERATE)],
)
def test_item_9_above_zero_is_positive_and_asks_for_a_second_look(answer, level):
    finding = item9(answer, **SEEN)
    assert finding.level is level
    assert finding.positive is (answer > 0)
    assert finding.asks_for_screen is (answer > 0)


def test_item_9_without_an_answer_is_not_known_and_never_zero():
    finding = item9(None, **SEEN)
    assert finding.level is None
    assert finding.level is not Level.NONE
    assert not finding.complete
    assert "not count as zero" in finding.words


@pytest.mark.parametrize("answer", [-1, 4, 9, True, False, 1.5, "1"])
def test_item_9_takes_no_other_answer(answer):
    with pytest.raises(TherapyError, match="0, 1, 2 or 3"):
        item9(answer, **SEEN)


ASQ = """
    nnnn  -  none
    nnnn  n  none
    ynnn  n  moderate
    nyyn  n  moderate
    nnnr  n  moderate
    rrrr  n  moderate
    ynnn  y  high
    nnrn  y  high
    ynnn  r  high
    ynnn  -  high
    nnnn  y  high
    y---  -  high
    y---  n  moderate
    n---  -  unknown
    nnn-  n  unknown
    ----  -  unknown
    ----  y  high
"""


@pytest.mark.parametrize(("items", "item5", "level"), rows(ASQ))
def test_asq(items, item5, level):
    finding = asq([ANSWERS[item] for item in items], ANSWERS[item5], **SEEN)
    assert finding.level is LEVELS[level]


CSSRS = """
    nn--- n  n  none
    nn--- n  -  none
    yn--- n  n  low
    nynnn n  n  low
    yynnn n  n  low
    nyynn n  n  moderate
    nynyn n  n  high
    nyyyn n  n  high
    nynny n  n  high
    nn--- y  n  moderate
    nn--- y  y  high
    nn--- y  -  high
    nynnn y  n  moderate
    rn--- n  n  low
    nn--- n  y  high
    yy--- n  n  high
    y---- -  -  high
    ----- -  -  unknown
    nn--- -  -  unknown
    n---- n  n  unknown
"""


@pytest.mark.parametrize(("items", "ever", "recent", "level"), rows(CSSRS))
def test_cssrs_screener(items, ever, recent, level):
    answers = CssrsAnswers(tuple(ANSWERS[i] for i in items), ANSWERS[ever], ANSWERS[recent])
    assert cssrs(answers, **SEEN).level is LEVELS[level]


def test_cssrs_item_4_is_high_and_not_moderate():
    some_intent = CssrsAnswers(
        (Answer.NO, Answer.YES, Answer.NO, Answer.YES, Answer.NO), Answer.NO, Answer.NO
    )
    assert cssrs(some_intent, **SEEN).level is Level.HIGH
