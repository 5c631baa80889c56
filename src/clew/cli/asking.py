"""Secrets: from the environment, else asked for at a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click


def secret(variables: Sequence[str], label: str, *, confirm: bool = False) -> str:
    """Return the first of some variables that is set, else ask for it, twice if a slip would lock things up.

    Raises:
        click.ClickException: none is set and nobody is at a terminal.
    """
    given = next(filter(None, map(os.environ.get, variables)), None)
    if given:
        return given
    if not sys.stdin.isatty():
        raise click.ClickException(
            f"Set {' or '.join(variables)}, or run this at a terminal, where it is asked for."
        )
    return ask_for(label, confirm=confirm)


def ask_for(label: str, *, confirm: bool = False) -> str:
    """Ask at the terminal, without showing what is typed."""
    return str(click.prompt(label, hide_input=True, confirmation_prompt=confirm))
