"""The hazard log: complete, and pointing only at what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in (ROOT / "docs" / "hazard-log.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| H")
]


def test_every_hazard_is_there_once_and_in_order():
    assert [row[0] for row in ROWS] == [f"H{n:02d}" for n in range(1, 70)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_hazard_is_judged_answered_and_honest_about_what_is_missing(row):
    assert len(row) == 9
    assert all(row)
    assert int(row[4]) in range(1, 6)
    assert int(row[5]) in range(1, 6)
    assert "`" in row[7] or "planned" in row[7]
    assert "tests/" in row[8] or "planned" in row[8]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_path_named_exists(row):
    for path in re.findall(r"`([^`]+)`", " ".join(row[7:])):
        assert (ROOT / path).exists(), path
