"""Internet programmes: what one is, and how it is read from the files in which people write it.

A programme is read over some weeks by a patient, with a clinician who reads the answers and writes back.
It is data (YAML and Markdown); `docs/how-to/write-a-programme.md` says how to write one.
"""

from clew.therapy.programmes.definition import (
    Answered,
    Exercise,
    Field,
    Kind,
    Module,
    Note,
    Programme,
    Reading,
    Reflection,
    Story,
)
from clew.therapy.programmes.reading import Problem, problems, read

__all__ = [
    "Answered",
    "Exercise",
    "Field",
    "Kind",
    "Module",
    "Note",
    "Problem",
    "Programme",
    "Reading",
    "Reflection",
    "Story",
    "problems",
    "read",
]
