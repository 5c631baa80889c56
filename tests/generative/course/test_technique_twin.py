"""The mix of interventions beside the plan: what is counted, and what is never said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.course.emphasis import Emphasis
from clew.therapy.course.technique import Beside, CodedSession, beside_plan
from clew.therapy.errors import TherapyError
from clew.therapy.formulation.technique import intervention_mix
from clew.therapy.knowledge import INTERVENTIONS
from clew.therapy.moments import Moment, MomentKind

INSIGHT = ("interpretation", "observation", "confrontation")
SUPPORT = ("empathic_validation", "psychoeducation", "advice_praise")
CODES = st.lists(st.sampled_from(list(INTERVENTIONS)), max_size=24)


def session(number: int, codes: list[str]) -> CodedSession:
    mix = intervention_mix(
        Annotation(Scheme.INTERVENTION, code, Moment(MomentKind.TURNS, str(number), turn, turn))
        for turn, code in enumerate(codes)
    )
    return CodedSession(ref=str(number), number=number, mix=mix)


@given(st.lists(CODES, max_size=6), st.none() | st.sampled_from(Emphasis))
def test_it_counts_as_one_would_by_hand(coded, planned):
    toward = {"insight": 0, "support": 0}
    counted = 0
    for codes in coded:
        if len(codes) >= 10:
            counted += 1
            insight, support = (sum(code in pole for code in codes) for pole in (INSIGHT, SUPPORT))
            toward["insight"] += insight > support
            toward["support"] += support > insight
    verdict = beside_plan([session(n, codes) for n, codes in enumerate(coded, 1)], planned)
    assert verdict.counted == counted
    if not counted:
        assert verdict.says is Beside.CANNOT_SAY
    elif planned is None:
        assert verdict.says is Beside.NO_PLAN
    elif planned is Emphasis.BALANCED:
        assert verdict.says is Beside.BOTH
    else:
        along, against = toward["insight"], toward["support"]
        if planned is Emphasis.SUPPORTIVE:
            along, against = against, along
        assert (verdict.says is Beside.OTHERWISE) == (against > along)
    if counted:
        assert f"{toward['insight']} had a larger share toward insight" in verdict.reason.words
        assert len(verdict.reason.rests_on) == counted


def test_a_session_is_counted_once():
    one = session(1, ["observation"] * 10)
    with pytest.raises(TherapyError, match="once"):
        beside_plan([one, one], None)
