"""A folder of transcripts to code, and the command that codes it, in a process of its own with a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

COMMAND = [sys.executable, "-W", "error", "-m", "clew.cli.main"]
_POSITION = re.compile(rb"(\d+)/\d+")


def write_talks(folder: Path, count: int) -> Path:
    """Write transcripts into folders within a folder; each says something else."""
    for n in range(count):
        path = folder / f"clinic {n % 3}" / f"{n:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        said = [
            f"Therapist: What went through you in week {n}, when he looked away?\n"
            f"Client: I felt so guilty, {turn} times over. He only looked at his phone, so I said nothing.\n"
            for turn in range(n % 7 + 30)
        ]
        path.write_text("\n".join(said), encoding="utf-8")
    return folder


class Coding:
    """`clew code` at work. It shows its progress on a terminal, from which one reads how far it is."""

    def __init__(self, *args: str | Path) -> None:
        self.shown = ""  # what stood on the terminal at the end
        self._terminal, theirs = pty.openpty()
        self.process = subprocess.Popen([*COMMAND, "code", *args], stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)

    def wait_for(self, done: int) -> None:
        """Return once at least so many transcripts are done."""
        shown = b""
        while not any(int(n) >= done for n in _POSITION.findall(shown)):
            shown += os.read(self._terminal, 4096)  # an error when the process ends first

    def end(self) -> tuple[int, str]:
        """Wait for its end; return the exit code and what it printed."""
        out: IO[bytes] | None = self.process.stdout
        assert out is not None
        printed = out.read().decode()
        out.close()
        code = self.process.wait(120)
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while more := os.read(self._terminal, 4096):
                self.shown += more.decode(errors="replace")
        os.close(self._terminal)
        return code, printed

    def kill(self) -> None:
        """End it without a word, as a power cut would."""
        self.process.kill()
        self.end()
