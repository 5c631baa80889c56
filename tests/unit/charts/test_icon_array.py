"""A hundred small people, of whom exactly as many are filled in as are told of."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from clew.therapy.charts.icon_array import BODY, HEAD, icon_array
from clew.therapy.charts.scene import Path, svg
from clew.therapy.errors import TherapyError
from clew.therapy.knowledge.guide_figures import FIGURES

ARMS = [(figure, arm) for figure in FIGURES.values() for arm in figure.arms]


def heads(of_hundred: int) -> dict[str, int]:
    """How many people are drawn of each kind, counted in the SVG by their heads."""
    scene = icon_array(of_hundred, title="A group", counted="were better")
    root = ElementTree.fromstring(svg(scene, name="test"))
    return {
        mark.attrib["class"]: mark.attrib["d"].count(HEAD)
        for mark in root.iter("{http://www.w3.org/2000/svg}path")
    }


@pytest.mark.parametrize("number", [1, 9, 22, 50, 99])
def test_as_many_are_filled_in_as_were_told(number):
    assert heads(number) == {"c-counted": number, "c-uncounted": 100 - number}


def test_nobody_and_everybody():
    assert heads(0) == {"c-uncounted": 100}
    assert heads(100) == {"c-counted": 100}


@pytest.mark.parametrize("number", [-1, 101])
def test_more_than_a_hundred_or_fewer_than_nobody_is_refused(number):
    with pytest.raises(TherapyError, match="from 0 to 100"):
        icon_array(number, title="A group", counted="were better")


def test_every_person_stands_alone_within_the_picture():
    scene = icon_array(30, title="A group", counted="were better")
    paths = [mark for mark in scene.marks if isinstance(mark, Path)]
    places = re.findall(r"M([\d.]+) ([\d.]+)" + re.escape(HEAD), "".join(path.d for path in paths))
    assert len(set(places)) == 100
    assert sum(path.d.count(BODY) for path in paths) == 100
    assert all(4 < float(x) < scene.width - 4 and 2 < float(y) < scene.height - 12 for x, y in places)


@pytest.mark.parametrize(
    ("figure", "arm"), ARMS, ids=lambda one: getattr(one, "slug", getattr(one, "name", ""))
)
def test_each_picture_of_the_guide_shows_exactly_its_figure(figure, arm):
    assert heads(arm.of_hundred)["c-counted"] == arm.of_hundred
    scene = icon_array(arm.of_hundred, title=arm.name, counted=figure.counted)
    assert f"{arm.of_hundred} of 100 people {figure.counted}" in scene.description
