"""Where the public data for evaluation lie: never in the project, beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_folder() -> Path:
    """The folder named by CLEW_SHARED, or ``../shared`` beside the checkout."""
    beside = Path(__file__).resolve().parents[1].parent / "shared"
    return Path(os.environ.get("CLEW_SHARED") or beside)


def evaluation_file(name: str) -> Path:
    """A file of the evaluation data; the test is skipped with a message where it is absent."""
    path = shared_folder() / "evaluation" / name
    if not path.is_file():
        pytest.skip(f"no public data: set CLEW_SHARED to the folder that holds evaluation/{name}")
    return path


def evidence_file(name: str) -> Path:
    """A file of the evidence data; the test is skipped with a message where it is absent."""
    path = shared_folder() / "evidence" / name
    if not path.is_file():
        pytest.skip(f"no public data: set CLEW_SHARED to the folder that holds evidence/{name}")
    return path
