"""At the end of a whole run: nothing that a patient said or that was noted stands in a log or a file of Clew's home."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.config.logs import PlainFormatter

TOLD = (b"canary-7f3a", b"Pia Sand", b"Low since the autumn", b"I always leave first", b"I grew impatient")
"""Texts that many tests put into a record."""


@pytest.fixture(scope="session", autouse=True)
def nothing_leaks() -> Iterator[None]:
    """Keep a log as Clew keeps it, of everything that all tests do, and look through it and the home at the end."""
    home = Path(os.environ["CLEW_HOME"])
    handler = logging.FileHandler(home / f"tests-{os.getpid()}.log", encoding="utf-8")
    handler.setFormatter(PlainFormatter())
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    handler.close()
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [text for text in TOLD if text in data], f"{path.name} quotes what was told"
