"""The headings that a progress note may have, and what a note says under one of them."""

from __future__ import annotations

HEADINGS = (
    "What was talked about",
    "What I did",
    "Between us",
    "Safety",
    "Plan",
    "Open threads",
)
"""The headings that a note may have. Clew's own; every one may be left out."""

OPEN_THREADS = HEADINGS[-1]
"""What stands under it is carried to the next session, where no outline of the session says it already."""


def part_of(text: str, heading: str) -> str:
    """Return what a note says under one heading: from there to the next heading, or to the end."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        begins = next(
            (one for one in HEADINGS if line.strip().casefold().startswith(f"{one.casefold()}:")), None
        )
        if begins is not None:
            inside = begins == heading
            line = line.strip()[len(begins) + 1 :]
        if inside and line.strip():
            found.append(line.strip())
    return "\n".join(found)
