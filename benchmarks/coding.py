"""How fast the coder is: sessions of 400 turns, everything on, in one process (budget 50 ms)."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from clew.therapy.coding import margin
from clew.therapy.transcripts.turns import Role, Transcript, Turn

TURNS, REPEATS = 400, 9
DEMO = Path(__file__).resolve().parents[1] / "src" / "clew" / "practice" / "demo"


def sessions() -> list[Transcript]:
    """The fictional sessions of the demo practice, strung together into sessions of 400 turns."""
    spoken: list[tuple[Role, str]] = []
    for path in sorted(DEMO.glob("*/sessions/*.session")):
        transcript = margin.parse(path.read_text(encoding="utf-8"), path.name).transcript
        spoken += [(turn.role, turn.text) for turn in transcript.turns]
    return [
        Transcript(
            tuple(Turn(i, r.value, r, text) for i, (r, text) in enumerate(spoken[first : first + TURNS])),
            "demo",
        )
        for first in range(0, len(spoken) - TURNS + 1, TURNS)
    ]


def _import_time() -> float:
    """Milliseconds to import the coder in a fresh process, the median of several."""
    code = "import time; t = time.perf_counter(); import clew.therapy.coding; print(time.perf_counter() - t)"
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(REPEATS)
    ]
    return statistics.median(runs) * 1000


def main() -> None:
    from clew.therapy.coding import MODEL, propose

    print(f"Coding a session of {TURNS} turns with {MODEL} (best of {REPEATS}; budget 50 ms)")
    every = sessions()
    start = time.perf_counter()
    propose(every[0])
    cold = (time.perf_counter() - start) * 1000
    for transcript in every:
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            coding = propose(transcript)
            times.append((time.perf_counter() - start) * 1000)
        words = sum(len(turn.text.split()) for turn in transcript.turns)
        rate = TURNS / min(times) * 1000
        print(
            f"  {words:6} words  {min(times):6.1f} ms  {rate:8.0f} turns/s  {len(coding.proposals)} proposals"
        )
    print(
        f"  the first session in a new process: {cold:.0f} ms; importing the coder: {_import_time():.0f} ms\n"
    )


if __name__ == "__main__":
    main()
