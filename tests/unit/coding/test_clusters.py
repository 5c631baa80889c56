"""Clusters of wishes and responses: proposed where the model is sure enough, silent below, from no table of categories."""

from dataclasses import replace

import pytest

from clew.therapy.coding import clusters, model, propose
from clew.therapy.coding.codes import ComponentProposal, EpisodeProposal
from clew.therapy.coding.cues.clusters import LISTS, signs_of
from clew.therapy.coding.engine import Reading
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge import CLUSTERS, Component, entry
from clew.therapy.moments import Place, Span
from clew.therapy.transcripts.turns import Role, Transcript, Turn

SAID = (
    "I felt so ashamed and guilty, my stomach was in knots and I was shaking.",
    "I shouted at her, I was so angry, I told her to get out.",
    "He made me do it and told me what to wear.",
    "I looked out of the window at the garden.",
)


def stretches(*texts, other="parent"):
    return [clusters.Stretch(Reading(text), Span(0, len(text)), other) for text in texts]


def test_each_list_belongs_to_a_cluster_of_its_component():
    for name in LISTS:
        component, slug = name.split(":")
        entry(f"{component}_cluster", slug)
    assert len(LISTS) == sum(len(each) for each in CLUSTERS.values())


def test_a_list_is_seen_once_or_again():
    assert signs_of(["ashamed"]) == ["RS:anxious_and_ashamed"]
    assert signs_of(["ashamed", "ashamed"]) == ["RS:anxious_and_ashamed"]
    assert set(signs_of(["ashamed", "guilty"])) == {"RS:anxious_and_ashamed", "RS:anxious_and_ashamed again"}
    assert signs_of(["window"]) == []


@pytest.mark.parametrize("component", [c.value for c in Component])
def test_every_stretch_gets_its_best_and_a_word_on_whether_that_is_enough(component):
    head = model.side(clusters.CLUSTER).heads[clusters.head_of(component)]
    assert set(head.codes) == set(CLUSTERS[Component(component)])
    found = clusters.choose(component, stretches(*SAID))
    assert len(found) == len(SAID)
    for one in found:
        least = head.default[head.places[one.cluster]]
        assert one.enough == (one.confidence >= round(float(least), 3)) or abs(one.confidence - least) < 0.001
    assert clusters.choose(component, []) == []


def test_what_is_near_to_a_cluster_is_found():
    ashamed, angry, _, _ = clusters.choose("RS", stretches(*SAID))
    assert ashamed.cluster == "anxious_and_ashamed"
    assert angry.cluster == "oppose_and_hurt_others"


def test_alone_or_among_others_a_stretch_has_the_same_cluster():
    together = clusters.choose("RS", stretches(*SAID))
    assert together == [one for text in SAID for one in clusters.choose("RS", stretches(text))]


def episode_of(text, *parts):
    return EpisodeProposal(0, 0, "parent", Place.OUTSIDE, 3.0, 0.5, tuple(parts), "mother")


def test_only_what_is_clear_enough_is_named_and_everything_else_stays_as_it_was():
    text = " ".join(SAID)
    parts = [
        ComponentProposal("RS", None, 0, Span(text.index(one), text.index(one) + len(one)), 0.5)
        for one in SAID
    ]
    before = episode_of(text, *parts)
    (after,) = clusters.named([before], {0: Reading(text)})
    assert replace(after, components=()) == replace(before, components=())
    for one, part in zip(after.components, parts, strict=True):
        assert replace(one, cluster=None, cluster_confidence=0.0) == part
        assert (one.cluster is None) == (one.cluster_confidence == 0.0)
    whole = [clusters.Stretch(Reading(text), part.span, before.other) for part in parts]
    assert [one.cluster for one in after.components] == [
        one.cluster if one.enough else None for one in clusters.choose("RS", whole)
    ]


def test_no_cluster_follows_from_a_category():
    """The category of a proposal is not even looked at: only the words, and whether a cue stands in them."""
    text = SAID[0]
    found = [
        clusters.named(
            [episode_of(text, ComponentProposal("RS", category, 0, Span(0, len(text)), 0.5))],
            {0: Reading(text)},
        )[0].components[0]
        for category in ("ashamed", "happy", None)
    ]
    assert len({one.cluster for one in found}) == 1


def test_the_coder_proposes_clusters_in_its_episodes():
    text = f"Yesterday my mother laughed at me. {SAID[0]}"
    (found,) = propose(Transcript((Turn(0, "P", Role.PATIENT, text),), "test")).episodes
    for component in clusters.COMPONENTS:
        parts = [part for part in found.components if part.component == component]
        best = clusters.choose(
            component, [clusters.Stretch(Reading(text), p.span, found.other) for p in parts]
        )
        assert [p.cluster for p in parts] == [one.cluster if one.enough else None for one in best]


def test_how_sure_a_cluster_is_lies_between_0_and_1():
    with pytest.raises(TherapyError):
        ComponentProposal("RS", None, 0, Span(0, 1), 0.5, "helpless", 1.2)
