"""Whether an answer takes up what was asked, by the content words that the two have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.process.coded import Noted
from clew.therapy.coding.process.limits import Limits
from clew.therapy.coding.process.talk import Talk
from clew.therapy.knowledge import INTERVENTIONS
from clew.therapy.knowledge.process import LITTLE_WORDS
from clew.therapy.transcripts.turns import Role

_ASKS = frozenset((*INTERVENTIONS, "question", "risk_enquiry"))
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST = 3  # letters that must be left


def stem(word: str) -> str:
    """Return a word without 's and without the endings -ing, -ed, -es, -s, a doubled last letter and a last e."""
    word = word.removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST and not word.endswith("ss"):
            word = word.removesuffix(ending)
            if len(word) > _SHORTEST and word[-1] == word[-2]:
                word = word[:-1]
            break
    return word[:-1] if len(word) > _SHORTEST and word.endswith("e") else word


def content_words(words: Iterable[str]) -> frozenset[str]:
    """Return the different content words among some words, without their endings. English only (Clew, D)."""
    return frozenset(stem(word) for word in words if word not in LITTLE_WORDS and len(word) > 1)


def cohesion(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the different content words in both / the smaller of the two numbers; 0 where one has none."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


@dataclass(frozen=True, slots=True)
class Taken:
    """One answer beside what the clinician had just said.

    ``cohesion`` is between the two, from 0 to 1; ``fresh`` says that the answer has no content word in common with any
    of the turns shortly before it.
    """

    turn: int
    asked: int
    cohesion: float
    fresh: bool


@dataclass(frozen=True, slots=True)
class TopicShifts:
    """The answers long enough to compare; those that did not take up the words of the question; those marked."""

    compared: tuple[Taken, ...]
    untaken: tuple[Taken, ...]

    @property
    def marked(self) -> tuple[Taken, ...]:
        """Those of `untaken` that have no word in common with the turns shortly before either."""
        return tuple(one for one in self.untaken if one.fresh)


def topic_shifts(talk: Talk, codes: Iterable[Noted] = (), limits: Limits | None = None) -> TopicShifts:
    """Compare the patient's answers with the clinician's turn before, by content words in common (Clew, D).

    Compared are answers to a turn with a question mark or coded as an intervention or a question, where both are long
    enough; not taken up are those with a cohesion of at most ``topic_cohesion``, and of these are marked the ones with
    no content word in common with the ``topic_reach`` turns before.
    """
    limits = limits or Limits()
    coded = {one.turn for one in codes if one.scheme is Scheme.INTERVENTION and one.code in _ASKS}
    content = [content_words(words) for words in talk.words]
    compared = []
    for before, turn in pairwise(talk.turns):
        if before.role is not Role.CLINICIAN or turn.role is not Role.PATIENT:
            continue
        asked, answer = content[before.index], content[turn.index]
        asks = "?" in before.text or before.index in coded
        if asks and len(asked) >= limits.topic_asked and len(answer) >= limits.topic_answered:
            earlier = content[max(0, turn.index - int(limits.topic_reach)) : turn.index]
            fresh = not any(answer & words for words in earlier)
            compared.append(Taken(turn.index, before.index, cohesion(asked, answer), fresh))
    untaken = tuple(one for one in compared if one.cohesion <= limits.topic_cohesion)
    return TopicShifts(tuple(compared), untaken)
