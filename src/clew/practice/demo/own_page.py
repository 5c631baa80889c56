"""What the patients of the demonstration do on their own pages: choose, and write a journal."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from clew.practice import access
from clew.practice.actions import journal, portal
from clew.practice.consents import Purpose
from clew.practice.models import User
from clew.practice.roles import May

if TYPE_CHECKING:
    from clew.practice.demo.load import Story


def choose(story: Story, account: User) -> None:
    """Choose what the patient agrees to on their own page."""
    own = access.open_own(account, to=May.WRITE_OWN, view="demonstration")
    for told in story.data.get("choice", []):
        at = story.at(told["day"], time(19, 30))
        for given, which in ((True, "agrees_to"), (False, "does_not_agree_to")):
            for purpose in told.get(which, []):
                portal.choose(chart=own, purpose=Purpose(purpose), given=given, at=at)


def write_journal(story: Story) -> None:
    """Write what the patient writes for themselves, read what the clinician of the story has read."""
    file = story.place.joinpath("journal.toml")
    patient = story.chart.patient
    patient.refresh_from_db()
    if not file.is_file() or patient.account is None:
        return
    own = access.open_own(patient.account, to=May.WRITE_OWN, view="demonstration")
    for told in tomllib.loads(file.read_text(encoding="utf-8"))["writing"]:
        day = story.day(told["day"])
        entry = journal.write(
            chart=own,
            text=told["text"],
            kind=told["kind"],
            on=day,
            seconds=60 * told["minutes"] if "minutes" in told else None,
            shared=told.get("shared", False),
            at=datetime.combine(day, told["time"], tzinfo=story.zone).astimezone(UTC),
        )
        for change in told.get("changed", []):
            at = datetime.combine(day, change["time"], tzinfo=story.zone).astimezone(UTC)
            entry = journal.change(chart=own, entry=entry, text=change["text"], at=at)
        if "read_day" in told:
            journal.mark_read(chart=story.chart, entry=entry, at=story.at(told["read_day"], time(9, 40)))
