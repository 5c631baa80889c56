"""`clew evidence pool`, `models` and `forest`: what they print, and how they end."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import asdict

import pytest

from clew.cli.evidence_words import plain
from clew.therapy.evidence.assumptions import NAMES
from clew.therapy.evidence.effects import Effects
from clew.therapy.evidence.pooling import pool

ROWS = [
    ("a", "dyn", 0.6, 0.2, 3, "bdi"),
    ("a", "dyn", 0.5, 0.25, 3, ""),
    ("b", "dyn", 0.1, 0.3, 1, "bdi"),
    ("c", "dyn", 0.9, 0.25, 4, "bdi"),
    ("d", "dyn", "", "", 4, "bdi"),
    ("e", "cbt", 0.2, 0.2, 4, "bdi"),
]
DYN = "condition_arm1 == 'dyn'"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "trials.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["study", "condition_arm1", ".g", ".g_se", "rob", "instrument"])
        writer.writerows(ROWS)
    return path


@pytest.fixture
def effects():
    chosen = [row for row in ROWS if row[1] == "dyn" and row[2] != ""]
    return Effects.of([row[2] for row in chosen], [row[3] ** 2 for row in chosen], [row[0] for row in chosen])


@pytest.mark.parametrize(("flags", "test"), [([], "knha"), (["--knha"], "knha"), (["--z"], "z")])
def test_a_pool_as_json_has_every_number_in_full(run, file, effects, flags, test):
    done = run("evidence", "pool", file, "--where", DYN, "--method", "PM", *flags, "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert {key: found.pop(key) for key in ("file", "where", "rows", "left_out")} == {
        "file": "trials.csv",
        "where": DYN,
        "rows": 5,
        "left_out": 1,
    }
    assert found == json.loads(json.dumps(asdict(pool(effects, "PM", test))))
    assert {"k", "estimate", "se", "ci", "pi", "tau2", "tau2_ci", "i2", "q", "p"} <= set(found)


def test_a_pool_is_said_in_words(run, file):
    lines = run("evidence", "pool", file, "--where", DYN, "--adhoc").out.splitlines()
    assert lines[0] == f"trials.csv, {DYN} (1 row has no effect and is left out)"
    assert lines[2].startswith("Mean effect   0.5")
    assert lines[3] == "Pooled from   4 effects of 3 trials"
    assert lines[-3] == "Estimated by  REML; Knapp-Hartung test that never narrows with 3 degrees of freedom"
    assert lines[-1].startswith("Effects of one trial count as if they were independent")


def test_one_effect_is_told_without_what_it_cannot_tell(run, file):
    done = run("evidence", "pool", file, "--where", "condition_arm1 == 'cbt'")
    assert done.out.splitlines() == [
        "trials.csv, condition_arm1 == 'cbt'",
        "",
        "Mean effect   0.20 Hedges g, 95% interval -0.19 to 0.59, p = 0.317",
        "Pooled from   1 effect of 1 trial",
        "Estimated by  REML; normal test",
    ]
    found = json.loads(run("evidence", "pool", file, "--where", "condition_arm1 == 'cbt'", "--json").out)
    assert (found["pi"], found["tau2_ci"], found["i2"]) == (None, None, None)


def test_other_columns_can_be_pooled(run, tmp_path):
    (tmp_path / "t.csv").write_text("trial,lrr,s\nx,0.5,0.25\ny,1.5,0.25\n", encoding="utf-8")
    args = ["--effect", "lrr", "--error", "s", "--study", "trial"]
    assert json.loads(run("evidence", "pool", tmp_path / "t.csv", *args, "--json").out)["estimate"] == 1
    assert "Mean effect   1.00 lrr," in run("evidence", "pool", tmp_path / "t.csv", *args).out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--where", "rob > 9"], "trials.csv: no row has both .g and .g_se;"),
        (["--where", "robb > 2"], "trials.csv: there is no column 'robb'; perhaps rob."),
        (["--method", "reml"], "There is no tau2 estimator 'reml'; choose one of REML,"),
        (["--effect", "g"], "trials.csv: there is no column 'g';"),
    ],
)
@pytest.mark.parametrize("command", ["pool", "forest"])
def test_what_cannot_be_pooled_is_refused_in_one_line(run, file, tmp_path, command, args, says):
    out = ["-o", tmp_path / "f.svg"] if command == "forest" else []
    assert run("evidence", command, file, *args, *out).refused().startswith(says)
    assert not (tmp_path / "f.svg").exists()


def test_models_stand_side_by_side_with_what_each_assumes(run, file):
    done = run("evidence", "models", file, "--where", DYN)
    assert (done.code, done.err) == (0, "")
    assert done.out.count("\n  ") == len(NAMES)
    assert "All effects " in done.out
    assert "  Low risk of bias: Only trials with rob > 2 can be trusted" in done.out


def test_a_model_that_cannot_be_fitted_says_why(run, file):
    args = ["--where", "condition_arm1 == 'cbt'", "--model", "three_level", "--model", "overall"]
    done = run("evidence", "models", file, *args)
    assert "Three-level model  not fitted: " in done.out
    found = json.loads(run("evidence", "models", file, *args, "--json").out)
    assert [model["name"] for model in found["models"]] == ["three_level", "overall"]
    assert found["models"][0]["problem"]
    assert found["models"][0]["g"] is None
    assert (found["rho"], found["control_rate"], found["low_risk"]) == (0.6, 0.2, "rob > 2")


def test_models_as_csv_have_a_line_each(run, file):
    done = run("evidence", "models", file, "--where", DYN, "--csv", "--low-risk", "rob >= 4")
    lines = list(csv.DictReader(done.out.splitlines()))
    assert [line["name"] for line in lines] == list(NAMES)
    found = json.loads(run("evidence", "models", file, "--where", DYN, "--json").out)["models"][0]
    assert [float(lines[0][name]) for name in ("g", "ci_low", "ci_high", "nnt", "nnt_better")] == [
        found["g"],
        *found["ci"],
        found["nnt"],
        found["nnt_ci"][0] if found["nnt_ci"] else math.nan,
    ]
    low = next(line for line in lines if line["name"] == "low_risk_of_bias")
    assert (low["k"], low["left_out"], low["pi_low"]) == ("1", "1 2 3", "")


def test_harm_is_said_in_words_and_not_by_a_sign(run, file):
    done = run("evidence", "models", file, "--where", DYN, "--favours", "negative", "--model", "overall")
    assert "  harm " in done.out.splitlines()[3]
    assert "Harm: how many have the therapy until one fewer responds" in done.out
    other = run("evidence", "models", file, "--where", DYN, "--model", "overall")
    assert "harm" not in other.out.lower()


def test_settings_that_cannot_be_are_refused(run, file):
    assert run("evidence", "models", file, "--model", "astrology").refused().startswith("There is no model")
    assert run("evidence", "models", file, "--low-risk", "rob > 2 and rob < 4").refused().startswith("--low-")
    assert run("evidence", "models", file, "--control-rate", "20").refused().startswith("Effects favour")
    assert run("evidence", "models", file, "--json", "--csv").code == 2


def test_a_forest_is_drawn(run, file, tmp_path):
    out = tmp_path / "forest.svg"
    done = run("evidence", "forest", file, "--where", DYN, "--label", "instrument", "-o", out)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(": drawn in forest.svg.\n")
    drawn = out.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert ">bdi<" in drawn  # the first effect of trial a
    assert ">row 2<" in drawn  # the second, whose cell is empty
    run("evidence", "forest", file, "--where", DYN, "--label", "instrument", "--label", "rob", "-o", out)
    assert ">bdi, 3<" in out.read_text(encoding="utf-8")
    assert "@font-face" in drawn
    assert ">What they found<" not in drawn
    run("evidence", "forest", file, "--title", "What they found", "-o", out)
    assert ">What they found<" in out.read_text(encoding="utf-8")
    assert run("evidence", "forest", file, "-o", tmp_path / "forest.pdf").code == 2


def test_a_forest_names_its_sides_and_its_unit(run, file, tmp_path):
    out = tmp_path / "forest.svg"
    run("evidence", "forest", file, "--ratio", "--unit", "Risk ratio", "--favours", "negative", "-o", out)
    drawn = out.read_text(encoding="utf-8")
    assert "Risk ratio [95% CI]" in drawn
    assert drawn.rindex("favours therapy") < drawn.rindex("favours control")


def test_what_is_infinite_is_null_in_json():
    assert json.loads(plain({"a": (math.inf, 1.5), "b": {"c": math.nan}})) == {
        "a": [None, 1.5],
        "b": {"c": None},
    }
