"""The lifeline and the genogram, changed without a mouse in a real browser, looked at, and printed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def opened(sign_in: Callable[[str], Walk], name: str, patient: str = "Mara Lindqvist") -> Walk:
    """Open one of the pages of the assessment."""
    walk = sign_in("anna")
    walk.page.get_by_role("link", name=patient).first.click()
    walk.tab("Course")
    walk.under(name)
    return walk


def typed(walk: Walk, label: str, words: str) -> None:
    """Reach a field of the form by Tab and type."""
    walk.press_to(label)
    walk.page.keyboard.press("Control+A")
    walk.page.keyboard.type(words)


def to_mark(walk: Walk, name: str, key: str) -> None:
    """Press a key until the mark of a picture has the focus; it must be seen, by the ring around it."""
    for _ in range(80):
        walk.page.keyboard.press(key)
        label, ring = walk.page.evaluate(
            """() => {
              const at = document.activeElement, ring = at.querySelector(".c-target");
              return [at.getAttribute("aria-label"), ring ? getComputedStyle(ring).stroke : ""];
            }"""
        )
        if label == name:
            assert ring not in ("", "none"), f"no focus can be seen on {name!r}"
            return
    raise AssertionError(f"{name!r} was not reached by {key}")


def saved(walk: Walk) -> None:
    """Save by Enter in a line of the form."""
    walk.enter()
    walk.page.get_by_role("status").filter(has_text="saved").wait_for()


def test_an_event_of_a_life_is_added_and_changed_by_keyboard(sign_in: Callable[[str], Walk]) -> None:
    walk = opened(sign_in, "Lifeline")
    page, keys = walk.page, walk.page.keyboard
    figure = page.get_by_role("figure", name="The whole life")

    # From a mark of the picture, one key adds an event.
    to_mark(walk, "1989, early experience: Early loss, father", "Tab")
    with page.expect_navigation():
        keys.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Life event")
    typed(walk, "What happened", "Bought the piano from her neighbour")
    typed(walk, "When", "2021")
    saved(walk)
    mark = figure.get_by_role("link", name="2021, life event: Bought the piano from her neighbour")
    expect(mark).to_be_visible()

    # The arrow keys walk to it, and Enter opens it to be changed.
    figure.get_by_role("link").first.focus()
    to_mark(walk, "2021, life event: Bought the piano from her neighbour", "ArrowRight")
    walk.enter()
    typed(walk, "When", "2022-05")
    saved(walk)
    expect(figure.get_by_role("link", name="May 2022, life event: Bought the piano")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Bought the piano")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("May 2022")


def test_a_relative_is_added_and_changed_by_keyboard(sign_in: Callable[[str], Walk]) -> None:
    walk = opened(sign_in, "Genogram")
    page, keys = walk.page, walk.page.keyboard
    father = re.compile(r"^father, born 1950")
    figure = page.locator("figure.family")

    # With the father in focus, one key starts a sibling of his: the parents are ticked already.
    figure.get_by_role("link", name=father).focus()
    with page.expect_navigation():
        keys.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Person in the family")
    for parent in ("father's mother", "father's father"):
        expect(page.get_by_role("group", name="Parents").get_by_label(parent)).to_be_checked()
    typed(walk, "Who, by role", "father's sister")
    typed(walk, "Born", "1953")
    saved(walk)
    aunt = figure.get_by_role("link", name=re.compile(r"^father's sister, born 1953, child of"))
    expect(aunt).to_be_visible()

    # Enter opens her; what is changed stands in the picture and in the table.
    aunt.focus()
    walk.enter()
    typed(walk, "Died", "2019")
    saved(walk)
    expect(
        figure.get_by_role("link", name=re.compile(r"^father's sister, born 1953, died 2019"))
    ).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="father's sister", exact=True))
    expect(row).to_contain_text("died 2019")


def test_the_pages_of_the_assessment_are_whole(sign_in: Callable[[str], Walk]) -> None:
    walk = opened(sign_in, "Assessment")
    for name in ("Assessment", "Lifeline", "Genogram"):
        walk.under(name)
        expect(walk.page.locator("main .empty")).to_have_count(0)
        walk.look(name.lower())


@pytest.mark.parametrize("name", ["Lifeline", "Genogram"])
def test_a_picture_prints_whole_and_alone(sign_in: Callable[[str], Walk], name: str) -> None:
    walk = opened(sign_in, name)
    page = walk.page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1000})  # A4 between its margins
    for chrome in (".masthead", ".tabs", ".subtabs", ".foot", ".adds", ".keys"):
        for one in page.locator(chrome).all():
            expect(one).to_be_hidden()
    for picture in page.locator("figure .picture").all():
        expect(picture).to_be_visible()
        box, frame = picture.bounding_box(), picture.locator("xpath=..").bounding_box()
        assert box is not None
        assert frame is not None
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, "cut off at the margin"
    expect(page.get_by_text("Mara Lindqvist").first).to_be_visible()
