"""`clew audit`."""

from __future__ import annotations

import click

from clew.cli import database


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
def verify() -> None:
    """Check that no entry of the log was changed, removed or added behind Clew's back."""
    database.ready()
    from clew.practice import audit as log

    verdict = log.verify()
    if verdict.whole:
        click.echo(f"The audit log is whole: {verdict.events} events.")
        return
    for seq, problem in verdict.faults[:20]:
        click.echo(f"event {seq}: {problem}", err=True)
    raise click.ClickException(
        f"The audit log is not whole: {len(verdict.faults)} faults in {verdict.events} events."
    )
