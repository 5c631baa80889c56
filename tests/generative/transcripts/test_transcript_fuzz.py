"""Whatever comes in, a transcript or a TranscriptError comes out, and damage never puts words in a mouth."""

import io
import re

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from transcript_strategies import transcripts

from clew.therapy.transcripts import TranscriptError, read, write_json, write_webvtt
from clew.therapy.transcripts.reference import EXAMPLES

CANARY = "Zebrafink"
_TALK = [
    ("Therapist", f"What came then {CANARY}, {n}?") if n % 2 else ("Patient", f"I stayed {CANARY} {n}.")
    for n in range(8)
]


def _cues(arrow, text):
    return "\n\n".join(
        f"{n + 1}\n00:00:{n:02d}{arrow}000 --> 00:00:{n + 1:02d}{arrow}000\n{text(who, what)}"
        for n, (who, what) in enumerate(_TALK)
    )


def _word():
    document = Document()
    for who, what in _TALK:
        document.add_paragraph(f"{who}: {what}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


TEXT_FILES = {
    "teams": ("WEBVTT\n\n" + _cues(".", lambda who, what: f"<v {who}>{what}</v>") + "\n").encode(),
    "zoom": ("WEBVTT\n\n" + _cues(".", lambda who, what: f"{who}: {what}") + "\n").encode(),
    "subrip": (_cues(",", lambda who, what: f"{who}: {what}") + "\n").encode(),
    "typed": "".join(f"{who}: {what}\n" for who, what in _TALK).encode(),
    "otter": "".join(f"{who}  0:{n:02d}\n{what}\n\n" for n, (who, what) in enumerate(_TALK)).encode(),
    "table": ("speaker,text\n" + "".join(f'{who},"{what}"\n' for who, what in _TALK)).encode(),
    "utf-16": ("WEBVTT\n\n" + _cues(".", lambda who, what: f"<v {who}>{what} שלום</v>") + "\n").encode(
        "utf-16"
    ),
    "json": EXAMPLES["whisper"][0].replace("night", CANARY).encode(),
    "own": EXAMPLES["clew"][0].replace("night", CANARY).encode(),
}
WORD_FILE = _word()


def words(transcript):
    return [word for turn in transcript.turns for word in turn.text.split()]


def read_or_refused(data):
    try:
        return read(data, name="a.vtt")
    except TranscriptError as caught:
        error = caught
    assert "\n" not in str(error)
    assert CANARY not in str(error), "an error quotes what was said"
    assert error.__cause__ is None, "a chained error may quote what was said"
    return None


@given(st.binary(max_size=400))
def test_any_bytes(data):
    read_or_refused(data)


@given(
    st.sampled_from(
        [b"WEBVTT\n\n", b"{", b"[{", b"1\n00:00:01,000 --> 00:00:02,000\n", b"speaker,text\n", b"PK\x03\x04"]
    ),
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
)
def test_any_bytes_behind_a_true_beginning(beginning, data):
    read_or_refused(beginning + data)


@given(
    st.text(alphabet='AB:<v>/-, \n\r\t01.[]{}"&;\u200f\u05d0', max_size=300),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text_made_of_what_formats_are_made_of(text, encoding):
    read_or_refused(("WEBVTT\n" + text).encode(encoding))
    read_or_refused(text.encode(encoding))


@pytest.mark.parametrize("kind", TEXT_FILES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_file_cut_short_is_refused_or_gives_its_beginning(kind, data):
    whole = TEXT_FILES[kind]
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    found = read_or_refused(cut)
    if found is not None and kind != "otter":  # half a header there looks like words
        *sure, last = words(found)
        everything = words(read(whole))
        assert sure == everything[: len(sure)]
        # Half a label looks like a word.
        following = (*everything[len(sure) : len(sure) + 1], "Therapist:", "Patient:")
        assert any(word.startswith(last) for word in following)


@pytest.mark.parametrize("kind", TEXT_FILES)
@settings(max_examples=60)
@given(data=st.data())
def test_flipped_bits(kind, data):
    damaged = bytearray(TEXT_FILES[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    read_or_refused(bytes(damaged))


@pytest.mark.parametrize("kind", ["teams", "zoom", "subrip", "typed", "otter", "table", "json", "own"])
@settings(max_examples=60)
@given(data=st.data())
def test_lost_lines_never_lose_or_add_other_words(kind, data):
    lines = TEXT_FILES[kind].decode().split("\n")
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    found = read_or_refused("\n".join(lines).encode())
    if found is not None:
        kept = re.findall(r"\w+", " ".join(lines))
        for turn in found.turns:
            for word in re.findall(r"\w+", turn.text):
                assert word in kept
        assert CANARY in " ".join(words(found))


@settings(max_examples=40)
@given(st.data())
def test_damaged_word_files(data):
    damaged = bytearray(WORD_FILE[: data.draw(st.integers(4, len(WORD_FILE)))])
    for _ in range(data.draw(st.integers(0, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    read_or_refused(bytes(damaged))


@settings(max_examples=50)
@given(transcripts(), st.data())
def test_random_transcripts_cut_short(transcript, data):
    for written in (write_webvtt(transcript), write_json(transcript)):
        encoded = written.encode()
        read_or_refused(encoded[: data.draw(st.integers(0, len(encoded)))])
