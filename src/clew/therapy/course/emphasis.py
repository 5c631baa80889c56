"""Emphasis on exploration or on support: a continuum on which every therapy moves, named at three places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Emphasis(StrEnum):
    """Where the emphasis lies (indication-and-suitability.md 1.3). Never a class of person."""

    EXPLORATORY = "exploratory"
    BALANCED = "balanced"
    SUPPORTIVE = "supportive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The emphasis that was planned from a day on.

    Attributes:
        emphasis: where it was meant to lie; None where nothing was decided.
        since: the first day on which it held; None from the beginning.
        why: the reason that was written down with it.
        ref: what it was written in; empty where it was not written apart.
    """

    emphasis: Emphasis | None
    since: date | None = None
    why: str = ""
    ref: str = ""


def changes(plans: Sequence[Planned]) -> tuple[Planned, ...]:
    """Return the plans in the order of their days, without those that left the emphasis as it was.

    Of several on one day the last given holds.
    """
    kept: list[Planned] = []
    for plan in sorted(plans, key=lambda one: one.since or date.min):
        if kept and kept[-1].since == plan.since:
            kept.pop()
        if not kept or kept[-1].emphasis is not plan.emphasis:
            kept.append(plan)
    return tuple(kept)


def in_force(plans: Sequence[Planned], on: date) -> Planned | None:
    """Return the plan that held on a day; None before the first."""
    held = [one for one in changes(plans) if one.since is None or one.since <= on]
    return held[-1] if held else None
