"""The learning curve and the pictures: what they are drawn from stands on the page beside them."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from models import curve, pictures
from models.curve import PAGE, macro_f1, page, picture, read, split
from models.pictures import CARD, CURVE, RELIABILITY, draw_reliability, reliability_of
from models.scenes import corpus

from clew.therapy.charts.paper import for_paper
from clew.therapy.coding import coder, model
from clew.therapy.coding.codes import Scheme

STALE = "run: python -m models.pictures, or make curve for new numbers"


def test_the_picture_of_confidences_is_drawn_from_the_table_on_the_card():
    card = CARD.read_text("utf-8")
    assert RELIABILITY.read_text("utf-8") == draw_reliability(card), STALE
    assert "(../images/coder-reliability.svg)" in card
    assert {"intervention", "defense", "rupture", "risk"} <= set(reliability_of(card))


def test_the_page_and_the_picture_of_the_curve_are_those_of_its_numbers():
    assert PAGE.read_text("utf-8") == page(read()), STALE
    assert CURVE.read_text("utf-8") == picture(read()), STALE


def test_every_point_of_the_table_is_drawn():
    bins = {"intervention": [(0.15, 0.2, 400), (0.55, 0.5, 30), (0.95, 0.1, 8)]}
    drawn = ET.fromstring(draw(bins))
    circles = list(drawn.iter("{http://www.w3.org/2000/svg}circle"))
    assert [c.get("class") for c in circles] == ["c-dot", "c-dot", "c-bead"]  # hollow where there are few
    radii = [float(c.get("r")) for c in circles]
    assert radii == sorted(radii, reverse=True)
    x, y = (float(circles[1].get(name)) for name in ("cx", "cy"))
    assert (x, y) == pytest.approx(
        (pictures.LEFT + 0.55 * pictures.SIDE, pictures.HEAD + 0.5 * pictures.SIDE)
    )


def draw(bins):
    return for_paper(pictures.reliability(bins), "x")


@pytest.mark.parametrize("path", [RELIABILITY, CURVE], ids=lambda path: path.name)
def test_a_picture_stands_alone_and_is_readable_in_the_dark(path):
    text = path.read_text("utf-8")
    classes = set(re.findall(r'class="(c-[\w-]+)"', text))
    dark = text.partition("prefers-color-scheme: dark")[2].partition("</style>")[0]
    assert {name for name in classes if f".{name}" not in dark} == set()
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "<title" in text
    assert "<desc" in text


def test_batches_set_apart_are_never_learned_from_and_each_part_holds_the_smaller_ones():
    names = [f"b{n}" for n in range(37)]
    learned, apart = split([*names, *names])
    assert sorted([*learned, *apart]) == sorted(names)
    assert not set(learned) & set(apart)
    assert len(apart) == 8
    assert (learned, apart) == split(list(reversed(names)))


def test_the_numbers_are_of_parts_that_grow_and_leave_the_others_alone():
    for each in read().values():
        sizes = [point["batches"] for point in each["points"]]
        assert sizes == sorted(sizes)
        assert [point["share"] for point in each["points"]] == ["1/8", "1/4", "1/2", "1"]
        assert all(0 < point[name] < 1 for point in each["points"] for name in ("own", "heldout"))


def test_the_mean_is_over_codes_that_were_given():
    gold = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0]], bool)
    proposed = np.array([[1, 0, 1], [0, 1, 0], [0, 1, 0]], bool)
    assert macro_f1(proposed, gold) == pytest.approx((2 / 3 + 1) / 2)


@pytest.mark.parametrize(
    ("scheme", "side"), [(Scheme.INTERVENTION, "clinician"), (Scheme.DEFENSE, "patient")]
)
def test_a_model_is_tried_as_the_coder_proposes(scheme, side):
    transcript = next(corpus(curve.HERE / "heldout")).annotated.transcript
    mine = [e for e in coder.gather(transcript) if scheme in e.said]
    chosen = curve.propose(model.side(side), scheme, mine)
    codes = model.side(side).heads[scheme.value].codes
    found = {(mine[r].turn.index, codes[c]) for r, c in np.argwhere(chosen).tolist()}
    expected = coder.propose(transcript).proposals
    assert found == {(p.turn, p.code) for p in expected if p.scheme is scheme}
    assert found


def test_labels_that_would_lie_on_one_another_are_moved_apart():
    placed = pictures._apart([(10.0, "b"), (9.0, "a"), (60.0, "c")])
    assert [label for _, label in placed] == ["a", "b", "c"]
    assert all(later - one >= 14 for (one, _), (later, _) in itertools.pairwise(placed))
