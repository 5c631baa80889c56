"""The lines of a table of coded transcripts: the same in a CSV file and in a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clew.therapy.coding.codes import Coding
from clew.therapy.moments import Span
from clew.therapy.transcripts import Transcript

COLUMNS = (
    *("file", "turn", "speaker", "role", "start", "end"),
    *("scheme", "code", "confidence", "from", "to", "episode", "text"),
)
"""The columns of the table. One line a code; a turn without any has a line too, with these cells empty.

Of an episode, the line under its first turn has the scheme "episode" and the kind of person as code; its parts have
the scheme W, RO or RS. The column "episode" counts the episodes of a file from 1. A flag has a line under each turn
that it rests on, with the scheme "flag" and its kind and level as code.
"""


def lines(name: str, transcript: Transcript, found: Coding) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of one file, turn by turn, in the order of `COLUMNS`; an empty cell is None."""
    by_turn: dict[int, list[tuple[Any, ...]]] = {}

    def put(
        turn: int,
        scheme: str,
        code: str | None,
        confidence: float | None,
        span: Span | None,
        episode: int | None = None,
    ) -> None:
        sure = None if confidence is None else round(confidence, 4)
        where = (span.start, span.stop) if span else (None, None)
        by_turn.setdefault(turn, []).append((scheme, code, sure, *where, episode))

    for p in found.proposals:
        put(p.turn, p.scheme.value, p.code, p.confidence, p.span)
    for number, episode in enumerate(found.episodes, start=1):
        put(episode.first, "episode", episode.other, episode.confidence, None, number)
        for part in episode.components:
            put(part.turn, part.component, part.category, part.confidence, part.span, number)
    for flag in found.flags:
        for turn_number in flag.turns:
            put(turn_number, "flag", f"{flag.kind}: {flag.level}", None, None)
    for turn in transcript.turns:
        about = (name, turn.index, turn.speaker, turn.role.value, turn.start, turn.end)
        for line in by_turn.get(turn.index, [(None,) * 6]):
            yield (*about, *line, turn.text)
