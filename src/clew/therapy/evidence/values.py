"""Checks of single figures: what is no number, cannot be true, or tells nothing."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from clew.therapy.evidence.findings import Check, Finding, Gravity, found, number
from clew.therapy.evidence.tables import EFFECT, STANDARD_ERROR, STUDY, Table

SPREADS = r"^(?:.+_)?sd_(?:.+_)?arm[12]$"
PEOPLE = r"^(?:n|n_change|baseline_n|bl_n|totaln|\.totaln|rand)_arm[12]$|^n\.[ic]g$"
ERRORS = r"_se$|^se\."
NUMBERS = (
    rf"{SPREADS}|{PEOPLE}|{ERRORS}|^(?:mean|mean_change|baseline_m|bl_mean)_arm[12]$|^\.?event_arm[12]$"
    r"|^improved\.[ic]g$|^\.g$|^\.?log_?rr$|^precalc_g$|^year$|^time_weeks$|^mean_age$|^percent_women$"
)
EVENTS = (
    *(("event_arm1", "totaln_arm1"), ("event_arm2", "totaln_arm2")),
    *((".event_arm1", ".totaln_arm1"), (".event_arm2", ".totaln_arm2")),
    *(("improved.ig", "n.ig"), ("improved.cg", "n.cg")),
)
_LIMITS = (
    ("year", 1900, 2100, "a year that cannot be"),
    ("time_weeks", 0, 2000, "a time that cannot be"),
    ("mean_age", 0, 120, "an age that cannot be"),
    ("percent_women", 0, 100, "a percentage that cannot be"),
)


def _matching(table: Table, pattern: str) -> list[str]:
    columns = pl.Series(table.frame.columns, dtype=pl.String)
    return columns.filter(columns.str.contains(pattern)).to_list()


def _no_number(table: Table) -> Iterator[Finding]:
    for column in _matching(table, NUMBERS):
        wrong = pl.col(column).is_not_null() & ~number(column).is_finite().fill_null(False)
        yield from found(table, Gravity.IMPOSSIBLE, column, "what stands there is not a number", wrong)


def _spread(table: Table) -> Iterator[Finding]:
    for column in _matching(table, SPREADS):
        says = "a standard deviation that is not above 0"
        yield from found(table, Gravity.IMPOSSIBLE, column, says, number(column) <= 0)
        people = column.replace("sd_", "n_")
        if people in table:
            lone = (number(people) <= 1) & pl.col(column).is_not_null()
            says = "a standard deviation of one person, who has none"
            yield from found(table, Gravity.IMPOSSIBLE, (people, column), says, lone)


def _people(table: Table) -> Iterator[Finding]:
    for column in _matching(table, PEOPLE):
        yield from found(
            table, Gravity.IMPOSSIBLE, column, "an arm of less than one person", number(column) < 1
        )


def _events(table: Table) -> Iterator[Finding]:
    for events, people in EVENTS:
        if table.has(events, people):
            wrong = (number(events) < 0) | (number(events) > number(people))
            says = "fewer events than 0, or more than people"
            yield from found(table, Gravity.IMPOSSIBLE, (events, people), says, wrong)
    for (events1, people1), (events2, people2) in zip(EVENTS[::2], EVENTS[1::2], strict=True):
        if table.has(events1, people1, events2, people2):
            none = (number(events1) == 0) & (number(events2) == 0)
            every = (number(events1) == number(people1)) & (number(events2) == number(people2))
            says = "no event in either arm, which tells nothing of a ratio"
            yield from found(table, Gravity.DOUBTFUL, (events1, events2), says, none)
            says = "an event in everybody of both arms, which tells nothing of a ratio of odds"
            yield from found(table, Gravity.DOUBTFUL, (events1, events2), says, every)


def _errors(table: Table) -> Iterator[Finding]:
    for column in _matching(table, ERRORS):
        says = "a standard error that is not above 0"
        yield from found(table, Gravity.IMPOSSIBLE, column, says, number(column) <= 0)
    if table.has(EFFECT, STANDARD_ERROR):
        for lacks, has in ((STANDARD_ERROR, EFFECT), (EFFECT, STANDARD_ERROR)):
            lone = pl.col(lacks).is_null() & pl.col(has).is_not_null()
            says = f"empty, while {has} is not; the row cannot be pooled"
            yield from found(table, Gravity.DOUBTFUL, lacks, says, lone)


def _limits(table: Table) -> Iterator[Finding]:
    for column, low, high, says in _LIMITS:
        if column in table:
            outside = number(column).is_finite() & ~number(column).is_between(low, high)
            yield from found(table, Gravity.IMPOSSIBLE, column, says, outside)


def _percents(table: Table) -> Iterator[Finding]:
    """Parts of 1 among percentages: 0.7 and 70 in one column are read as the same thing by nobody."""
    if "percent_women" in table:
        women = number("percent_women")
        parts, percents = (women > 0) & (women < 1), women > 1
        for few, many in ((parts, percents), (percents, parts)):
            says = "parts of 1 and percentages stand in one column, and this is one of the fewer"
            fewer = few & (few.sum() <= many.sum())
            yield from found(table, Gravity.DOUBTFUL, "percent_women", says, fewer)


def _unnamed(table: Table) -> Iterator[Finding]:
    if STUDY not in table:
        yield Finding(Gravity.IMPOSSIBLE, (STUDY,), "the table has no such column, so no row names its trial")
        return
    yield from found(table, Gravity.IMPOSSIBLE, STUDY, "the row names no trial", pl.col(STUDY).is_null())


VALUES: tuple[Check, ...] = (_no_number, _unnamed, _spread, _people, _events, _errors, _limits, _percents)
