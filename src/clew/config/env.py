"""Small readers of environment variables that fail loudly."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from clew.therapy.coding.limits import Least
from clew.therapy.errors import TherapyError

if TYPE_CHECKING:
    from clew.interop.second import AskedModel


def text(name: str, default: str = "") -> str:
    """Return a variable's text."""
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """Return a variable that is True or False."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name} is {value!r}; use True or False.")
    return value == "True"


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def number(name: str, default: int) -> int:
    """Return a whole number."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; use a whole number.")
    return int(value)


def postgres(url: str) -> dict[str, str]:
    """Return Django's settings for a ``postgresql://user:password@host:port/name`` address."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or len(parts.path) < 2:
        raise ImproperlyConfigured(
            "CLEW_DATABASE_URL must look like postgresql://user:password@host:5432/name, or be left out for SQLite."
        )
    return {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


def second_coder() -> AskedModel | None:
    """Return the language model that the owner's settings name as a second coder, or None."""
    if not os.environ.get("CLEW_CODER_URL"):
        return None
    from clew.interop.second import from_settings

    try:
        return from_settings(os.environ)
    except TherapyError as problem:
        raise ImproperlyConfigured(f"CLEW_CODER_URL: {problem}") from None


def tuning() -> Least:
    """Return how much there must be before the coder learns from a practice's own sessions."""
    usual = Least()
    turns = number("CLEW_TUNING_TURNS", usual.turns)
    having = number("CLEW_TUNING_CODES", usual.having)
    try:
        return Least(turns=turns, having=having, lacking=having)
    except TherapyError as problem:
        raise ImproperlyConfigured(f"CLEW_TUNING_TURNS, CLEW_TUNING_CODES: {problem}") from None


def mail(url: str, sender: str) -> dict[str, str | int | bool]:
    """Return what Django's SMTP backend needs for ``smtp://user:password@host:port?tls=starttls&timeout=20``.

    An empty address is no mail server, and gives an empty dictionary.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    asked = {"tls": "starttls", "timeout": "20", **dict(parse_qsl(parts.query))}
    if (
        parts.scheme != "smtp"
        or not parts.hostname
        or asked.keys() != {"tls", "timeout"}
        or asked["tls"] not in ("starttls", "ssl", "none")
        or not asked["timeout"].isdecimal()
        or not 1 <= int(asked["timeout"]) <= 60
    ):
        raise ImproperlyConfigured(
            "CLEW_MAIL_URL must look like smtp://user:password@host:587?tls=starttls; tls is starttls, ssl or none, "
            "and timeout, if given, 1 to 60 seconds."
        )
    if "@" not in sender:
        raise ImproperlyConfigured(
            "CLEW_MAIL_FROM must be the address from which Clew may send, beside CLEW_MAIL_URL."
        )
    return {
        "host": parts.hostname,
        "port": parts.port or {"starttls": 587, "ssl": 465, "none": 25}[asked["tls"]],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": asked["tls"] == "starttls",
        "use_ssl": asked["tls"] == "ssl",
        "timeout": int(asked["timeout"]),
    }
