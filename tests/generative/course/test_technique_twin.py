"""The mix of interventions beside the plan: what is counted, and what is never said."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.course.emphasis import Emphasis, Planned, changes, in_force
from clew.therapy.course.technique import Beside, CodedSession, beside_plan, beside_plans
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


DAYS = st.integers(1, 28).map(lambda day: date(2026, 3, day))
PLANS = st.lists(st.tuples(DAYS, st.none() | st.sampled_from(Emphasis)), max_size=5)


@given(PLANS, DAYS)
def test_the_plan_of_a_day_is_the_last_that_was_made_by_then(plans, day):
    made = [Planned(emphasis=emphasis, since=since) for since, emphasis in plans]
    found = in_force(made, day)
    expected = None
    for at in range(1, day.day + 1):
        for since, emphasis in plans:
            if since.day == at:
                expected = emphasis
    assert (found.emphasis if found else None) is expected


@given(PLANS)
def test_a_change_is_told_only_where_something_changed(plans):
    listed = changes([Planned(emphasis=emphasis, since=since) for since, emphasis in plans])
    assert all(one.emphasis is not other.emphasis for one, other in pairwise(listed))
    assert all(one.since < other.since for one, other in pairwise(listed))


@given(PLANS, st.lists(DAYS, max_size=8))
def test_each_session_is_in_one_stretch_and_stands_beside_the_plan_of_its_day(plans, days):
    made = [Planned(emphasis=emphasis, since=since) for since, emphasis in plans]
    sessions = [
        CodedSession(ref=str(n), number=n, mix=session(n, ["observation"] * 10).mix, on=day)
        for n, day in enumerate(days, 1)
    ]
    stretches = beside_plans(sessions, made)
    assert stretches, "there is always one to show"
    assert sorted(one.ref for stretch in stretches for one in stretch.sessions) == sorted(
        one.ref for one in sessions
    )
    for stretch in stretches:
        planned = stretch.plan.emphasis if stretch.plan else None
        for one in stretch.sessions:
            held = in_force(made, one.on)
            assert (held.emphasis if held else None) is planned
        assert stretch.verdict == beside_plan(stretch.sessions, planned)
    if made:
        assert stretches[-1].plan is None or stretches[-1].plan == changes(made)[-1]
