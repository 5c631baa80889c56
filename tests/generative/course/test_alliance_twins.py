"""The rules R0 to R5, repair and what else is watched, on any check-ins, against the same rules the long way round.

Sessions may lie days or weeks apart, be left blank or not be asked about; scores lie on and around every boundary.
"""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.measures.alliance import (
    AllianceReading,
    Marker,
    Repair,
    Rule,
    Tension,
    alliance_flags,
    repair,
)
from clew.therapy.measures.instruments.check_in import ALLIANCE_CHECK_IN
from clew.therapy.measures.scoring import Total

F = 10 / 6  # the sixth of a scale from 0 to 10
NEAR = 1e-9

tenths = st.one_of(st.integers(0, 100), st.sampled_from([49, 50, 51, 63, 64, 73, 74, 75, 76, 80, 100]))
one_session = st.fixed_dictionaries(
    {
        "gap": st.sampled_from([1, 1, 1, 2, 3, 4]),  # sessions since the last one
        "days": st.sampled_from([3, 7, 7, 7, 20, 21, 22, 28]),  # days since the last one
        "score": st.one_of(tenths, tenths, tenths, st.none()),
        "tension": st.sampled_from([None, *Tension]),
        "talked": st.sampled_from([None, False, True]),
        "markers": st.sets(st.sampled_from(list(Marker)), max_size=2),
        "asked": st.sampled_from([True, True, True, False]),
    }
)
courses = st.lists(one_session, max_size=12)


def readings_of(course):
    session = day = 0
    found = []
    for one in course:
        session, day = session + one["gap"], day + one["days"]
        asked = one["asked"]
        found.append(
            AllianceReading(
                session=session,
                day=day,
                total=Total(one["score"] / 10, ALLIANCE_CHECK_IN.key, "1")
                if asked and one["score"] is not None
                else None,
                tension=one["tension"] if asked else None,
                talked_about=one["talked"] if asked else None,
                markers=frozenset(one["markers"]),
                asked=asked,
            )
        )
    return found


def level_before(valid, at):
    """From where a fall is judged: the last score if it is at most 21 days and 3 sessions old, else the first ones."""
    if at == 0:
        return None
    (session, day, _), (last_session, last_day, last) = valid[at], valid[at - 1]
    if day - last_day <= 21 and session - last_session <= 3:
        return last
    early = sorted(value for _, _, value in valid[: min(at, 3)])
    return {1: early[0], 2: sum(early[:2]) / 2, 3: early[1] if len(early) > 1 else 0}[len(early)]


def long_way(readings):
    """All flags as (rule, session), with the level before each."""
    valid = [(one.session, one.day, one.total.value) for one in readings if one.total]
    flags, fallen, befores = set(), set(), {}
    for at, (session, _, now) in enumerate(valid):
        before = level_before(valid, at)
        befores[session] = before
        if before is not None and before - now >= F - NEAR:
            flags.add((Rule.DROP, session))
        if at + 1 >= 5:
            kept = [value for place, (_, _, value) in enumerate(valid[:at]) if place not in fallen]
            steps = [max(abs(b - a), 0.15 * F) for (_, _, a), (_, _, b) in pairwise(valid[:at])]
            if kept and now < sum(kept) / len(kept) - 2.66 * sum(steps) / len(steps) - NEAR:
                flags.add((Rule.CHART, session))
        if {(Rule.DROP, session), (Rule.CHART, session)} & flags:
            fallen.add(at)
        if at and now < 5 and valid[at - 1][2] < 5:
            flags.add((Rule.LOW, session))
    for one in readings:
        if one.tension in (Tension.SOME, Tension.A_LOT):
            flags.add((Rule.SELF, one.session))
        if one.markers:
            flags.add((Rule.CLINICIAN, one.session))
        if Marker.WITHDRAWAL in one.markers and one.total and one.total.value == 10:
            flags.add((Rule.ALL_HIGHEST, one.session))
    asked = [one for one in readings if one.asked]
    for first, second in pairwise(asked):
        if first.total is None and second.total is None:
            flags.add((Rule.BLANK, second.session))
    return flags, befores


@settings(max_examples=150)
@given(courses)
def test_every_rule_agrees_with_the_long_way(course):
    readings = readings_of(course)
    flags, befores = long_way(readings)
    found = alliance_flags(ALLIANCE_CHECK_IN, readings)
    assert {(flag.rule, flag.session) for flag in found} == flags
    for flag in found:
        if flag.rule in (Rule.DROP, Rule.CHART, Rule.SELF, Rule.CLINICIAN) and flag.session in befores:
            assert flag.before == befores[flag.session]


def mended_the_long_way(readings, session, before, own):
    """Walk on from the flag, one reading at a time, until five scores have come."""
    back = None if before is None else before - 0.25 * F
    fell = back is not None and own is not None and own < back - NEAR
    scores = 0
    asked = False
    for one in readings:
        if one.session <= session:
            continue
        score_is_back = fell and one.total is not None and one.total.value >= back - NEAR
        if score_is_back or (one.tension is Tension.NONE and one.talked_about):
            return Repair.REPAIRED, one.session
        asked = asked or one.tension is not None
        if one.total is not None:
            scores += 1
        if scores == 5:
            return (Repair.UNREPAIRED if fell or asked else Repair.OPEN), None
    return Repair.OPEN, None


@settings(max_examples=150)
@given(courses)
def test_repair_agrees_with_the_long_way(course):
    readings = readings_of(course)
    own = {one.session: one.total.value for one in readings if one.total}
    for flag in alliance_flags(ALLIANCE_CHECK_IN, readings):
        if flag.rule in (Rule.DROP, Rule.CHART, Rule.SELF, Rule.CLINICIAN):
            verdict = repair(ALLIANCE_CHECK_IN, readings, flag)
            wanted = mended_the_long_way(readings, flag.session, flag.before, own.get(flag.session))
            assert (verdict.state, verdict.session) == wanted


@settings(max_examples=60)
@given(courses)
def test_no_flag_calls_anything_a_rupture_and_each_invites_to_ask(course):
    for flag in alliance_flags(ALLIANCE_CHECK_IN, readings_of(course)):
        assert "rupture detected" not in flag.words.lower()
        if flag.rule in (Rule.DROP, Rule.CHART, Rule.SELF, Rule.CLINICIAN):
            assert flag.words.endswith("worth asking about.")
