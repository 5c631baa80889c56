"""A patient on a phone: the journal without a connection and then with one, the plan kept on the device, leaving quickly."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from walking import PHONE, Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

WORDS = "The tap dripped all night and I let it."
CLOSED = "The door was shut when I came back."
LATER = "On the train I thought of the tap again."
# What lies in the browser's database, as somebody with the disk in hand would see it.
ON_DISK = """async () => {
  const asked = indexedDB.open("clew");
  const database = await new Promise(done => { asked.onsuccess = () => done(asked.result); });
  const read = table => new Promise(done => {
    const rows = database.transaction(table).objectStore(table).getAll();
    rows.onsuccess = () => done(rows.result);
  });
  const words = row => new TextDecoder("latin1").decode(row.sealed);
  const drafts = await read("drafts"), plans = await read("plans"), keys = await read("keys");
  database.close();
  return {
    drafts: drafts.map(row => ({ ...row, iv: null, sealed: words(row) })),
    plans: plans.map(row => ({ ...row, iv: null, sealed: words(row) })),
    secret: keys.length > 0 && keys.every(key => !key.extractable),
  };
}"""
# A browser that can do it: it hears a few words if it was told to stay on the device, and complains otherwise.
EAR = """window.SpeechRecognition = class extends EventTarget {
  static async available({ langs, processLocally }) { return langs.length && processLocally ? "available" : "unavailable"; }
  get processLocally() { return this.here === true; }
  set processLocally(here) { this.here = here; }
  start() {
    if (!this.processLocally) throw new Error("the voice would leave the device");
    const said = (transcript, isFinal) => Object.assign([{ transcript }], { isFinal });
    const results = [said(" heard on the device", true), said("and not lost", true), said("still unsure", false)];
    this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 0, results }));
    results[2] = said("at all", true);
    this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 2, results }));
  }
  stop() { this.dispatchEvent(new Event("end")); }
};"""
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(await caches.match("/me/journal/offline/")) && Boolean(await caches.match("/help/"));
}"""


def once(page: Page, words: str) -> None:
    expect(page.get_by_role("region", name="What you wrote").get_by_text(words)).to_have_count(1)


def test_a_journal_without_a_connection_a_plan_on_the_device_and_a_quick_exit(
    sign_in: Callable[[str], Walk],
) -> None:
    anna = sign_in("anna")
    walk = sign_in("mara")
    page, context = walk.page, walk.page.context
    page.set_viewport_size(PHONE)
    page.goto("/me/journal/")
    walk.look("journal")
    page.set_viewport_size(PHONE)
    page.wait_for_function(KEPT)

    # The connection drops while she writes: what she saves is kept, encrypted, and says so.
    page.get_by_role("link", name="Journal Whatever you want to keep").click()
    page.get_by_label("Your words").fill(WORDS)
    expect(page.get_by_text("Kept on this device, not saved in Clew yet.")).to_be_visible()
    context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept on this device, not yet sent.")).to_be_visible()
    expect(page.get_by_label("Your words")).not_to_be_editable()
    disk = page.evaluate(ON_DISK)
    assert [row["state"] for row in disk["drafts"]] == ["waiting"]
    assert disk["secret"], "no script can read the key out"
    assert "tap" not in str(disk["drafts"])

    # Still without a connection, the journal leads to the page for writing without one, which shows nothing of her.
    page.goto("/me/journal/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Write without a connection")
    assert WORDS not in page.content()
    assert "Mara" not in page.content()
    page.get_by_label("Your words").fill(LATER)
    page.get_by_role("button", name="Keep it, and send it later").click()
    expect(page.get_by_text("2 texts are kept here and waiting to be sent.")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("")

    # With a connection both are sent by themselves, each once, and the device keeps nothing of them.
    context.set_offline(False)
    page.goto("/me/journal/")
    once(page, WORDS)
    once(page, LATER)
    page.reload()
    once(page, WORDS)
    once(page, LATER)
    assert page.evaluate(ON_DISK)["drafts"] == []

    # A page that was closed meanwhile is told apart from a sign-in that is over; open again, it takes what was kept.
    page.goto("/me/journal/write/")
    page.get_by_label("Your words").fill(CLOSED)
    page.route(
        "**/me/journal/write/", lambda route: route.fulfill(status=403, headers={"X-Closed": "nobody"})
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("because your pages are closed at the moment")).to_be_visible()
    page.unroute("**/me/journal/write/")
    page.goto("/me/journal/")
    once(page, CLOSED)

    # What was begun and not saved is there again; thrown away, it is gone.
    page.goto("/me/journal/write/?kind=dream")
    page.get_by_label("Your words").fill("A lift without a floor.")
    expect(page.get_by_text("Kept on this device, not saved in Clew yet.")).to_be_visible()
    page.goto("/me/journal/")
    expect(page.get_by_role("region", name="On this device, not yet sent")).to_contain_text(
        "A lift without a floor."
    )
    page.get_by_role("link", name="Go on writing").click()
    expect(page.get_by_label("Your words")).to_have_value("A lift without a floor.")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("Your words")).to_have_value("")

    # Whatever comes, only forward: nothing is deleted, and in the end it is let go of, here and on the device.
    page.goto("/me/journal/write/?kind=association")
    expect(page.get_by_text("Dictation is not offered here")).to_be_hidden()
    page.get_by_label(re.compile("Only forward")).check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Dictation is not offered here")).to_be_visible()
    page.keyboard.type("Boots. No, not boots")
    for key in ("Backspace", "Delete", "Control+Backspace", "Control+z"):
        page.keyboard.press(key)
    expect(page.get_by_label("Your words")).to_have_value("Boots. No, not boots")
    page.get_by_role("button", name="Stop here").click()
    page.get_by_role("button", name="Let it go, unsaved").click()
    page.wait_for_url("**/me/journal/")
    expect(page.get_by_text("Boots. No")).to_have_count(0)
    assert page.evaluate(ON_DISK)["drafts"] == []

    # Where the browser itself can turn speech into words on the device, and promises it, dictation is offered.
    page.add_init_script(EAR)
    page.goto("/me/journal/write/")
    page.get_by_role("button", name="Dictate").click()
    expect(page.get_by_label("Your words")).to_have_value("heard on the device and not lost at all")
    page.get_by_role("button", name="Stop dictating").click()

    # The plan, on the device.
    page.get_by_role("link", name="Safety plan").click()
    expect(page.get_by_text("Hot water bottle")).to_be_visible()
    page.get_by_role("button", name="Keep a copy on this device").click()
    expect(page.get_by_text("You find it under Help now.")).to_be_visible()
    (kept,) = page.evaluate(ON_DISK)["plans"]
    assert "bottle" not in str(kept)

    # A newer version takes the place of the copy as soon as she opens her pages.
    anna.page.goto("/see/mara/safety_plan/")
    anna.page.get_by_role("link", name="Change it together").click()
    anna.page.get_by_label("What I can do by myself").fill("Walk to the weir and back, with the dog.")
    anna.page.get_by_role("button", name="Save", exact=True).click()
    anna.page.get_by_role("status").filter(has_text="saved").wait_for()
    page.reload()
    page.wait_for_function(f"async () => (await ({ON_DISK})()).plans[0].version !== '{kept['version']}'")
    expect(page.get_by_text("with the dog.")).to_be_visible()
    walk.look("own-plan")
    page.set_viewport_size(PHONE)

    # Escape three times: another page in its place, signed out, and no way back to what stood here.
    elsewhere = re.compile(r"^https://en\.wikipedia\.org/")
    context.route(elsewhere, lambda route: _empty(route))
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(elsewhere)
    page.go_back()
    page.wait_for_load_state()
    page.goto("/me/journal/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert [address for address in walk.elsewhere if not elsewhere.match(address)] == []
    walk.elsewhere.clear()

    # Signed out and without a connection, the plan opens under Help now, and can be removed there.
    context.set_offline(True)
    page.goto("/me/journal/")
    expect(page.get_by_text("Nobody is signed in to a journal in this browser")).to_be_visible()
    expect(page.get_by_role("button", name="Keep it, and send it later")).to_be_hidden()
    page.goto("/me/safety-plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help now")
    expect(page.get_by_text("Walk to the weir and back, with the dog.")).to_be_visible()
    page.get_by_role("button", name="Remove it from this device").click()
    expect(page.get_by_text("with the dog")).to_have_count(0)
    assert page.evaluate(ON_DISK)["plans"] == []
    context.set_offline(False)
    walk.complaints[:] = [
        words
        for words in walk.complaints
        if "ERR_INTERNET_DISCONNECTED" not in words and "status of 403" not in words
    ]


def _empty(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>Another page</title>")
