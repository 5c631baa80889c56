"""Tables of trials, as researchers keep them: reading one, and taking effects out of it."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.transcripts.text import encoding_of

# The names that the Metapsy data standard gives to what every analysis needs.
ROW, STUDY, EFFECT, STANDARD_ERROR = "row_id", "study", ".g", ".g_se"

_SEPARATORS = (",", ";", "\t")
_EMPTY = ("", ".", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "#N/A")
_LINES_AT_ONCE = 2_000
_LARGEST_CELL = 1_000_000
_LINE_END = r"\s*[\r\n]+\s*"
_COMMA_NUMBER = r"^[+-]?[0-9]*,?[0-9]+(?:[eE][+-]?[0-9]+)?$"
_LEADING_ZERO = r"^[+-]?0[0-9]"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of trials: a row an effect or a comparison, columns by name, an empty cell null.

    `frame` has a column `row_id` with the number by which each row is called, unique; whole numbers are Int64,
    other numbers Float64, all else text. `name` is what errors call it. Make one with `table_of` or `read_table`.

    Raises:
        EvidenceError: `row_id` is missing, is no column of whole numbers, has an empty cell, or one twice.
    """

    frame: pl.DataFrame
    name: str = "table"

    def __post_init__(self) -> None:
        if ROW not in self.frame.columns or self.frame[ROW].dtype != pl.Int64:
            raise self.error(f"the column {ROW} must hold whole numbers; mend it or leave it out")
        rows = self.frame[ROW]
        if rows.null_count():
            raise self.error(f"{ROW} has an empty cell; number every row or leave the column out")
        if rows.n_unique() < len(rows):
            twice = rows.filter(rows.is_duplicated())[0]
            raise self.error(
                f"{ROW} {twice} comes twice; give each row its own number or leave the column out"
            )

    def __len__(self) -> int:
        return self.frame.height

    def __contains__(self, column: object) -> bool:
        return column in self.frame.columns

    def has(self, *columns: str) -> bool:
        """Whether the table has all of some columns."""
        return set(columns) <= set(self.frame.columns)

    @property
    def row(self) -> NDArray[np.int64]:
        """The number of each row."""
        return self.frame[ROW].to_numpy()

    @property
    def study(self) -> tuple[str, ...]:
        """The name of each row's trial.

        Raises:
            EvidenceError: there is no column `study`, or a row does not name its trial.
        """
        return self.studies_in(STUDY)

    def studies_in(self, column: str) -> tuple[str, ...]:
        """Return each row's trial as `column` names it.

        Raises:
            EvidenceError: there is no such column, or a row does not name its trial.
        """
        names = self.texts(column)
        if None in names:
            raise self.error(f"row {self.row[names.index(None)]} has nothing in {column}; name its trial")
        return tuple(name for name in names if name is not None)

    def column(self, name: str) -> pl.Series:
        """Return a column as it is.

        Raises:
            EvidenceError: there is no column of that name; says which come near.
        """
        if name in self.frame.columns:
            return self.frame[name]
        near = difflib.get_close_matches(name, self.frame.columns, n=3)
        hint = f"perhaps {' or '.join(near)}" if near else "it has " + ", ".join(self.frame.columns[:12])
        raise self.error(f"there is no column {name!r}; {hint}")

    def numbers(self, name: str) -> Floats:
        """Return a column as numbers, NaN where a cell is empty.

        Raises:
            EvidenceError: there is no such column, or a cell holds no number; names the row.
        """
        given = self.column(name)
        found = given.cast(pl.Float64, strict=False)
        wrong = found.is_null() & given.is_not_null()
        if wrong.any():
            at = int(wrong.arg_max() or 0)
            raise self.error(f"{self.place(at)}: {name} says {str(given[at])[:40]!r}, which is not a number")
        return found.to_numpy()

    def texts(self, name: str) -> list[str | None]:
        """Return a column as text, None where a cell is empty. A whole number has no decimals.

        Raises:
            EvidenceError: there is no such column.
        """
        return as_text(self.column(name)).to_list()

    def place(self, at: int) -> str:
        """Return how errors call the row at a place: its number and, where it names one, its trial."""
        study = self.texts(STUDY)[at] if STUDY in self else None
        return f"row {self.row[at]} ({study})" if study else f"row {self.row[at]}"

    def error(self, problem: str) -> EvidenceError:
        """Return the error that names this table."""
        return EvidenceError(f"{self.name}: {problem}.")

    def only(self, which: NDArray[np.bool_] | pl.Series) -> Table:
        """Return the table with some of its rows, in the same order: a mask."""
        mask = which if isinstance(which, pl.Series) else pl.Series(which)
        return Table(self.frame.filter(mask), self.name)

    def having(self, *columns: str) -> Table:
        """Return the table with those rows in which none of some columns is empty.

        Raises:
            EvidenceError: there is no such column.
        """
        filled = [self.column(column).is_not_null() for column in columns]
        return self.only(reduce(and_, filled)) if filled else self


def as_text(column: pl.Series) -> pl.Series:
    """Return a column as text: a number in its shortest form, a whole one without decimals."""
    if column.dtype == pl.String:
        return column
    if column.dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        written = column.cast(pl.String)
        return written.zip_with((whole.cast(pl.Float64) != column).fill_null(True), whole.cast(pl.String))
    return column.cast(pl.String)


def effects_of(
    table: Table | Any, effect: str = EFFECT, error: str = STANDARD_ERROR, study: str = STUDY
) -> Effects:
    """Return the effects in a table: a Table, or a frame of Polars or pandas. Rows that lack one are left out.

    `effect` names the column of the effects (Hedges g in the Metapsy standard), `error` that of their standard
    errors, `study` that of the trials, which share their participants' errors.

    Raises:
        EvidenceError: a column is missing; a cell is no number; a standard error is not above 0; a row names no
            trial; no row has an effect.
    """
    whole = table_of(table)
    for column in (effect, error, study):
        whole.column(column)
    chosen = whole.having(effect, error)
    if not len(chosen):
        raise whole.error(f"no row has both {effect} and {error}; choose other rows or other columns")
    y, se = chosen.numbers(effect), chosen.numbers(error)
    if not (se > 0).all():
        at = int((~(se > 0)).argmax())
        raise chosen.error(f"{chosen.place(at)}: {error} is {se[at]:g}; a standard error is above 0")
    return Effects(y, se**2, chosen.row, chosen.studies_in(study))


def table_of(frame: Any, name: str = "table") -> Table:
    """Return a frame of Polars or pandas as a Table; a Table is returned as it is.

    Rows without a `row_id` are numbered from 1. None, NaN, NaT and NA are empty cells.

    Raises:
        EvidenceError: it is no frame, or its `row_id` numbers no rows.
    """
    if isinstance(frame, Table):
        return frame
    if not isinstance(frame, pl.DataFrame):
        if not hasattr(frame, "columns") or not hasattr(frame, "__getitem__"):
            raise EvidenceError(
                "This is no table: give a frame of Polars or pandas, or what read_table returns."
            )
        frame = pl.DataFrame({str(c): _series(frame[c].tolist()) for c in frame.columns})
    typed = [_typed(column) for column in frame.get_columns()]
    return _numbered(pl.DataFrame(typed), name)


def read_table(data: bytes, name: str = "table") -> Table:
    """Read a table from the bytes of a CSV file.

    The first line names the columns. Cells are separated by commas, semicolons or tabs, whichever the first line
    has most of; with semicolons or tabs the comma may be the decimal mark, as in the files that Metapsy publishes.
    UTF-8, UTF-16 and older encodings are recognised. Empty cells and `NA` are null, lines without content are passed over. A first column without a name
    is `row_id`; without one, rows are numbered from 1.

    Raises:
        TherapyError: it is no text, or no table; names the line.
    """
    text = io.TextIOWrapper(io.BytesIO(data), encoding_of(data, name), newline="")
    first = text.readline()
    text.seek(0)
    separator = max(_SEPARATORS, key=first.count)
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        lines = csv.reader(text, delimiter=separator, strict=True)
        header = _header(next(lines, []), name)
        parts = [
            pl.DataFrame(part, schema=dict.fromkeys(header, pl.String))
            for part in _parts(lines, header, name)
        ]
    except csv.Error as problem:
        raise EvidenceError(f"{name}:{lines.line_num}: this is no table: {problem}.") from None
    finally:
        csv.field_size_limit(before)
    whole = pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(header, pl.String))
    return _numbered(_read(whole, decimal_comma=separator != ","), name)


def _header(cells: Sequence[str], name: str) -> list[str]:
    header = [" ".join(cell.split()) for cell in cells]
    if not any(header):
        raise EvidenceError(f"{name}:1: there is no line of column names.")
    if not header[0] and ROW not in header:
        header[0] = ROW
    while not header[-1]:
        header.pop()
    for at, cell in enumerate(header):
        if not cell:
            raise EvidenceError(f"{name}:1: column {at + 1} has no name; give it one or take it out.")
        if header.index(cell) < at:
            raise EvidenceError(f"{name}:1: two columns are called {cell!r}; give each its own name.")
    return header


def _parts(lines: Any, header: Sequence[str], name: str) -> Iterator[list[tuple[str, ...]]]:
    """Yield some thousand lines at a time, turned into columns, so that a long file is never held as lines."""
    wide, part = len(header), []
    for cells in lines:
        if not any(map(str.strip, cells)):
            continue
        if len(cells) != wide:
            if len(cells) < wide or any(cells[wide:]):
                problem = f"this line has {len(cells)} cells and the first line {wide}"
                raise EvidenceError(
                    f"{name}:{lines.line_num}: {problem}; mend it, or put quotation marks around text."
                )
            cells = cells[:wide]
        part.append(cells)
        if len(part) == _LINES_AT_ONCE:
            yield list(zip(*part, strict=True))
            part = []
    if part:
        yield list(zip(*part, strict=True))


def _read(cells: pl.DataFrame, *, decimal_comma: bool) -> pl.DataFrame:
    """Return columns of text as what they hold: whole numbers, numbers or text, empty cells null."""
    tidy = pl.all().str.replace_all(_LINE_END, " ").str.strip_chars()
    cells = cells.select(tidy).select(
        pl.when(pl.all().is_in(list(_EMPTY))).then(None).otherwise(pl.all()).name.keep()
    )
    written = cells
    if decimal_comma:
        # A column in which commas and points occur is left as text: one of them would be misread.
        marked = cells.select(pl.all().str.contains(_COMMA_NUMBER).all()).row(0, named=True)
        written = cells.with_columns(
            cells[name].str.replace(",", ".") for name, each in marked.items() if each
        )
    coded = cells.select(pl.all().str.contains(_LEADING_ZERO).any()).row(0, named=True)
    whole, decimal = (written.cast(kind, strict=False) for kind in (pl.Int64, pl.Float64))
    return pl.DataFrame(
        [
            cells[name] if name == STUDY or coded[name] else _best(cells[name], whole[name], decimal[name])
            for name in cells.columns
        ]
    )


def _best(text: pl.Series, *numbers: pl.Series) -> pl.Series:
    """Return the first column of numbers that lost no cell of the text, otherwise the text."""
    empty = text.null_count()
    if empty == len(text):
        return text
    return next((column for column in numbers if column.null_count() == empty), text)


def _series(cells: list[Any]) -> pl.Series:
    kept = [None if _is_empty(cell) else cell for cell in cells]
    mixed = len({isinstance(cell, str) for cell in kept if cell is not None}) > 1
    return pl.Series([cell if cell is None else str(cell) for cell in kept] if mixed else kept, strict=False)


def _is_empty(cell: Any) -> bool:
    """Whether a cell holds nothing: None; NaN and NaT, which differ from themselves; or NA, which answers NA to all."""
    same = cell == cell
    if isinstance(same, bool | np.bool_):
        return cell is None or not same
    return same is cell


def _typed(column: pl.Series) -> pl.Series:
    if column.name == STUDY:
        return as_text(column)
    if column.dtype.is_integer():
        return column.cast(pl.Int64)
    if column.dtype.is_float():
        return column.cast(pl.Float64).fill_nan(None)
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int64)
    return column.cast(pl.String)


def _numbered(frame: pl.DataFrame, name: str) -> Table:
    if ROW not in frame.columns:
        frame = frame.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64))
    return Table(frame, name)
