"""Real counselling talk, written the way recorders write it, comes back with no word lost."""

import csv
from collections import defaultdict

import pytest
from data_folders import evaluation_file

from clew.therapy.transcripts import Role, read, write_json, write_webvtt

pytestmark = pytest.mark.evaluation


@pytest.fixture(scope="module")
def dialogues():
    """Each AnnoMI dialogue as (speaker, text) pairs."""
    found = defaultdict(list)
    with evaluation_file("annomi_dev.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["transcript_id"]].append((row["speaker"], row["text"]))
    return found


def clock(seconds):
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


def zoom(talk, names):
    cues = (
        f"{n + 1}\r\n{clock(4 * n)} --> {clock(4 * n + 3)}\r\n{names[who]}: {text}"
        for n, (who, text) in enumerate(talk)
    )
    return "WEBVTT\r\n\r\n" + "\r\n\r\n".join(cues) + "\r\n"


def teams(talk, names):
    cues = (
        f"0a1b-{n}/7-0\n{clock(4 * n)} --> {clock(4 * n + 3)}\n<v {names[who]}>{text}</v>"
        for n, (who, text) in enumerate(talk)
    )
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def typed(talk, names):
    return "".join(f"{names[who]}: {text}\n\n" for who, text in talk)


def otter(talk, names):
    return "".join(
        f"{names[who]}  {4 * n // 60}:{4 * n % 60:02d}\n{text}\n\n" for n, (who, text) in enumerate(talk)
    )


@pytest.mark.parametrize("write", [zoom, teams, typed, otter])
@pytest.mark.parametrize(
    "names",
    [
        {"therapist": "Therapist", "client": "Client"},
        {"therapist": "therapist", "client": "client"},
        {"therapist": "Anna van der Berg", "client": "Pia O'Neil (she/her)"},
    ],
)
def test_every_dialogue_comes_back_word_for_word(dialogues, write, names):
    assert len(dialogues) > 50
    for talk in dialogues.values():
        transcript = read(write(talk, names).encode())
        spoken = [(names[who], word) for who, text in talk for word in text.split()]
        assert [(turn.speaker, word) for turn in transcript.turns for word in turn.text.split()] == spoken
        if "erapist" in names["therapist"]:
            assert transcript.roles == {names["therapist"]: Role.CLINICIAN, names["client"]: Role.PATIENT}
        assert read(write_json(transcript).encode()) == transcript
        again = read(write_webvtt(transcript).encode())
        assert [(t.speaker, t.text, t.start, t.end) for t in again.turns] == [
            (t.speaker, t.text, t.start, t.end) for t in transcript.turns
        ]
