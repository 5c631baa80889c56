"""What the journeys share: looking at a page as a designer and a screen reader would, and walking by keyboard."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

PASSWORD = "a quiet room with a window"
ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts" / "journeys"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}  # all that the dark theme changes
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_WHERE = "() => document.activeElement"
_FOCUS = """element => {
  const style = getComputedStyle(element);
  const label = element.labels?.[0]?.innerText || element.getAttribute("aria-label") || element.innerText || "";
  const seen = element.matches("body") ? element : element.labels?.[0] || element;
  return {
    name: label.trim().replace(/\\s+/g, " "),
    outlined: [style, getComputedStyle(seen)].some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0),
  };
}"""


@dataclass
class Walk:
    """One person's browser, and what went wrong in it."""

    page: Page
    address: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    seen_dark: ClassVar[set[str]] = (
        set()
    )  # kinds of pages whose colours were judged in the dark in this process

    def __post_init__(self) -> None:
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(self.address):
            self.elsewhere.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        refused = "status of 422" in message.text  # a form came back with what is wrong in it
        if message.type == "error" and not refused:
            self.complaints.append(message.text)

    def tab(self, name: str) -> None:
        """Open one of the pages of the record."""
        self.page.get_by_role("navigation", name="This record").get_by_role("link", name=name).click()
        self.page.locator(
            f'nav[aria-label="This record"] a[aria-current="page"]:text-is("{name}")'
        ).wait_for()

    def under(self, name: str) -> None:
        """Open one of the pages under the tab that is open."""
        self.page.get_by_role("navigation", name="On this tab").get_by_role(
            "link", name=name, exact=True
        ).click()
        self.page.locator(
            f'nav[aria-label="On this tab"] a[aria-current="page"]:text-is("{name}")'
        ).wait_for()

    def record(self) -> str:
        """The address of the record that is open."""
        found = re.search(r"/patients/[0-9a-f-]{36}/", self.page.url)
        assert found, f"no record is open at {self.page.url}"
        return found.group()

    def answer(self, answers: Mapping[str, str | Sequence[str]]) -> None:
        """Answer questions of a form by their labels: text is typed, choices are ticked by their words."""
        form = self.page.locator("form.entry-form")
        for label, value in answers.items():
            named = re.compile(rf"^{re.escape(label)}:?$")
            group = form.get_by_role("group", name=named)
            if group.count():
                for one in [value] if isinstance(value, str) else value:
                    exact = group.get_by_label(one, exact=True)
                    explained = group.get_by_label(
                        re.compile(rf"^\s*{re.escape(one)}\s")
                    )  # and what it means
                    (exact if exact.count() else explained).check()
            elif form.locator("select").and_(form.get_by_label(named)).count():
                form.get_by_label(named).select_option(label=str(value))
            else:
                form.get_by_label(named).fill(str(value))

    def write(self, form: str, answers: Mapping[str, str | Sequence[str]], *, asking: str = "") -> None:
        """Fill in one form about the patient and save it."""
        self.page.goto(f"{self.record()}write/{form}/{asking}")
        self.answer(answers)
        self.page.get_by_role("button", name="Save", exact=True).click()
        self.page.get_by_role("status").filter(has_text="saved").wait_for()

    def read_record(self, record: str) -> dict[str, str]:
        """Everything that can be opened in one record by following its links, by address; nothing is changed by it."""
        found: dict[str, str] = {}
        waiting = [record]
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            answer = self.page.context.request.get(address)
            assert answer.ok, f"{answer.status} at {address}"
            found[address] = answer.body().decode("utf-8", "replace")
            waiting += re.findall(rf'href="({re.escape(record)}[^"?#]*)', found[address])
            assert len(found) < 400, "the pages of one record lead on without end"
        return found

    def status(self, address: str) -> int:
        """What the server answers this person at an address: 404 where it is not theirs to open."""
        return self.page.request.get(address).status

    def look(self, name: str) -> None:
        """Let axe-core judge the page on desk and phone, light and dark, and see that it is not too wide.

        What it finds is gathered, and told when the test ends. With CLEW_TEST_PICTURES set a picture of each is kept.
        """
        page = self.page
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            for size in (PHONE, DESK):
                page.set_viewport_size(size)
                page.evaluate("() => scrollTo(0, 0)")
                if "CLEW_TEST_PICTURES" in os.environ:
                    ARTEFACTS.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=ARTEFACTS / f"{name}-{size['width']}-{theme}.png", full_page=True)
                page.evaluate(
                    "() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))"
                )
                at = f"{name}, {theme}, {size['width']} px"
                # Between phone and desk only the places differ, and in the dark only the colours, alike on every
                # page of one kind.
                kind = re.sub(r"[0-9a-f-]{36}|\d+", "*", urlsplit(page.url).path)
                if (theme, size) == ("light", PHONE) or (
                    size == DESK and theme == "dark" and kind not in self.seen_dark
                ):
                    if theme == "dark":
                        self.seen_dark.add(kind)
                    rules = RULES if theme == "light" else COLOURS
                    if page.evaluate("() => typeof axe === 'undefined'"):
                        page.evaluate(AXE_SCRIPT)
                    found = page.evaluate("rules => axe.run(rules)", rules)["violations"]
                    self.barriers += [
                        f"{at}: {v['id']}: {n['html'][:200]}" for v in found for n in v["nodes"]
                    ]
                wide = page.evaluate("() => document.documentElement.scrollWidth")
                if wide > size["width"]:
                    self.barriers.append(f"{at}: the page is {wide} px wide")
        page.evaluate("() => { delete document.documentElement.dataset.theme }")

    def enter(self) -> None:
        """Follow by Enter what has the focus."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press_to(self, name: str, key: str = "Tab", within: int = 80) -> None:
        """Press a key until what has the focus is called `name`; every stop on the way must be visible."""
        for _ in range(within):
            self.page.keyboard.press(key)
            at = self.page.evaluate_handle(_WHERE).as_element()
            assert at is not None
            told = at.evaluate(_FOCUS)
            assert told["outlined"], f"no focus can be seen on {told['name'][:80]!r}"
            if told["name"] == name:
                return
        raise AssertionError(f"{name!r} was not reached with {within} presses of {key}")
