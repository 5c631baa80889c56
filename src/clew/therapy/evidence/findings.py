"""Findings about a table of trials: what is wrong or looks wrong, where, and how grave it is."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from enum import Enum

import polars as pl

from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.tables import ROW, STUDY, Table

_SHOWN = 10


class Gravity(Enum):
    """How grave a finding is: it cannot be true, it is worth a look, or it is good to know."""

    IMPOSSIBLE = "impossible"
    DOUBTFUL = "doubtful"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found in a table.

    `columns` says where, `rows` the numbers of the rows (none where it is about the whole column) and `studies`, one
    a row, the trials they are of, "" where none is named; `says` is the rest of a sentence.

    Raises:
        EvidenceError: there are not as many studies as rows.
    """

    gravity: Gravity
    columns: tuple[str, ...]
    says: str
    rows: tuple[int, ...] = ()
    studies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.rows) != len(self.studies):
            raise EvidenceError("A finding names a study for each of its rows.")

    def among(self, rows: Container[int]) -> Finding | None:
        """Return the finding about some rows only, None where it is about none of them."""
        if not self.rows:
            return self
        kept = [(row, study) for row, study in zip(self.rows, self.studies, strict=True) if row in rows]
        if not kept:
            return None
        return replace(self, rows=tuple(row for row, _ in kept), studies=tuple(study for _, study in kept))

    def __str__(self) -> str:
        start = f"{self.gravity.value}: {', '.join(self.columns)}: {self.says}"
        if not self.rows:
            return f"{start}."
        named = [
            f"{row} ({study})" if study else str(row)
            for row, study in zip(self.rows[:_SHOWN], self.studies[:_SHOWN], strict=True)
        ]
        more = f" and {len(self.rows) - _SHOWN} more" if len(self.rows) > _SHOWN else ""
        return f"{start}: {'row' if len(self.rows) == 1 else 'rows'} {', '.join(named)}{more}."


Check = Callable[[Table], Iterator[Finding]]


def found(
    table: Table, gravity: Gravity, columns: tuple[str, ...] | str, says: str, rows: pl.Series | pl.Expr
) -> Iterator[Finding]:
    """Yield the finding about those rows of a table for which `rows` is true, nothing where there are none."""
    names = pl.col(STUDY).fill_null("") if STUDY in table else pl.lit("")
    chosen = table.frame.filter(rows).select(ROW, names.alias(STUDY))
    if chosen.height:
        columns = (columns,) if isinstance(columns, str) else columns
        yield Finding(gravity, columns, says, tuple(chosen[ROW].to_list()), tuple(chosen[STUDY].to_list()))


def number(column: str) -> pl.Expr:
    """Return the expression of a column's numbers, null where a cell holds none."""
    return pl.col(column).cast(pl.Float64, strict=False)
