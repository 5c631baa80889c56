"""Six notes at ten in the evening: how many pages, clicks and keys they take, and that nothing typed is lost or told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect
from walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

WORDS = (
    "Came in from the rain and spoke of her brother at once.",
    "Quiet for most of it; then the letter from the bank.",
    "Angry with me about the bill, and said so.",
    "The dream of the stairs again.",
    "Told his wife; it went better than he had thought.",
    "Nothing new, he said, and then the whole of it.",
)
NAMES = ("Ada Finch", "Bram Oduya", "Cleo Hart")
PRIVATE = "I wanted to be somewhere else, as at my own father's table."


class Hands:
    """A clinician who counts every click and every key that is no letter of a note, and the pages that open."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys, self.pages = page, 0, 0, 0
        page.on("domcontentloaded", self._opened)

    def _opened(self, _: Page) -> None:
        self.pages += 1

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def sign(self) -> None:
        """Sign by the keyboard, and wait for what follows."""
        with self.page.expect_navigation():
            self.press("Control+Enter")


def met(walk: Walk, name: str, at: datetime, *, told: bool) -> None:
    """Put one session of yesterday into the record of somebody; `told`: that they came is said already."""
    page = walk.page
    page.goto("/caseload/")
    page.get_by_role("link", name=name, exact=True).click()
    page.goto(f"{walk.record()}sessions/new/")
    page.get_by_label("Day and time").fill(f"{at:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("status").wait_for()
    if told:
        page.goto(f"{walk.record()}sessions/")
        page.get_by_role("button", name="Came").first.click()
        page.get_by_role("status").wait_for()


def admitted(walk: Walk, name: str) -> None:
    """Add a patient."""
    page = walk.page
    page.goto("/patients/new/")
    page.get_by_label("Name:", exact=True).fill(name)
    page.get_by_label("First meeting on").fill(f"{datetime.now(tz=UTC).date() - timedelta(days=60)}")
    page.get_by_label("Frame").select_option(label="Open-ended")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".banner .who", has_text=name).wait_for()


def test_six_notes(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("noor")
    page = walk.page
    yesterday = datetime.now(tz=UTC).date() - timedelta(days=1)
    for name in NAMES:
        admitted(walk, name)
    for hour, name in enumerate((*NAMES, *NAMES)):  # early hours, so that no other session lies between
        met(walk, name, datetime.combine(yesterday, time(hour, 10)), told=hour % 2 == 0)

    # In the calendar each of the six is one click away, and so is it in the list of notes to write.
    page.goto(f"/calendar/?day={yesterday}")
    links = page.locator("a.to-write", has_text="session")
    of_ours = [link for link in links.all() if any(name in link.inner_text() for name in NAMES)]
    assert len(of_ours) == 6
    walk.look("calendar-with-notes-to-write")
    page.goto("/calendar/unwritten/")
    listed = page.get_by_role("listitem").filter(has_text=f"{yesterday.day} {yesterday:%B}")
    for name in NAMES:
        expect(listed.filter(has_text=name)).to_have_count(2)
    walk.look("notes-to-write")

    # One click, then only keys: what is known goes in by Alt and 0, Ctrl and Enter sign and open the next.
    page.goto(f"/calendar/?day={yesterday}")
    hands = Hands(page)
    with page.expect_navigation():
        of_ours[0].click()
    hands.clicks += 1
    for number, words in enumerate(WORDS):
        field = page.locator("#draft-progress")
        expect(field).to_be_focused()
        name = NAMES[number % 3]
        expect(page.locator(".banner .who")).to_contain_text(name)
        expect(page.get_by_label(f"{name}, session")).to_have_attribute("id", "draft-progress")
        expect(field).to_have_value("")  # Clew writes nothing by itself
        hands.press("Alt+0")
        page.keyboard.type(words)
        known = field.input_value()
        assert known.startswith("Date: ")
        assert known.endswith(words)
        if number == 0:
            walk.look("note-in-turn")
            field.focus()
        hands.sign()
    assert (hands.clicks, hands.pages, hands.keys) == (1, 7, 12), (
        "one click, a page a note, two chords a note"
    )

    # Each stands signed in its own record, those of whom nobody had said it count as come, and nothing is left over.
    page.goto("/calendar/unwritten/")
    for name in NAMES:
        expect(page.get_by_role("listitem").filter(has_text=name)).to_have_count(0)
    for number, name in enumerate(NAMES):
        page.goto("/caseload/")
        page.get_by_role("link", name=name, exact=True).click()
        page.goto(f"{walk.record()}sessions/")
        expect(page.get_by_text("note signed")).to_have_count(2)
        expect(page.locator("ol.sessions .kept", has_text="came")).to_have_count(2)
        page.locator("ol.sessions .when a").last.click()
        expect(page.locator("article.signed")).to_contain_text(WORDS[number])


def test_nothing_typed_is_lost_when_a_note_cannot_be_signed(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("noor")
    page = walk.page
    admitted(walk, "Dora Lund")
    yesterday = datetime.now(tz=UTC).date() - timedelta(days=1)
    met(walk, "Dora Lund", datetime.combine(yesterday, time(6, 10)), told=True)
    page.goto(f"/calendar/?day={yesterday}")
    page.locator("a.to-write", has_text="Dora Lund").click()
    note = page.url

    # An empty note is not signed; the page says so, and the writer goes on where they were.
    hands = Hands(page)
    expect(page.locator("#draft-progress")).to_be_focused()
    hands.sign()
    expect(page.get_by_role("alert")).to_contain_text("The note is empty.")
    page.get_by_label("Dora Lund, session 1").fill(WORDS[0])
    expect(page.locator("form[data-draft] [data-state]").first).to_have_text(re.compile(r"^saved \d\d:\d\d$"))

    # It is saved in another window meanwhile: both texts are shown, and the signature is held back.
    other = page.context.new_page()
    other.goto(note)
    other.get_by_label("Dora Lund, session 1").fill(WORDS[1])
    other.locator('form[action$="/notes/progress/"] button[name="save"]').click()
    other.get_by_role("status").filter(has_text="saved as a draft").wait_for()
    other.close()
    page.locator("#draft-progress").focus()
    hands.sign()
    expect(page.get_by_role("alert")).to_contain_text("saved in another window")
    expect(page.get_by_role("alert")).to_contain_text(WORDS[1])
    expect(page.locator("#draft-progress")).to_have_value(WORDS[0])
    walk.look("note-overtaken")
    page.locator("#draft-progress").focus()
    hands.sign()
    page.goto(note)
    expect(page.locator("article.signed")).to_contain_text(WORDS[0])


def test_a_process_note_is_its_authors_alone(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("noor")
    page = walk.page
    page.goto("/see/dennis/sessions/")
    record = walk.record()
    page.locator("ol.sessions .there", has_text="turns").locator("xpath=..").locator(".when a").first.click()
    session = page.url
    page.locator("summary", has_text="Process note").click()
    page.get_by_label("Only for you").fill(PRIVATE)
    page.locator('form[action$="/notes/process/"] button[name="save"]').click()
    page.get_by_role("status").filter(has_text="saved as a draft").wait_for()
    walk.write("process", {"What you told about yourself": PRIVATE})
    page.goto(session)
    assert PRIVATE in page.content(), "the author reads it"
    for form in ("json", "vtt"):
        taken = page.request.get(f"{session}session.{form}")
        assert taken.ok
        assert PRIVATE not in taken.text()

    for colleague in ("ben", "clara"):  # the supervisor and the prescriber of the same person
        other = sign_in(colleague)
        for place in (
            session,
            f"{session}after/",
            f"{record}sessions/",
            f"{record}next-session/",
            record,
        ):
            answer = other.page.request.get(place)
            assert answer.ok or (colleague == "clara" and answer.status == 404), place
            assert PRIVATE not in answer.text(), place
