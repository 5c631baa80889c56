"""Words in something written that may be about danger, with the cues and rules that the session margin uses.

A help for somebody who reads the whole text anyway. It misses much, and finding nothing says nothing.
"""

from __future__ import annotations

import re
from functools import cache

from clew.therapy.coding.cues.risks import RISKS
from clew.therapy.coding.engine import CueIndex, Reading, probability
from clew.therapy.coding.risk import LEAST, judge
from clew.therapy.moments import Span

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")


@cache
def _cues() -> CueIndex:
    return CueIndex(RISKS)


def worth_asking(text: str) -> tuple[Span, ...]:
    """Return the places of a text that may speak of being dead, ending one's life or harming oneself, in order.

    Places from `risk.LEAST` on count, as in a session; those that overlap are one. English only.
    """
    places: list[tuple[int, int]] = []
    for paragraph in _PARAGRAPH.finditer(text):
        reading = Reading(paragraph[0])
        for found in _cues().find(reading):
            if probability(judge(reading, found)) >= LEAST:
                span = reading.span(found.start, found.stop)
                places.append((paragraph.start() + span.start, paragraph.start() + span.stop))
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return tuple(Span(start, stop) for start, stop in merged)
