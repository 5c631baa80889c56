"""One family of checks over the whole vocabulary: whatever is added later is checked by being there."""

import re
from dataclasses import fields

import pytest

from clew.therapy.coding.codes import Scheme
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import FAMILIES, SOURCES, Entry, Parameter, Tag, all_entries, entry
from clew.therapy.knowledge.base import by_slug
from clew.therapy.safety.plan import SAFETY_PLAN

ALL = [*all_entries(), *(("safety plan", heading) for heading in SAFETY_PLAN.values())]
IDS = [f"{family}:{item.slug}" for family, item in ALL]

# Names that the field spells the American way; everything else is British.
FIELD_TERMS = re.compile(
    r"\b(idealization|intellectualization|rationalization|sexualization|somatization|humor|defenses?)\b", re.I
)
AMERICAN = re.compile(
    r"\b(behavior|color|favor|honor|labor|neighbor|center|fiber|theater|judgment|counsel[eo]r|enroll|fulfill|"
    r"skillful|defense|offense|humor|analyz\w*|catalog|gray|mom|program|traveling|learned helplessness|"
    r"\w+(?<!s)(?<!pr)(?<!se)(?<!caps)iz(?:e|es|ed|ing|ations?))s?\b",
    re.I,
)


def words_of(item: Entry) -> str:
    """Every word of an entry that a person reads."""
    values = [getattr(item, field.name) for field in fields(item) if field.name not in ("slug", "source")]
    flat = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return " ".join(part for part in flat if type(part) is str)


@pytest.mark.parametrize(("family", "item"), ALL, ids=IDS)
def test_every_entry_is_sound(family, item):
    assert re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", item.slug)
    assert item.source in SOURCES
    assert item.citation.citation
    assert isinstance(item.tag, Tag)
    assert item.name.strip()
    assert item.definition[0].isupper()
    assert item.definition.endswith(".")
    assert len(item.definition.split()) >= 3
    assert item.definition.casefold().rstrip(".") != item.name.casefold()


@pytest.mark.parametrize(("family", "item"), ALL, ids=IDS)
def test_every_entry_is_written_in_calm_british_prose(family, item):
    words = words_of(item)
    found = AMERICAN.search(FIELD_TERMS.sub("", words))
    assert found is None, found
    assert not re.search(r"[—–!…]|\.\.\.|--|\bclient\b|\buser\b|\bcommit(s|ted)? suicide\b", words)


@pytest.mark.parametrize(
    "american", ["behavior", "colors", "realize", "organization", "analyzed", "judgment"]
)
def test_the_spelling_check_sees_american_words(american):
    assert AMERICAN.search(f"a {american} here")


@pytest.mark.parametrize(
    "british", ["behaviour", "realise", "size", "prize", "seized", "capsizing", "judgement"]
)
def test_the_spelling_check_lets_british_words_pass(british):
    assert AMERICAN.search(f"a {british} here") is None


@pytest.mark.parametrize("family", FAMILIES)
def test_no_two_entries_of_a_family_say_the_same(family):
    entries = list(FAMILIES[family].values())
    names = [item.name.casefold() for item in entries]
    assert len(set(names)) == len(names)
    if family != "seed_defense":  # what a founding text names needs no second wording
        definitions = [item.definition.casefold() for item in entries]
        assert len(set(definitions)) == len(definitions)


def test_no_example_is_used_twice():
    examples = []
    for _, item in all_entries():
        own = getattr(item, "example", None) or getattr(item, "examples", ())
        examples += [own] if isinstance(own, str) else list(own)
    assert len(examples) > 100
    assert len({example.casefold() for example in examples}) == len(examples)


def test_what_clew_sets_itself_is_tagged_as_a_default():
    wrong = [
        f"{family}:{item.slug}"
        for family, item in all_entries()
        if (item.source == "Clew") != (item.tag is Tag.DEFAULT)
    ]
    assert wrong == []


def test_every_source_is_the_key_it_is_filed_under():
    assert all(key == source.key for key, source in SOURCES.items())
    dois = [source.doi for source in SOURCES.values() if source.doi]
    assert len(set(dois)) == len(dois)


def test_entry_finds_every_entry_and_nothing_else():
    assert all(entry(family, item.slug) is item for family, item in all_entries())


@pytest.mark.parametrize("scheme", Scheme)
def test_every_coding_scheme_is_a_family(scheme):
    assert FAMILIES[scheme]
    first = next(iter(FAMILIES[scheme]))
    assert entry(scheme, first).slug == first


@pytest.mark.parametrize(
    ("scheme", "slug", "offered"),
    [
        ("defense", "denail", "did you mean denial"),
        ("intervention", "interpretations", "did you mean interpretation"),
        ("defense", "disavowal", "it belongs to: defense_level"),
        ("RO", "be_loved", "it belongs to: W"),
        ("risk", "zzz", "the codes are: risk_passive, risk_hopelessness, risk_active"),
        ("defence", "denial", "choose one of: intervention, defense"),
    ],
)
def test_an_unknown_code_is_answered_with_what_may_have_been_meant(scheme, slug, offered):
    with pytest.raises(TherapyError, match=offered):
        entry(scheme, slug)


GOOD = {"slug": "a_word", "name": "A word", "definition": "What it is.", "source": "Clew", "tag": Tag.DEFAULT}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"slug": "A word"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "a__word"}, "slug"),
        ({"name": ""}, "name"),
        ({"definition": "   "}, "definition"),
        ({"definition": "What it is. "}, "definition"),
        ({"source": "Nobody1999"}, "SOURCES"),
    ],
)
def test_a_wrong_entry_cannot_be_made(change, complaint):
    Entry(**GOOD)
    with pytest.raises(TherapyError, match=complaint):
        Entry(**{**GOOD, **change})


def test_a_family_refuses_the_same_slug_twice():
    with pytest.raises(TherapyError, match="used twice"):
        by_slug([Entry(**GOOD), Parameter(**GOOD, value=1.0)])


def test_tables_cannot_be_changed():
    with pytest.raises(TypeError):
        FAMILIES["defense"]["denial"] = None
