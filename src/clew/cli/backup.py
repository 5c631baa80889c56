"""`clew backup` and `clew restore`."""

from __future__ import annotations

from pathlib import Path

import click

from clew.cli import database
from clew.cli.asking import secret

_VARIABLES = ("CLEW_BACKUP_PASSPHRASE", "CLEW_PASSPHRASE")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write an encrypted backup to FILE. Clew may go on running.

    The passphrase is CLEW_BACKUP_PASSPHRASE, else CLEW_PASSPHRASE, else it is asked for.
    """
    database.set_up()  # tables older than this Clew are backed up too: that is when one wants a backup
    from django.utils import timezone

    from clew.practice import backup as backups
    from clew.practice.actions import people

    passphrase = secret(_VARIABLES, "Passphrase of the backup", confirm=True)
    people.write_ledger()
    manifest = backups.back_up(file, passphrase=passphrase, now=timezone.now())
    click.echo(f"Backed up {manifest['database']} to {file}, {file.stat().st_size / 1_048_576:.1f} MiB.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of the database that is there.")
def restore(file: Path, replace: bool) -> None:
    """Bring the backup FILE back, verify the audit log, and erase again whoever was erased since.

    Stop the server first. A database that is there is kept beside the new one.
    """
    database.set_up()
    from django.db import DatabaseError

    from clew.practice import audit, vault
    from clew.practice import backup as backups
    from clew.practice.actions import people
    from clew.practice.errors import Locked

    passphrase = secret(_VARIABLES, "Passphrase of the backup")
    with backups.private_folder() as folder:
        manifest = backups.read_backup(file, passphrase=passphrase, data=folder / "data")
        try:
            if backups.holds_tables():
                people.write_ledger()
        except DatabaseError:
            click.echo("The database that is there is damaged; it is kept as it is.", err=True)
        kept = backups.bring_back(folder / "data", manifest, replace=replace)
    database.migrate()
    verdict = audit.verify()
    if kept:
        click.echo(f"What was there is kept as {kept}. Delete it when all is well.")
    try:
        vault.unlock()
    except Locked as problem:
        raise Locked(
            f"{problem} The backup is in place. Start Clew with the secret that was in force when it was made; "
            "whoever was erased since is then erased again."
        ) from None
    again = people.erase_again()
    if again:
        click.echo(f"Erased again: {again}, erased since that backup was made.")
    if not verdict.whole or verdict.events < manifest["audit_events_at_least"]:
        raise click.ClickException(
            "The restored audit log is not whole. Keep the backup and run: clew audit verify"
        )
    click.echo(f"Restored the backup of {manifest['made_at']}: {verdict.events} audit events, chain whole.")
