"""What the coder is less sure of, by keyboard alone: asked for, accepted, taken back, left out again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from test_main_job import admit, bring_in, plan_today, webvtt
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


def test_what_the_coder_is_less_sure_of(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    page = walk.page
    admit(walk, "Una Farrow")
    plan_today(walk)
    bring_in(page, "recording.vtt", webvtt().encode())

    faint = page.locator(".mark.faint")
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text("proposals wait")
    before = waiting.inner_text()
    expect(faint).to_have_count(0)

    page.get_by_role("link", name="Show what the coder is less sure of").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?explore=1$"))
    expect(page.get_by_text("kept nowhere until you accept or reject")).to_be_visible()
    expect(faint.first).to_contain_text("less sure")
    expect(waiting).to_have_text(before)  # what is only shown does not wait
    walk.look("session-less-sure")

    # Its own buttons are reached by Tab and work by key; the page goes on showing the rest.
    first = faint.first
    turn = page.locator(".turn", has=page.locator(".mark.faint")).first.get_attribute("id")
    name = first.locator(".name").inner_text().rstrip("?")
    shown = faint.count()
    first.get_by_role("button", name=f"Accept {name}").focus()
    page.keyboard.press("a")
    accepted = page.locator(f"#{turn} .mark.accepted", has_text=name)
    expect(accepted).to_have_count(1)
    expect(faint).to_have_count(shown - 1)
    expect(page.locator("#told")).to_contain_text(f"{name}: accepted.")
    page.keyboard.press("u")
    expect(accepted).to_have_count(0)

    page.get_by_role("link", name="Leave out what the coder is less sure of").focus()
    page.keyboard.press("Enter")
    expect(faint).to_have_count(0)
    expect(page).not_to_have_url(re.compile("explore"))
