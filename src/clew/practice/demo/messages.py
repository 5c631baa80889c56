"""What a patient of the demonstration and their clinician wrote to each other: from the file `messages.toml` of a course."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clew.practice import access, consents
from clew.practice.access import Chart
from clew.practice.actions import messages, portal
from clew.practice.models import Notice, Thread
from clew.practice.roles import May

if TYPE_CHECKING:
    from clew.practice.demo.load import Story


def load(story: Story) -> None:
    """Write the conversations of one story, each message read by the other side where the story says so."""
    file = story.place.joinpath("messages.toml")
    if not file.is_file():
        return
    patient = story.chart.patient
    patient.refresh_from_db()
    if patient.account is None:
        return
    own = access.open_own(patient.account, to=May.WRITE_OWN, view="demonstration")
    if not consents.given(own, consents.Purpose.MESSAGES):
        portal.choose(chart=own, purpose=consents.Purpose.MESSAGES, given=True)
    for told in tomllib.loads(file.read_text(encoding="utf-8"))["thread"]:
        _thread(story, own, told)
    # Nobody in a story has a letter box.
    Notice.objects.filter(patient=patient, alert=None).update(state=Notice.State.CANCELLED)


def _thread(story: Story, own: Chart, told: dict[str, Any]) -> None:
    thread: Thread | None = None
    for line in told["message"]:
        day = story.day(line["day"])
        at = datetime.combine(day, line["time"], tzinfo=story.zone).astimezone(UTC)
        mine = own if line["by"] == "patient" else story.chart
        given = {"text": line["text"], "minutes": line.get("minutes"), "at": at}
        if thread is None:
            thread = messages.open_thread(chart=mine, course=story.course, subject=told["subject"], **given)
        else:
            messages.mark_read(chart=mine, thread=thread, now=at)
            messages.write(chart=mine, thread=thread, **given)
    if thread is not None and told.get("read", True):
        messages.mark_read(chart=own, thread=thread, now=at)
        messages.mark_read(chart=story.chart, thread=thread, now=at)
