"""Effect sizes from figures, and what a table holds, by the names of reference files."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clew.therapy.evidence import formulas
from clew.therapy.evidence.description import describe
from clew.therapy.evidence.effects import EvidenceError, Floats
from clew.therapy.evidence.formulas import Cells
from clew.therapy.evidence.recomputed import MEANS, recompute
from clew.therapy.evidence.tables import EFFECT, STANDARD_ERROR, Table

COUNTS = (
    (".event_arm1", ".totaln_arm1", ".event_arm2", ".totaln_arm2"),
    ("improved.ig", "n.ig", "improved.cg", "n.cg"),
)


def _chosen(table: Table, params: dict[str, Any]) -> Table:
    """The rows that the parameters name, in their order."""
    wanted = params.get("row_ids")
    if wanted is None:
        return table
    places = {row: at for at, row in enumerate(table.row.tolist())}
    lacking = [row for row in wanted if row not in places]
    if lacking:
        raise EvidenceError(f"{table.name}: there is no row {lacking[0]}.")
    return Table(table.frame[[places[row] for row in wanted]], table.name)


def _list(values: Floats) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _rows(table: Table, which: NDArray[np.bool_]) -> list[int]:
    return [int(row) for row in table.row[which]]


def _escalc_smd(table: Table, params: dict[str, Any]) -> dict[str, Any]:
    chosen = _chosen(table, params)
    sizes = formulas.hedges(*(chosen.numbers(column) for column in MEANS))
    return {
        "row_id": chosen.row.tolist(),
        "g_exact_J": _list(sizes.exact),
        "vi_metafor": _list(sizes.exact_v),
        "g_esc": _list(sizes.usual),
        "se_esc": _list(sizes.usual_se),
        "g_in_data": _list(chosen.numbers(EFFECT)),
        "g_se_in_data": _list(chosen.numbers(STANDARD_ERROR)),
    }


def _escalc_binary(table: Table, params: dict[str, Any]) -> dict[str, Any]:
    chosen = _chosen(table, params)
    columns = next((names for names in COUNTS if table.has(*names)), COUNTS[0])
    cells = Cells.of(*(chosen.numbers(column) for column in columns))
    found: dict[str, Any] = {"row_id": chosen.row.tolist()}
    for name, formula in (
        ("RR", formulas.risk_ratios),
        ("OR", formulas.odds_ratios),
        ("RD", formulas.risk_differences),
        ("PETO", formulas.peto_odds_ratios),
    ):
        y, v = formula(cells.filled())
        found |= {f"yi_{name}": _list(y), f"vi_{name}": _list(v)}
    g, se = formulas.g_of_cells(cells)
    return found | {"g_from_2x2_esc": _list(g), "g_se_from_2x2_esc": _list(se)}


def _describe(table: Table, params: dict[str, Any]) -> dict[str, Any]:
    it = describe(table)
    return {
        "rows": it.rows,
        "columns": it.columns,
        "n_studies": it.studies,
        **it.codes,
        "rows_with_g": it.effects,
        "sum_g": it.sum_of_effects,
        "sum_g_se": it.sum_of_errors,
        "sum_n_arm1": it.people_arm1,
        "sum_n_arm2": it.people_arm2,
        "rows_with_counts": it.with_counts,
        "year_min": it.first_year,
        "year_max": it.last_year,
        "missing_time_weeks": it.without_weeks,
        "median_g": it.median_effect,
        "multi_effect_studies": it.studies_with_several,
    }


def _data_audit(table: Table, params: dict[str, Any]) -> dict[str, Any]:
    it = recompute(table)
    return {
        "n_recomputable": int(it.comparable.sum()),
        "n_abs_difference_over_0.05": int(it.differ.sum()),
        "row_ids_abs_difference_over_0.05": _rows(table, it.differ),
        "row_ids_sign_differs": _rows(table, it.opposite),
        "max_abs_difference_among_the_rest": it.largest_of_the_rest,
        "row_ids_abs_g_over_4": _rows(table, it.extreme),
    }


KINDS = {
    "escalc_smd": _escalc_smd,
    "escalc_binary": _escalc_binary,
    "describe": _describe,
    "data_audit": _data_audit,
}
