"""Agreement with solved analyses: each is done again, and every number that differs is named.

A reference file holds analyses that other software has solved: `{"analyses": [{"id", "kind", "title", "dataset",
"filter", "params", "n_rows", "rtol", "results"}]}`. The modules of this package hold, for each kind of analysis, the
function that does it and gives its numbers the names of such files: a dict `KINDS` of kind -> function of the table
(filtered) and the parameters. Those short names live nowhere else.
"""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from clew.therapy.errors import TherapyError
from clew.therapy.evidence.conditions import Condition, conditions_of, where
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.tables import EFFECT, STANDARD_ERROR, Table

Kind = Callable[[Table, dict[str, Any]], dict[str, Any]]

FILES = {
    "psyctr": "data.csv",
    "inpatients": "data-inpatients.csv",
    "total_response": "data-total-response.csv",
    "selfguided": "data-selfguided.csv",
    "transdiagnostic": "data-transdiagnostic.csv",
}
"""The file in which each dataset of a reference lies."""

# Kinds that need no effect with a standard error, and so keep the rows that lack one.
_OF_ALL_ROWS = ("binary", "proportion", "escalc_smd", "escalc_binary", "describe", "data_audit", "two_by_two")
# What an optimiser of the other software answered, before it was made exact: told, not compared.
_INFORMATION = ("optimizer_estimates", "sigma2_metafor_default_optimizer")
# The ends of a likelihood's profile are searched for in the other software, and known no better.
_PROFILE, _PROFILE_RTOL = "_profile_ci", 1e-4
# How R writes them into JSON.
_NO_NUMBERS = {"Inf": math.inf, "-Inf": -math.inf, "NaN": math.nan, "NA": None}
_FIELDS = ("id", "kind", "dataset", "filter", "params", "n_rows", "rtol", "results")


@dataclass(frozen=True, slots=True)
class Analysis:
    """One solved analysis: which rows of which dataset, what is asked of them, and the answer.

    `rows` is how many are left after `conditions`, None where no table is used; `rtol` how far a number may be off,
    as a part of the reference or of 1, whichever is larger.
    """

    id: str
    kind: str
    dataset: str
    conditions: tuple[Condition, ...]
    params: dict[str, Any]
    rows: int | None
    rtol: float
    results: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A field whose value is not that of the reference. `by` is how far it is off, None where that is no number."""

    field: str
    reference: Any
    found: Any
    by: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one analysis: how many values were compared, how far the farthest is off, and those out of bounds.

    `problem` says why nothing could be compared.
    """

    analysis: Analysis
    compared: int = 0
    largest: float = 0.0
    deviations: tuple[Deviation, ...] = ()
    problem: str | None = None

    @property
    def agrees(self) -> bool:
        """Whether something was compared and all of it agrees."""
        return self.problem is None and self.compared > 0 and not self.deviations


def read_reference(data: bytes, name: str) -> tuple[Analysis, ...]:
    """Read the analyses of a reference file.

    Raises:
        EvidenceError: it is no such file, or an analysis of it lacks something; names it.
    """
    try:
        entries = json.loads(data)["analyses"]
        return tuple(_analysis(entry) for entry in entries)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        if isinstance(problem, EvidenceError):
            raise EvidenceError(f"{name}: {problem}") from None
        raise EvidenceError(
            f"{name}: this is no file of solved analyses: JSON with a list 'analyses'."
        ) from None


def _analysis(entry: dict[str, Any]) -> Analysis:
    lacking = [field for field in _FIELDS if field not in entry]
    if lacking:
        raise EvidenceError(f"the analysis {entry.get('id', 'without an id')} has no {lacking[0]}.")
    return Analysis(
        id=str(entry["id"]),
        kind=str(entry["kind"]),
        dataset=str(entry["dataset"]),
        conditions=conditions_of(entry["filter"]),
        # A program that writes an empty set of names may write it as an empty list.
        params=dict(entry["params"] or {}),
        rows=entry["n_rows"],
        rtol=float(entry["rtol"]),
        results=dict(entry["results"]),
    )


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the function of every kind of analysis, from all modules of this package.

    Raises:
        EvidenceError: two modules do the same kind.
    """
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(__path__):
        for kind, does in getattr(importlib.import_module(f"{__name__}.{module.name}"), "KINDS", {}).items():
            if kind in found:
                raise EvidenceError(f"The analysis {kind!r} is done by two modules; keep one of them.")
            found[kind] = does
    return found


def check(analysis: Analysis, table_of: Callable[[str], Table]) -> Verdict:
    """Do an analysis again and compare. `table_of` returns the table of a dataset.

    Whatever goes wrong within it is the verdict's `problem`, so that the analyses after it are still done.
    """
    does = kinds().get(analysis.kind)
    if does is None:
        return Verdict(analysis, problem=f"the kind {analysis.kind!r} is not known")
    try:
        table = _rows(analysis, table_of(analysis.dataset))
        if analysis.rows is not None and len(table) != analysis.rows:
            return Verdict(analysis, problem=f"{len(table)} rows are left, in the reference {analysis.rows}")
        found = does(table, analysis.params)
    except TherapyError as problem:
        return Verdict(analysis, problem=str(problem))
    except Exception as problem:
        return Verdict(analysis, problem=f"{type(problem).__name__}: {problem}")
    return compare(analysis, found)


def _rows(analysis: Analysis, table: Table) -> Table:
    left = where(table, analysis.conditions)
    return left if analysis.kind in _OF_ALL_ROWS else left.having(EFFECT, STANDARD_ERROR)


def compare(analysis: Analysis, found: Mapping[str, Any]) -> Verdict:
    """Compare what was found with an analysis's results, number by number.

    A number agrees within `rtol * max(1, |reference|)`, whole numbers and text only when equal. A field that does not
    apply is null in the reference, and absent, null or no finite number in what was found. Fields that the reference
    does not have are passed over. A p-value below 1e-12 agrees with any other: `rtol` is never smaller.
    """
    compared, largest, deviations = 0, 0.0, []
    for field, reference, ours, rtol in _pairs("", analysis.results, found, analysis.rtol):
        compared += 1
        by = _deviation(reference, ours)
        if by is None or by > rtol:
            deviations.append(Deviation(field, reference, ours, by))
        if by is not None and math.isfinite(by):
            largest = max(largest, by)
    return Verdict(analysis, compared, largest, tuple(deviations))


def _pairs(field: str, reference: Any, ours: Any, rtol: float) -> Iterator[tuple[str, Any, Any, float]]:
    """Yield each single value of the reference with its counterpart, and how far it may be off."""
    ours = ours.tolist() if hasattr(ours, "tolist") else ours  # an array, or a number, of numpy
    if isinstance(reference, dict):
        for name, value in reference.items():
            if name not in _INFORMATION:
                inner = max(rtol, _PROFILE_RTOL) if name.endswith(_PROFILE) else rtol
                counterpart = ours.get(name) if isinstance(ours, Mapping) else None
                yield from _pairs(f"{field}.{name}" if field else name, value, counterpart, inner)
    elif isinstance(reference, list):
        theirs = list(ours) if isinstance(ours, list | tuple) else []
        if len(theirs) != len(reference):
            yield f"{field} (how many)", len(reference), len(theirs), 0.0
        for n, (value, counterpart) in enumerate(zip(reference, theirs, strict=False)):
            yield from _pairs(f"{field}[{n}]", value, counterpart, rtol)
    else:
        yield field, reference, ours, rtol


def _deviation(reference: Any, ours: Any) -> float | None:
    """Return how far a value is from the reference, as a part of it or of 1; None where the two are not alike."""
    reference = _NO_NUMBERS.get(reference, reference) if isinstance(reference, str) else reference
    if _is_number(reference) and _is_number(ours):
        by = abs(ours - reference) / max(1.0, abs(reference))
        return by if by == 0 or not (_is_whole(reference) and _is_whole(ours)) else math.inf
    if _is_infinite(reference) and _is_infinite(ours):
        return 0.0 if reference == ours else None
    alike = _is_nothing(reference) and _is_nothing(ours)
    return 0.0 if alike or (type(reference) is type(ours) and reference == ours) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: float) -> bool:
    return float(value).is_integer()


def _is_infinite(value: Any) -> bool:
    return isinstance(value, float) and math.isinf(value)


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and not math.isfinite(value))
