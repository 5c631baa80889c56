"""Reading the files that a command is given: never more than a bounded part, and refused in one line."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clew.therapy import transcripts
from clew.therapy.errors import TherapyError
from clew.therapy.transcripts import Transcript

if TYPE_CHECKING:
    from clew.therapy.coding import margin


def shown(file: Path) -> str:
    """Return a file's name as it may stand on one line of text in any encoding."""
    return printable(file.name) or "file"


def printable(name: str) -> str:
    """Return a name without what does not print: line ends, and bytes that are no text."""
    return "".join(filter(str.isprintable, name))


def bytes_of(file: Path, *, most: int | None = None) -> bytes:
    """Return what is in a file.

    Raises:
        TherapyError: there is no such file, it is a folder, it cannot be read, or it has more than `most` bytes
            (without it, `transcripts.MAX_BYTES`).
    """
    most = transcripts.MAX_BYTES if most is None else most
    try:
        with file.open("rb") as stream:
            # One byte more than is allowed, so that a pipe without an end is refused as well.
            data = stream.read(most + 1)
    except FileNotFoundError:
        raise TherapyError(f"{shown(file)}: there is no such file.") from None
    except IsADirectoryError:
        raise TherapyError(f"{shown(file)}: this is a folder; give the files in it.") from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or "its name is no file's name"
        raise TherapyError(f"{shown(file)}: it cannot be read: {why}.") from None
    if len(data) > most:
        limit = f"{most // 1_048_576} MiB"
        raise TherapyError(f"{shown(file)}: it is larger than {limit}; split it, or export the text only.")
    return data


def is_annotated(file: Path) -> bool:
    """Whether the file is a transcript with a person's codes in the margin."""
    return file.suffix == ".session"


def annotated(file: Path, session: int = 1, *, name: str | None = None) -> margin.Annotated:
    """Read one annotated transcript; `session` is its number in the course, `name` what its moments are called by.

    Raises:
        TherapyError: it cannot be read, or something in its margin is wrong; the first such place is named.
    """
    return _annotated(bytes_of(file), shown(file), session, name or shown(file))


def _annotated(data: bytes, file: str, session: int, name: str) -> margin.Annotated:
    from clew.therapy.coding import margin  # it brings all that is known of codes

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise TherapyError(f"{file}: it is not UTF-8 text; save it as UTF-8.") from None
    coded = margin.parse(text, name, session)
    if coded.errors:
        raise coded.errors[0]
    return coded


def transcript_of(file: Path) -> Transcript:
    """Read one transcript in any format; of an annotated one only what was said.

    Raises:
        TherapyError: it cannot be read.
    """
    return transcript_in(bytes_of(file), shown(file))


def transcript_in(data: bytes, name: str) -> Transcript:
    """Read one transcript from what is in its file, of which `name` is the name.

    Raises:
        TherapyError: it cannot be read.
    """
    if is_annotated(Path(name)):
        return _annotated(data, name, 1, name).transcript
    return transcripts.read(data, name=name)


def progress(files: Sequence[Path], label: str) -> AbstractContextManager[Iterator[Path]]:
    """Go through files with a bar on stderr, where that is a terminal and there is more than one file."""
    return click.progressbar(
        files, label=label, file=sys.stderr, hidden=len(files) < 2 or not sys.stderr.isatty()
    )


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: Any) -> Any:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
