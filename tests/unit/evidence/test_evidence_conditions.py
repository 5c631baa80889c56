"""Choosing rows: what each condition means, and how a person writes it."""

from __future__ import annotations

import operator

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.evidence.conditions import Condition, conditions_of, parse, where
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.tables import table_of

TABLE = table_of(
    pl.DataFrame(
        {
            "study": ["a", "b", "c", "d", "e"],
            "rob": [0, 2, None, 4, 2],
            "age": [30.5, 41.0, 20.0, None, 35.0],
            "primary": ["1", "0", "1-fu", None, "1"],
            "outcome": ["response (50%)", "remission", "msd", "no response", None],
        }
    )
)


@pytest.mark.parametrize(
    ("text", "studies"),
    [
        ("rob == 2", "be"),
        ("rob != 2", "ad"),
        ("rob > 2", "d"),
        ("rob >= 2", "bde"),
        ("rob < 2", "a"),
        ("rob <= 2", "abe"),
        ("rob == '2'", "be"),
        ("rob in [0, 4]", "ad"),
        ("rob in ('0', 4)", "ad"),
        ("rob not_null", "abde"),
        ("age == '41'", "b"),
        ("age >= 35", "be"),
        ("primary == '1'", "ae"),
        ("primary == 1", "ae"),
        ("primary != 1", "bc"),
        ("primary > 0", "ae"),
        ("primary in ['1-fu', '0']", "bc"),
        ("outcome contains 'response'", "ad"),
        ("outcome contains '('", "a"),
        ("outcome contains 'response' and rob > 0", "d"),
        ("rob contains '2'", "be"),
        ("study == 'x'", ""),
        ("", "abcde"),
    ],
)
def test_rows_that_meet_a_condition(text, studies):
    assert "".join(where(TABLE, text).study) == studies


def test_an_empty_cell_meets_no_condition():
    for op in ("==", "!=", ">", ">=", "<", "<="):
        for value in (0, "0"):
            assert "c" not in where(TABLE, [Condition("rob", op, value)]).study


def test_a_column_that_is_missing_is_named_with_those_that_come_near():
    with pytest.raises(EvidenceError, match="there is no column 'outcom'; perhaps outcome"):
        where(TABLE, "outcom == 'x'")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("condition_arm1 == 'dyn'", Condition("condition_arm1", "==", "dyn")),
        ('.g >= "0.5"', Condition(".g", ">=", "0.5")),
        ("no.arms<-2.5e1", Condition("no.arms", "<", -25.0)),
        ("`per cent` IN ['other psy',3 , -1.5]", Condition("per cent", "in", ("other psy", 3, -1.5))),
        (r"name contains 'O\'Hara'", Condition("name", "contains", "O'Hara")),
        ("rob not_null", Condition("rob", "not_null")),
    ],
)
def test_what_a_person_writes(text, condition):
    assert parse(text) == (condition,)


def test_conditions_are_joined_by_and():
    assert parse("a == 1 and b == 2 AND c == 3") == tuple(
        Condition(x, "==", n + 1) for n, x in enumerate("abc")
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rob = 2", "character 5: '=' compares nothing"),
        ("rob == dyn", "character 8: 'dyn' is no value; put text in quotation marks"),
        ("rob == 2 or rob == 3", r"character 10: 'or' cannot follow; .* write: column in \['a', 'b'\]"),
        ("rob == 2, rob == 3", "character 9: ',' cannot follow"),
        ("rob == 2 and", "character 13: nothing follows 'and'"),
        ("rob", "character 4: what is asked of rob is missing"),
        ("rob ==", "character 5: the value is missing"),
        ("rob in 2", "character 5: a list of values is missing"),
        ("rob in [2", "character 5: a list of values is missing"),
        ("rob in [2)", "character 5: a list of values is missing"),
        ("'rob' == 2", "character 1: 'rob' is no column"),
        ("rob == 'dyn", 'character 8: "\'dyn" is not understood'),
        ("rob == 2x", "character 8: '2x' is not understood"),
        ("__import__('os')", "character 11: '\\(' compares nothing"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(text, says):
    with pytest.raises(EvidenceError, match=f"^Condition, {says}"):
        parse(text)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rob", "~", 2), "'~' compares nothing"),
        (("rob", "==", None), "rob ==: give one value, not None"),
        (("rob", "==", (1, 2)), "rob ==: give one value"),
        (("rob", "in", "abc"), "rob in: give a list of values"),
        (("rob", "contains", 2), "rob contains: give text"),
        (("rob", "not_null", 2), "rob not_null: give no value"),
    ],
)
def test_a_condition_that_means_nothing_cannot_be_made(arguments, says):
    with pytest.raises(EvidenceError, match=says):
        Condition(*arguments)


def test_conditions_come_from_plain_data():
    entries = [
        {"column": "arm", "op": "in", "value": ["a", "b"]},
        {"column": "rob", "op": "not_null", "value": True},
        {"column": "rob", "op": "not_null"},
    ]
    expected = (
        Condition("arm", "in", ("a", "b")),
        Condition("rob", "not_null"),
        Condition("rob", "not_null"),
    )
    assert conditions_of(entries) == expected


@pytest.mark.parametrize(
    "entry", [{}, {"column": "rob"}, {"column": "rob", "op": "==", "also": 1}, "rob == 2"]
)
def test_plain_data_that_is_no_condition_is_refused(entry):
    with pytest.raises(EvidenceError, match="A condition has a column"):
        conditions_of([entry])


# -- Against obvious twins --------------------------------------------------------------------------------------------

cells = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from(["1", "2", "-1", "x", "1-fu"]))
OPS = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def meets(cell: str | int | None, op: str, value: str | int) -> bool:
    """The rule in words: text with text, number with number, what is no number differs from every number."""
    if cell is None:
        return False
    if isinstance(value, str):
        return OPS[op](cell, value)
    try:
        return OPS[op](float(cell), value)
    except ValueError:
        return op == "!="


@given(
    st.lists(cells, min_size=1, max_size=9),
    st.sampled_from(list(OPS)),
    st.one_of(st.integers(-3, 3), st.sampled_from(["1", "-1", "x", "1-f"])),
)
def test_a_column_of_text_compares_as_its_cells_do(column, op, value):
    text = [None if cell is None else str(cell) for cell in column]
    table = table_of(pl.DataFrame({"c": pl.Series(text, dtype=pl.String)}))
    expected = [n for n, cell in enumerate(text, 1) if meets(cell, op, value)]
    assert where(table, [Condition("c", op, value)]).row.tolist() == expected


@given(st.lists(st.one_of(st.none(), st.integers(-3, 3)), min_size=1, max_size=9), st.sampled_from(list(OPS)))
def test_a_column_of_numbers_compares_as_its_cells_do(column, op):
    for kind in (pl.Int64, pl.Float64):
        table = table_of(pl.DataFrame({"c": pl.Series(column, dtype=kind)}))
        expected = [n for n, cell in enumerate(column, 1) if meets(cell, op, 1)]
        assert where(table, [Condition("c", op, 1)]).row.tolist() == expected
        assert where(table, [Condition("c", op, "1")]).row.tolist() == expected


values = st.one_of(st.text(max_size=6), st.integers(-999, 999), st.floats(-1e3, 1e3))
conditions = st.one_of(
    st.builds(
        Condition, st.sampled_from(["rob", ".g", "n.arms", "per cent"]), st.sampled_from(list(OPS)), values
    ),
    st.builds(Condition, st.just("x"), st.just("in"), st.lists(values, min_size=1, max_size=3).map(tuple)),
    st.builds(Condition, st.just("x"), st.just("contains"), st.text(max_size=6)),
    st.builds(Condition, st.just("x"), st.just("not_null")),
)


def written(condition: Condition) -> str:
    def one(value):
        if isinstance(value, str):
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return repr(value)

    value = condition.value
    shown = (
        "" if value is None else f"[{', '.join(map(one, value))}]" if isinstance(value, tuple) else one(value)
    )
    return f"`{condition.column}` {condition.op} {shown}"


@given(st.lists(conditions, max_size=3))
def test_every_condition_can_be_written_and_is_read_back(given_conditions):
    assert parse(" and ".join(map(written, given_conditions))) == tuple(given_conditions)
