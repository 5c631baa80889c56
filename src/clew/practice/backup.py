"""Backups: consistent while Clew runs, encrypted, and openable with any age tool.

A backup is a tar file of three parts:

- ``manifest.json``: version, time, database kind, migrations, end of the audit chain, SHA-256 of the data;
- ``key.age``: an age identity made for this one backup, encrypted with the backup passphrase; a comment in it holds
  the SHA-256 of the manifest, so that nothing in the file can be changed without the passphrase;
- ``data.age``: the database, encrypted to that identity.

SQLite is copied by its own backup call in one step; PostgreSQL by ``pg_dump``. By hand:
``age -d key.age > key`` and ``age -d -i key data.age > data``.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from filelock import FileLock, Timeout

from clew.practice.errors import PracticeError
from clew.practice.models import AuditHead

_UNFINISHED = ".unfinished-copy-"  # a name that nobody would give to a folder of theirs
FORMAT = 1
_APP = "practice"
_PROOF = "# manifest sha256 "
_KEPT = "before_restore_"  # the schema of PostgreSQL in which a restore keeps what was there
_DAMAGED = "The backup does not open: the passphrase is wrong or the file was changed. Nothing was changed."


def back_up(target: Path, *, passphrase: str, now: datetime) -> dict[str, Any]:
    """Write a backup to `target` and return its manifest. The file appears whole or not at all.

    Raises:
        PracticeError: the passphrase is empty, the target exists or its folder does not, there are no tables,
            or the database is damaged or could not be copied.
    """
    if not passphrase:
        raise PracticeError("A backup needs a passphrase. Set CLEW_BACKUP_PASSPHRASE or CLEW_PASSPHRASE.")
    if target.exists():
        raise PracticeError("There is a file of that name already. Choose another name.")
    if not target.parent.is_dir():
        raise PracticeError(f"There is no folder {target.parent}. Make it first.")
    if not holds_tables():
        raise PracticeError("There is nothing to back up: this database has no tables.")
    with private_folder() as folder:
        data = folder / "data"
        head = AuditHead.objects.filter(pk=1).first()
        _dump(data)
        manifest = {
            "format": FORMAT,
            "clew": version("clew"),
            "made_at": now.isoformat(timespec="seconds"),
            "database": connection.vendor,
            "migrations": sorted(_applied()),
            "audit_events_at_least": head.seq if head else 0,
            "sha256": _digest(data),
        }
        identity = pyrage.x25519.Identity.generate()
        sealed = folder / "data.age"
        with data.open("rb") as clear, sealed.open("wb") as out:
            pyrage.encrypt_io(clear, out, [identity.to_public()])
        data.unlink()
        _pack(target, manifest, identity, sealed, passphrase)
    return manifest


def _pack(target: Path, manifest: dict[str, Any], identity: Any, sealed: Path, passphrase: str) -> None:
    told = json.dumps(manifest, indent=2).encode()
    key = f"{_PROOF}{hashlib.sha256(told).hexdigest()}\n{identity}\n".encode()
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with unfinished.open("wb") as file:
            unfinished.chmod(0o600)
            with tarfile.open(fileobj=file, mode="w") as tar:
                _put(tar, "manifest.json", told)
                _put(tar, "key.age", pyrage.passphrase.encrypt(key, passphrase))
                tar.add(sealed, "data.age", filter=_plain)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
        _sync(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def read_backup(source: Path, *, passphrase: str, data: Path) -> dict[str, Any]:
    """Decrypt a backup's database into `data` and return the manifest.

    Raises:
        PracticeError: it is no backup of Clew's, the passphrase is wrong, the file was changed, or a newer
            Clew made it.
    """
    if not source.is_file():
        raise PracticeError(f"There is no file {source.name}. Nothing was changed.")
    try:
        with tarfile.open(source, "r:") as tar:
            parts = {member.name: member for member in tar.getmembers()}
            told = _take(tar, parts["manifest.json"])
            key = pyrage.passphrase.decrypt(_take(tar, parts["key.age"]), passphrase).decode()
            proof, identity, *_ = key.splitlines()
            sealed = tar.extractfile(parts["data.age"])
            if sealed is None:
                raise KeyError("data.age")
            with data.open("wb") as out:
                data.chmod(0o600)
                pyrage.decrypt_io(sealed, out, [pyrage.x25519.Identity.from_str(identity)])
        if proof != _PROOF + hashlib.sha256(told).hexdigest():
            raise PracticeError(_DAMAGED)
        manifest: dict[str, Any] = json.loads(told)
    except pyrage.DecryptError:
        raise PracticeError(_DAMAGED) from None
    except (tarfile.TarError, KeyError, ValueError, OSError, EOFError, pyrage.IdentityError):
        raise PracticeError("This is not a whole backup of Clew's. Nothing was changed.") from None
    if manifest.get("format") != FORMAT or _digest(data) != manifest.get("sha256"):
        raise PracticeError("The backup is damaged or of another format. Nothing was changed.")
    if not set(manifest["migrations"]) <= _known():
        raise PracticeError(
            f"Clew {manifest['clew']} made this backup, and this Clew is older. Install that version or a newer one."
        )
    return manifest


def bring_back(data: Path, manifest: dict[str, Any], *, replace: bool) -> str | None:
    """Put a decrypted database in place of the present one, which is kept under another name.

    Returns where it is kept, in words: a file beside the new one, or a schema of the same PostgreSQL database; None where
    there was nothing.

    Raises:
        PracticeError: the backup is of another kind of database, there is one already and `replace` is not set,
            or something still uses the database.
    """
    if manifest["database"] != connection.vendor:
        raise PracticeError(
            f"This backup is of {manifest['database']} and Clew is set up for {connection.vendor}. "
            "Set CLEW_DATABASE_URL to match."
        )
    if holds_tables() and not replace:
        raise PracticeError("There is a database already. Add --replace to put the backup in its place.")
    return _into_sqlite(data) if connection.vendor == "sqlite" else _into_postgres(data)


_IN_USE = "Clew is still running with this database. Stop the server and the workers, then restore."


def _into_sqlite(data: Path) -> str | None:
    place = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    kept = None
    if place.exists():
        try:
            with closing(sqlite3.connect(place, timeout=1.0)) as present:
                # Leaving write-ahead logging moves everything into the one file, and fails while others use it.
                present.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as problem:
            if problem.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise PracticeError(_IN_USE) from None
            # Otherwise it is damaged, which may be why a backup is brought back: keep it as it lies.
        names = (f"{place.name}.before-restore-{n}" for n in itertools.count(1))
        kept = next(name for name in names if not place.with_name(name).exists())
        for ending in ("", "-wal", "-shm"):
            present_file = place.with_name(place.name + ending)
            if present_file.exists():
                present_file.rename(place.with_name(kept + ending))
    data.rename(place)
    _sync(place.parent)
    return kept and f"the file {kept}"


def _into_postgres(data: Path) -> str | None:
    kept = None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise PracticeError(_IN_USE)
        if holds_tables():
            cursor.execute("SELECT nspname FROM pg_namespace")
            taken = {row[0] for row in cursor.fetchall()}
            names = (f"{_KEPT}{n}" for n in itertools.count(1))
            kept = next(name for name in names if name not in taken)
            with transaction.atomic():
                cursor.execute(f"ALTER SCHEMA public RENAME TO {kept}")
                cursor.execute("CREATE SCHEMA public")
    connection.close()
    try:
        _run("pg_restore", "--no-owner", "--single-transaction", f"--dbname={_conninfo()}", str(data))
    except PracticeError:
        if kept is not None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute(f"ALTER SCHEMA {kept} RENAME TO public")
        raise
    return kept and f"the schema {kept}"


def holds_tables() -> bool:
    """Whether the present database holds a practice's tables, or is damaged, which must not pass for empty."""
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        return False
    try:
        return AuditHead._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return True


def _applied() -> set[str]:
    done = MigrationRecorder(connection).applied_migrations()
    return {name for app, name in done if app == _APP}


def _known() -> set[str]:
    return {name for app, name in MigrationLoader(None).disk_migrations if app == _APP}


def _dump(data: Path) -> None:
    if connection.vendor != "sqlite":
        # What earlier restores kept is no part of the practice.
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            f"--exclude-schema={_KEPT}*",
            f"--file={data}",
            f"--dbname={_conninfo()}",
        )
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(data)) as copy:
        try:
            # One step: stepwise copying starts again at every write and may never end.
            connection.connection.backup(copy)
            good = copy.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        except sqlite3.DatabaseError:
            good = False
        if not good:
            raise PracticeError(
                "The database is damaged, and so would this backup be. Restore the last good one beside it and compare."
            )


def _conninfo() -> str:
    given = connection.settings_dict
    names = {"HOST": "host", "PORT": "port", "USER": "user", "NAME": "dbname"}
    quoted = {k: str(given[k]).replace("\\", r"\\").replace("'", r"\'") for k in names if given.get(k)}
    return " ".join(f"{names[k]}='{value}'" for k, value in quoted.items())


def _run(*command: str) -> None:
    environment = {**os.environ, "PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or "")}
    try:
        subprocess.run(command, check=True, env=environment, capture_output=True)  # noqa: S603
    except FileNotFoundError:
        raise PracticeError(
            f"{command[0]} is not installed. Install the PostgreSQL client programs."
        ) from None
    except subprocess.CalledProcessError as problem:
        # What pg_dump says first is about versions and connections. pg_restore may quote rows, so it is not shown.
        said = problem.stderr.decode(errors="replace").splitlines()[:1] if command[0] == "pg_dump" else []
        raise PracticeError(
            " ".join([f"{command[0]} failed, exit code {problem.returncode}.", *said])
        ) from None


@contextmanager
def private_folder() -> Iterator[Path]:
    """Make a folder that only this user reads, beside the database, gone afterwards.

    A copy of the database that a killed backup or restore left behind goes too, lest it outlive an erasure.

    Raises:
        PracticeError: another backup or restore is at work.
    """
    home = Path(settings.CLEW_HOME)
    lock = FileLock(home / "backup.lock", timeout=0, fallback_to_soft=False, preserve_lock_file=True)
    try:
        held = lock.acquire()
    except Timeout:
        raise PracticeError("Another backup or restore is at work. Wait until it is done.") from None
    with held:
        for left in home.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=home) as name:
            yield Path(name)


def _sync(folder: Path) -> None:
    """Make what a folder lists outlast a power cut."""
    listed = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(listed)
    finally:
        os.close(listed)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _put(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = _plain(tarfile.TarInfo(name))
    member.size = len(data)
    tar.addfile(member, BytesIO(data))


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > 1_000_000:
        raise ValueError("a part that should be small is large")
    file = tar.extractfile(member)
    if file is None:
        raise KeyError(member.name)
    return file.read()
