"""A picture for paper stands alone: its colours, its margin, its title and its letters."""

from __future__ import annotations

from xml.etree import ElementTree

from clew.therapy.charts.paper import DARK, for_paper
from clew.therapy.charts.scene import LOOKS, Path, Scene, Text, svg


def test_every_look_has_a_colour_in_the_dark():
    colours = {colour for fill, stroke, _, _ in LOOKS.values() for colour in (fill, stroke)} - {"none"}
    assert colours <= set(DARK)


def test_a_family_of_letters_with_a_figure_in_its_name_is_quoted():
    drawn = svg(Scene(9, 9, "x", "x.", (Text(0, 9, "x"),)))
    assert "font-family=\"'Source Sans 3'," in drawn  # without quotes no browser takes any of the list


def test_a_picture_for_paper_is_white_and_one_for_a_screen_follows_its_reader():
    scene = Scene(10, 20, "A title", "About it.", (Path("ink", "M0 0L1 1"),))
    screen, paper = for_paper(scene, "x"), for_paper(scene, "x", dark=False)
    assert "prefers-color-scheme: dark" in screen
    assert ".c-ink { stroke: #ebe7df; }" in screen
    assert "prefers-color-scheme" not in paper
    assert 'fill="#ffffff"' in paper
    assert 'viewBox="-16 -16 42 52" width="42" height="52"' in paper.partition(">")[0]


def test_a_picture_for_paper_can_bring_its_title_and_its_letters():
    scene = Scene(10, 20, "A title & more", "About it.", (Path("ink", "M0 0L1 1"),))
    plain, full = for_paper(scene, "x"), for_paper(scene, "x", heading=True, font=b"letters")
    assert plain.count("A title &amp; more") == 1  # told to a screen reader only
    assert full.count("A title &amp; more") == 2
    assert 'viewBox="-16 -44 42 80"' in full
    assert "base64,bGV0dGVycw==" in full
    assert ElementTree.fromstring(full) is not None
