"""A visitor on a phone: the guide, the choices, paper, and then no connection."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from walking import PHONE, Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
  }
  return kept;
}"""


def test_a_visitor_reads_chooses_prints_and_loses_the_connection(arrive: Callable[[], Walk]) -> None:
    walk = arrive()
    page, context = walk.page, walk.page.context
    page.set_viewport_size(PHONE)
    before = context.cookies()
    page.get_by_role("link", name="Read the guide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this for me?")
    walk.look("guide")
    page.set_viewport_size(PHONE)

    page.get_by_role("link", name="The evidence in pictures").click()
    expect(page.locator("svg")).to_have_count(13)
    page.get_by_text("The same as a table").first.click()
    expect(page.get_by_role("cell", name="23").first).to_be_visible()
    walk.look("guide-evidence")
    page.set_viewport_size(PHONE)
    page.get_by_role("navigation", name="Before and after").get_by_role(
        "link", name=re.compile("Risks")
    ).click()

    page.goto("/guide/choices/")
    page.get_by_label("Cost").check()
    page.get_by_label("Tasks at home").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_label("Cost")).to_be_checked()
    walk.look("guide-choices")
    page.set_viewport_size(PHONE)

    page.goto("/guide/all/")
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_text("call your local emergency number").last).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen")
    assert context.cookies() == before, "reading the guide sets no cookie"

    # The sign-in page and others pass through the worker, and are not kept by it.
    page.evaluate("() => navigator.serviceWorker.ready")
    page.goto("/accounts/login/")
    page.goto("/help/")
    kept = page.evaluate(KEPT)
    assert {"/help/", "/guide/", "/guide/a-session/"} <= set(kept)
    open_places = (
        "/guide/",
        "/help/",
        "/static/",
        "/me/journal/offline/",
    )  # the last has nothing of anybody on it
    assert [path for path in kept if not path.startswith(open_places)] == []

    context.set_offline(True)
    page.goto("/help/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help now")
    expect(page.get_by_text(re.compile("emergency"), exact=False).first).to_be_visible()
    assert page.evaluate("() => getComputedStyle(document.body).fontFamily").startswith('"Source Sans 3"')
    page.goto("/guide/a-session/")
    expect(page.get_by_role("heading", level=1)).to_have_text("What a session is like")
    page.goto("/guide/choices/?matter=cost&option=cbt&option=ipt")
    expect(page.locator("tbody tr:visible")).to_have_count(1)
    expect(page.locator("tbody td:visible")).to_have_count(2)
    page.goto("/accounts/login/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    page.get_by_role("main").get_by_role("link", name="Help now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help now")

    context.set_offline(False)
    page.goto("/accounts/login/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
