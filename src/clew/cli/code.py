"""`clew code`: proposals for transcripts, without a database."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from clew.therapy import coding, transcripts
from clew.therapy.coding.codes import Coding
from clew.therapy.errors import TherapyError
from clew.therapy.transcripts import Transcript


def read(file: Path) -> Transcript:
    """Read one transcript file.

    Raises:
        TherapyError: it is too large or cannot be read.
    """
    if file.stat().st_size > transcripts.MAX_BYTES:
        raise TherapyError(f"{file.name} is larger than {transcripts.MAX_BYTES // 1_048_576} MiB. Split it.")
    return transcripts.read(file.read_bytes(), name=file.name)


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
    "file",
    "turn",
    "speaker",
    "role",
    "start",
    "end",
    "scheme",
    "code",
    "confidence",
    "from",
    "to",
    "text",
)


def _rows(name: str, transcript: Transcript, found: Coding) -> Iterator[list[Any]]:
    """Yield one line a code, and one for each turn without any."""
    by_turn: dict[int, list[Any]] = {}
    for proposal in found.proposals:
        by_turn.setdefault(proposal.turn, []).append(proposal)
    for turn in transcript.turns:
        about = [name, turn.index, turn.speaker, turn.role.value, turn.start, turn.end]
        for p in by_turn.get(turn.index, ()):
            yield [
                *about,
                p.scheme.value,
                p.code,
                f"{p.confidence:.4f}",
                p.span.start,
                p.span.stop,
                turn.text,
            ]
        if turn.index not in by_turn:
            yield [*about, "", "", "", "", "", turn.text]


def guarded(cell: Any) -> Any:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _annotated(transcript: Transcript, found: Coding) -> Transcript:
    """Return the transcript with each turn's proposals in brackets after its words, for reading along."""
    from dataclasses import replace

    codes: dict[int, list[str]] = {}
    for p in found.proposals:
        codes.setdefault(p.turn, []).append(f"{p.scheme.value}: {p.code}?")
    turns = tuple(
        replace(t, text=f"{t.text} [{'; '.join(codes[t.index])}]") if t.index in codes else t
        for t in transcript.turns
    )
    return replace(transcript, turns=turns)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--format", "format_", type=click.Choice(["json", "csv", "vtt"]), default="json", show_default=True
)
def code(files: tuple[Path, ...], format_: str) -> None:
    """Propose codes for each of FILES and print the turns with them.

    As JSON one object a file, each on a line of its own. What is printed are proposals, nobody's judgement.
    """
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if format_ == "csv":
        writer.writerow(COLUMNS)
    refused = 0
    with click.progressbar(
        files, label="Coding", file=sys.stderr, hidden=len(files) < 2 or not sys.stderr.isatty()
    ) as bar:
        for file in bar:
            try:
                transcript = read(file)
                found = coding.propose(transcript)
            except TherapyError as problem:
                click.echo(str(problem), err=True)
                refused += 1
                continue
            if format_ == "json":
                click.echo(json.dumps(as_json(file.name, transcript, found), ensure_ascii=False))
            elif format_ == "csv":
                writer.writerows([guarded(c) for c in row] for row in _rows(file.name, transcript, found))
            else:
                click.echo(transcripts.write_webvtt(_annotated(transcript, found)), nl=False)
    if refused:
        raise click.exceptions.Exit(1)
