"""Partly known days: the days they can mean, and how they are said."""

from __future__ import annotations

from datetime import date

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.forms.when import days_of, in_words, middle


@pytest.mark.parametrize(
    ("when", "first", "last", "words"),
    [
        ("1998", date(1998, 1, 1), date(1998, 12, 31), "1998"),
        ("1998-05", date(1998, 5, 1), date(1998, 5, 31), "May 1998"),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29), "February 2000"),
        ("1998-05-04", date(1998, 5, 4), date(1998, 5, 4), "4 May 1998"),
    ],
)
def test_it_means_the_days_it_can_mean_and_is_said_as_far_as_it_is_known(when, first, last, words):
    assert days_of(when) == (first, last)
    assert first <= middle(when) <= last
    assert in_words(when) == words


@pytest.mark.parametrize("when", ["", "then", "1998-13", "1998-02-30", "98-1-1-1"])
def test_what_is_no_time_is_refused(when):
    with pytest.raises(TherapyError, match="as 1998, 1998-05 or 1998-05-14"):
        days_of(when)
