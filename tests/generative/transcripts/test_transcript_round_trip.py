"""What is written comes back: exactly in Clew's JSON; every word, speaker and time in WebVTT."""

import unicodedata

from hypothesis import example, given
from transcript_strategies import transcripts

from clew.therapy.transcripts import Role, Transcript, Turn, read, write_json, write_webvtt


def tidy(text):
    """A slow twin of `clean`: character by character."""
    out = []
    for character in text:
        if character.isspace():
            out.append(" ")
        elif unicodedata.category(character) in ("Cc", "Cs"):
            out.append("\ufffd")
        else:
            out.append(character)
    return " ".join(word for word in "".join(out).split(" ") if word)


def milliseconds(seconds):
    return None if seconds is None else round(seconds * 1000) / 1000


def merged(transcript):
    """A slow twin of joining: what WebVTT gives back, as (speaker, text, start, end)."""
    groups = []
    for turn in transcript.turns:
        speaker = tidy(turn.speaker)
        if groups and speaker and groups[-1][0] == speaker:
            groups[-1][1].append(turn)
        else:
            groups.append((speaker, [turn]))
    expected = []
    for speaker, group in groups:
        times = [milliseconds(time) for turn in group for time in (turn.start, turn.end) if time is not None]
        end = None if group[-1].end is None else max(times)
        text = " ".join(tidy(turn.text) for turn in group)
        expected.append((speaker, text, milliseconds(group[0].start), end))
    return expected


def as_rows(transcript):
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in transcript.turns]


UNTIMED = Transcript(
    (Turn(0, "", Role.UNKNOWN, "Well: a: b"), Turn(1, "", Role.UNKNOWN, "Well: a: b")), "plain"
)


@given(transcripts())
@example(UNTIMED)
def test_webvtt_gives_back_every_word_speaker_and_time(transcript):
    written = write_webvtt(transcript)
    found = read(written.encode())
    assert found.format == "webvtt"
    assert as_rows(found) == merged(transcript)
    # and once tidied, nothing changes any more
    assert as_rows(read(write_webvtt(found).encode("utf-16"))) == as_rows(found)


@given(transcripts())
def test_json_gives_back_an_equal_transcript(transcript):
    assert read(write_json(transcript).encode()) == transcript


def test_placeholders_are_announced_and_one_second_apart():
    written = write_webvtt(UNTIMED)
    assert "NOTE The times of cues named" in written
    assert "00:00:00.000 --> 00:00:01.000" in written
    assert "00:00:01.000 --> 00:00:02.000" in written
    assert [turn.start for turn in read(written.encode()).turns] == [None, None]
    # without the note, times are what they say
    without = "\n".join(line for line in written.splitlines() if not line.startswith("NOTE"))
    assert [turn.start for turn in read(without.encode()).turns] == [0.0, 1.0]


def test_known_times_need_no_placeholders():
    assert "NOTE" not in write_webvtt(Transcript((Turn(0, "A", Role.UNKNOWN, "a", 1.0, 2.0),), "x"))
