"""The short way in Python: a frame of Polars or pandas goes in, an answer comes out."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from clew.therapy import evidence
from clew.therapy.evidence import assumptions, pooling
from clew.therapy.evidence.conditions import Condition
from clew.therapy.evidence.effects import Effects, EvidenceError
from clew.therapy.evidence.tables import Table, table_of

COLUMNS = {
    "study": ["a", "a", "b", "c", "d"],
    "arm": ["dyn", "dyn", "dyn", "dyn", "cbt"],
    ".g": [0.5, 0.25, 0.75, None, 9.0],
    ".g_se": [0.2, 0.25, 0.3, 0.2, 0.1],
}
DYN = "arm == 'dyn'"
EFFECTS = Effects.of([0.5, 0.25, 0.75], [0.2**2, 0.25**2, 0.3**2], ["a", "a", "b"])


class LikePandas:
    """As much of a pandas frame as is asked of one: `columns`, and columns with `tolist`. Empty is NaN."""

    def __init__(self, columns):
        self.columns = list(columns)
        self._cells = columns

    def __getitem__(self, name):
        cells = [float("nan") if cell is None else cell for cell in self._cells[name]]

        class Column:
            def tolist(self):
                return cells

        return Column()


FRAMES = [
    pl.DataFrame(COLUMNS),
    LikePandas(COLUMNS),
    Table(pl.DataFrame(COLUMNS).with_row_index("row_id", 1).cast({"row_id": pl.Int64})),
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: type(frame).__name__)
@pytest.mark.parametrize("where", [DYN, [Condition("arm", "==", "dyn")]], ids=["text", "condition"])
def test_a_frame_is_pooled(frame, where):
    assert evidence.pool(frame, where=where) == pooling.pool(EFFECTS)
    assert evidence.pool(frame, where=where, method="DL", test="z") == pooling.pool(EFFECTS, "DL", "z")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: type(frame).__name__)
def test_models_of_a_frame(frame):
    names = ("overall", "lowest")
    assert evidence.models(frame, names, where=DYN) == assumptions.models(EFFECTS, names)
    turned = evidence.models(frame, names, where=DYN, favours="negative", control_rate=0.3)
    assert turned == assumptions.models(EFFECTS, names, favours="negative", control_rate=0.3)


class Missing:
    """Like the NA of pandas: compared with anything it is NA again, neither true nor false."""

    def __eq__(self, other):
        return self

    def __ne__(self, other):
        return self

    def __bool__(self):
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None


@pytest.mark.parametrize("empty", [None, float("nan"), np.float64("nan"), np.datetime64("NaT"), Missing()])
def test_what_pandas_calls_empty_is_empty(empty):
    columns = {
        **COLUMNS,
        ".g": [0.5, 0.25, 0.75, empty, 9.0],
        "first": [True, False, np.float64(1), 0, empty],
    }
    frame = table_of(LikePandas(columns)).frame
    assert frame[".g"].to_list() == [0.5, 0.25, 0.75, None, 9.0]
    assert frame["first"].to_list() == [1, 0, 1, 0, None]


def test_effects_are_taken_as_they_are():
    assert evidence.pool(EFFECTS) == pooling.pool(EFFECTS)
    assert evidence.models(EFFECTS, ["overall"]) == assumptions.models(EFFECTS, ["overall"])
    with pytest.raises(EvidenceError, match="no columns to choose by"):
        evidence.pool(EFFECTS, where=DYN)


def test_columns_of_other_names():
    frame = pl.DataFrame(COLUMNS).rename({".g": "size", ".g_se": "error", "study": "trial"})
    found = evidence.pool(frame, where=DYN, effect="size", error="error", study="trial")
    assert found == pooling.pool(EFFECTS)


def test_what_is_no_table_is_refused():
    with pytest.raises(EvidenceError, match="This is no table"):
        evidence.pool([0.1, 0.2])


def test_the_answers_of_models_are_a_frame():
    answers = pl.DataFrame(evidence.models(pl.DataFrame(COLUMNS), ["overall", "lowest"], where=DYN))
    assert answers["name"].to_list() == ["overall", "lowest"]
    assert answers["g"].null_count() == 0
