"""What commands that need the database call first."""

from __future__ import annotations

import os

import click


def ready(*, unlocked: bool = False) -> None:
    """Set Django up and, if asked, prove that text can be read.

    Raises:
        click.ClickException: the tables are not there or not up to date.
        clew.practice.errors.Locked: the master key is missing or wrong.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException("The tables are missing or older than this Clew. Run: clew migrate")
    if unlocked:
        from clew.practice import vault

        vault.unlock()


def migrate(*, quiet: bool = True) -> None:
    """Make or renew the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
    call_command("createcachetable", verbosity=0)
