"""`clew code --endpoint`: a language model as the coder of a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from clew.interop import asked, endpoint
from clew.therapy.coding.codes import Coding
from clew.therapy.transcripts import Transcript


def asker(
    url: str, model: str, answers: Path | None, unread: list[str]
) -> Callable[[Transcript, str], Coding]:
    """Return who codes a transcript by asking a model, and says on standard error what that took.

    A file with turns to which no readable answer came is added to ``unread``.

    Raises:
        EndpointError: the address is not allowed.
    """
    target = endpoint.of_owner(os.environ, url=url, model=model)
    kept = asked.NoAnswers() if answers is None else asked.AnswerFile(answers)

    def coder(transcript: Transcript, name: str) -> Coding:
        try:
            found = asked.code(transcript, target, kept)
        except endpoint.EndpointError as problem:
            # No problem of this file, so the next would fail as well.
            more = " What it has answered is kept: run the same command again." if answers else ""
            raise click.ClickException(f"{problem}{more}") from None
        click.echo(f"{name}: {_took(found, target)}", err=True)
        for why, count in found.dropped.items():
            click.echo(f"{name}: {count} dropped: {why}.", err=True)
        for first, last in found.unread:
            click.echo(f"{name}: no readable answer about turns {first} to {last}: not coded.", err=True)
            unread.append(name)
        return found.coding

    return coder


def _took(found: asked.Asked, target: endpoint.Endpoint) -> str:
    said = f"{found.pieces} questions, {found.kept} answered before; {found.tokens_in} tokens in, {found.tokens_out} out"
    cost = found.cost(target)
    said += f", cost {cost:.4f}" if cost is not None else ""
    return said + (f"; {found.uncounted} answers without a count." if found.uncounted else ".")
