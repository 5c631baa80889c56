"""Ruptures: how they stand, what they hold back, and what the thread does, for any course."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.course.looking import Look, set_aside
from clew.therapy.course.rupture import Found, Rupture, State, Told, flag_share, state_of, thread, withheld
from clew.therapy.errors import TherapyError
from clew.therapy.measures.alliance import Repair, no_shows_after_fall

OPEN = st.sampled_from([State.OPEN, State.PARTLY, State.UNREPAIRED])


@st.composite
def ruptures(draw):
    found = []
    for number in draw(st.lists(st.integers(1, 20), max_size=5)):
        told = draw(st.sampled_from(list(Told)))
        if draw(st.booleans()):
            found.append(
                Rupture(
                    ref=f"r{len(found)}",
                    session=number,
                    told=told,
                    state=State.REPAIRED,
                    repaired_in=number + draw(st.integers(0, 5)),
                )
            )
        else:
            found.append(Rupture(ref=f"r{len(found)}", session=number, told=told, state=draw(OPEN)))
    return found


@settings(max_examples=100)
@given(st.lists(st.sampled_from(list(Found)), max_size=5), st.sampled_from([None, *Repair]))
def test_the_last_clear_answer_decides(checks, by_rules):
    state = state_of(checks, by_rules)
    clear = [check for check in checks if check is not Found.CANNOT_SAY]
    if clear:
        assert (state is State.REPAIRED) == (clear[-1] is Found.REPAIRED)
    else:
        assert (state is State.REPAIRED) == (by_rules is Repair.REPAIRED)


@settings(max_examples=100)
@given(ruptures(), st.integers(1, 25))
def test_what_is_not_mended_holds_back_and_nothing_else_does(found, last):
    expected = any(not one.mended and (one.told is Told.CLINICIAN or one.session > last - 3) for one in found)
    reason = withheld(found, last=last)
    assert (reason is not None) == expected
    if reason:
        assert reason.rests_on[0] in {one.ref for one in found if not one.mended}


@settings(max_examples=100)
@given(ruptures())
def test_the_thread_frays_where_something_was_written_and_is_knotted_only_after(found):
    strands = thread(found)
    frayed = {number for number, strand in strands.items() if strand.frays}
    knotted = {number for number, strand in strands.items() if strand.knotted}
    assert {one.session for one in found if one.told is Told.CLINICIAN} <= frayed
    assert frayed <= {one.session for one in found}
    assert knotted <= {one.repaired_in for one in found if one.mended}
    assert not knotted or min(frayed) <= min(knotted)


def test_tension_within_a_written_rupture_does_not_fray_anew():
    written = Rupture(ref="a", session=7, told=Told.CLINICIAN, state=State.REPAIRED, repaired_in=10)
    within = Rupture(ref="b", session=9, told=Told.PATIENT, state=State.UNREPAIRED)
    after = Rupture(ref="c", session=11, told=Told.PATIENT, state=State.OPEN)
    assert {n: (s.frays, s.knotted) for n, s in thread([written, within, after]).items()} == {
        7: (True, False),
        10: (False, True),
        11: (True, False),
    }


def test_only_what_is_repaired_was_repaired_in_a_session():
    with pytest.raises(TherapyError, match="Only a rupture that is repaired"):
        Rupture(ref="a", session=7, told=Told.CLINICIAN, state=State.OPEN, repaired_in=9)


@settings(max_examples=60)
@given(st.integers(0, 30), st.integers(0, 30))
def test_clew_says_of_itself_when_it_flags_too_often_or_never(flagged, rated):
    if flagged > rated:
        with pytest.raises(TherapyError):
            flag_share(flagged, rated)
        return
    words = flag_share(flagged, rated)
    assert ("More than about 40%" in words) == (rated >= 5 and flagged > 0.4 * rated)
    assert ("Never is as telling" in words) == (rated >= 5 and flagged == 0)


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 12), max_size=3, unique=True),
    st.lists(st.integers(1, 12), max_size=4, unique=True),
)
def test_two_no_shows_after_a_fall_by_hand(falls, missed):
    expected = {
        sorted(n for n in missed if n > fall)[1] for fall in falls if len([n for n in missed if n > fall]) > 1
    }
    assert {flag.session for flag in no_shows_after_fall(falls, missed)} == expected


FIRST = date(2026, 3, 1)
days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))


@settings(max_examples=100)
@given(days, st.integers(0, 20), st.booleans(), days, days, st.booleans())
def test_a_prompt_returns_on_the_day_that_was_named_or_with_something_new(
    on, wait, named, newest, today, danger
):
    look = Look(on, on + timedelta(days=wait) if named else None)
    aside = set_aside([look], newest=newest, today=today, danger=danger)
    if danger or today < on:
        assert aside is None
    elif named:
        assert (aside is look) == (today < on + timedelta(days=wait))
    else:
        assert (aside is look) == (newest <= on)
