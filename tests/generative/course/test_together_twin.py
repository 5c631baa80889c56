"""The rule of meeting together against a slow and obvious twin, and what it must never say."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from clew.therapy import forms
from clew.therapy.course.together import Asked, Stand, meet_together, read
from clew.therapy.errors import TherapyError

ON = date(2026, 3, 2)
ANSWERS = ("yes", "unclear", "no")
EVERY = [
    Asked(on=ON, alone=alone, without_fear=fear, violence=violence, ref="entry-1")
    for alone, fear, violence in product((True, False), ANSWERS, (*ANSWERS, None))
]


def slow(asked: Asked) -> Stand:
    """In the words of the rule: danger whoever was there; else only an answer given alone and clear is silent."""
    if asked.without_fear == "no" or asked.violence == "yes":
        return Stand.STOP
    if asked.alone and asked.without_fear == "yes" and asked.violence in ("no", None):
        return Stand.SILENT
    return Stand.ASK


@pytest.mark.parametrize("asked", EVERY, ids=str)
def test_every_combination(asked):
    found = meet_together(asked)
    assert found.stand is slow(asked)
    assert (found.stand is Stand.STOP) == asked.danger
    assert found.reasons
    assert {ref for reason in found.reasons for ref in reason.rests_on} == {"entry-1"}


@pytest.mark.parametrize("asked", [None, *EVERY], ids=str)
def test_nobody_is_called_safe(asked):
    words = meet_together(asked).stand.value + " ".join(one.words for one in meet_together(asked).reasons)
    assert " safe " not in words
    assert "low risk" not in words


def test_violence_is_told_with_what_is_usual_then():
    found = meet_together(Asked(on=ON, alone=True, without_fear="yes", violence="yes"))
    assert any("specialist service" in reason.words and reason.tag.value == "K" for reason in found.reasons)


def test_what_is_not_answered_is_unclear():
    assert read({"asked": "alone"}, ON).without_fear == "unclear"
    assert meet_together(read({"asked": "alone"}, ON)).stand is Stand.ASK


def test_every_answer_of_the_form_is_understood():
    form = forms.form("joint_safety")
    for fear, violence in product(form.field("without_fear").options, form.field("violence").options):
        read({"asked": "alone", "without_fear": fear.slug, "violence": violence.slug}, ON)
    with pytest.raises(TherapyError):
        Asked(on=ON, alone=True, without_fear="maybe")
