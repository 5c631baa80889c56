"""`clew score`: questionnaires from a table, without a database."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from clew.cli.files import bytes_of, guarded, shown
from clew.therapy import measures
from clew.therapy.errors import TherapyError
from clew.therapy.measures import Instrument, Score
from clew.therapy.measures.change import compare
from clew.therapy.measures.definition import Direction
from clew.therapy.measures.scoring import item_columns
from clew.therapy.transcripts.text import encoding_of

ID_COLUMNS = (
    *("id", "patient_id", "participant_id", "subject_id", "person_id", "record_id"),
    *("patient", "participant", "subject", "person"),
)
TIME_COLUMNS = ("time", "date", "day", "week", "session", "visit", "timepoint")
TOTAL_COLUMNS = ("total", "score")
VERDICTS = ("reliable_change", "response", "remission", "crossing", "reliable_recovery")
COLUMNS = (
    *("id", "total", "band", "time", "answered", "of", "prorated", "risk", "why_missing"),
    *("points_better", *VERDICTS),
)
NO_TOTAL = "No total was entered."

_DELIMITERS = (",", ";", "\t")
_NOTHING = ("", "na", "n/a", "nan", "null", ".")
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:\.0*)?", re.ASCII)
# No sign before the number: "T-2" may come before "T-1" or after it.
_NUMBERED = re.compile(r"(\D*?(?<![-\u2010-\u2015\u2212+]))\s*(\d+)")


class Table:
    """A table as it lies in a file: a line of column names, then lines with a cell for each column."""

    def __init__(self, data: bytes, name: str) -> None:
        text = io.TextIOWrapper(io.BytesIO(data), encoding_of(data, name), newline="")
        first = text.readline()
        text.seek(0)
        # Spreadsheets write semicolons where the comma is the decimal mark, and tabs into the clipboard.
        delimiter = max(_DELIMITERS, key=first.count)
        self.name = name
        # Strict: an open quotation mark would else swallow the rest of the file into one cell.
        self._lines = csv.reader(text, delimiter=delimiter, strict=True)
        self.header = [cell.strip() for cell in self._next() or []]
        if not any(self.header):
            raise self.error(1, "there is no line of column names")
        named = [cell.casefold() for cell in self.header if cell]
        twice = sorted({cell for cell in named if named.count(cell) > 1})
        if twice:
            raise self.error(1, f"two columns are called {twice[0]!r}; give each its own name")

    def error(self, line: int, problem: str) -> TherapyError:
        """Return the error that names a line."""
        return TherapyError(f"{self.name}:{line}: {problem}.")

    def column(self, *names: str) -> int | None:
        """Return where the first of some columns is, None if there is none of them. Capitals do not matter."""
        plain = [_plain(cell) for cell in self.header]
        return next((plain.index(_plain(name)) for name in names if _plain(name) in plain), None)

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the cells of each line; one without any content is passed over.

        Raises:
            TherapyError: a line has more or fewer cells than there are columns.
        """
        while (row := self._next()) is not None:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            number, wanted = self._lines.line_num, len(self.header)
            if len(cells) < wanted or any(cells[wanted:]):
                raise self.error(number, f"this line has {len(cells)} cells and the header {wanted}")
            yield number, cells

    def _next(self) -> list[str] | None:
        try:
            return next(self._lines, None)
        except csv.Error as problem:
            raise self.error(self._lines.line_num, f"this is no table: {problem}") from None


@dataclass(frozen=True, slots=True)
class Scored:
    """One line of the table: its number, who, when, and the score."""

    number: int
    person: str
    time: str
    score: Score


def score_table(form: Instrument, table: Table) -> Iterator[dict[str, Any]]:
    """Score each line of a table and, for a person with two or more times, compare with their first score.

    Returns one entry for each line, in the table's order, when the whole table was found good.

    Raises:
        TherapyError: a column is missing, an answer is not one that the instrument takes, or it is not clear
            which of a person's lines came first; names the line.
    """
    who, when = table.column(*ID_COLUMNS), table.column(*TIME_COLUMNS)
    read = _totals(form, table) if form.score_only else _answers(form, table)
    found = []
    for number, cells in table.lines():
        try:
            result = read(cells)
        except TherapyError as problem:
            raise TherapyError(f"{table.name}:{number}: {problem}") from None
        person = str(len(found) + 1) if who is None else cells[who]
        if not person:
            raise table.error(number, "the line does not say whose answers these are; fill in its id")
        found.append(Scored(number, person, "" if when is None else cells[when], result))
    firsts = _firsts(found, table, timed=when is not None)
    return (_entry(form, one, firsts.get(one.person)) for one in found)


def _answers(form: Instrument, table: Table) -> Callable[[list[str]], Score]:
    columns = item_columns(form, table.header)
    places = {item: table.header.index(column) for item, column in columns.items()}
    return lambda cells: measures.score(form, {item: _answer(cells[at]) for item, at in places.items()})


def _totals(form: Instrument, table: Table) -> Callable[[list[str]], Score]:
    total = table.column(*TOTAL_COLUMNS, form.key)
    if total is None:
        raise table.error(1, f"{form.title} takes totals only; call their column 'total'")
    version = table.column("version") if form.version is None else None
    risk = None
    if form.risk is not None:
        names = [f"{before}{form.risk.position}" for before in ("item", "q", form.key, f"{form.key}item")]
        risk = table.column("risk_answer", *names)

    def read(cells: list[str]) -> Score:
        answer = None if risk is None else _number(cells[risk])
        value = _number(cells[total], decimal=True)
        named = form.version if version is None else cells[version]
        if value is None:
            return Score(form.key, named or "", None, None, False, 0, 0, NO_TOTAL)
        return measures.score_total(
            form, value, version=named or None, risk_answer=None if answer is None else int(answer)
        )

    return read


def _answer(cell: str) -> int | str | None:
    if cell.lower() in (measures.DECLINED, measures.NOT_APPLICABLE):
        return cell.lower()
    number = _number(cell)
    return None if number is None else int(number)


def _number(cell: str, *, decimal: bool = False) -> float | None:
    """Return a cell's number, None where it holds none. Only a total may have decimals."""
    if cell.lower() in _NOTHING:
        return None
    if whole := _WHOLE.fullmatch(cell):
        return int(whole[1])
    if not decimal:
        raise TherapyError("An answer is not a whole number; write one, or leave the cell empty.")
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        raise TherapyError("The total is not a number; write one, or leave the cell empty.") from None


def _firsts(found: Iterable[Scored], table: Table, *, timed: bool) -> dict[str, Scored]:
    """Return the first score of each person who has several lines: by time, or by line where there is no time."""
    lines: dict[str, list[Scored]] = {}
    for one in found:
        lines.setdefault(one.person, []).append(one)
    firsts = {}
    for person, theirs in lines.items():
        if len(theirs) < 2:
            continue
        if timed:
            theirs = _in_time(theirs, table)
        first = next((one for one in theirs if one.score.total is not None), None)
        if first is None:
            continue
        other = next(
            (one for one in theirs if one.score.total and one.score.version != first.score.version), None
        )
        if other is not None:
            raise table.error(
                other.number, "this person's totals are of different versions and cannot be compared"
            )
        firsts[person] = first
    return firsts


def _in_time(theirs: list[Scored], table: Table) -> list[Scored]:
    for kind in (_as_number, _as_day, _as_numbered):
        keys = [kind(one.time) for one in theirs]
        # Words before a number must be the same throughout: "week 4" and "visit 2" have no order.
        if None not in keys and len({key[0] for key in keys if key}) == 1:
            break
    else:
        problem = (
            "this person has several lines, and their times cannot be put in order; write numbers (0, 4, 12), "
            "dates (2026-01-31) or numbered words (week 4), all alike"
        )
        raise table.error(theirs[-1].number, problem)
    pairs = sorted(zip(keys, theirs, strict=True), key=lambda pair: pair[0] or ("", 0.0))
    for (before, _), (after, line) in itertools.pairwise(pairs):
        if before == after:
            raise table.error(line.number, "this person has two lines with the same time")
    return [line for _, line in pairs]


def _as_number(text: str) -> tuple[str, float] | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return ("", number) if math.isfinite(number) else None


def _as_day(text: str) -> tuple[str, float] | None:
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return "", (day if day.tzinfo else day.replace(tzinfo=UTC)).timestamp()


def _as_numbered(text: str) -> tuple[str, float] | None:
    match = _NUMBERED.fullmatch(text)
    return (match[1].casefold(), float(match[2])) if match else None


def _entry(form: Instrument, one: Scored, first: Scored | None) -> dict[str, Any]:
    result = one.score
    entry: dict[str, Any] = {
        "id": one.person,
        "total": result.total.value if result.total else None,
        "band": result.band,
        "time": one.time,
        "answered": result.answered,
        "of": result.of,
        "prorated": result.prorated,
        "risk": result.risk.value if result.risk else None,
        "why_missing": result.missing_why,
        **result.subscales,
    }
    if first is None or first is one or result.total is None or form.direction is Direction.NEITHER:
        return entry
    if first.score.total is None:  # `_firsts` chooses scores with a total
        return entry
    verdicts = compare(form, first.score.total, result.total)
    change = result.total - first.score.total
    entry["points_better"] = -change if form.direction is Direction.WORSE else change
    for name, verdict in zip(VERDICTS, verdicts, strict=True):
        entry[name] = verdict.holds
        entry[f"{name}_why"] = verdict.why
    return entry


@click.command()
@click.argument("instrument")
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON with the reason for each verdict.")
def score(instrument: str, answers: Path, as_json: bool) -> None:
    """Score the questionnaires in the table ANSWERS (CSV) as INSTRUMENT, such as phq-9.

    Columns are found by name: items by key or number, a person by "id", a time by "time" or "date". A person with two
    or more times is compared with their first score; without a column for the time, lines count in their order.
    Prints CSV, a line for each line; a missing score says why.
    """
    plain = {_plain(key): key for key in measures.INSTRUMENTS}
    form = measures.instrument(plain.get(_plain(instrument), instrument))
    entries = score_table(form, Table(bytes_of(answers), shown(answers)))
    if as_json:
        found = {"instrument": form.key, "version": form.version, "scores": list(entries)}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    first = next(entries, {})
    scales = [key for key in first if key not in COLUMNS]
    writer = csv.DictWriter(sys.stdout, [*COLUMNS, *scales], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for entry in itertools.chain([first] if first else [], entries):
        writer.writerow({key: _cell(guarded(value)) for key, value in entry.items()})


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{round(value, 10) + 0.0:.10g}"  # 0.0, not the -2e-16 that sums of fractions leave
    return "" if value is None else value
