"""Tables of trials: what is read from which file, and what is refused by name."""

from __future__ import annotations

import csv
import io

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.errors import TherapyError
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.tables import Table, effects_of, read_table, table_of

PLAIN = b"study,.g,.g_se,rob,arm\nAlm 2001,0.5,0.2,3,dyn\nBerg 2002,-0.25,0.1,,NA\n"


def written(rows: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


# -- What is read -----------------------------------------------------------------------------------------------------


def test_a_plain_table_has_numbers_as_numbers_and_empty_cells_empty():
    table = read_table(PLAIN)
    assert table.frame.schema == {
        "row_id": pl.Int64,
        "study": pl.String,
        ".g": pl.Float64,
        ".g_se": pl.Float64,
        "rob": pl.Int64,
        "arm": pl.String,
    }
    assert table.frame.rows() == [
        (1, "Alm 2001", 0.5, 0.2, 3, "dyn"),
        (2, "Berg 2002", -0.25, 0.1, None, None),
    ]


def test_the_files_that_metapsy_publishes_are_read():
    """Semicolons, decimal commas, a first column without a name, NA, and line breaks within cells."""
    table = read_table(
        b'"";"study";".g";"n_arm1";"instrument"\n"7";"Alm,\n2001";"0,25";"20,5";NA\n"9";"Berg";"-1e-2";"30";"bdi"\n'
    )
    assert table.frame.rows() == [(7, "Alm, 2001", 0.25, 20.5, None), (9, "Berg", -0.01, 30.0, "bdi")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])
def test_any_usual_encoding_is_read(encoding):
    rows = [["study", ".g", ".g_se"], ["Müller, 2001", "0.5", "0.1"], ["Åsa Lindström", "1", "0.2"]]
    rows += [[f"Plain {n}", "0.3", "0.1"] for n in range(40)]
    assert read_table(written(rows, encoding=encoding)).texts("study")[:2] == [
        "Müller, 2001",
        "Åsa Lindström",
    ]


def test_a_column_with_one_cell_that_is_no_number_is_text():
    table = read_table(b"study,primary\na,1\nb,1-fu\n")
    assert table.texts("primary") == ["1", "1-fu"]


def test_codes_with_a_leading_zero_keep_it():
    assert read_table(b"study,code\na,007\nb,12\n").texts("code") == ["007", "12"]


def test_a_column_of_commas_and_points_is_not_guessed_at():
    table = read_table(b"study;n_arm1\na;1,234\nb;12.5\n")
    assert table.texts("n_arm1") == ["1,234", "12.5"]
    with pytest.raises(EvidenceError, match=r"row 1 \(a\): n_arm1 says '1,234', which is not a number"):
        table.numbers("n_arm1")


def test_names_of_trials_are_text_even_if_they_are_numbers():
    assert read_table(b"study,.g\n1,0.5\n2,0.1\n").study == ("1", "2")


def test_a_table_of_no_rows_is_one():
    table = read_table(b"study,.g,.g_se\n")
    assert len(table) == 0
    with pytest.raises(EvidenceError, match=r"no row has both \.g and \.g_se"):
        effects_of(table)


text = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@given(
    st.lists(st.tuples(text, st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6)), min_size=1, max_size=12),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_what_a_spreadsheet_writes_is_read_back(rows, separator, encoding, comma):
    def decimal(number: float) -> str:
        return repr(number).replace(".", ",") if comma and separator != "," else repr(number)

    cells = [["study", "whole", "part"], *([f"x{name}", str(n), decimal(y)] for name, n, y in rows)]
    table = read_table(written(cells, separator, encoding))
    assert table.study == tuple(f"x{name}" for name, _, _ in rows)
    assert table.numbers("whole").tolist() == [n for _, n, _ in rows]
    assert table.numbers("part").tolist() == [y for _, _, y in rows]


def test_a_long_table_is_read_in_pieces_and_whole():
    """More lines than are turned into columns at a time."""
    count = 45_000
    lines = "".join(f"trial {n // 3},{n % 7 / 10},0.{n % 8 + 1}\n" for n in range(count))
    effects = effects_of(read_table(b"study,.g,.g_se\n" + lines.encode()))
    assert len(effects) == count
    assert effects.studies == count // 3
    assert effects.y[-1] == (count - 1) % 7 / 10


# -- What is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "t.csv:1: there is no line of column names."),
        (b"\n1,2\n", "t.csv:1: there is no line of column names."),
        (b"study,,g\na,1,2\n", "t.csv:1: column 2 has no name; give it one or take it out."),
        (b"study,g,g\na,1,2\n", "t.csv:1: two columns are called 'g'; give each its own name."),
        (
            b"study,g\na,1\nb\n",
            "t.csv:3: this line has 1 cells and the first line 2; mend it, or put quotation marks around text.",
        ),
        (
            b"study,g\nAlm, 2001,1\n",
            "t.csv:2: this line has 3 cells and the first line 2; mend it, or put quotation marks around text.",
        ),
        (b'study,g\n"a,1\n', "t.csv:2: this is no table: unexpected end of data."),
        (
            b"row_id,g\n4,1\n4,2\n",
            "t.csv: row_id 4 comes twice; give each row its own number or leave the column out.",
        ),
        (
            b"row_id,g\n4,1\n,2\n",
            "t.csv: row_id has an empty cell; number every row or leave the column out.",
        ),
        (
            b"row_id,g\na,1\nb,2\n",
            "t.csv: the column row_id must hold whole numbers; mend it or leave it out.",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_line(data, says):
    with pytest.raises(EvidenceError) as refused:
        read_table(data, "t.csv")
    assert str(refused.value) == says


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(TherapyError, match=r"t\.csv"):
        read_table("study,g\nMüller,1\n".encode() + b"B\xff,2\n", "t.csv")


def test_empty_lines_and_empty_cells_at_the_end_do_no_harm():
    assert read_table(b"study,g,,\na,1,,\n\n,,,\n,\n \nb,2,,\n").frame.rows() == [(1, "a", 1), (2, "b", 2)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"study,.g\na,1\n", r"there is no column '\.g_se'; it has row_id, study, \.g\."),
        (b"study,.g,.gse\na,1,0.1\n", r"there is no column '\.g_se'; perhaps \.gse"),
        (b"trial,.g,.g_se\na,1,0.1\n", "there is no column 'study'; it has row_id, trial"),
        (
            b"study,.g,.g_se\na,1,0.1\nb,2,-0.1\n",
            r"row 2 \(b\): \.g_se is -0\.1; a standard error is above 0",
        ),
        (b"study,.g,.g_se\na,1,0\n", r"row 1 \(a\): \.g_se is 0; a standard error is above 0"),
        (b"study,.g,.g_se\na,1,0.1\n,2,0.1\n", "row 2 has nothing in study; name its trial"),
        (b"study,.g,.g_se\na,one,0.1\n", r"row 1 \(a\): \.g says 'one', which is not a number"),
        (b"study,.g,.g_se\na,,0.1\n", r"no row has both \.g and \.g_se; choose other rows or other columns"),
    ],
)
def test_effects_that_cannot_be_are_refused_with_row_and_trial(data, says):
    with pytest.raises(EvidenceError, match=rf"t\.csv: {says}"):
        effects_of(read_table(data, "t.csv"))


def test_an_infinite_effect_is_refused():
    with pytest.raises(EvidenceError, match=r"Row 1 \(a\): the effect is not a number"):
        effects_of(read_table(b"study,.g,.g_se\na,inf,0.1\n"))


# -- Effects, and frames that were made elsewhere ------------------------------------------------------------------------


def test_effects_leave_out_rows_that_lack_one():
    effects = effects_of(read_table(b"row_id,study,.g,.g_se\n3,a,1,0.1\n5,b,,0.1\n8,c,2,\n9,a,3,0.5\n"))
    assert effects.row.tolist() == [3, 9]
    assert effects.study == ("a", "a")
    assert effects.y.tolist() == [1, 3]
    assert effects.v == pytest.approx([0.01, 0.25])


def test_other_columns_can_be_named():
    effects = effects_of(read_table(b"trial,yi,sei\na,1,0.1\n"), "yi", "sei", "trial")
    assert (effects.y.tolist(), effects.study) == ([1], ("a",))


def test_a_frame_of_polars_is_taken_as_it_is():
    frame = pl.DataFrame(
        {"study": [1, 2], ".g": [0.5, float("nan")], ".g_se": [0.1, 0.1], "on": [True, None]}
    )
    table = table_of(frame)
    assert table.study == ("1", "2")
    assert table.frame[".g"].to_list() == [0.5, None]
    assert table.frame["on"].to_list() == [1, None]
    assert len(effects_of(frame)) == 1


class Pandas:
    """What a frame of pandas offers: columns, and by name what has `tolist`, with NaN for empty."""

    def __init__(self, **columns):
        self.columns = list(columns)
        self._of = {name: np.array(cells, dtype=object) for name, cells in columns.items()}

    def __getitem__(self, name):
        return self._of[name]


def test_a_frame_of_pandas_is_taken_with_nan_as_empty():
    frame = Pandas(study=["a", "b"], g=[1.5, float("nan")], se=[0.1, 0.2], mixed=["1-fu", 2], n=[3, 4])
    table = table_of(frame)
    assert table.frame.rows() == [(1, "a", 1.5, 0.1, "1-fu", 3), (2, "b", None, 0.2, "2", 4)]
    assert len(effects_of(frame, "g", "se")) == 1


def test_what_is_no_frame_is_refused():
    with pytest.raises(EvidenceError, match="This is no table"):
        table_of([1, 2])


def test_a_table_stays_itself():
    table = read_table(PLAIN)
    assert table_of(table) is table
    assert isinstance(table, Table)


def test_a_table_knows_its_columns():
    table = read_table(PLAIN)
    assert table.has(".g", "rob")
    assert not table.has(".g", "rate")
    assert ".g" in table
    assert "rate" not in table
