"""Whisper's JSON, with the speakers that WhisperX adds, and whisper.cpp's variant of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clew.therapy.transcripts.errors import TranscriptError
from clew.therapy.transcripts.times import is_time, seconds_in_json
from clew.therapy.transcripts.utterances import Utterance

_LISTS = ("segments", "transcription", "utterances")  # Whisper and WhisperX; whisper.cpp; others


def load(content: str, name: str) -> Any:
    """Return the value of a JSON file, or raise TranscriptError with the line where it is not JSON.

    NaN and infinity, which Whisper writes among its statistics, become None.
    """
    import json  # not needed to read the other formats

    try:
        return json.loads(content, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        at_end = not content[error.pos :].strip()
        problem = "the JSON breaks off" if at_end else "this is not JSON"
        raise TranscriptError(name, error.lineno, problem, "a complete JSON file") from None
    except (ValueError, RecursionError):
        # Numbers of thousands of digits and brackets within brackets without end are attacks, not transcripts.
        raise TranscriptError(name, None, "the JSON cannot be read", "the JSON of a transcript") from None


def utterances(value: Any, name: str) -> Iterator[Utterance]:
    """Yield the segments of a loaded Whisper file, or of a bare list of segments.

    A segment has ``text`` and may have ``speaker``, ``start`` and ``end`` in seconds, or whisper.cpp's ``offsets`` in
    milliseconds. Errors name the segment, counted from 1, as JSON keeps no lines.
    """
    if isinstance(value, dict):
        value = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
    if not isinstance(value, list):
        expected = 'the list "segments" that Whisper writes, or Clew\'s "turns"'
        raise TranscriptError(name, None, "it has no list of segments", expected)
    for number, segment in enumerate(value, 1):
        yield _utterance(segment, number, name)


def _utterance(segment: Any, number: int, name: str) -> Utterance:
    def error(problem: str, expected: str) -> TranscriptError:
        return TranscriptError(name, None, f"segment {number} {problem}", expected)

    if not isinstance(segment, dict) or not isinstance(segment.get("text"), str):
        raise error("has no text", '"text" with what was said')
    speaker = segment.get("speaker")
    if speaker is not None and not (isinstance(speaker, (str, int)) and not isinstance(speaker, bool)):
        raise error("has a speaker that is no label", '"speaker" with a name or a number')
    start, end, per_second = segment.get("start"), segment.get("end"), 1
    if isinstance(offsets := segment.get("offsets"), dict):
        start, end, per_second = offsets.get("from"), offsets.get("to"), 1000
    try:
        start, end = seconds_in_json(start, per_second), seconds_in_json(end, per_second)
    except (TypeError, OverflowError):
        start = end = -1.0
    if not (is_time(start) and is_time(end)) or (start is not None and end is not None and end < start):
        raise error("has times that cannot be", '"start" and "end" in seconds, in that order')
    return Utterance(None, "" if speaker is None else str(speaker), segment["text"], start, end)
