"""The same treatment as a supervisor, a prescriber and the patient see it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect
from walking import Walk

from clew.practice.demo.load import folder

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

SESSION = 7  # of Mara's course: the first one after the break


def course_of(key: str) -> dict:
    """What the demonstration's file says of a patient's course."""
    return tomllib.loads(folder().joinpath(key, "course.toml").read_text(encoding="utf-8"))


def process_notes(key: str) -> list[str]:
    """The openings of the clinician's private notes of a course."""
    notes = (session.get("process_note", "") for session in course_of(key)["session"])
    return [" ".join(note.split())[:60] for note in notes if note]


def record_of(walk: Walk, name: str) -> str:
    """Open somebody's record from the caseload and return its address."""
    walk.page.get_by_role("link", name=name).click()
    expect(walk.page.locator(".banner .who")).to_contain_text(name)
    return urlsplit(walk.page.url).path


def status(page: Page, address: str) -> int:
    return page.request.get(address).status


def test_a_supervisor_reads_and_changes_nothing(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("ben")
    page = walk.page
    expect(page.get_by_role("link", name="Add a patient")).to_have_count(0)
    record_of(walk, "Mara Lindqvist")
    walk.tab("Sessions")
    expect(page.get_by_role("link", name="Plan a session")).to_have_count(0)
    page.get_by_role("link", name=f"Session {SESSION}", exact=True).click()
    expect(page.locator("li.turn").first).to_be_visible()
    expect(page.get_by_role("heading", name="Progress note")).to_be_visible()
    expect(page.get_by_role("heading", name="Process note")).to_have_count(0)
    for way in ("Accept", "Reject", "mark turn", "Undo", "Sign"):
        buttons = page.get_by_role("main").get_by_role("button", name=re.compile(f"^{way}"))
        expect(buttons).to_have_count(0)
    html = " ".join(unescape(page.content()).split())
    assert [note for note in process_notes("mara") if note in html] == []
    walk.look("supervisor-session")

    walk.tab("Formulation")
    expect(page.locator(".theme .statement")).to_contain_text("episodes")
    expect(page.get_by_role("link", name="Write a hypothesis")).to_have_count(0)
    walk.look("supervisor-formulation")


def test_a_prescriber_sees_no_session(sign_in: Callable[[str], Walk]) -> None:
    walk = sign_in("anna")
    record_of(walk, "Tomas Reyes")
    walk.tab("Sessions")
    walk.page.get_by_role("link", name="Session 3", exact=True).click()
    expect(walk.page.locator("li.turn").first).to_be_visible()
    said = walk.page.url

    walk = sign_in("clara")
    page = walk.page
    record = record_of(walk, "Tomas Reyes")
    tabs = page.get_by_role("navigation", name="This record")
    expect(tabs.get_by_role("link", name="Measures")).to_be_visible()
    for name in ("Sessions", "Formulation"):
        expect(tabs.get_by_role("link", name=name)).to_have_count(0)
    assert status(page, said) == 404
    assert status(page, f"{record}formulation/") == 404
    assert status(page, f"{record}sessions/") == 404
    walk.look("prescriber-course")

    walk.tab("Measures")
    walk.look("prescriber-measures")
    walk.tab("Plan")
    walk.look("prescriber-plan")


def visited(page: Page, start: str) -> dict[str, str]:
    """Every page that links lead to from `start`, by address: what somebody can see without typing an address."""
    found: dict[str, str] = {}
    ahead = [start]
    while ahead:
        address = ahead.pop()
        path = urlsplit(address).path
        if address in found or path.startswith(("/static/", "/accounts/", "/leave/", "/guide/")):
            continue
        answer = page.request.get(address)
        assert answer.status == 200, f"{address} is linked and answers {answer.status}"
        found[address] = answer.text()
        for target in re.findall(r'<a\s[^>]*href="([^"]+)"', found[address]):
            joined = urljoin(address, unescape(target)).partition("#")[0]
            if joined.startswith(urljoin(start, "/")):
                ahead.append(joined)
    return found


def test_a_patient_sees_no_proposal(sign_in: Callable[[str], Walk]) -> None:
    # What the clinician sees: the proposals of a session, and the addresses of the record.
    walk = sign_in("anna")
    record = record_of(walk, "Mara Lindqvist")
    walk.tab("Sessions")
    walk.page.get_by_role("link", name=f"Session {SESSION}", exact=True).click()
    expect(walk.page.locator("li.turn").first).to_be_visible()
    session = urlsplit(walk.page.url).path
    names = walk.page.locator(".mark.proposed .name").all_text_contents()
    proposals = {name.strip() for name in names}
    assert len(proposals) > 5
    assert all(name.endswith("?") for name in proposals)

    walk = sign_in("mara")
    page = walk.page
    expect(page.get_by_role("heading", name="Your page")).to_be_visible()
    walk.look("patient-own")
    for address in (record, f"{record}formulation/", f"{record}sessions/", session, f"{record}measures/"):
        assert status(page, address) == 404

    pages = visited(page, page.url)
    assert any(address.endswith("/me/") for address in pages)
    assert len(pages) >= 4
    notes = process_notes("mara")
    for address, html in pages.items():
        text = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
        assert [name for name in proposals if name in text] == [], f"a proposal stands on {address}"
        assert re.findall(r'class="[^"]*\b(?:proposal|proposed|mark)\b', html) == [], address
        assert "clew-coder" not in html, address
        assert [note for note in notes if note in text] == [], address


def test_everybody_finds_help(arrive: Callable[[], Walk]) -> None:
    """Help is one link away on the first page, without signing in."""
    walk = arrive()
    walk.page.get_by_role("link", name="Help now").first.click()
    expect(walk.page.get_by_role("heading", name="Help now")).to_be_visible()
    expect(walk.page.locator(".danger").first).to_contain_text("emergency")
    walk.look("help")
