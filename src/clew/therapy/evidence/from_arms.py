"""Effects of a table that holds no effect sizes, made from the figures of its arms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clew.therapy.evidence import formulas
from clew.therapy.evidence.effects import Effects, EvidenceError, Floats
from clew.therapy.evidence.formulas import OF_COUNTS, Cells
from clew.therapy.evidence.recomputed import MEANS
from clew.therapy.evidence.sizes import Counts, Means, of_counts
from clew.therapy.evidence.tables import STUDY, Table, table_of

COUNTS = (".event_arm1", ".totaln_arm1", ".event_arm2", ".totaln_arm2")


def effects_of_means(
    table: Table | Any, columns: Sequence[str] = MEANS, *, higher_is_better: bool = False, study: str = STUDY
) -> Effects:
    """Return Hedges g of each row from means, standard deviations and numbers, above 0 where arm 1 did better.

    `columns` name mean, standard deviation and number of arm 1, then of arm 2; `recomputed.CHANGES` are those of
    changes since the start. Rows in which one is empty are left out. `sizes.hedges_g` says what is assumed.

    Raises:
        EvidenceError: a column is missing or holds no numbers; figures cannot be, such as a negative standard
            deviation or a single person (names the row); no row is complete.
    """
    chosen, figures = _complete(table, columns)
    mean1, sd1, n1, mean2, sd2, n2 = figures

    def try_row(at: int) -> None:
        Means(mean1[at], sd1[at], n1[at])
        Means(mean2[at], sd2[at], n2[at])

    possible = np.isfinite(figures).all(axis=0) & (sd1 > 0) & (sd2 > 0) & (n1 > 1) & (n2 > 1)
    _refuse(chosen, ~possible, try_row)
    size = formulas.hedges(*figures)
    return Effects(
        -size.exact if higher_is_better else size.exact, size.exact_v, chosen.row, chosen.studies_in(study)
    )


def effects_of_counts(
    table: Table | Any, measure: str = "log RR", columns: Sequence[str] = COUNTS, *, study: str = STUDY
) -> Effects:
    """Return the effect of each row from events and people of both arms, above 0 where the event is likelier in arm 1.

    `measure` is one of `formulas.OF_COUNTS`: log RR, log OR, RD or log OR (Peto); 1/2 is added to all cells of a row that
    has an empty one. `columns` name events and people of arm 1, then of arm 2. Rows in which one is empty are left out.

    Raises:
        EvidenceError: the measure is not known; a column is missing or holds no numbers; figures cannot be, such as
            more events than people, or tell nothing of a ratio, as no event in either arm (names the row); no row is
            complete.
    """
    if measure not in OF_COUNTS:
        raise EvidenceError(f"{measure!r} is no measure of counts; choose one of {', '.join(OF_COUNTS)}.")
    chosen, figures = _complete(table, columns)
    events1, n1, events2, n2 = figures
    possible = np.isfinite(figures).all(axis=0) & (n1 >= 1) & (n2 >= 1)
    possible &= (events1 >= 0) & (events1 <= n1) & (events2 >= 0) & (events2 <= n2)
    if measure != "RD":
        possible &= (events1 + events2 > 0) & (events1 + events2 < n1 + n2)

    def try_row(at: int) -> None:
        of_counts(measure, Counts(events1[at], n1[at]), Counts(events2[at], n2[at]))

    _refuse(chosen, ~possible, try_row)
    y, v = OF_COUNTS[measure](Cells.of(*figures).filled())
    return Effects(y, v, chosen.row, chosen.studies_in(study))


def _complete(table: Table | Any, columns: Sequence[str]) -> tuple[Table, list[Floats]]:
    """Return the rows that have all of some columns, and those columns as numbers."""
    whole = table_of(table)
    chosen = whole.having(*columns)
    if not len(chosen):
        raise whole.error(f"no row has all of {', '.join(columns)}; choose other rows or name other columns")
    return chosen, [chosen.numbers(column) for column in columns]


def _refuse(table: Table, wrong: NDArray[np.bool_], try_row: Callable[[int], None]) -> None:
    """Raise the error of the first row whose figures cannot be, in the words of the typed arms."""
    for at in np.flatnonzero(wrong).tolist():
        try:
            try_row(at)
        except EvidenceError as problem:
            raise EvidenceError(f"{table.name}: {table.place(at)}: {problem}") from None
