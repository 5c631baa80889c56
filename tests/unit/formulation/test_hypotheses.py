import datetime

import pytest
from formulation_builders import episode, turns

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.hypotheses import GATE_RULE, Gate, Hypothesis, Status, support
from clew.therapy.knowledge import Tag
from clew.therapy.moments import Moment, MomentKind, Place

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def hypothesis(**changes):
    fields = {
        "statement": "It may be that closeness feels like a debt.",
        "moments_for": (turns("s1", 3),),
        "author": "anna",
        "at": NOON,
    }
    return Hypothesis(**(fields | changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"moments_for": ()}, "at least one moment"),
        ({"statement": "  "}, "statement"),
        ({"author": ""}, "person who made it"),
        ({"at": NOON.replace(tzinfo=None)}, "time zone"),
        ({"code": "E12"}, "no aetiological hypothesis"),
    ],
)
def test_a_hypothesis_that_cannot_be_kept_is_refused(changes, expected):
    with pytest.raises(TherapyError, match=expected):
        hypothesis(**changes)


THREE = [
    episode("a", "W be_loved", session=1),
    episode("b", "W be_loved", session=4, name="boss", other="boss", place="outside"),
    episode("c", "W be_loved", session=6),
]


def wish(episodes):
    return ccrt(episodes).wishes[0]


def test_three_episodes_with_two_people_one_recent_are_ready():
    found = support(wish(THREE), THREE)
    assert found.ready
    assert [condition.words for condition in found.conditions] == [
        "3 episodes of at least 3",
        "2 other people of at least 2",
        "2 episodes of at least 1 told in the last 3 sessions",
    ]
    assert found.places == {Place.PAST: 2, Place.OUTSIDE: 1, Place.ROOM: 0}
    assert found.missing == ("not yet seen in the room",)
    assert (GATE_RULE.code, GATE_RULE.tag, found.gate) == ("I3", Tag.DEFAULT, Gate())


def test_two_episodes_are_not_enough():
    found = support(wish(THREE[:2]), THREE[:2])
    assert not found.ready
    assert found.missing[0] == "2 episodes of at least 3"


def test_one_person_is_not_enough():
    same = [episode("a", "W be_loved", session=n) for n in (1, 2, 3)]
    found = support(wish(same), same)
    assert not found.ready
    assert found.missing[0] == "1 other person of at least 2"


@pytest.mark.parametrize(("latest", "ready"), [(8, True), (9, False)])
def test_an_episode_is_recent_for_three_sessions(latest, ready):
    assert support(wish(THREE), THREE, session=latest).ready is ready


def test_the_gate_is_the_clinics_to_set():
    two = THREE[:2]
    assert support(wish(two), two, gate=Gate(episodes=2)).ready
    assert not support(wish(THREE), THREE, gate=Gate(others=3)).ready
    assert support(wish(THREE), THREE, session=30, gate=Gate(recent=0)).ready
    with pytest.raises(TherapyError, match="at least 1"):
        Gate(episodes=0)


def test_episodes_that_do_not_count_support_nothing():
    thin = episode("d", "W be_loved", session=5, name="friend", completeness=2)
    alone = episode("e", "W be_loved", session=5, other="self", name="self")
    found = support(wish(THREE), [*THREE, thin, alone])
    assert [e.key for e in found.episodes] == ["a", "b", "c"]


def test_a_hypothesis_is_supported_by_the_episodes_its_moments_lie_in():
    claim = hypothesis(moments_for=(turns("s1", 3), turns("s4", 9), turns("s6", 10), turns("s9", 0)))
    found = support(claim, THREE)
    assert [e.key for e in found.episodes] == ["a", "b"]  # turn 10 is past the third episode
    assert found.moments_for == claim.moments_for
    assert not found.ready


def test_moments_outside_every_episode_count_as_moments_only():
    answer = Moment(MomentKind.ANSWER, "phq-9 of 2 March", 8)
    found = support(hypothesis(moments_for=(answer,)), THREE)
    assert found.episodes == ()
    assert found.moments_for == (answer,)
    assert found.missing[0] == "0 episodes of at least 3"


def test_moments_against_are_shown():
    against = (turns("s2", 5),)
    assert support(hypothesis(moments_against=against), THREE).moments_against == against


def test_a_rejected_hypothesis_is_never_ready():
    claim = hypothesis(moments_for=tuple(turns(f"s{n}", 0) for n in (1, 4, 6)))
    assert support(claim, THREE).ready
    rejected = hypothesis(moments_for=claim.moments_for, status=Status.REJECTED)
    assert not support(rejected, THREE).ready
    assert "rejected by the clinician" in support(rejected, THREE).missing


def test_without_episodes_nothing_is_supported():
    found = support(hypothesis(), [])
    assert not found.ready
    assert len(found.missing) == 6
