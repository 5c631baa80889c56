"""`clew code`: transcripts in, turns with proposals out, and a calm refusal of what is no transcript."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import clew
from clew.therapy import coding, transcripts
from clew.therapy.coding import margin
from clew.therapy.coding.codes import Scheme
from clew.therapy.moments import Place, Span
from clew.therapy.transcripts import Role

DEMO = sorted(Path(clew.__file__).parent.glob("practice/demo/*/sessions/*.session"))

TALK = """WEBVTT

00:00:01.000 --> 00:00:04.500
<v Therapist>What happened after you rang your sister?</v>

00:00:05.000 --> 00:00:09.000
<v Client>😀 I wanted her to listen. She hung up, so I said nothing, and then I thought I want to kill myself.</v>

00:00:10.000 --> 00:00:12.000
<v Therapist>Are you thinking of killing yourself now?</v>
"""


@pytest.fixture
def talk(tmp_path) -> Path:
    path = tmp_path / "talk.vtt"
    path.write_text(TALK, encoding="utf-8")
    return path


def test_json_has_one_object_a_file_in_the_agreed_shape(run, talk):
    done = run("code", talk)
    assert (done.code, done.err) == (0, "")
    (line,) = done.out.splitlines()
    found = json.loads(line)
    assert list(found) == ["file", "format", "model", "turns", "episodes", "flags"]
    assert (found["file"], found["format"], found["model"]) == ("talk.vtt", "webvtt", coding.MODEL)
    assert [list(turn) for turn in found["turns"]] == [
        ["index", "speaker", "role", "start", "end", "text", "codes"]
    ] * 3
    assert found["turns"][0] | {"codes": []} == {
        "index": 0,
        "speaker": "Therapist",
        "role": "clinician",
        "start": 1.0,
        "end": 4.5,
        "text": "What happened after you rang your sister?",
        "codes": [],
    }
    codes = [code for turn in found["turns"] for code in turn["codes"]]
    assert {tuple(code) for code in codes} == {("scheme", "code", "confidence", "span")}


def test_a_span_counts_characters_of_the_turns_text(run, talk):
    turn = json.loads(run("code", talk).out)["turns"][1]
    words = {
        code["code"]: turn["text"][code["span"][0] : code["span"][1]]
        for code in turn["codes"]
        if code["scheme"] == "risk"
    }
    assert any("kill myself" in said for said in words.values()), "the emoji before it must count as one"


def test_times_that_a_file_does_not_have_are_null(run, tmp_path):
    plain = tmp_path / "talk.txt"
    plain.write_text("Therapist: How was the week?\nClient: Long.\n", encoding="utf-8")
    turns = json.loads(run("code", plain).out)["turns"]
    assert [(turn["start"], turn["end"]) for turn in turns] == [(None, None)] * 2


def test_every_demonstration_session_is_coded_as_the_coder_codes_it(run):
    done = run("code", *DEMO)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert len(lines) == len(DEMO) > 30
    for path, line in zip(DEMO, lines, strict=True):
        found = json.loads(line)
        said = margin.parse(path.read_text(encoding="utf-8"), path.name).transcript
        assert [(turn["speaker"], turn["text"]) for turn in found["turns"]] == [
            (turn.speaker, turn.text) for turn in said.turns
        ]
        wanted = coding.propose(said)
        assert [
            (turn["index"], code["scheme"], code["code"], tuple(code["span"]))
            for turn in found["turns"]
            for code in turn["codes"]
        ] == sorted(
            ((p.turn, p.scheme.value, p.code, (p.span.start, p.span.stop)) for p in wanted.proposals),
            key=lambda row: row[0],
        )
        for turn in found["turns"]:
            for code in turn["codes"]:
                assert Span(*code["span"]).of(turn["text"]) == turn["text"][slice(*code["span"])] != ""
                assert code["scheme"] in list(Scheme)
                assert 0 <= code["confidence"] <= 1
        assert [(tuple(e["turns"]), e["other"]) for e in found["episodes"]] == [
            ((e.first, e.last), e.other) for e in wanted.episodes
        ]
        assert {e["place"] for e in found["episodes"]} <= set(Place)
        assert [(f["kind"], f["level"], tuple(f["turns"])) for f in found["flags"]] == [
            (f.kind, f.level, f.turns) for f in wanted.flags
        ]


def test_csv_holds_all_that_json_holds(run):
    both = DEMO[3:5]
    rows = list(csv.DictReader(io.StringIO(run("code", "--format", "csv", *both).out)))
    for path, line in zip(both, run("code", *both).out.splitlines(), strict=True):
        found = json.loads(line)
        mine = [row for row in rows if row["file"] == path.name]
        assert [row["turn"] for row in mine] == sorted((row["turn"] for row in mine), key=int)
        assert {int(row["turn"]): row["text"] for row in mine} == {
            turn["index"]: turn["text"] for turn in found["turns"]
        }
        parts = ("W", "RO", "RS", "episode", "flag", "")
        assert sorted(
            (int(row["turn"]), row["scheme"], row["code"], float(row["confidence"]), int(row["from"]))
            for row in mine
            if row["scheme"] not in parts
        ) == sorted(
            (turn["index"], code["scheme"], code["code"], code["confidence"], code["span"][0])
            for turn in found["turns"]
            for code in turn["codes"]
        )
        assert [(row["episode"], row["turn"], row["code"]) for row in mine if row["scheme"] == "episode"] == [
            (str(n), str(e["turns"][0]), e["other"]) for n, e in enumerate(found["episodes"], start=1)
        ]
        assert sorted(
            (row["episode"], row["scheme"], row["code"]) for row in mine if row["scheme"] in parts[:3]
        ) == sorted(
            (str(n), part["component"], part["category"] or "")
            for n, e in enumerate(found["episodes"], start=1)
            for part in e["components"]
        )
        assert sorted((row["code"], int(row["turn"])) for row in mine if row["scheme"] == "flag") == sorted(
            (f"{f['kind']}: {f['level']}", turn) for f in found["flags"] for turn in f["turns"]
        )


def test_csv_hands_no_formula_to_a_spreadsheet(run, tmp_path):
    bad = tmp_path / "=cmd.txt"
    starts = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"]
    said = "".join(f"Therapist: Yes?\nClient: {start} is what I said\n" for start in starts)
    bad.write_text(said, encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run("code", "--format", "csv", bad).out)))
    assert {row["file"] for row in rows} == {"'=cmd.txt"}
    texts = {row["text"] for row in rows if row["speaker"] == "Client"}
    assert texts == {f"'{start} is what I said" for start in starts}


def test_webvtt_reads_back_as_what_was_said(run, talk):
    for path in (talk, DEMO[0], DEMO[20]):
        written = run("code", "--format", "vtt", path).out
        again = transcripts.read(written.encode(), name="again")
        found = json.loads(run("code", path).out)
        assert [(t.speaker, t.text, t.start, t.end) for t in again.turns] == [
            (turn["speaker"], turn["text"], turn["start"], turn["end"]) for turn in found["turns"]
        ]
        proposed = sum(bool(turn["codes"]) for turn in found["turns"])
        assert written.count("NOTE Proposed for the next cue: ") == proposed > 0


def test_webvtt_holds_one_session(run):
    done = run("code", "--format", "vtt", *DEMO[:2])
    assert (done.code, done.out) == (2, "")
    assert "one file" in done.err


def test_utf_16_and_text_from_right_to_left_keep_every_letter(run, tmp_path):
    said = ["مرحبا، كيف كان أسبوعك؟", "كان \u200fطويلاً (١٢ يوماً) and then שלום"]
    path = tmp_path / "rtl.txt"
    path.write_bytes(f"Therapist: {said[0]}\nClient: {said[1]}\n".encode("utf-16"))
    done = run("code", path)
    assert [turn["text"] for turn in json.loads(done.out)["turns"]] == said


TRUNCATED = TALK.encode()[: TALK.index("hung up")]
BROKEN = {
    "truncated.vtt": (TRUNCATED, "breaks off"),
    "empty.vtt": (b"", "empty"),
    "blank.txt": (b"\n \n\n", "expected"),
    "binary.bin": (bytes(range(256)) * 40, "expected"),
    "recording.mp3": (b"ID3\x04" + bytes(500), "recording"),
    "deep.json": (b"[" * 50_000, "deep.json"),
    "two.json": (b'{"segments": [{"text": ', "two.json"),
    "half.txt": ("Client: só ".encode()[:-2], "half.txt"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_one_line_that_names_it(run, tmp_path, name):
    data, why = BROKEN[name]
    (tmp_path / name).write_bytes(data)
    line = run("code", tmp_path / name).refused()
    assert line.startswith(name)
    assert why in line


def test_a_folder_a_missing_file_and_a_file_too_large_are_refused(run, tmp_path, talk, monkeypatch):
    assert run("code", tmp_path).refused() == f"{tmp_path.name}: this is a folder; give the files in it."
    assert run("code", tmp_path / "no.vtt").refused() == "no.vtt: there is no such file."
    monkeypatch.setattr(transcripts, "MAX_BYTES", len(TALK.encode()) - 1)
    assert "talk.vtt: it is larger than" in run("code", talk).refused()
    monkeypatch.setattr(transcripts, "MAX_BYTES", len(TALK.encode()))
    assert run("code", talk).code == 0


def test_a_name_with_a_line_break_stays_on_one_line(run, tmp_path):
    (tmp_path / "a\nb\x1b[31m.vtt").write_bytes(b"")
    assert run("code", tmp_path / "a\nb\x1b[31m.vtt").refused().startswith("ab[31m.vtt: ")


def test_a_refused_file_holds_up_no_other(run, tmp_path, talk):
    (tmp_path / "bad.vtt").write_bytes(TRUNCATED)
    done = run("code", talk, tmp_path / "bad.vtt", talk)
    assert done.code == 1
    assert [json.loads(line)["file"] for line in done.out.splitlines()] == ["talk.vtt"] * 2
    assert done.err.startswith("bad.vtt:")
    assert done.err.count("\n") == 1


def test_a_margin_with_a_mistake_is_refused(run, tmp_path):
    path = tmp_path / "x.session"
    path.write_text("Clinician: Well?\n  # intervention: question\n  # defense: humor\n", encoding="utf-8")
    assert run("code", path).refused().startswith("x.session:3: ")


@pytest.mark.parametrize("args", [(), ("--format", "xml", "a.vtt"), ("--nonsense", "a.vtt")])
def test_a_wrong_call_says_how_to_call(run, args):
    done = run("code", *args)
    assert (done.code, done.out) == (2, "")
    assert "Usage: " in done.err


def test_an_unknown_command_is_a_wrong_call(run):
    assert run("codes").code == 2


def test_a_mistake_of_clews_own_is_told_in_one_line_without_its_words(run, talk, monkeypatch):
    def stumble(transcript, *, explore):
        raise RuntimeError("the patient said so")

    monkeypatch.setattr(coding, "propose", stumble)
    monkeypatch.delenv("CLEW_DEBUG", raising=False)
    line = run("code", talk).refused()
    assert "RuntimeError at test_cli_code.py:" in line
    assert "patient" not in line


COMMAND = [sys.executable, "-W", "error", "-m", "clew.cli.main"]


def test_output_is_utf_8_whatever_the_locale(talk):
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*COMMAND, "code", talk], env=environment, capture_output=True, check=True)
    assert json.loads(done.stdout.decode("utf-8"))["turns"][1]["text"].startswith("😀")


def test_whoever_stops_reading_gets_no_complaint():
    """As in `clew code ... | head -1`, with more output than a pipe holds."""
    with subprocess.Popen(
        [*COMMAND, "code", *DEMO[:8]], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_progress_is_shown_at_a_terminal_and_nowhere_else(run):
    assert run("code", *DEMO[:2]).err == ""
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [*COMMAND, "code", *DEMO[:2]], stdout=subprocess.PIPE, stderr=theirs, check=True
        )
        shown = os.read(ours, 10_000)
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"Coding" in shown
    assert len(done.stdout.splitlines()) == 2


def test_roles_are_the_standard_ones(run, talk):
    roles = [turn["role"] for turn in json.loads(run("code", talk).out)["turns"]]
    assert roles == [Role.CLINICIAN, Role.PATIENT, Role.CLINICIAN]


def test_exploring_adds_what_the_coder_is_less_sure_of(run, talk):
    def marks(*more):
        found = json.loads(run("code", talk, *more).out)
        return {(turn["index"], c["scheme"], c["code"]) for turn in found["turns"] for c in turn["codes"]}

    plain, wide = marks(), marks("--explore")
    assert plain < wide
    expected = coding.propose(transcripts.read(TALK.encode(), name="talk.vtt"), explore=True)
    assert wide == {(p.turn, p.scheme.value, p.code) for p in expected.proposals}


def test_exploring_is_refused_where_it_would_mean_nothing(run, talk):
    done = run("code", talk, "--explore", "--endpoint", "http://localhost:1/v1", "--model", "x")
    assert (done.code, "needs --beside" in done.err) == (2, True)
