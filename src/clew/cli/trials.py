"""What the commands about evidence share: the table they are given, and which of its rows they look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clew.cli.files import bytes_of, shown

if TYPE_CHECKING:
    from clew.therapy.evidence.tables import Table

# Tables of a million trials, and not a pipe without an end.
LARGEST_TABLE = 1024 * 1024 * 1024

the_file = click.argument("file", type=click.Path(path_type=Path))
the_rows = click.option(
    "--where",
    "conditions",
    default="",
    help="Only rows that meet this: \"condition_arm1 == 'dyn' and rob >= 2\".",
)


def table_in(file: Path) -> Table:
    """Read a table of trials.

    Raises:
        TherapyError: it cannot be read, or is no table.
    """
    from clew.therapy.evidence.tables import read_table

    return read_table(bytes_of(file, most=LARGEST_TABLE), shown(file))


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with the word for what it counts."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"
