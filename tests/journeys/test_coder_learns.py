"""The coder learns from the practice's sessions: looked at in figures, used, seen in a session, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk
from playwright.sync_api import expect
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

SAID = b"""Therapist: Where would you like to begin?

Patient: With the boat. I missed it, and I stood on the quay and cried, I was so sad.

Therapist: You went quiet just now. Could you say a little more about the quay?

Patient: It doesn't matter. Whatever you think.
"""
TUNED = re.compile(r"clew-coder \d+, tuned \d{4}-\d\d-\d\d \(1\)")


def test_tune_compare_use_and_go_back(sign_in: Callable[[str], Walk]) -> None:
    manager = sign_in("max")
    page = manager.page
    page.get_by_role("link", name="Coder", exact=True).click()
    expect(page.get_by_text("as it came.")).to_be_visible()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    manager.look("coder-before")
    page.get_by_role("button", name="Let it learn").click()
    expect(page.get_by_text("It is learning")).to_be_visible()
    use = page.get_by_role("button", name="Use it")
    expect(use).to_be_visible(timeout=120_000)  # the page shows it of itself
    heading = page.get_by_role("heading", name=TUNED)
    name = heading.inner_text()
    expect(page.get_by_text("Of 100 codes that people gave", exact=False)).to_be_visible()
    changes = page.get_by_role("region", name="What changes, code by code").get_by_role("row")
    expect(changes.filter(has_text=re.compile(r"\d+ → \d+")).first).to_be_visible()
    page.get_by_text("as they came", exact=False).first.click()
    expect(page.get_by_role("region", name="What stays, code by code")).to_be_visible()
    expect(page.get_by_text("as it came.")).to_be_visible()  # it is not used of itself
    manager.look("coder-learned")
    use.click()
    expect(page.get_by_role("status").first).to_contain_text("You can go back at any time.")
    expect(page.get_by_text("Each of its proposals names it.")).to_be_visible()
    manager.look("coder-in-use")

    anna = sign_in("anna")
    desk = Desk(anna, datetime.now(tz=UTC).date() - timedelta(days=1))
    desk.admit("Hedda Quay", "Low since she came back.")
    desk.session(0)
    page = anna.page
    page.get_by_role("link", name="Bring in a transcript").first.click()
    page.get_by_label("A file").set_input_files(
        {"name": "quay.txt", "mimeType": "text/plain", "buffer": SAID}
    )
    page.get_by_role("button", name="Bring it in").click()
    mark = page.locator("li.turn .mark").first
    expect(mark).to_be_visible()
    page.goto(str(mark.get_by_role("link").first.get_attribute("href")))
    expect(page.get_by_text(f"the coder, {name}")).to_be_visible()
    page.goto("/settings/")
    expect(page.get_by_text(name)).to_be_visible()

    page = manager.page
    page.get_by_role("button", name="Go back to the coder as it came").click()
    expect(page.get_by_role("status").first).to_contain_text("The coder is as it came")
    expect(page.get_by_role("button", name="Use it")).to_be_visible()
