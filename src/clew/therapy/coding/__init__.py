"""What proposes codes for turns; the schemes of codes; agreement between coders."""

from __future__ import annotations

from clew.therapy.coding.coder import MODEL, propose

__all__ = ["MODEL", "propose"]
