"""`clew programme`: internet programmes, without a database."""

from __future__ import annotations

import os
from pathlib import Path

import click

from clew.practice.programmes import files_of, load
from clew.therapy.programmes.reading import parse


@click.group()
def programme() -> None:
    """Internet programmes: check one that you write, list those that are there."""


@programme.command()
@click.argument("folder", type=click.Path(path_type=Path))
def check(folder: Path) -> None:
    """Say what is wrong with the programme in FOLDER, each with its file and line, and how to mend it."""
    one, found = parse(files_of(folder))
    for problem in found:
        click.echo(str(problem))
    if one is None or found:
        raise click.ClickException(
            f"{click.format_filename(folder, shorten=True)}: {len(found)} {'thing needs' if len(found) == 1 else 'things need'} mending."
        )
    exercises = sum(1 for _ in one.answered) - len(one.modules)
    click.echo(
        f"{one.title}: {len(one.modules)} modules in {one.weeks} weeks, exercises: {exercises}, "
        f"about {sum(module.minutes for module in one.modules)} minutes. Nothing needs mending."
    )


@programme.command("list")
def list_() -> None:
    """List the programmes that come with Clew and those in the folders of CLEW_PROGRAMMES."""
    folders = [part.strip() for part in os.environ.get("CLEW_PROGRAMMES", "").split(",")]
    for slug, one in load(Path(folder) for folder in folders if folder).items():
        click.echo(
            f"{slug}\t{one.version}\t{one.language}\t{one.weeks} weeks\t{len(one.modules)} modules\t{one.title}"
        )
