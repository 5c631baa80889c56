"""A clinician's desk: the steps of a treatment as somebody takes them in the browser, session by session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from walking import Walk


class Desk:
    """One clinician at work on one record. Days count from the first session."""

    def __init__(self, walk: Walk, first: date) -> None:
        self.walk, self.page, self.first = walk, walk.page, first

    def day(self, number: int) -> date:
        """The date of a day of the course."""
        return self.first + timedelta(days=number)

    def admit(self, name: str, reason: str, *, frame: str = "Time-limited", sessions: str = "") -> None:
        """Add a patient, from the caseload."""
        page = self.page
        page.goto("/caseload/")
        page.get_by_role("link", name="Add a patient").click()
        page.get_by_label("Name:", exact=True).fill(name)
        page.get_by_label("First meeting on").fill(self.first.isoformat())
        page.get_by_label("Frame").select_option(label=frame)
        if sessions:
            page.get_by_label("Sessions agreed").fill(sessions)
        page.get_by_label("What brings them").fill(reason)
        page.get_by_role("button", name="Add", exact=True).click()
        page.locator(".banner .who", has_text=name).wait_for()

    def session(self, day: int, attendance: str = "came", **more: int) -> None:
        """Enter a session that was held or missed: `attendance` in the words of the form."""
        page = self.page
        page.goto(f"{self.walk.record()}sessions/new/")
        at = datetime.combine(self.day(day), datetime.min.time()).replace(hour=10)
        page.get_by_label("Day and time").fill(f"{at:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="Plan it").click()
        page.get_by_role("status").wait_for()
        page.goto(f"{self.walk.record()}sessions/")
        newest = page.locator("li.planned").first
        if attendance == "came":
            newest.get_by_role("button", name="Came").click()
        else:
            newest.get_by_role("link", name="Otherwise").click()
            page.get_by_label(attendance, exact=True).check()
            for label, number in more.items():
                page.get_by_label(label.replace("_", " ").capitalize()).fill(str(number))
            page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("status").wait_for()

    def questionnaire(
        self, instrument: str, day: int, answers: Sequence[str], by: str = "Patient", *, session: int = 0
    ) -> None:
        """Enter a filled-in questionnaire: each answer in the words of the form, of a session if it belongs to one."""
        page = self.page
        page.goto(f"{self.walk.record()}measures/enter/{instrument}/")
        page.get_by_label("Filled in on").fill(self.day(day).isoformat())
        page.get_by_label(by, exact=True).check()
        if session:
            page.get_by_label("Belongs to").select_option(
                label=f"Session {session}, {self.day(day):%d %B %Y}"
            )
        items = page.locator(".items fieldset")
        for number, words in enumerate(answers):
            items.nth(number).get_by_label(words, exact=True).check()
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url("**/measures/*-*-*-*-*/")

    def phq_9(self, day: int, total: int, *, session: int = 0) -> None:
        """Enter a PHQ-9 with a total, none of it in the item on death or self-harm."""
        steps = ("Not at all", "Several days", "More than half the days", "Nearly every day")
        left, answers = total, []
        for _ in range(8):
            step = min(3, left)
            left -= step
            answers.append(steps[step])
        self.questionnaire("phq-9", day, [*answers, steps[0], "Somewhat difficult"], session=session)
