"""Choosing rows of a table: conditions as data, and the line of text in which a person writes them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.tables import Table, as_text

Value = str | float | int

_COMPARISONS: dict[str, Callable[[Any, Any], pl.Series]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
OPERATORS = (*_COMPARISONS, "in", "contains", "not_null")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a row: a column, one of `OPERATORS`, and what the column is compared with.

    A text compares as text and a number as a number, whatever the column holds: text that is no number differs from
    every number and is neither above nor below one. An empty cell meets no condition. `value` is a tuple for `in`
    and None for `not_null`.

    Raises:
        EvidenceError: the operator is not known, or the value does not suit it.
    """

    column: str
    op: str
    value: Value | tuple[Value, ...] | None = None

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise EvidenceError(f"{self.op!r} compares nothing; write one of {', '.join(OPERATORS)}.")
        if self.op == "not_null":
            suits = self.value is None
        elif self.op == "in":
            suits = isinstance(self.value, tuple) and all(isinstance(one, Value) for one in self.value)
        elif self.op == "contains":
            suits = isinstance(self.value, str)
        else:
            suits = isinstance(self.value, Value)
        if not suits:
            wanted = {"in": "a list of values", "contains": "text", "not_null": "no value"}.get(
                self.op, "one value"
            )
            raise EvidenceError(f"{self.column} {self.op}: give {wanted}, not {self.value!r}.")

    def mask(self, table: Table) -> pl.Series:
        """Return for each row of a table whether it meets the condition.

        Raises:
            EvidenceError: the table has no such column.
        """
        column = table.column(self.column)
        if self.op == "not_null":
            return column.is_not_null()
        if self.op == "contains":
            return as_text(column).str.contains(str(self.value), literal=True).fill_null(False)
        if isinstance(self.value, tuple):
            found = pl.Series([False]).new_from_index(0, len(column))
            for one in self.value:
                found = found | _compared(column, "==", one)
            return found
        return _compared(column, self.op, self.value)


def _compared(column: pl.Series, op: str, value: Value | None) -> pl.Series:
    compare = _COMPARISONS[op]
    if isinstance(value, str):
        number = _number(value) if column.dtype.is_numeric() else None
        met = compare(as_text(column), value) if number is None else compare(column, number)
    else:
        numbers = column.cast(pl.Float64, strict=False)
        met = compare(numbers, value)
        if op == "!=":
            met = met.fill_null(True) & column.is_not_null()
    return met.fill_null(False)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def where(table: Table, conditions: str | Iterable[Condition]) -> Table:
    """Return the rows of a table that meet all conditions, given as `Condition`s or as text (see `parse`).

    Raises:
        EvidenceError: the text is no condition, or there is no such column.
    """
    for condition in parse(conditions) if isinstance(conditions, str) else conditions:
        table = table.only(condition.mask(table))
    return table


def conditions_of(entries: Iterable[dict[str, Any]]) -> tuple[Condition, ...]:
    """Return conditions from plain data: entries with `column`, `op` and, but for `not_null`, `value`.

    Raises:
        EvidenceError: an entry is no condition.
    """
    found = []
    for entry in entries:
        if not isinstance(entry, dict) or not {"column", "op"} <= set(entry) <= {"column", "op", "value"}:
            raise EvidenceError(f"A condition has a column, an op and a value; this is none: {entry!r}.")
        value = None if entry["op"] == "not_null" else entry.get("value")
        found.append(
            Condition(entry["column"], entry["op"], tuple(value) if isinstance(value, list) else value)
        )
    return tuple(found)


# --- conditions as text ----------------------------------------------------------------------------------------------

_EXAMPLE = "write for example: condition_arm1 == 'dyn' and rob >= 2"
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
      | (?P<quoted>`[^`]+`)
      | (?P<name>[A-Za-z_.][\w.]*)
      | (?P<op>==|!=|>=|<=|>|<|=)
      | (?P<mark>[\[\](),])
    )""",
    re.VERBOSE,
)


def parse(text: str) -> tuple[Condition, ...]:
    """Return the conditions that a line of text states, joined by `and`.

    A condition is a column, `==`, `!=`, `>`, `>=`, `<` or `<=`, and a number or a text in quotation marks;
    or `COLUMN in ['a', 'b']`, `COLUMN contains 'a'`, `COLUMN not_null`. A column whose name holds spaces stands in
    `backticks`. An empty text states no condition.

    Raises:
        EvidenceError: something else stands there; says where.
    """
    tokens = list(_tokens(text))
    found = []
    while tokens:
        found.append(_condition(tokens))
        if tokens:
            kind, joint, at = tokens.pop(0)
            if (kind, joint.lower()) != ("name", "and"):
                tip = (
                    "; for one of several values write: column in ['a', 'b']" if joint.lower() == "or" else ""
                )
                raise _wrong(at, f"{joint!r} cannot follow; join conditions by 'and'{tip}")
            if not tokens:
                raise _wrong(len(text) + 1, "nothing follows 'and'")
    return tuple(found)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            raise _wrong(len(text) - len(rest) + 1, f"{rest[:20].rstrip()!r} is not understood")
        kind = match.lastgroup or ""
        yield kind, match[kind], match.start(kind) + 1
        at = match.end()


def _wrong(at: int, problem: str) -> EvidenceError:
    return EvidenceError(f"Condition, character {at}: {problem}; {_EXAMPLE}.")


def _condition(tokens: list[tuple[str, str, int]]) -> Condition:
    kind, column, at = tokens.pop(0)
    if kind not in ("name", "quoted"):
        raise _wrong(at, f"{column} is no column")
    column = column.strip("`")
    if not tokens:
        raise _wrong(at + len(column), f"what is asked of {column} is missing")
    kind, op, at = tokens.pop(0)
    op = op.lower()
    if op == "not_null":
        return Condition(column, op)
    if op not in OPERATORS:
        raise _wrong(at, f"{op!r} compares nothing; the comparisons are {', '.join(OPERATORS)}")
    return Condition(column, op, _values(tokens, at) if op == "in" else _value(tokens, at))


def _value(tokens: list[tuple[str, str, int]], before: int) -> Value:
    if not tokens:
        raise _wrong(before, "the value is missing")
    kind, value, at = tokens.pop(0)
    if kind == "text":
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    if kind == "number":
        return int(value) if re.fullmatch(r"[+-]?\d+", value) else float(value)
    tip = "; put text in quotation marks" if kind == "name" else ""
    raise _wrong(at, f"{value!r} is no value{tip}")


def _values(tokens: list[tuple[str, str, int]], before: int) -> tuple[Value, ...]:
    opening = tokens.pop(0)[1] if tokens else ""
    closing = {"[": "]", "(": ")"}.get(opening)
    found: list[Value] = []
    while closing:
        found.append(_value(tokens, before))
        mark = tokens.pop(0)[1] if tokens else ""
        if mark == closing:
            return tuple(found)
        if mark != ",":
            break
    raise _wrong(before, "a list of values is missing; write it as ['a', 'b']")
