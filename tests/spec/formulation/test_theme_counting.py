"""How themes are counted: each test is a small table of episodes and what is read from it.

In the tables a component is a category; "-" or "+" behind a response says that it is negative or positive.
"""

import pytest

from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.episodes import Component, Episode, Valence
from clew.therapy.formulation.pervasiveness import By, pervasiveness
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, MomentKind, Place

VALENCE = {"+": Valence.POSITIVE, "-": Valence.NEGATIVE}


def components(kind, cell, moment):
    for mention in filter(None, (part.strip() for part in cell.split(","))):
        category, *valence = mention.split()
        yield Component(
            ComponentKind(kind),
            moment,
            category=category,
            valence=VALENCE[valence[0]] if valence else None,
        )


def episodes(table):
    """Read a table of episodes: session | other | name | place | completeness | W | RO | RS."""
    told = []
    for number, line in enumerate(table.strip().splitlines()[1:], start=1):
        session, other, name, place, completeness, *cells = (cell.strip() for cell in line.split("|"))
        moment = Moment(MomentKind.TURNS, f"session {session}", 10 * number, 10 * number + 3)
        told.append(
            Episode(
                key=f"episode {number}",
                session=int(session),
                other=other,
                name=name,
                place=Place(place),
                completeness=float(completeness),
                moment=moment,
                components=tuple(
                    component
                    for kind, cell in zip(("W", "RO", "RS"), cells, strict=True)
                    for component in components(kind, cell, moment)
                ),
            )
        )
    return told


def counts(counted):
    return {one.slug: one.frequency for one in counted}


LENA = """
session | other     | name      | place   | c   | W             | RO                   | RS
1       | parent    | mother    | past    | 4   | be_loved      | distant -            | not_open -, depressed -
1       | sibling   | sister    | outside | 3.5 | be_understood | distant -            | not_open -
2       | parent    | father    | past    | 3   | be_loved      | rejecting -          | not_open -
3       | partner   | husband   | outside | 4   | be_loved      | helpful +            | loved +
4       | boss      | boss      | outside | 2.5 | be_respected  | distant -            | angry -
5       | clinician | clinician | room    | 3   | be_understood | distant -, helpful + | not_open -
"""


def test_a_theme_is_the_most_frequent_wish_response_of_other_and_response_of_self():
    found = ccrt(episodes(LENA))
    assert counts(found.wishes) == {"be_loved": 3, "be_understood": 2, "be_respected": 1}
    assert counts(found.of_other) == {"distant": 4, "helpful": 2, "rejecting": 1}
    assert counts(found.of_self) == {"not_open": 4, "depressed": 1, "loved": 1, "angry": 1}
    assert [found.theme(kind)[0].slug for kind in ComponentKind] == ["be_loved", "distant", "not_open"]


def test_a_count_is_read_out_with_episodes_and_people():
    distant = ccrt(episodes(LENA)).of_other[0]
    assert distant.words == "in 4 of 6 episodes, 4 people"
    assert distant.others == ("mother", "sister", "boss", "clinician")
    assert distant.places == {Place.PAST: 1, Place.OUTSIDE: 2, Place.ROOM: 1}


def test_every_count_names_its_moments():
    distant = ccrt(episodes(LENA)).of_other[0]
    assert [(moment.ref, moment.first) for moment in distant.moments] == [
        ("session 1", 10),
        ("session 1", 20),
        ("session 4", 50),
        ("session 5", 60),
    ]


def test_fewer_than_ten_episodes_are_provisional():
    assert ccrt(episodes(LENA)).label == "provisional (n = 6)"


@pytest.mark.parametrize(("number", "label"), [(9, "provisional (n = 9)"), (10, "")])
def test_ten_episodes_are_enough(number, label):
    rows = "\n".join(["1 | parent | mother | past | 3 | be_loved | distant - | angry -"] * number)
    assert ccrt(episodes(f"header\n{rows}")).label == label


def test_a_category_counts_once_in_an_episode_however_often_it_is_said():
    found = ccrt(
        episodes("""
        session | other  | name   | place | c | W                                     | RO | RS
        1       | parent | mother | past  | 4 | be_loved, be_loved, be_loved, achieve |    |
        2       | parent | mother | past  | 4 | achieve                               |    |
        """)
    )
    assert counts(found.wishes) == {"achieve": 2, "be_loved": 1}


def test_an_episode_told_too_incompletely_is_left_out():
    found = ccrt(
        episodes("""
        session | other  | name   | place | c   | W        | RO | RS
        1       | parent | mother | past  | 2.0 | be_loved |    |
        1       | parent | mother | past  | 2.5 | achieve  |    |
        """)
    )
    assert counts(found.wishes) == {"achieve": 1}
    assert (len(found.kept), len(found.left_out)) == (1, 1)


def test_an_episode_with_oneself_is_kept_apart():
    found = ccrt(
        episodes("""
        session | other  | name   | place   | c | W       | RO | RS
        1       | self   | self   | outside | 5 | achieve |    | guilty -
        1       | parent | mother | past    | 3 | achieve |    | angry -
        """)
    )
    assert counts(found.of_self) == {"angry": 1}
    assert (len(found.kept), len(found.about_self), len(found.left_out)) == (1, 1, 0)


def test_all_tied_categories_are_shown_and_the_clinician_chooses():
    found = ccrt(
        episodes("""
        session | other  | name   | place   | c | W                 | RO | RS
        1       | parent | mother | past    | 4 | be_loved, achieve |    |
        2       | parent | mother | past    | 4 | achieve           |    |
        2       | boss   | boss   | outside | 4 | be_loved          |    |
        """)
    )
    tied = found.theme(ComponentKind.WISH)
    assert [(one.slug, one.words) for one in tied] == [
        ("be_loved", "in 2 of 3 episodes, 2 people"),  # first, for it was seen with more people
        ("achieve", "in 2 of 3 episodes, 1 person"),
    ]
    assert [one.slug for one in found.theme(ComponentKind.WISH, chosen="achieve")] == ["achieve"]


def test_the_most_frequent_response_counts_even_when_it_is_positive():
    found = ccrt(
        episodes("""
        session | other  | name   | place | c | W | RO                    | RS
        1       | parent | mother | past  | 4 |   | helpful +             |
        2       | parent | mother | past  | 4 |   | helpful +, distant -  |
        3       | parent | mother | past  | 4 |   | rejecting -, strict - |
        """)
    )
    assert [one.slug for one in found.theme(ComponentKind.RESPONSE_OF_OTHER)] == ["helpful"]
    balance = found.balance(ComponentKind.RESPONSE_OF_OTHER)
    assert (balance.positive, balance.negative, balance.negative_percent) == (2, 3, 60.0)


def test_early_and_late_sessions_are_compared_by_the_same_categories():
    table = pervasiveness(
        episodes("""
        session | other  | name   | place   | c | W        | RO          | RS
        1       | parent | mother | past    | 4 | be_loved | distant -   |
        2       | boss   | boss   | outside | 4 | be_loved | distant -   |
        15      | parent | mother | past    | 4 | be_loved | helpful +   |
        16      | boss   | boss   | outside | 4 | be_loved | distant -   |
        """),
        By.HALF,
    )
    assert [group.name for group in table.groups] == ["early", "late"]
    percents = {row.slug: [share.percent for share in row.shares] for row in table.rows}
    assert percents == {"be_loved": [100.0, 100.0], "distant": [100.0, 50.0], "helpful": [0.0, 50.0]}
