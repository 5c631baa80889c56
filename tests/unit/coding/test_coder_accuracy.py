"""Floors under the coder's agreement with people, on the half of the public data that no cue was written from.

The figures themselves are printed by `python -m benchmarks.coder_accuracy` and stand in docs/reference/accuracy.md.
"""

import pytest
from benchmarks import coder_accuracy
from tests.data_folders import evaluation_file

pytestmark = pytest.mark.evaluation

FLOORS = [
    (
        coder_accuracy.annomi,
        "annomi_dev.csv",
        {"four classes through the mapping": 0.63, "four families": 0.48},
    ),
    (coder_accuracy.esconv, "esconv_strategies_dev.csv", {"eight strategies": 0.47, "four families": 0.49}),
    (coder_accuracy.oncoco, "oncoco_en_dev.csv", {"the same, plain question": 0.70}),
    (coder_accuracy.psydefconv, "psydefconv_defenses_dev.csv", {"any defense, precision": 0.60}),
    (
        coder_accuracy.suicidewatch,
        "suicidewatch_cssrs_dev.csv",
        {"any ideation, F1": 0.85, "any ideation, recall": 0.80, "left alone": 0.80},
    ),
    (coder_accuracy.cssrs_users, "cssrs_users_dev.jsonl", {"the same, recall": 0.78}),
]


PAGE = coder_accuracy.ROOT / "docs" / "reference" / "accuracy.md"


@pytest.mark.parametrize(("figures", "file", "floors"), FLOORS, ids=[file for _, file, _ in FLOORS])
def test_no_figure_falls_below_its_floor_and_the_page_shows_it(figures, file, floors):
    evaluation_file(file)
    evaluation_file("label_mapping.csv")
    measured = list(figures(tune=False))
    page = PAGE.read_text(encoding="utf-8").splitlines()
    for row in coder_accuracy.markdown(measured):
        assert row in page, "run `python -m benchmarks.coder_accuracy --markdown` and mend the page"
    found = {what: value for _, what, _, value in measured}
    for part, floor in floors.items():
        (value,) = [value for what, value in found.items() if part in what][:1]
        assert value >= floor, f"{part}: {value:.3f} is below {floor}"


def test_the_two_halves_share_no_dialogue():
    evaluation_file("annomi_dev.csv")
    seen = {
        tune: {
            row["transcript_id"] for row in coder_accuracy.rows("annomi_dev.csv", "transcript_id", tune=tune)
        }
        for tune in (True, False)
    }
    assert seen[True]
    assert seen[False]
    assert not seen[True] & seen[False]


def test_on_sessions_held_out_it_finds_most_interventions_and_the_page_shows_it():
    measured = [*coder_accuracy.held_out(tune=False), *coder_accuracy.two_coders(tune=False)]
    page = PAGE.read_text(encoding="utf-8").splitlines()
    for row in coder_accuracy.markdown(measured):
        assert row in page, "run `python -m benchmarks.coder_accuracy --markdown` and mend the page"
    found = {(name, what): value for name, what, _, value in measured}
    assert found["Held-out sessions", "intervention: 8 codes at their turn, macro-F1"] >= 0.70
