"""One root of one function, by Newton's steps that never leave a shrinking bracket."""

from __future__ import annotations

import math
from collections.abc import Callable

from clew.therapy.evidence.effects import EvidenceError

_MOST_STEPS = 200
_SMALL_STEP = 1e-12


def falling_root(
    function: Callable[[float], tuple[float, float]], start: float, low: float, high: float, scale: float
) -> float:
    """Return where the function crosses 0 from above, between `low` and `high`.

    `function` returns its value and its slope. `scale` is the size below which differences no longer matter.
    """
    here = start
    for _ in range(_MOST_STEPS):
        value, slope = function(here)
        low, high = (here, high) if value > 0 else (low, here)
        there = here - value / slope if slope < 0 else math.nan
        if not low <= there <= high:
            there = (low + high) / 2
        if abs(there - here) <= _SMALL_STEP * (there + scale):
            return there
        here = there
    raise EvidenceError("An iteration did not settle; look for effects or variances that cannot be.")
