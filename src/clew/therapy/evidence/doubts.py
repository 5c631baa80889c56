"""Checks for what may be wrong: reversed signs, effects told twice, mixed codes, trials that contradict themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clew.therapy.evidence import formulas
from clew.therapy.evidence.effects import Floats
from clew.therapy.evidence.findings import Check, Finding, Gravity, found, number
from clew.therapy.evidence.recomputed import (
    CHANGES,
    LARGEST_DIFFERENCE,
    LARGEST_EFFECT,
    MEANS,
    Recomputed,
    recompute,
)
from clew.therapy.evidence.tables import EFFECT, STANDARD_ERROR, STUDY, Table

Mask = NDArray[np.bool_]

# Defaults, not validated.
FEW_ROWS, FEW_PERCENT = 3, 1  # a code is rare in so many rows, or in such a part of them
MOST_CODES = 60  # a column with more different values holds no codes
UNLIKE_AT_START = 0.5  # standard deviations

CODED = (
    *("condition_arm1", "condition_arm2", "disorder", "therapy", "diagnosis", "target_group", "age_group"),
    *("recruitment", "country", "format", "rating", "time"),
)
OF_THE_TRIAL = ("rob", "year", "country", "recruitment")
STARTS = (
    ("baseline_m_arm1", "baseline_sd_arm1", "baseline_m_arm2", "baseline_sd_arm2"),
    ("bl_mean_arm1", "bl_sd_arm1", "bl_mean_arm2", "bl_sd_arm2"),
)
LOG_RATIO, RATIO_COUNTS = ".log_rr", (".event_arm1", ".totaln_arm1", ".event_arm2", ".totaln_arm2")
_GARBLED = r"\x{FFFD}|â€|‚â|Ã[\x{80}-\x{BF}]|\p{L}[¸¹³¿¼¾¥]\p{L}"
_COMBINED = frozenset("&+/,")


def _twice(table: Table) -> Iterator[Finding]:
    """The same name for two effects, the same effect twice in a trial, the same figures in two trials."""
    if ".id" in table:
        twice = pl.col(".id").is_not_null() & pl.col(".id").is_duplicated()
        yield from found(table, Gravity.DOUBTFUL, ".id", "the same name for several effects", twice)
    if STUDY not in table:
        return
    if table.has(EFFECT, STANDARD_ERROR):
        same = pl.struct(STUDY, EFFECT, STANDARD_ERROR).is_duplicated() & pl.col(EFFECT).is_not_null()
        says = "the same effect to the last digit twice in one trial, which would count twice"
        yield from found(table, Gravity.DOUBTFUL, (EFFECT, STANDARD_ERROR), says, same)
    if table.has(*MEANS):
        complete = pl.all_horizontal(pl.col(*MEANS).is_not_null())
        of_several = (pl.col(STUDY).n_unique().over(*MEANS) > 1) & complete
        says = "the same means, spreads and numbers in trials of different names"
        yield from found(table, Gravity.DOUBTFUL, MEANS, says, of_several)


def _spelling(table: Table) -> Iterator[Finding]:
    if STUDY in table:
        plain = pl.col(STUDY).str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
        several = (pl.col(STUDY).n_unique().over(plain) > 1) & pl.col(STUDY).is_not_null()
        says = "names of trials that differ in spelling only, and would count as several trials"
        yield from found(table, Gravity.DOUBTFUL, STUDY, says, several)


def _contradictions(table: Table) -> Iterator[Finding]:
    for column in OF_THE_TRIAL if STUDY in table else ():
        if column in table:
            several = (pl.col(column).drop_nulls().n_unique().over(STUDY) > 1) & pl.col(STUDY).is_not_null()
            yield from found(table, Gravity.DOUBTFUL, column, "it differs between rows of one trial", several)


def _extreme(table: Table) -> Iterator[Finding]:
    if EFFECT in table:
        says = f"an effect beyond {LARGEST_EFFECT:g} standard deviations"
        yield from found(table, Gravity.DOUBTFUL, EFFECT, says, number(EFFECT).abs() > LARGEST_EFFECT)


def _ratios(table: Table) -> Iterator[Finding]:
    if table.has(LOG_RATIO, *RATIO_COUNTS):
        cells = formulas.Cells.of(*(_figures(table, column) for column in RATIO_COUNTS)).filled()
        apart = np.abs(_figures(table, LOG_RATIO) - formulas.risk_ratios(cells)[0]) > LARGEST_DIFFERENCE
        says = f"it differs from the counts by more than {LARGEST_DIFFERENCE:g}"
        yield from found(table, Gravity.DOUBTFUL, (LOG_RATIO, *RATIO_COUNTS), says, pl.Series(apart))


def _figures(table: Table, column: str) -> Floats:
    return table.frame.select(number(column)).to_series().to_numpy()


def _recomputed(table: Table, columns: tuple[str, ...]) -> Recomputed:
    """Recompute what can be; cells that are no numbers are reported elsewhere."""
    there = [column for column in (EFFECT, *columns) if column in table]
    return recompute(Table(table.frame.with_columns(*map(number, there)), table.name), columns)


def _is_damaged(it: Recomputed) -> bool:
    """Whether most effects are not those of the means, which then can be trusted for nothing."""
    return 2 * int(it.differ.sum()) > int(it.comparable.sum()) > FEW_ROWS


def _against_means(table: Table) -> Iterator[Finding]:
    """Effects that are not those of the means, or changes, beside them."""
    whole = []
    for columns in (MEANS, CHANGES):
        it = _recomputed(table, columns)
        if _is_damaged(it):
            says = f"they give other effects than {EFFECT} in {it.differ.sum()} of {it.comparable.sum()} rows, as if decimal points were lost; use {EFFECT}"
            yield Finding(Gravity.DOUBTFUL, columns, says)
            continue
        whole.append(it)
        says = f"it differs from the effect of the means by more than {LARGEST_DIFFERENCE:g}"
        yield from found(table, Gravity.DOUBTFUL, (EFFECT, *columns), says, pl.Series(it.differ))
    if whole:
        comparable = reduce(np.logical_or, [it.comparable for it in whole])
        yield from _against_signs(table, comparable, reduce(np.logical_or, [it.opposite for it in whole]))


def _against_signs(table: Table, comparable: Mask, opposite: Mask) -> Iterator[Finding]:
    """Tell one reversed sign from a table, and from an instrument, in which all rows agree."""
    if 2 * opposite.sum() > comparable.sum() > FEW_ROWS:
        says = f"below 0 where arm 1 has the lower mean, in {opposite.sum()} of {comparable.sum()} rows; change the sign before pooling with tables that have it above 0"
        yield Finding(Gravity.NOTE, (EFFECT,), says)
        opposite = comparable & ~opposite
    instrument = pl.col("instrument") if "instrument" in table else pl.lit("")
    marked = table.frame.select(
        opposite=pl.Series(opposite), comparable=pl.Series(comparable), instrument=instrument
    )
    every = (pl.col("opposite") == pl.col("comparable")).all().over("instrument")
    marks = marked.select(lone=pl.col("opposite") & ~every, whole=pl.col("opposite") & every)
    says = "its sign is opposite to that of the means, unlike in other rows"
    yield from found(table, Gravity.DOUBTFUL, EFFECT, f"{says} of the instrument", marks["lone"])
    says = "its sign is opposite to that of the means in all rows of the instrument; right if more is better on it"
    yield from found(table, Gravity.NOTE, (EFFECT, "instrument"), says, marks["whole"])


def _unlike_at_start(table: Table) -> Iterator[Finding]:
    """Arms so unlike at the start that the change speaks for one of them and the end for the other."""
    if _is_damaged(_recomputed(table, MEANS)):
        return
    for start in STARTS:
        if table.has(*start, "mean_arm1", "mean_arm2"):
            mean1, sd1, mean2, sd2 = (number(column) for column in start)
            ahead = mean2 - mean1
            at_end = number("mean_arm2") - number("mean_arm1")
            far = ahead.abs() > UNLIKE_AT_START * ((sd1**2 + sd2**2) / 2).sqrt()
            says = f"at the start the arms lie more than {UNLIKE_AT_START:g} standard deviations apart, and the change favours one arm, the end the other"
            columns = (start[0], start[2])
            yield from found(table, Gravity.NOTE, columns, says, far & ((at_end - ahead) * at_end < 0))


def _codes(table: Table) -> Iterator[Finding]:
    for column in CODED:
        if column in table and table.frame[column].n_unique() <= MOST_CODES:
            counts = Counter(code for code in table.texts(column) if code is not None)
            few = max(FEW_ROWS, len(table) * FEW_PERCENT / 100)
            for one, other in combinations(sorted(counts), 2):
                rare, usual = sorted((one, other), key=lambda code: counts[code])
                if counts[rare] <= few and alike(rare, usual):
                    says = f"{rare!r} (in {counts[rare]}) may mean {usual!r} (in {counts[usual]} rows)"
                    rows = pl.col(column).cast(pl.String) == rare
                    yield from found(table, Gravity.DOUBTFUL, column, says, rows)


def alike(one: str, other: str) -> bool:
    """Whether two codes may be one: they differ in spelling only, one begins with the other, or in a single letter."""
    short, long = sorted((_plain(one), _plain(other)), key=len)
    if short == long:
        return True
    if len(short) < 3 or _COMBINED & {*one, *other} or not (short + long).isalpha():
        return False
    return long.startswith(short) or (len(long) > 3 and _one_letter_apart(short, long))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _one_letter_apart(short: str, long: str) -> bool:
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = long[same + 1 :]
    return rest == short[same:] or rest == short[same + 1 :]


def _garbled(table: Table) -> Iterator[Finding]:
    # By the columns themselves: a name such as "*" would mean all of them within an expression.
    for column in table.frame.get_columns():
        if column.dtype == pl.String:
            says = "letters that were garbled when the encoding was changed"
            yield from found(table, Gravity.NOTE, column.name, says, column.str.contains(_GARBLED))


def _missing(table: Table) -> Iterator[Finding]:
    for column, says in (
        (".id", "the effect has no name"),
        ("time_weeks", "the time of measurement is missing"),
    ):
        if column in table:
            yield from found(table, Gravity.NOTE, column, says, pl.col(column).is_null())
    if "time_weeks" in table:
        yield from found(
            table, Gravity.NOTE, "time_weeks", "0 weeks, which may mean unknown", number("time_weeks") == 0
        )


DOUBTS: tuple[Check, ...] = (
    *(_twice, _spelling, _contradictions, _extreme, _against_means, _ratios, _unlike_at_start),
    *(_codes, _garbled, _missing),
)
