"""`clew code`: proposals for transcripts, without a database."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from clew.cli.files import guarded, progress, shown, transcript_of
from clew.therapy import coding, transcripts
from clew.therapy.coding.codes import Coding
from clew.therapy.errors import TherapyError
from clew.therapy.moments import Span
from clew.therapy.transcripts import Transcript


def as_json(name: str, transcript: Transcript, found: Coding) -> dict[str, Any]:
    """Return one file's turns with their proposals. Times are seconds or null, spans characters of the turn's text."""
    codes: dict[int, list[dict[str, Any]]] = {}
    for proposal in found.proposals:
        codes.setdefault(proposal.turn, []).append(
            {
                "scheme": proposal.scheme.value,
                "code": proposal.code,
                "confidence": round(proposal.confidence, 4),
                "span": [proposal.span.start, proposal.span.stop],
            }
        )
    return {
        "file": name,
        "format": transcript.format,
        "model": found.model,
        "turns": [
            {
                "index": turn.index,
                "speaker": turn.speaker,
                "role": turn.role.value,
                "start": turn.start,
                "end": turn.end,
                "text": turn.text,
                "codes": codes.get(turn.index, []),
            }
            for turn in transcript.turns
        ],
        "episodes": [
            {
                "turns": [episode.first, episode.last],
                "other": episode.other,
                "place": episode.place.value,
                "completeness": episode.completeness,
                "confidence": round(episode.confidence, 4),
                "components": [
                    {
                        "component": part.component,
                        "category": part.category,
                        "turn": part.turn,
                        "span": [part.span.start, part.span.stop],
                        "confidence": round(part.confidence, 4),
                    }
                    for part in episode.components
                ],
            }
            for episode in found.episodes
        ],
        "flags": [
            {
                "kind": flag.kind,
                "level": flag.level,
                "turns": list(flag.turns),
                "words": flag.words,
                "rule": flag.rule,
            }
            for flag in found.flags
        ],
    }


COLUMNS = (
    *("file", "turn", "speaker", "role", "start", "end"),
    *("scheme", "code", "confidence", "from", "to", "episode", "text"),
)
"""The columns of the table. One line a code; a turn without any has a line too, with these cells empty.

Of an episode, the line under its first turn has the scheme "episode" and the kind of person as code; its parts have
the scheme W, RO or RS. The column "episode" counts the episodes of a file from 1. A flag has a line under each turn
that it rests on, with the scheme "flag" and its kind and level as code.
"""


def _rows(name: str, transcript: Transcript, found: Coding) -> Iterator[list[Any]]:
    """Yield the lines of one file, turn by turn."""
    by_turn: dict[int, list[list[Any]]] = {}

    def put(
        turn: int, scheme: str, code: str, confidence: float | None, span: Span | None, episode: Any = ""
    ) -> None:
        sure = "" if confidence is None else f"{confidence:.4f}"
        where = [span.start, span.stop] if span else ["", ""]
        by_turn.setdefault(turn, []).append([scheme, code, sure, *where, episode])

    for p in found.proposals:
        put(p.turn, p.scheme.value, p.code, p.confidence, p.span)
    for number, episode in enumerate(found.episodes, start=1):
        put(episode.first, "episode", episode.other, episode.confidence, None, number)
        for part in episode.components:
            put(part.turn, part.component, part.category or "", part.confidence, part.span, number)
    for flag in found.flags:
        for turn_number in flag.turns:
            put(turn_number, "flag", f"{flag.kind}: {flag.level}", None, None)
    for turn in transcript.turns:
        about = [name, turn.index, turn.speaker, turn.role.value, turn.start, turn.end]
        for line in by_turn.get(turn.index, [[""] * 6]):
            yield [*about, *line, turn.text]


def _notes(found: Coding) -> dict[int, str]:
    """Return for each turn its proposals in one line, for a comment that players pass over."""
    codes: dict[int, list[str]] = {}
    for p in found.proposals:
        codes.setdefault(p.turn, []).append(f"{p.scheme.value}: {p.code}?")
    return {turn: "Proposed for the next cue: " + "; ".join(found) for turn, found in codes.items()}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(["json", "csv", "vtt"]), default="json", show_default=True
)
def code(files: tuple[Path, ...], format_: str) -> None:
    """Propose codes for each of FILES and print the turns with them.

    As JSON one object a file, each on a line of its own. As WebVTT, of one file, with the proposals in comments, so
    that what was said can be read back as it was. What is printed are proposals, nobody's judgement.
    """
    if format_ == "vtt" and len(files) > 1:
        raise click.UsageError("WebVTT holds one session, so --format vtt takes one file.")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if format_ == "csv":
        writer.writerow(COLUMNS)
    refused = False
    with progress(files, "Coding") as bar:
        for file in bar:
            try:
                transcript = transcript_of(file)
                found = coding.propose(transcript)
            except TherapyError as problem:
                click.echo(str(problem), err=True)
                refused = True
                continue
            if format_ == "json":
                click.echo(json.dumps(as_json(shown(file), transcript, found), ensure_ascii=False))
            elif format_ == "csv":
                writer.writerows([guarded(c) for c in row] for row in _rows(shown(file), transcript, found))
            else:
                click.echo(transcripts.write_webvtt(transcript, notes=_notes(found)), nl=False)
    if refused:
        raise click.exceptions.Exit(1)
