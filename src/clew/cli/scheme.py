"""`clew scheme`: coding schemes, without a database."""

from __future__ import annotations

import os
from pathlib import Path

import click

from clew.practice.schemes import load, text_of
from clew.therapy.coding.schemes.reading import parse


@click.group()
def scheme() -> None:
    """Coding schemes: check one that you write, list those that are there."""


@scheme.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Say what is wrong with the scheme in FILE, each with its line, and how to mend it."""
    one, found = parse(text_of(file), file.name)
    for problem in found:
        click.echo(str(problem))
    if one is None:
        raise click.ClickException(
            f"{click.format_filename(file, shorten=True)}: {len(found)} {'thing needs' if len(found) == 1 else 'things need'} mending."
        )
    who = " and ".join(sorted(one.who))
    click.echo(
        f"{one.name}: {len(one.codes)} codes for {'words' if one.unit == 'words' else 'turns'} of {who}, {one.scale}. "
        "Nothing needs mending."
    )


@scheme.command("list")
def list_() -> None:
    """List the schemes that come with Clew and those in the folders of CLEW_SCHEMES."""
    folders = [part.strip() for part in os.environ.get("CLEW_SCHEMES", "").split(",")]
    for key, one in load(Path(folder) for folder in folders if folder).items():
        click.echo(f"{key}\t{one.version}\t{one.unit}\t{one.scale}\t{len(one.codes)} codes\t{one.name}")
