"""Emphasis on exploration or on support: a continuum on which every therapy moves, named at three places."""

from __future__ import annotations

from enum import StrEnum


class Emphasis(StrEnum):
    """Where the emphasis lies (indication-and-suitability.md 1.3). Never a class of person."""

    EXPLORATORY = "exploratory"
    BALANCED = "balanced"
    SUPPORTIVE = "supportive"
