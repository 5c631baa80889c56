"""What all rows about a patient share."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

if TYPE_CHECKING:
    from clew.practice.vault import Cipher


class Sealed(models.BinaryField):  # type: ignore[type-arg]
    """Text encrypted under its patient's key and bound to its table, column, row and patient.

    Only `Record.seal` and `Record.unseal` write and read it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class Record(models.Model):
    """One row about one patient.

    `event` is the audit event of the action that wrote the row. It cannot be null, so that no row can
    exist of which the audit log does not know who wrote it, when and why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("practice.Patient", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("practice.AuditEvent", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    class Privacy:
        """What each column holds. `sealed`: encrypted text. `person`: says something about a person.
        `link`: keys and bookkeeping. A test refuses a column that is in none of them.
        """

        sealed: ClassVar[set[str]] = set()
        person: ClassVar[set[str]] = set()
        link: ClassVar[set[str]] = {"id", "patient", "event"}

    def _place(self, field: str) -> str:
        return f"{self._meta.db_table}.{field}:{self.pk}"

    def seal(self, cipher: Cipher, **texts: str) -> None:
        """Put each text, encrypted, into the column of that name. The row is not saved here."""
        for field, text in texts.items():
            setattr(self, field, cipher.seal(text, self._place(field)))

    def unseal(self, cipher: Cipher, field: str) -> str:
        """Return the text of one column; an empty column is an empty text."""
        sealed = bytes(getattr(self, field))
        return cipher.unseal(sealed, self._place(field)) if sealed else ""
