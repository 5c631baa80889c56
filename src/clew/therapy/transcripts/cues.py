"""Cues: the timed blocks that WebVTT and SubRip files are made of.

The packages for both formats skip what they cannot read. In a record that would lose words without a sign, so
Clew reads the blocks itself, line by line, and stops with the line number at the first thing that is not right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from clew.therapy.transcripts.labels import Labels, candidate
from clew.therapy.transcripts.limits import MAX_LINE_CHARACTERS
from clew.therapy.transcripts.text import Text
from clew.therapy.transcripts.times import seconds_of
from clew.therapy.transcripts.utterances import Utterance

_ARROW = "-->"
_TIMING = "a timing line like 00:01:02.000 --> 00:01:05.000"
_LONGEST_TIMING_LINE = 500
_STARTS_LIKE_A_TIME = re.compile(r"\s*\d{1,4}:\d{2}:", re.ASCII)
_WITHOUT_SPEECH = ("WEBVTT", "NOTE", "STYLE", "REGION")  # how WebVTT's other blocks begin

Line = tuple[int, str]


@dataclass(slots=True)
class Cue:
    """One timed block: the number of its timing line, its name ("" without), its times and its lines of text."""

    line: int
    identifier: str
    start: float | None
    end: float | None
    payload: list[str] = field(default_factory=list)

    @property
    def has_words(self) -> bool:
        """Whether anything but white space stands in the cue."""
        return any(line.strip() for line in self.payload)


def is_timing(line: str) -> bool:
    """Return whether ``line`` is a complete timing line."""
    return _times(line) is not None


def _times(line: str) -> tuple[float, float] | None:
    left, _, right = line[:_LONGEST_TIMING_LINE].partition(_ARROW)
    words = right.split(None, 1)  # what follows the end time places the cue on a screen
    start, end = seconds_of(left.strip()), seconds_of(words[0]) if words else None
    return None if start is None or end is None else (start, end)


def cues(text: Text, *, webvtt: bool) -> Iterator[Cue]:
    """Yield the cues of a WebVTT or SubRip file that have words.

    Blocks are parted by blank lines; a cue may have a name above its timing line (in SubRip its number). Where
    the blank line before a cue is missing, the cue is found all the same if its number follows on the last one's
    or if no cue has a name. Text after a blank line inside a cue is kept in SubRip, where programs write it, and
    refused in WebVTT. WebVTT's comments, styles and regions hold no speech and are skipped.

    Raises TranscriptError with the line where a timing line is missing or wrong, where the last cue has no words
    (then the file breaks off there), and where there is no cue at all.
    """
    last: Cue | None = None
    for block in _blocks(text):
        timings = _timing_lines(block, text, webvtt=webvtt)
        lead = block[: timings[0]] if timings else block
        if webvtt and lead and lead[0][1].split(None, 1)[0] in _WITHOUT_SPEECH:
            lead = []
        # Above a timing line stands the cue's name; in SubRip only a number is one.
        named = bool(timings and lead) and (webvtt or lead[-1][1].strip().isdecimal())
        names = lead[-1:] if named else []
        for number, line in lead[: len(lead) - len(names)]:
            if webvtt or last is None or line.strip().isdecimal() or _STARTS_LIKE_A_TIME.match(line):
                raise text.error(number + 1, "a cue has no times", _TIMING)
            last.payload.append(line)
        name = names[0][1].strip() if names else ""
        for position, stop in zip(timings, [*timings[1:], len(block)], strict=False):
            number, line = block[position]
            if position != timings[0]:
                name = _name_without_blank_line(last, number, text)
            if last is not None and last.has_words:
                yield last
            times = _times(line)
            if times is None:
                raise text.error(number, "the times of a cue cannot be read", _TIMING)
            last = Cue(number, name, *times, [line for _, line in block[position + 1 : stop]])
    if last is None:
        raise text.error(None, "there is no cue in it", _TIMING)
    if not last.has_words:
        raise text.error(last.line + 1, "the file breaks off", "the words of its last cue")
    yield last


def _blocks(text: Text) -> Iterator[list[Line]]:
    """Yield the runs of lines between blank lines."""
    block: list[Line] = []
    length = 0
    for number, line in text.lines():
        if line.strip():
            block.append((number, line))
            length += len(line) + 1
            if length > MAX_LINE_CHARACTERS:
                raise text.error(number, "a block is too long", "a blank line between cues")
        elif block:
            yield block
            block, length = [], 0
    if block:
        yield block


def _timing_lines(block: list[Line], text: Text, *, webvtt: bool) -> list[int]:
    """Return the positions of a block's timing lines, one where all is well.

    An arrow anywhere else is an error in WebVTT, which forbids it in text. SubRip allows it, unless it stands with
    digits where a timing line belongs.
    """
    arrows = [position for position, (_, line) in enumerate(block) if _ARROW in line]
    good = [position for position in arrows if is_timing(block[position][1])]
    if arrows and arrows[0] not in good:
        number, line = block[arrows[0]]
        if webvtt or (arrows[0] < 2 and any(character.isdigit() for character in line)):
            raise text.error(number, "the times of a cue cannot be read", _TIMING)
    return arrows if webvtt else good


def _name_without_blank_line(last: Cue | None, number: int, text: Text) -> str:
    """Return the name of a cue that follows on another without a blank line; it stands at the end of that one."""
    if last is None or not last.identifier:
        return ""
    above = last.payload[-1].strip() if last.payload else ""
    if _is_number(last.identifier) and _is_number(above) and int(above) == int(last.identifier) + 1:
        last.payload.pop()
        return above
    raise text.error(number, "two cues run into each other", "a blank line between them")


def _is_number(name: str) -> bool:
    return len(name) < 10 and name.isdecimal()


def labelled(
    read: Callable[[], Iterable[Cue]], bare: Callable[[str], str], words: Callable[[str], str]
) -> Iterator[Utterance]:
    """Yield the utterances of cues whose speakers stand in the text, as "Name: text".

    ``read`` gives the cues, twice: once to find out which beginnings are labels, once to split them off.
    ``bare`` takes the tags from a line; ``words`` turns what is left into what was said. A cue without a label has no
    speaker: recorders that write labels write them in each cue, so a missing one means that the voice was not known.
    """
    labels = Labels.of(
        (candidate(bare(next(line for line in cue.payload if line.strip()))) for cue in read()),
        lines_continue=False,
    )
    for cue in read():
        speaker, lines = "", list[str]()
        for line in map(bare, cue.payload):
            found = labels.of_line(line)
            if found is not None:
                yield Utterance(cue.line, words(speaker), words("\n".join(lines)), cue.start, cue.end)
                speaker, lines = found.label, []
                line = found.rest
            lines.append(line)
        yield Utterance(cue.line, words(speaker), words("\n".join(lines)), cue.start, cue.end)
