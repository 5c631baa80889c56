"""Doing solved analyses again: what agrees, what differs, and what could not be done is told apart and by name."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.therapy.evidence import agreement
from clew.therapy.evidence.agreement import Analysis, check, compare, read_reference
from clew.therapy.evidence.effects import EvidenceError
from clew.therapy.evidence.tables import Table, read_table

TABLE = read_table(b"study,arm,.g,.g_se,year\na,dyn,1,0.5,2001\na,cbt,2,,\nb,dyn,4,0.25,1999\n", "t.csv")
DESCRIBED = {
    "rows": 3,
    "n_studies": 2,
    "rows_with_g": 2,
    "sum_g": 7,
    "median_g": 2,
    "year_min": 1999,
    "format": None,
}


def solved(results, *, kind="describe", rows=3, rtol=1e-9, conditions=(), dataset="psyctr", params=None):
    return Analysis("one-001", kind, dataset, conditions, params or {}, rows, rtol, results)


def done(analysis: Analysis) -> agreement.Verdict:
    return check(analysis, {"psyctr": TABLE}.__getitem__)


# -- An analysis --------------------------------------------------------------------------------------------------------


def test_an_analysis_that_agrees():
    verdict = done(solved(DESCRIBED))
    assert verdict.agrees
    assert (verdict.compared, verdict.largest, verdict.deviations) == (7, 0.0, ())


def test_a_number_that_differs_is_named_with_both_values():
    verdict = done(solved({**DESCRIBED, "sum_g": 7.5}))
    assert not verdict.agrees
    (one,) = verdict.deviations
    assert (one.field, one.reference, one.found) == ("sum_g", 7.5, 7.0)
    assert one.by == pytest.approx(0.5 / 7.5)


def test_a_number_that_clew_does_not_give_differs():
    (one,) = done(solved({"sum_of_luck": 1.0})).deviations
    assert (one.field, one.reference, one.found, one.by) == ("sum_of_luck", 1.0, None, None)


def test_a_kind_that_nobody_knows_is_a_failure():
    verdict = done(solved({"estimate": 1.0}, kind="astrology"))
    assert not verdict.agrees
    assert verdict.problem == "the kind 'astrology' is not known"


def test_an_empty_result_agrees_with_nothing():
    assert not done(solved({})).agrees


def test_other_rows_than_those_of_the_reference_are_a_failure():
    assert done(solved(DESCRIBED, rows=4)).problem == "3 rows are left, in the reference 4"


def test_rows_are_chosen_before_the_analysis():
    conditions = agreement.conditions_of([{"column": "arm", "op": "==", "value": "dyn"}])
    assert done(solved({"rows": 2, "sum_g": 5}, rows=2, conditions=conditions)).agrees


def test_rows_that_lack_an_effect_are_left_out_but_in_kinds_of_all_rows(monkeypatch):
    monkeypatch.setattr(agreement, "kinds", lambda: {"pool": lambda table, params: {"k": len(table)}})
    assert done(solved({"k": 2}, kind="pool", rows=2)).agrees


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (EvidenceError("Give three effects."), "Give three effects."),
        (ZeroDivisionError("by 0"), "ZeroDivisionError: by 0"),
    ],
)
def test_an_analysis_that_fails_is_told_and_ends_nothing(monkeypatch, error, says):
    def fail(table, params):
        raise error

    monkeypatch.setattr(agreement, "kinds", lambda: {"pool": fail})
    assert done(solved({"k": 2}, kind="pool", rows=2)).problem == says


def test_every_module_of_the_package_adds_its_kinds():
    known = agreement.kinds()
    assert {"describe", "data_audit", "escalc_smd", "escalc_binary"} <= set(known)
    assert all(callable(does) for does in known.values())


def test_two_modules_cannot_do_the_same_kind(monkeypatch):
    from clew.therapy.evidence.agreement import data

    twice = {"describe": data.KINDS["describe"]}
    agreement.kinds.cache_clear()
    monkeypatch.setattr(agreement.pkgutil, "iter_modules", lambda path: [Named("data"), Named("again")])
    monkeypatch.setattr(
        agreement.importlib, "import_module", lambda name: data if name.endswith("data") else Again(twice)
    )
    with pytest.raises(EvidenceError, match="'describe' is done by two modules"):
        agreement.kinds()
    monkeypatch.undo()
    agreement.kinds.cache_clear()
    assert agreement.kinds()


class Named:
    def __init__(self, name):
        self.name = name


class Again:
    def __init__(self, kinds):
        self.KINDS = kinds


# -- A value ------------------------------------------------------------------------------------------------------------


def agrees(reference, ours, rtol=1e-6, name="x") -> bool:
    return compare(solved({name: reference}, rtol=rtol), {name: ours}).agrees


@given(st.floats(-1e6, 1e6), st.floats(0.01, 0.99), st.sampled_from([-1, 1]))
def test_a_number_may_be_off_by_rtol_of_itself_or_of_1(reference, part, sign):
    bound = 1e-6 * max(1.0, abs(reference))
    assert agrees(reference, reference + sign * part * bound)
    assert not agrees(reference, reference + sign * (1 + part) * bound + sign * 1e-9 * abs(reference))


@pytest.mark.parametrize(
    ("reference", "ours"),
    [
        (21, 21),
        (21, 21.0),
        (21.0, np.int64(21)),
        (0.25, np.float64(0.25)),
        ([1, 2.5], np.array([1, 2.5])),
        ([1, 2.5], (1, 2.5)),
        ("Alm, 2001", "Alm, 2001"),
        (True, True),
        (None, None),
        (None, math.nan),
        (None, math.inf),
        ("NaN", math.nan),
        ("NA", None),
        ("Inf", math.inf),
        ("-Inf", -math.inf),
        (3e-245, 1e-13),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1, "more": 2}], "also": 3}),
        ([], []),
    ],
)
def test_values_that_agree(reference, ours):
    assert compare(solved({"x": reference, "k": 1}), {"x": ours, "k": 1}).agrees


@pytest.mark.parametrize(
    ("reference", "ours"),
    [
        (773050, 773051),
        (21, 22),
        (0.25, "0.25"),
        (0.25, None),
        (0.25, math.nan),
        (0.25, math.inf),
        (1, True),
        (None, 0.0),
        ("Inf", -math.inf),
        ("Inf", 1e308),
        ("Alm, 2001", "alm, 2001"),
        ("<0.001", 0.0001),
        ([1, 2], [1]),
        ([1, 2], [1, 2, 3]),
        ([1, 2], [2, 1]),
        ([1], 1),
        ({"a": 1}, 1),
        ({"a": 1}, {"b": 1}),
    ],
)
def test_values_that_differ(reference, ours):
    assert not compare(solved({"x": reference, "k": 1}, rtol=1e-4), {"x": ours, "k": 1}).agrees


def test_ends_of_a_profile_may_be_off_further():
    assert agrees([0.5, 0.25], [0.50005, 0.25], name="sigma2_profile_ci")
    assert not agrees([0.5, 0.25], [0.5002, 0.25], name="sigma2_profile_ci")
    assert not agrees([0.5, 0.25], [0.50005, 0.25], name="sigma2_ci")


def test_what_an_optimiser_answered_is_not_compared():
    verdict = compare(solved({"k": 1, "optimizer_estimates": [1.0, 2.0]}), {"k": 1})
    assert (verdict.agrees, verdict.compared) == (True, 1)


def test_the_place_of_a_value_is_named():
    results = {"levels": [{"level": "cbt", "k": 3}, {"level": "dyn", "k": 4}]}
    found = {"levels": [{"level": "cbt", "k": 3}, {"level": "dyn", "k": 5}]}
    (one,) = compare(solved(results), found).deviations
    assert one.field == "levels[1].k"


# -- A reference file ---------------------------------------------------------------------------------------------------

ENTRY = {
    "id": "pool-001",
    "kind": "pool",
    "title": "all",
    "dataset": "psyctr",
    "filter": [{"column": "rob", "op": ">", "value": 2}],
    "params": [],
    "n_rows": 3,
    "rtol": 1e-8,
    "results": {"k": 3},
}


def test_a_reference_file_is_read():
    (analysis,) = read_reference(json.dumps({"analyses": [ENTRY]}).encode(), "r.json")
    assert (analysis.id, analysis.kind, analysis.params, analysis.rows) == ("pool-001", "pool", {}, 3)
    assert analysis.conditions == (agreement.Condition("rob", ">", 2),)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"not JSON", "this is no file of solved analyses"),
        (b"[]", "this is no file of solved analyses"),
        (b'{"analyses": 3}', "this is no file of solved analyses"),
        (b'{"analyses": [3]}', "this is no file of solved analyses"),
        (b"\xff\xfe{", "this is no file of solved analyses"),
        (json.dumps({"analyses": [{"id": "a"}]}).encode(), "the analysis a has no kind"),
        (
            json.dumps(
                {"analyses": [{**ENTRY, "filter": [{"column": "a", "op": "~", "value": 1}]}]}
            ).encode(),
            "'~' compares nothing",
        ),
    ],
)
def test_what_is_no_reference_file_is_refused(data, says):
    with pytest.raises(EvidenceError, match=f"^r.json: .*{says}"):
        read_reference(data, "r.json")


def test_a_table_is_used_as_it_is():
    assert isinstance(TABLE, Table)
