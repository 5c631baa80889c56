"""Reading a transcript: which format a file is in is found by what is in it, never by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from clew.therapy.transcripts.errors import TranscriptError
from clew.therapy.transcripts.limits import MAX_BYTES, MAX_WHOLE_BYTES
from clew.therapy.transcripts.roles import guess_roles
from clew.therapy.transcripts.text import beginning_of, encoding_of, text_of
from clew.therapy.transcripts.turns import Transcript
from clew.therapy.transcripts.utterances import transcript_of

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "webvtt": "WebVTT, as recorders, Zoom and Teams write it",
        "subrip": "SubRip (.srt)",
        "whisper": "JSON from Whisper, WhisperX or whisper.cpp",
        "clew": "Clew's own JSON",
        "table": "a table with a speaker column: CSV, TSV, or with semicolons",
        "word": "a Word document (.docx)",
        "plain": 'plain text with "Name: text", or Otter\'s "Name  0:12" above the text',
    }
)
"""The formats that `read` knows: name, and what it is in words. `Transcript.format` is one of the names."""

# What people bring in by mistake, by its first bytes, and what to do instead.
_NOT_TRANSCRIPTS = (
    (b"%PDF", "this is a PDF", "the text it was made from, or a Word document"),
    (
        b"{\\rtf",
        "this is a rich text file (.rtf)",
        "the same text saved as a Word document (.docx) or as plain text",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "this is a file of an old Word or locked with a password",
        "an open Word document (.docx)",
    ),
    *(
        (start, "this is a recording", "its transcript")
        for start in (b"RIFF", b"ID3", b"OggS", b"fLaC", b"\xff\xfb")
    ),
    (b"\x1aE\xdf\xa3", "this is a recording", "its transcript"),
    (b"\x1f\x8b", "this is a packed file", "the transcript in it, unpacked"),
)
_RECORDING_AT_4 = b"ftyp"  # MP4 and M4A
_ZIP = b"PK\x03\x04"
_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[{\]]|\Z))")  # "[00:01] Name: text" is no JSON


def read(data: bytes, *, name: str = "transcript") -> Transcript:
    """Return the transcript in ``data``, with a guess at each speaker's role.

    ``name`` is what errors call the file. Format and encoding are found by content. Roles are guessed by
    `guess_roles`, except in Clew's own JSON, which keeps those that it says. See FORMATS for what is read, and
    `transcript_of` for how utterances become turns.

    Raises TranscriptError, and nothing is returned, if the file is larger than MAX_BYTES (MAX_WHOLE_BYTES for JSON
    and for the text of a Word file), is in no known format, or is broken: the error says where and what was expected.
    """
    # Not at the top: whoever only writes or names formats should not wait for seven readers to load.
    from clew.therapy.transcripts import own, plain, subrip, table, webvtt, whisper, word

    _refuse_unreadable(data, name)
    if data.startswith(_ZIP):
        return guess_roles(transcript_of(word.utterances(data, name), name=name, format="word"))
    encoding = encoding_of(data, name)
    format_, delimiter = _format_of(beginning_of(data, encoding))
    if format_ == "json":
        _refuse_large(data, MAX_WHOLE_BYTES, name)
        value = whisper.load(data.decode(encoding), name)
        if own.is_own(value):
            return own.transcript_of_own(value, name)
        return guess_roles(transcript_of(whisper.utterances(value, name), name=name, format="whisper"))
    text = text_of(data, encoding, name)
    if format_ == "table":
        utterances = table.utterances(text, delimiter)
    elif format_ == "webvtt":
        utterances = webvtt.utterances(text)
    elif format_ == "subrip":
        utterances = subrip.utterances(text)
    else:
        utterances = plain.utterances(text)
    return guess_roles(transcript_of(utterances, name=name, format=format_))


def _refuse_large(data: bytes, most: int, name: str) -> None:
    if len(data) > most:
        problem = f"the file is larger than {most // 1024**2} MiB"
        raise TranscriptError(name, None, problem, "the transcript of one session")


def _refuse_unreadable(data: bytes, name: str) -> None:
    _refuse_large(data, MAX_BYTES, name)
    if not data:
        raise TranscriptError(name, None, "the file is empty", "a transcript")
    for start, problem, expected in _NOT_TRANSCRIPTS:
        if data.startswith(start):
            raise TranscriptError(name, None, problem, expected)
    if data[4:8] == _RECORDING_AT_4:
        raise TranscriptError(name, None, "this is a recording", "its transcript")


def _format_of(beginning: str) -> tuple[str, str]:
    """Return the format that the first lines show, and a table's delimiter."""
    from clew.therapy.transcripts.cues import is_timing
    from clew.therapy.transcripts.table import delimiter_of

    lines = [line for line in beginning.split("\n") if line.strip()]
    first = lines[0].strip() if lines else ""
    if first.split(None, 1)[:1] == ["WEBVTT"]:
        return "webvtt", ""
    if _JSON.match(beginning):
        return "json", ""
    if any(map(is_timing, lines)):
        return "subrip", ""
    if delimiter := delimiter_of(first):
        return "table", delimiter
    return "plain", ""
