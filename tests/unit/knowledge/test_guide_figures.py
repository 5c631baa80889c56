"""The guide's figures are those of the vocabulary, with its source and its number of people."""

from __future__ import annotations

import re

import pytest

from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.guide_figures import FIGURES, Arm, GuideFigure

BY_HAND = {  # indication-and-suitability.md 1.2, typed anew; fluoxetine of the 40 who completed, as in the paper
    "cbt": ("Driessen2013", 341, (23, 23)),
    "cognitive": ("ConnollyGibbons2016", 237, (16, 22)),
    "placebo": ("Barber2012", 156, (22, 25, 20)),
    "fluoxetine": ("Salminen2008", 40, (57, 68)),
    "added": ("Burnand2002", 74, (9, 28)),
    "return": ("Maina2009", 92, (27, 47)),
}


def test_each_figure_is_as_published():
    told = {
        slug: (one.source.key, one.n, tuple(arm.of_hundred for arm in one.arms))
        for slug, one in FIGURES.items()
    }
    assert told == BY_HAND


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.slug)
def test_each_figure_says_what_the_vocabulary_says(figure):
    numbers = {int(number) for number in re.findall(r"\d+", figure.told.definition)}
    assert {arm.of_hundred for arm in figure.arms} <= numbers
    assert figure.n in numbers
    assert figure.caution.endswith(".")


def made(**changed: object) -> GuideFigure:
    good = {
        "slug": "x", "title": "X", "counted": "were better", "groups": ("A", "B"), "n": 341,
        "lasted": "a week", "caution": "Small.", "evidence": "evidence_cbt",
    }  # fmt: skip
    return GuideFigure(**{**good, **changed})


def test_a_figure_that_cannot_be_is_refused():
    assert made().arms == (Arm("A", 23), Arm("B", 23))
    for wrong in ({"evidence": "evidence_of_nothing"}, {"groups": ("A",)}, {"n": 3}):
        with pytest.raises(TherapyError):
            made(**wrong)
    for name, number in (("A", 101), ("A", -1), ("", 5)):
        with pytest.raises(TherapyError):
            Arm(name, number)
