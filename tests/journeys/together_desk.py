"""A clinician's desk with several people in one treatment: each has a record, and the meetings are of all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from desk import Desk
from walking import Walk


class TogetherDesk(Desk):
    """One clinician at work with several people. Each person is named by their whole name."""

    def __init__(self, walk: Walk, first: date) -> None:
        super().__init__(walk, first)
        self.records: dict[str, str] = {}
        self.all = ""

    def add(self, name: str, reason: str) -> None:
        """Admit one person, and remember where their record is."""
        self.admit(name, reason, frame="Open-ended")
        self.records[name] = self.walk.record()

    def of(self, name: str, page: str = "together/") -> None:
        """Open one person's own page."""
        self.page.goto(self.records[name] + page)

    def begin(self, kind: str, name: str, others: list[str], *, meetings: int, minutes: int) -> None:
        """Begin a treatment together, from one person's record."""
        page = self.page
        self.of(name, "plan/")
        self.walk.under("Together")
        page.get_by_role("link", name="Begin to treat this person together with others").click()
        page.get_by_label(kind, exact=True).check()
        for other in others:
            page.get_by_label(other, exact=True).check()
        page.get_by_label("First meeting on").fill(self.first.isoformat())
        page.get_by_label("Meetings agreed").fill(str(meetings))
        page.get_by_label("Minutes").fill(str(minutes))
        page.get_by_role("button", name="Begin", exact=True).click()
        page.get_by_role("heading", name=f"{kind} treatment").wait_for()
        self.all = page.url

    def meeting(self, day: int, came: Mapping[str, str], **more: int) -> int:
        """Enter a meeting that was held, and who came: by name, in the words of the form."""
        page = self.page
        page.goto(self.all)
        page.get_by_role("link", name="Plan a meeting").click()
        at = datetime.combine(self.day(day), datetime.min.time()).replace(hour=17)
        page.get_by_label("Day and time").fill(f"{at:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="Plan it").click()
        page.get_by_role("status").wait_for()
        row = page.locator("table.attendance tbody tr").first
        number = int(row.locator("td.number").inner_text())
        row.get_by_role("link", name="Who came?").click()
        for name, words in came.items():
            part = page.get_by_role("region", name=name)
            part.get_by_label(words, exact=True).check()
            for label, amount in more.items() if words != "Came" else ():
                part.get_by_label(label.replace("_", " ").capitalize()).fill(str(amount))
        page.get_by_role("button", name="Save for everybody").click()
        page.get_by_role("status").wait_for()
        return number

    def note(self, number: int, whole: str, apart: Mapping[str, str], *, sign: bool = True) -> None:
        """Write the notes of one meeting."""
        page = self.page
        page.goto(self.all)
        page.get_by_role("link", name=f"Note of meeting {number}", exact=True).click()
        page.get_by_label("The meeting", exact=True).fill(whole)
        for name, words in apart.items():
            page.get_by_label(f"Only in the record of {name}").fill(words)
        if sign:
            page.get_by_label("Sign the notes now").check()
        page.get_by_role("button", name="Write into each record").click()
        page.get_by_role("status").filter(has_text="Written into").wait_for()

    def asked(self, name: str, day: int, answers: Mapping[str, str]) -> None:
        """Write down what one person answered alone."""
        self.of(name)
        self.walk.write("joint_safety", {**answers, "Asked on": self.day(day).isoformat()})
