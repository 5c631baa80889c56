import pytest
from formulation_builders import component, episode, turns

from clew.therapy.errors import TherapyError
from clew.therapy.formulation.ccrt import (
    Counted,
    Naming,
    Share,
    balance,
    ccrt,
)
from clew.therapy.formulation.episodes import Component, Episode
from clew.therapy.formulation.pervasiveness import By, pervasiveness
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Place

W, RO, RS = ComponentKind


def test_no_episodes_give_an_empty_provisional_theme():
    empty = ccrt([])
    assert [empty.theme(kind) for kind in ComponentKind] == [(), (), ()]
    assert empty.label == "provisional (n = 0)"
    assert empty.balance(RO).negative_percent is None


def test_the_same_episode_twice_is_refused():
    with pytest.raises(TherapyError, match="given twice"):
        ccrt([episode("a", "W be_loved"), episode("a", "W be_loved")])


def test_the_same_key_in_another_session_is_another_episode():
    counts = ccrt([episode("a", "W be_loved"), episode("a", "W be_loved", session=2)])
    assert counts.wishes[0].frequency == 2


def test_moments_are_every_mention_in_order():
    counts = ccrt(
        [episode("a", "W be_loved", "RO distant -", "W be_loved"), episode("b", "W be_loved", session=2)]
    )
    assert counts.wishes[0].moments == (turns("s1", 0), turns("s1", 2), turns("s2", 0))
    assert counts.wishes[0].frequency == 2


def test_counts_are_read_out_with_the_number_of_people():
    one = ccrt([episode("a", "W be_loved")])
    assert one.wishes[0].words == "in 1 of 1 episode, 1 person"
    two = ccrt(
        [episode("a", "W be_loved"), episode("b", "W be_loved", name="father"), episode("c", "W achieve")]
    )
    assert two.wishes[0].words == "in 2 of 3 episodes, 2 people"


def test_places_show_where_it_was_not_seen():
    counts = ccrt([episode("a", "W be_loved", place="room"), episode("b", "W be_loved", place="room")])
    assert counts.wishes[0].places == {Place.PAST: 0, Place.OUTSIDE: 0, Place.ROOM: 2}


def test_intensity_is_the_mean_of_the_strongest_rating_in_each_episode():
    strong = Component(W, turns("s1", 0), category="be_loved", intensity=5)
    weak = Component(W, turns("s1", 1), category="be_loved", intensity=1)
    first = Episode("a", 1, "parent", "mother", Place.PAST, 4, turns("s1", 0, 9), (weak, strong))
    second = episode("b", "W be_loved", session=2, intensity=2)
    unrated = episode("c", "W be_loved", session=3)
    assert ccrt([first, second, unrated]).wishes[0].intensity == 3.5
    assert ccrt([unrated]).wishes[0].intensity is None


def test_a_tied_wish_with_more_people_comes_first_when_intensity_does_not_decide():
    counts = ccrt(
        [
            episode("a", "W achieve", "W be_loved"),
            episode("b", "W achieve"),
            episode("c", "W be_loved", name="father"),
        ]
    )
    assert [one.slug for one in counts.theme(W)] == ["be_loved", "achieve"]


def test_intensity_decides_a_tie_before_the_number_of_people():
    counts = ccrt(
        [
            episode("a", "W achieve", intensity=5),
            episode("b", "W achieve", intensity=4),
            episode("c", "W be_loved", intensity=3),
            episode("d", "W be_loved", name="father", intensity=3),
            episode("e", "W be_helped", name="aunt"),
            episode("f", "W be_helped", name="uncle"),
        ]
    )
    assert [one.slug for one in counts.theme(W)] == ["achieve", "be_loved", "be_helped"]


def test_the_clinician_chooses_among_tied_categories_only():
    counts = ccrt(
        [episode("a", "W achieve", "W be_loved"), episode("b", "W be_helped", "W be_loved", "W achieve")]
    )
    assert [one.slug for one in counts.theme(W)] == ["achieve", "be_loved"]
    assert [one.slug for one in counts.theme(W, chosen="be_loved")] == ["be_loved"]
    assert [one.slug for one in counts.theme(W, chosen="be_helped")] == ["achieve", "be_loved"]


def test_components_in_own_words_only_are_counted_as_not_yet_named():
    own = Component(W, turns("s1", 0), own_words="that she rings first")
    counts = ccrt([Episode("a", 1, "parent", "mother", Place.PAST, 4, turns("s1", 0, 9), (own,))])
    assert counts.wishes == ()
    assert counts.unnamed == 1


def test_clusters_are_counted_apart_from_categories():
    both = Component(W, turns("s1", 0), category="be_loved", cluster="to_be_loved_and_understood")
    counts = ccrt(
        [Episode("a", 1, "parent", "mother", Place.PAST, 4, turns("s1", 0, 9), (both,))], Naming.CLUSTER
    )
    assert [one.slug for one in counts.wishes] == ["to_be_loved_and_understood"]


def test_a_counted_category_needs_episodes_that_show_it():
    with pytest.raises(TherapyError, match="at least one episode"):
        Counted(W, "be_loved", Naming.CATEGORY, (), 3)
    with pytest.raises(TherapyError, match="does not show it"):
        Counted(W, "be_loved", Naming.CATEGORY, (episode("a", "W achieve"),), 3)


def test_a_share_of_nothing_is_none_and_more_than_all_is_refused():
    assert Share(0, 0).percent is None
    assert Share(9, 12).percent == 75.0
    with pytest.raises(TherapyError):
        Share(2, 1)


def test_wishes_have_no_balance():
    with pytest.raises(TherapyError, match="Wishes"):
        balance([], W)


def test_balance_counts_a_response_once_in_an_episode_and_unrated_ones_apart():
    counts = ccrt(
        [
            episode("a", "RO distant -", "RO distant -", "RO helpful +"),
            episode("b", "RO distant -", "RO open"),
        ]
    ).balance(RO)
    assert (counts.positive, counts.negative, counts.open) == (1, 2, 1)
    assert counts.negative_percent == pytest.approx(100 * 2 / 3)
    assert counts.positive_percent == pytest.approx(100 / 3)


def test_two_mentions_with_opposite_valence_count_on_both_sides():
    counts = ccrt([episode("a", "RO distant -", "RO distant +")])
    assert (counts.balance(RO).positive, counts.balance(RO).negative) == (1, 1)
    assert counts.of_other[0].frequency == 1


def test_pervasiveness_by_other_person():
    table = pervasiveness(
        [
            episode("a", "W be_loved"),
            episode("b", "W achieve"),
            episode("c", "W be_loved", name="boss", other="boss"),
        ],
        By.OTHER,
    )
    assert [group.name for group in table.groups] == ["mother", "boss"]
    assert table.row(W, "be_loved").shares == (Share(1, 2), Share(1, 1))
    assert table.row(W, "achieve").shares == (Share(1, 2), Share(0, 1))


def test_pervasiveness_by_place_names_every_place():
    table = pervasiveness([episode("a", "W be_loved", place="room")], By.PLACE)
    assert [group.name for group in table.groups] == ["past", "outside", "room"]
    assert [share.percent for share in table.row(W, "be_loved").shares] == [None, None, 100.0]


def test_the_middle_between_first_and_last_session_divides_early_from_late():
    told = [episode("a", "RO distant -", session=n) for n in (2, 5, 6, 8)]
    table = pervasiveness(told, By.HALF)
    assert [[e.session for e in group.episodes] for group in table.groups] == [[2, 5], [6, 8]]
    moved = pervasiveness(told, By.HALF, late_from=8)
    assert [[e.session for e in group.episodes] for group in moved.groups] == [[2, 5, 6], [8]]


def test_one_session_has_no_late_half():
    table = pervasiveness([episode("a", "RO distant -", session=3)], By.HALF)
    assert [share.percent for share in table.row(RO, "distant").shares] == [100.0, None]


def test_a_category_nobody_showed_has_no_row():
    table = pervasiveness([episode("a", "RO distant -")], By.PLACE)
    with pytest.raises(TherapyError, match="no pervasiveness"):
        table.row(RO, "helpful")


def test_a_first_late_session_means_nothing_for_places():
    with pytest.raises(TherapyError, match="early and late"):
        pervasiveness([], By.PLACE, late_from=3)


def test_component_builder_says_what_it_builds():
    built = component("RO distant -", turn=4)
    assert (built.kind, built.category, built.valence, built.moment.first) == (RO, "distant", "negative", 4)
