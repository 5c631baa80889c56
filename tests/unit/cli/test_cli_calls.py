"""How the commands are called: help for each, and exit code 2 with the usage for a wrong call."""

from __future__ import annotations

import re

import pytest

from clew.cli.main import COMMANDS

WRONG = [
    [],
    ["user"],
    ["user", "add", "anna"],
    ["user", "add", "anna", "--name", "A", "--role", "patient"],
    ["import", "a.txt"],
    ["import", "a.txt", "--patient", "1", "--at", "yesterday"],
    ["import", "a.txt", "--patient", "1", "--at", "2026-01-01", "--session", "1"],
    ["serve", "--port", "0"],
    ["serve", "--workers", "none"],
    ["backup"],
    ["audit", "mend"],
    ["formulate"],
    ["score", "phq-9"],
]


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
def test_a_wrong_call_says_how_to_call_and_ends_with_2(run, args):
    done = run(*args)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: clew")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_begins_with_a_sentence(run, name):
    done = run(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert re.match(rf"Usage: clew {name} .*\n\n  [A-Z][^.]+\.", done.out)


def test_the_list_of_commands_names_each_with_a_line(run):
    said = run("--help").out
    for name, (_, line) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line.split()[0])}", said, re.M), name


def test_the_version_is_told(run):
    assert re.fullmatch(r"clew \d+\.\d+\.\d+\S*\n", run("--version").out)
