"""`clew code`: proposals for transcripts, without a database."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from clew.cli.coded import COLUMNS, lines
from clew.cli.files import guarded, printable, progress, shown, transcript_of
from clew.therapy import coding, transcripts
from clew.therapy.coding.codes import Coding
from clew.therapy.errors import TherapyError
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
                "name": episode.name,
                "named": [[one.turn, one.span.start, one.span.stop] for one in episode.named],
                "place": episode.place.value,
                "completeness": episode.completeness,
                "confidence": round(episode.confidence, 4),
                "components": [
                    {
                        "component": part.component,
                        "category": part.category,
                        "cluster": part.cluster,
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


def _cells(line: tuple[Any, ...]) -> list[Any]:
    """Return a line of the table as a spreadsheet should have it: confidence with four digits, no formulas."""
    sure = COLUMNS.index("confidence")
    cells = list(line)
    if cells[sure] is not None:
        cells[sure] = f"{cells[sure]:.4f}"
    return [guarded(cell) for cell in cells]


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
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Code every transcript under one folder into this Parquet file.",
)
@click.option("--cluster", metavar="ADDRESS", help="With --out: let a Dask cluster do it.")
@click.option(
    "--endpoint", metavar="URL", help="Ask a language model instead, at an OpenAI-compatible address."
)
@click.option("--model", metavar="NAME", help="With --endpoint: the model, as its server calls it.")
@click.option("--beside", is_flag=True, help="With --endpoint: print the embedded coder's proposals too.")
@click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --endpoint: a file that keeps the answers, so that none is asked for twice.",
)
@click.option(
    "--explore",
    is_flag=True,
    help="Propose what the coder is less sure of too: more is found, more is wrong.",
)
@click.pass_context
def code(
    context: click.Context,
    files: tuple[Path, ...],
    format_: str,
    out: Path | None,
    cluster: str | None,
    endpoint: str | None,
    model: str | None,
    beside: bool,
    answers: Path | None,
    explore: bool,
) -> None:
    """Propose codes for each of FILES and print the turns with them.

    As JSON one object a file, each on a line of its own. As WebVTT, of one file, with the proposals in comments, so
    that what was said can be read back as it was. What is printed are proposals, nobody's judgement.

    With --out, FILES is one folder: all transcripts under it go into one table, in the order of their paths. Stopped
    midway, the same command goes on where it was.

    With --endpoint, what was said is sent to the address that is given: to this machine, or to one that the setting
    CLEW_CODER_HOSTS names.
    """
    if out is not None:
        if context.get_parameter_source("format_") is not ParameterSource.DEFAULT:
            raise click.UsageError("--out writes Parquet, so it takes no --format.")
        if endpoint is not None:
            raise click.UsageError("--endpoint takes files, and no --out.")
        _code_folder(files, out, cluster, explore)
        return
    if cluster is not None:
        raise click.UsageError("--cluster needs --out.")
    if (endpoint is None) is not (model is None) or (endpoint is None and (beside or answers)):
        raise click.UsageError("--endpoint and --model belong together, and --beside and --answers to them.")
    if explore and endpoint is not None and not beside:
        raise click.UsageError("--explore is about the embedded coder; with --endpoint it needs --beside.")
    if format_ == "vtt" and (len(files) > 1 or beside):
        raise click.UsageError("WebVTT holds one session by one coder, so --format vtt takes one file.")
    coders: list[Coder] = [lambda transcript, name: coding.propose(transcript, explore=explore)]
    unread: list[str] = []
    if endpoint is not None and model is not None:
        from clew.cli.asked import asker

        asked = asker(endpoint, model, answers, unread)
        coders = [*coders, asked] if beside else [asked]
    refused = _print(files, format_, coders)
    if refused or unread:
        raise click.exceptions.Exit(1)


Coder = Callable[[Transcript, str], Coding]
"""Who proposes codes for a transcript, which has a name."""


def _print(files: tuple[Path, ...], format_: str, coders: list[Coder]) -> bool:
    """Print every file as each coder codes it; return whether a file was refused."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    several = len(coders) > 1
    if format_ == "csv":
        writer.writerow([*COLUMNS, "model"] if several else COLUMNS)
    refused = False
    with progress(files, "Coding") as bar:
        for file in bar:
            name = shown(file)
            try:
                transcript = transcript_of(file)
                codings = [coder(transcript, name) for coder in coders]
            except TherapyError as problem:
                click.echo(str(problem), err=True)
                refused = True
                continue
            for found in codings:
                if format_ == "json":
                    click.echo(json.dumps(as_json(name, transcript, found), ensure_ascii=False))
                elif format_ == "csv":
                    model = [found.model] if several else []
                    writer.writerows([*_cells(line), *model] for line in lines(name, transcript, found))
                else:
                    click.echo(transcripts.write_webvtt(transcript, notes=_notes(found)), nl=False)
            if several:
                click.echo(f"{name}: {_compared(*codings)}", err=True)
    return refused


def _compared(one: Coding, other: Coding) -> str:
    """Say how many codes two coders propose, and how many of them both do: the same code on the same turn."""
    marks = [{(p.turn, p.scheme, p.code) for p in found.proposals} for found in (one, other)]
    counts = ", ".join(f"{len(m)} codes by {c.model}" for m, c in zip(marks, (one, other), strict=True))
    return f"{counts}, {len(marks[0] & marks[1])} by both."


def _code_folder(files: tuple[Path, ...], out: Path, cluster: str | None, explore: bool) -> None:
    if len(files) != 1 or not files[0].is_dir():
        raise click.UsageError("--out takes one folder of transcripts.")
    if out.suffix != ".parquet" or out.is_dir() or not out.absolute().parent.is_dir():
        raise click.UsageError("--out is the name of a file that ends in .parquet, in a folder that exists.")
    from clew.cli import many  # it needs Polars, which takes longer to load than one transcript to code

    coders: many.Coders = many.here
    if cluster is not None:
        from clew.cli.cluster import coders_at

        coders = coders_at(cluster)
    with click.progressbar(
        length=1, label="Coding", file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=True
    ) as bar:

        def step(done: int, all_: int) -> None:
            bar.length = all_
            bar.update(done - bar.pos)

        outcome = many.code_folder(files[0], out, explore=explore, coders=coders, step=step)
    for problem in outcome.problems:
        click.echo(problem, err=True)
    before = f", {outcome.before} of them coded by an earlier run" if outcome.before else ""
    click.echo(f"{printable(out.name)}: {outcome.transcripts} transcripts{before}, {outcome.lines} lines.")
    if outcome.problems:
        raise click.exceptions.Exit(1)
