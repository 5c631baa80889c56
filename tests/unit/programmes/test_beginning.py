"""What has to be settled before somebody begins a programme: each of it alone stands in the way."""

from __future__ import annotations

import pytest

from clew.therapy.course.online import NEEDS
from clew.therapy.programmes.beginning import unsettled

AGREED = {**dict.fromkeys(NEEDS, "Agreed."), "adult": "yes"}
SETTLED = {"agreed": AGREED, "age": 40, "guided": True, "contacts_hold": True, "open_alerts": 0}


def words(**change):
    return [one.words for one in unsettled(**{**SETTLED, **change})]


def test_with_everything_settled_nothing_stands_in_the_way():
    assert words() == []
    assert words(age=18) == []
    assert words(age=None) == []  # the day of birth is not known, and somebody said: an adult


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"guided": False}, "No clinician is on the care team"),
        ({"contacts_hold": False}, "crisis numbers"),
        ({"open_alerts": 1}, "An alert is open"),
        ({"age": 17}, "for adults, from 18 years on"),
        ({"agreed": {**AGREED, "adult": "no"}}, "for adults, from 18 years on"),
        ({"agreed": {**AGREED, "adult": ""}}, "An adult"),
    ],
)
def test_each_thing_alone_stands_in_the_way(change, said):
    (found,) = words(**change)
    assert said in found


@pytest.mark.parametrize("need", NEEDS)
def test_each_need_of_meeting_online_has_to_be_noted(need):
    (found,) = words(agreed={slug: text for slug, text in AGREED.items() if slug != need})
    assert NEEDS[need].name in found
    (blank,) = words(agreed={**AGREED, need: "  "})
    assert blank == found
