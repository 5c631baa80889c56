"""The formulation and what stands beside it, looked at in a real browser, and printed on one page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

PAGES = ("Worksheet", "Triangles", "Defenses", "Draft", "Versions", "One page", "In plain words")


def test_each_page_beside_the_formulation_is_whole(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    walk.page.get_by_role("link", name="Mara Lindqvist").click()
    walk.tab("Formulation")
    for name in PAGES:
        walk.under(name)
        expect(walk.page.locator("main .empty")).to_have_count(0)
        walk.look(f"formulation-{name.lower().replace(' ', '-')}")


def test_the_formulation_fits_one_page_of_paper(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    page = walk.page
    page.get_by_role("link", name="Mara Lindqvist").click()
    walk.tab("Formulation")
    walk.under("One page")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


def test_what_was_shared_stands_on_the_patients_own_page(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("mara")
    walk.page.get_by_text("What we have understood together").click()
    expect(walk.page.get_by_text("You hope to be close to people")).to_be_visible()
    walk.look("own-understood")
