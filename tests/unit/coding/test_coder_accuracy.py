"""Floors under the coder's agreement with people, on the half of the public data that no cue was written from.

The figures themselves are printed by `python -m benchmarks.coder_accuracy` and stand in docs/reference/accuracy.md.
"""

import pytest
from benchmarks import coder_accuracy
from tests.data_folders import evaluation_file

pytestmark = pytest.mark.evaluation

FLOORS = [
    (coder_accuracy.annomi, "annomi_dev.csv", {"best code is one that counts": 0.50, "four families": 0.45}),
    (
        coder_accuracy.esconv,
        "esconv_strategies_dev.csv",
        {"best code is one that counts": 0.48, "four families": 0.47},
    ),
    (
        coder_accuracy.oncoco,
        "oncoco_en_dev.csv",
        {"the same, plain question": 0.75, "turns something down": 0.30},
    ),
    (coder_accuracy.psydefconv, "psydefconv_defenses_dev.csv", {"any defense, precision": 0.60}),
    (
        coder_accuracy.suicidewatch,
        "suicidewatch_cssrs_dev.csv",
        {
            "any ideation, F1": 0.85,
            "any ideation, recall": 0.80,
            "severity 4 to 6: any": 0.78,
            "left alone": 0.80,
        },
    ),
    (coder_accuracy.cssrs_users, "cssrs_users_dev.jsonl", {"the same, recall": 0.75}),
    (coder_accuracy.goemotions, "goemotions_dev.csv", {"macro-F1": 0.35, "proposals that are right": 0.58}),
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
