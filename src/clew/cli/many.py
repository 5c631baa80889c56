"""Coding every transcript under a folder into one Parquet file, a file at a time, so that it can be stopped and go on.

Beside the table that is wanted, OUT, stands the folder OUT.parts while the work lasts. Each transcript that is done
has a part there, a small Parquet file, written whole or not at all. A part is named after the transcript's path, its
bytes, the coder with its model, how sure it had to be, and the layout of the table: if any of these changes, its name
is another, and the transcript is coded anew. When all are done, the parts are joined in the order of the paths.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import filelock
import polars as pl

from clew.cli.coded import COLUMNS, lines
from clew.cli.files import bytes_of, printable, transcript_in
from clew.therapy import coding
from clew.therapy.coding.tuning import made_for
from clew.therapy.errors import TherapyError

_LAYOUT = "1"
"""Changes whenever the table has other columns or cells, so that no part of an older layout is joined."""

_NUMBERS = {
    "turn": pl.Int64,
    "start": pl.Float64,
    "end": pl.Float64,
    "confidence": pl.Float64,
    "from": pl.Int64,
    "to": pl.Int64,
    "episode": pl.Int64,
}
SCHEMA = pl.Schema({name: _NUMBERS.get(name, pl.String) for name in (*COLUMNS, "model")})
"""The columns of the table: those of the CSV file, and the name of the coder. Cells without a value are null."""

_ROWS = 65_536
"""Lines in one row group: what a reader of the table has to hold at once."""


@dataclass(frozen=True, slots=True)
class Task:
    """One transcript that is to be coded: its place in the order, its path from the folder, its bytes.

    With ``explore`` what the coder is less sure of is proposed too.
    """

    number: int
    name: str
    part: str
    data: bytes
    explore: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one transcript, by which coder and model: its lines as a Parquet file, or why there are none."""

    model: str
    table: bytes = b""
    problem: str = ""


Coders = Callable[[Iterator[Task]], Iterable[tuple[Task, Part]]]
"""Who codes: takes tasks one by one, as it has room for them, and gives each back once with its part, in any order."""


@dataclass(slots=True)
class Outcome:
    """What a run came to: transcripts in the table, those coded by an earlier run, lines, and what was refused."""

    transcripts: int = 0
    before: int = 0
    lines: int = 0
    problems: list[str] = field(default_factory=list)


def part_of(task: Task) -> Part:
    """Code one transcript. Whatever is wrong with it becomes a sentence, so that it holds up no other."""
    name = task.name
    try:
        transcript = transcript_in(task.data, name)
        found = coding.propose(transcript, explore=task.explore)
        rows = [(*line, found.model) for line in lines(name, transcript, found)]
        table = io.BytesIO()
        pl.DataFrame(rows, schema=SCHEMA, orient="row").write_parquet(table)
    except TherapyError as problem:
        said = str(problem)
        return Part(made_for(), problem=said if said.startswith(name) else f"{name}: {said}")
    except Exception as problem:  # the error's own words can quote what was said, so only its kind is told
        return Part(made_for(), problem=f"{name}: coding it failed ({type(problem).__name__}).")
    return Part(made_for(), table.getvalue())


def here(tasks: Iterator[Task]) -> Iterator[tuple[Task, Part]]:
    """Code one transcript after another in this process."""
    for task in tasks:
        yield task, part_of(task)


def files_under(folder: Path, besides: Iterable[Path]) -> list[Path]:
    """Return every file under a folder, sorted by its path, but hidden ones and those in ``besides``.

    What is a transcript is found by what is in it, so that none is passed over for its name.

    Raises:
        TherapyError: a folder in it cannot be listed: what is in there must not be missing without a word.
    """

    def refuse(problem: OSError) -> None:
        raise TherapyError(f"{printable(Path(problem.filename).name)}: this folder cannot be listed.")

    left_out = {path.resolve() for path in besides}
    found = []
    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [n for n in folders if n[0] != "." and Path(place, n).resolve() not in left_out]
        paths = [Path(place, n) for n in names if n[0] != "."]
        found += [p for p in paths if p.is_file() and p.resolve() not in left_out]
    return sorted(found, key=lambda path: os.fsencode(path.relative_to(folder).as_posix()))


def code_folder(
    folder: Path,
    out: Path,
    *,
    explore: bool = False,
    coders: Coders = here,
    step: Callable[[int, int], object] = lambda done, all_: None,
) -> Outcome:
    """Code every transcript under ``folder`` into the table ``out``, going on where an earlier run was stopped.

    With ``explore`` what the coder is less sure of is in it too.
    ``step`` is told after each transcript how many are done of how many. Where one is refused, the others are in the
    table, and their parts stay for the next run; else the parts are removed.

    Raises:
        TherapyError: there is no transcript to code, or another run is writing the same table.
    """
    parts = out.with_name(f"{out.name}.parts")
    files = files_under(folder, (out, parts))
    if not files:
        raise TherapyError(f"{printable(folder.name) or 'This folder'}: there is no file in it to code.")
    parts.mkdir(mode=0o700, exist_ok=True)  # what was said stands in them
    lock = filelock.FileLock(parts / ".lock")
    try:
        with lock.acquire(timeout=0):
            return _code_all(files, folder, out, parts, explore, coders, step)
    except filelock.Timeout:
        raise TherapyError(
            f"{printable(out.name)}: another run is writing it; wait until that is done."
        ) from None
    finally:
        with suppress(OSError):  # it is in use, or parts stay in it
            if [p.name for p in parts.iterdir()] in ([], [".lock"]):
                (parts / ".lock").unlink(missing_ok=True)
                parts.rmdir()


def _code_all(
    files: list[Path],
    folder: Path,
    out: Path,
    parts: Path,
    explore: bool,
    coders: Coders,
    step: Callable[[int, int], object],
) -> Outcome:
    outcome = Outcome()
    done: dict[int, str] = {}

    def count(problem: str = "") -> None:
        if problem:
            outcome.problems.append(problem)
        step(len(done) + len(outcome.problems), len(files))

    def tasks() -> Iterator[Task]:
        for number, file in enumerate(files):
            path = file.relative_to(folder).as_posix()
            try:
                data = bytes_of(file)
            except TherapyError as problem:
                count(str(problem))
                continue
            part = _part_name(path, data, explore)
            if (parts / part).exists():
                done[number] = part
                outcome.before += 1
                count()
            else:
                yield Task(number, printable(path), part, data, explore)

    for task, part in coders(tasks()):
        if part.model != made_for():
            raise TherapyError(
                f"A worker codes with {part.model!r}, and here is {made_for()!r}: install the same Clew on both."
            )
        if not part.problem:
            _write(parts / task.part, part.table)
            done[task.number] = task.part
        count(part.problem)

    if not done:
        raise TherapyError(f"{printable(out.name)}: not written, since none of the files could be coded.")
    outcome.transcripts = len(done)
    outcome.lines = _join([parts / done[number] for number in sorted(done)], parts / "joined", out)
    kept = set(done.values()) if outcome.problems else set()
    for path in parts.iterdir():
        if path.name not in kept and path.name != ".lock":
            path.unlink()
    return outcome


def _part_name(path: str, data: bytes, explore: bool) -> str:
    sure = "explore" if explore else "default"
    told = "\0".join((_LAYOUT, made_for(), sure, hashlib.sha256(data).hexdigest(), path))
    return f"{hashlib.sha256(os.fsencode(told)).hexdigest()[:40]}.parquet"


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the power fails."""
    new = path.with_suffix(".new")
    with new.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)


def _join(parts: list[Path], new: Path, out: Path) -> int:
    """Join the parts into the table and return how many lines it has. The same parts make the same bytes."""
    pl.scan_parquet(parts, schema=SCHEMA, glob=False).sink_parquet(
        new, compression="zstd", row_group_size=_ROWS, maintain_order=True
    )
    with new.open("rb+") as stream:
        os.fsync(stream.fileno())
    new.replace(out)
    return int(pl.scan_parquet(out, glob=False).select(pl.len()).collect().item())
