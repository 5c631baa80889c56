"""The scenes that the coder learns from, and those it is judged on."""

from collections import Counter
from pathlib import Path

import pytest
from models.scenes import HERE, SceneError, corpus, read

from clew.therapy.coding import model

HELD_OUT = HERE.parent / "heldout"
CARD = HERE.parents[1] / "docs" / "reference" / "coder-model.md"
RUN, LONG = 8, 12  # words


@pytest.fixture(scope="module")
def scenes():
    return list(corpus())


def runs(text):
    words = "".join(c if c.isalnum() or c.isspace() else " " for c in text.lower()).split()
    return {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def test_every_scene_can_be_read(scenes):
    assert len(scenes) > 8000
    assert not [str(error) for scene in scenes for error in scene.annotated.errors]


def test_every_code_has_examples_enough(scenes):
    given = Counter((code.scheme.value, code.code) for scene in scenes for code in scene.annotated.codes)
    for name in (model.CLINICIAN, model.PATIENT):
        for scheme, head in model.side(name).heads.items():
            for code in head.codes:
                assert given[scheme, code] >= 25, f"{scheme} {code}: {given[scheme, code]}"


def test_no_long_turn_stands_in_two_batches(scenes):
    where = {}
    for scene in scenes:
        for turn in scene.annotated.transcript.turns:
            text = " ".join(turn.text.lower().split())
            if len(text.split()) > LONG:
                assert where.setdefault(text, scene.batch) == scene.batch, text


def test_nothing_held_out_was_trained_on(scenes):
    trained = set()
    for scene in scenes:
        for turn in scene.annotated.transcript.turns:
            trained |= runs(turn.text)
    held = [
        turn
        for path in sorted(HELD_OUT.glob("h*.txt"))
        for scene in read(path)
        for turn in scene.annotated.transcript.turns
    ]
    assert len(held) > 1000
    # A ready-made phrase may come twice; most of a turn may not.
    assert not [
        t.text for t in held if runs(t.text) and len(runs(t.text) & trained) > 0.5 * len(runs(t.text))
    ]


def test_the_card_is_of_the_model_in_the_package():
    assert f"Version `{model.version()}`" in CARD.read_text("utf-8")


def test_the_model_is_small():
    assert Path(model.__file__).with_name(model.FILE).stat().st_size < 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("== a | b | c | d\n", ":1: A batch needs its name"),
        ("batch: x\ncoded: intervention dancing\n", ":1: A batch needs its name"),
        ("batch: x\ncoded: risk\nsomething\n\n== a | b | c | d\n", ":3: Before the first scene"),
        ("batch: x\ncoded: risk\n\n== a | b | c\nPatient: Hello.\n", ":4: A scene begins"),
        ("batch: x\ncoded: risk\n== a | b | c | d\nPatient: Hello.\n== a | b | c | d\nPatient: Hello.\n", ":5: A scene begins"),
    ],
)  # fmt: skip
def test_a_batch_that_cannot_be_read_says_where(tmp_path, text, told):
    path = tmp_path / "batch.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(SceneError, match=told):
        list(read(path))


def test_a_problem_in_a_scene_names_its_true_line(tmp_path):
    path = tmp_path / "batch.txt"
    path.write_text(
        "batch: x\ncoded: risk\n\n== a | b | c | d\nPatient: Hello.\n  # risk: risk_none\n", "utf-8"
    )
    (scene,) = read(path)
    assert [error.line for error in scene.annotated.errors] == [6]
