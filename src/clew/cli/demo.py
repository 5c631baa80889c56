"""`clew demo`."""

from __future__ import annotations

import sys

import click

from clew.cli import database
from clew.cli.serve import PORT, check_port, run

HOST = "127.0.0.1"


@click.command()
@click.option("--serve", is_flag=True, help="Serve it afterwards.")
@click.option("--port", default=8000, show_default=True, type=PORT, help="Port to listen on.")
def demo(serve: bool, port: int) -> None:
    """Make the demonstration practice, with fictional people only, in CLEW_HOME if it is not there yet.

    A practice with real patients and the demonstration never share a CLEW_HOME: this refuses where there is
    a practice already that is not the demonstration.
    """
    if serve:
        check_port(HOST, port)
    database.migrate()
    database.ready(unlocked=True)
    from django.utils import timezone

    from clew.practice.actions import people
    from clew.practice.demo import load
    from clew.practice.models import Practice

    if Practice.objects.filter(demonstration=False).exists():
        raise click.ClickException(people.APART)
    invited: list[str] = []
    if not Practice.objects.exists():
        click.echo("Making the demonstration practice")
        with click.progressbar(
            length=len(load.courses()),
            label="Fictional patients",
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
        ) as bar:

            def tell(line: str) -> None:
                bar.update(1)
                if "/join/" in line:
                    invited.append(line)

            load.load(today=timezone.localdate(), tell=tell)
    click.echo("\nSign in with one of these names; the password is the same for all:")
    click.echo(f"    {load.PASSWORD}\n")
    for name, who in load.sign_ins():
        click.echo(f"    {name:<8} {who}")
    for line in invited:
        click.echo(f"\nAn invitation is open, shown this once. {line}")
    click.echo()
    if serve:
        run(host=HOST, port=port, workers=1)
