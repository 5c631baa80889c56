"""WebVTT (``.vtt``): plain, as Zoom writes it ("Name: text") and as Teams does (``<v Name>text</v>``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from clew.therapy.transcripts.cues import Cue, cues, labelled
from clew.therapy.transcripts.labels import REACH, candidate
from clew.therapy.transcripts.text import Text, clean
from clew.therapy.transcripts.times import check_times, clock_of
from clew.therapy.transcripts.turns import Transcript, Turn
from clew.therapy.transcripts.utterances import Utterance

# WebVTT's own tags only; "<" in anything else is part of what was said ("<3"). No two repeats can match the same
# character and none crosses a "<", so the time taken grows with the text and no faster.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<kind>v|c|i|b|u|ruby|rt|lang)(?:\.[^\s<>]*)?(?:\s(?P<note>[^<>]*))?>|<[\d:.]+>"
)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});")
_UNFINISHED_TAG = re.compile(r"</?[a-z]{0,4}$")
_VOICE = re.compile(r"<v(?=[.\s>]|$)")

_PLACEHOLDERS = 'NOTE The times of cues named "no times", "no start" or "no end" are placeholders.'
_NOTE_WITHIN = 20  # lines from the top
_NO_TIMES, _NO_START, _NO_END = "no times", "no start", "no end"


def utterances(text: Text) -> Iterator[Utterance]:
    """Yield what is said in a WebVTT file.

    If a voice tag stands anywhere in the file, voice tags name the speakers; else "Name: text" is looked for.
    Milliseconds after a comma are read, though the format asks for a point. Times that `write_webvtt` had to
    make up come back as None.

    Raises TranscriptError as `cues.cues` does, and where a voice tag is not finished.
    """
    placeholders = any(line.strip() == _PLACEHOLDERS for line in islice(text.open(), _NOTE_WITHIN))

    def read() -> Iterator[Cue]:
        for cue in cues(text, webvtt=True):
            yield _without_placeholders(cue) if placeholders else cue
        if _UNFINISHED_TAG.search(cue.payload[-1]):
            raise text.error(
                cue.line + len(cue.payload), "the file breaks off inside a tag", "the rest of its last cue"
            )

    if any(_VOICE.search(line) for cue in read() for line in cue.payload):
        return _voiced(read(), text)
    return labelled(read, lambda line: _TAG.sub("", line), _unescaped)


def _unescaped(text: str) -> str:
    import html  # its table of names takes longer to load than all of this module

    # Only references that end in ";": the standard library alone would turn "R&Degree" into "R°ree".
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), text)


def _voiced(found: Iterator[Cue], text: Text) -> Iterator[Utterance]:
    """Yield one utterance for each voice tag, and one without a speaker for words outside all of them."""
    closes = is_open = False  # whether this file closes its voice tags, and whether one stands open
    line = 0
    for cue in found:
        payload = "\n".join(cue.payload)
        line = cue.line + len(cue.payload)
        speaker, position, pieces = "", 0, list[str]()
        is_open = False
        for tag in _TAG.finditer(payload):
            pieces.append(payload[position : tag.start()])
            position = tag.end()
            if tag["kind"] == "v":
                yield Utterance(cue.line, speaker, _words(pieces, line, text), cue.start, cue.end)
                speaker, pieces = _unescaped(tag["note"] or ""), []
                is_open = not tag["end"]
                closes = closes or not is_open
        pieces.append(payload[position:])
        yield Utterance(cue.line, speaker, _words(pieces, line, text), cue.start, cue.end)
    if closes and is_open:
        raise text.error(line, "the file breaks off in its last cue", "the end of the voice tag, </v>")


def _words(pieces: list[str], line: int, text: Text) -> str:
    words = "".join(pieces)
    if _VOICE.search(words):
        raise text.error(line, "a voice tag is not finished", "a voice tag like <v Name>")
    return _unescaped(words)


def _without_placeholders(cue: Cue) -> Cue:
    name = cue.identifier.partition(" ")[2]
    if name in (_NO_TIMES, _NO_START):
        cue.start = None
    if name in (_NO_TIMES, _NO_END):
        cue.end = None
    return cue


def write_webvtt(transcript: Transcript, *, notes: Mapping[int, str] = MappingProxyType({})) -> str:
    """Return ``transcript`` as WebVTT, a cue a turn, its speaker in a voice tag.

    ``notes`` are comments by turn, each of one line; one stands before the cue that it is about and is not read back.

    Every word, speaker and time (to the millisecond) comes back when it is read, with two differences that the
    format makes: white space within a text becomes single spaces, and consecutive turns of one labelled speaker
    become one. Roles are not part of WebVTT. The format wants a time for each cue: where a turn has none, a
    placeholder one second after the cue before is written, the cue is named for it, and a note at the top says
    so; `read` then gives None back.

    Raises TherapyError if a time lies outside any recording.
    """
    blocks = ["WEBVTT"]
    if any(turn.start is None or turn.end is None for turn in transcript.turns):
        blocks.append(_PLACEHOLDERS)
    last = -1.0
    for turn in transcript.turns:
        start, end, name = _times(turn, last + 1)
        if turn.index in notes:
            blocks.append(f"NOTE {clean(notes[turn.index]).replace('-->', '->')}")
        blocks.append(f"{turn.index + 1}{name}\n{clock_of(start)} --> {clock_of(end)}\n{_payload(turn)}")
        last = start
    return "\n\n".join(blocks) + "\n"


def _times(turn: Turn, placeholder: float) -> tuple[float, float, str]:
    """Return the times to write for ``turn`` and what its cue's name says about them."""
    check_times(turn)
    if turn.start is not None and turn.end is not None:
        return turn.start, turn.end, ""
    if turn.start is not None:
        return turn.start, turn.start + 1, f" {_NO_END}"
    if turn.end is not None:
        return max(0.0, turn.end - 1), turn.end, f" {_NO_START}"
    return placeholder, placeholder + 1, f" {_NO_TIMES}"


def _payload(turn: Turn) -> str:
    text, speaker = _escaped(clean(turn.text)), _escaped(clean(turn.speaker))
    if speaker:
        return f"<v {speaker}>{text}</v>"
    if candidate(text):
        # Else "Well: I think" would come back as something that a person called Well says.
        head = text[:REACH].replace(":", "&#58;").replace("\uff1a", "&#65306;")
        text = head + text[REACH:]
    return text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
