"""Contacts that are due, against slow looks at every note and every visit."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.course import combined
from clew.therapy.course.combined import Agreement, Happening, Told, Trigger

START = date(2026, 1, 1)
TRIGGERS = st.sampled_from(list(Trigger))
DAYS = st.integers(0, 12).map(lambda n: START + timedelta(days=n))


@given(
    happened=st.lists(st.tuples(TRIGGERS, DAYS), max_size=8),
    told=st.lists(st.tuples(TRIGGERS, DAYS), max_size=8),
)
def test_a_contact_is_due_for_what_no_later_note_names(happened, told):
    found = combined.contacts_due(
        [Happening(trigger=t, since=d, words=f"{t.value} {d}") for t, d in happened],
        [Told(t, d) for t, d in told],
    )
    waiting = [(t, d) for t, d in happened if not any(t == of and on >= d for of, on in told)]
    assert sorted(words for one in found for words in (r.words for r in one.reasons)) == sorted(
        f"{t.value} {d}" for t, d in waiting
    )
    for one in found:
        assert one.since == min(d for t, d in waiting if t is one.trigger)
    assert [one.trigger for one in found] == [t for t in Trigger if t in {t for t, _ in waiting}]


@given(
    happened=st.lists(st.tuples(TRIGGERS, DAYS), max_size=6),
    told=st.lists(st.tuples(TRIGGERS, DAYS), max_size=6),
    more=st.tuples(TRIGGERS, DAYS),
)
def test_one_more_note_never_makes_a_contact_due(happened, told, more):
    def due(notes):
        found = combined.contacts_due(
            [Happening(trigger=t, since=d, words="Seen.") for t, d in happened],
            [Told(t, d) for t, d in notes],
        )
        return {one.trigger for one in found}

    assert due([*told, more]) <= due(told)
    assert due(told) - due([*told, more]) <= {more[0]}


@given(st.lists(st.sampled_from([True, False, None]), max_size=12), st.integers(1, 4))
def test_missed_in_a_row_is_what_counting_back_says(visits, needed):
    """What is still to come neither counts nor breaks a row; a longer row is told once."""
    past = [(place, missed) for place, missed in enumerate(visits) if missed is not None]
    slow = []
    for at in range(len(past)):
        row = past[max(0, at - needed + 1) : at + 1]
        full = len(row) == needed and all(missed for _, missed in row)
        before = at - needed
        if full and (before < 0 or not past[before][1]):
            slow.append(past[at][0])
    assert combined.missed_in_a_row(visits, needed=needed) == tuple(slow)


@given(st.lists(st.booleans(), max_size=12))
def test_something_begins_where_it_holds_and_did_not_before(holds):
    slow = [n for n in range(len(holds)) if holds[n] and (n == 0 or not holds[n - 1])]
    assert combined.begins_to_hold(holds) == tuple(slow)


@given(
    filled=st.sets(st.sampled_from([*combined.TERMS, *combined.SIGNATURES])),
    shared=st.booleans(),
    review=st.none() | DAYS,
    today=DAYS,
)
def test_an_agreement_is_in_place_only_when_nothing_is_open_and_its_day_has_not_come(
    filled, shared, review, today
):
    verdict = combined.agreement(shared=shared, answered=filled, review_on=review, today=today)
    left = {*combined.TERMS, *combined.SIGNATURES} - filled
    come = review is not None and not review > today
    assert set(verdict.open) == left
    assert (verdict.stands is Agreement.IN_PLACE) == (not left and not come)
    assert (verdict.stands is Agreement.REVIEW) == come
    assert bool(verdict.reasons) == (verdict.stands is not Agreement.IN_PLACE)
