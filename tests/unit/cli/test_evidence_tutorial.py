"""The tutorial about pooling trials: each command and each piece of Python in it does what the page shows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "tutorial"
PAGE = (FOLDER / "pooling-trials.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.M | re.S)
# What to do, and what the page says comes of it: None where it shows nothing.
STEPS = [
    (kind, given, after[1] if after[0] == "text" else None)
    for (kind, given), after in zip(BLOCKS, [*BLOCKS[1:], ("", "")], strict=True)
    if kind != "text"
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copy(FOLDER / "fictional-trials.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "shown"), [(given.strip(), shown) for kind, given, shown in STEPS if not kind]
)
def test_a_command_prints_what_the_page_shows(run, folder, line, shown):
    program, *words = shlex.split(line)
    done = run(*words)
    assert (program, done.err) == ("clew", "")
    assert done.code == (1 if "audit" in words else 0)
    if shown is None:
        assert done.out
    else:
        assert done.out == shown
    if "-o" in words:
        assert (folder / words[words.index("-o") + 1]).read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(("code", "shown"), [(given, shown) for kind, given, shown in STEPS if kind])
def test_python_prints_what_the_page_shows(folder, capsys, code, shown):
    exec(compile(code, "pooling-trials.md", "exec"), {})
    assert capsys.readouterr().out == shown


def test_the_steps_are_found():
    """The checks above are worth something only while they find what is there."""
    assert [kind for kind, _, _ in STEPS] == ["", "", "", "", "", "python", "python"]
    assert sum(shown is not None for _, _, shown in STEPS) == 5


def test_the_page_says_that_its_trials_are_invented():
    assert "**invented**" in PAGE
