"""The same scoring as `scoring`, for a whole table at once with Polars.

A row is one filled-in questionnaire, a column one item. The results equal those of `scoring.score` row by row; a
test feeds both random answers. This module loads Polars, so import it where a table is at hand and not at the top
of a command; nothing in `clew.therapy.measures` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import polars as pl

from clew.therapy.errors import TherapyError
from clew.therapy.measures.definition import Instrument, Item, Scoring
from clew.therapy.measures.scoring import (
    ASQ_INCOMPLETE,
    ASQ_NOT_ASKED,
    DECLINED,
    MISSING_WHY,
    NOT_APPLICABLE,
    AsqResult,
    Risk,
    item_columns,
    octant_weights,
)
from clew.therapy.measures.syndrome import Syndrome

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
Columns = Mapping[str, pl.Expr]


def score_frame(
    frame: Frame, instrument: Instrument, *, columns: Mapping[str, str] | None = None, prefix: str = ""
) -> Frame:
    """Add the score of every row to a frame, eager or lazy, and return it.

    Added columns, each with ``prefix`` before its name: ``total``, ``band``, ``prorated``, ``answered``, ``of``,
    ``missing_why``, ``risk``; for the PHQ-9 also ``syndrome``, and for the IPIP-IPC its octants with ``agency`` and
    ``communion``. What does not apply is null.

    ``columns`` maps item keys to columns; without it they are found by `scoring.item_columns`. A column holds whole
    numbers or text; text may be a number, "declined" or, where the item allows it, "not applicable", and an empty
    text is no answer. Before scoring, the answers are read once to refuse impossible ones: `TherapyError` names the
    item, the row (from 1) and what is expected.
    """
    if instrument.score_only:
        raise TherapyError(f"The items of {instrument.title} are not part of Clew, because of its licence.")
    schema = frame.collect_schema()
    found = dict(columns) if columns is not None else item_columns(instrument, schema.names())
    absent = [item.key for item in instrument.scored_items if found.get(item.key) not in schema.names()]
    if absent:
        raise TherapyError(f"The table has no column for {', '.join(absent)} of {instrument.title}.")
    _refuse_impossible(frame.lazy(), instrument, found, schema)

    answers = {key: _number(pl.col(column), schema[column]) for key, column in found.items()}
    words = {key: _word(pl.col(column), schema[column]) for key, column in found.items()}
    added = _SCORERS[instrument.scoring](instrument, answers, words)
    clash = [prefix + name for name in added if prefix + name in schema.names()]
    if clash:
        raise TherapyError(f"The table already has a column {clash[0]!r}; choose a prefix for the new ones.")
    return frame.with_columns(**{prefix + name: expression for name, expression in added.items()})


def _refuse_impossible(
    frame: pl.LazyFrame, instrument: Instrument, found: Mapping[str, str], schema: pl.Schema
) -> None:
    for item in instrument.items:
        if item.key in found:
            dtype = schema[found[item.key]]
            if not (dtype.is_integer() or dtype in (pl.String, pl.Null)):
                raise TherapyError(
                    f"Item '{item.key}' is in a column of {dtype}; it takes {item.options.range.words}, in a column of "
                    "whole numbers or text."
                )
    bad = {
        item.key: (~_possible(item, pl.col(found[item.key]), schema[found[item.key]])).arg_true().first()
        for item in instrument.items
        if item.key in found
    }
    for key, row in frame.select(**bad).collect().row(0, named=True).items():
        if row is not None:
            raise TherapyError(
                f"Item '{key}' has an impossible answer in row {row + 1}; "
                f"it takes {instrument.item(key).options.range.words}."
            )


def _text(column: pl.Expr) -> pl.Expr:
    return column.str.strip_chars().str.to_lowercase()


def _number(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The answer as a number, null where there is none."""
    text = dtype == pl.String
    return (_text(column) if text else column).cast(pl.Int64, strict=False)


def _word(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The answer as text where it may be a word ("declined"), else null."""
    return _text(column) if dtype == pl.String else pl.lit(None, dtype=pl.String)


def _possible(item: Item, column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    low, high = item.options.range.low, item.options.range.high
    possible = column.is_null() | _number(column, dtype).is_between(low, high).fill_null(False)
    if dtype != pl.String:
        return possible
    return possible | _text(column).is_in(["", DECLINED, *([NOT_APPLICABLE] if item.only_for else [])])


def _in_score(instrument: Instrument, answers: Columns) -> dict[int, pl.Expr]:
    """The scored answers by item number from 1, reversed where the instrument says so."""
    values = {}
    for number, item in enumerate(instrument.scored_items, start=1):
        ends = item.options.options[0].value + item.options.options[-1].value
        answer = answers[item.key]
        values[number] = ends - answer if number in instrument.reversed else answer
    return values


def _counts(instrument: Instrument, answers: Columns, words: Columns) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Per row: how many scored items are answered, how many apply, and why there is no score (or null)."""
    keys = [item.key for item in instrument.scored_items]
    answered = pl.sum_horizontal(answers[key].is_not_null().cast(pl.Int64) for key in keys)
    of = pl.sum_horizontal(
        (words[key] == NOT_APPLICABLE).fill_null(False).not_().cast(pl.Int64) for key in keys
    )
    allowed = instrument.missing.allowed if instrument.missing else 0
    template = MISSING_WHY.format(missing="{}", of="{}", title=instrument.title, needed="{}")
    why = pl.when(of - answered > allowed).then(pl.format(template, of - answered, of, of - allowed))
    return answered, of, why


def _total_columns(instrument: Instrument, answers: Columns, words: Columns) -> dict[str, pl.Expr]:
    answered, of, why = _counts(instrument, answers, words)
    summed = pl.sum_horizontal(_in_score(instrument, answers).values())
    if instrument.scoring is Scoring.MEAN:
        value = summed / answered
    else:
        value = (2 * summed * of + answered) // (2 * answered)  # to the nearest whole number, a half upwards
    total = pl.when(why.is_null()).then(value)
    added = {
        "total": total,
        "band": _band(instrument, total),
        "prorated": why.is_null() & (answered < of),
        "answered": answered,
        "of": of,
        "missing_why": why,
        "risk": _risk(instrument, answers),
    }
    if instrument.key == "phq-9":
        added["syndrome"] = _syndrome(instrument, answers)
    return added


def _band(instrument: Instrument, total: pl.Expr) -> pl.Expr:
    if instrument.bands is None:
        return pl.lit(None, dtype=pl.String)
    first, *later = instrument.bands.bands
    place = pl.sum_horizontal((total >= band.low).cast(pl.Int64) for band in later)
    labels = dict(enumerate((first.label, *(band.label for band in later))))
    return pl.when(total.is_not_null()).then(place).replace_strict(labels, return_dtype=pl.String)


def _risk(instrument: Instrument, answers: Columns) -> pl.Expr:
    if instrument.risk is None:
        return pl.lit(None, dtype=pl.String)
    answer = answers[instrument.scored_items[instrument.risk.position - 1].key]
    return (
        pl.when(answer.is_null())
        .then(pl.lit(str(Risk.NOT_ASKED)))
        .when(answer >= instrument.risk.at_least)
        .then(pl.lit(str(Risk.RAISED)))
        .otherwise(pl.lit(str(Risk.NOT_RAISED)))
    )


def _syndrome(instrument: Instrument, answers: Columns) -> pl.Expr:
    """The PHQ-9 pattern; null where missing answers leave it open. See `syndrome.phq9_syndrome`."""

    def pattern(missing_counts: bool) -> pl.Expr:
        counts = [
            (answers[item.key] >= (1 if item.key == "self_harm" else 2)).fill_null(missing_counts)
            for item in instrument.scored_items
        ]
        core, number = counts[0] | counts[1], pl.sum_horizontal(count.cast(pl.Int64) for count in counts)
        return (
            pl.when(core & (number >= 5))
            .then(pl.lit(str(Syndrome.MAJOR)))
            .when(core & (number >= 2))
            .then(pl.lit(str(Syndrome.OTHER)))
            .otherwise(pl.lit(str(Syndrome.NEITHER)))
        )

    return pl.when(pattern(False) == pattern(True)).then(pattern(False))


def _octant_columns(instrument: Instrument, answers: Columns, words: Columns) -> dict[str, pl.Expr]:
    answered, of, why = _counts(instrument, answers, words)
    values = _in_score(instrument, answers)
    means: dict[str, pl.Expr] = {}
    agency: pl.Expr = pl.lit(0.0)
    communion: pl.Expr = pl.lit(0.0)
    for scale in instrument.subscales:
        chosen = [values[number] for number in scale.items]
        # ignore_nulls=False: an octant with a missing answer has no mean, rather than the mean of the rest.
        mean = pl.sum_horizontal(chosen, ignore_nulls=False) / len(chosen)
        means[scale.key] = mean
        up, across = octant_weights(scale.angle or 0, len(instrument.subscales))
        agency, communion = agency + up * mean, communion + across * mean
    return {
        "total": pl.lit(None, dtype=pl.Float64),
        "band": pl.lit(None, dtype=pl.String),
        "prorated": pl.lit(False),
        "answered": answered,
        "of": of,
        "missing_why": why,
        "risk": pl.lit(None, dtype=pl.String),
        **means,
        "agency": agency,
        "communion": communion,
    }


def _screen_columns(instrument: Instrument, answers: Columns, words: Columns) -> dict[str, pl.Expr]:
    """The ASQ, fail safe as in `scoring`."""
    *first, acuity = (item.key for item in instrument.scored_items)
    answered = pl.sum_horizontal(answer.is_not_null().cast(pl.Int64) for answer in answers.values())

    def said(key: str, value: int) -> pl.Expr:
        return (answers[key] == value).fill_null(False)

    def declined(key: str) -> pl.Expr:
        return (words[key] == DECLINED).fill_null(False)

    positive = pl.any_horizontal(said(key, 1) | declined(key) for key in first)
    band = (
        pl.when(said(acuity, 1) | declined(acuity))
        .then(pl.lit(str(AsqResult.ACUTE_POSITIVE)))
        .when(positive & said(acuity, 0))
        .then(pl.lit(str(AsqResult.NON_ACUTE_POSITIVE)))
        .when(positive)
        .then(pl.lit(str(AsqResult.ACUITY_UNKNOWN)))
        .when(pl.all_horizontal(said(key, 0) for key in first))
        .then(pl.lit(str(AsqResult.NEGATIVE)))
    )
    why = pl.when(answered == 0).then(pl.lit(ASQ_NOT_ASKED)).otherwise(pl.lit(ASQ_INCOMPLETE))
    risk = (
        pl.when(band.is_null())
        .then(pl.lit(str(Risk.NOT_ASKED)))
        .when(band == str(AsqResult.NEGATIVE))
        .then(pl.lit(str(Risk.NOT_RAISED)))
        .otherwise(pl.lit(str(Risk.RAISED)))
    )
    return {
        "total": pl.lit(None, dtype=pl.Float64),
        "band": band,
        "prorated": pl.lit(False),
        "answered": answered,
        "of": pl.lit(instrument.n_items, dtype=pl.Int64),
        "missing_why": pl.when(band.is_null()).then(why),
        "risk": risk,
    }


_SCORERS = {
    Scoring.SUM: _total_columns,
    Scoring.MEAN: _total_columns,
    Scoring.OCTANTS: _octant_columns,
    Scoring.SCREEN: _screen_columns,
}
