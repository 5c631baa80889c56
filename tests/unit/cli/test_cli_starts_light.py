"""What needs no database starts without Django, and what codes nothing without the packages for tables and sums."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import clew

SESSION = Path(clew.__file__).parent / "practice/demo/mara/sessions/01.session"
PROGRAMME = Path(clew.__file__).parent / "programmes/own-thread/en"
HEAVY = {"django", "polars", "pyarrow", "numpy", "pandas", "scipy", "cryptography", "allauth", "granian"}

PROGRAM = """
import json, sys
from clew.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as leaving:
    assert not leaving.code, leaving.code
print()
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["code", str(SESSION)],
        ["code", "--format", "csv", str(SESSION)],
        ["formulate", str(SESSION)],
        ["score", "phq-2", "answers.csv"],
        ["evidence", "check", "--help"],
        ["evidence", "pool", "--help"],
        ["programme", "list"],
        ["programme", "check", str(PROGRAMME)],
    ],
    ids=lambda args: " ".join(args[:2]),
)
def test_it_starts_light(tmp_path, args):
    (tmp_path / "answers.csv").write_text("id,q1,q2\na,1,2\n", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CLEW_", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *args],
        cwd=tmp_path,
        env={**environment, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "clew" in loaded
    allowed = {"numpy"} if args[0] == "code" else set()  # the coder's sums
    assert loaded & HEAVY <= allowed
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"], "it made files"
