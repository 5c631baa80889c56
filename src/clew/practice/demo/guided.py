"""Load what a fictional patient does in an internet programme, and what they are answered: `programme.toml`."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from clew.practice import access
from clew.practice.access import Chart
from clew.practice.actions import guidance, portal, programme
from clew.practice.consents import Purpose
from clew.practice.models import Enrolment, User
from clew.practice.roles import May

if TYPE_CHECKING:
    from clew.practice.demo.load import Story

FILE = "programme.toml"
EVENING, LATE, MORNING = time(20, 30), time(21, 40), time(8, 30)


def load(story: Story) -> None:
    """Load the programme of one patient, where the story has one."""
    file = story.place.joinpath(FILE)
    if not file.is_file():
        return
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    account = User.objects.get(patient=story.chart.patient)
    own = access.open_own(account, to=May.WRITE_OWN, view="demonstration")
    portal.choose(chart=own, purpose=Purpose.PROGRAMME, given=True)
    enrolment = guidance.enrol(
        chart=story.chart,
        course=story.course,
        programme=told["enrolment"]["programme"],
        starts_on=story.day(told["enrolment"]["day"]),
    )
    arranged = list(told["enrolment"].get("arranged", []))
    for entry in told["module"]:
        while arranged and arranged[0]["day"] <= entry["opened"]:
            _arrange(story, enrolment, arranged.pop(0))
        _module(story, own, enrolment, entry)
    for change in arranged:
        _arrange(story, enrolment, change)
    if "chat" in told:
        slot = told["chat"]
        guidance.set_chat_slot(
            chart=story.chart,
            course=story.course,
            weekday=slot["weekday"],
            at=time.fromisoformat(slot["time"]),
            minutes=slot["minutes"],
            from_on=story.day(slot["day"]),
        )


def _arrange(story: Story, enrolment: Enrolment, told: dict[str, Any]) -> None:
    guidance.arrange(
        chart=story.chart,
        enrolment=enrolment,
        module=told["module"],
        change=told["change"],
        at=story.at(told["day"], MORNING),
    )


def _module(story: Story, own: Chart, enrolment: Enrolment, told: dict[str, Any]) -> None:
    """Open a module, answer in it, finish it where it is finished, and let it be answered."""

    def at(day: int, hour: time) -> datetime:
        # At home, weekends included.
        return datetime.combine(story.day(day), hour, tzinfo=story.zone).astimezone(UTC)

    of: dict[str, Any] = {"enrolment": enrolment, "module": told["slug"]}
    programme.open_module(chart=own, **of, now=at(told["opened"], EVENING))
    last = told.get("finished", told["opened"])
    for exercise, answers in told.get("answers", {}).items():
        given = {field: [text] if isinstance(text, str) else text for field, text in answers.items()}
        programme.save_answer(chart=own, **of, exercise=exercise, given=given, now=at(last, EVENING))
    if "finished" in told:
        programme.finish_module(chart=own, **of, now=at(last, LATE))
    if "feedback" in told:
        answer = told["feedback"]
        guidance.give_feedback(
            chart=story.chart,
            **of,
            text=answer["text"].strip(),
            minutes=answer["minutes"],
            at=story.at(answer["day"], MORNING),
        )
        if "read" in answer:
            programme.read_feedback(chart=own, **of, now=at(answer["read"], EVENING))
