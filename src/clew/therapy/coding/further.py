"""What the coder is less sure of: proposals that a wider search adds to what stands in the margin."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import TYPE_CHECKING

from clew.therapy.coding import propose
from clew.therapy.coding.codes import Coding
from clew.therapy.transcripts.turns import Transcript

if TYPE_CHECKING:
    from clew.therapy.coding.tuning import Tuning


def further(
    transcript: Transcript, there: Container[tuple[int, str, str]], tuning: Tuning | None = None
) -> Coding:
    """Return what exploring adds: proposals whose turn, scheme and code are not among those ``there``.

    More of it is wrong than of what is proposed by default. Episodes and flags are those of the default, so they are left out.
    """
    found = propose(transcript, tuning, explore=True)
    added = tuple(p for p in found.proposals if (p.turn, p.scheme.value, p.code) not in there)
    return replace(found, proposals=added, episodes=(), flags=())
