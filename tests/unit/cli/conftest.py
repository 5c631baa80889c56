"""The command line, called as a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from clew.cli.main import main

Run = Callable[..., "Done"]


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    def refused(self) -> str:
        """The one line that says why, of a command that refused its input and printed nothing else."""
        assert (self.code, self.out) == (1, "")
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1
        return self.err.rstrip("\n")


@pytest.fixture
def run(capsys) -> Run:
    def call(*args: str | Path) -> Done:
        code = 0
        try:
            main([str(arg) for arg in args])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        written = capsys.readouterr()
        return Done(code, written.out, written.err)

    return call
