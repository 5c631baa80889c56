"""Stressors against slow and obvious twins: the order to the onset, chains of echoes, the nearest event before."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.course.stressors import (
    CLEARLY,
    Event,
    Order,
    chronology,
    echo_chains,
    loss_with_humiliation,
    nearest_before,
    order_to_onset,
)
from clew.therapy.forms.when import days_of

FIRST = date(2019, 1, 1)


@st.composite
def whens(draw) -> str:
    """A year, a month or a day in four years."""
    day = FIRST + timedelta(days=draw(st.integers(0, 1460)))
    return day.isoformat()[: draw(st.sampled_from([4, 7, 10]))]


def every_day(when: str) -> set[date]:
    first, last = days_of(when)
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@given(when=whens(), onset=whens())
def test_an_acute_event_is_before_only_if_each_day_it_can_mean_is_before_each_day_of_the_onset(when, onset):
    days, began = every_day(when), every_day(onset)
    before, after = max(days) < min(began), min(days) > max(began)
    expected = Order.BEFORE if before else Order.AFTER if after else Order.OPEN
    assert order_to_onset(Event("e", when), onset) is expected


@given(when=whens(), until=whens(), onset=whens())
def test_a_lasting_event_is_going_on_only_if_no_day_it_can_mean_says_otherwise(when, until, onset):
    if max(every_day(until)) < min(every_day(when)):
        return  # over before it began: a slip that the dates alone cannot mend
    began = every_day(onset)
    if min(every_day(when)) > max(began):
        expected = Order.AFTER
    elif max(every_day(when)) >= min(began):
        expected = Order.OPEN
    elif max(every_day(until)) < min(began):
        expected = Order.BEFORE
    elif min(every_day(until)) >= max(began):
        expected = Order.GOING_ON
    else:
        expected = Order.OPEN
    assert order_to_onset(Event("e", when, until), onset) is expected


@given(st.lists(whens(), max_size=6), whens())
def test_the_nearest_is_the_latest_that_began_for_certain_before(listed, onset):
    events = [Event(str(n), when) for n, when in enumerate(listed)]
    sure = [e for e in events if max(every_day(e.when)) < min(every_day(onset))]
    found = nearest_before(events, onset)
    assert bool(found) == bool(sure)
    if sure:
        (ref,) = found[0].rests_on
        assert days_of(listed[int(ref)]) == max(days_of(e.when) for e in sure)


@given(st.dictionaries(st.sampled_from("abcdefg"), st.sets(st.sampled_from("abcdefgx")), max_size=7))
def test_chains_are_what_can_be_reached_by_echoes_in_either_direction(echoes):
    def reached(start: str) -> frozenset[str]:
        found = {start}
        while True:
            more = {
                other for one in found for other in echoes if other in echoes[one] or one in echoes[other]
            }
            if more <= found:
                return frozenset(found)
            found |= more

    expected = {group for start in echoes if len(group := reached(start)) > 1}
    chains = echo_chains(echoes, {})
    assert {frozenset(chain.events) for chain in chains} == expected
    assert all(len(set(chain.events)) == len(chain.events) for chain in chains)


@given(st.dictionaries(st.sampled_from("abcde"), whens(), min_size=2))
def test_a_chain_is_told_from_the_earliest_on(when):
    events = sorted(when)
    echoes = {event: [events[0]] for event in events}
    (chain,) = echo_chains(echoes, when)
    starts = [days_of(when[event])[0] for event in chain.events]
    assert starts == sorted(starts)


@given(st.one_of(st.none(), st.integers(0, 3)), st.one_of(st.none(), st.integers(0, 3)))
def test_loss_with_humiliation_is_said_from_clearly_on_and_never_as_a_number_of_risk(loss, humiliation):
    both = loss in (2, 3) and humiliation in (2, 3)
    reasons = loss_with_humiliation(loss, humiliation)
    assert bool(reasons) == both
    assert CLEARLY.value == 2
    assert not any(letter.isdigit() for reason in reasons for letter in reason.words)


def test_an_event_noted_as_the_beginning_but_dated_after_it_is_worth_another_look():
    late = Event("e", "2026-03-01", began_with="yes")
    assert len(chronology(late, "2025-10")) == 2
    assert len(chronology(Event("e", "2026-03-01", began_with="no"), "2025-10")) == 1
    assert chronology(late, "") == ()
