"""A whole internet programme: given, worked through on a phone, answered, talked over in the live chat, and brought to its end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from walking import PHONE, Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

AGREED = {
    "Who accompanies it": "I do, each week.",
    "How you make sure who is there": "A word that the two of us agreed on.",
    "How you ask where the patient is": "I ask at the start.",
    "Whom you call in an emergency": "His sister, two streets away.",
    "What you do if the connection fails": "I ring him.",
    "Where the patient can speak without being heard": "The shed.",
    "Whether it fits, and what is known about danger": "It fits. No thoughts of death, asked today.",
    "The patient is an adult": "Yes",
}
WISH = "To say that I am tired before I shout."
LETTER = "I read it twice. What would you say, before you shout?"
MODULES = 9
HERE = ZoneInfo("Europe/London")  # the practice's clock


def at_home(walk: Walk) -> Page:
    """The patient's phone."""
    walk.page.set_viewport_size(PHONE)
    return walk.page


def chat_from() -> time:
    """A time of today at which a chat of an hour is under way."""
    now = datetime.now(HERE)
    begun = now - timedelta(minutes=10)
    return begun.time() if begun.date() == now.date() else time(0)


def test_a_whole_programme_with_chat_and_feedback(sign_in: Callable[[str], Walk]) -> None:
    today = datetime.now(HERE).date()
    noor = sign_in("noor")
    desk = noor.page
    desk.get_by_role("link", name="Rob Hartley").first.click()
    record = noor.record()
    desk.goto(f"{record}plan/programme/")
    expect(desk.locator("main")).to_contain_text("these things have to be settled")
    noor.write("online", AGREED)
    desk.goto(f"{record}plan/programme/")
    desk.get_by_label("First day of the first week").fill(
        (today - timedelta(weeks=MODULES, days=5)).isoformat()
    )
    desk.get_by_role("button", name="Give the programme").click()
    expect(desk.get_by_role("heading", level=1, name="Your own thread")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("has not agreed to the programme")
    desk.get_by_text("Agree on a weekly time").click()
    begun = chat_from()
    desk.get_by_label("Day:").select_option(str(today.weekday()))
    desk.get_by_label("Time:").fill(f"{begun:%H:%M}")
    desk.get_by_label("Minutes:").fill("60")
    desk.get_by_role("button", name="Set the weekly time").click()
    expect(desk.get_by_role("status")).to_contain_text("The weekly time is set")

    # At home, on a phone: agreed to, begun, written in, finished.
    rob = sign_in("rob")
    phone = at_home(rob)
    phone.goto("/me/programme/")
    expect(phone.locator("main")).to_contain_text("It opens when you agree to it")
    phone.goto("/me/choices/")
    for purpose in ("programme", "messages"):
        phone.locator(f"#{purpose}").get_by_role("button", name=re.compile("^I agree")).click()
    phone.goto("/me/programme/")
    phone.get_by_role("button", name="Begin “Where you are now”").click()
    expect(phone.locator("main")).to_contain_text("Bernie")
    rob.look("programme-module")
    at_home(rob)
    phone.get_by_label("What would I like to be different, in my own words?").fill(WISH)
    goals = phone.locator("#goals")
    goals.get_by_role("button", name="Save").click()
    expect(goals.get_by_role("status")).to_contain_text("aved")
    phone.get_by_role("button", name="Finish this part").click()
    expect(phone.get_by_role("status")).to_contain_text("You have finished")

    # It waits at the desk, is read and answered.
    desk.goto("/caseload/")
    expect(desk.locator("main")).to_contain_text("Answer in the programme")
    desk.goto(f"{record}plan/programme/")
    desk.locator("section", has=desk.get_by_role("heading", name="Waits for your answer")).get_by_role(
        "link"
    ).click()
    expect(desk.locator("main")).to_contain_text(WISH)
    desk.get_by_label("To the patient").fill(LETTER)
    desk.get_by_label("Minutes it took").fill("20")
    desk.get_by_role("button", name="Send the answer").click()
    expect(desk.get_by_role("status")).to_contain_text("Your answer is sent.")
    desk.goto(f"{record}plan/programme/?arrange")
    desk.locator("button[value='hide:loss']").click()
    expect(desk.locator("main")).to_contain_text("1 of 8 modules")
    desk.get_by_role("button", name="Undo the last change").click()
    expect(desk.locator("main")).to_contain_text("1 of 9 modules")
    noor.look("programme")

    # The answer is read; the other parts are gone through, one after the other.
    phone.goto("/me/programme/")
    phone.get_by_role("button", name="Read what was written to you").click()
    expect(phone.locator("main")).to_contain_text(LETTER)
    phone.goto("/me/programme/")
    for _ in range(MODULES - 1):
        phone.locator("button.primary").click()
        phone.get_by_role("button", name="Finish this part").click()
    expect(phone.locator("main")).to_contain_text("9 of 9 parts finished")
    rob.look("programme-own")

    # The live chat at its weekly time.
    at_home(rob)
    phone.goto("/me/chat/")
    phone.get_by_label("Write", exact=False).fill("I shouted on Sunday. Then I said it.")
    phone.get_by_role("button", name="Send").click()
    desk.goto(f"{record}plan/programme/")
    desk.get_by_role("link", name="To the chat").click()
    expect(desk.locator("#said")).to_contain_text("Then I said it.")
    desk.get_by_label("Write", exact=False).fill("What did she say?")
    desk.get_by_role("button", name="Send").click()
    phone.get_by_role("link", name="Look for new lines").click()
    expect(phone.locator("#said")).to_contain_text("What did she say?")
    desk.get_by_text("Close the chat and count its minutes").click()
    desk.get_by_label("Minutes").fill("30")
    desk.get_by_role("button", name="Close it").click()

    # All of it is counted, and it comes to its end.
    desk.goto(f"{record}plan/programme/")
    expect(desk.locator("main")).to_contain_text("9 of 9 modules")
    expect(desk.locator("main")).to_contain_text("50 minutes in all")
    desk.get_by_text("End it", exact=True).click()
    desk.get_by_role("button", name="End the programme").click()
    expect(desk.locator("main")).to_contain_text("What was written stays to read.")
    phone.goto("/me/programme/")
    expect(phone.locator("main")).to_contain_text("You have come to the end of it.")
    phone.get_by_role("link", name="Where you are now").click()
    expect(phone.locator("main")).to_contain_text(WISH)
