"""Every way to word a draft is a possibility of at most two sentences that invites correction."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.wording import PROTECTIONS, Kind, count, phrase, put, read_wording
from clew.therapy.knowledge import CATEGORIES, DEFENSES, Component

PEOPLE = ["your father", "the new partner of your ex-partner", "your sister's child"]
CORNERS = ["the fear of being a burden", "shame", "anger at being left"]


def filled(wish, other, self, doing, corner, person):
    return {
        "wish": phrase(Component.WISH, wish),
        "other": phrase(Component.RESPONSE_OF_OTHER, other),
        "self": phrase(Component.RESPONSE_OF_SELF, self),
        "doing": PROTECTIONS[doing],
        "anxiety": corner,
        "feeling": corner,
        "past": person,
        "outside": person,
    }


fillings = st.builds(
    filled,
    st.sampled_from(sorted(CATEGORIES[Component.WISH])),
    st.sampled_from(sorted(CATEGORIES[Component.RESPONSE_OF_OTHER])),
    st.sampled_from(sorted(CATEGORIES[Component.RESPONSE_OF_SELF])),
    st.sampled_from(sorted(DEFENSES)),
    st.sampled_from(CORNERS),
    st.sampled_from(PEOPLE),
)


@pytest.mark.parametrize("kind", Kind)
@given(words=fillings, wording=st.integers(0, 500))
def test_every_draft_is_tentative_and_short(kind, words, wording):
    text = put(kind, words, wording)
    found = read_wording(text)
    assert found.tentative, text
    assert found.sentences == 2, text
    assert "{" not in text
    assert "  " not in text


@pytest.mark.parametrize("kind", Kind)
def test_there_are_many_ways_to_say_it_and_they_run_round(kind):
    words = filled("be_loved", "distant", "not_open", "humor", CORNERS[0], PEOPLE[0])
    said = [put(kind, words, n) for n in range(count(kind))]
    assert len(set(said)) == count(kind) >= 35
    assert put(kind, words, count(kind)) == said[0]


@pytest.mark.parametrize("kind", Kind)
def test_no_draft_names_a_category_a_defense_or_the_trade(kind):
    for slug, defense in DEFENSES.items():
        words = filled("be_loved", "distant", "not_open", slug, CORNERS[0], PEOPLE[0])
        text = put(kind, words).lower()
        assert defense.name.lower() not in text
        assert not re.search(r"\b(defen[cs]e|transference|wish|response of)\b", text)


@pytest.mark.parametrize("kind", Component)
def test_what_completes_a_sentence_is_a_few_plain_words(kind):
    for slug in CATEGORIES[kind]:
        words = phrase(kind, slug)
        assert re.fullmatch(r"[a-z][a-z ]+", words), slug
        assert len(words.split()) <= 9
    said = [phrase(kind, slug) for slug in CATEGORIES[kind]]
    assert len(set(said)) == len(said)


def test_responses_of_self_follow_you_and_to_alike():
    """ "you ..." and "to ..." take the same form of every verb but "be", so no phrase begins with it."""
    assert not [
        s
        for s in CATEGORIES[Component.RESPONSE_OF_SELF]
        if phrase(Component.RESPONSE_OF_SELF, s)[:3] == "be "
    ]


def test_an_unknown_category_is_refused():
    with pytest.raises(TherapyError, match="There is no wish 'be_rich'"):
        phrase(Component.WISH, "be_rich")


@pytest.mark.parametrize(
    ("text", "hedged", "invites", "sentences"),
    [
        ("You are angry with me.", False, False, 1),
        ("I wonder whether you are angry with me.", True, False, 1),
        ("You are angry with me. Is that so?", False, True, 2),
        ("Perhaps you are angry. With me. Now. Or not?", True, True, 4),
        ("Mighty angry. Or not?", False, True, 2),
        ("", False, False, 0),
        ("   \n ", False, False, 0),
        ("Maybe ... you wanted him to stay. Does that fit?", True, True, 3),
    ],
)
def test_a_wording_is_read_as_it_stands(text, hedged, invites, sentences):
    found = read_wording(text)
    assert (found.hedged, found.invites, found.sentences) == (hedged, invites, sentences)
