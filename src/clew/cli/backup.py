"""`clew backup` and `clew restore`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from clew.cli import database


def _passphrase() -> str:
    given = os.environ.get("CLEW_BACKUP_PASSPHRASE") or os.environ.get("CLEW_PASSPHRASE")
    return given or str(click.prompt("Passphrase of the backup", hide_input=True))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write an encrypted backup to FILE. Clew may go on running.

    The passphrase is CLEW_BACKUP_PASSPHRASE, else CLEW_PASSPHRASE, else it is asked for.
    """
    database.ready()
    from django.utils import timezone

    from clew.practice import backup as backups
    from clew.practice.actions import people

    people.write_ledger()
    manifest = backups.back_up(file, passphrase=_passphrase(), now=timezone.now())
    click.echo(f"Backed up {manifest['database']} to {file}, {file.stat().st_size / 1_048_576:.1f} MiB.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of the database that is there.")
def restore(file: Path, replace: bool) -> None:
    """Bring the backup FILE back, verify the audit log, and erase again whoever was erased since.

    Stop the server first. A SQLite database that is there is kept beside the new one.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
    import django

    django.setup()
    from django.conf import settings

    from clew.practice import audit, vault
    from clew.practice import backup as backups
    from clew.practice.actions import people

    with tempfile.TemporaryDirectory(dir=settings.CLEW_HOME) as folder:
        data = Path(folder, "data")
        manifest = backups.read_backup(file, passphrase=_passphrase(), data=data)
        people.write_ledger()
        backups.bring_back(data, manifest, replace=replace)
    database.migrate()
    verdict = audit.verify()
    if not verdict.whole or verdict.events < manifest["audit_events_at_least"]:
        raise click.ClickException(
            "The restored audit log is not whole. Keep the backup and run: clew audit verify"
        )
    vault.unlock()
    again = people.erase_again()
    click.echo(f"Restored the backup of {manifest['made_at']}: {verdict.events} audit events, chain whole.")
    if manifest["database"] == "sqlite" and replace:
        click.echo(
            "The database that was there is kept beside it as *.before-restore. Delete it when all is well."
        )
    if again:
        click.echo(f"Erased again: {again}, erased since that backup was made.")
