"""`clew scheme`: what needs mending in one, and which are there."""

from __future__ import annotations

import pytest

from clew.practice import schemes
from clew.therapy.errors import TherapyError

TEXT = """\
key: tone
name: Tone of voice
version: "1"
source: Our own.
tag: D
unit: turn
who: [clinician, patient]
several: false
scale: nominal
codes:
  - {slug: warm, name: Warm}
  - {slug: cool, name: Cool}
"""


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "ours" / "tone.yaml"
    made.parent.mkdir()
    made.write_text(TEXT, encoding="utf-8")
    return made


def test_it_says_what_needs_mending_or_that_nothing_does(file, run):
    done = run("scheme", "check", file)
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == "Tone of voice: 2 codes for turns of clinician and patient, nominal. Nothing needs mending.\n"
    )
    file.write_text(TEXT.replace("unit: turn", "unit: minute"), encoding="utf-8")
    done = run("scheme", "check", file)
    assert done.code == 1
    assert done.out.startswith("tone.yaml:6: 'unit' is one of turn, words")
    assert done.err == "tone.yaml: 1 thing needs mending.\n"
    assert run("scheme", "check", file / "none").refused().startswith("none: it cannot be read")
    file.write_bytes(b"\xff")
    assert "UTF-8" in run("scheme", "check", file).refused()


def test_it_lists_clews_own_and_those_of_the_owners_folders(file, run, monkeypatch):
    own = ["interventions", "defense-levels", "ccrt-clusters", "rupture-markers"]
    assert [line.split("\t")[0] for line in run("scheme", "list").out.splitlines()] == own
    monkeypatch.setenv("CLEW_SCHEMES", f"{file.parent}, ")
    assert [line.split("\t")[0] for line in run("scheme", "list").out.splitlines()] == [*own, "tone"]


def test_two_schemes_of_one_key_and_an_empty_folder_are_refused(file, tmp_path):
    file.with_name("again.yaml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(TherapyError, match="Two schemes have the key 'tone'"):
        schemes.load([file.parent])
    (tmp_path / "empty").mkdir()
    with pytest.raises(TherapyError, match="no file in it that ends in"):
        schemes.load([tmp_path / "empty"])
