"""Load the treatments of the demonstration that are over: a frame, an end and scores, for the practice's own numbers."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

from clew.practice import access
from clew.practice.actions import endings, measures, people, plan
from clew.practice.models import Course, Practice, User
from clew.practice.roles import May

FILE = "earlier.toml"
AGREED = 16
HALF_A_YEAR = 26  # weeks
REASON = "A treatment of earlier years, kept in the demonstration with its frame and its scores only."


def names(folder: Traversable) -> list[str]:
    """Return the names of those whose treatment is over."""
    data = tomllib.loads(folder.joinpath(FILE).read_text(encoding="utf-8"))
    return [one["name"] for one in data["treatment"]]


def load(folder: Traversable, *, practice: Practice, clinician: User, today: date) -> str:
    """Load them all as treatments of one clinician, and return what was loaded in one line."""
    data = tomllib.loads(folder.joinpath(FILE).read_text(encoding="utf-8"))
    for one in data["treatment"]:
        patient = people.admit_patient(
            practice=practice, name=one["name"], fictional=True, by=clinician, clinician=clinician
        )
        chart = access.open_record(clinician, patient.pk, to=May.PLAN, view="demonstration")
        first = today - timedelta(weeks=one["ago"])
        course = plan.open_course(
            chart=chart,
            starts_on=first,
            stage=Course.Stage.ENDING,
            agreed_sessions=AGREED,
            setting="in person",
            referred_on=first - timedelta(weeks=3),
            reason=REASON,
        )
        weeks = (0, one["weeks"], one["weeks"] + HALF_A_YEAR)
        for week, total in zip(weeks, one["scores"], strict=False):
            at = datetime.combine(
                first + timedelta(weeks=week), time(10), tzinfo=ZoneInfo(practice.time_zone)
            )
            measures.enter(
                chart=chart, course=course, instrument="phq-9", answers=_answers(total), at=at, now=at
            )
        endings.end_course(
            chart=chart,
            course=course,
            reason=one["reason"],
            on=first + timedelta(weeks=one["weeks"]),
            continuing_care=False,
        )
    return f"  {len(data['treatment'])} treatments that are over, for the practice's own numbers"


def _answers(total: int) -> list[int | None]:
    """Return answers with this total, none of them in the item on death or self-harm."""
    low, more = divmod(total, 8)
    return [low + 1] * more + [low] * (8 - more) + [0, None]
