"""Help and the safety plan open although what stands before Clew fails, or the network never answers."""

from __future__ import annotations

import pytest
from bad_road import FAILS, HANGS, OPEN, road_to
from playwright.sync_api import Browser, expect
from walking import PASSWORD, PHONE

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

KEPT = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(navigator.serviceWorker.controller) && Boolean(await caches.match("/help/"));
}"""


def test_help_and_the_plan_open_over_a_bad_road(practice: str, chromium: Browser) -> None:
    with road_to(practice) as road:
        context = chromium.new_context(base_url=road.address, viewport=PHONE, locale="en-GB")
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto("/help/")
        page.wait_for_function(KEPT)
        heading = page.get_by_role("heading", level=1)

        road.state = FAILS
        page.goto("/help/")
        expect(heading).to_have_text("Help now")

        road.state = OPEN
        page.goto("/accounts/login/")
        page.get_by_label("User name").fill("tomas")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name="Sign out").wait_for()
        page.goto("/me/safety-plan/")
        expect(heading).to_have_text("Your safety plan")

        road.state = FAILS
        page.goto("/me/safety-plan/")
        expect(heading).to_have_text("Help now")
        page.goto("/me/journal/")
        expect(heading).to_have_text("Write without a connection")

        road.state = HANGS
        page.goto("/help/")
        expect(heading).to_have_text("Help now")
        page.goto("/me/safety-plan/")
        expect(heading).to_have_text("Help now")
        context.close()
