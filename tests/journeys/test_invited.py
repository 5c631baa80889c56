"""A patient is invited, joins on a phone, chooses, and withdraws a choice: what that closes is closed at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from walking import PHONE, Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

PASSWORD = "seven grey herons at low water"


def invitation(walk: Walk, name: str) -> tuple[str, str, str]:
    """Invite somebody from their record; return the record's address, the link and the code."""
    page = walk.page
    page.get_by_role("link", name=name).click()
    walk.tab("Team")
    walk.under("Patient's page")
    expect(page.get_by_role("heading", name="Not invited")).to_be_visible()
    page.get_by_role("button", name="Make an invitation").click()
    link = urlsplit(page.locator("#the-link").inner_text()).path
    code = page.locator("#the-code").inner_text()
    walk.look("invitation")
    page.emulate_media(media="print")
    expect(page.locator("#the-link")).to_be_visible()
    expect(page.locator("#the-code")).not_to_be_visible()  # the paper has the link alone
    page.emulate_media(media="screen")
    return walk.record(), link, code


def choose(page: Page, purpose: str, answer: str) -> None:
    """Press one button of one choice on the page of choices."""
    page.locator(f"#{purpose}").get_by_role("button", name=re.compile(f"^{answer}")).click()
    page.wait_for_url(f"**/me/choices/#{purpose}")


def test_invited_joined_chosen_and_withdrawn(
    sign_in: Callable[[str], Walk], arrive: Callable[[], Walk]
) -> None:
    anna = sign_in("anna")
    record, link, code = invitation(anna, "George Pell")
    ben = sign_in("ben")
    assert ben.status(record) == 200

    george = arrive()
    page = george.page
    page.set_viewport_size(PHONE)
    page.goto(link)
    expect(page.get_by_role("main")).not_to_contain_text("George")  # a link that is found names nobody
    george.look("join")
    page.set_viewport_size(PHONE)
    page.get_by_label("The code that you were told").fill("aaaa-bbbb")
    page.get_by_label("I am 18 or older").check()
    page.get_by_label("A user name").fill("g.pell")
    for again in ("wrong", "right"):
        page.get_by_label("A password").fill(PASSWORD)
        page.get_by_label("The same password again").fill(PASSWORD)
        page.get_by_role("button", name="Open my page").click()
        if again == "wrong":
            expect(page.get_by_role("alert")).to_contain_text("This is not the code")
            page.get_by_label("The code that you were told").fill(code.upper())
    expect(page.get_by_role("heading", name="What this page is")).to_be_visible()
    george.look("own-first-visit")
    page.set_viewport_size(PHONE)
    assert george.status(link) == 200  # signed in: it only asks to sign out first

    page.get_by_role("link", name="Make your choices").click()
    page.get_by_role("heading", name="Your choices").wait_for()
    george.look("choices")
    page.set_viewport_size(PHONE)
    choose(page, "questionnaires", "I agree")
    choose(page, "supervision", "I agree")
    expect(page.locator("#supervision")).to_contain_text("You agree, since")
    anna.page.goto(f"{record}asked/")
    anna.page.locator("form button").filter(has_text=re.compile("PHQ-9|feeling|week|session")).first.click()
    page.get_by_role("link", name="To your page").click()
    expect(page.get_by_role("heading", name="What this page is")).to_have_count(0)
    expect(page.get_by_role("region", name="What waits for you").get_by_role("link")).to_have_count(1)
    page.set_viewport_size(PHONE)
    assert ben.status(record) == 200

    page.goto("/me/choices/")
    choose(page, "supervision", "I do not agree any more")
    choose(page, "questionnaires", "I do not agree any more")
    expect(page.get_by_role("region", name="What you chose so far")).to_contain_text("you did not agree")
    page.goto("/me/")
    expect(page.get_by_role("region", name="What waits for you")).to_contain_text("Nothing waits for you")
    anna.page.goto(f"{record}asked/")
    expect(anna.page.get_by_role("main")).to_contain_text("The patient has not agreed to questionnaires")
    assert ben.status(record) == 404
    ben.page.goto("/caseload/")
    expect(ben.page.get_by_role("link", name="George Pell")).to_have_count(0)
    anna.page.goto(f"{record}supervision/")
    expect(anna.page.get_by_role("main")).to_contain_text("The patient does not agree to supervision")
    anna.page.goto(f"{record}portal/")
    expect(anna.page.get_by_role("row", name=re.compile("^Questionnaires here"))).to_contain_text(
        "does not agree"
    )

    # It opens again as the patient says so, and the access ends as the clinician does.
    page.goto("/me/choices/")
    choose(page, "supervision", "I agree")
    assert ben.status(record) == 200
    anna.page.get_by_role("button", name="End the access").click()
    expect(anna.page.get_by_role("heading", name="Not invited")).to_be_visible()
    page.goto("/me/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
