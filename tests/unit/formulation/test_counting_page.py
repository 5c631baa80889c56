import pytest

from clew.therapy.formulation import reference
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.knowledge import Tag

PAGE = reference.counting_page()


@pytest.mark.parametrize("number", reference.NUMBERS, ids=lambda number: number.slug)
def test_every_number_stands_on_the_page_with_its_value_source_and_tag(number):
    start = f"| {number.name} | {number.value:g} | "
    (row,) = (line for line in PAGE.splitlines() if line.startswith(start))
    assert f"[{number.source}](sources.md), {number.tag} ({number.tag.meaning})" in row


def test_numbers_that_nobody_published_are_called_so():
    assert {number.tag for number in reference.NUMBERS} == {Tag.KNOWN, Tag.DEFAULT}
    assert all((number.source == "Clew") is (number.tag is Tag.DEFAULT) for number in reference.NUMBERS)


def test_the_example_is_counted_as_the_page_says():
    found = ccrt(reference.example())
    assert f"4 episodes count and 1 is left out: {found.label}." in PAGE
    assert "- The most frequent wish: **be understood** (in 2 of 4 episodes, 2 people)." in PAGE
    assert "- The most frequent response of other: **distant** (in 3 of 4 episodes, 3 people)." in PAGE
    assert "- The most frequent response of self: **not open** (in 3 of 4 episodes, 3 people)." in PAGE
