"""Load the meetings of patients of the demonstration who are treated together."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import time
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from clew.practice.actions import meetings, plan, together
from clew.practice.models import Course, Joint, JointSession

if TYPE_CHECKING:
    from clew.practice.demo.load import Story


class Meetings:
    """One folder with a `together.toml`: who takes part, and what was noted of each meeting."""

    def __init__(self, place: Traversable, stories: Mapping[str, Story]) -> None:
        self.data = tomllib.loads(place.joinpath("together.toml").read_text(encoding="utf-8"))
        self.members = {name: stories[name] for name in self.data["members"]}

    def load(self, tell: Callable[[str], None]) -> None:
        """Load the meetings in each member's record, and then what is each one's own."""
        members = self.members
        for story in members.values():
            story.begin(Course.Stage.ASSESSMENT)
        first = next(iter(members.values()))
        self.joint = together.begin_joint(
            charts=[story.chart for story in members.values()],
            kind=self.data["kind"],
            starts_on=first.day(0),
            agreed_sessions=self.data["agreed_meetings"],
            minutes=self.data["minutes"],
        )
        # In the order of days, so that sessions are numbered as they came.
        told: list[tuple[int, Story | None, dict[str, Any]]] = [
            (entry["day"], None, entry) for entry in self.data["meeting"]
        ]
        for story in members.values():
            told += [(entry["day"], story, entry) for entry in story.data.get("session", [])]
        for _, alone, entry in sorted(told, key=lambda one: one[0]):
            if alone is not None:
                alone.expect(entry)
            else:
                self._meeting(self.joint, first, entry)
        for story in members.values():
            tell(story.tell())
            plan.change_course(chart=story.chart, course=story.course, stage=story.data["course"]["stage"])

    def _meeting(self, joint: Joint, first: Story, entry: dict[str, Any]) -> None:
        meeting = meetings.plan_meeting(
            charts=[story.chart for story in self.members.values()],
            joint=joint,
            at=first.at(entry["day"], time(17, 0)),
        )
        for session in meeting.sessions.all():
            story = next(s for s in self.members.values() if s.chart.patient.pk == session.patient_id)
            story.sessions[session.number] = session
        if "came" in entry:
            self._held(meeting, first, entry)

    def _held(self, meeting: JointSession, first: Story, entry: dict[str, Any]) -> None:
        came = {
            name: {"attendance": told} if isinstance(told, str) else told
            for name, told in entry["came"].items()
        }
        charts = [story.chart for story in self.members.values()]
        meetings.record_meeting(
            charts=charts,
            meeting=meeting,
            came={self.members[name].chart.patient.pk: meetings.Came(**told) for name, told in came.items()},
        )
        meetings.write_joint_note(
            charts=charts,
            meeting=meeting,
            whole=entry["whole"],
            apart={
                self.members[name].chart.patient.pk: text for name, text in entry.get("apart", {}).items()
            },
            sign=True,
            at=first.at(entry["day"], time(19, 30)),
        )
