"""Changing the master key."""

from __future__ import annotations

from clew.practice import vault
from clew.practice.actions.base import in_practice


def rotate(*, old: vault.Secret, new: vault.Secret) -> int:
    """Wrap every patient's key anew under a new master key, all or none, and return how many."""
    with in_practice(None, "key.rotate", by=None, kind="master key"):
        return vault.rotate_master_key(old=old, new=new)
