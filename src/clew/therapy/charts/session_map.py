"""The session map: one whole session as a thin picture, from its first turn down to its last.

Height stands for talk: a turn is as high as its share of all words. Lanes from left to right: episodes, who
talks, feelings, what the clinician did, defenses, and ruptures with their repair and talk of risk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, line, number
from clew.therapy.errors import TherapyError
from clew.therapy.transcripts.turns import Role

WIDTH, HEIGHT = 104.0, 640.0
TOP, BOTTOM = 6.0, HEIGHT - 6.0
PARTS = 40  # how many stretches can be opened
GRAIN = 2.0  # equal signs closer than this would lie on each other; one of them is drawn, the words count all

# Where each lane stands.
EPISODES, TALK, TALK_WIDTH, FEELINGS, ACTS, DEFENSES, TROUBLE = 2.0, 14.0, 34.0, 56.0, 64.0, 84.0, 96.0
_REACH = {"insight": 14.0, "middle": 9.0, "support": 5.0}  # poles differ in length too, not in colour alone

# What a mark may mean, and what it is called for a reader.
MEANINGS = {
    "insight": "toward insight",
    "middle": "middle",
    "support": "toward support",
    "affect": "feelings",
    "defense": "defenses",
    "rupture": "rupture markers",
    "repair": "repair",
    "risk": "talk of risk",
}


@dataclass(frozen=True, slots=True)
class MapTurn:
    """Who speaks in a turn and in how many words."""

    role: Role
    words: int


@dataclass(frozen=True, slots=True)
class MapMark:
    """A code at a turn: its meaning (a key of `MEANINGS`) and whether a clinician accepted it."""

    turn: int
    meaning: str
    accepted: bool

    def __post_init__(self) -> None:
        if self.meaning not in MEANINGS:
            raise TherapyError(f"The map has no mark for {self.meaning!r}; use one of {', '.join(MEANINGS)}.")


@dataclass(frozen=True, slots=True)
class MapEpisode:
    """A relationship episode over turns `first` to `last`, both included."""

    first: int
    last: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class SessionMap:
    """All that the map shows.

    Raises:
        TherapyError: there is no turn, or a mark or an episode lies outside the turns.
    """

    turns: tuple[MapTurn, ...]
    marks: tuple[MapMark, ...] = ()
    episodes: tuple[MapEpisode, ...] = ()

    def __post_init__(self) -> None:
        if not self.turns:
            raise TherapyError("A map needs at least one turn.")
        inside = range(len(self.turns))
        places = [m.turn for m in self.marks] + [t for e in self.episodes for t in (e.first, e.last)]
        if not all(place in inside for place in places):
            raise TherapyError("A mark of the map lies outside the session.")


def edges(turns: Sequence[MapTurn]) -> list[float]:
    """Return where each turn begins, from `TOP` on, and after the last where it ends. A turn counts at least one word."""
    words = [max(1, turn.words) for turn in turns]
    whole = sum(words)
    return [TOP + (BOTTOM - TOP) * w / whole for w in accumulate(words, initial=0)]


def parts(turns: Sequence[MapTurn]) -> list[range]:
    """Return the turns of each stretch: at most `PARTS`, about equal in words, none empty."""
    bounds = edges(turns)
    share = (BOTTOM - TOP) / PARTS
    starts: dict[int, int] = {}
    for index in range(len(turns)):
        middle = (bounds[index] + bounds[index + 1]) / 2
        starts.setdefault(int((middle - TOP) / share), index)
    firsts = sorted(starts.values())
    return [range(a, b) for a, b in zip(firsts, [*firsts[1:], len(turns)], strict=True)]


def session_map(data: SessionMap) -> Scene:
    """Return the picture. Each stretch is a spot whose `ref` is `turn:` and its first turn, from 0."""
    bounds = edges(data.turns)
    sheet = Sheet()
    for stretch in parts(data.turns):
        sheet.add(_stretch(data, stretch, bounds))
    for episode in data.episodes:
        sheet.add(_bracket(episode, bounds))
    drawn: set[tuple[str, bool, int]] = set()
    for mark in data.marks:
        y = (bounds[mark.turn] + bounds[mark.turn + 1]) / 2
        place = (mark.meaning, mark.accepted, round(y / GRAIN))
        if place not in drawn:
            drawn.add(place)
            sheet.add(*_mark(mark, y))
    return Scene(WIDTH, HEIGHT, "Session map", _description(data), tuple(sheet.marks))


def _stretch(data: SessionMap, stretch: range, bounds: Sequence[float]) -> Spot:
    """One stretch: the patient's share of the words, and an unseen target over all lanes."""
    turns = [data.turns[i] for i in stretch]
    words = sum(max(1, t.words) for t in turns)
    patient = sum(max(1, t.words) for t in turns if t.role is Role.PATIENT)
    top, height = bounds[stretch.start], bounds[stretch.stop] - bounds[stretch.start]
    drawn = max(0.5, height - 1)
    inside = [m for m in data.marks if m.turn in stretch]
    return Spot(
        f"turn:{stretch.start}",
        _span(stretch),
        (*_share(data, patient, words), *_in_words(inside)),
        (
            Rect("band", TALK, top, TALK_WIDTH, drawn),
            Rect("talk", TALK, top, TALK_WIDTH * patient / words, drawn),
            Rect("target", 0, top, WIDTH, height),
        ),
        WIDTH / 2,
        top,
    )


def _share(data: SessionMap, patient: int, words: int) -> tuple[str, ...]:
    """Say how much of some words is the patient's; nothing where it is not known who the patient is."""
    if not any(turn.role is Role.PATIENT for turn in data.turns):
        return ()
    return (f"The patient speaks {round(100 * patient / words)} in 100 words",)


def _span(stretch: range) -> str:
    first, last = stretch.start + 1, stretch.stop
    return f"Turn {first}" if first == last else f"Turns {first} to {last}"


def _in_words(marks: Sequence[MapMark]) -> tuple[str, ...]:
    accepted = Counter(m.meaning for m in marks if m.accepted)
    waiting = sum(not m.accepted for m in marks)
    said = [f"{MEANINGS[m]} {accepted[m]}" for m in MEANINGS if accepted[m]]
    lines = [", ".join(said)] if said else []
    if waiting:
        lines.append(f"{waiting} {'proposals' if waiting > 1 else 'proposal'}")
    return tuple(lines)


def _bracket(episode: MapEpisode, bounds: Sequence[float]) -> Path:
    top, bottom = bounds[episode.first] + 1, max(bounds[episode.last + 1] - 1, bounds[episode.first] + 3)
    points = [(EPISODES + 4, top), (EPISODES, top), (EPISODES, bottom), (EPISODES + 4, bottom)]
    return Path("ink" if episode.accepted else "proposal", line(points))


def _mark(mark: MapMark, y: float) -> tuple[Path | Circle, ...]:
    """One code as a small sign; its shape says what it is, hollow or dashed that it is only proposed."""
    if mark.meaning in _REACH:
        kind = f"act-{mark.meaning}" if mark.accepted else "faint"
        return (Path(kind, line([(ACTS, y), (ACTS + _REACH[mark.meaning], y)])),)
    if mark.meaning == "affect":
        return (Circle("dot" if mark.accepted else "faint", FEELINGS, y, 1.8),)
    if mark.meaning == "defense":
        square = f"M{number(DEFENSES - 2)} {number(y - 2)}h4v4h-4Z"
        return (Path("ink" if mark.accepted else "faint", square),)
    if mark.meaning == "rupture":
        zigzag = f"M{number(TROUBLE - 5)} {number(y - 2)}l3 4l3 -4l3 4"
        return (Path("ink" if mark.accepted else "faint", zigzag),)
    if mark.meaning == "repair":
        arc = f"M{number(TROUBLE - 4)} {number(y + 2)}a4 4 0 0 1 8 0"
        return (Path("ink" if mark.accepted else "faint", arc),)
    # Risk is drawn alike whether it was accepted or not: nobody should overlook it.
    return (Path("danger", f"M{number(TROUBLE)} {number(y - 5)}l5 5l-5 5l-5 -5Z"),)


def _description(data: SessionMap) -> str:
    words = sum(max(1, t.words) for t in data.turns)
    patient = sum(max(1, t.words) for t in data.turns if t.role is Role.PATIENT)
    counted = ", ".join(_in_words(data.marks)) or "no codes yet"
    share = "".join(f"{said}; " for said in _share(data, patient, words))
    episodes = sum(e.accepted for e in data.episodes)
    return f"{len(data.turns)} turns. {share}{counted}; {episodes} episode{'s' if episodes != 1 else ''}."
