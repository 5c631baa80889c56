"""A questionnaire's score and the safety rules read the same answers alike."""

from datetime import UTC, datetime
from itertools import product

import pytest

from clew.therapy.measures import DECLINED, Risk, instrument, score
from clew.therapy.measures.scoring import AsqResult
from clew.therapy.moments import Moment, MomentKind
from clew.therapy.safety.levels import Level
from clew.therapy.safety.rules import DEFAULT_POLICY, Answer, asq, item9

AT = datetime(2024, 5, 6, tzinfo=UTC)
MOMENTS = (Moment(MomentKind.ANSWER, "one"),)
SAID = {0: Answer.NO, 1: Answer.YES, DECLINED: Answer.REFUSED, None: None}
LEVELS = {
    AsqResult.NEGATIVE: Level.NONE,
    AsqResult.NON_ACUTE_POSITIVE: Level.MODERATE,
    AsqResult.ACUTE_POSITIVE: Level.HIGH,
    AsqResult.ACUITY_UNKNOWN: DEFAULT_POLICY.unfinished,
    None: None,
}


def test_every_way_to_answer_the_asq():
    for answers in product(SAID, repeat=5):
        *first, fifth = (SAID[answer] for answer in answers)
        found = asq(first, fifth, at=AT, moments=MOMENTS)
        assert LEVELS[score(instrument("asq"), answers).band] is found.level, answers


@pytest.mark.parametrize(
    ("answer", "risk"),
    [(0, Risk.NOT_RAISED), (1, Risk.RAISED), (2, Risk.RAISED), (3, Risk.RAISED), (None, Risk.NOT_ASKED)],
)
def test_item_9_of_the_phq9(answer, risk):
    level = item9(answer, at=AT, moments=MOMENTS).level
    assert score(instrument("phq-9"), {"self_harm": answer}).risk is risk
    assert risk is (
        Risk.NOT_ASKED if level is None else Risk.NOT_RAISED if level is Level.NONE else Risk.RAISED
    )
