"""Words in something written that may be worth asking about: where they stand, and what they leave out."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from clew.therapy.coding.writing import worth_asking

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "accuracy.md"


def marked(text: str) -> list[str]:
    return [text[span.start : span.stop] for span in worth_asking(text)]


def test_words_about_danger_are_found_where_they_stand():
    text = "The bus was late.\n\nAt night I want to die, and then I sleep.\nOn Monday I thought about killing myself."
    found = marked(text)
    assert len(found) == 2
    assert "die" in found[0]
    assert "killing myself" in found[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n  \n",
        "We had soup and it rained.",
        "I do not want to die.",
        "I could have died laughing.",
        "My brother said he wanted to die when he was fifteen.",
    ],
)
def test_a_denial_a_figure_of_speech_and_another_person_are_not_marked(text):
    assert marked(text) == []


def test_places_never_overlap_and_lie_within_the_text():
    text = "I want to die. I wish I was dead and I want to kill myself, I have a plan to kill myself.\n" * 3
    spans = worth_asking(text)
    assert len(spans) >= 3
    for one, following in pairwise(spans):
        assert one.stop < following.start
    assert spans[-1].stop <= len(text)


def test_the_page_may_say_that_one_text_in_five_is_missed():
    """What the clinician reads beside a text is what was measured, see docs/reference/accuracy.md."""
    rows = PAGE.read_text(encoding="utf-8").splitlines()
    recall = [
        float(re.findall(r"0\.\d+", row)[-1])
        for row in rows
        if "any ideation, recall" in row or "the same, recall" in row
    ]
    assert len(recall) == 2
    assert all(0.75 <= one <= 0.85 for one in recall), recall
