"""How much a transcript may hold. Above these sizes a file is refused with a clear error, never cut."""

from __future__ import annotations

MAX_BYTES = 100 * 1024 * 1024
"""The largest file that is read line by line (WebVTT, SubRip, plain text, tables)."""

MAX_WHOLE_BYTES = 8 * 1024 * 1024
"""The largest JSON file, and the most XML in a Word file: they are held in memory whole, many times their size."""

MAX_UNPACKED_BYTES = 32 * 1024 * 1024
"""The most that a Word file may unpack to, pictures included."""

MAX_TURNS = 100_000
"""The most turns in one transcript: more than a day of talk that changes hands every second."""

MAX_TURN_CHARACTERS = 100_000
"""The longest turn: about two hours of one person talking without a pause."""

MAX_LINE_CHARACTERS = 10 * MAX_TURN_CHARACTERS
"""The longest line of a text file: the longest turn, each character of it escaped, with tags."""

MAX_LABEL_CHARACTERS = 200
"""The longest speaker label."""

MAX_SECONDS = 1_000 * 3600.0
"""The latest time in a recording, in seconds: a thousand hours."""
