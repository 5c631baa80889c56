"""Reading and showing what is written in forms."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clew.practice import doors
from clew.therapy.errors import TherapyError
from clew.therapy.forms import (
    FORMS,
    Field,
    Form,
    FormProblems,
    Kind,
    Room,
    changed,
    lines,
    options,
    read,
    steps,
    title,
)
from clew.therapy.knowledge.base import Tag


def form(*fields: Field, **kwargs) -> Form:
    return Form(
        slug="trial",
        name="Trial",
        definition="A form for tests.",
        source="Clew",
        tag=Tag.DEFAULT,
        room=Room.ASSESSMENT,
        fields=fields,
        **kwargs,
    )


WORDS = Field(slug="words", label="Words")
SAID = Field(slug="said", label="Said", kind=Kind.SAID)
SCALE = Field(slug="scale", label="Scale", kind=Kind.SCALE, options=steps("None", "Some", "Much"))
ANY = Field(slug="any_of", label="Any", kind=Kind.CHOICES, options=options(a="A", b="B", c="C"))
WHEN = Field(slug="when", label="When", kind=Kind.WHEN)
NUMBER = Field(slug="number", label="Number", kind=Kind.NUMBER, low=1, high=9)
DAY = Field(slug="day", label="Day", kind=Kind.DAY)


@pytest.mark.parametrize("blank", [None, "", "  \n", [], ()])
def test_what_nobody_answered_is_absent_and_never_zero(blank):
    assert read(form(WORDS, SCALE), {"words": "x", "scale": blank}) == {"words": "x"}


def test_a_zero_is_an_answer():
    assert read(form(SCALE), {"scale": 0}) == {"scale": 0}


def test_nothing_at_all_is_refused():
    with pytest.raises(FormProblems, match="Nothing is written down yet"):
        read(form(WORDS), {})


def test_each_wrong_answer_gets_its_own_sentence_and_nothing_is_kept():
    with pytest.raises(FormProblems) as caught:
        read(form(WORDS, SCALE, NUMBER), {"words": "fine", "scale": "7", "number": "ten"})
    assert caught.value.problems == {
        "scale": "Scale: choose one of the steps.",
        "number": "Number: write a whole number.",
    }


def test_a_required_answer_is_asked_for():
    needed = Field(slug="words", label="Words", required=True)
    with pytest.raises(FormProblems, match="please answer this"):
        read(form(needed, SCALE), {"scale": 1})


def test_a_field_of_another_form_is_refused():
    with pytest.raises(FormProblems, match="no field 'else'"):
        read(form(WORDS), {"words": "x", "else": "y"})


@pytest.mark.parametrize(
    ("given_", "kept"), [("1998", "1998"), ("1998-05", "1998-05"), ("1998-05-14", "1998-05-14")]
)
def test_a_time_is_kept_as_exactly_as_it_is_known(given_, kept):
    assert read(form(WHEN), {"when": given_}) == {"when": kept}


@pytest.mark.parametrize("wrong", ["98", "1998-13", "1998-02-30", "May 1998", "1998-5"])
def test_what_is_no_time_is_refused(wrong):
    with pytest.raises(FormProblems):
        read(form(WHEN), {"when": wrong})


@pytest.mark.parametrize("wrong", ["2026-02-30", "14.3.2026", "tomorrow"])
def test_what_is_no_day_is_refused(wrong):
    with pytest.raises(FormProblems, match="write a day as"):
        read(form(DAY), {"day": wrong})


def test_several_choices_are_kept_in_the_order_of_the_form():
    assert read(form(ANY), {"any_of": ["c", "a"]}) == {"any_of": ["a", "c"]}


def test_texts_are_bounded():
    with pytest.raises(FormProblems, match="20,000 characters"):
        read(form(WORDS), {"words": "x" * 20_001})


def test_lines_show_words_and_whose_words_they_are():
    definition = form(WORDS, SAID, SCALE, ANY)
    values = read(definition, {"said": "I left.", "scale": "2", "any_of": ["a", "b"]})
    assert [(line.field.slug, line.text, line.said) for line in lines(definition, values)] == [
        ("said", "I left.", True),
        ("scale", "Much", False),
        ("any_of", "A, B", False),
    ]


def test_a_title_is_the_first_line_cut_short_or_the_forms_name():
    definition = form(WORDS, SCALE)
    assert title(definition, {"words": "One\nTwo"}) == "One"
    assert len(title(definition, {"words": "x" * 200})) == 80
    assert title(definition, {"scale": 1}) == "Trial"


def test_what_changed_is_said_in_words():
    definition = form(WORDS, SCALE)
    found = changed(definition, {"words": "a", "scale": 0}, {"words": "a", "scale": 2})
    assert [(field.slug, before, after) for field, before, after in found] == [("scale", "None", "Much")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Not a slug", "label": "x"},
        {"slug": "a", "label": " "},
        {"slug": "a", "label": "x", "kind": Kind.CHOICE},
        {"slug": "a", "label": "x", "kind": Kind.SCALE, "options": options(low="Low", high="High")},
        {"slug": "a", "label": "x", "kind": Kind.NUMBER},
        {"slug": "a", "label": "x", "kind": Kind.LINK},
        {"slug": "a", "label": "x", "links_to": ("stressor",)},
        {"slug": "a", "label": "x", "source": "Nobody1900"},
    ],
)
def test_a_field_that_is_wrong_cannot_be_made(wrong):
    with pytest.raises(TherapyError):
        Field(**wrong)


VALUES = {
    Kind.WORDS: st.text(min_size=1, max_size=30).filter(str.strip),
    Kind.SAID: st.text(min_size=1, max_size=30).filter(str.strip),
    Kind.LINE: st.text(min_size=1, max_size=30).filter(str.strip),
    Kind.DAY: st.dates().map(str),
    Kind.WHEN: st.dates().map(lambda day: str(day)[:7]),
    Kind.LINK: st.uuids().map(str),
    Kind.LINKS: st.lists(st.uuids().map(str), min_size=1, max_size=3, unique=True),
}


# Fields whose form looks closer at them than their kind does.
CLOSER = {"weekly_rate": st.sampled_from(["0.5", "1", "2"])}


def answers_to(field: Field) -> st.SearchStrategy:
    if field.slug in CLOSER:
        return CLOSER[field.slug]
    slugs = [option.slug for option in field.options]
    if field.kind in (Kind.CHOICE, Kind.SCALE):
        return st.sampled_from(slugs)
    if field.kind is Kind.CHOICES:
        return st.lists(st.sampled_from(slugs), min_size=1, unique=True)
    if field.kind is Kind.NUMBER:
        return st.integers(field.low, field.high)
    return VALUES[field.kind]


@given(st.data())
def test_every_form_reads_what_it_read_before_unchanged(data):
    """Reading is idempotent: a stored entry can be opened, changed and saved without altering the rest."""
    definition = data.draw(st.sampled_from(list(FORMS.values())))
    given_ = {field.slug: data.draw(answers_to(field)) for field in definition.fields}
    assume(definition.check is None or not definition.check(given_))
    values = read(definition, given_)
    assert read(definition, values) == values
    assert changed(definition, values, values) == ()
    assert set(values) == set(given_)
    assert title(definition, values)


def test_every_form_has_a_door():
    assert all(doors.door(one) for one in FORMS.values())


def test_what_is_private_is_private_by_its_room():
    assert set(doors.private()) >= {one.slug for one in FORMS.values() if one.room is Room.PRIVATE}
