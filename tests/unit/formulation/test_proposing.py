"""A theme over proposed and accepted episodes: counted like any other, and a proposal until a person decides."""

from dataclasses import replace

import pytest
from formulation_builders import episode

from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.proposing import proposed_theme
from clew.therapy.knowledge import Component as ComponentKind

W, RO, RS = ComponentKind


def parts(theme):
    return {part.kind: [one.slug for one in part.counted] for part in theme.parts}


def in_session(n, *words, **more):
    return episode(f"e{n}", *words, session=n, **more)


def test_one_mechanism_counts_both():
    accepted = [in_session(1, "W be_loved", "RO distant -")]
    proposed = [in_session(2, "W be_loved", "RO distant -"), in_session(3, "W be_loved", "RS helpless -")]
    theme = proposed_theme(accepted, proposed)
    assert parts(theme) == {W: ["be_loved"], RO: ["distant"], RS: []}
    assert theme.parts[0].categories == ccrt([*accepted, *proposed]).theme(W)
    assert theme.source == "proposed from 2 unreviewed episodes and 1 accepted one"
    assert theme.label == "provisional (n = 3)"
    assert [theme.is_unreviewed(e) for e in theme.rests_on] == [False, True, True]


def test_all_that_are_tied_are_shown():
    theme = proposed_theme(
        (), [in_session(n, "W be_loved", "W achieve", "RO distant -", "RO helpful +") for n in (1, 2)]
    )
    assert set(parts(theme)[W]) == {"achieve", "be_loved"}
    assert (
        theme.words
        == "wish: achieve or be loved; response of other: distant or helpful; response of self: open"
    )


def test_a_cluster_is_counted_beside_the_categories():
    told = [in_session(n, "W be_loved") for n in (1, 2)]
    told = [
        replace(e, components=tuple(replace(c, cluster="to_be_loved_and_understood") for c in e.components))
        for e in told
    ]
    theme = proposed_theme((), told)
    assert parts(theme)[W] == ["be_loved", "to_be_loved_and_understood"]
    assert theme.words.startswith("wish: be loved or to be loved and understood (cluster);")


def test_what_came_once_is_not_proposed():
    assert proposed_theme((), [in_session(1, "W be_loved")]) is None
    assert proposed_theme((), [in_session(1, "W be_loved"), in_session(2, "W achieve")]) is None


def test_an_episode_counts_once_and_only_when_it_was_told_fully_enough():
    twice = in_session(1, "W be_loved", "W be_loved")
    assert proposed_theme((), [twice]) is None
    hint = in_session(2, "W be_loved", completeness=2)
    assert proposed_theme((), [twice, hint]) is None
    enough = in_session(3, "W be_loved", completeness=2.5)
    assert proposed_theme((), [twice, hint, enough]).rests_on == (twice, enough)


def test_where_the_accepted_episodes_show_the_same_there_is_nothing_to_propose():
    accepted = [in_session(1, "W be_loved"), in_session(2, "W be_loved")]
    assert proposed_theme(accepted, []) is None
    assert proposed_theme(accepted, [in_session(3, "W be_loved")]) is None
    more = [in_session(n, "W achieve") for n in (3, 4, 5)]
    assert parts(proposed_theme(accepted, more))[W] == ["achieve"]


def test_a_part_that_rests_on_accepted_episodes_alone_is_no_proposal():
    accepted = [in_session(1, "W be_loved", "RO distant"), in_session(2, "W be_loved")]
    assert proposed_theme(accepted, [in_session(3, "RS helpless")]) is None


def test_episodes_with_oneself_are_kept_apart():
    assert proposed_theme((), [in_session(n, "W be_good", other="self", name="self") for n in (1, 2)]) is None


def test_ten_are_enough_not_to_be_provisional():
    told = [in_session(n, "W be_loved") for n in range(1, 11)]
    assert proposed_theme((), told).label == ""
    assert proposed_theme((), told[:9]).label == "provisional (n = 9)"


@pytest.mark.parametrize(("waiting", "words"), [(1, "1 unreviewed episode"), (2, "2 unreviewed episodes")])
def test_its_words_name_what_it_was_counted_from(waiting, words):
    accepted = [in_session(n, "W be_loved", "RO distant") for n in (1, 2)]
    proposed = [in_session(n, "RS helpless", "RO helpful", "RO distant") for n in (3, 4)][:waiting]
    theme = proposed_theme(accepted[:1] if waiting == 1 else accepted, proposed)
    assert words in theme.source
