"""The reference page on transcripts. Its examples are read by `read` in a test, so they are true."""

from __future__ import annotations

from clew.therapy.knowledge.markdown import page, table
from clew.therapy.transcripts.limits import (
    MAX_BYTES,
    MAX_TURN_CHARACTERS,
    MAX_TURNS,
    MAX_UNPACKED_BYTES,
    MAX_WHOLE_BYTES,
)
from clew.therapy.transcripts.reading import FORMATS

_VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n"

EXAMPLES: dict[str, tuple[str, ...]] = {
    "webvtt": (
        _VTT
        + "Anna: Where would you like to begin?\n\n00:00:04.500 --> 00:00:06.000\nPia: With last night.\n",
        _VTT
        + "<v Anna>Where would you like to begin?</v>\n\n00:00:04.500 --> 00:00:06.000\n<v Pia>With last night.</v>\n",
    ),
    "subrip": (
        (
            "1\n00:00:01,000 --> 00:00:04,000\nTherapist: Where would you like to begin?\n\n"
            "2\n00:00:04,500 --> 00:00:06,000\nPatient: With last night.\n"
        ),
    ),
    "whisper": (
        (
            '{"segments": [\n  {"start": 1.0, "end": 4.0, "text": " Where would you like to begin?", "speaker": "SPEAKER_00"},\n'
            '  {"start": 4.5, "end": 6.0, "text": " With last night.", "speaker": "SPEAKER_01"}\n]}\n'
        ),
    ),
    "clew": (
        (
            '{"format": "clew", "turns": [\n'
            '  {"index": 0, "speaker": "T", "role": "clinician", "start": null, "end": null, "text": "Where would you like to begin?"},\n'
            '  {"index": 1, "speaker": "P", "role": "patient", "start": null, "end": null, "text": "With last night."}\n]}\n'
        ),
    ),
    "table": (
        "speaker,text,start,end\nTherapist,Where would you like to begin?,1.0,4.0\nPatient,With last night.,4.5,6.0\n",
    ),
    "plain": (
        "Therapist: Where would you like to begin?\nPatient: With last night.\n",
        "Anna Weber  0:01\nWhere would you like to begin?\n\nPia Sand  0:04\nWith last night.\n",
    ),
}
"""Small files of each text format, by its name in FORMATS."""

_NOTES = {
    "webvtt": 'Speakers come from voice tags, as Teams writes them, or from "Name: text", as Zoom does. A comma before the '
    "milliseconds is read as well.",
    "subrip": 'Speakers come from "Name: text" or "[SPEAKER_00]: text".',
    "whisper": 'Speakers are there only if a program such as WhisperX added them. whisper.cpp\'s list "transcription" is read too.',
    "clew": "What Clew writes, and the only format that keeps roles. Other members, such as codes, are left aside.",
    "table": "The first line is a header. Speaker columns may be called speaker, interlocutor, participant or role; text "
    "columns text, utterance_text, utterance, transcript or content; times start, end, timestamp and the like.",
    "word": "Paragraphs are read like plain text. If a table holds most of the words, each row is what one person says.",
    "plain": "Lines without a name go on with the speaker before. A time before or after the name is the start.",
}


def transcripts_page() -> str:
    """Return the page "Transcripts" as Markdown."""
    mebibyte = 1024 * 1024
    parts = [
        (
            "Clew finds the format by what is in a file, not by its name, and the encoding likewise. A file that cannot be "
            "read to its end is refused with the line and what was expected there; nothing of it is kept."
        ),
        table(("Format", "What it is"), [(f"`{name}`", words) for name, words in FORMATS.items()]),
    ]
    for name, words in FORMATS.items():
        parts += [f"## {words[0].upper()}{words[1:]}", _NOTES[name]]
        parts += [f"```text\n{example.rstrip()}\n```" for example in EXAMPLES.get(name, ())]
    parts += [
        "## Turns",
        (
            "What one speaker says in consecutive cues, lines or rows becomes one turn, from the start of the first to the end "
            "of the last. Where the file does not say who speaks, each cue is a turn of its own with an unknown speaker: in "
            "captions a missing name means that the voice was not recognised, so the words are given to nobody. White "
            "space becomes single spaces; no word is left out."
        ),
        (
            'A colon makes no speaker: "Well: I think" stays as it is. A label is believed if it is a word for a role, if it '
            "looks like a name and comes back, or if every line of the file begins with one. In plain text that has such labels every name before a colon is one."
        ),
        "## Roles",
        (
            "Labels such as Therapist, Dr, T, Client or P decide. If two people have no such label, the one who asks "
            "clearly more is taken for the clinician. If several people are labelled as patients, or nothing is clear, roles stay "
            "unknown until you choose them."
        ),
        "## Limits",
        table(
            ("What", "At most"),
            [
                ("a file", f"{MAX_BYTES // mebibyte} MiB"),
                ("a JSON file, the text of a Word file", f"{MAX_WHOLE_BYTES // mebibyte} MiB"),
                ("a Word file with its pictures, unpacked", f"{MAX_UNPACKED_BYTES // mebibyte} MiB"),
                ("turns", f"{MAX_TURNS:,}"),
                ("characters in one turn", f"{MAX_TURN_CHARACTERS:,}"),
            ],
        ),
        "## What cannot be noticed",
        (
            "A WebVTT, SubRip or plain text file that was cut inside a sentence looks like one that ends there. "
            "Comments, footnotes, headers and deleted text in Word files are not read. In a file without Unicode, letters of "
            "Central European languages may be mistaken for Western ones; save such files as UTF-8."
        ),
    ]
    return page("Transcripts", *parts)
