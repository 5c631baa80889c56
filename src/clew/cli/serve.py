"""`clew serve`."""

from __future__ import annotations

import os
import threading

import click

from clew.cli import database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--ask", is_flag=True, help="Ask for the passphrase instead of reading CLEW_PASSPHRASE.")
def serve(host: str, port: int, workers: int, ask: bool) -> None:
    """Serve Clew on this machine until it is stopped with Ctrl+C."""
    run(host=host, port=port, workers=workers, ask=ask)


def run(*, host: str, port: int, workers: int, ask: bool = False) -> None:
    """Check, collect the static files, start the worker thread and serve."""
    if ask:
        os.environ["CLEW_PASSPHRASE"] = click.prompt("Passphrase", hide_input=True)
    database.migrate()
    database.ready(unlocked=True)
    from django.conf import settings
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces

    call_command("check", databases=["default"], verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if settings.CLEW_WORKER_IN_SERVER:
        from clew.cli.worker import work_until

        stop = threading.Event()
        threading.Thread(target=work_until, args=(stop,), name="worker", daemon=True).start()
    from django.db import connections

    connections.close_all()
    click.echo(f"Clew is at http://{'localhost' if host == '127.0.0.1' else host}:{port}  (Ctrl+C stops it)")
    Granian(
        "clew.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_access=False,
        websockets=False,
    ).serve()
