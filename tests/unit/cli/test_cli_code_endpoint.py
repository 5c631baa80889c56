"""`clew code --endpoint`: a language model in place of the embedded coder, or beside it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from model_server import ModelServer, mark, marks, status, words

from clew.therapy import coding

TALK = "Therapist: What happened then?\nClient: I felt so guilty that I went home.\n"


@pytest.fixture
def talk(tmp_path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in ("HOSTS", "KEY", "PRICE_IN", "PRICE_OUT", "SECONDS"):
        monkeypatch.delenv(f"CLEW_CODER_{name}", raising=False)


GUILTY = marks(mark(1, "affect.guilt", "so guilty"), mark(1, "affect.shame", "ashamed"))


def test_it_prints_what_the_model_marks_and_says_what_that_took(run, talk, monkeypatch):
    monkeypatch.setenv("CLEW_CODER_PRICE_IN", "2")
    monkeypatch.setenv("CLEW_CODER_PRICE_OUT", "10")
    with ModelServer(GUILTY) as server:
        done = run("code", talk, "--endpoint", server.url, "--model", "small")
    found = json.loads(done.out)
    assert (done.code, found["model"]) == (0, "small (asked 1)")
    (code,) = [code for turn in found["turns"] for code in turn["codes"]]
    assert (code["scheme"], code["code"], code["confidence"]) == ("affect", "guilt", 0.8)
    assert done.err.splitlines() == [
        "talk.txt: 1 questions, 0 answered before; 100 tokens in, 10 out, cost 0.0003.",
        "talk.txt: 1 dropped: a quote that does not stand in the turn.",
    ]


def test_beside_the_embedded_coder_both_are_printed_and_compared(run, talk):
    with ModelServer(otherwise=GUILTY) as server:
        args = ("code", talk, "--endpoint", server.url, "--model", "small", "--beside")
        done = run(*args)
        table = list(csv.reader(io.StringIO(run(*args, "--format", "csv").out)))
    alone, asked = (json.loads(line) for line in done.out.splitlines())
    assert alone == json.loads(run("code", talk).out)
    assert (alone["model"], asked["model"]) == (coding.MODEL, "small (asked 1)")
    own = [code for turn in alone["turns"] for code in turn["codes"]]
    both = sum((code["scheme"], code["code"]) == ("affect", "guilt") for code in own)
    last = done.err.splitlines()[-1]
    assert (
        last == f"talk.txt: {len(own)} codes by {coding.MODEL}, 1 codes by small (asked 1), {both} by both."
    )
    assert table[0][-1] == "model"
    assert {line[-1] for line in table[1:]} == {coding.MODEL, "small (asked 1)"}


def test_answers_that_are_kept_are_not_asked_for_again(run, talk, tmp_path):
    with ModelServer(GUILTY) as server:
        args = ("code", talk, "--endpoint", server.url, "--model", "small", "--answers", tmp_path / "answers")
        first, second = run(*args), run(*args)
    assert (len(server.asked), first.out) == (1, second.out)
    assert "1 answered before" in second.err


def test_turns_without_a_readable_answer_are_named(run, talk):
    with ModelServer(otherwise=words("no")) as server:
        done = run("code", talk, "--endpoint", server.url, "--model", "small")
    assert done.code == 1
    assert "talk.txt: no readable answer about turns 0 to 1: not coded." in done.err


def test_a_server_that_refuses_ends_it_in_one_line(run, talk, tmp_path):
    with ModelServer(otherwise=status(401)) as server:
        done = run("code", talk, talk, "--endpoint", server.url, "--model", "x", "--answers", tmp_path / "a")
    assert len(server.asked) == 1
    assert done.refused() == (
        "The model at 127.0.0.1 cannot be asked: it wants a key, or another one; set CLEW_CODER_KEY. "
        "What it has answered is kept: run the same command again."
    )


def test_another_machine_needs_the_owners_setting(run, talk):
    line = run("code", talk, "--endpoint", "https://models.example/v1", "--model", "small").refused()
    assert "CLEW_CODER_HOSTS" in line


@pytest.mark.parametrize(
    "args",
    [
        ["--endpoint", "http://localhost:1/v1"],
        ["--model", "small"],
        ["--beside"],
        ["--answers", "a"],
        ["--endpoint", "http://localhost:1/v1", "--model", "x", "--beside", "--format", "vtt"],
        ["--endpoint", "http://localhost:1/v1", "--model", "x", "--out", "codes.parquet"],
    ],
)
def test_a_wrong_call_is_a_usage_error(run, talk, args):
    assert run("code", talk, *args).code == 2
