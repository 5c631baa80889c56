"""`clew evidence`: what it prints, and how it ends."""

from __future__ import annotations

import json

import pytest

DATA = "study,condition_arm1,.g,.g_se,sd_arm1\na,dyn,1,0.5,4\na,cbt,2,0.2,4\nb,dyn,4,0.25,4\n"
ENTRY = {
    "id": "describe-001",
    "kind": "describe",
    "dataset": "psyctr",
    "filter": [{"column": "condition_arm1", "op": "==", "value": "dyn"}],
    "params": {},
    "n_rows": 2,
    "rtol": 1e-9,
    "results": {"rows": 2, "sum_g": 5, "median_g": 2.5},
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    return tmp_path


def reference(folder, *entries):
    path = folder / "reference.json"
    path.write_text(json.dumps({"analyses": [{**ENTRY, **entry} for entry in entries]}), encoding="utf-8")
    return path


def test_a_reference_that_agrees_ends_with_0(run, folder):
    done = run("evidence", "check", reference(folder, {}), "--data", folder)
    assert (done.code, done.err) == (0, "")
    by_kind, whole = done.out.splitlines()
    assert by_kind.startswith("describe    1 of   1 agree       3 values  largest deviation 0e+00")
    assert whole == "1 analysis, 3 values: all agree."


def test_each_number_that_differs_is_printed_and_the_command_ends_with_1(run, folder):
    wrong = {"id": "describe-002", "results": {"rows": 3, "sum_g": 5, "median_g": 2.6, "format": {"ind": 1}}}
    done = run("evidence", "check", reference(folder, {}, wrong), "--data", folder)
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines()[:3] == [
        "describe-002: rows is 2, in the reference 3",
        "describe-002: median_g is 2.5, in the reference 2.6 (3.8e-02 off)",
        "describe-002: format.ind is null, in the reference 1",
    ]
    assert done.out.splitlines()[-1] == "2 analyses, 7 values: 1 agree, 1 do not."


def test_what_cannot_be_done_is_a_failure_and_holds_up_nothing(run, folder):
    entries = [
        {"id": "a", "kind": "astrology"},
        {"id": "b", "dataset": "inpatients"},
        {"id": "c", "n_rows": 7},
        {"id": "d", "filter": [{"column": "rob", "op": ">", "value": 2}]},
        {"id": "e", "results": {}},
        {},
    ]
    done = run("evidence", "check", reference(folder, *entries), "--data", folder)
    assert done.code == 1
    assert done.out.splitlines()[:5] == [
        "a: not done: the kind 'astrology' is not known",
        "b: not done: data-inpatients.csv: there is no such file.",
        "c: not done: 2 rows are left, in the reference 7",
        "d: not done: data.csv: there is no column 'rob'; it has row_id, study, condition_arm1, .g, .g_se, sd_arm1.",
        "e: the reference holds nothing to compare with",
    ]
    assert done.out.splitlines()[-1] == "6 analyses, 3 values: 1 agree, 5 do not."


def test_only_some_kinds_can_be_done(run, folder):
    path = reference(folder, {}, {"kind": "astrology"})
    assert run("evidence", "check", path, "--data", folder, "--kind", "describe").code == 0
    done = run("evidence", "check", path, "--data", folder, "--kind", "palmistry")
    assert done.refused() == "reference.json: there is no analysis to do."


def test_what_is_no_reference_is_refused_in_one_line(run, folder):
    done = run("evidence", "check", folder / "data.csv", "--data", folder)
    assert done.refused().startswith("data.csv: this is no file of solved analyses")
    assert run("evidence", "check", folder / "none.json", "--data", folder).refused() == (
        "none.json: there is no such file."
    )


def test_a_sound_table_is_said_to_be_one(run, folder):
    done = run("evidence", "audit", folder / "data.csv")
    assert (done.code, done.out) == (0, "data.csv: 3 rows of 2 trials; 0 findings.\n")


def test_what_cannot_be_true_is_printed_and_the_command_ends_with_1(run, folder):
    (folder / "wrong.csv").write_text(DATA.replace("0.25,4", "0.25,-4"), encoding="utf-8")
    done = run("evidence", "audit", folder / "wrong.csv")
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines() == [
        "impossible: sd_arm1: a standard deviation that is not above 0: row 3 (b).",
        "wrong.csv: 3 rows of 2 trials; 1 finding.",
    ]
    chosen = run("evidence", "audit", folder / "wrong.csv", "--where", "condition_arm1 == 'cbt'")
    assert (chosen.code, chosen.out) == (0, "wrong.csv: 1 row of 1 trial; 0 findings.\n")


def test_a_table_whose_effects_are_no_numbers_is_audited_all_the_same(run, folder):
    (folder / "wrong.csv").write_text(DATA.replace("dyn,1,", "dyn,one,"), encoding="utf-8")
    done = run("evidence", "audit", folder / "wrong.csv")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("impossible: .g: what stands there is not a number: row 1 (a).")


def test_findings_are_given_as_json(run, folder):
    (folder / "wrong.csv").write_text(DATA.replace("0.25,4", "0.25,-4"), encoding="utf-8")
    done = run("evidence", "audit", folder / "wrong.csv", "--json")
    assert done.code == 1
    assert json.loads(done.out) == {
        "rows": 3,
        "findings": [
            {
                "gravity": "impossible",
                "columns": ["sd_arm1"],
                "says": "a standard deviation that is not above 0",
                "rows": [3],
                "studies": ["b"],
            }
        ],
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "t.csv:1: there is no line of column names."),
        (b"study,g\na\n", "t.csv:2: this line has 1 cells and the first line 2;"),
        (b"row_id,study\n1,a\n1,b\n", "t.csv: row_id 1 comes twice;"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(run, tmp_path, content, says):
    (tmp_path / "t.csv").write_bytes(content)
    assert run("evidence", "audit", tmp_path / "t.csv").refused().startswith(says)


def test_a_condition_that_is_none_is_refused_in_one_line(run, folder):
    done = run("evidence", "audit", folder / "data.csv", "--where", "rob = 2")
    assert done.refused().startswith("Condition, character 5: '=' compares nothing")
