"""Wishes and responses in the turns of an episode, clause by clause, by the model's third side.

A clause is a stretch between the ends of sentences or before a joining word. For each the model says how likely it
shows a wish, a response of the other or of the self; the cues are among what it sees. A standard category is named
where a cue names one: learning the 96 of them from some 1,700 examples was tried and found nothing to rely on (F1 0.07
on unseen batches). A cluster is named by a side of its own (`clusters`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from clew.therapy.coding import model as models
from clew.therapy.coding.codes import ComponentProposal
from clew.therapy.coding.cues.relationships import RESPONSES_OF_OTHER, RESPONSES_OF_SELF, WISHES
from clew.therapy.coding.engine import CueIndex, Found, Reading, Said, word_set
from clew.therapy.coding.features import Features, features

STORY, KIND = "story", "component"
#: A clause has at least so many words before it may end at a joining word, and is cut at so many.
SHORTEST, LONGEST = 4, 40
_JOINING = word_set("and but so because then which while although though until when if")
_ENDS = (".", "?")


@cache
def story_cues() -> CueIndex:
    """Return the cues of wishes and responses alone."""
    return CueIndex((*WISHES, *RESPONSES_OF_OTHER, *RESPONSES_OF_SELF))


class Clause(NamedTuple):
    """Words ``first`` to ``last`` of a turn, both counted from 0."""

    first: int
    last: int


def clauses(words: Sequence[str]) -> list[Clause]:
    """Return the clauses of a turn's words, in order; the marks that end sentences belong to none."""
    found: list[Clause] = []
    start = 0
    for place, word in enumerate([*words, "."]):
        ends = word in _ENDS
        joins = word in _JOINING and place - start >= SHORTEST
        if ends or joins or place - start >= LONGEST:
            if place > start:
                found.append(Clause(start, place - 1))
            start = place + 1 if ends else place
    return found


class Told(NamedTuple):
    """One turn of an episode: its number, its reading and the cues of wishes and responses in it."""

    turn: int
    reading: Reading
    found: Sequence[Found]


class Clauses(NamedTuple):
    """All clauses of some turns: the place of each one's turn, the clause, the cues in it, and their features."""

    owner: list[int]
    clauses: list[Clause]
    cues: list[list[Found]]
    features: Features


def read(told: Sequence[Told]) -> Clauses:
    """Cut turns into clauses and return what the model sees of them."""
    owner: list[int] = []
    cut: list[Clause] = []
    inside: list[list[Found]] = []
    words: list[list[str]] = []
    before: list[list[str]] = []
    signs: list[list[str]] = []
    for number, each in enumerate(told):
        spoken = each.reading.words
        # The normal form begins with ". ", so a cue's place tells its word by the spaces before it.
        places = [each.reading.normal.count(" ", 0, item.start) - 1 for item in each.found]
        for clause in clauses(spoken):
            mine = [f for f, at in zip(each.found, places, strict=True) if clause.first <= at <= clause.last]
            owner.append(number)
            cut.append(clause)
            inside.append(mine)
            words.append(spoken[clause.first : clause.last + 1])
            before.append(spoken[max(clause.first - 12, 0) : clause.first])
            signs.append(
                [f"{f.cue.group}.{f.cue.code}" for f in mine]
                + [f"{f.cue.group} anywhere" for f in each.found]
            )
    return Clauses(owner, cut, inside, features(words, before, signs))


def components(told: Sequence[Told], *, explore: bool = False) -> dict[int, list[ComponentProposal]]:
    """Return the wishes and responses that the model sees in some turns, by turn."""
    found: dict[int, list[ComponentProposal]] = {}
    seen = read(told)
    if not seen.clauses:
        return found
    side = models.side(STORY)
    rows = side.known(seen.features)
    margins = side.margins(seen.features, rows, len(seen.clauses))
    kinds = side.heads[KIND]
    nothing: list[Mapping[str, Said]] = [{}] * len(seen.clauses)
    sure = kinds.confidences(margins[KIND], nothing)
    for row, column in np.argwhere(sure >= (kinds.explore if explore else kinds.default)).tolist():
        each, clause, kind = told[seen.owner[row]], seen.clauses[row], kinds.codes[column]
        cues = [c.cue for c in seen.cues[row] if c.cue.group == kind and c.cue.code]
        category = max(cues, key=lambda cue: cue.weight).code if cues else None
        span = each.reading.words_span(clause.first, clause.last)
        found.setdefault(each.turn, []).append(
            ComponentProposal(kind, category, each.turn, span, round(float(sure[row, column]), 3))
        )
    return found
