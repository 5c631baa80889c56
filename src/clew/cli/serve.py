"""`clew serve`."""

from __future__ import annotations

import os
import socket
import threading
import time

import click

from clew.cli import database
from clew.cli.asking import ask_for
from clew.cli.worker import work_until

PORT = click.IntRange(1, 65535)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=PORT, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--ask", is_flag=True, help="Ask for the passphrase instead of reading CLEW_PASSPHRASE.")
def serve(host: str, port: int, workers: int, ask: bool) -> None:
    """Serve Clew on this machine until it is stopped with Ctrl+C."""
    if ask:
        _ask()
    run(host=host, port=port, workers=workers)


def _ask() -> None:
    """Ask for the passphrase: twice where it is the first, since a slip would lock up all that is then written."""
    database.migrate()
    from django.conf import settings

    from clew.practice.models import MasterKey

    first = not MasterKey.objects.exists()
    settings.CLEW_PASSPHRASE = ask_for("Passphrase", confirm=first)
    os.environ["CLEW_PASSPHRASE"] = settings.CLEW_PASSPHRASE  # for processes that do not inherit the settings


def check_port(host: str, port: int) -> None:
    """Refuse a port on which something listens already: the server would share it, and half the requests go astray.

    Raises:
        click.ClickException: it is taken, or this user may not listen there.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise click.ClickException(
            f"Clew cannot listen on {host}, port {port}: {problem.strerror}. Choose another: --port 8001, or make run PORT=8001."
        ) from None


def _go_on(host: str, port: int, *, work: bool) -> None:
    """Print the address once somebody can use it, and do the work that waits.

    Only then, since the server forks its processes first, and neither locks nor connections outlive that.
    """
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  everywhere includes here
    while True:
        try:
            socket.create_connection((here, port), timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)
    shown = "localhost" if here == "127.0.0.1" else here
    click.echo(f"Clew is at http://{shown}:{port}  (Ctrl+C stops it)")
    if work:
        work_until(threading.Event())


def run(*, host: str, port: int, workers: int) -> None:
    """Check, collect the static files, start the worker thread and serve."""
    check_port(host, port)
    database.migrate()
    database.ready(unlocked=True)
    from django.conf import settings
    from django.core.checks import run_checks
    from django.core.management import call_command
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from clew.practice.actions import people

    serious = [message for message in run_checks(databases=["default"]) if message.is_serious()]
    if serious:
        raise click.ClickException(f"{serious[0].msg} {serious[0].hint or ''}".strip())
    # A database that came back from a backup may hold people who were erased since.
    people.erase_again()
    call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()
    server = Granian(
        "clew.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_level=LogLevels.warning,
        log_access=False,
        websockets=False,
    )
    afterwards = {"work": settings.CLEW_WORKER_IN_SERVER}
    threading.Thread(target=_go_on, args=(host, port), kwargs=afterwards, name="worker", daemon=True).start()
    server.serve()
    click.echo("Clew has stopped.")
