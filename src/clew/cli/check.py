"""`clew check`."""

from __future__ import annotations

import click

from clew.cli import database


@click.command()
def check() -> None:
    """Say whether this installation is fit to be used: settings, database, key, audit log."""
    database.ready(unlocked=True)
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    from clew.practice import audit

    try:
        call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
    except SystemCheckError as problem:
        raise click.ClickException(str(problem)) from None
    verdict = audit.verify()
    if not verdict.whole:
        raise click.ClickException("The audit log is not whole. Run: clew audit verify")
    click.echo(f"The key opens, the tables are up to date, the audit log is whole ({verdict.events} events).")
