"""`clew score`: questionnaires from a table, without a database."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from clew.therapy import measures
from clew.therapy.errors import TherapyError
from clew.therapy.measures import Instrument, Score
from clew.therapy.measures.change import compare
from clew.therapy.measures.scoring import item_columns

ID_COLUMNS = ("id", "patient", "person", "subject", "record_id")
TIME_COLUMNS = ("time", "date", "day", "week", "session", "visit", "timepoint")
VERDICTS = ("reliable_change", "response", "remission", "crossing", "reliable_recovery")
COLUMNS = ("id", "total", "band", "time", "answered", "of", "prorated", "risk", "why_missing", *VERDICTS)


def score_table(
    form: Instrument, lines: Iterable[dict[str, str]], header: list[str], name: str
) -> list[dict[str, Any]]:
    """Score each line of a table and, for a person with two or more times, compare with their first score.

    Args:
        form: the instrument.
        lines: the table's lines, column name to cell.
        header: the column names.
        name: the table's name, for errors.

    Raises:
        TherapyError: a column is missing or an answer is not one that the instrument takes; names the line.
    """
    id_column = _column(header, ID_COLUMNS)
    time_column = _column(header, TIME_COLUMNS)
    items = {} if form.score_only else item_columns(form, header)
    total_column = _column(header, ("total", "score", form.key)) if form.score_only else None
    if form.score_only and total_column is None:
        raise TherapyError(f"{name}: {form.title} takes totals only; name their column 'total'.")
    rows = []
    for number, line in enumerate(lines, start=2):
        try:
            if total_column is not None:
                result = measures.score_total(form, _total(line[total_column]))
            else:
                result = measures.score(
                    form, {item: _answer(line.get(column)) for item, column in items.items()}
                )
        except TherapyError as problem:
            raise TherapyError(f"{name}:{number}: {problem}") from None
        rows.append(
            (line.get(id_column or "", "") or str(number - 1), line.get(time_column or "", ""), result)
        )
    return list(_with_change(form, rows))


def _column(header: list[str], wanted: Iterable[str]) -> str | None:
    plain = {column.strip().lower(): column for column in header}
    return next((plain[name] for name in wanted if name in plain), None)


def _answer(cell: str | None) -> int | str | None:
    text = (cell or "").strip()
    if text == "" or text.upper() in ("NA", "N/A", "."):
        return None
    if text.lower() in (measures.DECLINED, measures.NOT_APPLICABLE):
        return text.lower()
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        raise TherapyError("an answer is not a number; write a whole number, or leave it empty.") from None
    if not number.is_integer():
        raise TherapyError("an answer is not a whole number.")
    return int(number)


def _total(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise TherapyError("the total is not a number.") from None


def _when(text: str) -> tuple[int, Any]:
    """Order times: numbers, then dates, then anything else as text."""
    try:
        return 0, float(text)
    except ValueError:
        pass
    try:
        return 1, datetime.combine(date.fromisoformat(text[:10]), datetime.min.time()).timestamp()
    except ValueError:
        return 2, text


def _with_change(form: Instrument, rows: list[tuple[str, str, Score]]) -> Iterator[dict[str, Any]]:
    first: dict[str, Any] = {}
    for person, _, result in sorted(rows, key=lambda row: _when(row[1])):
        if result.total is not None:
            first.setdefault(person, result.total)
    seen: set[str] = set()
    for person, time, result in sorted(rows, key=lambda row: (row[0], _when(row[1]))):
        line: dict[str, Any] = {
            "id": person,
            "time": time,
            "total": result.total.value if result.total else None,
            "band": result.band,
            "answered": result.answered,
            "of": result.of,
            "prorated": result.prorated,
            "risk": result.risk.value if result.risk else None,
            "why_missing": result.missing_why,
            **result.subscales,
        }
        baseline = first.get(person)
        if person in seen and baseline is not None and result.total is not None:
            for name, verdict in zip(VERDICTS, compare(form, baseline, result.total), strict=True):
                line[name] = verdict.holds
                line[f"{name}_why"] = verdict.why
        if result.total is not None:
            seen.add(person)
        yield line


@click.command()
@click.argument("instrument")
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON with the reason for each verdict.")
def score(instrument: str, answers: Path, as_json: bool) -> None:
    """Score the questionnaires in the table ANSWERS (CSV) as INSTRUMENT, such as phq-9.

    Columns are found by name: items by key or number, a person by "id", a time by "time" or "date". A person
    with two or more times is compared with their first score. Prints CSV; a missing score says why.
    """
    plain = {_plain(key): key for key in measures.INSTRUMENTS}
    form = measures.instrument(plain.get(_plain(instrument), instrument))
    with answers.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        header = list(reader.fieldnames or [])
        if not header:
            raise TherapyError(f"{answers.name}:1: expected a line of column names.")
        lines = score_table(form, reader, header, answers.name)
    if as_json:
        click.echo(
            json.dumps({"instrument": form.key, "version": form.version, "scores": lines}, ensure_ascii=False)
        )
        return
    from clew.cli.code import guarded

    extra = [scale.key for scale in form.subscales]
    writer = csv.DictWriter(sys.stdout, [*COLUMNS, *extra], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for line in lines:
        writer.writerow({key: guarded(_cell(value)) for key, value in line.items()})


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else value
