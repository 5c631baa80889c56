"""The errors of the practice: each says what happened and what to do next, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clew.practice.models import AuditEvent


class PracticeError(Exception):
    """Something was asked for that the practice does not do. The text may be shown to the person."""


class NotFound(PracticeError):
    """The thing is not there, or not for this person: both answer alike, so that nobody can probe."""

    def __init__(self) -> None:
        super().__init__("There is no such page, or it is not open to you.")


class Locked(PracticeError):
    """The master key is missing or wrong, so no text can be read or written."""


class Erased(PracticeError):
    """The patient's key was destroyed: nothing that was written about the person can be read again."""


class AlreadyDone(PracticeError):
    """The same request came twice. `event` is the audit event of the first, which stands."""

    def __init__(self, event: AuditEvent) -> None:
        super().__init__("This was already saved.")
        self.event = event
