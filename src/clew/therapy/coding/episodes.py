"""Relationship episodes: stretches of a session in which the patient tells of, or has, a dealing with one other.

A turn takes part when it names another person, or goes on about one, and something passes between the two.
General statements ("my mother is cold") make no episode. The rules follow the Core Conflictual Relationship Theme
method; the weights are defaults, not validated.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from clew.therapy.coding.clusters import named as with_clusters
from clew.therapy.coding.codes import ComponentProposal, EpisodeProposal, NamedAs
from clew.therapy.coding.engine import Found, Reading, probability, word_set
from clew.therapy.coding.people import Mention, PeopleFinder
from clew.therapy.coding.stories import Told, components
from clew.therapy.moments import Place
from clew.therapy.transcripts.turns import Role

#: An episode is proposed from this completeness on, and holds at most so many turns of the patient.
LEAST_COMPLETENESS = 2.0
MOST_TURNS = 8
#: Between two turns of one episode the clinician may speak so often.
MOST_BETWEEN = 2

#: The clinician as the other; people whom the patient speaks of are numbered from 0.
CLINICIAN = -1
_THIRD = word_set("he she they him her them his their he's she's they're he'd she'd they'd")
_STATES = word_set("is are he's she's they're it's")
_COMPONENT_BIAS = -2.2
_NAMED = 6  # words that name the other, kept with an episode
_PER_COMPONENT = 3  # categories of W, of RO and of RS kept in one episode

FoundByGroup = Mapping[str, Sequence[Found]]


@dataclass(slots=True)
class _Episode:
    """An episode while it is being gathered."""

    first: int
    last: int
    other: int  # a number of `PeopleFinder`, or the clinician
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

    def proposal(self, kind: str, name: str, named: tuple[NamedAs, ...]) -> EpisodeProposal | None:
        """Return the episode, with whom it is, as a proposal, or None where too little of it was told."""
        components: list[ComponentProposal] = []
        for component in ("W", "RO", "RS"):
            parts = [part for (name, _), part in self.parts.items() if name == component]
            clear = [part for part in parts if part.category is not None] or parts
            components += sorted(clear, key=lambda part: -part.confidence)[:_PER_COMPONENT]
        kinds = len({part.component for part in components})
        completeness = min(5.0, 1.0 + kinds + 0.5 * self.dated + 0.5 * self.told)
        if completeness < LEAST_COMPLETENESS or kinds == 0:
            return None
        place = Place.ROOM if self.other == CLINICIAN else Place.PAST if self.past else Place.OUTSIDE
        score = -1.8 + 0.8 * kinds + 0.4 * self.dated + 0.4 * self.told + min(self.words / 80.0, 1.0)
        return EpisodeProposal(
            first=self.first,
            last=self.last,
            other=kind,
            name=name,
            named=named,
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


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn of the patient as it waits to be pieced together, with who was spoken of in the clinician's before."""

    index: int
    reading: Reading
    found: FoundByGroup
    mentions: Sequence[Mention]
    before: Sequence[Mention]


class EpisodeFinder:
    """Takes the turns of a session as they are read; pieces the episodes together once all people are known."""

    def __init__(self) -> None:
        self._people = PeopleFinder()
        self._turns: list[_Turn] = []
        self._readings: dict[int, Reading] = {}
        self._before: Sequence[Mention] = ()
        self._open: _Episode | None = None
        self._done: list[_Episode] = []
        self._named: dict[int, list[Mention]] = {}

    def listen(self, turn: int, reading: Reading) -> None:
        """Take a turn of the clinician, who may name the people of whom the patient then speaks."""
        self._before = self._people.read(turn, Role.CLINICIAN, reading)
        self._readings[turn] = reading

    def read(self, turn: int, reading: Reading, found: FoundByGroup) -> None:
        """Take the next turn of the patient."""
        mentions = self._people.read(turn, Role.PATIENT, reading)
        self._turns.append(_Turn(turn, reading, found, mentions, self._before))
        self._readings[turn] = reading
        self._before = ()

    def _close(self) -> None:
        if self._open is not None:
            self._done.append(self._open)
        self._open = None

    def _other(self, turn: _Turn, happened: bool) -> int | None:
        """Return the person a turn is mostly about, or None.

        Whoever is spoken of most, the first of equals; a group gives way to the clinician and to any one person. Where
        nobody is, whom the clinician named just before ("How was it with your sister?" - "She laughed.").
        """
        most = self._most(turn.mentions)
        if turn.found.get("room") and (most is None or self._people.who(most)[0] == "group"):
            return CLINICIAN
        if most is None and happened and not _THIRD.isdisjoint(turn.reading.words):
            return self._most([mention for mention in turn.before if not mention.pronoun])
        return most

    def _most(self, mentions: Sequence[Mention]) -> int | None:
        counts: dict[int, int] = {}
        for mention in mentions:
            person = self._people.root(mention.person)
            counts[person] = counts.get(person, 0) + 1
        kinds = {person: kind for person in counts if (kind := self._people.who(person)[0]) is not None}
        return max(kinds, key=lambda person: (kinds[person] != "group", counts[person]), default=None)

    def _piece(self, turn: _Turn) -> None:
        reading, found = turn.reading, turn.found
        happened = bool(found.get("exchange") or found.get("room") or _events(reading, found))
        other = self._other(turn, happened)
        current = self._open
        if current is not None and (
            turn.index - current.last > MOST_BETWEEN + 1 or current.turns >= MOST_TURNS
        ):
            self._close()
            current = None
        if current is not None and other in (None, current.other):
            goes_on = other is not None or not _THIRD.isdisjoint(reading.words)
            if goes_on or any(found.get(part) for part in ("W", "RO", "RS")):
                current.turns += 1
                current.take(turn.index, reading, found)
                return
        if current is not None and (other is not None or len(reading.words) > 12):
            self._close()
        if other is not None and happened:
            self._open = _Episode(turn.index, turn.index, other)
            self._open.take(turn.index, reading, found)

    def finish(self) -> tuple[EpisodeProposal, ...]:
        """Return all episodes in the order in which they begin."""
        for turn in self._turns:
            self._piece(turn)
        self._close()
        told = {
            turn.index: Told(
                turn.index, turn.reading, [c for part in ("W", "RO", "RS") for c in turn.found.get(part, ())]
            )
            for turn in self._turns
        }
        seen = components([told[member] for each in self._done for member in each.members])
        for episode in self._done:
            for member in episode.members:
                episode.add(seen.get(member, ()))
        found = [one for episode in self._done if (one := self._proposal(episode)) is not None]
        return with_clusters(found, self._readings)

    def _proposal(self, episode: _Episode) -> EpisodeProposal | None:
        if episode.other == CLINICIAN:
            return episode.proposal("clinician", "clinician", ())
        kind, name = self._people.who(episode.other)
        named_by = self._named_by(episode.other)
        so_far = bisect_right(named_by, episode.last, key=attrgetter("turn"))
        # The first words of all say who it is, those nearest to the episode who is meant.
        first, nearest = named_by[:1], named_by[max(1, so_far + 1 - _NAMED) : so_far]
        kept = [*first, *nearest] if so_far else []
        named = [NamedAs(m.turn, self._readings[m.turn].words_span(m.first, m.last)) for m in kept]
        return episode.proposal(kind or "", name, tuple(named))

    def _named_by(self, person: int) -> list[Mention]:
        """Return where words named a person, in order; sorted once, however many episodes are with them."""
        person = self._people.root(person)
        if person not in self._named:
            self._named[person] = [m for m in self._people.mentions(person) if not m.pronoun]
        return self._named[person]
