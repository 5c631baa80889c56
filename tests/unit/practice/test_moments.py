"""A moment points at words that are there, or nothing is written."""

from __future__ import annotations

import pytest

from clew.practice.actions import entries, formulation, sessions
from clew.practice.actions.formulation import MomentRef
from clew.practice.errors import PracticeError
from clew.practice.models import Entry, Hypothesis

pytestmark = pytest.mark.django_db
SAID = "He left, and I made him sandwiches."


@pytest.fixture
def transcript(chart, session):
    return sessions.import_transcript(
        chart=chart, session=session, data=f"T: And then?\n\nP: {SAID}".encode(), name="s.txt"
    )


@pytest.mark.parametrize(
    ("turn", "start", "stop"),
    [
        (2, None, None),
        (-1, None, None),
        (1, 0, len(SAID) + 1),
        (1, len(SAID), len(SAID) + 1),
        (1, -1, 3),
        (1, 4, 4),
        (1, 4, 2),
        (1, 4, None),
        (1, None, 4),
    ],
)
def test_words_that_are_not_there_are_pointed_at_by_nothing(chart, course, transcript, turn, start, stop):
    moment = MomentRef(transcript, turn, start, stop)
    with pytest.raises(PracticeError, match="Choose the moment again"):
        entries.write_entry(
            chart=chart, course=course, form="stressor", values={"event": "He left"}, moments=[moment]
        )
    with pytest.raises(PracticeError, match="Choose the moment again"):
        formulation.propose_hypothesis(chart=chart, course=course, statement="It may be.", moments=[moment])
    assert not Entry.objects.exists()
    assert not Hypothesis.objects.exists()


def test_a_hypothesis_gains_no_such_moment_later(chart, course, transcript):
    there = MomentRef(transcript, 1, 0, len(SAID))
    hypothesis = formulation.propose_hypothesis(
        chart=chart, course=course, statement="It may be.", moments=[there]
    )
    with pytest.raises(PracticeError):
        formulation.add_moments(chart=chart, hypothesis=hypothesis, moments=[MomentRef(transcript, 9)])
    assert hypothesis.moments.count() == 1
