"""One patient's way through a programme, read like the manual; and against a slow, obvious twin."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.practice.programmes import programme
from clew.therapy.errors import TherapyError
from clew.therapy.programmes.way import Place, changed, keeping_open, lasts, placed, places

OWN = programme("own-thread")
SLUGS = [module.slug for module in OWN.modules]
START = date(2026, 1, 5)


def rows(order):
    return [{"slug": one.module, "hidden": one.hidden, "unlocked": one.unlocked} for one in order]


def way(order=(), day=0):
    return {
        one.module.slug: one
        for one in placed(OWN, rows(order), starts_on=START, today=START + timedelta(days=day))
    }


def test_as_the_programme_has_it_a_module_opens_in_its_week():
    found = way(day=7)
    for module in OWN.modules:
        assert found[module.slug].from_on == START + timedelta(weeks=module.week - 1)
        assert found[module.slug].open == (module.week <= 2)


def test_practising_a_new_answer_lasts_two_weeks_wherever_it_stands():
    assert lasts(OWN)["answer"] == 2
    assert sum(lasts(OWN).values()) == OWN.weeks
    found = way(changed(places(OWN), "answer", "earlier"))
    assert found["loss"].from_on == found["answer"].from_on + timedelta(weeks=2)


def test_what_is_left_out_takes_no_time_and_never_opens():
    found = way(changed(places(OWN), "loss", "hide"), day=400)
    assert not found["loss"].open
    assert found["loss"].from_on is None
    assert found["answer"].from_on == way()["loss"].from_on


def test_what_is_unlocked_opens_before_its_day_unless_it_is_hidden():
    order = changed(places(OWN), "living-on", "unlock")
    assert way(order)["living-on"].open
    assert not way(changed(order, "living-on", "hide"))["living-on"].open
    assert not way(changed(order, "living-on", "lock"))["living-on"].open


def test_a_module_of_a_newer_version_comes_last_and_one_that_is_gone_is_left_away():
    order = places(OWN, [{"slug": "gone"}, {"slug": SLUGS[1]}])
    assert [one.module for one in order] == [SLUGS[1], SLUGS[0], *SLUGS[2:]]


@pytest.mark.parametrize(
    ("module", "change", "words"),
    [
        (SLUGS[0], "earlier", "cannot go further"),
        (SLUGS[-1], "later", "cannot go further"),
        ("nowhere", "hide", "not in the programme"),
        (SLUGS[0], "sideways", "earlier or later"),
    ],
)
def test_what_cannot_be_says_why(module, change, words):
    with pytest.raises(TherapyError, match=words):
        changed(places(OWN), module, change)


def test_the_last_module_cannot_be_left_out():
    order = places(OWN)
    for slug in SLUGS[1:]:
        order = changed(order, slug, "hide")
    with pytest.raises(TherapyError, match="has to stay"):
        changed(order, SLUGS[0], "hide")


@given(
    st.permutations(SLUGS),
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=len(SLUGS), max_size=len(SLUGS)),
    st.integers(0, 100),
)
def test_any_order_is_what_counting_weeks_by_hand_gives(order, marks, day):
    arranged = [Place(slug, *mark) for slug, mark in zip(order, marks, strict=True)]
    found = way(arranged, day=day)
    assert list(found) == list(order)
    week = 0
    for one in arranged:
        here = found[one.module]
        if one.hidden:
            assert (here.from_on, here.open) == (None, False)
            continue
        assert here.open == (one.unlocked or day >= 7 * week)
        assert here.from_on == START + timedelta(days=7 * week)
        following = [module.week for module in OWN.modules if module.week > OWN.module(one.module).week]
        week += min([*following, OWN.weeks + 1]) - OWN.module(one.module).week


def test_what_was_begun_stays_open_wherever_it_is_put_and_is_never_left_out():
    begun = set(SLUGS[:3])
    late = changed(changed(places(OWN), SLUGS[2], "hide"), SLUGS[1], "later")
    kept = keeping_open(OWN, late, begun, starts_on=START, today=START)
    found = way(kept)
    assert all(found[slug].open for slug in begun)
    assert [one.module for one in kept] == [one.module for one in late]
    assert not any(one.hidden for one in kept)
    assert not found[SLUGS[3]].open


def test_what_is_open_by_its_day_is_not_unlocked_beside():
    kept = keeping_open(OWN, places(OWN), {SLUGS[0]}, starts_on=START, today=START)
    assert kept == places(OWN)
