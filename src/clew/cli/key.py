"""`clew key`."""

from __future__ import annotations

import os

import click

from clew.cli import database
from clew.cli.asking import secret


@click.group()
def key() -> None:
    """The master key."""


@key.command()
def rotate() -> None:
    """Wrap every patient's key anew under a new master key. No text is touched.

    The present secret comes from CLEW_PASSPHRASE or CLEW_MASTER_KEY as always; the new one from
    CLEW_NEW_PASSPHRASE or CLEW_NEW_MASTER_KEY, or it is asked for. Stop the server first, and start it
    with the new secret afterwards.
    """
    database.ready(unlocked=True)
    from clew.practice import vault
    from clew.practice.actions import keys

    if os.environ.get("CLEW_NEW_MASTER_KEY"):
        new = vault.Secret.from_base64(os.environ["CLEW_NEW_MASTER_KEY"])
    else:
        new = vault.Secret(passphrase=secret(["CLEW_NEW_PASSPHRASE"], "New passphrase", confirm=True))
    count = keys.rotate(old=vault.Secret.from_settings(), new=new)
    click.echo(f"{count} patient keys are wrapped under the new master key. Start Clew with the new secret.")
