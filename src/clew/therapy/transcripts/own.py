"""Clew's own JSON, which holds a transcript exactly: roles, times, and texts with their line ends.

It looks like ``{"format": ..., "turns": [{"index", "speaker", "role", "start", "end", "text"}, ...]}``. Whatever else
stands in it is left aside, so that what ``clew code --format json`` prints can be read back too.
"""

from __future__ import annotations

import re
from typing import Any

from clew.therapy.errors import TherapyError
from clew.therapy.transcripts.errors import TranscriptError
from clew.therapy.transcripts.limits import MAX_LABEL_CHARACTERS, MAX_TURN_CHARACTERS, MAX_TURNS
from clew.therapy.transcripts.times import check_times, seconds_in_json
from clew.therapy.transcripts.turns import Role, Transcript, Turn

_LONGEST_FORMAT = 40
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def write_json(transcript: Transcript) -> str:
    """Return ``transcript`` as Clew's own JSON, a turn a line; `read` gives an equal transcript back.

    The one difference: halves of surrogate pairs, which are no text, become U+FFFD.

    Raises TherapyError if a time lies outside any recording.
    """
    import json  # not needed to read the other formats

    turns = []
    for turn in transcript.turns:
        check_times(turn)
        turns.append(
            json.dumps(
                {
                    "index": turn.index,
                    "speaker": turn.speaker,
                    "role": turn.role.value,
                    "start": turn.start,
                    "end": turn.end,
                    "text": turn.text,
                },
                ensure_ascii=False,
            )
        )
    head = json.dumps(transcript.format, ensure_ascii=False)
    content = f'{{"format": {head},\n "turns": [\n  ' + ",\n  ".join(turns) + "\n ]}\n"
    return _LONE_SURROGATE.sub("\ufffd", content)


def is_own(value: Any) -> bool:
    """Return whether a loaded JSON value is Clew's own."""
    return isinstance(value, dict) and isinstance(value.get("turns"), list)


def transcript_of_own(value: Any, name: str) -> Transcript:
    """Return the transcript in a loaded value; errors name the turn, counted from 0 as in the file."""
    turns = value["turns"]
    if len(turns) > MAX_TURNS:
        raise TranscriptError(name, None, f"there are more than {MAX_TURNS} turns", "one session")
    format_ = value.get("format", "clew")
    if not isinstance(format_, str) or len(format_) > _LONGEST_FORMAT:
        raise TranscriptError(
            name, None, "it has no proper format", f'"format" of at most {_LONGEST_FORMAT} characters'
        )
    try:
        return Transcript(
            tuple(_turn(turn, index, name) for index, turn in enumerate(turns)),
            _text(format_),
        )
    except TranscriptError:
        raise
    except TherapyError:
        raise TranscriptError(name, None, "it has no turns", "at least one turn") from None


def _turn(value: Any, index: int, name: str) -> Turn:
    def error(problem: str, expected: str) -> TranscriptError:
        return TranscriptError(name, None, f"turn {index} {problem}", expected)

    if not isinstance(value, dict) or value.get("index", index) != index:
        raise error("is not in its place", "turns counted from 0 in order")
    speaker, text, role = value.get("speaker", ""), value.get("text"), value.get("role", Role.UNKNOWN)
    if not isinstance(speaker, str) or len(speaker) > MAX_LABEL_CHARACTERS:
        raise error("has no proper speaker", f'"speaker" of at most {MAX_LABEL_CHARACTERS} characters')
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TURN_CHARACTERS:
        raise error("has no proper text", f'"text" of 1 to {MAX_TURN_CHARACTERS} characters')
    if not isinstance(role, str) or role not in set(Role):
        raise error("has a role that is not known", "one of " + ", ".join(Role))
    start, end = value.get("start"), value.get("end")
    try:
        turn = Turn(
            index, _text(speaker), Role(role), _text(text), seconds_in_json(start), seconds_in_json(end)
        )
        check_times(turn)
    except (TherapyError, TypeError, OverflowError):
        raise error("has times that cannot be", '"start" and "end" in seconds, in that order') from None
    return turn


def _text(value: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", value)
