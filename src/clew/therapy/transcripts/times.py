"""Times in a recording: reading and writing ``01:02:03.450``."""

from __future__ import annotations

import re

from clew.therapy.errors import TherapyError
from clew.therapy.transcripts.limits import MAX_SECONDS
from clew.therapy.transcripts.turns import Turn

# Every part is bounded, so the match is too, whatever the line holds.
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?", re.ASCII)


def seconds_of(clock: str) -> float | None:
    """Return the seconds that ``[hours:]minutes:seconds[.fraction]`` stands for, or None if it is no time.

    A comma before the fraction is read like a point: SubRip writes it, and some programs write it in WebVTT.
    """
    match = _CLOCK.fullmatch(clock)
    if match is None:
        return None
    hours, minutes, seconds = int(match[1] or 0), int(match[2]), int(match[3])
    if seconds > 59 or (match[1] and minutes > 59):
        return None
    # Whole milliseconds first: 1.1 s must come back as the float nearest to 1.1.
    fraction = int((match[4] or "").ljust(9, "0")[:9]) / 1_000_000
    return ((hours * 60 + minutes) * 60_000 + seconds * 1000 + fraction) / 1000


def clock_of(seconds: float) -> str:
    """Return ``seconds`` as ``HH:MM:SS.mmm``, rounded to the millisecond, as WebVTT writes it."""
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"


def seconds_in_json(value: object, per_second: int = 1) -> float | None:
    """Return a JSON value as seconds, None for null; raise TypeError or OverflowError if it is no number.

    ``per_second`` is 1 where the value counts seconds and 1000 where it counts milliseconds.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return float(value) / per_second


def is_time(seconds: float | None) -> bool:
    """Return whether ``seconds`` lies within a recording, or is not known at all."""
    return seconds is None or 0 <= seconds <= MAX_SECONDS  # false for NaN too


def check_times(turn: Turn) -> None:
    """Raise TherapyError if no file could hold the times of ``turn``."""
    if not (is_time(turn.start) and is_time(turn.end)):
        raise TherapyError(
            f"Turn {turn.index} has a time before 0 s or after {MAX_SECONDS:.0f} s; correct it before writing."
        )
