"""Clusters of the wishes and responses in proposed episodes, by the model's fourth side.

What is read is the clause, or the clauses, in which a stretch lies, and what stood before. They were chosen
directly from the words, by two raters or by the writer of the scene; which category belongs to which cluster is a table of the method's book that is
not known here, and is not learned either: what the model sees of a category is only whether a cue of it stands in the
words. A cluster is proposed where the model is sure enough; below that it stays silent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from clew.therapy.coding import model as models
from clew.therapy.coding.codes import EpisodeProposal
from clew.therapy.coding.cues.clusters import signs_of
from clew.therapy.coding.engine import Reading, Said
from clew.therapy.coding.features import Features, features
from clew.therapy.coding.stories import clauses, story_cues
from clew.therapy.moments import Span

CLUSTER = "cluster"
COMPONENTS = ("W", "RO", "RS")
#: Words of the turn before the stretch that are read with it.
BEFORE = 12


def head_of(component: str) -> str:
    """Return the name of the head of one component."""
    return f"{component}_{CLUSTER}"


class Stretch(NamedTuple):
    """Words of a turn that show a wish or a response, and with whom the episode is."""

    reading: Reading
    span: Span
    other: str


def read(stretches: Sequence[Stretch]) -> Features:
    """Return what the model sees of some stretches."""
    words, before, signs = [], [], []
    for reading, span, other in stretches:
        first, last = _whole_clauses(reading, *reading.places(span))
        spoken = reading.words[first : last + 1]
        words.append(spoken)
        before.append(reading.words[max(first - BEFORE, 0) : first])
        signs.append([f"other.{other}", *_cued(reading, first, last), *signs_of(spoken)])
    return features(words, before, signs)


def _whole_clauses(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return the words of all clauses in which some words lie: "I told her" alone says little."""
    touched = [clause for clause in clauses(reading.words) if clause.first <= last and first <= clause.last]
    return min([first, *(c.first for c in touched)]), max([last, *(c.last for c in touched)])


def _cued(reading: Reading, first: int, last: int) -> list[str]:
    """Return the categories of which a cue stands in some words of a turn."""
    found = story_cues().find(reading)
    places = [reading.normal.count(" ", 0, item.start) - 1 for item in found]
    return [f"{f.cue.group}.{f.cue.code}" for f, at in zip(found, places, strict=True) if first <= at <= last]


class Choice(NamedTuple):
    """The best cluster of a stretch, how sure it is, and whether that is enough to propose it."""

    cluster: str
    confidence: float
    enough: bool


def choose(component: str, stretches: Sequence[Stretch], side: models.Side | None = None) -> list[Choice]:
    """Return the best cluster of each stretch of one component, by the side in the package or by another.

    The best is the one that lies highest above its own lower confidence, so that a rare one can win.
    """
    if not stretches:
        return []
    side = models.side(CLUSTER) if side is None else side
    seen = read(stretches)
    head = side.heads[head_of(component)]
    margins = side.margins(seen, side.known(seen), len(stretches))[head_of(component)]
    nothing: list[Mapping[str, Said]] = [{}] * len(stretches)
    sure = head.confidences(margins, nothing)
    return [
        Choice(
            head.codes[best], round(float(sure[row, best]), 3), bool(sure[row, best] >= head.default[best])
        )
        for row, best in enumerate(np.argmax(sure / head.explore, axis=1).tolist())
    ]


def named(
    episodes: Sequence[EpisodeProposal], readings: Mapping[int, Reading]
) -> tuple[EpisodeProposal, ...]:
    """Return the episodes with a cluster on each wish and response of which it is clear enough."""
    if not models.has(CLUSTER):
        return tuple(episodes)
    chosen: dict[tuple[int, int], Choice] = {}
    for component in COMPONENTS:
        mine = [
            (e, c)
            for e, episode in enumerate(episodes)
            for c, part in enumerate(episode.components)
            if part.component == component
        ]
        parts = [(episodes[e].components[c], episodes[e].other) for e, c in mine]
        found = choose(component, [Stretch(readings[p.turn], p.span, other) for p, other in parts])
        chosen |= {place: one for place, one in zip(mine, found, strict=True) if one.enough}
    return tuple(
        replace(
            episode,
            components=tuple(
                replace(part, cluster=chosen[e, c].cluster, cluster_confidence=chosen[e, c].confidence)
                if (e, c) in chosen
                else part
                for c, part in enumerate(episode.components)
            ),
        )
        for e, episode in enumerate(episodes)
    )
