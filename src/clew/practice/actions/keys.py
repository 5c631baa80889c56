"""Changing the master key."""

from __future__ import annotations

from clew.practice import vault
from clew.practice.actions.base import in_practice


def seal_secret(text: str) -> str:
    """Return the secret of a sign-in sealed, as it is stored."""
    return vault.seal_secret(text)


def open_secret(stored: str) -> str:
    """Return a stored secret of a sign-in again."""
    return vault.unseal_secret(stored)


def rotate(*, old: vault.Secret, new: vault.Secret) -> int:
    """Wrap every patient's key anew under a new master key, all or none, and return how many."""
    with in_practice(None, "key.rotate", by=None, kind="master key"):
        return vault.rotate_master_key(old=old, new=new)
