"""The figures of a session in words: what was counted, and the turns it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clew.therapy.coding.process.coded import Counted, Noted, Stretch
from clew.therapy.coding.process.session import Process
from clew.therapy.coding.process.times import ResponseTimes, Silence
from clew.therapy.coding.process.topics import Taken
from clew.therapy.knowledge import AFFECTS, REPAIR_STRATEGIES, RUPTURE_MARKERS
from clew.therapy.knowledge.process import FIGURES, Figure
from clew.therapy.transcripts.turns import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A turn, and what is there."""

    turn: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was counted, as a sentence, with the turns it rests on in order."""

    words: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One figure and what it came to in this session."""

    figure: Figure
    lines: tuple[Line, ...]


def told(found: Process) -> tuple[Told, ...]:
    """Return every figure but talk share and turn length, which are a table of their own, in the order of `FIGURES`."""
    return tuple(Told(FIGURES[slug], tuple(say(found))) for slug, say in _SAY.items())


def name_of(one: Noted) -> str:
    """Return what people call a feeling, a rupture marker or a repair move."""
    for family in (AFFECTS, RUPTURE_MARKERS, REPAIR_STRATEGIES):
        if one.code in family:
            return family[one.code].name
    return one.code.replace("_", " ")


def many(count: int, one: str, more: str = "") -> str:
    """Return a count with its word."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def lasting(seconds: float) -> str:
    """Say a length of time."""
    if abs(seconds) < 60:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def per_cent(share: float) -> str:
    """Say a share of 0 to 1."""
    return f"{100 * share:.0f} %"


def _response(found: Process) -> list[Line]:
    timed = [one for one in found.responses if one.measured]
    if not timed:
        if any(turn.start is not None for turn in found.talk.turns):
            return [Line("The times in this transcript do not tell when a voice ends, so nothing is given.")]
        return [Line("This transcript has no times, so nothing is given.")]
    return [_response_of(one) for one in timed]


def _response_of(one: ResponseTimes) -> Line:
    words = (
        f"{one.role.value.capitalize()}: measured in {len(one.measured)} of {many(one.exchanges, 'answer')}, "
        f"median {lasting(one.median or 0.0)}"
    )
    if one.overlaps:
        words += f"; {len(one.overlaps)} began while the other still spoke"
    longest = one.longest
    places = () if longest is None else (Place(longest[0], f"longest, {lasting(longest[1])}"),)
    return Line(f"{words}.", places)


def of_silence(one: Silence) -> str:
    """Say one silence."""
    length = "" if one.seconds is None else f", {lasting(one.seconds)}"
    if one.before is one.after or one.after is None:
        return f"silence{length}"
    return f"silence before the {one.after.value} speaks{length}"


def _silences(found: Process) -> list[Line]:
    noted = sum(one.marked for one in found.silences)
    gaps = sum(one.between for one in found.silences)
    if not found.silences:
        return [Line("The transcript names no silence, and its times show none.")]
    words = many(len(found.silences), "silence")
    if noted:
        words += f"; {noted} written in the transcript"
    if gaps:
        words += f"; {gaps} of at least {found.limits.silence_seconds:g} seconds in its times"
    after = sum(one.before is Role.CLINICIAN and one.after is Role.PATIENT for one in found.silences)
    if after:
        words += f"; {after} after the clinician, before the patient speaks"
    places = (Place(one.turn, "" if one.seconds is None else lasting(one.seconds)) for one in found.silences)
    return [Line(f"{words}.", tuple(places))]


def _lateness(found: Process) -> list[Line]:
    lines = []
    if found.lateness.minutes is not None:
        lines.append(Line(f"The record says {found.lateness.minutes:g} minutes."))
    if found.lateness.said:
        lines.append(Line("Spoken of:", tuple(Place(one.turn, one.words) for one in found.lateness.said)))
    return lines or [Line("Nothing is recorded, and no phrase of the list was said at the beginning.")]


def _minimal(found: Process) -> list[Line]:
    minimal = found.minimal
    if minimal.share is None:
        return [Line("No turn of a patient follows on one of a clinician, so there is no answer to count.")]
    most = f"{found.limits.minimal_words:g}"
    words = (
        f"{len(minimal.short)} of {many(minimal.answers, 'answer')} "
        f"{'has' if len(minimal.short) == 1 else 'have'} at most {most} words ({per_cent(minimal.share)})."
    )
    lines = [Line(words, tuple(map(Place, minimal.short)))]
    lines += [
        Line(f"{len(run)} in a row:", (Place(run[0], "from"), Place(run[-1], "to"))) for run in minimal.runs
    ]
    return lines


def of_taken(one: Taken) -> str:
    """Say one answer that is marked."""
    return f"other words, after what was said at turn {one.asked + 1}"


def _topics(found: Process) -> list[Line]:
    topics = found.topics
    if not topics.compared:
        return [Line("No question and answer are both long enough to compare.")]
    return [
        Line(
            f"Answers long enough to compare: {len(topics.compared)}. Words of the question not taken up: "
            f"{len(topics.untaken)}. Nor any content word of the {found.limits.topic_reach:g} turns before: "
            f"{len(topics.marked)}.",
            tuple(Place(one.turn) for one in topics.marked),
        )
    ]


def _affects(found: Process) -> list[Line]:
    return [
        Line(
            f"{one.affect.capitalize()}: {len(one.turns)}; by third {one.thirds[0]}, {one.thirds[1]}, {one.thirds[2]}.",
            tuple(map(Place, one.turns)),
        )
        for one in found.affects
    ] or [Line("No feeling was coded.")]


def of_stretch(one: Stretch) -> str:
    """Say one stretch of rupture markers."""
    families = " and ".join(family.value for family in one.families)
    repairs = many(len(one.repairs), "repair move") if one.repairs else "no repair move coded"
    return (
        f"{many(len(one.markers), 'marker')} close together{f' ({families})' if families else ''}, {repairs}"
    )


def _ruptures(found: Process) -> list[Line]:
    ruptures = found.ruptures
    lines = [
        Line(
            f"{of_stretch(one)}.",
            tuple(Place(code.turn, name_of(code)) for code in sorted((*one.markers, *one.repairs))),
        )
        for one in ruptures.stretches
    ]
    for codes, words in ((ruptures.single, "On its own:"), (ruptures.elsewhere, "Repair moves elsewhere:")):
        if codes:
            lines.append(Line(words, tuple(Place(code.turn, name_of(code)) for code in codes)))
    return lines or [Line("No rupture marker and no repair move was coded.")]


def _insight(found: Process) -> list[Line]:
    insight = found.insight
    if not insight.interpretations:
        return [Line("No interpretation was coded, so there is nothing to compare.")]
    return [
        Line(
            f"{many(len(insight.interpretations), 'interpretation')}.",
            tuple(map(Place, insight.interpretations)),
        ),
        _rate(f"In the patient's turns within {found.limits.insight_reach:g} turns after", insight.after),
        _rate("In the patient's other turns", insight.elsewhere),
    ]


def _rate(where: str, count: Counted) -> Line:
    if count.per_hundred is None:
        return Line(f"{where}: no words.")
    words = f"{where}: {len(count.found)} in {many(count.words, 'word')}, {count.per_hundred:.2f} per 100."
    return Line(words, tuple(Place(one.turn, one.words) for one in count.found))


_SAY: Mapping[str, Callable[[Process], list[Line]]] = {
    "response_time": _response,
    "silence": _silences,
    "lateness": _lateness,
    "minimal_response": _minimal,
    "topic_shift": _topics,
    "affect_course": _affects,
    "rupture_repair": _ruptures,
    "insight_words": _insight,
}
