"""Having a session coded by a language model, piece by piece, so that what was answered is not asked again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from clew.interop.endpoint import Endpoint, Reply, ask
from clew.therapy.coding import asking
from clew.therapy.coding.codes import Coding
from clew.therapy.transcripts.turns import Transcript

TRIES = 2
"""How often a model is asked the same where its answer is not in the form that it should have."""


class Answers(Protocol):
    """What was answered before, by the hash of the question and of who was asked."""

    def get(self, key: str) -> Reply | None:
        """Return an answer that was kept, or None."""

    def put(self, key: str, reply: Reply) -> None:
        """Keep an answer; once this returns, it is not lost."""


class NoAnswers:
    """Keeps nothing."""

    def get(self, key: str) -> Reply | None:
        """Return None."""

    def put(self, key: str, reply: Reply) -> None:
        """Keep nothing."""


class AnswerFile:
    """Keeps answers in a file, a line each. Answers quote what was said, so only its owner may read the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, Reply] = {}
        if path.exists():
            for line in path.read_bytes().split(b"\n"):
                try:
                    found = json.loads(line)
                    self._kept[found["key"]] = Reply(found["text"], found["in"], found["out"])
                except (ValueError, LookupError, TypeError):
                    continue  # a line that was not written to its end: it is asked again

    def get(self, key: str) -> Reply | None:
        """Return an answer that was kept, or None."""
        return self._kept.get(key)

    def put(self, key: str, reply: Reply) -> None:
        """Keep an answer; once this returns, it is on the disk."""
        line = {"key": key, "text": reply.text, "in": reply.tokens_in, "out": reply.tokens_out}
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # A line of its own even after one that was cut off. ASCII, so that no half character can stop it.
            os.write(file, b"\n" + json.dumps(line).encode() + b"\n")
            os.fsync(file)
        finally:
            os.close(file)
        self._kept[key] = reply


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking about one session came to.

    ``dropped`` counts marks that were not believed, by their reason. ``unread`` are the first and last turns of pieces
    to which no readable answer came: about them nothing is known. Tokens are those of all answers, new and kept;
    ``uncounted`` answers came without a count. ``kept`` pieces were answered before.
    """

    coding: Coding
    dropped: Mapping[str, int]
    unread: tuple[tuple[int, int], ...]
    tokens_in: int
    tokens_out: int
    uncounted: int
    pieces: int
    kept: int

    def cost(self, endpoint: Endpoint) -> float | None:
        """Return what the tokens cost, in the money of the endpoint's prices; None where a price or count is missing."""
        if endpoint.price_in is None or endpoint.price_out is None or self.uncounted:
            return None
        return (self.tokens_in * endpoint.price_in + self.tokens_out * endpoint.price_out) / 1_000_000


def code(
    transcript: Transcript,
    endpoint: Endpoint,
    answers: Answers | None = None,
    *,
    wait: Callable[[float], None] = time.sleep,
    step: Callable[[int, int], object] = lambda done, all_: None,
) -> Asked:
    """Ask about every turn of a session. What is answered is kept at once, so that asking can go on after a failure.

    ``step`` is told after each piece how many are answered of how many.

    Raises:
        EndpointError: the model cannot be reached or refuses; what came before is kept in ``answers``.
    """
    return code_pieces(asking.chunks(transcript), endpoint, answers, wait=wait, step=step)


def code_pieces(
    pieces: Sequence[asking.Chunk],
    endpoint: Endpoint,
    answers: Answers | None = None,
    *,
    wait: Callable[[float], None] = time.sleep,
    step: Callable[[int, int], object] = lambda done, all_: None,
) -> Asked:
    """Ask about pieces whose turns all have numbers of their own; they need not be of one session. Else as `code`."""
    answers = answers or NoAnswers()
    read: list[asking.Answer] = []
    unread: list[asking.Chunk] = []
    tokens: Counter[str] = Counter()
    for number, piece in enumerate(pieces, start=1):
        body = asking.request(piece, endpoint.model)
        key = hashlib.sha256(json.dumps([endpoint.url, body], sort_keys=True).encode()).hexdigest()
        for attempt in range(TRIES):
            before = answers.get(key) if attempt == 0 else None
            reply = before or ask(endpoint, body, wait)
            tokens["in"] += reply.tokens_in or 0
            tokens["out"] += reply.tokens_out or 0
            tokens["uncounted"] += reply.tokens_in is None or reply.tokens_out is None
            try:
                read.append(asking.read_answer(reply.text, piece))
            except asking.AnswerError:
                continue
            if before is None:
                answers.put(key, reply)
            tokens["kept"] += before is not None
            break
        else:
            unread.append(piece)
        step(number, len(pieces))
    coding, dropped = asking.together(endpoint.model, read)
    return Asked(
        coding=coding,
        dropped=dropped,
        unread=tuple(asking.turns_of(unread)),
        tokens_in=tokens["in"],
        tokens_out=tokens["out"],
        uncounted=tokens["uncounted"],
        pieces=len(pieces),
        kept=tokens["kept"],
    )
