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

    def regular_time(self, sessions: int, *, hour: int = 10) -> None:
        """Agree on a weekly time from the first day on, which plans its sessions."""
        page = self.page
        page.goto(f"{self.walk.record()}calendar/")
        self.walk.answer(
            {
                "Weekday": f"{self.first:%A}",
                "Time": f"{hour:02d}:00",
                "From": self.first.isoformat(),
                "Number of sessions": str(sessions),
                "Where": "In person",
            }
        )
        page.get_by_role("button", name="Plan the sessions").click()
        page.get_by_role("status").filter(has_text=f"{sessions} sessions are planned").wait_for()

    def came(self, late: int = 0) -> None:
        """Say that the patient came to the first session of which nothing is written yet, `late` minutes late."""
        page = self.page
        page.goto(f"{self.walk.record()}sessions/")
        waiting = page.locator("li.planned").last
        if late:
            waiting.get_by_role("link", name="Otherwise").click()
            page.get_by_label("Came late", exact=True).check()
            page.get_by_label("Minutes late").fill(str(late))
            page.get_by_role("button", name="Save", exact=True).click()
        else:
            waiting.get_by_role("button", name="Came", exact=True).click()
        page.get_by_role("status").wait_for()

    def open_session(self, number: int) -> str:
        """Open a session by its number; return its id."""
        self.page.goto(f"{self.walk.record()}sessions/")
        self.page.get_by_role("link", name=f"Session {number}", exact=True).first.click()
        self.page.wait_for_url("**/sessions/*-*-*-*-*/")
        return self.page.url.rstrip("/").split("/")[-1]

    def check_in(
        self, ratings: Sequence[int], tension: str = "No", talked: str = "No", *, by: str = "Patient"
    ) -> None:
        """Enter the check-in of the last session that has none, as the page of the alliance offers it; ratings from 1 to 9."""
        page = self.page
        page.goto(f"{self.walk.record()}alliance/")
        page.locator("a.button", has_text="Enter the check-in of session").click()
        page.get_by_label(by, exact=True).check()
        items = page.locator(".items fieldset")
        for number, rating in enumerate(ratings):
            items.nth(number).get_by_label(str(rating), exact=True).check()
        for number, words in enumerate((tension, talked), start=len(ratings)):
            items.nth(number).get_by_label(words, exact=True).check()
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url("**/measures/*-*-*-*-*/")
