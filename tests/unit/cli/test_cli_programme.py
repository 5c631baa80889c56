"""`clew programme`: what needs mending in one, and which are there."""

from __future__ import annotations

import pytest
from tests.small_programme import FILES


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "ours" / "en"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_it_says_what_needs_mending_or_that_nothing_does(place, run):
    done = run("programme", "check", place)
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == "A small one: 2 modules in 3 weeks, exercises: 1, about 30 minutes. Nothing needs mending.\n"
    )
    (place / "notes.txt").write_text("x", encoding="utf-8")
    done = run("programme", "check", place)
    assert done.code == 1
    assert done.out.startswith("notes.txt: A folder of a programme has")
    assert done.err == "en: 1 thing needs mending.\n"
    assert run("programme", "check", place / "none").refused().startswith("none: it cannot be read")


def test_it_lists_clews_own_and_those_of_the_owners_folders(place, run, monkeypatch):
    assert [line.split("\t")[0] for line in run("programme", "list").out.splitlines()] == ["own-thread"]
    monkeypatch.setenv("CLEW_PROGRAMMES", f"{place}, ")
    assert [line.split("\t")[0] for line in run("programme", "list").out.splitlines()] == [
        "own-thread",
        "small",
    ]
