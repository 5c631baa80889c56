"""The security page keeps its word: every point has a line, and every test that it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (\w+) \| (.+) \|$", re.M)
ROWS = {number: (state, proof) for number, _, state, proof in ROW.findall(PAGE)}
POINTS = """
    2.3.3 2.4.1 3.3.3 3.4.3 3.4.6 5.2.3 5.4.3 6.2.12 6.3.3 6.4.3 6.4.4 6.5.1 7.3.1 7.3.2 7.4.3 7.4.5 7.5.1 7.5.2
    8.1.2 8.2.3 11.1.1 11.1.2 11.3.3 13.2.4 13.3.1 13.4.5 14.1.1 14.1.2 14.2.3 14.3.2 14.3.3 15.1.2
    16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.2 16.4.2 16.4.3 16.5.3
"""
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_point_has_a_line():
    assert set(ROWS) == set(POINTS.split())
    assert {state for state, _ in ROWS.values()} == {"met", "open"}


@pytest.mark.parametrize("number", sorted(ROWS))
def test_a_point_that_is_met_names_tests_that_exist(number):
    state, proof = ROWS[number]
    named = NAMED.findall(proof)
    if state == "open":
        assert len(proof.split()) > 8, "say what is missing and why"
        return
    assert named
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, (
            f"{file}::{name}"
        )
