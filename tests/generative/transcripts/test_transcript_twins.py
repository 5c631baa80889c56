"""Two other programs read the same well-formed files: webvtt-py and srt. All must agree."""

from datetime import timedelta

import srt
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.therapy.transcripts import subrip
from clew.therapy.transcripts import webvtt as ours
from clew.therapy.transcripts.text import text_of

WORDS = st.lists(
    st.sampled_from(["I", "stayed", "שלום", "at", "10:30", "hers.", "ça", "yes", "3"]), min_size=1, max_size=6
)
NAMES = st.sampled_from(["Anna", "Pia Sand", "דנה", "Dr. Weber"])
CUES = st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**5), NAMES, WORDS), min_size=1, max_size=8)


def clock(milliseconds, point):
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"


def rows(utterances):
    return [(u.speaker, u.text, u.start, u.end) for u in utterances if u.text.strip()]


@settings(max_examples=60)
@given(CUES)
def test_webvtt_py_agrees_about_voices_words_and_times(cues):
    content = "WEBVTT\n\n" + "\n\n".join(
        f"{clock(start, '.')} --> {clock(start + length, '.')}\n<v {name}>{' '.join(words)}</v>"
        for start, length, name, words in cues
    )
    theirs = [
        (caption.voice, caption.text, caption.start_in_seconds, caption.end_in_seconds)
        for caption in webvtt.from_string(content)
    ]
    found = rows(ours.utterances(text_of(content.encode(), "utf-8", "a.vtt")))
    assert [row[:2] for row in found] == [row[:2] for row in theirs]
    # webvtt-py gives whole seconds
    assert [(int(start), int(end)) for _, _, start, end in found] == [
        (int(row[2]), int(row[3])) for row in theirs
    ]


@settings(max_examples=60)
@given(CUES)
def test_srt_agrees_about_words_and_times(cues):
    made = [
        srt.Subtitle(
            n, timedelta(milliseconds=start), timedelta(milliseconds=start + length), "\n".join(words)
        )
        for n, (start, length, _, words) in enumerate(cues, 1)
    ]
    content = srt.compose(made, reindex=False)
    found = rows(subrip.utterances(text_of(content.encode(), "utf-8", "a.srt")))
    theirs = list(srt.parse(content))
    assert [(text.split(), start, end) for _, text, start, end in found] == [
        (caption.content.split(), caption.start.total_seconds(), caption.end.total_seconds())
        for caption in theirs
    ]
