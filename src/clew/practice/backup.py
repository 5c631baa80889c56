"""Backups: consistent while Clew runs, encrypted, and openable with any age tool.

A backup is a tar file of three parts:

- ``manifest.json``: version, time, database kind, end of the audit chain, SHA-256 of the data;
- ``key.age``: an age identity made for this one backup, encrypted with the backup passphrase;
- ``data.age``: the database, encrypted to that identity.

SQLite is copied by its own backup call in one step; PostgreSQL by ``pg_dump``. By hand:
``age -d key.age > key`` and ``age -d -i key data.age > data``.
"""

from __future__ import annotations

import hashlib
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
from django.db import connection

from clew.practice.errors import PracticeError
from clew.practice.models import AuditHead

FORMAT = 1


def back_up(target: Path, *, passphrase: str, now: datetime) -> dict[str, Any]:
    """Write a backup to `target` and return its manifest. The file appears whole or not at all.

    Raises:
        PracticeError: the passphrase is empty, the target exists, or the database could not be copied.
    """
    if not passphrase:
        raise PracticeError("A backup needs a passphrase. Set CLEW_BACKUP_PASSPHRASE or CLEW_PASSPHRASE.")
    if target.exists():
        raise PracticeError("There is a file of that name already. Choose another name.")
    with _private_folder() as folder:
        data = folder / "data"
        head = AuditHead.objects.filter(pk=1).first()
        _dump(data)
        manifest = {
            "format": FORMAT,
            "clew": version("clew"),
            "made_at": now.isoformat(timespec="seconds"),
            "database": connection.vendor,
            "audit_events_at_least": head.seq if head else 0,
            "sha256": _digest(data),
        }
        identity = pyrage.x25519.Identity.generate()
        sealed = folder / "data.age"
        with data.open("rb") as clear, sealed.open("wb") as out:
            pyrage.encrypt_io(clear, out, [identity.to_public()])
        data.unlink()
        unfinished = target.with_name(target.name + ".part")
        with tarfile.open(unfinished, "w") as tar:
            _put(tar, "manifest.json", json.dumps(manifest, indent=2).encode())
            _put(tar, "key.age", pyrage.passphrase.encrypt(str(identity).encode(), passphrase))
            tar.add(sealed, "data.age", filter=_plain)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.chmod(0o600)
        unfinished.replace(target)
    return manifest


def read_backup(source: Path, *, passphrase: str, data: Path) -> dict[str, Any]:
    """Decrypt a backup's database into `data` and return the manifest.

    Raises:
        PracticeError: it is no backup of Clew's, the passphrase is wrong, or the file was changed.
    """
    try:
        with tarfile.open(source) as tar:
            parts = {member.name: member for member in tar.getmembers()}
            manifest = dict(json.loads(_take(tar, parts["manifest.json"])))
            identity_text = pyrage.passphrase.decrypt(_take(tar, parts["key.age"]), passphrase).decode()
            sealed = tar.extractfile(parts["data.age"])
            if sealed is None:
                raise KeyError("data.age")
            with data.open("wb") as out:
                pyrage.decrypt_io(sealed, out, [pyrage.x25519.Identity.from_str(identity_text)])
    except pyrage.DecryptError:
        raise PracticeError(
            "The backup does not open: the passphrase is wrong or the file was changed."
        ) from None
    except (tarfile.TarError, KeyError, ValueError, OSError):
        raise PracticeError("This is not a whole backup of Clew's. Nothing was changed.") from None
    if manifest.get("format") != FORMAT or _digest(data) != manifest.get("sha256"):
        raise PracticeError("The backup is damaged or of another format. Nothing was changed.")
    return manifest


def bring_back(data: Path, manifest: dict[str, Any], *, replace: bool) -> None:
    """Put a decrypted database in place of the present one.

    The present SQLite file is kept beside it under another name. Stop the server first.

    Raises:
        PracticeError: the backup is of another kind of database, or there is one already and `replace` is not set.
    """
    if manifest["database"] != connection.vendor:
        raise PracticeError(
            f"This backup is of {manifest['database']} and Clew is set up for {connection.vendor}. "
            "Set CLEW_DATABASE_URL to match."
        )
    if connection.vendor == "sqlite":
        place = Path(str(connection.settings_dict["NAME"]))
        if place.exists() and not replace:
            raise PracticeError("There is a database already. Add --replace to put the backup in its place.")
        connection.close()
        if place.exists():
            with closing(sqlite3.connect(place)) as present:
                present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            place.replace(place.with_name(f"{place.name}.before-restore"))
        for leftover in (f"{place.name}-wal", f"{place.name}-shm"):
            place.with_name(leftover).unlink(missing_ok=True)
        shutil.move(data, place)
        return
    if connection.introspection.table_names() and not replace:
        raise PracticeError(
            "The database has tables already. Add --replace to put the backup in their place."
        )
    connection.close()
    _run(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={_conninfo()}",
        str(data),
    )


def _dump(data: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(data)) as copy:
            # One step: stepwise copying starts again at every write and may never end.
            connection.connection.backup(copy)
        return
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={data}", f"--dbname={_conninfo()}")


def _conninfo() -> str:
    given = connection.settings_dict
    names = {"HOST": "host", "PORT": "port", "USER": "user", "NAME": "dbname"}
    return " ".join(f"{names[k]}='{given[k]}'" for k in names if given.get(k))


def _run(*command: str) -> None:
    environment = {**os.environ, "PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or "")}
    try:
        subprocess.run(command, check=True, env=environment, capture_output=True)  # noqa: S603
    except FileNotFoundError:
        raise PracticeError(
            f"{command[0]} is not installed. Install the PostgreSQL client programs."
        ) from None
    except subprocess.CalledProcessError as problem:
        raise PracticeError(f"{command[0]} failed with exit code {problem.returncode}.") from None


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A folder that only this user reads, beside the database, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.CLEW_HOME) as name:
        yield Path(name)


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
