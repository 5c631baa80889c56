"""How long the command line takes to start, and how much memory a server process holds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.text import session


def main(repeats: int = 7) -> None:
    with tempfile.TemporaryDirectory() as folder:
        transcript = Path(folder, "session.vtt")
        transcript.write_text(session(20), encoding="utf-8")
        answers = Path(folder, "answers.csv")
        answers.write_text("id,q1,q2,q3,q4,q5,q6,q7,q8,q9\na,1,1,1,1,1,1,1,1,0\n", encoding="utf-8")
        commands = {
            "python -c pass": ["-c", "pass"],
            "clew --help": ["-m", "clew.cli.main", "--help"],
            "clew score (1 row)": ["-m", "clew.cli.main", "score", "phq-9", str(answers)],
            "clew code (20 turns)": ["-m", "clew.cli.main", "code", str(transcript)],
        }
        print("Starting the command line (median of", repeats, "runs; budget 500 ms)")
        for name, arguments in commands.items():
            times = []
            for _ in range(repeats):
                began = time.perf_counter()
                subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
                times.append(time.perf_counter() - began)
            print(f"  {name:<24} {1000 * statistics.median(times):7.0f} ms")
    memory = (
        "import django; django.setup(); from clew.cli import database; database.migrate(quiet=True);"
        "from django.test import Client; Client().get('/accounts/login/');"
        "print(next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1])"
    )
    if sys.platform == "linux":
        out = subprocess.run(
            [sys.executable, "-c", memory],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "CLEW_DEBUG": "True"},
        )
        print(
            f"Memory of one server process after a page: {int(out.stdout.split()[-1]) / 1024:.0f} MiB (budget 300)"
        )
