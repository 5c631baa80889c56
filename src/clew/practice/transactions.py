"""One way to write: through the gate, in one transaction."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from filelock import FileLock


@cache
def _gate(path: str, process: int) -> FileLock:
    # One for each process: a server's process that was forked from another must not use that one's.
    # Looked at every few milliseconds, since a writer holds it for no longer. Never a lock that is a mere file:
    # the system lets go of a real one when its process is killed.
    return FileLock(path, poll_interval=0.003, fallback_to_soft=False, preserve_lock_file=True)


def empty_log() -> None:
    """Empty SQLite's write-ahead log, so that what was deleted is gone from it too.

    In the database file itself `secure_delete` overwrites what is deleted. Where a reader is in the way the log is
    emptied at the next checkpoint, at the latest when Clew stops.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def write() -> Iterator[None]:
    """A transaction that waits its turn.

    SQLite's writers wait by sleeping and retrying, which is unfair and has long tails; an exclusive file
    lock around each write transaction makes a queue of them. PostgreSQL needs no gate. The gate is taken
    outside the transaction and may be taken again inside it.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or "memory" in name:
        with transaction.atomic():
            yield
        return
    with _gate(str(Path(settings.CLEW_HOME, "write.lock")), os.getpid()), transaction.atomic():
        yield
