"""Transcripts: any common format in, turns with speakers and roles out, and back to WebVTT and JSON.

Everything here is pure: bytes go in, values come out, no file is touched. A file that cannot be read completely is
not read at all; the error names the line and what was expected there.
"""

from clew.therapy.transcripts.errors import TranscriptError
from clew.therapy.transcripts.limits import MAX_BYTES
from clew.therapy.transcripts.own import write_json
from clew.therapy.transcripts.reading import FORMATS, read
from clew.therapy.transcripts.roles import guess_roles
from clew.therapy.transcripts.turns import Role, Transcript, Turn
from clew.therapy.transcripts.webvtt import write_webvtt

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "Role",
    "Transcript",
    "TranscriptError",
    "Turn",
    "guess_roles",
    "read",
    "write_json",
    "write_webvtt",
]
