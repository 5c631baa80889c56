"""Co-reference against a slow twin that looks at the whole session for every pronoun, and what always holds."""

from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding.cues.people import NOUNS, PRONOUNS
from clew.therapy.coding.engine import Reading
from clew.therapy.coding.people import REACH, PeopleFinder, people
from clew.therapy.transcripts.turns import Role, Transcript, Turn

ROLES = (
    "my mother", "my father", "my older sister", "my sister", "my brother", "our parents", "Mum", "she", "he", "they",
    "her", "his", "my husband's mother", "a friend", "another friend", "the team", "and", "rang.", "I'm his mother",
    "your mother", "his sister", ". ", ",",
)  # fmt: skip
NAMES = (
    "my brother Tom",
    "Susan said",
    "Tom",
    "is my boss",
    "my brother is called Ben",
    "Tom's sister",
    "Susan my aunt",
)


def turns_of(pieces):
    return st.lists(
        st.tuples(
            st.sampled_from([Role.PATIENT, Role.PATIENT, Role.CLINICIAN, Role.COMPANION]),
            st.lists(st.sampled_from(pieces), min_size=1, max_size=8).map(" ".join),
        ),
        min_size=1,
        max_size=8,
    )


def transcript_of(turns):
    return Transcript(tuple(Turn(i, role.value, role, text) for i, (role, text) in enumerate(turns)), "test")


@given(turns_of(ROLES))
def test_each_pronoun_means_the_one_whom_the_twin_finds(turns):
    """The twin takes all mentions before a pronoun, and of those that it fits the last. Names are left out: what a role
    told after a name says of whom a pronoun fits is known only later."""
    finder, before = PeopleFinder(), []
    for turn in transcript_of(turns).turns:
        words = Reading(turn.text).words
        mentions = {m.first: m for m in finder.read(turn.index, turn.role, Reading(turn.text))}
        inside = {n for m in mentions.values() for n in range(m.first + 1, m.last + 1)}
        for place, word in enumerate(words):
            mention = mentions.get(place)
            if word in PRONOUNS and place not in inside and turn.role is not Role.COMPANION:
                near = [m for m, _ in before if turn.index - m.turn <= REACH]
                near = [m for m in near if fitting(finder, m, before, PRONOUNS[word])]
                last = max((m.turn for m in near), default=None)
                meant = {finder.root(m.person) for m in near if m.turn == last}
                assert meant == {finder.root(mention.person)} if mention else len(meant) != 1
            if mention:
                before.append((mention, word))


def fitting(finder, mention, before, fits):
    """Whether a pronoun fits somebody: by the word for their role, else by the pronouns they were given so far."""
    kind, label = finder.who(mention.person)
    bare = label.split("'s ")[-1]
    noun = NOUNS.get(bare) or NOUNS.get(bare.partition(" ")[2])
    if kind == "group":
        return fits == "s"
    if noun and noun.fits:
        return noun.fits == fits
    given_so_far = {
        PRONOUNS[word]
        for m, word in before
        if m.pronoun and finder.root(m.person) == finder.root(mention.person)
    }
    return fits != "s" and given_so_far <= {fits}


@given(turns_of((*ROLES, *NAMES)))
def test_what_always_holds(turns):
    transcript = transcript_of(turns)
    found = people(transcript)
    assert people(transcript) == found
    seen = [(m.turn, m.first) for one in found for m in one.mentions]
    assert len(seen) == len(set(seen)), "no word means two people"
    labels = [one.label for one in found if one.kind]
    assert len(labels) == len(set(labels)), "a label tells one person"
    for one in found:
        assert (one.kind is None) == (not one.label)
        assert not {"tom", "susan", "ben"} & set(one.label.split()), "a name is never a label"
        assert [(m.turn, m.first) for m in one.mentions] == sorted((m.turn, m.first) for m in one.mentions)
        for m in one.mentions:
            assert transcript.turns[m.turn].role in (Role.PATIENT, Role.CLINICIAN)
            assert 0 <= m.first <= m.last < len(Reading(transcript.turns[m.turn].text).words)
