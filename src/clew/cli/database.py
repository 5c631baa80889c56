"""What commands that need the database call first."""

from __future__ import annotations

import os
from typing import Any

import click


def set_up() -> None:
    """Set Django up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
    import django

    django.setup()


def ready(*, unlocked: bool = False) -> None:
    """Set Django up and, if asked, prove that text can be read.

    Raises:
        click.ClickException: the tables are not there, not up to date, or of a newer Clew.
        clew.practice.errors.Locked: the master key is missing or wrong.
    """
    set_up()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException("The tables are missing or older than this Clew. Run: clew migrate")
    _refuse_newer(executor)
    if unlocked:
        from clew.practice import vault

        vault.Secret.from_settings()  # before there is a first patient, `unlock` has nothing to try it on
        vault.unlock()


def migrate(*, quiet: bool = True) -> None:
    """Make or renew the tables.

    Raises:
        click.ClickException: they are of a newer Clew.
    """
    set_up()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    _refuse_newer(MigrationExecutor(connection))
    call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
    call_command("createcachetable", verbosity=0)


def _refuse_newer(executor: Any) -> None:
    done = {key for key in executor.loader.applied_migrations if key[0] == "practice"}
    if not done <= set(executor.loader.disk_migrations):
        raise click.ClickException("A newer Clew has renewed this database. Install that version again.")
