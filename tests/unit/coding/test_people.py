"""Who a patient speaks of: words and pronouns joined into persons, and left apart where it is unclear."""

import pytest

from clew.therapy.coding import propose
from clew.therapy.coding.engine import Reading
from clew.therapy.coding.people import people
from clew.therapy.transcripts.turns import Role, Transcript, Turn

ROLES = {"C": Role.CLINICIAN, "P": Role.PATIENT, "O": Role.COMPANION}


def session(*turns):
    """Turns are "P: words"; return the transcript."""
    return Transcript(
        tuple(Turn(i, t[0], ROLES[t[0]], t[3:]) for i, t in enumerate(turns)),
        "test",
    )


def found(*turns):
    """Return each person's label with the words by which they are spoken of."""
    transcript = session(*turns)
    said = {}
    for person in people(transcript):
        words = [Reading(transcript.turns[m.turn].text).words for m in person.mentions]
        said[person.label] = [
            " ".join(w[m.first : m.last + 1]) for m, w in zip(person.mentions, words, strict=True)
        ]
    return said


def test_my_mother_mum_and_she_are_one():
    said = found(
        "P: My mother rang. She was cross.", "C: Your mother, again.", "P: Mum never asks. She talks."
    )
    assert list(said) == ["mother"]
    assert said["mother"] == ["mother", "she", "mother", "mother", "she"]


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("My older sister left.", "sibling", "older sister"),
        ("My big sister left.", "sibling", "older sister"),
        ("My big boss left.", "boss", "boss"),
        ("Me nan said no.", "grandparent", "grandmother"),
        ("My mother-in-law said no.", "relative", "mother-in-law"),
        ("My ex-husband rang.", "partner", "ex-husband"),
        ("My husband's mother rang.", "relative", "husband's mother"),
        ("My son's teacher rang.", "authority", "son's teacher"),
        ("My best mate rang.", "friend", "best friend"),
        ("The ward sister told me off.", "authority", "ward sister"),
        ("A neighbour shouted.", "stranger", "neighbour"),
        ("The whole team laughed.", "group", "team"),
    ],
)
def test_kind_and_label(text, kind, label):
    assert [(one.kind, one.label) for one in people(session(f"P: {text}"))][-1] == (kind, label)


@pytest.mark.parametrize(
    "text",
    [
        "As a mother you worry.",
        "No father would do that.",
        "Every wife knows.",
        "Your mother would say that.",  # the clinician's, or anybody's
        "I'm nobody.",
    ],
)
def test_nobody_in_particular_is_nobody(text):
    assert people(session(f"P: {text}")) == ()


def test_i_am_his_mother_is_not_about_the_mother():
    assert "mother" not in " ".join(found("P: My son rang. I'm his mother after all."))


def test_whoever_is_called_to_is_not_spoken_of():
    assert list(found("P: My daughter came in. She said, Mum, you never listen.")) == ["daughter"]


def test_a_name_is_learned_beside_a_role_and_is_never_a_label():
    said = found("P: My sister Harpreet came.", "C: And then?", "P: Harpreet laughed. She always does.")
    assert said == {"sister": ["sister harpreet", "harpreet", "she"]}


def test_a_role_told_later_holds_for_what_was_said_before():
    said = found("P: So then Dave said no.", "C: Dave?", "P: Dave is my brother. He drinks.")
    assert said == {"brother": ["dave", "dave", "dave is my brother", "he"]}


def test_two_names_of_one_role_are_two_people():
    labels = list(found("P: My brother Tom rang, and my brother Ben came."))
    assert labels == ["brother", "second brother"]


def test_a_second_friend_is_another():
    assert list(found("P: A friend rang. Another friend wrote.")) == ["friend", "second friend"]


def test_where_two_fit_a_pronoun_stays_open():
    said = found("P: My mother told my sister that she was wrong.")
    assert said == {"mother": ["mother"], "sister": ["sister"]}


def test_where_one_fits_it_is_meant():
    said = found("P: My mother told my brother that she was tired.")
    assert said["mother"] == ["mother", "she"]


def test_a_pronoun_reaches_no_further_than_a_few_turns():
    talk = ["C: Yes.", "P: It rained."] * 3
    assert found("P: My mother rang.", *talk, "P: She is like that.")["mother"] == ["mother"]


def test_they_are_several():
    assert found("P: My parents came. They said nothing.")["parents"] == ["parents", "they"]
    assert found("P: My mother came. They said nothing.")["mother"] == ["mother"]


def test_the_relatives_of_others_are_not_the_patients():
    assert people(session("C: My wife says so.", "O: My mother says so.")) == ()


def test_two_episodes_with_mum_and_my_mother_have_one_other():
    coding = propose(
        session(
            "P: Last Friday Mum rang and laughed at me. I felt so ashamed.",
            "C: Yes.",
            "P: My boss ignored me yesterday and I was furious.",
            "C: Hm.",
            "P: When I was seven my mother shouted at me and I froze.",
        )
    )
    assert [(e.other, e.name) for e in coding.episodes] == [
        ("parent", "mother"),
        ("boss", "boss"),
        ("parent", "mother"),
    ]


def test_an_episode_keeps_the_words_that_named_the_other():
    transcript = session(
        "P: Mum is Mum.", "C: Tell me.", "P: Yesterday my mother shouted at me. She laughed and I froze."
    )
    (episode,) = propose(transcript).episodes
    assert [(one.turn, one.span.of(transcript.turns[one.turn].text)) for one in episode.named] == [
        (0, "Mum"),
        (0, "Mum"),
        (2, "mother"),
    ]


def test_the_story_goes_on_with_a_pronoun():
    (episode,) = propose(
        session(
            "P: My father drove us there.",
            "C: Go on.",
            "P: Then he shouted at me in the car and I felt so small.",
        )
    ).episodes
    assert (episode.other, episode.name) == ("parent", "father")
