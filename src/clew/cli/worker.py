"""`clew worker`: the work that waits."""

from __future__ import annotations

import threading

import click

from clew.cli import database


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
def worker(once: bool) -> None:
    """Do the work that waits, such as passing on overdue alerts and sending notices, until stopped."""
    database.ready(unlocked=True)
    from clew.practice import jobs

    if once:
        done = jobs.work()
        click.echo("Nothing was due." if not done else f"Done: {done}.")
        return
    stop = threading.Event()
    click.echo("Working. Ctrl+C stops.")
    try:
        work_until(stop)
    except KeyboardInterrupt:
        stop.set()


def work_until(stop: threading.Event) -> None:
    """Look for due work every few seconds until `stop` is set; an error never ends the loop."""
    import logging

    from django.db import close_old_connections

    from clew.practice import jobs

    while not stop.wait(jobs.PAUSE):
        try:
            close_old_connections()
            jobs.work()
        except Exception:
            logging.getLogger("clew.worker").exception("a round of waiting work failed")
