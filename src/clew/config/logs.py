"""Logs say what happened, never what was said."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime


class PlainFormatter(logging.Formatter):
    """One line a record. Of an error it keeps its kind and where it arose, not its message.

    An error's message, and a framework's own log line, can quote what a person typed or the address with
    its ids; so only the messages of Clew's own loggers, which are constants, are written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = record.getMessage() if record.name.split(".")[0] in ("clew", "granian", "_granian") else "-"
        line = f"{at} {record.levelname} {record.name} {said}"
        if record.exc_info and record.exc_info[1] is not None:
            problem = record.exc_info[1]
            frames = traceback.extract_tb(problem.__traceback__)[-3:]
            where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
            line += f" {type(problem).__name__} at {where}"
        return line
