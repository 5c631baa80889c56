"""Checks that refuse an unsafe set-up before anything is served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.db import connection

_SQLITE = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


@register("database", deploy=False)
def sqlite_is_durable(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start when SQLite would lose acknowledged rows or keep what was deleted."""
    if connection.vendor != "sqlite" or "memory" in str(connection.settings_dict["NAME"]):
        return []
    problems: list[CheckMessage] = []
    with connection.cursor() as cursor:
        for pragma, wanted in _SQLITE.items():
            cursor.execute(f"PRAGMA {pragma}")
            found = cursor.fetchone()[0]
            if found != wanted:
                problems.append(
                    Error(
                        f"SQLite's {pragma} is {found}; Clew needs {wanted}.",
                        hint="Keep the database on a local disk that supports write-ahead logging.",
                        id="clew.E001",
                    )
                )
    return problems


@register()
def times_are_utc(**kwargs: Any) -> list[CheckMessage]:
    """Demand UTC in the database."""
    if settings.TIME_ZONE == "UTC" and settings.USE_TZ:
        return []
    return [Error("Times must be stored in UTC.", hint="Leave TIME_ZONE and USE_TZ alone.", id="clew.E002")]


@register()
def programmes_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a programme of the owner's that nobody could work through."""
    if not settings.CLEW_PROGRAMMES:
        return []
    from clew.practice.programmes import load
    from clew.therapy.errors import TherapyError

    try:
        load(Path(folder) for folder in settings.CLEW_PROGRAMMES)
    except TherapyError as problem:
        return [Error(str(problem), hint="Run clew programme check on its folder.", id="clew.E005")]
    return []


@register()
def schemes_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a coding scheme of the owner's that nobody could code by."""
    if not settings.CLEW_SCHEMES:
        return []
    from clew.practice.schemes import load
    from clew.therapy.errors import TherapyError

    try:
        load(Path(folder) for folder in settings.CLEW_SCHEMES)
    except TherapyError as problem:
        return [Error(str(problem), hint="Run clew scheme check on its file.", id="clew.E006")]
    return []


@register(deploy=True)
def served_safely(**kwargs: Any) -> list[CheckMessage]:
    """Say what is missing before Clew is put on a network."""
    problems: list[CheckMessage] = []
    if settings.DEBUG:
        problems.append(Error("CLEW_DEBUG is True.", hint="Set it to False.", id="clew.E003"))
    if not settings.CLEW_HTTPS:
        problems.append(
            Caution(
                "CLEW_HTTPS is False: fit for one laptop, not for a network.",
                hint="Put a proxy with TLS in front and set CLEW_HTTPS=True.",
                id="clew.W001",
            )
        )
    if not settings.CLEW_REQUIRE_MFA:
        problems.append(
            Caution(
                "A second factor is offered, not required.", hint="Set CLEW_REQUIRE_MFA=True.", id="clew.W002"
            )
        )
    if not settings.CLEW_MAIL:
        problems.append(
            Caution(
                "CLEW_MAIL_URL is not set: nobody is told of an alert outside Clew.",
                hint="Name a mail server, or look at the alerts often.",
                id="clew.W003",
            )
        )
    elif not settings.CLEW_URL:
        problems.append(
            Caution(
                "CLEW_URL is not set: e-mails carry no link to Clew.",
                hint="Set it to the address at which people reach Clew.",
                id="clew.W004",
            )
        )
    if not (settings.CLEW_MASTER_KEY or settings.CLEW_PASSPHRASE):
        problems.append(
            Error(
                "There is no master key, so no text can be read.",
                hint="Set CLEW_PASSPHRASE or CLEW_MASTER_KEY.",
                id="clew.E004",
            )
        )
    return problems
