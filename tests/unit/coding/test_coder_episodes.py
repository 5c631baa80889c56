"""Relationship episodes and the flags of a whole session."""

import pytest

from clew.therapy.coding import propose
from clew.therapy.moments import Place
from clew.therapy.transcripts.turns import Role, Transcript, Turn

ROLES = {"C": Role.CLINICIAN, "P": Role.PATIENT}


def coded(*turns):
    transcript = Transcript(
        tuple(Turn(i, who, ROLES[who], text) for i, (who, text) in enumerate(turns)), "test"
    )
    return propose(transcript)


STORY = (
    "Last Friday I rang my sister because I wanted her to understand, and she laughed at me. "
    "I said nothing and I felt so ashamed."
)


def test_an_episode_with_its_components():
    (episode,) = coded(("P", STORY)).episodes
    assert (episode.first, episode.last, episode.other, episode.place) == (0, 0, "sibling", Place.OUTSIDE)
    assert episode.completeness == 5.0
    assert {(part.component, part.category) for part in episode.components} >= {
        ("W", "be_understood"),
        ("RO", "does_not_respect_me"),
        ("RS", "not_open"),
        ("RS", "ashamed"),
    }
    for part in episode.components:
        assert part.span.of(STORY)


def test_a_general_statement_is_no_episode():
    assert coded(("P", "My mother is cold. She is like that.")).episodes == ()


def test_completeness_grows_with_what_is_told():
    tellings = (
        "My boss ignored me.",
        "My boss ignored me and I was furious.",
        "I wanted my boss to take me seriously. My boss ignored me and I was furious.",
        "Yesterday I wanted my boss to take me seriously. My boss ignored me and I was furious.",
    )
    found = [coded(("P", text)).episodes[0].completeness for text in tellings]
    assert found == sorted(set(found))
    assert found[0] == 2.0


@pytest.mark.parametrize(
    ("text", "other", "place"),
    [
        ("When I was seven my father shouted at me and I froze.", "parent", Place.PAST),
        ("My wife pushed me away and I cried.", "partner", Place.OUTSIDE),
        ("When you cancelled I thought you were tired of me, and I was furious.", "clinician", Place.ROOM),
        ("My best friend laughed at me yesterday and I felt small.", "friend", Place.OUTSIDE),
        ("The teacher told me off and I was so ashamed.", "authority", Place.OUTSIDE),
    ],
)
def test_who_and_where(text, other, place):
    (episode,) = coded(("P", text)).episodes
    assert (episode.other, episode.place) == (other, place)


def test_a_story_goes_on_over_the_clinicians_turns():
    (episode,) = coded(
        ("P", "Yesterday my brother rang and he shouted at me."),
        ("C", "And then?"),
        ("P", "I hung up. I felt so guilty, I wanted him to ask how I was."),
    ).episodes
    assert (episode.first, episode.last) == (0, 2)
    assert {part.turn for part in episode.components} == {0, 2}


def test_another_person_begins_another_episode():
    found = coded(
        ("P", "Yesterday my brother shouted at me and I froze."),
        ("C", "Yes."),
        ("P", "My boss ignored me too, and I was furious."),
    ).episodes
    assert [(episode.other, episode.first) for episode in found] == [("sibling", 0), ("boss", 2)]


def test_the_clinician_may_have_named_the_person():
    (episode,) = coded(
        ("C", "How was it with your sister?"), ("P", "She laughed at me and I left, I was furious.")
    ).episodes
    assert episode.other == "sibling"


def test_a_wish_without_a_category_keeps_its_words():
    text = "Yesterday my aunt rang. I wanted her to sit by the stove, and she said she was busy."
    (episode,) = coded(("P", text)).episodes
    (wish,) = [part for part in episode.components if part.component == "W"]
    assert wish.category is None
    assert "wanted her to" in wish.span.of(text)


def rules(*turns):
    return {flag.rule: flag for flag in coded(*turns).flags}


def test_confrontation_close_together_is_flagged_and_far_apart_is_not():
    complaint = ("P", "You never listen to me.")
    calm = [("C", "Mm."), ("P", "The garden is dry this year, and the beans came late.")]
    near = rules(complaint, ("C", "Mm."), complaint)
    assert near["rupture.confrontation_cluster"].turns == (0, 2)
    assert rules(complaint, *calm * 15, complaint) == {}


def test_withdrawal_close_together_is_flagged():
    short = [("C", "I wonder what it was like to come here after last week."), ("P", "I suppose.")]
    flag = rules(*short * 6)["rupture.withdrawal_cluster"]
    assert (flag.kind, flag.level) == ("rupture", "look")
    assert len(flag.turns) >= 3


def test_a_patient_who_falls_silent_is_flagged():
    talk = [("C", "And then?"), ("P", "We walked along the sea wall and talked about the house and the dog.")]
    quiet = [
        ("C", "It seems that something has changed since we spoke about the summer."),
        ("P", "It is late."),
    ]
    flag = rules(*talk * 8, *quiet * 12)["talk_share.fall"]
    assert min(flag.turns) >= 26
    assert "talk_share.fall" not in rules(*talk * 20)


def test_flags_never_quote_what_was_said():
    said = "I want to die, zebra."
    assert all("zebra" not in flag.words for flag in coded(("P", said)).flags)
