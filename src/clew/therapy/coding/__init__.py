"""What proposes codes for turns; the schemes of codes; agreement between coders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clew.therapy.coding.codes import Coding
    from clew.therapy.coding.tuning import Tuning
    from clew.therapy.transcripts.turns import Transcript

__all__ = ["MODEL", "propose"]

#: Name and version of the coder. It changes whenever a cue, a weight or a rule changes.
MODEL = "clew-coder 2"


def propose(transcript: Transcript, tuning: Tuning | None = None, *, explore: bool = False) -> Coding:
    """Return everything the coder suggests for one session; see `clew.therapy.coding.coder.propose`."""
    # The tables of cues and the model are loaded when first used: much that imports this package never codes.
    from clew.therapy.coding import coder

    return coder.propose(transcript, tuning, explore=explore)
