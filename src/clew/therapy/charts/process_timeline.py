"""One session from left to right: who talks, and what was counted where, each sign at its turn.

Width stands for talk: a turn is as wide as its share of all words, as in the session map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from clew.therapy.charts.scene import Circle, Path, Rect, Scene, Sheet, Spot, Text, line, number
from clew.therapy.coding.codes import Scheme
from clew.therapy.coding.process.coded import Noted
from clew.therapy.coding.process.session import Process
from clew.therapy.coding.process.words import many, name_of, of_silence, of_stretch, of_taken
from clew.therapy.transcripts.turns import Role

WIDTH, LEFT, RIGHT = 920.0, 168.0, 908.0
TOP, TALK, LANE, ROW, FOOT = 14.0, 44.0, 30.0, 19.0, 26.0
PARTS = 60  # stretches of talk that can be opened
GRAIN = 6.0  # signs of a lane closer than this are one sign that says how many
MOST_FEELINGS = 8  # rows; further feelings share one

Shape = Path | Circle


@dataclass(frozen=True, slots=True)
class Sign:
    """Something at a turn: what it says, its kind for counting several, and how it is drawn at a place."""

    turn: int
    words: str
    kind: str
    draw: Callable[[float, float], Sequence[Shape]]


def x_of(place: float) -> float:
    """Return where a place in the session, from 0 to 1, lies in the picture."""
    return LEFT + place * (RIGHT - LEFT)


def process_timeline(found: Process) -> Scene:
    """Return the picture. Each spot's ``ref`` is ``turn:`` and a turn, from 0. Nothing is drawn without a turn."""
    sheet = Sheet()
    y = TOP
    bottom = TOP + TALK + sum(height for *_, height in _lanes(found))
    for third in (0.0, 1 / 3, 2 / 3, 1.0):
        sheet.add(Path("rule", line([(x_of(third), TOP), (x_of(third), bottom)])))
    _talk(sheet, found)
    y += TALK
    for name, signs, height in _lanes(found):
        middle = y + height / 2
        sheet.add(Path("rule", line([(LEFT, middle), (RIGHT, middle)])))
        sheet.add(Text(LEFT - 10, middle + 4, name, anchor="end"))
        for together in _together(found, signs):
            sheet.add(_spot(found, together, middle, height))
        y += height
    _foot(sheet, found, y)
    counted = "; ".join(f"{name}: {len(signs)}" for name, signs, _ in _lanes(found))
    about = f"{many(len(found.talk.turns), 'turn')}. {counted}. The table says the same."
    return Scene(WIDTH, y + FOOT, "The session from left to right", about, tuple(sheet.marks))


def _lanes(found: Process) -> list[tuple[str, list[Sign], float]]:
    lanes = [
        ("silences", [Sign(s.turn, of_silence(s), "silences", _ring) for s in found.silences], LANE),
        (
            "short answers",
            [Sign(t, "short answer", "short answers", _tick) for t in found.minimal.short],
            LANE,
        ),
        (
            "other words",
            [Sign(t.turn, of_taken(t), "answers in other words", _hook) for t in found.topics.marked],
            LANE,
        ),
    ]
    lanes += _feelings(found)
    insight = [
        *(Sign(t, "interpretation", "interpretations", _stroke) for t in found.insight.interpretations),
        *(Sign(p.turn, p.words, "words of insight", _dot) for p in found.insight.after.found),
    ]
    lanes.append(("interpretation, insight", sorted(insight, key=lambda sign: sign.turn), LANE))
    lanes.append(("rupture markers", _ruptures(found), LANE))
    lanes.append(("repair moves", _repairs(found), LANE))
    return lanes


def _feelings(found: Process) -> list[tuple[str, list[Sign], float]]:
    """Return a row for each of the most frequent feelings, in the order in which they come, and one for the others."""
    often = sorted(found.affects, key=lambda one: -len(one.turns))[:MOST_FEELINGS]
    accepted = {(c.turn, c.code) for c in found.codes if c.scheme is Scheme.AFFECT and c.accepted}

    def signs(affect: str, turns: Sequence[int]) -> list[Sign]:
        return [Sign(t, affect, affect, _dot if (t, affect) in accepted else _faint) for t in turns]

    rows = [(one.affect, signs(one.affect, one.turns), ROW) for one in found.affects if one in often]
    rest = [sign for one in found.affects if one not in often for sign in signs(one.affect, one.turns)]
    if rest:
        rows.append(("other feelings", sorted(rest, key=lambda sign: sign.turn), ROW))
    return rows or [("feelings", [], ROW)]


def _ruptures(found: Process) -> list[Sign]:
    def zigzag(width: float, kind: str) -> Callable[[float, float], Sequence[Shape]]:
        steps = max(1, round(width / 8))
        return lambda x, y: (Path(kind, f"M{number(x)} {number(y - 3)}" + "l4 6l4 -6" * steps),)

    signs = []
    for one in found.ruptures.stretches:
        width = x_of(found.talk.middles[one.last]) - x_of(found.talk.middles[one.first])
        kind = "ink" if all(marker.accepted for marker in one.markers) else "faint"
        signs.append(Sign(one.first, of_stretch(one), "stretches of markers", zigzag(width, kind)))
    for marker in found.ruptures.single:
        kind = "ink" if marker.accepted else "faint"
        signs.append(Sign(marker.turn, name_of(marker), "markers", zigzag(0, kind)))
    return sorted(signs, key=lambda sign: sign.turn)


def _repairs(found: Process) -> list[Sign]:
    near = [repair for one in found.ruptures.stretches for repair in one.repairs]
    return [_repair(repair) for repair in sorted((*near, *found.ruptures.elsewhere))]


def _repair(repair: Noted) -> Sign:
    kind = "ink" if repair.accepted else "faint"

    def arc(x: float, y: float) -> Sequence[Shape]:
        return (Path(kind, f"M{number(x - 5)} {number(y + 3)}a5 5 0 0 1 10 0"),)

    return Sign(repair.turn, name_of(repair), "repair moves", arc)


def _ring(x: float, y: float) -> Sequence[Shape]:
    return (Circle("bead", x, y, 3),)


def _tick(x: float, y: float) -> Sequence[Shape]:
    return (Path("ink", line([(x, y - 5), (x, y + 5)])),)


def _hook(x: float, y: float) -> Sequence[Shape]:
    return (Path("ink", line([(x - 4, y), (x, y), (x, y - 7), (x + 5, y - 7)])),)


def _dot(x: float, y: float) -> Sequence[Shape]:
    return (Circle("dot", x, y, 3),)


def _faint(x: float, y: float) -> Sequence[Shape]:
    return (Circle("faint", x, y, 3),)


def _stroke(x: float, y: float) -> Sequence[Shape]:
    return (Path("act-insight", line([(x, y - 8), (x, y + 8)])),)


def _together(found: Process, signs: Sequence[Sign]) -> list[list[Sign]]:
    """Return signs with those too close to each other to be told apart as one; each kind keeps its own place."""
    groups: list[list[Sign]] = []
    by_kind = groupby(sorted(signs, key=lambda sign: (sign.kind, sign.turn)), key=lambda sign: sign.kind)
    for _, same in by_kind:
        first = True
        for sign in same:
            x = x_of(found.talk.middles[sign.turn])
            if not first and x - x_of(found.talk.middles[groups[-1][0].turn]) < GRAIN:
                groups[-1].append(sign)
            else:
                groups.append([sign])
            first = False
    return sorted(groups, key=lambda group: group[0].turn)


def _spot(found: Process, together: Sequence[Sign], y: float, height: float) -> Spot:
    first, last = together[0], together[-1]
    x = x_of(found.talk.middles[first.turn])
    if len(together) == 1:
        title, lines = f"Turn {first.turn + 1}", (first.words,)
    else:
        title, lines = _span(first.turn, last.turn), (f"{len(together)} {first.kind}",)
    target = Rect("target", x - 7, y - height / 2, 14, height)
    return Spot(f"turn:{first.turn}", title, lines, (target, *first.draw(x, y)), x, y)


def _span(first: int, last: int) -> str:
    return f"Turn {first + 1}" if first == last else f"Turns {first + 1} to {last + 1}"


def _talk(sheet: Sheet, found: Process) -> None:
    """Draw the patient's share of the words, stretch by stretch; nothing where nobody is known as the patient."""
    talk = found.talk
    known = found.share.share(Role.PATIENT) is not None
    sheet.add(Text(LEFT - 10, TOP + TALK / 2 - 4, "patient's share" if known else "who talks:", anchor="end"))
    sheet.add(
        Text(LEFT - 10, TOP + TALK / 2 + 10, "of the words" if known else "not known yet", anchor="end")
    )
    if not known:
        return
    height = TALK - 10
    edges = [0.0]
    for middle in talk.middles:
        edges.append(2 * middle - edges[-1])
    for _, group in groupby(range(len(talk.turns)), key=lambda turn: int(talk.middles[turn] * PARTS)):
        stretch = list(group)
        words = sum(len(talk.words[turn]) for turn in stretch)
        patient = sum(len(talk.words[t]) for t in stretch if talk.turns[t].role is Role.PATIENT)
        left, right = x_of(edges[stretch[0]]), x_of(edges[stretch[-1] + 1])
        drawn, share = max(0.5, right - left - 1), patient / words if words else 0.0
        says = f"The patient speaks {round(100 * share)} in 100 words"
        if len(stretch) == 1:
            says = f"{talk.turns[stretch[0]].role.value.capitalize()}, {many(words, 'word')}"
        sheet.add(
            Spot(
                f"turn:{stretch[0]}",
                _span(stretch[0], stretch[-1]),
                (says,),
                (
                    Rect("band", left, TOP, drawn, height),
                    Rect("talk", left, TOP + height * (1 - share), drawn, height * share),
                    Rect("target", left, TOP, max(1, right - left), height),
                ),
                (left + right) / 2,
                TOP,
            )
        )


def _foot(sheet: Sheet, found: Process, y: float) -> None:
    """Write the turns at which each third begins, with the time where the transcript has one."""
    turns = found.talk.turns
    if not turns:
        return
    for third in range(3):
        first = next((t for t in turns if found.talk.middles[t.index] * 3 >= third), None)
        if first is None:
            continue
        minute = "" if first.start is None else f", minute {int(first.start) // 60}"
        sheet.add(Text(x_of(third / 3) + 3, y + 16, f"turn {first.index + 1}{minute}"))
