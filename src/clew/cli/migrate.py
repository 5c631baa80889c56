"""`clew migrate`."""

from __future__ import annotations

import click

from clew.cli import database


@click.command()
def migrate() -> None:
    """Make or renew the tables of the database."""
    database.migrate(quiet=False)
    click.echo("The tables are up to date.")
