"""What a table of trials holds, before anything is pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clew.therapy.evidence.effects import Floats
from clew.therapy.evidence.tables import EFFECT, STANDARD_ERROR, STUDY, Table

CODED = ("condition_arm1", "condition_arm2", "format", "diagnosis")


@dataclass(frozen=True, slots=True)
class Description:
    """How much a table holds. Sums and counts of columns that it lacks are 0; what does not apply is None.

    `codes` has, for each of the columns `CODED`, how many rows have each code, None where the table has no such
    column. `effects` counts rows that have an effect with its standard error; `sum_of_effects`, `sum_of_errors` and
    `median_effect` are of the columns as they are, a quick way to see that two copies of a table are the same.
    `people_arm1` adds up rows, so that people of a trial with several outcomes count several times.
    """

    rows: int
    columns: int
    studies: int | None
    studies_with_several: int | None
    effects: int
    sum_of_effects: float
    sum_of_errors: float
    median_effect: float | None
    people_arm1: float
    people_arm2: float
    with_counts: int
    first_year: float | None
    last_year: float | None
    without_weeks: int
    codes: dict[str, dict[str, int] | None]


def describe(table: Table) -> Description:
    """Return what a table holds.

    Raises:
        EvidenceError: a cell of a column of numbers holds none.
    """
    g, se, year = _numbers(table, EFFECT), _numbers(table, STANDARD_ERROR), _numbers(table, "year")
    per_study = table.frame[STUDY].drop_nulls().value_counts()["count"] if STUDY in table else None
    return Description(
        rows=len(table),
        columns=len(table.frame.columns),
        studies=None if per_study is None else len(per_study),
        studies_with_several=None if per_study is None else int((per_study > 1).sum()),
        effects=len(table.having(EFFECT, STANDARD_ERROR)) if table.has(EFFECT, STANDARD_ERROR) else 0,
        sum_of_effects=float(g.sum()),
        sum_of_errors=float(se.sum()),
        median_effect=float(np.median(g)) if len(g) else None,
        people_arm1=float(_numbers(table, "n_arm1").sum()),
        people_arm2=float(_numbers(table, "n_arm2").sum()),
        with_counts=len(_numbers(table, ".event_arm1")),
        first_year=float(year.min()) if len(year) else None,
        last_year=float(year.max()) if len(year) else None,
        without_weeks=table.frame["time_weeks"].null_count() if "time_weeks" in table else 0,
        codes={column: _codes(table, column) for column in CODED},
    )


def _numbers(table: Table, column: str) -> Floats:
    """The numbers of a column without its empty cells, none where the table has no such column."""
    found = table.numbers(column) if column in table else np.empty(0)
    return found[~np.isnan(found)]


def _codes(table: Table, column: str) -> dict[str, int] | None:
    if column not in table:
        return None
    counts: dict[str, int] = {}
    for code in table.texts(column):
        if code is not None:
            counts[code] = counts.get(code, 0) + 1
    return dict(sorted(counts.items()))
