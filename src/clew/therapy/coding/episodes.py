"""Relationship episodes: stretches of a session in which the patient tells of, or has, a dealing with one other.

A turn takes part when it names another person, or goes on about one, and something passes between the two.
General statements ("my mother is cold") make no episode. The rules follow the Core Conflictual Relationship Theme
method; the weights are defaults, not validated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clew.therapy.coding.codes import ComponentProposal, EpisodeProposal
from clew.therapy.coding.cues.relationships import PEOPLE
from clew.therapy.coding.engine import Found, Reading, probability, word_set
from clew.therapy.coding.stories import Told, components
from clew.therapy.moments import Place

#: An episode is proposed from this completeness on, and holds at most so many turns of the patient.
LEAST_COMPLETENESS = 2.0
MOST_TURNS = 8
#: Between two turns of one episode the clinician may speak so often.
MOST_BETWEEN = 2

_KIND = {word: kind for kind, words in PEOPLE.items() for word in words}
_THIRD = word_set("he she they him her them his their he's she's they're he'd she'd they'd")
_STATES = word_set("is are he's she's they're it's")
_COMPONENT_BIAS = -2.2
_PER_COMPONENT = 3  # categories of W, of RO and of RS kept in one episode

FoundByGroup = Mapping[str, Sequence[Found]]


@dataclass(slots=True)
class _Episode:
    """An episode while it is being gathered."""

    first: int
    last: int
    kind: str
    turns: int = 1
    dated: bool = False
    past: bool = False
    told: bool = False
    words: int = 0
    parts: dict[tuple[str, str], ComponentProposal] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)  # the patient's turns in it

    def take(self, turn: int, reading: Reading, found: FoundByGroup) -> None:
        """Add what one turn says to the episode."""
        self.last = turn
        self.members.append(turn)
        self.words += len(reading.words)
        times = {item.cue.code for item in found.get("time", ())}
        self.dated |= not times.isdisjoint(("specific", "past"))
        self.past |= "past" in times
        self.told |= "said_words" in times or any(
            item.cue.code == "i_said" for item in found.get("exchange", ())
        )
        self.add(_components(turn, reading, found))

    def add(self, parts: Iterable[ComponentProposal]) -> None:
        """Add wishes and responses; of one category the likeliest is kept."""
        for part in parts:
            key = (part.component, part.category or "")
            if key not in self.parts or part.confidence > self.parts[key].confidence:
                self.parts[key] = part

    def proposal(self) -> EpisodeProposal | None:
        """Return the episode as a proposal, or None where too little of it was told."""
        components: list[ComponentProposal] = []
        for component in ("W", "RO", "RS"):
            parts = [part for (name, _), part in self.parts.items() if name == component]
            clear = [part for part in parts if part.category is not None] or parts
            components += sorted(clear, key=lambda part: -part.confidence)[:_PER_COMPONENT]
        kinds = len({part.component for part in components})
        completeness = min(5.0, 1.0 + kinds + 0.5 * self.dated + 0.5 * self.told)
        if completeness < LEAST_COMPLETENESS or kinds == 0:
            return None
        place = Place.ROOM if self.kind == "clinician" else Place.PAST if self.past else Place.OUTSIDE
        score = -1.8 + 0.8 * kinds + 0.4 * self.dated + 0.4 * self.told + min(self.words / 80.0, 1.0)
        return EpisodeProposal(
            first=self.first,
            last=self.last,
            other=self.kind,
            place=place,
            completeness=completeness,
            confidence=probability(score),
            components=tuple(
                sorted(components, key=lambda part: (part.turn, part.span.start, part.component))
            ),
        )


def _components(turn: int, reading: Reading, found: FoundByGroup) -> list[ComponentProposal]:
    """Return the wishes and responses of one turn, each category once, at its likeliest place."""
    best: dict[tuple[str, str], tuple[float, Found]] = {}
    for component in ("W", "RO", "RS"):
        for item in found.get(component, ()):
            if reading.negated(item.start, 2):
                continue
            score = _COMPONENT_BIAS + item.cue.weight
            if component == "RO" and not _THIRD.isdisjoint(reading.before(item.start, 3)):
                score += 0.5
            key = (component, item.cue.code)
            if key not in best or score > best[key][0]:
                best[key] = (score, item)
    return [
        ComponentProposal(
            component, code or None, turn, reading.span(item.start, item.stop), probability(score)
        )
        for (component, code), (score, item) in best.items()
    ]


def _events(reading: Reading, found: FoundByGroup) -> bool:
    """Say whether the other did something, rather than being like something ("she is cold")."""
    return any(
        _STATES.isdisjoint(reading.normal[item.start : item.stop].split()) for item in found.get("RO", ())
    )


def _other(reading: Reading, found: FoundByGroup) -> str | None:
    """Return the kind of other a turn is mostly about, or None where it names nobody."""
    counts: dict[str, int] = {}
    if not _KIND.keys().isdisjoint(reading.words):
        for word in reading.words:
            kind = _KIND.get(word)
            if kind is not None:
                counts[kind] = counts.get(kind, 0) + 1
    if counts:
        # The most often named; among equals the first. A group gives way to any one person.
        return max(counts, key=lambda kind: (kind != "group", counts[kind]))
    return "clinician" if found.get("room") else None


class EpisodeFinder:
    """Gathers episodes while a session is read from its first turn to its last."""

    def __init__(self) -> None:
        self._open: _Episode | None = None
        self._done: list[_Episode] = []
        self._told: dict[int, Told] = {}

    def _close(self) -> None:
        if self._open is not None:
            self._done.append(self._open)
        self._open = None

    def read(self, turn: int, reading: Reading, found: FoundByGroup, before: Reading | None) -> None:
        """Take the next turn of the patient; ``before`` is the clinician's turn just before it."""
        cues = [item for part in ("W", "RO", "RS") for item in found.get(part, ())]
        self._told[turn] = Told(turn, reading, cues)
        kind = _other(reading, found)
        happened = bool(found.get("exchange") or found.get("room") or _events(reading, found))
        if kind is None and happened and before is not None and not _THIRD.isdisjoint(reading.words):
            kind = _other(before, {})  # "How was it with your sister?" - "She laughed."
        current = self._open
        if current is not None and (turn - current.last > MOST_BETWEEN + 1 or current.turns >= MOST_TURNS):
            self._close()
            current = None
        if current is not None and kind in (None, current.kind):
            goes_on = kind is not None or not _THIRD.isdisjoint(reading.words)
            if goes_on or any(found.get(part) for part in ("W", "RO", "RS")):
                current.turns += 1
                current.take(turn, reading, found)
                return
        if current is not None and (kind is not None or len(reading.words) > 12):
            self._close()
        if kind is not None and happened:
            self._open = _Episode(turn, turn, kind)
            self._open.take(turn, reading, found)

    def finish(self) -> tuple[EpisodeProposal, ...]:
        """Return all episodes in the order in which they begin."""
        self._close()
        seen = components([self._told[turn] for each in self._done for turn in each.members])
        for episode in self._done:
            for turn in episode.members:
                episode.add(seen.get(turn, ()))
        return tuple(found for episode in self._done if (found := episode.proposal()) is not None)
