"""Counting against slow, obvious twins, and what must stay the same whatever is counted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.coding.annotations import Annotation
from clew.therapy.coding.codes import Scheme
from clew.therapy.formulation.ccrt import ccrt
from clew.therapy.formulation.defenses import defense_profile
from clew.therapy.formulation.episodes import Component, Episode, Valence
from clew.therapy.formulation.pervasiveness import By, pervasiveness
from clew.therapy.formulation.proposing import proposed_theme
from clew.therapy.formulation.technique import intervention_mix
from clew.therapy.knowledge import Component as ComponentKind
from clew.therapy.moments import Moment, MomentKind, Place

CATEGORIES = {
    ComponentKind.WISH: ["be_loved", "achieve", "be_understood"],
    ComponentKind.RESPONSE_OF_OTHER: ["distant", "helpful", "rejecting"],
    ComponentKind.RESPONSE_OF_SELF: ["not_open", "helpless", "angry"],
}
INSIGHT = ["interpretation", "observation", "confrontation"]
MIDDLE = ["clarification", "encouragement_to_elaborate"]
SUPPORT = ["empathic_validation", "psychoeducation", "advice_praise"]
LEVELS = {  # of defenses.md 3.1
    "humor": 7,
    "suppression": 7,
    "undoing": 6,
    "repression": 5,
    "omnipotence": 4,
    "denial": 3,
    "projection": 3,
    "splitting_of_self_image": 2,
    "acting_out": 1,
}


@st.composite
def components(draw, ref):
    kind = draw(st.sampled_from(list(ComponentKind)))
    turn = draw(st.integers(0, 9))
    return Component(
        kind,
        Moment(MomentKind.TURNS, ref, turn, turn),
        category=draw(st.sampled_from(CATEGORIES[kind])),
        valence=None if kind is ComponentKind.WISH else draw(st.sampled_from([None, *Valence])),
        intensity=draw(st.none() | st.integers(1, 5)),
    )


@st.composite
def courses(draw):
    """Up to twelve episodes of one patient."""
    told = []
    for number in range(draw(st.integers(0, 12))):
        session = draw(st.integers(1, 16))
        ref = f"session {session}"
        other, name = draw(
            st.sampled_from([("parent", "mother"), ("parent", "father"), ("boss", "boss"), ("self", "self")])
        )
        told.append(
            Episode(
                key=f"e{number}",
                session=session,
                other=other,
                name=name,
                place=draw(st.sampled_from(list(Place))),
                completeness=draw(st.sampled_from([1, 2, 2.5, 3.5, 5])),
                moment=Moment(MomentKind.TURNS, ref, 0, 9),
                components=tuple(draw(st.lists(components(ref), max_size=6))),
            )
        )
    return told


def slowly(told):
    """How often each category is found, by going through everything for every category."""
    counts = {}
    for kind, categories in CATEGORIES.items():
        for category in categories:
            n = 0
            for episode in told:
                found = False
                for component in episode.components:
                    if component.kind == kind and component.category == category:
                        found = True
                if found and episode.completeness >= 2.5 and episode.other != "self":
                    n += 1
            if n:
                counts[kind, category] = n
    return counts


def quickly(told):
    found = ccrt(told)
    return {(one.kind, one.slug): one.frequency for kind in ComponentKind for one in found.counted(kind)}


@given(courses())
def test_counts_are_those_of_the_slow_twin(told):
    assert quickly(told) == slowly(told)


@given(courses())
def test_themes_are_all_the_most_frequent_and_nothing_else(told):
    counts = slowly(told)
    for kind in ComponentKind:
        mine = {category: n for (k, category), n in counts.items() if k == kind}
        most = max(mine.values(), default=0)
        assert {one.slug for one in ccrt(told).theme(kind)} == {c for c, n in mine.items() if n == most}


@given(courses(), st.data())
def test_saying_something_again_in_an_episode_changes_no_count(told, data):
    speaking = [n for n, episode in enumerate(told) if episode.components]
    if not speaking:
        return
    n = data.draw(st.sampled_from(speaking))
    again = replace(data.draw(st.sampled_from(told[n].components)), moment=told[n].moment)
    more = list(told)
    more[n] = replace(told[n], components=(*told[n].components, again))
    before, after = ccrt(told), ccrt(more)
    for kind in ComponentKind:
        assert [(o.slug, o.words, o.intensity) for o in before.counted(kind)] == [
            (o.slug, o.words, o.intensity) for o in after.counted(kind)
        ]
    for kind in (ComponentKind.RESPONSE_OF_OTHER, ComponentKind.RESPONSE_OF_SELF):
        assert before.balance(kind) == after.balance(kind)


@given(courses())
def test_every_episode_is_kept_left_out_or_about_self(told):
    found = ccrt(told)
    assert len(found.kept) + len(found.left_out) + len(found.about_self) == len(told)


@given(courses())
def test_the_order_in_which_episodes_come_changes_no_theme(told):
    def themes(episodes):
        return [[(o.slug, o.frequency) for o in ccrt(episodes).counted(kind)] for kind in ComponentKind]

    assert themes(told) == themes(told[::-1])


@given(courses(), st.sampled_from(list(By)))
def test_groups_divide_the_counts_without_loss(told, by):
    whole, table = ccrt(told), pervasiveness(told, by)
    assert sum(len(group.episodes) for group in table.groups) == len(whole.kept)
    for row in table.rows:
        assert sum(share.count for share in row.shares) == quickly(told)[row.kind, row.slug]
        for share, group in zip(row.shares, table.groups, strict=True):
            assert share.of == len(group.episodes)
            assert share.count == slowly(group.episodes).get((row.kind, row.slug), 0)


def annotations(scheme, slugs):
    return [
        Annotation(scheme, slug, Moment(MomentKind.TURNS, "s", turn, turn)) for turn, slug in enumerate(slugs)
    ]


@given(st.lists(st.sampled_from(list(LEVELS)), min_size=1, max_size=60))
def test_a_defense_profile_is_that_of_the_slow_twin(slugs):
    profile = defense_profile(annotations(Scheme.DEFENSE, slugs))
    assert profile.odf == pytest.approx(sum(LEVELS[slug] for slug in slugs) / len(slugs))
    assert 1 <= profile.odf <= 7
    assert sum(level.percent for level in profile.levels) == pytest.approx(100)
    assert sum(score.percent for score in profile.defenses) == pytest.approx(100)
    assert {score.slug: (score.level, score.count) for score in profile.defenses} == {
        slug: (LEVELS[slug], slugs.count(slug)) for slug in slugs
    }


@given(st.lists(st.sampled_from([*INSIGHT, *MIDDLE, *SUPPORT, "question", "silence"]), max_size=40))
def test_shares_of_technique_sum_to_a_hundred_or_are_absent_together(slugs):
    mix = intervention_mix(annotations(Scheme.INTERVENTION, slugs))
    eight = [slug for slug in slugs if slug not in ("question", "silence")]
    if len(eight) < 10:
        assert (mix.insight, mix.middle, mix.support) == (None, None, None)
    else:
        assert mix.insight + mix.middle + mix.support == pytest.approx(100)
        assert mix.insight == pytest.approx(100 * sum(slug in INSIGHT for slug in eight) / len(eight))


@given(courses(), st.data())
def test_a_proposed_theme_is_what_the_twin_finds(told, data):
    """The twin counts, in every episode that counts, the categories it shows, and takes those that come most."""
    accepted = [e for e in told if data.draw(st.booleans())]
    proposed = [e for e in told if e not in accepted]
    theme = proposed_theme(accepted, proposed)

    def most(episodes, kind):
        shown = [{c.category for c in e.components if c.kind is kind} for e in episodes]
        counted = {slug: sum(slug in each for each in shown) for each in shown for slug in each}
        return {slug for slug, n in counted.items() if n == max(counted.values()) >= 2}

    def kept(episodes):
        return [e for e in episodes if e.completeness >= 2.5 and e.other != "self"]

    wanted = {kind: most(kept(told), kind) for kind in ComponentKind}
    resting = [e for e in kept(told) if any(c.category in wanted[c.kind] for c in e.components)]
    new = any(wanted[kind] != most(kept(accepted), kind) for kind in ComponentKind)
    if theme is None:
        assert not new or not any(e in proposed for e in resting)
        return
    assert new
    assert {part.kind: {one.slug for one in part.categories} for part in theme.parts} == wanted
    assert {e.identity for e in theme.rests_on} == {e.identity for e in resting}
    assert {e.identity for e in theme.unreviewed} == {e.identity for e in kept(proposed)}
    assert f"proposed from {len(kept(proposed))} unreviewed" in theme.source
