"""Two people code a session without seeing each other's codes, differ, and settle it: all of it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

SESSION = 9  # of Mara's course


def test_two_code_differ_and_settle_by_keyboard(sign_in: Callable[[str], Walk]) -> None:
    anna = sign_in("anna")
    anna.page.get_by_role("link", name="Mara Lindqvist").click()
    anna.tab("Sessions")
    anna.page.get_by_role("link", name=f"Session {SESSION}", exact=True).click()
    expect(anna.page.locator("li.turn .mark").first).to_be_visible()
    anna.press_to("Code it twice", within=300)
    anna.enter()
    anna.press_to("Ask")  # the first scheme, the first of the team, the margin: all as they stand
    anna.enter()
    expect(anna.page.get_by_role("status")).to_contain_text("Ben Okafor is asked.")

    ben = sign_in("ben")
    page, keys = ben.page, ben.page.keyboard
    task = page.get_by_role("link", name=f"session {SESSION}, Interventions, the eight codes")
    name = " ".join(task.inner_text().split())
    ben.press_to(name)
    ben.enter()
    sheet, told, progress = page.url, page.locator("#told"), page.locator("#progress")
    coded = page.locator("[data-coded]")
    expect(coded.first).to_be_focused()
    expect(page.locator(".given li")).to_have_count(0)
    ben.look("coding-sheet")
    coded.first.focus()
    keys.press("1")
    expect(told).to_contain_text("Interpretation: given to turn")
    for key in ("2", "ArrowDown", "3", "ArrowDown", "j", "9", "k", "4"):
        keys.press(key)  # faster than the answers come
    expect(progress).to_contain_text("4 of ")
    expect(coded.nth(0).locator(".given li")).to_have_text(["Interpretation", "Observation"])
    expect(coded.nth(1).locator(".given li")).to_have_text(["Confrontation"])
    expect(coded.nth(2).locator(".given li")).to_have_text(["Clarification"])
    expect(coded.nth(3).locator(".given li")).to_have_text(["Question"])
    keys.press("u")
    expect(progress).to_contain_text("3 of ")
    expect(coded.nth(2)).to_be_focused()
    keys.press("n")
    expect(coded.nth(4)).to_be_focused()  # the one between has a code
    page.goto(sheet)
    expect(progress).to_contain_text("3 of ")  # each step was saved

    keys.press("d")
    expect(page.get_by_role("button", name="I am done")).to_be_focused()
    ben.enter()
    expect(page.get_by_role("status")).to_contain_text("Everybody is done.")
    expect(page.get_by_role("heading", name="Where they differ")).to_be_visible()
    expect(page.get_by_role("row", name="Cohen's kappa")).to_contain_text(".")
    expect(page.get_by_role("link", name="Settle", exact=False)).to_have_count(0)
    ben.look("coding-compared")

    page, keys = anna.page, anna.page.keyboard
    page.reload()
    first = page.locator("ol.differences > li").first
    anna.press_to(" ".join(first.locator("a.button").inner_text().split()), within=300)
    anna.enter()
    anna.look("coding-settle")
    page.locator("#choice-1").focus()
    keys.press("ArrowDown")
    keys.press("Space")
    anna.press_to("Why")
    keys.type("He heard it better than I did.")
    anna.press_to("Settle")
    anna.enter()
    expect(page.get_by_role("status")).to_contain_text("is settled.")
    page.goto(urlsplit(page.url).path)
    expect(first).to_contain_text("He heard it better than I did.")
    turn = first.locator("a.thread")
    anna.press_to(" ".join(turn.inner_text().split()), within=300)
    anna.enter()
    here = page.locator("li.turn:target")
    expect(here.locator(".mark").filter(has_text="Interpretation")).to_be_visible()
    expect(here.locator(".mark").filter(has_text="Observation")).to_be_visible()
