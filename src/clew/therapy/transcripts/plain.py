"""Plain text: "Name: text" as people type it, and "Name  0:12" above the text as Otter and Teams write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from clew.therapy.transcripts.labels import (
    Candidate,
    Labels,
    bare,
    candidate,
    looks_like_a_name,
    names_a_role,
)
from clew.therapy.transcripts.text import Text
from clew.therapy.transcripts.times import seconds_of
from clew.therapy.transcripts.utterances import Utterance

_CLOCK = re.compile(r"[\[(]?(\d{1,3}(?::\d\d){1,2}(?:[.,]\d{1,3})?)[\])]?", re.ASCII)
_LONGEST_CLOCK = 20
_LONGEST_HEADER = 100
_FOOTER = "Transcribed by https://otter.ai"
_EXPECTED = 'lines like "Name: text", or "Name  0:12" above the text'


class _Label(NamedTuple):
    """A line's speaker, what follows on the line, and the time that stands beside the name."""

    speaker: str
    rest: str
    start: float | None


def utterances(text: Text) -> Iterator[Utterance]:
    """Yield what is said in a plain text.

    Lines without a label go on with the speaker before, across blank lines too: so texts are wrapped and
    paragraphs typed. What stands above the first label has no speaker. A time before the label ("[00:01:02] Name:
    text") or after it ("Name (0:12): text") is the start of that line. If more lines are a name with a time and nothing
    else than begin with "Name:", the file is read as Otter's, and a time alone stands for an unknown voice there.

    Raises TranscriptError where no speaker can be told, and where the last label has no words.
    """
    headers, above = 0, ""
    for line in text.open():
        headers += _header(line, above) is not None
        above = line
    labels = Labels.of((_candidate(line)[0] for line in text.open() if line.strip()), lines_continue=True)
    if not headers and not labels.lines:
        first = next((number for number, line in text.lines() if line.strip()), None)
        raise text.error(first, "no line says who speaks", _EXPECTED)
    return _spoken(text, None if headers > labels.lines else labels)


def _spoken(text: Text, labels: Labels | None) -> Iterator[Utterance]:
    """Yield an utterance for each line, under the label above it; ``labels`` is None in Otter's kind of file."""
    speaker, start, labelled_at, above = "", None, 0, ""
    for number, line in text.lines():
        found = _header(line, above) if labels is None else _labelled(line, labels)
        above = line
        if found is not None:
            speaker, line, start = found
            labelled_at = number
        line = line.strip()
        # A footer and a time between two paragraphs are no speech.
        if line and line != _FOOTER and (labels is None or _clock(line) is None):
            yield Utterance(number, speaker, line, start)
            labelled_at = 0
    if labelled_at:
        raise text.error(labelled_at, "the file breaks off after a speaker's name", "what the speaker says")


def _clock(word: str) -> float | None:
    match = _CLOCK.fullmatch(word) if len(word) <= _LONGEST_CLOCK else None
    return seconds_of(match[1]) if match else None


def _header(line: str, above: str) -> _Label | None:
    """Return the name and time of a line that has nothing else; "we met at 10:30" is none.

    Two spaces or a tab part the name from the time; a single space is enough under a blank line. A time alone counts
    under a blank line only.
    """
    line = line.strip()
    if not line or len(line) > _LONGEST_HEADER:
        return None
    name, last = ("", line) if len(parts := line.rsplit(None, 1)) == 1 else parts
    start = _clock(last)
    gap = line[len(name) : len(line) - len(last)]
    if start is None or not (not above.strip() or len(gap) > 1 or gap == "\t"):
        return None
    name = bare(name)
    if len(parts) > 1 and not (looks_like_a_name(name) or names_a_role(name)):
        return None
    return _Label(name, "", start)


def _labelled(line: str, labels: Labels) -> _Label | None:
    found, start = _candidate(line)
    settled = labels.settle(found)
    return settled and _Label(settled.label, settled.rest, start)


def _candidate(line: str) -> tuple[Candidate | None, float | None]:
    """Return the label that may begin a line, and the time before it or at its end."""
    first, *rest = line.split(None, 1) or [""]
    start = _clock(first) if rest else None
    found = candidate(line if start is None else rest[0])
    if found is None:
        return None, None
    name, _, last = found.label.rpartition(" ")
    if name and (after := _clock(last)) is not None:
        return Candidate(bare(name), found.rest), after
    return found, start
