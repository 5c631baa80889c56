"""What the patient's own page shows of their course: the next session, and what is shared with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from clew.practice.access import Chart
from clew.practice.models import Course, Entry, Goal, Session
from clew.practice.readings import entries
from clew.practice.readings.entries import Written
from clew.practice.readings.plan import from_shared
from clew.practice.roles import May


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next session: when, how long, and whether online."""

    at: datetime
    minutes: int
    online: bool


@dataclass(frozen=True, slots=True)
class Own:
    """The latest course as the patient sees it. `goals` are in their own words."""

    course: Course | None
    upcoming: Upcoming | None
    goals: Sequence[str]
    understood: Written | None
    relapse_plan: Written | None


def own(chart: Chart, *, now: datetime) -> Own:
    """Gather it; two queries, three where an older version of Clew has left goals."""
    ahead = Session.objects.filter(
        course=OuterRef("pk"), attendance=Session.Attendance.PLANNED, at__gte=now
    ).order_by("at")
    older = Goal.objects.filter(course=OuterRef("pk")).exclude(
        pk__in=Entry.objects.filter(form="goal").values("pk")
    )
    course = (
        chart.rows(Course, to=May.READ_OWN)
        .annotate(
            next_at=Subquery(ahead.values("at")[:1]),
            next_minutes=Subquery(ahead.values("minutes")[:1]),
            next_online=Subquery(ahead.values("online")[:1]),
            older_goals=Exists(older),
        )
        .order_by("-starts_on", "-event")
        .first()
    )
    shared = entries.current(chart, None, "goal", "plain_formulation", "relapse_plan", to=May.READ_OWN)
    goals: list[str] = []
    upcoming = None
    if course is not None:
        mine = [one for one in shared["goal"] if one.entry.course_id == course.pk]
        goals = [one.theirs for one in from_shared(chart, course, mine, older=course.older_goals)]
        if course.next_at is not None:
            upcoming = Upcoming(course.next_at, course.next_minutes, course.next_online)
    return Own(
        course=course,
        upcoming=upcoming,
        goals=goals,
        understood=next(reversed(shared["plain_formulation"]), None),
        relapse_plan=next(reversed(shared["relapse_plan"]), None),
    )
