"""A patient who uses no mouse: signing in, a questionnaire, the journal, a message, and leaving quickly."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from walking import PASSWORD, Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

WORDS = "I wrote this without a mouse."
QUESTION = "Could we meet an hour later next time?"
ELSEWHERE = re.compile(r"^https://en\.wikipedia\.org/")


def _heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_patient_goes_through_their_pages_by_keyboard_alone(arrive: Callable[[], Walk]) -> None:
    walk = arrive()
    page, keys = walk.page, walk.page.keyboard
    expect(page.get_by_label("User name")).to_be_focused()
    keys.type("mara")
    keys.press("Tab")
    keys.type(PASSWORD)
    walk.enter()

    # A questionnaire: begun, two answers, each of which leads on to the next question.
    walk.press_to("Questionnaires")
    walk.enter()
    walk.press_to("Worry and tension : Look at it")
    walk.enter()
    walk.press_to("Begin")
    walk.enter()
    for number in (2, 3):
        walk.press_to("Several days")
        walk.enter()
        page.wait_for_url(f"**/?question={number}#question-{number}")
    expect(page.get_by_role("button", name="Several days", pressed=True)).to_have_count(2)

    # The journal: what is written is for oneself unless one chooses otherwise.
    walk.press_to("Journal", "Shift+Tab")
    walk.enter()
    kind = page.get_by_role("link", name=re.compile("^Journal Whatever you want to keep"))
    walk.press_to(" ".join(kind.inner_text().split()))
    walk.enter()
    walk.press_to("Your words")
    keys.type(WORDS)
    walk.press_to("Save")
    walk.enter()
    expect(page.get_by_text("Saved. Only you can read it.")).to_be_visible()

    # A message.
    walk.press_to("Messages")
    walk.enter()
    walk.press_to("Your message:")
    keys.type(QUESTION)
    walk.press_to("Send")
    walk.enter()
    expect(page.get_by_text(QUESTION)).to_be_visible()

    # And away: by the button that is always there, and signed out.
    page.context.route(
        ELSEWHERE, lambda route: route.fulfill(content_type="text/html", body="<title>x</title>")
    )
    walk.press_to("Leave quickly")
    keys.press("Enter")
    page.wait_for_url(ELSEWHERE)
    assert [address for address in walk.elsewhere if not ELSEWHERE.match(address)] == []
    walk.elsewhere.clear()
    page.goto("/me/journal/")
    _heading(page, "Sign in")
